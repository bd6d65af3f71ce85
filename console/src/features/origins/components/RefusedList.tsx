/* Pages that tried to show the chat: one's own are allowed with one press. */
import { Button, Text } from '@mantine/core';
import type { RefusedOrigin } from '../../../api/types';
import { formatFull } from '../../../ui/format';
import { showNotice } from '../../../ui/notices';
import { Section } from '../../../ui/Section';
import { texts } from '../texts';
import { useAllow } from '../useAllow';
import classes from './origins.module.css';

export function RefusedList({ refused }: { refused: readonly RefusedOrigin[] }) {
	const { origins: words } = texts();
	return (
		<Section title={words.refused} text={words.refusedText}>
			<ul className={classes.list}>
				{refused.map((item) => (
					<Item key={item.origin} item={item} />
				))}
			</ul>
		</Section>
	);
}

function Item({ item: { origin, lastAt } }: { item: RefusedOrigin }) {
	const { origins: words } = texts();
	const allow = useAllow();
	const act = () =>
		allow.mutate(origin, { onError: () => showNotice({ tone: 'error', text: words.failed }) });
	return (
		<li className={classes.item}>
			<div className={classes.about}>
				<Text fw={500}>
					<bdi>{origin}</bdi>
				</Text>
				<Text size="sm" c="dimmed">
					{words.triedAt(formatFull(lastAt))}
				</Text>
			</div>
			<Button
				size="compact-sm"
				variant="default"
				aria-label={words.allowOf(origin)}
				loading={allow.isPending}
				onClick={act}
			>
				{words.allow}
			</Button>
		</li>
	);
}
