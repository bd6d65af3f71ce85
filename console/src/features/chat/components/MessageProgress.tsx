/* How far one's own message has come: clock, one tick, two ticks, two coloured ticks. */
import { Check, CheckCheck, Clock3 } from 'lucide-react';
import { useStore } from '../../../ui/store';
import { useLine } from '../../../live/LineProvider';
import { texts } from '../texts';
import classes from './MessageProgress.module.css';
import type { Progress } from './threadRows';

const ICONS = {
	sending: Clock3,
	sent: Check,
	stored: Check,
	delivered: CheckCheck,
	read: CheckCheck,
	failed: Clock3,
	lost: Clock3,
};

export function MessageProgress({ progress, inWords }: { progress: Progress; inWords: boolean }) {
	const connection = useStore(useLine().connection);
	const words = texts().thread.states;
	const isOffline = progress === 'sending' && connection.state !== 'up';
	const label = isOffline ? words.waiting : words[progress];
	const Icon = ICONS[progress];
	return (
		<span className={classes.progress} data-progress={progress}>
			<Icon
				size={14}
				{...(inWords ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
			/>
			{inWords && <span>{label}</span>}
		</span>
	);
}
