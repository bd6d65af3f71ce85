/*
 * One conversation as the agent sees it: who it is, the messages, and at the bottom what can be
 * done: write, take it, or only read.
 */
import { Center, Loader } from '@mantine/core';
import { MessageCircleOff } from 'lucide-react';
import { useStore } from '../../../ui/store';
import { useDesk } from '../live/DeskProvider';
import type { RoomFailure } from '../../../../../proto/client/room';
import { texts } from '../texts';
import classes from './AgentChatPanel.module.css';
import { EmptyState } from '../../../ui/EmptyState';
import { MessageThread } from './MessageThread';
import { PanelFooter } from './PanelFooter';
import { PanelHeader } from './PanelHeader';

export function AgentChatPanel({ sessionId }: { sessionId: string }) {
	const desk = useDesk();
	const room = desk.room(sessionId);
	const thread = useStore(room.thread);
	const failure = useStore(room.failure);
	if (failure && !thread.epoch) return <Unavailable failure={failure} />;
	const { session } = thread;
	if (!session)
		return (
			<Center h="100%">
				<Loader aria-label={texts().app.loading} />
			</Center>
		);
	return (
		<section className={classes.panel} aria-label={texts().panel.label}>
			<PanelHeader session={session} />
			{thread.epoch ? (
				<MessageThread key={thread.generation} room={room} session={session} />
			) : (
				<Center flex={1}>
					<Loader aria-label={texts().app.loading} />
				</Center>
			)}
			<PanelFooter session={session} />
		</section>
	);
}

function Unavailable({ failure }: { failure: RoomFailure }) {
	const words = texts().panel;
	return (
		<EmptyState
			level={2}
			icon={<MessageCircleOff size={36} strokeWidth={1.5} />}
			title={failure === 'busy' ? words.unavailable : words.absent}
		/>
	);
}
