/* What may be done with a ticket, by how it stands and by whom. */
import type { SupportAgent } from '../../api/types';
import type { SupportTicket, TicketField } from './model';

export function isDone({ status }: Pick<SupportTicket, 'status'>): boolean {
	return status === 'resolved' || status === 'closed';
}

/* What is closed only an admin opens again, and what was merged away nobody. */
export function mayReopen(
	{ status, mergedInto }: Pick<SupportTicket, 'status' | 'mergedInto'>,
	{ role }: Pick<SupportAgent, 'role'>,
): boolean {
	return status === 'resolved' || (status === 'closed' && !mergedInto && role === 'admin');
}

/* Whether something is missing without which it is not resolved. */
export function lacksField(
	{ fields }: Pick<SupportTicket, 'fields'>,
	known: readonly TicketField[] = [],
): boolean {
	const isEmpty = (value: unknown) => value === undefined || value === '' || value === false;
	return known.some(({ key, isRequired }) => isRequired && isEmpty(fields[key]));
}
