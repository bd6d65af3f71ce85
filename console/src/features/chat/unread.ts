/* Counts of what is unread: the server counts a session's up to 100. */
import type { ChatSession } from '../../api/types';

const COUNTED_MOST = 100;

/* As it is shown, also a sum of such counts. */
export function formatCount(count: number): string {
	return count < COUNTED_MOST ? String(count) : `${COUNTED_MOST - 1}+`;
}

/* Whether something came that is unread. */
export function hasMoreUnread(before: ChatSession, after: ChatSession): boolean {
	if (after.unreadCount < COUNTED_MOST) return after.unreadCount > before.unreadCount;
	return after.headSeq > before.headSeq;
}

/* A picture of a session where everything up to `seq` was displayed here: of that nothing is unread, though
 * the server may not have heard of it when the picture was made. */
export function withDisplayed(session: ChatSession, seq: number): ChatSession {
	if (session.receipts.agent.read >= seq) return session;
	const unreadCount = Math.min(session.unreadCount, Math.max(0, session.headSeq - seq));
	return unreadCount === session.unreadCount ? session : { ...session, unreadCount };
}
