/* Below the last message: what agents said to each other since, who is typing, and some air. */
import type { ChatSession, SenderType } from '../../../api/types';
import { useStore } from '../../../ui/store';
import { visitorName } from '../visitor';
import { texts } from '../texts';
import { NoteLine } from './NoteLine';
import classes from './ThreadEdges.module.css';
import type { ThreadContext } from './threadRows';
import { TypingIndicator } from './TypingIndicator';

export function ThreadFooter({ context }: { context?: ThreadContext }) {
	if (!context) return null;
	return <Footer context={context} />;
}

/* Who reads along in a colleague's chat sees the colleague typing too. */
function nameOf(side: SenderType, session: ChatSession): string {
	if (side === 'visitor') return visitorName(session);
	return session.assignedAgent?.name ?? texts().thread.agent;
}

function Footer({ context }: { context: ThreadContext }) {
	const side = useStore(context.room.typing);
	return (
		<>
			<div className={classes.notes}>
				{context.notes.after.map((note) => (
					<NoteLine key={note.id} note={note} />
				))}
			</div>
			<div className={classes.end}>
				{side && <TypingIndicator name={nameOf(side, context.session)} />}
			</div>
		</>
	);
}
