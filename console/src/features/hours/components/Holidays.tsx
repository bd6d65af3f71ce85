/* Days that have hours of their own, in the place of their weekday's. */
import { Button, Stack, Text, TextInput } from '@mantine/core';
import { Plus, Trash } from 'lucide-react';
import { IconButton } from '../../../ui/IconButton';
import { Section } from '../../../ui/Section';
import { type Holiday, HOLIDAYS_MOST, isTwice } from '../model';
import { texts } from '../texts';
import classes from './hours.module.css';
import { SpanList } from './SpanList';

interface Props {
	holidays: Holiday[];
	set: (holidays: Holiday[]) => void;
}

interface ItemProps {
	holiday: Holiday;
	label: string;
	isTwice: boolean;
	set: (holiday: Holiday) => void;
	remove: () => void;
}

function Item({ holiday, label, isTwice, set, remove }: ItemProps) {
	const { hours: words } = texts();
	return (
		<div role="group" aria-label={label} className={classes.holiday}>
			<TextInput
				type="date"
				label={words.date}
				required
				withAsterisk={false}
				error={isTwice && words.twice}
				value={holiday.date}
				onChange={(event) => set({ ...holiday, date: event.currentTarget.value })}
			/>
			<TextInput
				label={words.name}
				required
				withAsterisk={false}
				maxLength={100}
				dir="auto"
				value={holiday.name}
				onChange={(event) => set({ ...holiday, name: event.currentTarget.value })}
			/>
			<SpanList name={label} spans={holiday.spans} set={(spans) => set({ ...holiday, spans })} />
			<IconButton label={words.removeHoliday(label)} onClick={remove}>
				<Trash size={16} aria-hidden="true" />
			</IconButton>
		</div>
	);
}

export function Holidays({ holidays, set }: Props) {
	const { hours: words } = texts();
	return (
		<Section title={words.fields.holidays} text={words.holidaysText}>
			<Stack gap="md" align="flex-start">
				{holidays.length === 0 && <Text c="dimmed">{words.noHolidays}</Text>}
				{holidays.map((holiday, at) => (
					<Item
						key={at}
						holiday={holiday}
						label={holiday.name || words.nameless(at + 1)}
						isTwice={isTwice(holidays, holiday.date)}
						set={(changed) => set(holidays.with(at, changed))}
						remove={() => set(holidays.toSpliced(at, 1))}
					/>
				))}
				{holidays.length < HOLIDAYS_MOST && (
					<Button
						variant="default"
						leftSection={<Plus size={16} aria-hidden="true" />}
						onClick={() => set([...holidays, { date: '', name: '', spans: [] }])}
					>
						{words.addHoliday}
					</Button>
				)}
			</Stack>
		</Section>
	);
}
