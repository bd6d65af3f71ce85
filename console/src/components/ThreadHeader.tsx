/* Above the first message: more is coming, or this is where it starts. */
import { Loader } from '@mantine/core';
import { texts } from '../locale';
import classes from './ThreadEdges.module.css';
import type { ThreadContext } from './threadRows';

export function ThreadHeader({ context }: { context?: ThreadContext }) {
	const words = texts().thread;
	if (context?.hasOlder)
		return (
			<div className={classes.start}>
				<Loader size="xs" type="dots" aria-label={words.older} />
			</div>
		);
	return (
		<div className={classes.start}>
			{context && context.entries.length > 0 ? words.start : words.none}
		</div>
	);
}
