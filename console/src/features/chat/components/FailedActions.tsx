/* A message that the server refused: why, and what to do with it. */
import { UnstyledButton } from '@mantine/core';
import { CircleAlert } from 'lucide-react';
import { useDesk } from '../live/DeskProvider';
import type { Room } from '../../../../../proto/client/room';
import type { Entry } from '../../../../../proto/client/thread';
import { texts } from '../texts';
import classes from './FailedActions.module.css';

function reasonOf(code: string | undefined): string {
	const { reasons } = texts().thread;
	return reasons[code as keyof typeof reasons] ?? reasons.other;
}

export function FailedActions({ room, entry }: { room: Room; entry: Entry }) {
	const desk = useDesk();
	const words = texts().thread;
	return (
		<span className={classes.failed}>
			<CircleAlert size={14} aria-hidden="true" />
			<span>
				{words.states.failed}: {reasonOf(entry.refusal?.code)}.
			</span>
			<UnstyledButton
				className={classes.action}
				onClick={() => desk.retry(room.sessionId, entry.id)}
			>
				{words.retry}
			</UnstyledButton>
			<UnstyledButton
				className={classes.action}
				onClick={() => desk.discard(entry.id)}
			>
				{words.discard}
			</UnstyledButton>
		</span>
	);
}
