/* By whom short messages go: an account at a provider, and its token, which is never shown again. */
import { Alert, Button, Group, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ChangeEvent, type FormEvent, useState } from 'react';
import { refusedMember } from '../../../api/http';
import type { SmsSettings } from '../../../api/types';
import { formatFull } from '../../../ui/format';
import { showNotice } from '../../../ui/notices';
import { Section } from '../../../ui/Section';
import { changeSettings, clearSettings, KEYS } from '../api';
import { texts } from '../texts';

const fieldsOf = (settings: SmsSettings) => ({
	baseUrl: settings.baseUrl,
	account: settings.account ?? '',
	token: '',
	sender: settings.sender ?? '',
	segmentsMost: String(settings.segmentsMost),
});
type Fields = ReturnType<typeof fieldsOf>;

function useProvider(settings: SmsSettings) {
	const client = useQueryClient();
	const [fields, setFields] = useState(() => fieldsOf(settings));
	function learn(now: SmsSettings): void {
		client.setQueryData(KEYS.settings, now);
		setFields(fieldsOf(now));
	}
	const save = useMutation({
		mutationFn: () =>
			changeSettings({
				...fields,
				token: fields.token || undefined,
				segmentsMost: Number(fields.segmentsMost),
			}),
		onSuccess: (now) => {
			learn(now);
			showNotice({ text: texts().provider.saved });
		},
	});
	const clear = useMutation({
		mutationFn: clearSettings,
		onSuccess: (now) => {
			learn(now);
			showNotice({ text: texts().provider.cleared });
		},
		onError: () => showNotice({ tone: 'error', text: texts().sms.failed }),
	});
	return { fields, setFields, save, clear };
}

function describe(error: unknown): string {
	const faults: Record<string, string> = texts().provider.faults;
	return faults[refusedMember(error) ?? ''] ?? texts().sms.failed;
}

export function ProviderForm({ settings }: { settings: SmsSettings }) {
	const { provider: words } = texts();
	const { fields, setFields, save, clear } = useProvider(settings);
	const wrong = save.isError ? refusedMember(save.error) : undefined;
	const input = (name: keyof Fields) => ({
		label: words.fields[name],
		value: fields[name],
		required: true,
		withAsterisk: false,
		'aria-invalid': wrong === name || undefined,
		onChange: (event: ChangeEvent<HTMLInputElement>) => {
			const { value } = event.currentTarget;
			setFields((old) => ({ ...old, [name]: value }));
		},
	});

	function submit(event: FormEvent): void {
		event.preventDefault();
		save.mutate();
	}

	return (
		<Section title={words.title} text={words.text}>
			<form onSubmit={submit}>
				<Stack>
					{save.isError && (
						<Alert color="red" role="alert" py="xs">
							{describe(save.error)}
						</Alert>
					)}
					<TextInput {...input('account')} description={words.accountHint} dir="ltr" maxLength={100} autoComplete="off" spellCheck={false} />
					<TextInput
						{...input('token')}
						description={settings.tokenSetAt ? words.tokenSet(formatFull(settings.tokenSetAt)) : words.tokenHint}
						type="password"
						autoComplete="new-password"
						maxLength={255}
						required={!settings.isSet}
					/>
					<TextInput {...input('sender')} description={words.senderHint} maxLength={20} />
					<TextInput {...input('baseUrl')} description={words.baseHint} dir="ltr" inputMode="url" spellCheck={false} maxLength={255} />
					<TextInput {...input('segmentsMost')} description={words.segmentsHint} type="number" min={1} max={10} step={1} styles={{ wrapper: { maxWidth: 120 } }} />
					<Group justify="flex-end">
						{settings.isSet && (
							<Button variant="subtle" loading={clear.isPending} onClick={() => clear.mutate()}>
								{words.clear}
							</Button>
						)}
						<Button type="submit" loading={save.isPending}>
							{texts().save.save}
						</Button>
					</Group>
				</Stack>
			</form>
		</Section>
	);
}
