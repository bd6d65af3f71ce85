/* A team with its members, and what admins change of teams. */
import { queryOptions } from '@tanstack/react-query';
import { signedRequest } from '../../../api/http';
import { PEOPLE, TEAMS_PATH } from '../../../api/teams';
import type { NewTeam, Team } from '../../../api/types';

/* Whoever changes them begins with those that there are at that moment. */
export function teamOptions(id: string) {
	return queryOptions({
		queryKey: [PEOPLE, 'teams', id],
		queryFn: ({ signal }): Promise<Team> => signedRequest('GET', `${TEAMS_PATH}/${id}`, { signal }),
		gcTime: 0,
		staleTime: Infinity,
	});
}

export function saveTeam(id: string | undefined, team: NewTeam): Promise<Team> {
	return id
		? signedRequest('PATCH', `${TEAMS_PATH}/${id}`, { body: team })
		: signedRequest('POST', TEAMS_PATH, { body: team });
}

export function deleteTeam(id: string): Promise<void> {
	return signedRequest('DELETE', `${TEAMS_PATH}/${id}`);
}
