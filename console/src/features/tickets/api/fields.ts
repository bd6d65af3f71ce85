/* What the tenant notes of its tickets beside the usual. */
import { queryOptions } from '@tanstack/react-query';
import { signedRequest } from '../../../api/http';
import type { NewTicketField, TicketField, TicketFieldChange } from '../../../api/types';
import { ticketKeys } from './keys';

const FIELDS = '/api/admin/support/tickets/fields';

export const fieldsOptions = queryOptions({
	queryKey: ticketKeys.fields,
	queryFn: async ({ signal }) => {
		const { items } = await signedRequest<{ items: TicketField[] }>('GET', FIELDS, { signal });
		return items;
	},
	staleTime: 60_000,
});

export function createField(said: NewTicketField): Promise<TicketField> {
	return signedRequest('POST', FIELDS, { body: said });
}

export function changeField(
	id: string,
	change: TicketFieldChange,
): Promise<TicketField> {
	return signedRequest('PATCH', `${FIELDS}/${id}`, { body: change });
}

export function deleteField(id: string): Promise<void> {
	return signedRequest('DELETE', `${FIELDS}/${id}`);
}
