/* What admins say of their desk. */
import { Alert, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent } from 'react';
import { ME_KEY } from '../../../api/account';
import { refusedMember } from '../../../api/http';
import type { TenantSettings } from '../../../api/types';
import { showNotice } from '../../../ui/notices';
import { Overtaken } from '../../../ui/Overtaken';
import { SaveBar } from '../../../ui/SaveBar';
import { Section } from '../../../ui/Section';
import { useSettingsForm } from '../../../api/useSettingsForm';
import { changeSettings, readSettings, settingsOptions } from '../api';
import { changeOf, type Fields, fieldsOf, zonesWith } from '../fields';
import { texts } from '../texts';

const LIMITS = { awayMinutes: 525_600, silentMinutes: 525_600, waitingMost: 100_000 } as const;

function useForm(settings: TenantSettings) {
	const client = useQueryClient();
	return useSettingsForm<TenantSettings, Fields>({
		saved: settings,
		fieldsOf,
		send: (fields, names, of) => changeSettings(changeOf(fields, names, of)),
		read: readSettings,
		done(saved) {
			client.setQueryData(settingsOptions.queryKey, saved);
			void client.invalidateQueries({ queryKey: ME_KEY });
			showNotice({ text: texts().general.saved });
		},
	});
}

function describe(error: unknown): string {
	const { faults, failed } = texts().general;
	return (faults as Record<string, string>)[refusedMember(error) ?? ''] ?? failed;
}

type Form = ReturnType<typeof useForm>;

export function SettingsForm({ settings }: { settings: TenantSettings }) {
	const form = useForm(settings);

	function submit(event: FormEvent): void {
		event.preventDefault();
		form.save();
	}

	return (
		<form onSubmit={submit}>
			<Stack gap="lg">
				<Desk form={form} />
				<Chats form={form} />
				<Addresses form={form} />
				<Overtaken by={form.overtaken} labels={texts().general.fields} />
				{form.error !== null && (
					<Alert color="red" role="alert" py="xs">
						{describe(form.error)}
					</Alert>
				)}
				{!form.overtaken && <SaveBar form={form} />}
			</Stack>
		</form>
	);
}

function Desk({ form: { fields, set, error } }: { form: Form }) {
	const { general: words } = texts();
	return (
		<Section title={words.desk}>
			<Stack>
				<TextInput
					label={words.fields.name}
					description={words.nameHint}
					required
					withAsterisk={false}
					maxLength={255}
					dir="auto"
					aria-invalid={refusedMember(error) === 'name' || undefined}
					value={fields.name}
					onChange={(event) => set({ name: event.currentTarget.value })}
				/>
				<NativeSelect
					label={words.fields.timeZone}
					description={words.zoneHint}
					data={zonesWith(fields.timeZone)}
					value={fields.timeZone}
					onChange={(event) => set({ timeZone: event.currentTarget.value })}
				/>
			</Stack>
		</Section>
	);
}

function Chats({ form: { fields, set } }: { form: Form }) {
	const { general: words } = texts();
	return (
		<Section title={words.chats} text={words.chatsText}>
			<Stack>
				{(Object.keys(LIMITS) as (keyof typeof LIMITS)[]).map((name) => (
					<TextInput
						key={name}
						type="number"
						label={words.fields[name]}
						description={words.limitHints[name]}
						placeholder={words.off}
						min={1}
						max={LIMITS[name]}
						step={1}
						rightSectionWidth={name === 'waitingMost' ? undefined : 76}
						rightSection={name === 'waitingMost' ? undefined : <Text size="sm">{words.minutes}</Text>}
						styles={{ wrapper: { maxWidth: 220 } }}
						value={fields[name]}
						onChange={(event) => set({ [name]: event.currentTarget.value })}
					/>
				))}
			</Stack>
		</Section>
	);
}

function Addresses({ form: { fields, set, error } }: { form: Form }) {
	const { general: words } = texts();
	return (
		<Section title={words.addresses} text={words.addressesText}>
			<Textarea
				label={words.fields.keptParameters}
				description={words.parametersHint}
				autosize={false}
				rows={4}
				dir="ltr"
				spellCheck={false}
				aria-invalid={refusedMember(error) === 'keptParameters' || undefined}
				value={fields.keptParameters}
				onChange={(event) => set({ keptParameters: event.currentTarget.value })}
			/>
		</Section>
	);
}
