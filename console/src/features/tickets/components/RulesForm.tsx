/* What is done with tickets by itself. */
import { Alert, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { refusedMember } from '../../../api/http';
import type { TicketSettings, TicketSettingsChange } from '../../../api/types';
import { useSettingsForm } from '../../../api/useSettingsForm';
import { showNotice } from '../../../ui/notices';
import { Overtaken } from '../../../ui/Overtaken';
import { SaveBar } from '../../../ui/SaveBar';
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
	const client = useQueryClient();
	const words = settingsTexts();
	const form = useSettingsForm<TicketSettings, Fields>({
		saved: rules,
		fieldsOf,
		send: (fields, names, of) => changeRules(changeOf(fields, names, of)),
		read: () => readRules(),
		done(saved) {
			client.setQueryData(rulesOptions.queryKey, saved);
			showNotice({ text: words.saved });
		},
	});
	const submit = (event: FormEvent) => {
		event.preventDefault();
		form.save();
	};
	return (
		<form onSubmit={submit}>
			<Section title={words.rules} text={words.rulesText}>
				<Stack>
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
					<Overtaken by={form.overtaken} labels={words.labels} />
					{form.error !== null && (
						<Alert color="red" role="alert" py="xs">
							{words.faults[refusedMember(form.error) ?? ''] ?? words.failed}
						</Alert>
					)}
					{!form.overtaken && <SaveBar form={form} />}
				</Stack>
			</Section>
		</form>
	);
}
