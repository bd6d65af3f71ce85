/* Somebody on the other side is writing. */
import { texts } from '../locale';
import classes from './TypingIndicator.module.css';

export function TypingIndicator({ name }: { name: string }) {
	const label = texts().typing(name);
	return (
		<div className={classes.row}>
			<span className={classes.bubble} aria-hidden="true">
				<span />
				<span />
				<span />
			</span>
			<span className={classes.label} dir="auto">
				{label}
			</span>
		</div>
	);
}
