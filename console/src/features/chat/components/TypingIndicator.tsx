/* Somebody on the other side is writing. */
import { texts } from '../texts';
import { Named } from '../../../ui/Named';
import classes from './TypingIndicator.module.css';

export function TypingIndicator({ name }: { name: string }) {
	return (
		<div className={classes.row}>
			<span className={classes.bubble} aria-hidden="true">
				<span />
				<span />
				<span />
			</span>
			<span className={classes.label} dir="auto">
				<Named sentence={texts().typing} name={name} />
			</span>
		</div>
	);
}
