/* E-mail and password, with what password managers look for. */
import { Anchor, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Credentials } from '../../../api/account';
import type { Refusal } from '../../../api/http';
import { FORGOTTEN_PATH } from '../../../ui/addresses';
import { AppLink } from '../../../ui/AppLink';
import { texts } from '../texts';
import { SignInProblem, useThrottle } from './SignInProblem';

interface Props {
	problem: Refusal | null;
	isBusy: boolean;
	submit: (credentials: Credentials) => Promise<void>;
}

export function CredentialsForm({ problem, isBusy, submit }: Props) {
	const words = texts().signIn;
	const [email, setEmail] = useState('');
	const [password, setPassword] = useState('');
	const [asked, setAsked] = useState('');
	/* Whoever mistyped the address need not wait for the wrong one's owner. */
	const throttle = useThrottle(problem);
	const secondsLeft = email.trim() === asked ? throttle : 0;

	function onSubmit(event: FormEvent): void {
		event.preventDefault();
		setAsked(email.trim());
		void submit({ email: email.trim(), password });
	}

	return (
		<form onSubmit={onSubmit} method="post" action="/admin/sign-in">
			<Stack gap="md">
				<SignInProblem problem={problem} secondsLeft={secondsLeft} />
				<TextInput
					label={words.email}
					name="email"
					autoComplete="username"
					inputMode="email"
					autoCapitalize="none"
					spellCheck={false}
					required
					withAsterisk={false}
					autoFocus
					size="md"
					value={email}
					onChange={(event) => setEmail(event.currentTarget.value)}
				/>
				<PasswordInput
					label={words.password}
					name="password"
					autoComplete="current-password"
					required
					withAsterisk={false}
					size="md"
					value={password}
					onChange={(event) => setPassword(event.currentTarget.value)}
				/>
				<Button
					type="submit"
					size="md"
					mt="xs"
					loading={isBusy}
					disabled={secondsLeft > 0 || !window.isSecureContext}
				>
					{words.submit}
				</Button>
				<Anchor component={AppLink} href={FORGOTTEN_PATH} size="sm">
					{words.forgot}
				</Anchor>
			</Stack>
		</form>
	);
}
