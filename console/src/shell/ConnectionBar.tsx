/*
 * The one sign that what one sees is not live: a bar across the page, on every screen. Short breaks
 * mend themselves and are not mentioned; where all is well it is not there.
 */
import { UnstyledButton } from '@mantine/core';
import { CloudOff, WifiOff } from 'lucide-react';
import type { Connection } from '../live/line';
import { useLine } from '../live/LineProvider';
import { useNow } from '../ui/clock';
import { useStore } from '../ui/store';
import classes from './ConnectionBar.module.css';
import { texts } from './texts';

export function ConnectionBar() {
	const connection = useStore(useLine().connection);
	const words = texts().connection;
	const { state } = connection;
	const isCut = state === 'offline' || state === 'lost';
	const Icon = state === 'offline' ? WifiOff : CloudOff;
	return (
		<section className={classes.bar} aria-label={words.label} data-cut={isCut || undefined}>
			{isCut && <Icon size={16} aria-hidden="true" />}
			<span role="status">{isCut && <strong>{words[state]}</strong>}</span>
			{isCut && <span className={classes.hint}>{words.hint}</span>}
			{state === 'lost' && <Retry connection={connection} />}
		</section>
	);
}

/* The countdown is not announced each second: the state is, once. */
function Retry({ connection: { retryAt } }: { connection: Connection }) {
	const line = useLine();
	useNow();
	const words = texts().connection;
	const seconds = retryAt && Math.max(1, Math.ceil((retryAt - Date.now()) / 1000));
	return (
		<span className={classes.retry}>
			<span>{seconds ? words.tryingIn(seconds) : words.trying}</span>
			{seconds && (
				<UnstyledButton className={classes.now} onClick={line.retryNow}>
					{words.now}
				</UnstyledButton>
			)}
		</span>
	);
}
