/*
 * Reads new messages out: the list itself changes with every scroll and would say too much. Each is
 * added once, as a line of its own, so that two at the same moment are both heard, and none is again.
 */
import { VisuallyHidden } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { texts } from '../texts';
import { senderOf, type ThreadContext } from './threadRows';

const SPOKEN_MS = 8_000;

interface Line {
	id: string;
	text: string;
}

/* What comes from somebody else after `heldSeq`, up to which the thread was held when it was opened. */
function useLines(context: ThreadContext, heldSeq: number): readonly Line[] {
	const [from] = useState(heldSeq);
	const said = useRef(new Set(context.entries.map(({ id }) => id)));
	const [lines, setLines] = useState<readonly Line[]>([]);
	useEffect(() => {
		const fresh = context.entries.filter(
			({ id, senderId, seq = Infinity }) =>
				senderId !== context.ownId && seq > from && !said.current.has(id),
		);
		if (fresh.length === 0) return;
		for (const { id } of fresh) said.current.add(id);
		const added = fresh.map((entry) => ({
			id: entry.id,
			text: texts().thread.said(
				senderOf(context, entry),
				entry.content ?? texts().thread.unreadable,
			),
		}));
		setLines((before) => [...before, ...added]);
		setTimeout(() => setLines((now) => now.filter((line) => !added.includes(line))), SPOKEN_MS);
	}, [context.entries]);
	return lines;
}

export function Announcer({ context, heldSeq }: { context: ThreadContext; heldSeq: number }) {
	const lines = useLines(context, heldSeq);
	return (
		<VisuallyHidden aria-live="polite" aria-relevant="additions">
			{lines.map(({ id, text }) => (
				<div key={id}>{text}</div>
			))}
		</VisuallyHidden>
	);
}
