/* Above the first message: more is coming, or does not come, or there is none at all. */
import { Loader } from '@mantine/core';
import { ListProblem } from '../../../ui/ListProblem';
import { texts } from '../texts';
import classes from './ThreadEdges.module.css';
import type { ThreadContext } from './threadRows';

export function ThreadHeader({ context }: { context?: ThreadContext }) {
	const words = texts().thread;
	if (context?.older.hasFailed)
		return <ListProblem text={words.olderFailed} retry={context.older.load} />;
	if (context?.hasOlder)
		return (
			<div className={classes.start}>
				<Loader size="xs" type="dots" aria-label={words.older} />
			</div>
		);
	const isEmpty = context?.entries.length === 0;
	return <div className={classes.start}>{isEmpty && words.none}</div>;
}
