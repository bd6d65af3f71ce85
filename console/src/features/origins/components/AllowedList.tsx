/* The origins that are allowed, each with when the chat was seen there. */
import { Button, Text } from '@mantine/core';
import { Globe } from 'lucide-react';
import { useState } from 'react';
import type { AllowedOrigin, OriginList } from '../../../api/types';
import { EmptyState } from '../../../ui/EmptyState';
import { formatFull } from '../../../ui/format';
import { Section } from '../../../ui/Section';
import { lastSeen } from '../origin';
import { texts } from '../texts';
import classes from './origins.module.css';
import { RemoveDialog } from './RemoveDialog';

export function AllowedList({ origins }: { origins: OriginList }) {
	const { origins: words } = texts();
	const [removed, setRemoved] = useState<string>();
	const { items } = origins;
	return (
		<Section title={words.list}>
			{items.length === 0 ? (
				<EmptyState isSmall icon={<Globe size={24} />} title={words.empty} text={words.emptyText} />
			) : (
				<ul className={classes.list}>
					{items.map((item) => (
						<Item key={item.origin} item={item} remove={() => setRemoved(item.origin)} />
					))}
				</ul>
			)}
			<RemoveDialog
				origin={removed}
				isLastSeen={removed !== undefined && removed === lastSeen(origins)}
				close={() => setRemoved(undefined)}
			/>
		</Section>
	);
}

function Item({ item: { origin, lastSeenAt }, remove }: { item: AllowedOrigin; remove: () => void }) {
	const { origins: words } = texts();
	return (
		<li className={classes.item}>
			<div className={classes.about}>
				<Text fw={500}>
					<bdi>{origin}</bdi>
				</Text>
				<Text size="sm" c="dimmed">
					{lastSeenAt ? words.seen(formatFull(lastSeenAt)) : words.unseen}
				</Text>
			</div>
			<Button size="compact-sm" variant="default" aria-label={words.removeOf(origin)} onClick={remove}>
				{words.remove}
			</Button>
		</li>
	);
}
