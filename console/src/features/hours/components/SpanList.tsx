/* From when to when a day is open: none, several, or all of it. */
import { Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import { Plus, X } from 'lucide-react';
import { IconButton } from '../../../ui/IconButton';
import { ALL_DAY, endsNextDay, isAllDay, overlaps, type Span, spanAfter, SPANS_MOST } from '../model';
import { texts } from '../texts';
import classes from './hours.module.css';

interface Props {
	/** Of the day, for those who hear it. */
	name: string;
	spans: Span[];
	set: (spans: Span[]) => void;
}

interface ItemProps {
	label: string;
	span: Span;
	set: (span: Span) => void;
	remove: () => void;
}

function Item({ label, span, set, remove }: ItemProps) {
	const { hours: words } = texts();
	const field = (side: 'start' | 'end') => (
		<TextInput
			type="time"
			required
			aria-label={words[side](label)}
			value={span[side]}
			onChange={(event) => set({ ...span, [side]: event.currentTarget.value })}
		/>
	);
	return (
		<Group gap="xs">
			{field('start')}
			<span aria-hidden="true">–</span>
			{field('end')}
			<IconButton label={words.remove(label)} onClick={remove}>
				<X size={16} aria-hidden="true" />
			</IconButton>
			{endsNextDay(span) && (
				<Text size="xs" c="dimmed">
					{words.nextDay}
				</Text>
			)}
		</Group>
	);
}

export function SpanList({ name, spans, set }: Props) {
	const { hours: words } = texts();
	const isWhole = isAllDay(spans);
	return (
		<Stack gap={6} className={classes.spans}>
			{!isWhole &&
				spans.map((span, at) => (
					<Item
						key={at}
						label={words.span(name, at + 1)}
						span={span}
						set={(changed) => set(spans.with(at, changed))}
						remove={() => set(spans.toSpliced(at, 1))}
					/>
				))}
			{overlaps(spans) && (
				<Text size="xs" role="status">
					{words.overlap}
				</Text>
			)}
			<Group gap="sm" mih={36}>
				{spans.length === 0 && <Text c="dimmed">{words.closed}</Text>}
				<Checkbox
					label={words.allDay}
					aria-label={words.allDayOf(name)}
					checked={isWhole}
					onChange={(event) => set(event.currentTarget.checked ? [ALL_DAY] : [])}
				/>
				{!isWhole && spans.length < SPANS_MOST && (
					<Button
						variant="subtle"
						size="compact-sm"
						leftSection={<Plus size={14} aria-hidden="true" />}
						aria-label={words.addOf(name)}
						onClick={() => set([...spans, spanAfter(spans)])}
					>
						{words.add}
					</Button>
				)}
			</Group>
		</Stack>
	);
}
