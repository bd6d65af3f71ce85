/* How long somebody has waited, running; after two minutes it asks for a look. */
import { Clock } from 'lucide-react';
import { useNow } from '../../../ui/clock';
import { formatClock } from '../../../ui/format';
import { texts } from '../../../locale';
import classes from './WaitClock.module.css';

const LONG_S = 120;

export function WaitClock({ since }: { since: string }) {
	const seconds = (useNow() - Date.parse(since)) / 1000;
	const clock = formatClock(seconds);
	return (
		<span
			className={classes.clock}
			data-long={seconds >= LONG_S || undefined}
			role="timer"
			aria-label={texts().queue.waits(clock)}
		>
			<Clock size={12} aria-hidden="true" />
			{clock}
		</span>
	);
}
