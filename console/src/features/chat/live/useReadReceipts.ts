/* Tells the visitor's side what was read: what is on the screen while the page can be seen. */
import { useCallback, useEffect, useRef } from 'react';
import { useDesk } from './DeskProvider';
import type { Room } from '../../../../../proto/client/room';
import type { Entry } from '../../../../../proto/client/thread';

interface Range {
	startIndex: number;
	endIndex: number;
}

function highestSeq(entries: readonly Entry[], from: number, to: number): number {
	let highest = 0;
	for (const entry of entries.slice(Math.max(from, 0), to + 1))
		if (entry.seq !== undefined && entry.seq > highest) highest = entry.seq;
	return highest;
}

/* `agentId`: whose chat it is. What is on the screen counts as read once it is one's own. */
export function useReadReceipts(
	room: Room,
	entries: readonly Entry[],
	firstIndex: number,
	agentId: string | undefined,
): (range: Range) => void {
	const desk = useDesk();
	const range = useRef<Range | null>(null);

	const report = useCallback(() => {
		if (!range.current || document.visibilityState !== 'visible') return;
		const { startIndex, endIndex } = range.current;
		const seq = highestSeq(entries, startIndex - firstIndex, endIndex - firstIndex);
		if (seq > 0) desk.displayed(room.sessionId, seq);
	}, [desk, room, entries, firstIndex, agentId]);

	useEffect(() => {
		report();
		document.addEventListener('visibilitychange', report);
		return () => document.removeEventListener('visibilitychange', report);
	}, [report]);

	return useCallback(
		(next: Range) => {
			range.current = next;
			report();
		},
		[report],
	);
}
