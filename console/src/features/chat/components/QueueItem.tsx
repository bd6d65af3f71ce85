/* One visitor in line: the name opens a look at the conversation, the button takes it. */
import { Button } from '@mantine/core';
import { memo } from 'react';
import type { ChatSession } from '../../../api/types';
import { AppLink } from '../../../ui/AppLink';
import { useStore } from '../../../ui/store';
import { chatAddress } from '../addresses';
import { listItemProps } from '../../../ui/listFocus';
import { useDesk } from '../live/DeskProvider';
import { texts } from '../texts';
import { pagePath, visitorName } from '../visitor';
import { ChooseBox } from './ChooseBox';
import { LastMessage } from './LastMessage';
import { PresenceLine } from './PresenceLine';
import classes from './QueueItem.module.css';
import { WaitClock } from './WaitClock';

interface Props {
	session: ChatSession;
	isOpen: boolean;
	isTaking: boolean;
	take: (sessionId: string) => void;
}

export const QUEUE_ROW_PX = 78;

function handedTo(session: ChatSession, ownId: string): string | null {
	if (session.status !== 'transferred') return null;
	const words = texts().queue;
	if (!session.assignedAgent) return words.transferred;
	return session.assignedAgent.id === ownId
		? words.forYou
		: words.for(session.assignedAgent.name);
}

export const QueueItem = memo(function QueueItem({ session, isOpen, isTaking, take }: Props) {
	const { me, handedOver } = useDesk();
	const isJustHandedOver = useStore(handedOver.ids).has(session.id);
	const words = texts().queue;
	const name = visitorName(session);
	return (
		<div className={classes.item} data-open={isOpen || undefined}>
			<ChooseBox session={session} />
			<AppLink
				className={classes.link}
				href={chatAddress(session.id)}
				aria-current={isOpen}
				{...listItemProps}
			>
				<span
					className={classes.position}
					aria-label={words.position(session.queuePosition ?? 0)}
					role="img"
				>
					{session.queuePosition}
				</span>
				<span className={classes.text}>
					<span className={classes.line}>
						<span className={classes.name}>
							<bdi>{name}</bdi>
						</span>
						<WaitClock since={session.startedAt} />
					</span>
					<span className={classes.line}>
						<Badge session={session} ownId={me.agent.id} />
						<LastMessage
							session={session}
							className={classes.said}
							instead={session.pageUrl && <bdi>{pagePath(session.pageUrl)}</bdi>}
						/>
					</span>
					<PresenceLine session={session} />
				</span>
			</AppLink>
			{!isJustHandedOver && (
				<Button
					className={classes.take}
					size="compact-sm"
					variant="light"
					aria-label={words.takeLabel(name)}
					loading={isTaking}
					onClick={() => take(session.id)}
				>
					{words.take}
				</Button>
			)}
		</div>
	);
});

function Badge({ session, ownId }: { session: ChatSession; ownId: string }) {
	const badge = handedTo(session, ownId);
	if (badge === null) return null;
	return (
		<span
			className={classes.badge}
			data-mine={session.assignedAgent?.id === ownId || undefined}
		>
			<bdi>{badge}</bdi>
		</span>
	);
}
