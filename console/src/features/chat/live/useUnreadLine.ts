/*
 * Where the line "new messages" stands: before what was unread when the panel opened, later before
 * the first message that came while the page could not be seen.
 */
import { useEffect, useRef, useState } from 'react';
import type { ChatSession } from '../../../api/types';
import type { Entry, Thread } from '../../../../../proto/client/thread';
import { ticks } from '../../../../../proto/client/time';

function firstUnread(thread: Thread, session: ChatSession, ownId: string): string | undefined {
	if (session.assignedAgent?.id !== ownId || session.status === 'ended') return undefined;
	const { read } = session.receipts.agent;
	if (read === 0) return undefined;
	return thread.entries.find((entry) => entry.senderType === 'visitor' && (entry.seq ?? 0) > read)
		?.id;
}

function firstAfter(entries: readonly Entry[], heardAt: number): string | undefined {
	return entries.find((entry) => entry.senderType === 'visitor' && entry.heardAt > heardAt)?.id;
}

export function useUnreadLine(
	thread: Thread,
	session: ChatSession,
	ownId: string,
): string | undefined {
	const [unreadId, setUnreadId] = useState(() => firstUnread(thread, session, ownId));
	const hiddenAt = useRef(ticks());
	const entries = useRef(thread.entries);
	entries.current = thread.entries;

	useEffect(() => {
		function onVisibility(): void {
			if (document.visibilityState === 'hidden') hiddenAt.current = ticks();
			else setUnreadId(firstAfter(entries.current, hiddenAt.current));
		}
		document.addEventListener('visibilitychange', onVisibility);
		return () => document.removeEventListener('visibilitychange', onVisibility);
	}, []);

	return unreadId;
}
