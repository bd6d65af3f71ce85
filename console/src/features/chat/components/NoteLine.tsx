/* What an agent said to whoever takes the chat: it stands between the messages, and the visitor never sees it. */
import { StickyNote } from 'lucide-react';
import type { ChatNote } from '../../../api/types';
import { formatTime } from '../../../ui/format';
import { Named } from '../../../ui/Named';
import { useDesk } from '../live/DeskProvider';
import { texts } from '../texts';
import { LinkedText } from '../../../ui/LinkedText';
import classes from './NoteLine.module.css';

export function NoteLine({ note }: { note: ChatNote }) {
	const words = texts().notes;
	const { agentName, toAgentName, createdAt, content } = note;
	const isOwn = note.agentId === useDesk().me.agent.id;
	return (
		<div className={classes.note} role="note">
			<div className={classes.head}>
				<StickyNote size={14} aria-hidden="true" />
				<span>
					{isOwn ? words.own : <Named sentence={words.from} name={agentName} />}
					{toAgentName && <Named sentence={words.to} name={toAgentName} />}
				</span>
				<time dateTime={createdAt}>{formatTime(createdAt)}</time>
			</div>
			<div className={classes.text} dir="auto">
				{content === null ? texts().thread.unreadable : <LinkedText text={content} />}
			</div>
			<div className={classes.hint}>{words.hidden}</div>
		</div>
	);
}
