/* How long somebody has waited, running; after two minutes it asks for a look. */
import { Clock } from 'lucide-react';
import { useClock } from '../../../ui/clock';
import { formatClock } from '../../../ui/format';
import { texts } from '../texts';
import classes from './WaitClock.module.css';

const LONG_S = 120;

export function WaitClock({ since }: { since: string }) {
	const secondsAt = (nowMs: number) => (nowMs - Date.parse(since)) / 1000;
	const clock = useClock((nowMs) => formatClock(secondsAt(nowMs)));
	const isLong = useClock((nowMs) => secondsAt(nowMs) >= LONG_S);
	return (
		<span
			className={classes.clock}
			data-long={isLong || undefined}
			role="timer"
			aria-label={texts().queue.waits(clock)}
		>
			<Clock size={12} aria-hidden="true" />
			{clock}
		</span>
	);
}
