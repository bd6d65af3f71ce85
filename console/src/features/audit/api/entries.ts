/* The audit log, page by page. */
import { infiniteQueryOptions } from '@tanstack/react-query';
import { signedRequest } from '../../../api/http';
import type { AuditEntry, Page } from '../../../api/types';
import { nextCursor } from '../../../ui/pages';
import { type Filter, filterQuery } from '../filter';

const AUDIT = 'audit';

export interface Asked {
	filter: Filter;
	after?: string;
	limit?: number;
	signal?: AbortSignal;
}

export function fetchEntries({ filter, after, limit, signal }: Asked): Promise<Page<AuditEntry>> {
	const query = filterQuery(filter);
	if (after) query.set('after', after);
	if (limit) query.set('limit', String(limit));
	return signedRequest('GET', `/api/admin/support/audit?${query}`, { signal });
}

export function entriesOptions(filter: Filter) {
	return infiniteQueryOptions({
		queryKey: [AUDIT, 'entries', filter],
		queryFn: ({ pageParam, signal }) => fetchEntries({ filter, after: pageParam, signal }),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: nextCursor,
	});
}
