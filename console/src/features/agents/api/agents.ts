/* The desk's colleagues as admins see them, and what they change of them. */
import { infiniteQueryOptions, type QueryClient } from '@tanstack/react-query';
import { signedRequest } from '../../../api/http';
import { PEOPLE } from '../../../api/teams';
import type { AgentChange, Page, SupportAgent } from '../../../api/types';
import { nextCursor } from '../../../ui/pages';

/* Who was here when is noted every 20 s. */
const REFRESH_MS = 30_000;

/* Of all, or of a team's. */
export function peopleOptions(search: string, team?: string) {
	return infiniteQueryOptions({
		queryKey: [PEOPLE, 'list', search, team],
		queryFn: ({ pageParam, signal }): Promise<Page<SupportAgent>> => {
			const query = new URLSearchParams();
			if (search) query.set('search', search);
			if (team) query.set('team', team);
			if (pageParam) query.set('after', pageParam);
			return signedRequest('GET', `/api/admin/support/agents?${query}`, { signal });
		},
		initialPageParam: undefined as string | undefined,
		getNextPageParam: nextCursor,
		refetchInterval: REFRESH_MS,
	});
}

export function changeAgent(id: string, change: AgentChange): Promise<SupportAgent> {
	return signedRequest('PATCH', `/api/admin/support/agents/${id}`, { body: change });
}

export function resetSecondFactor(id: string): Promise<void> {
	return signedRequest('POST', `/api/admin/support/agents/${id}/second-factor/reset`);
}

export function readPeopleAgain(client: QueryClient): Promise<void> {
	return client.invalidateQueries({ queryKey: [PEOPLE] });
}
