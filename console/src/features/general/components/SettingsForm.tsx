/* What admins say of their desk. */
import { NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { ME_KEY } from '../../../api/account';
import type { TenantSettings } from '../../../api/types';
import { useSettingsForm } from '../../../api/useSettingsForm';
import { SaveForm } from '../../../ui/SaveForm';
import { Section } from '../../../ui/Section';
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
		queryKey: settingsOptions.queryKey,
		words: texts().general,
		done: () => void client.invalidateQueries({ queryKey: ME_KEY }),
	});
}

type Form = ReturnType<typeof useForm>;

export function SettingsForm({ settings }: { settings: TenantSettings }) {
	const form = useForm(settings);
	return (
		<SaveForm form={form}>
			<Desk form={form} />
			<Chats form={form} />
			<Addresses form={form} />
		</SaveForm>
	);
}

function Desk({ form: { fields, set, refused } }: { form: Form }) {
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
					aria-invalid={refused === 'name' || undefined}
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

function Addresses({ form: { fields, set, refused } }: { form: Form }) {
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
				aria-invalid={refused === 'keptParameters' || undefined}
				value={fields.keptParameters}
				onChange={(event) => set({ keptParameters: event.currentTarget.value })}
			/>
		</Section>
	);
}
