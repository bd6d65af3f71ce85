/* Asks for a link to a new password. Whether anybody has the address is not said, and not known here. */
import { Alert, Anchor, Button, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { request } from '../../api/http';
import { SIGN_IN_PATH } from '../../ui/addresses';
import { AppLink } from '../../ui/AppLink';
import { Door, DoorTitle } from '../../ui/Door';
import { Named } from '../../ui/Named';
import { setTitle } from '../../ui/title';
import { describe } from './problem';
import { texts } from './texts';

const ask = (email: string) =>
	request<void>('POST', '/api/admin/password/forgotten', { body: { email } });

export default function ForgottenPage() {
	const { forgotten: words, password } = texts();
	useEffect(() => setTitle(words.title), [words]);
	const asking = useMutation({ mutationFn: ask });
	return (
		<Door>
			{asking.isSuccess ? (
				<div role="status">
					<DoorTitle title={words.askedTitle}>
						<Named sentence={words.asked} name={asking.variables} />
					</DoorTitle>
					<Text size="sm" mb="md">
						{words.askedHint}
					</Text>
				</div>
			) : (
				<>
					<DoorTitle title={words.title}>{words.text}</DoorTitle>
					<AskForm error={asking.error} isBusy={asking.isPending} submit={asking.mutate} />
				</>
			)}
			<Anchor component={AppLink} href={SIGN_IN_PATH}>
				{password.signIn}
			</Anchor>
		</Door>
	);
}

interface FormProps {
	error: unknown;
	isBusy: boolean;
	submit: (email: string) => void;
}

function AskForm({ error, isBusy, submit }: FormProps) {
	const words = texts().forgotten;
	const [email, setEmail] = useState('');

	function onSubmit(event: FormEvent): void {
		event.preventDefault();
		submit(email.trim());
	}

	return (
		<form onSubmit={onSubmit}>
			<Stack mb="md">
				{error !== null && (
					<Alert color="red" role="alert" py="xs">
						{describe(error, { state: words.noMail, field: words.field })}
					</Alert>
				)}
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
				<Button type="submit" size="md" mt="xs" loading={isBusy}>
					{words.submit}
				</Button>
			</Stack>
		</form>
	);
}
