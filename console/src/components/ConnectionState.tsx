/* Whether what one sees is live; while it is not, when the next attempt is made. */
import { Tooltip, UnstyledButton } from '@mantine/core';
import { useNow } from '../lib/clock';
import { useStore } from '../lib/store';
import { useDesk } from '../live/DeskProvider';
import { texts } from '../locale';
import classes from './ConnectionState.module.css';

export function ConnectionState() {
	const { socket } = useDesk();
	const connection = useStore(socket.connection);
	const words = texts().connection;
	if (connection.state === 'waiting')
		return <Countdown retryAt={connection.retryAt} retryNow={socket.retryNow} />;
	const isOpen = connection.state === 'open';
	return (
		<span className={classes.state} data-state={isOpen ? 'open' : 'connecting'} role="status">
			<span className={classes.dot} />
			<span className={classes.text}>{isOpen ? words.connected : words.connecting}</span>
		</span>
	);
}

/* The countdown is not announced each second: the state is, once. */
function Countdown({ retryAt, retryNow }: { retryAt: number; retryNow: () => void }) {
	useNow();
	const words = texts().connection;
	const seconds = Math.max(1, Math.ceil((retryAt - Date.now()) / 1000));
	return (
		<Tooltip label={words.hint} multiline maw={260}>
			<span className={classes.state} data-state="waiting">
				<span className={classes.dot} />
				<span>{words.reconnecting(seconds)}</span>
				<UnstyledButton className={classes.now} onClick={retryNow}>
					{words.now}
				</UnstyledButton>
			</span>
		</Tooltip>
	);
}
