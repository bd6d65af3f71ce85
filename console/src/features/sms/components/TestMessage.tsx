/* Sends a short message to see whether it arrives, and shows what the provider said. */
import { Alert, Button, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { asRefusal, refusedMember } from '../../../api/http';
import type { OutgoingSms, SmsSettings } from '../../../api/types';
import { formatClock } from '../../../ui/format';
import { Section } from '../../../ui/Section';
import { fetchMessage, KEYS, sendTest } from '../api';
import { measure } from '../measure';
import { texts } from '../texts';
import { Answer } from './Answer';

const LOOK_MS = 1_000;
const COLORS = { sent: 'green', failed: 'red', waiting: 'yellow' } as const;

const isTold = (message: OutgoingSms | undefined) =>
	message !== undefined && (message.state !== 'waiting' || message.answer !== undefined);

function describe(error: unknown): string {
	const { code, retryAfterMs } = asRefusal(error);
	if (code === 'too_many')
		return texts().throttled(formatClock(Math.ceil((retryAfterMs ?? 30_000) / 1000)));
	return refusedMember(error) === 'recipient' ? texts().test.noNumber : texts().sms.failed;
}

export function TestMessage({ settings }: { settings: SmsSettings }) {
	const { test: words } = texts();
	const client = useQueryClient();
	const [recipient, setRecipient] = useState('');
	const [text, setText] = useState(words.sample);
	const { units, room, segments } = measure(text);
	const send = useMutation({
		mutationFn: () => sendTest({ recipient, text }),
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
					<TextInput
						label={words.recipient}
						placeholder="+49 30 1234567"
						type="tel"
						required
						withAsterisk={false}
						maxLength={40}
						dir="ltr"
						value={recipient}
						onChange={(event) => setRecipient(event.currentTarget.value)}
					/>
					<Textarea
						label={words.body}
						description={words.count(units, room, segments)}
						inputWrapperOrder={['label', 'input', 'description']}
						rows={3}
						required
						withAsterisk={false}
						maxLength={1500}
						dir="auto"
						value={text}
						onChange={(event) => setText(event.currentTarget.value)}
					/>
					{segments > settings.segmentsMost && (
						<Alert color="yellow" py="xs">
							{words.tooLong(settings.segmentsMost)}
						</Alert>
					)}
					<Button type="submit" variant="default" ms="auto" loading={send.isPending}>
						{words.submit}
					</Button>
					<div aria-live="polite">
						{send.isError && <Alert color="red">{describe(send.error)}</Alert>}
						{send.isSuccess && <Outcome key={send.data.id} id={send.data.id} />}
					</div>
				</Stack>
			</form>
		</Section>
	);
}

function Outcome({ id }: { id: string }) {
	const { test: words } = texts();
	const client = useQueryClient();
	const { data: message } = useQuery({
		queryKey: KEYS.one(id),
		queryFn: ({ signal }) => fetchMessage(id, signal),
		refetchInterval: ({ state }) => (isTold(state.data) ? false : LOOK_MS),
	});
	const state = message && isTold(message) ? message.state : undefined;
	useEffect(() => {
		if (state) void client.invalidateQueries({ queryKey: KEYS.counted });
	}, [client, state]);
	if (!message || !state) return <Alert color="gray">{words.sending}</Alert>;
	return (
		<Alert color={COLORS[state]}>
			<Text size="sm" fw={600} mb={4}>
				{words.outcomes[state]}
			</Text>
			<Answer answer={message.answer} status={message.status} />
		</Alert>
	);
}
