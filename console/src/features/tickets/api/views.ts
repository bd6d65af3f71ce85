/* Saved views: filters of the list that have a name, for oneself or for everybody. */
import { queryOptions } from '@tanstack/react-query';
import { signedRequest } from '../../../api/http';
import type { NewTicketView, TicketView, TicketViewChange } from '../../../api/types';
import { ticketKeys } from './keys';

const VIEWS = '/api/admin/support/tickets/views';

export const viewsOptions = queryOptions({
	queryKey: ticketKeys.views,
	queryFn: async ({ signal }) =>
		(await signedRequest<{ items: TicketView[] }>('GET', VIEWS, { signal })).items,
	staleTime: 60_000,
});

export function createView(view: NewTicketView): Promise<TicketView> {
	return signedRequest('POST', VIEWS, { body: view });
}

export function changeView(id: string, change: TicketViewChange): Promise<TicketView> {
	return signedRequest('PATCH', `${VIEWS}/${id}`, { body: change });
}

export function deleteView(id: string): Promise<void> {
	return signedRequest('DELETE', `${VIEWS}/${id}`);
}
