/*
 * What of the tickets is asked for: it stands in the page's address as people share it, and is what a saved view
 * holds. Without a status these are the tickets that wait for somebody.
 */
import type { TicketStatus } from './model';

export const NAMES = ['status', 'assignee', 'team', 'priority', 'channel', 'tag', 'q', 'sort'] as const;

export type FilterName = (typeof NAMES)[number];
export type Filter = Partial<Record<FilterName, string>>;

export const STATUSES: readonly TicketStatus[] = ['open', 'pending', 'snoozed', 'resolved', 'closed'];
export const PRIORITIES = ['urgent', 'high', 'normal', 'low'] as const;
export const CHANNELS = ['chat', 'email', 'form', 'agent', 'api'] as const;
export const SORTS = ['-updatedAt', 'updatedAt', '-createdAt', 'createdAt', '-priority', 'number', '-number'] as const;

export const DEFAULT_SORT = SORTS[0];
/* All of them, whatever their status. */
export const ALL = 'all';
const UNRESOLVED = 'open,pending';

export function readFilter(query: URLSearchParams): Filter {
	const filter: Filter = {};
	for (const name of NAMES) {
		const value = query.get(name)?.trim();
		if (value) filter[name] = value;
	}
	return filter;
}

function queryOf(filter: Filter): URLSearchParams {
	const query = new URLSearchParams();
	for (const name of NAMES) if (filter[name]) query.set(name, filter[name]);
	return query;
}

/* As the page's address has it; what goes without saying is left out. */
export function addressQuery({ sort, ...filter }: Filter): string {
	const query = queryOf(sort === DEFAULT_SORT ? filter : { ...filter, sort });
	/* A comma needs no disguise there. */
	return query.size > 0 ? `?${query.toString().replaceAll('%2C', ',')}` : '';
}

/* As the server is asked. */
export function requestQuery({ status = UNRESOLVED, ...filter }: Filter): URLSearchParams {
	return queryOf(status === ALL ? filter : { ...filter, status });
}

export function statusesOf({ status = UNRESOLVED }: Filter): readonly string[] {
	return status === ALL ? STATUSES : status.split(',');
}

/* The filter with these statuses, of which at least one stays. */
export function withStatuses(filter: Filter, statuses: readonly string[]): Filter {
	const chosen = STATUSES.filter((status) => statuses.includes(status)).join(',');
	const { status: _, ...rest } = filter;
	if (chosen === '' || chosen === UNRESOLVED) return rest;
	return { ...rest, status: chosen === STATUSES.join(',') ? ALL : chosen };
}

/* Whether two show the same tickets, in whatever order. */
export function isSameFilter({ sort: _, ...a }: Filter, { sort: __, ...b }: Filter): boolean {
	return addressQuery(a) === addressQuery(b);
}

/* Whether something beyond a view of one's own was chosen: then a list without tickets says less. */
export function isNarrowed({ status: _, assignee: __, sort: ___, ...rest }: Filter): boolean {
	return Object.keys(rest).length > 0;
}
