/* Several chats at once: the switch that lets them be chosen, how many are, and what is done with them. */
import { Button } from '@mantine/core';
import { ListChecks } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { useStore } from '../../../ui/store';
import { useDesk } from '../live/DeskProvider';
import { texts } from '../texts';
import classes from './ChosenBar.module.css';

const EndManyDialog = lazy(() => import('./EndManyDialog'));

export function ChosenBar() {
	const { chosen } = useDesk();
	const ids = useStore(chosen.ids);
	const [isAsking, setAsking] = useState(false);
	const toggle = useRef<HTMLButtonElement>(null);
	const words = texts().chosen;
	const count = ids?.size ?? 0;
	const done = () => {
		chosen.stop();
		toggle.current?.focus();
	};
	return (
		<div className={classes.bar} role="group" aria-label={words.label}>
			<Button
				ref={toggle}
				size="compact-sm"
				variant="default"
				leftSection={<ListChecks size={15} aria-hidden="true" />}
				aria-pressed={ids !== null}
				onClick={ids === null ? chosen.begin : chosen.stop}
			>
				{words.begin}
			</Button>
			<span className={classes.count} role="status">
				{ids !== null && words.count(count)}
			</span>
			{ids !== null && (
				<Button size="compact-sm" color="danger" disabled={count === 0} onClick={() => setAsking(true)}>
					{words.end(count)}
				</Button>
			)}
			<Suspense>
				{isAsking && <EndManyDialog close={() => setAsking(false)} done={done} />}
			</Suspense>
		</div>
	);
}
