/* Tickets: the lists of them, one with all that belongs to it, and what is done with them. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { signedRequest } from '../../../api/http';
import type { NewTicket, NewTicketComment, Page, TicketOutcomes } from '../../../api/types';
import { nextCursor } from '../../../ui/pages';
import { type Filter, requestQuery } from '../filter';
import type {
	SupportTicket,
	TicketChange,
	TicketComment,
	TicketEvent,
	TicketOutcome,
	TicketSummary,
} from '../model';
import { ticketKeys } from './keys';

const BASE = '/api/admin/support/tickets';
const PAGE_SIZE = 50;

/* What the server takes at once. */
export const BULK_MOST = 100;

const firstPage = undefined as string | undefined;

function pageQuery(after: string | undefined, query = new URLSearchParams()): URLSearchParams {
	query.set('limit', String(PAGE_SIZE));
	if (after) query.set('after', after);
	return query;
}

export function listOptions(filter: Filter) {
	return infiniteQueryOptions({
		queryKey: ticketKeys.list(filter),
		queryFn: ({ pageParam, signal }): Promise<Page<SupportTicket>> =>
			signedRequest('GET', `${BASE}?${pageQuery(pageParam, requestQuery(filter))}`, { signal }),
		initialPageParam: firstPage,
		getNextPageParam: nextCursor,
	});
}

/* How many there are of each kind, to a thousand. */
export const summaryOptions = queryOptions({
	queryKey: ticketKeys.summary,
	queryFn: ({ signal }): Promise<TicketSummary> => signedRequest('GET', `${BASE}/summary`, { signal }),
});

export function fetchTicket(id: string, signal?: AbortSignal): Promise<SupportTicket> {
	return signedRequest('GET', `${BASE}/${id}`, { signal });
}

export function ticketOptions(id: string) {
	return queryOptions({
		queryKey: ticketKeys.shown(id),
		queryFn: ({ signal }) => fetchTicket(id, signal),
	});
}

/* Oldest first. */
export function commentsOptions(id: string) {
	return infiniteQueryOptions({
		queryKey: ticketKeys.comments(id),
		queryFn: ({ pageParam, signal }): Promise<Page<TicketComment>> =>
			signedRequest('GET', `${BASE}/${id}/comments?${pageQuery(pageParam)}`, { signal }),
		initialPageParam: firstPage,
		getNextPageParam: nextCursor,
	});
}

export function historyOptions(id: string) {
	return infiniteQueryOptions({
		queryKey: ticketKeys.history(id),
		queryFn: ({ pageParam, signal }): Promise<Page<TicketEvent>> =>
			signedRequest('GET', `${BASE}/${id}/history?${pageQuery(pageParam)}`, { signal }),
		initialPageParam: firstPage,
		getNextPageParam: nextCursor,
	});
}

export function createTicket(ticket: NewTicket): Promise<SupportTicket> {
	return signedRequest('POST', BASE, { body: ticket });
}

/* A refusal "conflict": it is not any more as it was in that version. */
export function changeTicket(
	{ id, version }: Pick<SupportTicket, 'id' | 'version'>,
	change: TicketChange,
): Promise<SupportTicket> {
	return signedRequest('PATCH', `${BASE}/${id}`, { body: { version, ...change } });
}

/* Under an id that is chosen here: asked again with the same, it is said once. */
export function comment(ticketId: string, said: NewTicketComment): Promise<TicketComment> {
	return signedRequest('POST', `${BASE}/${ticketId}/comments`, { body: said });
}

/* Answers with the other one, which has its comments then. */
export function mergeTicket(ticket: SupportTicket, into: SupportTicket): Promise<SupportTicket> {
	const body = { version: ticket.version, intoId: into.id, intoVersion: into.version };
	return signedRequest('POST', `${BASE}/${ticket.id}/merge`, { body });
}

export async function changeTickets(
	tickets: readonly Pick<SupportTicket, 'id' | 'version'>[],
	changes: TicketChange,
): Promise<TicketOutcome[]> {
	const body = { tickets: tickets.map(({ id, version }) => ({ id, version })), changes };
	return (await signedRequest<TicketOutcomes>('POST', `${BASE}/bulk`, { body })).items;
}

/* What is found by number, requester or subject, whatever its status. */
export async function findTickets(q: string, signal?: AbortSignal): Promise<SupportTicket[]> {
	const query = new URLSearchParams({ q, limit: '8' });
	return (await signedRequest<Page<SupportTicket>>('GET', `${BASE}?${query}`, { signal })).items;
}

/* Tags that there are, beginning with this. */
export function tagsOptions(start: string) {
	return queryOptions({
		queryKey: ticketKeys.tags(start),
		queryFn: async ({ signal }) => {
			const path = `${BASE}/tags?${new URLSearchParams({ q: start })}`;
			return (await signedRequest<{ items: string[] }>('GET', path, { signal })).items;
		},
		staleTime: 30_000,
	});
}
