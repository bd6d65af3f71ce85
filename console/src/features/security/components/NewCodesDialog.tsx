/* Makes recovery codes anew, by a code, and shows them. */
import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { makeRecoveryCodes } from '../api/secondFactor';
import { Dialog } from '../../../ui/Dialog';
import { texts } from '../texts';
import { CodeField } from './CodeField';
import { Problem } from './Problem';
import { RecoveryCodeList } from './RecoveryCodeList';

interface Props {
	isOpen: boolean;
	close: () => void;
	changed: () => void;
}

export function NewCodesDialog({ isOpen, close, changed }: Props) {
	return (
		<Dialog isOpen={isOpen} close={close} title={texts().secondFactor.recoveryTitle}>
			<NewCodes close={close} changed={changed} />
		</Dialog>
	);
}

function NewCodes({ close, changed }: Omit<Props, 'isOpen'>) {
	const words = texts().secondFactor;
	const [code, setCode] = useState('');
	const make = useMutation({
		mutationFn: () => makeRecoveryCodes(code.replace(/\s/g, '')),
		onSuccess: changed,
	});

	function submit(event: FormEvent): void {
		event.preventDefault();
		make.mutate();
	}

	if (make.data) return <RecoveryCodeList codes={make.data.recoveryCodes} done={close} />;
	return (
		<form onSubmit={submit}>
			<Stack>
				<Text>{words.newCodesText}</Text>
				<Problem error={make.error} wrong={words.wrongCode} />
				<CodeField value={code} change={setCode} isFirst />
				<Group justify="flex-end">
					<Button variant="default" onClick={close}>
						{texts().app.cancel}
					</Button>
					<Button type="submit" loading={make.isPending}>
						{words.newCodes}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
