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
