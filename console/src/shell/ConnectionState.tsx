/*
 * Whether what one sees is live. Short breaks mend themselves and are not mentioned; a longer one is,
 * with the time of the next attempt.
 */
import { Tooltip, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useNow } from '../ui/clock';
import { useStore } from '../ui/store';
import { useDesk } from '../features/chat/live/DeskProvider';
import { texts } from '../locale';
import classes from './ConnectionState.module.css';

export function ConnectionState() {
	const desk = useDesk();
	const connection = useStore(desk.connection);
	const isCutOff = useStore(desk.isCutOff);
	const words = texts().connection;
	if (isCutOff) return <Trying retryAt={connection.retryAt} retryNow={desk.retryNow} />;
	const isUp = connection.state === 'up';
	return (
		<span className={classes.state} data-state={isUp ? 'open' : 'connecting'} role="status">
			<span className={classes.dot} />
			<span className={classes.text}>
				{isUp || desk.wasConnected ? words.connected : words.connecting}
			</span>
		</span>
	);
}

/* The countdown is not announced each second: the state is, once. */
function Trying({ retryAt, retryNow }: { retryAt?: number; retryNow: () => void }) {
	useNow();
	const words = texts().connection;
	const seconds = retryAt && Math.max(1, Math.ceil((retryAt - Date.now()) / 1000));
	return (
		<Tooltip label={words.hint} multiline maw={260}>
			<span className={classes.state} data-state="waiting">
				<span className={classes.dot} />
				<VisuallyHidden role="status">{words.lost}</VisuallyHidden>
				<span>{seconds ? words.tryingIn(seconds) : words.trying}</span>
				{seconds && (
					<UnstyledButton className={classes.now} onClick={retryNow}>
						{words.now}
					</UnstyledButton>
				)}
			</span>
		</Tooltip>
	);
}
