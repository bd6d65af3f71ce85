/* One visitor in line: the name opens a look at the conversation, the button takes it. */
import { Button } from '@mantine/core';
import { memo } from 'react';
import type { ChatSession } from '../../../api/types';
import { chatAddress } from '../../../ui/place';
import { listItemProps } from '../listFocus';
import { pagePath, visitorName } from '../../../ui/visitor';
import { useDesk } from '../live/DeskProvider';
import { texts } from '../../../locale';
import { AppLink } from '../../../ui/AppLink';
import { ChooseBox } from './ChooseBox';
import classes from './QueueItem.module.css';
import { WaitClock } from './WaitClock';

interface Props {
	session: ChatSession;
	isOpen: boolean;
	isTaking: boolean;
	take: (sessionId: string) => void;
}

function handedTo(session: ChatSession, ownId: string): string | null {
	if (session.status !== 'transferred') return null;
	const words = texts().queue;
	if (!session.assignedAgent) return words.transferred;
	return session.assignedAgent.id === ownId
		? words.forYou
		: words.for(session.assignedAgent.name);
}

export const QueueItem = memo(function QueueItem({ session, isOpen, isTaking, take }: Props) {
	const ownId = useDesk().me.agent.id;
	const words = texts().queue;
	const name = visitorName(session);
	const badge = handedTo(session, ownId);
	const isForMe = badge !== null && session.assignedAgent?.id === ownId;
	return (
		<li className={classes.item} data-open={isOpen || undefined}>
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
					<span className={classes.name}>
						<bdi>{name}</bdi>
					</span>
					<span className={classes.line}>
						<WaitClock since={session.startedAt} />
						{badge && (
							<span className={classes.badge} data-mine={isForMe || undefined}>
								<bdi>{badge}</bdi>
							</span>
						)}
						{session.pageUrl && (
							<span className={classes.page}>
								<bdi>{pagePath(session.pageUrl)}</bdi>
							</span>
						)}
					</span>
				</span>
			</AppLink>
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
		</li>
	);
});
