/* Sends a mail to see whether it arrives, and shows what became of it. */
import { Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useMe } from '../../../api/account';
import { asRefusal } from '../../../api/http';
import type { OutgoingMail } from '../../../api/types';
import { formatClock } from '../../../ui/format';
import { fetchMail, KEYS, sendTest } from '../api';
import { texts } from '../texts';
import { Answer } from './Answer';
import { Section } from '../../../ui/Section';

const LOOK_MS = 1_000;

const isTold = (mail: OutgoingMail | undefined) =>
	mail !== undefined && (mail.state !== 'waiting' || mail.answer !== undefined);

function describe(error: unknown): string {
	const { code, retryAfterMs } = asRefusal(error);
	if (code === 'too_many')
		return texts().throttled(formatClock(Math.ceil((retryAfterMs ?? 30_000) / 1000)));
	return code === 'field' ? texts().test.noAddress : texts().mail.failed;
}

export function TestMail({ isServerSet }: { isServerSet: boolean }) {
	const { test: words } = texts();
	const client = useQueryClient();
	const { data: me } = useMe();
	const [recipient, setRecipient] = useState(me?.user.email ?? '');
	const send = useMutation({
		mutationFn: () => sendTest(recipient),
		onSettled: () => client.invalidateQueries({ queryKey: KEYS.counted }),
	});

	function submit(event: FormEvent): void {
		event.preventDefault();
		send.mutate();
	}

	return (
		<Section title={words.title} text={words.text}>
			<form onSubmit={submit}>
				<Stack>
					<Group align="flex-end">
						<TextInput
							label={words.recipient}
							type="email"
							required
							withAsterisk={false}
							maxLength={254}
							style={{ flex: '1 1 14rem' }}
							value={recipient}
							onChange={(event) => setRecipient(event.currentTarget.value)}
						/>
						<Button type="submit" variant="default" loading={send.isPending}>
							{words.submit}
						</Button>
					</Group>
					<div aria-live="polite">
						{send.isError && <Alert color="red">{describe(send.error)}</Alert>}
						{send.isSuccess && <Outcome key={send.data.id} id={send.data.id} isServerSet={isServerSet} />}
					</div>
				</Stack>
			</form>
		</Section>
	);
}

const COLORS = { sent: 'green', failed: 'red', waiting: 'yellow' } as const;

function Outcome({ id, isServerSet }: { id: string; isServerSet: boolean }) {
	const { test: words } = texts();
	const { data: mail } = useQuery({
		queryKey: KEYS.one(id),
		queryFn: ({ signal }) => fetchMail(id, signal),
		refetchInterval: ({ state }) => (isTold(state.data) || !isServerSet ? false : LOOK_MS),
	});
	if (!mail || !isTold(mail))
		return <Alert color="gray">{isServerSet ? words.sending : words.waiting}</Alert>;
	const said = { sent: mail.isKept ? words.kept : words.sent, failed: words.refused, waiting: words.retrying }[mail.state];
	return (
		<Alert color={COLORS[mail.state]}>
			<Text size="sm" fw={600} mb={4}>
				{said}
			</Text>
			<Answer mail={mail} />
		</Alert>
	);
}
