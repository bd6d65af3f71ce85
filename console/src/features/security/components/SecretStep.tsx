/* The second step: the secret goes into an authenticator app, and a code of it comes back. */
import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Copy } from 'lucide-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import { confirmSecondFactor } from '../api/secondFactor';
import { showNotice } from '../../../ui/notices';
import { grouped, otpauthAddress } from '../otpauth';
import { texts } from '../texts';
import { CodeField } from './CodeField';
import { Problem } from './Problem';
import { QrCode } from './QrCode';
import classes from './SecretStep.module.css';

interface Props {
	secret: string;
	email: string;
	confirmed: (recoveryCodes: string[]) => void;
	children?: ReactNode;
}

async function copy(secret: string): Promise<void> {
	const words = texts().secondFactor;
	try {
		await navigator.clipboard.writeText(secret);
		showNotice({ text: words.copied });
	} catch {
		showNotice({ tone: 'error', text: words.copyFailed });
	}
}

function Secret({ secret, email }: { secret: string; email: string }) {
	const words = texts().secondFactor;
	return (
		<div className={classes.secret}>
			<QrCode
				text={otpauthAddress(secret, email, location.hostname)}
				label={words.qrLabel}
			/>
			<Stack gap="xs" className={classes.typed}>
				<Text>{words.typeText}</Text>
				<TextInput
					classNames={{ input: classes.letters }}
					label={words.secretLabel}
					dir="ltr"
					readOnly
					value={grouped(secret)}
					onFocus={(event) => event.currentTarget.select()}
				/>
				<Group>
					<Button
						variant="default"
						size="compact-sm"
						leftSection={<Copy size={14} aria-hidden="true" />}
						onClick={() => void copy(secret)}
					>
						{words.copySecret}
					</Button>
				</Group>
			</Stack>
		</div>
	);
}

export function SecretStep({ secret, email, confirmed, children }: Props) {
	const words = texts().secondFactor;
	const [code, setCode] = useState('');
	const confirm = useMutation({
		mutationFn: () => confirmSecondFactor(code.replace(/\s/g, '')),
		onSuccess: ({ recoveryCodes }) => confirmed(recoveryCodes),
	});

	function submit(event: FormEvent): void {
		event.preventDefault();
		confirm.mutate();
	}

	return (
		<form onSubmit={submit}>
			<Stack>
				<Text>{words.scanText}</Text>
				<Secret secret={secret} email={email} />
				<Problem error={confirm.error} wrong={words.wrongCode} />
				<CodeField value={code} change={setCode} description={words.codeHint} />
				<Group justify="flex-end">
					{children}
					<Button type="submit" loading={confirm.isPending}>
						{words.turnOn}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
