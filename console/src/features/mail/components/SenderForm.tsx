/* In whose name mail is sent, and in which language. */
import { Alert, Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ChangeEvent, type FormEvent, useState } from 'react';
import { refusedMember } from '../../../api/http';
import type { MailSettings } from '../../../api/types';
import { showNotice } from '../../../ui/notices';
import { changeSender, KEYS } from '../api';
import { texts } from '../texts';
import { Section } from '../../../ui/Section';

type Fields = Record<'senderName' | 'senderAddress' | 'replyTo' | 'locale', string>;

const fieldsOf = (settings: MailSettings): Fields => ({
	senderName: settings.senderName ?? '',
	senderAddress: settings.senderAddress ?? '',
	replyTo: settings.replyTo ?? '',
	locale: settings.locale,
});

function useSender(settings: MailSettings) {
	const client = useQueryClient();
	const [fields, setFields] = useState(() => fieldsOf(settings));
	const save = useMutation({
		mutationFn: () => changeSender(fields),
		onSuccess: (changed) => {
			client.setQueryData(KEYS.settings, changed);
			setFields(fieldsOf(changed));
			showNotice({ text: texts().sender.saved });
		},
	});
	const set = (name: keyof Fields, value: string) => setFields((old) => ({ ...old, [name]: value }));
	return { fields, save, set };
}

function describe(error: unknown): string {
	const faults: Record<string, string> = texts().sender.faults;
	return faults[refusedMember(error) ?? ''] ?? texts().mail.failed;
}

export function SenderForm({ settings }: { settings: MailSettings }) {
	const { sender: words } = texts();
	const { fields, save, set } = useSender(settings);
	const wrong = save.isError ? refusedMember(save.error) : undefined;
	const input = (name: Exclude<keyof Fields, 'locale'>) => ({
		value: fields[name],
		'aria-invalid': wrong === name || undefined,
		onChange: (event: ChangeEvent<HTMLInputElement>) => set(name, event.currentTarget.value),
	});

	function submit(event: FormEvent): void {
		event.preventDefault();
		save.mutate();
	}

	return (
		<Section title={words.title}>
			<form onSubmit={submit}>
				<Stack>
					{save.isError && (
						<Alert color="red" role="alert" py="xs">
							{describe(save.error)}
						</Alert>
					)}
					<TextInput
						label={words.name}
						description={words.nameHint(settings.usualName)}
						maxLength={255}
						dir="auto"
						{...input('senderName')}
					/>
					<TextInput
						label={words.address}
						description={words.addressHint(settings.usualAddress)}
						type="email"
						maxLength={254}
						{...input('senderAddress')}
					/>
					<TextInput
						label={words.replyTo}
						description={words.replyToHint}
						type="email"
						maxLength={254}
						{...input('replyTo')}
					/>
					<NativeSelect
						label={words.locale}
						description={words.localeHint}
						data={Object.entries(words.locales).map(([value, label]) => ({ value, label }))}
						value={fields.locale}
						onChange={(event) => set('locale', event.currentTarget.value)}
					/>
					<Group justify="flex-end">
						<Button type="submit" loading={save.isPending}>
							{words.save}
						</Button>
					</Group>
				</Stack>
			</form>
		</Section>
	);
}
