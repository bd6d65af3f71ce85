/* Whether a session is what somebody searches for. */
import type { ChatSession } from '../../api/types';
import { visitorName } from './visitor';

export function matchesFilter(session: ChatSession, filter: string): boolean {
	const wanted = filter.trim().toLocaleLowerCase();
	if (wanted === '') return true;
	const fields = [
		visitorName(session),
		session.visitorEmail,
		session.pageUrl,
		session.assignedAgent?.name,
	];
	return fields.some((field) => field?.toLocaleLowerCase().includes(wanted));
}
