/* The number in the tab's title: who waits, and what is unread in one's own chats. */
import { useEffect } from 'react';
import { flatten, useQueue, useSessionList } from '../api/lists';
import { useStore } from '../../../ui/store';
import { formatCount } from '../unread';
import { texts } from '../../../locale';
import { useDesk } from './DeskProvider';

export function useTitleBadge(): void {
	const desk = useDesk();
	const counts = useStore(desk.counts);
	const queue = useQueue();
	const mine = useSessionList('mine');
	const waiting = counts?.waiting ?? queue.data?.pages[0]?.waiting ?? 0;
	const unread = flatten(mine.data).reduce((sum, session) => sum + session.unreadCount, 0);
	useEffect(() => {
		document.title = texts().title(waiting + unread > 0 ? formatCount(waiting + unread) : '');
	}, [waiting, unread]);
}
