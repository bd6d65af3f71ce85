/* Online or away: what decides whether visitors are told that somebody is here. */
import { SegmentedControl, Tooltip } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { setOwnStatus } from '../api/agents';
import { useLine } from '../live/LineProvider';
import { showNotice } from '../ui/notices';
import { useStore } from '../ui/store';
import { texts } from './texts';
import classes from './StatusSwitch.module.css';

export function StatusSwitch() {
	const line = useLine();
	const agent = useStore(line.agent);
	const { state } = useStore(line.connection);
	const words = texts().header;
	const change = useMutation({
		mutationFn: setOwnStatus,
		onSuccess: (changed) => line.learnAgent(changed),
		onError: () => showNotice({ tone: 'error', text: words.statusFailed }),
	});
	const shown = change.isPending ? change.variables : agent.status;
	const isOnline = shown === 'online';
	return (
		<Tooltip label={words.status}>
			<SegmentedControl
				className={classes.switch}
				data-online={(isOnline && state === 'up') || undefined}
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
