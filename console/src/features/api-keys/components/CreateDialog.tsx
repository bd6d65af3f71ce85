/* Makes a key: its name, what it opens, how long; then shows it, this once. */
import { Button, Checkbox, Group, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Copy } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Dialog } from '../../../ui/Dialog';
import { showNotice } from '../../../ui/notices';
import { createKey } from '../api/keys';
import { texts } from '../texts';
import classes from './CreateDialog.module.css';
import { KeyProblem } from './KeyProblem';

const SCOPES = ['chats:read', 'agents:read'] as const;
const EXPIRIES = ['30', '90', '365', 'never'] as const;
type Expiry = (typeof EXPIRIES)[number];

interface Props {
	isOpen: boolean;
	close: () => void;
	changed: () => void;
}

export function CreateDialog({ isOpen, close, changed }: Props) {
	const [secret, setSecret] = useState<string | null>(null);
	const words = texts().keys;
	function leave(): void {
		close();
		setSecret(null);
	}
	return (
		<Dialog
			isOpen={isOpen}
			close={leave}
			title={secret ? words.shownTitle : words.makeTitle}
		>
			{secret ? (
				<Shown secret={secret} done={leave} />
			) : (
				<CreateForm
					close={leave}
					made={(shown) => {
						setSecret(shown);
						changed();
					}}
				/>
			)}
		</Dialog>
	);
}

function useWish(made: (secret: string) => void) {
	const [name, setName] = useState('');
	const [scopes, setScopes] = useState<string[]>([]);
	const [expiry, setExpiry] = useState<Expiry>('90');
	const make = useMutation({
		mutationFn: () =>
			createKey({
				name: name.trim(),
				scopes,
				expiresInDays: expiry === 'never' ? undefined : Number(expiry),
			}),
		onSuccess: ({ secret }) => made(secret),
	});
	return { name, setName, scopes, setScopes, expiry, setExpiry, make };
}

function CreateForm({ close, made }: { close: () => void; made: (secret: string) => void }) {
	const words = texts().keys;
	const { name, setName, scopes, setScopes, expiry, setExpiry, make } = useWish(made);
	const [isAsked, setAsked] = useState(false);
	const lacksScope = scopes.length === 0;

	function submit(event: FormEvent): void {
		event.preventDefault();
		setAsked(true);
		if (!lacksScope) make.mutate();
	}

	return (
		<form onSubmit={submit}>
			<Stack>
				<KeyProblem error={make.error} />
				<TextInput
					label={words.name}
					description={words.nameHint}
					required
					withAsterisk={false}
					maxLength={60}
					data-autofocus
					autoComplete="off"
					dir="auto"
					value={name}
					onChange={(event) => setName(event.currentTarget.value)}
				/>
				<Checkbox.Group
					label={words.scopesLabel}
					error={isAsked && lacksScope ? words.noScope : undefined}
					value={scopes}
					onChange={setScopes}
				>
					<Stack gap="xs" my="xs">
						{SCOPES.map((scope) => (
							<Checkbox
								key={scope}
								value={scope}
								label={words.scopes[scope]}
								description={words.scopeHints[scope]}
							/>
						))}
					</Stack>
				</Checkbox.Group>
				<Radio.Group
					label={words.expires}
					value={expiry}
					onChange={(value) => setExpiry(value as Expiry)}
				>
					<Group gap="md" mt="xs">
						{EXPIRIES.map((value) => (
							<Radio key={value} value={value} label={words.expiry[value]} />
						))}
					</Group>
				</Radio.Group>
				<Group justify="flex-end">
					<Button variant="default" onClick={close}>
						{texts().app.cancel}
					</Button>
					<Button type="submit" loading={make.isPending}>
						{words.make}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}

async function copy(secret: string): Promise<void> {
	const words = texts().keys;
	try {
		await navigator.clipboard.writeText(secret);
		showNotice({ text: words.copied });
	} catch {
		showNotice({ tone: 'error', text: words.copyFailed });
	}
}

function Shown({ secret, done }: { secret: string; done: () => void }) {
	const words = texts().keys;
	return (
		<Stack>
			<Text>
				{words.shownText} <bdi className={classes.header}>Authorization: Bearer …</bdi>
			</Text>
			<TextInput
				classNames={{ input: classes.secret }}
				label={words.secret}
				dir="ltr"
				readOnly
				value={secret}
				onFocus={(event) => event.currentTarget.select()}
			/>
			<Group justify="space-between">
				<Button
					variant="default"
					leftSection={<Copy size={16} aria-hidden="true" />}
					data-autofocus
					onClick={() => void copy(secret)}
				>
					{words.copy}
				</Button>
				<Button onClick={done}>{words.done}</Button>
			</Group>
		</Stack>
	);
}
