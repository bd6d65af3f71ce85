/* How things of tickets are called. What a later version calls otherwise is shown as it is sent. */
import { withoutDirection } from '../../../../proto/client/names';
import type { SupportTicket } from './model';
import { texts } from './texts';

const named = (names: Record<string, string>, value: string) =>
	Object.hasOwn(names, value) ? names[value]! : value;

export const statusName = (status: string) => named(texts().statuses, status);
export const priorityName = (priority: string) => named(texts().priorities, priority);
export const channelName = (channel: string) => named(texts().channels, channel);

export function numberOf({ number }: Pick<SupportTicket, 'number'>): string {
	return texts().number(String(number));
}

export function requesterOf({ requesterName, requesterEmail }: SupportTicket): string | undefined {
	return withoutDirection(requesterName ?? '') || requesterEmail;
}
