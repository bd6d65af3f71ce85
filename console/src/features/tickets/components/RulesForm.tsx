/* What is done with tickets by itself. */
import { Switch, Text, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { TicketSettings, TicketSettingsChange } from '../../../api/types';
import { useSettingsForm } from '../../../api/useSettingsForm';
import { SaveForm } from '../../../ui/SaveForm';
import { Section } from '../../../ui/Section';
import { changeRules, readRules, rulesOptions } from '../api/settings';
import { settingsTexts } from '../texts/settings';

/* As they are typed. */
interface Fields {
	unansweredBecomesTicket: boolean;
	/** Empty: never. */
	closeAfterDays: string;
}

const DAYS_MOST = 365;

const fieldsOf = ({ unansweredBecomesTicket, closeAfterDays }: TicketSettings): Fields => ({
	unansweredBecomesTicket,
	closeAfterDays: closeAfterDays === undefined ? '' : String(closeAfterDays),
});

function changeOf(fields: Fields, names: readonly (keyof Fields)[], { version }: TicketSettings): TicketSettingsChange {
	const days = fields.closeAfterDays.trim();
	const all = {
		unansweredBecomesTicket: fields.unansweredBecomesTicket,
		closeAfterDays: days === '' ? null : Number(days),
	};
	return { version, ...Object.fromEntries(names.map((name) => [name, all[name]])) };
}

export function RulesForm({ rules }: { rules: TicketSettings }) {
	const words = settingsTexts();
	const form = useSettingsForm<TicketSettings, Fields>({
		saved: rules,
		fieldsOf,
		send: (fields, names, of) => changeRules(changeOf(fields, names, of)),
		read: () => readRules(),
		queryKey: rulesOptions.queryKey,
		words: { ...words, fields: words.labels },
	});
	const section = (inside: ReactNode) => (
		<Section title={words.rules} text={words.rulesText}>
			{inside}
		</Section>
	);
	return (
		<SaveForm form={form} frame={section}>
			<Switch
				label={words.labels.unansweredBecomesTicket}
				description={words.unansweredHint}
				checked={form.fields.unansweredBecomesTicket}
				onChange={(event) => form.set({ unansweredBecomesTicket: event.currentTarget.checked })}
			/>
			<TextInput
				type="number"
				label={words.labels.closeAfterDays}
				description={words.closeHint}
				placeholder={words.never}
				min={1}
				max={DAYS_MOST}
				step={1}
				rightSectionWidth={76}
				rightSection={<Text size="sm">{words.days}</Text>}
				styles={{ wrapper: { maxWidth: 220 } }}
				value={form.fields.closeAfterDays}
				onChange={(event) => form.set({ closeAfterDays: event.currentTarget.value })}
			/>
		</SaveForm>
	);
}
