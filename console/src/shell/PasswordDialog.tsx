/* Changes one's own password. */
import { Alert, Button, Group, PasswordInput, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { changePassword } from '../api/account';
import { asRefusal, type Refusal } from '../api/http';
import { formatClock } from '../ui/format';
import { showNotice } from '../ui/notices';
import { texts } from './texts';
import { Dialog } from '../ui/Dialog';

/* As the server has it. */
const LEAST = 10;

function describe(problem: Refusal): string {
	const words = texts().password;
	if (problem.code === 'denied' || problem.code === 'signed_out') return words.wrong;
	if (problem.code === 'invalid') return words.invalid;
	if (problem.code === 'too_many')
		return texts().throttled(formatClock(Math.ceil((problem.retryAfterMs ?? 30_000) / 1000)));
	return words.failed;
}

export default function PasswordDialog({ isOpen, close }: { isOpen: boolean; close: () => void }) {
	return (
		<Dialog isOpen={isOpen} close={close} title={texts().password.title}>
			<PasswordForm close={close} />
		</Dialog>
	);
}

function PasswordForm({ close }: { close: () => void }) {
	const words = texts().password;
	const [current, setCurrent] = useState('');
	const [fresh, setFresh] = useState('');
	const change = useMutation({
		mutationFn: () => changePassword(current, fresh),
		onSuccess: () => {
			showNotice({ text: words.done });
			close();
		},
	});

	function submit(event: FormEvent): void {
		event.preventDefault();
		change.mutate();
	}

	return (
		<form onSubmit={submit}>
			<Stack>
				{change.isError && (
					<Alert color="red" role="alert" py="xs">
						{describe(asRefusal(change.error))}
					</Alert>
				)}
				<PasswordInput
					label={words.current}
					autoComplete="current-password"
					required
					withAsterisk={false}
					data-autofocus
					value={current}
					onChange={(event) => setCurrent(event.currentTarget.value)}
				/>
				<PasswordInput
					label={words.fresh}
					description={words.hint(LEAST)}
					autoComplete="new-password"
					required
					withAsterisk={false}
					minLength={LEAST}
					value={fresh}
					onChange={(event) => setFresh(event.currentTarget.value)}
				/>
				<Group justify="flex-end" mt="xs">
					<Button variant="default" onClick={close}>
						{texts().app.cancel}
					</Button>
					<Button type="submit" loading={change.isPending}>
						{words.submit}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
