/* What of the log is asked for, as it stands in the page's address and in the request alike. */
import * as address from '../../ui/filter';

export const NAMES = ['actor', 'action', 'from', 'to'] as const;

export type Filter = address.Filter<(typeof NAMES)[number]>;

export function readFilter(query: URLSearchParams): Filter {
	return address.readFilter(NAMES, query);
}

export function filterQuery(filter: Filter): URLSearchParams {
	return address.filterQuery(NAMES, filter);
}

export function isFiltered(filter: Filter): boolean {
	return filterQuery(filter).size > 0;
}
