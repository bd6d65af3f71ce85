/* The teams of the desk's colleagues. */
import { queryOptions } from '@tanstack/react-query';
import { signedRequest } from './http';
import type { TeamList } from './types';

/* What is changed of a team shows in lists of people, too: all have this key. */
export const PEOPLE = 'people';

export const TEAMS_PATH = '/api/admin/support/teams';

export const teamsOptions = queryOptions({
	queryKey: [PEOPLE, 'teams'],
	queryFn: ({ signal }): Promise<TeamList> => signedRequest('GET', TEAMS_PATH, { signal }),
});
