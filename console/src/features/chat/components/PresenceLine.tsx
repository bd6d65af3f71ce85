/* A row's last line: whether the visitor is there, and on which page. */
import type { ChatSession } from '../../../api/types';
import { Named } from '../../../ui/Named';
import { usePresence } from '../live/usePresence';
import { texts } from '../texts';
import { goneSince } from '../gone';
import { pagePath } from '../visitor';
import classes from './PresenceLine.module.css';

export function PresenceLine({ session }: { session: ChatSession }) {
	const presence = usePresence(session.id);
	if (!presence || session.status === 'ended') return null;
	const words = texts().presence;
	const page = presence.pageUrl && pagePath(presence.pageUrl);
	return (
		<span className={classes.line} data-here={presence.isHere || undefined}>
			<span className={classes.dot} />
			<span className={classes.cut}>
				{presence.isHere && !page && words.here}
				{presence.isHere && page && <Named sentence={words.on} name={page} />}
				{!presence.isHere && goneSince(presence)}
				{!presence.isHere && page && (
					<>
						{' · '}
						<bdi>{page}</bdi>
					</>
				)}
			</span>
		</span>
	);
}
