/* Below the last message: the visitor typing, and some air. */
import { useStore } from '../lib/store';
import { visitorName } from '../lib/visitor';
import classes from './ThreadEdges.module.css';
import type { ThreadContext } from './threadRows';
import { TypingIndicator } from './TypingIndicator';

export function ThreadFooter({ context }: { context?: ThreadContext }) {
	if (!context) return null;
	return <Footer context={context} />;
}

function Footer({ context }: { context: ThreadContext }) {
	const isTyping = useStore(context.room.typing);
	return (
		<div className={classes.end}>
			{isTyping && <TypingIndicator name={visitorName(context.session)} />}
		</div>
	);
}
