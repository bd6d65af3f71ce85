/* Tells the others that one is typing: at the beginning, again before it lapses, and at the end. */
import { useCallback, useEffect, useRef } from 'react';
import { useDesk } from './DeskProvider';

const REPEAT_MS = 3_000;
const PAUSE_MS = 4_000;

export function useTypingSignal(sessionId: string): (isTyping: boolean) => void {
	const desk = useDesk();
	const saidAt = useRef(0);
	const pause = useRef<ReturnType<typeof setTimeout>>(undefined);

	const stop = useCallback(() => {
		clearTimeout(pause.current);
		if (saidAt.current === 0) return;
		saidAt.current = 0;
		desk.setTyping(sessionId, false);
	}, [desk, sessionId]);

	useEffect(() => stop, [stop]);

	return useCallback(
		(isTyping: boolean) => {
			if (!isTyping) return stop();
			clearTimeout(pause.current);
			pause.current = setTimeout(stop, PAUSE_MS);
			if (Date.now() - saidAt.current < REPEAT_MS) return;
			saidAt.current = Date.now();
			desk.setTyping(sessionId, true);
		},
		[desk, sessionId, stop],
	);
}
