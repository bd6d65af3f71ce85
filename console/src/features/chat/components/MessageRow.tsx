/* One message with what stands around it: the day, the line before what is new, its state. */
import { VisuallyHidden } from '@mantine/core';
import { CircleAlert, Clock3, EyeOff } from 'lucide-react';
import { memo } from 'react';
import { serverNowMs } from '../../../ui/clock';
import { formatDay, formatTime } from '../../../ui/format';
import { visitorName } from '../../../ui/visitor';
import { texts } from '../../../locale';
import { FailedActions } from './FailedActions';
import { LinkedText } from './LinkedText';
import classes from './MessageRow.module.css';
import { MessageProgress } from './MessageProgress';
import type { Row } from './threadRows';

function senderOf({ entry, isOwn, session }: Row): string {
	const words = texts().thread;
	if (isOwn) return words.you;
	if (entry.senderType === 'visitor') return visitorName(session);
	if (entry.senderType === 'bot') return words.bot;
	const { assignedAgent } = session;
	return assignedAgent?.id === entry.senderId ? assignedAgent.name : words.agent;
}

function isSame(a: Row, b: Row): boolean {
	return (Object.keys(a) as (keyof Row)[]).every(
		(key) => key === 'session' || Object.is(a[key], b[key]),
	);
}

export const MessageRow = memo(function MessageRow(row: Row) {
	const { isFirst, isLast, isOurs, isOwn, progress } = row;
	const sender = senderOf(row);
	const showsName = isFirst && isOurs && !isOwn;
	return (
		<div className={classes.row} data-first={isFirst || undefined}>
			{row.day && (
				<div className={classes.day}>
					<span>{formatDay(row.day, serverNowMs())}</span>
				</div>
			)}
			{row.isFirstUnread && (
				<div className={classes.unread} role="separator">
					{texts().thread.unread}
				</div>
			)}
			<div
				className={classes.message}
				data-ours={isOurs || undefined}
				data-last={isLast || undefined}
				data-progress={progress}
			>
				{showsName && (
					<span className={classes.sender} dir="auto">
						{sender}
					</span>
				)}
				<VisuallyHidden>{sender}:</VisuallyHidden>
				<div className={classes.bubble}>
					<div dir="auto">
						<Content row={row} />
					</div>
				</div>
				<Foot row={row} />
			</div>
		</div>
	);
}, isSame);

function Content({ row }: { row: Row }) {
	const { content } = row.entry;
	if (content !== null) return <LinkedText text={content} />;
	return (
		<span className={classes.unreadable}>
			<EyeOff size={15} aria-hidden="true" />
			{texts().thread.unreadable}
		</span>
	);
}

function Foot({ row }: { row: Row }) {
	const { entry, isLast, isOwn, progress, isNewest, room } = row;
	const words = texts().thread;
	if (progress === 'failed') return <FailedActions room={room} entry={entry} />;
	if (progress === 'lost') return <Lost />;
	const showsProgress = isOwn && (isLast || progress === 'sending');
	if (!isLast && !showsProgress && !entry.isLate) return null;
	const time = formatTime(entry.createdAt);
	return (
		<span className={classes.foot}>
			{entry.isLate && <Clock3 size={13} aria-hidden="true" className={classes.late} />}
			<time dateTime={entry.createdAt}>{entry.isLate ? words.late(time) : time}</time>
			{showsProgress && <MessageProgress progress={progress} inWords={isNewest} />}
		</span>
	);
}

/* Somebody else's: nobody has confirmed it, and it may come to nothing. */
function Lost() {
	return (
		<span className={classes.lost}>
			<CircleAlert size={13} aria-hidden="true" />
			{texts().thread.states.lost}
		</span>
	);
}
