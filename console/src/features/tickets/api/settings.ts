/* The rules of the tenant's tickets. */
import { queryOptions } from '@tanstack/react-query';
import { signedRequest } from '../../../api/http';
import type { TicketSettings, TicketSettingsChange } from '../../../api/types';
import { ticketKeys } from './keys';

const SETTINGS = '/api/admin/support/tickets/settings';

export function readRules(signal?: AbortSignal): Promise<TicketSettings> {
	return signedRequest('GET', SETTINGS, { signal });
}

/* Read whenever the page is shown: a form is filled with it. */
export const rulesOptions = queryOptions({
	queryKey: ticketKeys.settings,
	queryFn: ({ signal }) => readRules(signal),
	gcTime: 0,
});

export function changeRules(change: TicketSettingsChange): Promise<TicketSettings> {
	return signedRequest('PATCH', SETTINGS, { body: change });
}
