/* A day and its spans. */
import { Button, Group, Text } from '@mantine/core';
import { Copy } from 'lucide-react';
import { useId } from 'react';
import type { Span } from '../model';
import { texts } from '../texts';
import classes from './hours.module.css';
import { SpanList } from './SpanList';

interface Props {
	name: string;
	spans: Span[];
	set: (spans: Span[]) => void;
	copy: () => void;
}

export function DayRow({ name, spans, set, copy }: Props) {
	const { hours: words } = texts();
	const id = useId();
	return (
		<Group role="group" aria-labelledby={id} align="flex-start" className={classes.row}>
			<Text id={id} fw={500} w={110} pt={6}>
				{name}
			</Text>
			<SpanList name={name} spans={spans} set={set} />
			<Button
				variant="subtle"
				size="compact-sm"
				mt={6}
				leftSection={<Copy size={14} aria-hidden="true" />}
				aria-label={words.copyOf(name)}
				onClick={copy}
			>
				{words.copy}
			</Button>
		</Group>
	);
}
