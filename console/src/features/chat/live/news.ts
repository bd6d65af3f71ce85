/* What is news in a session for one agent, by two pictures of it. */
import type { ChatSession } from '../../../api/types';
import { isQueued } from '../api/lists';
import { hasMoreUnread } from '../unread';

export type News = 'newVisitor' | 'given' | 'newMessage';
type Place = 'queue' | 'mine' | 'elsewhere';

/* Who was handed to a colleague waits for that colleague. */
export function placeOf(session: ChatSession, agentId: string): Place {
	const { assignedAgent, status } = session;
	const isForMe = assignedAgent?.id === agentId;
	if (isQueued(session) && (!assignedAgent || isForMe)) return 'queue';
	return status === 'active' && isForMe ? 'mine' : 'elsewhere';
}

/* What is news in a session, against the picture of it from before. */
export function newsOf(
	before: ChatSession | undefined,
	now: ChatSession,
	agentId: string,
): News | undefined {
	const place = placeOf(now, agentId);
	const isMoved = !before || placeOf(before, agentId) !== place;
	if (place === 'queue' && isMoved) return 'newVisitor';
	if (place === 'mine' && isMoved) return 'given';
	if (place === 'mine' && before && hasMoreUnread(before, now)) return 'newMessage';
	return undefined;
}
