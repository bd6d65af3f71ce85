/* A provider's settings. What the server refuses is said in its words; the secret is never shown again. */
import { Alert, Button, Checkbox, Group, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { asRefusal } from '../../../api/http';
import type { SignInProvider } from '../../../api/types';
import { formatClock } from '../../../ui/format';
import { showNotice } from '../../../ui/notices';
import { useOpened } from '../../../ui/useOpened';
import { PROVIDER_KEY, setProvider, tryProvider } from '../api/provider';
import { texts } from '../texts';
import { ProviderAnswer } from './ProviderAnswer';
import { RemoveProviderDialog } from './RemoveProviderDialog';

const NEW: SignInProvider = {
	issuer: '',
	clientId: '',
	label: '',
	isRequired: false,
	takesUnsaidEmails: false,
	emailDomains: [],
};

function domainsOf(typed: string): string[] {
	return typed.split(/[\s,;]+/).filter(Boolean);
}

function useSave(secret: string, domains: string, saved: (provider: SignInProvider) => void) {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (fields: SignInProvider) =>
			setProvider({
				...fields,
				emailDomains: domainsOf(domains),
				...(secret && { clientSecret: secret }),
			}),
		onSuccess: (settings) => {
			client.setQueryData(PROVIDER_KEY, settings);
			showNotice({ text: texts().security.saved });
			if (settings.provider) saved(settings.provider);
		},
	});
}

export function ProviderForm({ provider }: { provider: SignInProvider | undefined }) {
	const words = texts().provider;
	const [fields, setFields] = useState(provider ?? NEW);
	const [secret, setSecret] = useState('');
	const [domains, setDomains] = useState(fields.emailDomains.join(', '));
	const save = useSave(secret, domains, (saved) => {
		setFields(saved);
		setDomains(saved.emailDomains.join(', '));
		setSecret('');
	});
	const trying = useMutation({ mutationFn: tryProvider });
	const removing = useOpened();

	function submit(event: FormEvent): void {
		event.preventDefault();
		save.mutate(fields);
	}

	return (
		<form onSubmit={submit}>
			<Stack>
				<TextFields fields={fields} change={setFields} />
				<PasswordInput
					label={words.clientSecret}
					description={provider ? words.secretKept : words.secretHint}
					autoComplete="off"
					required={!provider}
					withAsterisk={false}
					maxLength={1000}
					value={secret}
					onChange={(event) => setSecret(event.currentTarget.value)}
				/>
				<Checkbox
					label={words.isRequired}
					description={words.requiredHint}
					checked={fields.isRequired}
					onChange={(event) => setFields({ ...fields, isRequired: event.currentTarget.checked })}
				/>
				<Checkbox
					label={words.takesUnsaidEmails}
					description={words.unsaidHint}
					checked={fields.takesUnsaidEmails}
					onChange={(event) =>
						setFields({ ...fields, takesUnsaidEmails: event.currentTarget.checked })
					}
				/>
				<TextInput
					label={words.domains}
					description={words.domainsHint}
					dir="ltr"
					autoComplete="off"
					spellCheck={false}
					value={domains}
					onChange={(event) => setDomains(event.currentTarget.value)}
				/>
				<FormProblem error={save.error ?? trying.error} />
				{trying.data && <ProviderAnswer test={trying.data} />}
				<Group gap="xs">
					<Button type="submit" loading={save.isPending}>
						{texts().security.save}
					</Button>
					<Button
						variant="default"
						disabled={fields.issuer.trim() === ''}
						loading={trying.isPending}
						onClick={() => trying.mutate(fields.issuer)}
					>
						{words.tryIt}
					</Button>
					{provider && (
						<Button variant="outline" color="danger" onClick={removing.open}>
							{words.remove}
						</Button>
					)}
				</Group>
			</Stack>
			<RemoveProviderDialog isOpen={removing.isOpen} close={removing.close} />
		</form>
	);
}

interface FieldsProps {
	fields: SignInProvider;
	change: (fields: SignInProvider) => void;
}

function TextFields({ fields, change }: FieldsProps) {
	const words = texts().provider;
	return (
		<>
			<TextInput
				label={words.label}
				description={words.labelHint}
				required
				withAsterisk={false}
				maxLength={60}
				value={fields.label}
				onChange={(event) => change({ ...fields, label: event.currentTarget.value })}
			/>
			<TextInput
				label={words.issuer}
				description={words.issuerHint}
				dir="ltr"
				autoComplete="off"
				spellCheck={false}
				required
				withAsterisk={false}
				value={fields.issuer}
				onChange={(event) => change({ ...fields, issuer: event.currentTarget.value })}
			/>
			<TextInput
				label={words.clientId}
				description={words.clientHint}
				dir="ltr"
				autoComplete="off"
				spellCheck={false}
				required
				withAsterisk={false}
				maxLength={255}
				value={fields.clientId}
				onChange={(event) => change({ ...fields, clientId: event.currentTarget.value })}
			/>
		</>
	);
}

function FormProblem({ error }: { error: Error | null }) {
	const words = texts().provider;
	if (!error) return null;
	const { code, problem, retryAfterMs } = asRefusal(error);
	const isField = code === 'field' && problem.detail;
	const text =
		code === 'too_many'
			? texts().throttled(formatClock(Math.ceil((retryAfterMs ?? 30_000) / 1000)))
			: texts().secondFactor.failed;
	return (
		<Alert color="red" role="alert" title={isField ? words.refused : undefined}>
			{isField ? <span lang="en">{problem.detail}</span> : text}
		</Alert>
	);
}
