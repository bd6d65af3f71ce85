/* The number in the tab's title: who waits, and what is unread in one's own chats. */
import { useEffect } from 'react';
import { setTitleBadge } from '../../../ui/title';
import { formatCount } from '../unread';
import { useUnread, useWaiting } from './useCounts';

export function useTitleBadge(): void {
	const total = useWaiting() + useUnread();
	useEffect(() => {
		setTitleBadge(total > 0 ? formatCount(total) : '');
		return () => setTitleBadge('');
	}, [total]);
}
