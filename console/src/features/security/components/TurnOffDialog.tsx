/* Turns the second factor off: with the password, and a code or a recovery code. */
import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { turnSecondFactorOff } from '../api/secondFactor';
import { Dialog } from '../../../ui/Dialog';
import { showNotice } from '../../../ui/notices';
import { texts } from '../texts';
import { CodeField } from './CodeField';
import { Problem } from './Problem';

interface Props {
	isOpen: boolean;
	isRequired: boolean;
	close: () => void;
	changed: () => void;
}

export function TurnOffDialog({ isOpen, ...rest }: Props) {
	return (
		<Dialog isOpen={isOpen} close={rest.close} title={texts().secondFactor.offTitle}>
			<TurnOff {...rest} />
		</Dialog>
	);
}

function TurnOff({ isRequired, close, changed }: Omit<Props, 'isOpen'>) {
	const words = texts().secondFactor;
	const [password, setPassword] = useState('');
	const [code, setCode] = useState('');
	const turnOff = useMutation({
		mutationFn: () => turnSecondFactorOff(password, code.trim()),
		onSuccess: () => {
			showNotice({ text: words.isOff });
			close();
			changed();
		},
	});

	function submit(event: FormEvent): void {
		event.preventDefault();
		turnOff.mutate();
	}

	return (
		<form onSubmit={submit}>
			<Stack>
				<Text>{isRequired ? words.offRequiredText : words.offText}</Text>
				<Problem error={turnOff.error} wrong={words.wrongBoth} />
				<PasswordInput
					label={words.password}
					autoComplete="current-password"
					required
					withAsterisk={false}
					data-autofocus
					value={password}
					onChange={(event) => setPassword(event.currentTarget.value)}
				/>
				<CodeField value={code} change={setCode} label={words.anyCode} takesRecovery />
				<Group justify="flex-end">
					<Button variant="default" onClick={close}>
						{texts().app.cancel}
					</Button>
					<Button type="submit" color="danger" loading={turnOff.isPending}>
						{words.turnOff}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
