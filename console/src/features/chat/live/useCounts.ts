/* How many wait, and how much is unread in one's own chats: the same numbers wherever they are shown. */
import { useStore } from '../../../ui/store';
import { flatten, useQueue, useSessionList } from '../api/lists';
import { useDesk } from './DeskProvider';

/* A queue that was read to its end is counted as it is shown. */
export function useWaiting(): number {
	const { data, hasNextPage } = useQueue();
	const counts = useStore(useDesk().counts);
	if (data && !hasNextPage) return flatten(data).length;
	return counts?.waiting ?? data?.pages[0]?.waiting ?? 0;
}

export function useUnread(): number {
	const mine = useSessionList('mine');
	return flatten(mine.data).reduce((sum, session) => sum + session.unreadCount, 0);
}
