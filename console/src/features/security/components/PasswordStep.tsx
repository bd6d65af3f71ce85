/* The first step of setting up a second factor: it is you who does it. */
import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { beginSecondFactor } from '../api/secondFactor';
import { texts } from '../texts';
import { Problem } from './Problem';

interface Props {
	begun: (secret: string) => void;
	/** What stands beside the button. */
	children?: ReactNode;
}

export function PasswordStep({ begun, children }: Props) {
	const words = texts().secondFactor;
	const [password, setPassword] = useState('');
	const begin = useMutation({
		mutationFn: () => beginSecondFactor(password),
		onSuccess: ({ secret }) => begun(secret),
	});

	function submit(event: FormEvent): void {
		event.preventDefault();
		begin.mutate();
	}

	return (
		<form onSubmit={submit}>
			<Stack>
				<Text>{words.passwordText}</Text>
				<Problem error={begin.error} wrong={words.wrongPassword} />
				<PasswordInput
					label={words.password}
					autoComplete="current-password"
					required
					withAsterisk={false}
					autoFocus
					value={password}
					onChange={(event) => setPassword(event.currentTarget.value)}
				/>
				<Group justify="flex-end">
					{children}
					<Button type="submit" loading={begin.isPending}>
						{words.goOn}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
