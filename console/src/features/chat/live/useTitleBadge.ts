/* The number in the tab's title: who waits, and what is unread in one's own chats. */
import { useEffect } from 'react';
import { useStore } from '../../../ui/store';
import { setTitleBadge } from '../../../ui/title';
import { flatten, useQueue, useSessionList } from '../api/lists';
import { formatCount } from '../unread';
import { useDesk } from './DeskProvider';

export function useTitleBadge(): void {
	const desk = useDesk();
	const counts = useStore(desk.counts);
	const queue = useQueue();
	const mine = useSessionList('mine');
	const waiting = counts?.waiting ?? queue.data?.pages[0]?.waiting ?? 0;
	const unread = flatten(mine.data).reduce((sum, session) => sum + session.unreadCount, 0);
	const total = waiting + unread;
	useEffect(() => {
		setTitleBadge(total > 0 ? formatCount(total) : '');
		return () => setTitleBadge('');
	}, [total]);
}
