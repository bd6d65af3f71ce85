/* Who is invited to the desk. */
import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { signedRequest } from '../../../api/http';
import type { InvitationList, MadeInvitation, NewInvitation } from '../../../api/types';

const PATH = '/api/admin/support/invitations';
/* How soon it is asked again what became of a mail. */
const SOON_MS = 3000;

export const invitationsOptions = queryOptions({
	queryKey: ['people', 'invitations'],
	queryFn: ({ signal }): Promise<InvitationList> => signedRequest('GET', PATH, { signal }),
	refetchInterval: ({ state: { data } }) =>
		data?.items.some(({ mail }) => mail?.state === 'waiting') ? SOON_MS : false,
});

export function invite(invitation: NewInvitation): Promise<MadeInvitation> {
	return signedRequest('POST', PATH, { body: invitation });
}

export function sendAgain(id: string): Promise<MadeInvitation> {
	return signedRequest('POST', `${PATH}/${id}/send`);
}

export function withdraw(id: string): Promise<void> {
	return signedRequest('DELETE', `${PATH}/${id}`);
}

export function readInvitationsAgain(client: QueryClient): Promise<void> {
	return client.invalidateQueries(invitationsOptions);
}
