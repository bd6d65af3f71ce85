/* One message with what stands around it: the day, who came in, the line before what is new, its state. */
import { VisuallyHidden } from '@mantine/core';
import { CircleAlert, Clock3, EyeOff } from 'lucide-react';
import { lazy, memo, Suspense } from 'react';
import { serverNowMs } from '../../../ui/clock';
import { formatDay, formatTime } from '../../../ui/format';
import { Named } from '../../../ui/Named';
import { PersonAvatar } from '../../../ui/PersonAvatar';
import { useDesk } from '../live/DeskProvider';
import { texts } from '../texts';
import { FailedActions } from './FailedActions';
import { LinkedText } from '../../../ui/LinkedText';
import { MessageProgress } from './MessageProgress';
import { NoteLine } from './NoteLine';
import classes from './MessageRow.module.css';
import type { Row } from './threadRows';

const MailMark = lazy(() => import('./MailMark'));

const AVATAR_PX = 28;

function isSame(a: Row, b: Row): boolean {
	return (Object.keys(a) as (keyof Row)[]).every(
		(key) => key === 'session' || Object.is(a[key], b[key]),
	);
}

export const MessageRow = memo(function MessageRow(row: Row) {
	const { isFirst, isLast, isOurs, isOwn, progress, sender } = row;
	return (
		<div className={classes.row} data-first={isFirst || undefined}>
			<div className={classes.column}>
				<Before row={row} />
				<div
					className={classes.message}
					data-ours={isOurs || undefined}
					data-last={isLast || undefined}
					data-progress={progress}
				>
					{isFirst && isOurs && !isOwn && (
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
					{row.entry.mail && (
						<Suspense>
							<MailMark row={row} mail={row.entry.mail} />
						</Suspense>
					)}
					<Foot row={row} />
				</div>
				{isOurs && isLast && <Sender row={row} />}
			</div>
		</div>
	);
}, isSame);

function Before({ row: { day, notes, isJoin, isOwn, sender, isFirstUnread } }: { row: Row }) {
	const words = texts().thread;
	return (
		<>
			{day && (
				<div className={classes.day}>
					<span>{formatDay(day, serverNowMs())}</span>
				</div>
			)}
			{notes.map((note) => (
				<NoteLine key={note.id} note={note} />
			))}
			{isJoin && (
				<div className={classes.joined}>
					{isOwn ? words.youJoined : <Named sentence={words.joined} name={sender} />}
				</div>
			)}
			{isFirstUnread && (
				<div className={classes.unread} role="separator">
					{words.unread}
				</div>
			)}
		</>
	);
}

/* The agent's picture, beside the last of their messages that belong together. */
function Sender({ row: { entry, isOwn, sender } }: { row: Row }) {
	const { me } = useDesk();
	const name = isOwn ? me.agent.name : sender;
	return (
		<span className={classes.avatar} title={name}>
			<PersonAvatar name={name} id={entry.senderId} size={AVATAR_PX} />
		</span>
	);
}

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
