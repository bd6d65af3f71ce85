/* What Frontdesk does by itself for this tenant: how much of it there is, and pages of it. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { signedRequest } from '../../../api/http';
import type { DurableJob, JobCounts, JobState, Page } from '../../../api/types';
import { nextCursor } from '../../../ui/pages';

const JOBS = '/api/admin/support/jobs';
const LOOK_MS = 10_000;

export const JOBS_KEY = ['jobs'] as const;

export const countsOptions = queryOptions({
	queryKey: [...JOBS_KEY, 'counts'],
	queryFn: ({ signal }): Promise<JobCounts> => signedRequest('GET', `${JOBS}/counts`, { signal }),
	refetchInterval: LOOK_MS,
});

function fetchJobs(
	state: JobState,
	after: string | undefined,
	signal: AbortSignal,
): Promise<Page<DurableJob>> {
	const query = new URLSearchParams({ state, ...(after && { after }) });
	return signedRequest('GET', `${JOBS}?${query}`, { signal });
}

export function listOptions(state: JobState) {
	return infiniteQueryOptions({
		queryKey: [...JOBS_KEY, 'list', state],
		queryFn: ({ pageParam, signal }) => fetchJobs(state, pageParam, signal),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: nextCursor,
		refetchInterval: LOOK_MS,
	});
}

export function retryJob(id: string): Promise<void> {
	return signedRequest('POST', `${JOBS}/${id}/retry`);
}

export function dropJob(id: string): Promise<void> {
	return signedRequest('DELETE', `${JOBS}/${id}`);
}
