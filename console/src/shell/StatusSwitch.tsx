/* Online or away: what decides whether visitors are told that somebody is here. */
import { SegmentedControl, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { setOwnStatus } from '../api/account';
import { useStore } from '../ui/store';
import { useDesk } from '../features/chat/live/DeskProvider';
import { texts } from '../locale';
import classes from './StatusSwitch.module.css';

export function StatusSwitch() {
	const desk = useDesk();
	const agent = useStore(desk.agent);
	const words = texts().header;
	const change = useMutation({
		mutationFn: setOwnStatus,
		onSuccess: (changed) => desk.learnAgent(changed),
		onError: () => notifications.show({ color: 'red', message: words.statusFailed }),
	});
	const shown = change.isPending ? change.variables : agent.status;
	const isOnline = shown === 'online';
	return (
		<Tooltip label={words.status}>
			<SegmentedControl
				className={classes.switch}
				data-online={isOnline || undefined}
				aria-label={words.status}
				size="sm"
				radius="xl"
				withItemsBorders={false}
				value={isOnline ? 'online' : 'away'}
				onChange={(value) => change.mutate(value as 'online' | 'away')}
				data={[
					{ value: 'online', label: <Choice status="online" label={words.online} /> },
					{ value: 'away', label: <Choice status="away" label={words.away} /> },
				]}
			/>
		</Tooltip>
	);
}

function Choice({ status, label }: { status: 'online' | 'away'; label: string }) {
	return (
		<span className={classes.choice}>
			<span className={classes.dot} data-status={status} />
			{label}
		</span>
	);
}
