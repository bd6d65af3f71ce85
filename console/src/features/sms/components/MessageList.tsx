/* Short messages that wait, that have failed, and that were sent, each with the provider's last answer. */
import { Button, Group, SegmentedControl, Skeleton, Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { MessageSquareText } from 'lucide-react';
import { useState } from 'react';
import type { OutgoingSms, SmsSettings } from '../../../api/types';
import { EmptyState } from '../../../ui/EmptyState';
import { formatFull, formatNumber } from '../../../ui/format';
import { ListProblem } from '../../../ui/ListProblem';
import { MoreButton } from '../../../ui/MoreButton';
import { showNotice } from '../../../ui/notices';
import { nextCursor } from '../../../ui/pages';
import { Section } from '../../../ui/Section';
import { drop, fetchMessages, KEYS, REFRESH_MS, type SmsState, tryAgain } from '../api';
import { texts } from '../texts';
import { Answer } from './Answer';

const STATES: readonly SmsState[] = ['waiting', 'failed', 'sent'];

export function MessageList({ settings }: { settings: SmsSettings }) {
	const { messages: words } = texts();
	const [state, setState] = useState<SmsState>(settings.failed > 0 ? 'failed' : 'waiting');
	const labelOf = (each: SmsState) =>
		each === 'sent' ? words.states.sent : `${words.states[each]} (${formatNumber(settings[each])})`;
	return (
		<Section title={words.title}>
			<Stack>
				<SegmentedControl
					aria-label={words.chosen}
					data={STATES.map((value) => ({ value, label: labelOf(value) }))}
					value={state}
					onChange={(value) => setState(value as SmsState)}
				/>
				<Messages state={state} />
			</Stack>
		</Section>
	);
}

function Messages({ state }: { state: SmsState }) {
	const query = useInfiniteQuery({
		queryKey: KEYS.list(state),
		queryFn: ({ pageParam, signal }) => fetchMessages(state, pageParam, signal),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: nextCursor,
		refetchInterval: REFRESH_MS,
	});
	if (query.isPending) return <Skeleton height={96} radius="md" />;
	if (query.isError) return <ListProblem retry={() => void query.refetch()} />;
	const messages = query.data.pages.flatMap(({ items }) => items);
	if (messages.length === 0)
		return <EmptyState isSmall icon={<MessageSquareText size={24} />} title={texts().messages.empty[state]} />;
	return (
		<>
			<Stack component="ul" gap="md" p={0} m={0} style={{ listStyle: 'none' }}>
				{messages.map((message) => (
					<Message key={message.id} message={message} />
				))}
			</Stack>
			<MoreButton query={query} />
		</>
	);
}

function Message({ message }: { message: OutgoingSms }) {
	const { messages: words } = texts();
	const { recipient, segments, tries, state, createdAt, answer, status } = message;
	return (
		<Stack component="li" gap={4}>
			<Group justify="space-between" wrap="wrap" gap="xs">
				<Text fw={500}>
					<bdi dir="ltr">{recipient}</bdi>
				</Text>
				{state !== 'sent' && <Acts message={message} />}
			</Group>
			<Text size="sm" c="dimmed">
				{[formatFull(createdAt), words.segments(segments), tries > 0 && words.tries(tries)]
					.filter(Boolean)
					.join(' · ')}
			</Text>
			<Answer answer={answer} status={status} />
		</Stack>
	);
}

function Acts({ message: { id, recipient } }: { message: OutgoingSms }) {
	const { messages: words, sms } = texts();
	const client = useQueryClient();
	const options = (done: string) => ({
		onSuccess: () => showNotice({ text: done }),
		onError: () => showNotice({ tone: 'error', text: sms.failed }),
		onSettled: () => client.invalidateQueries({ queryKey: KEYS.counted }),
	});
	const again = useMutation({ mutationFn: () => tryAgain(id), ...options(words.isTriedAgain) });
	const dropped = useMutation({ mutationFn: () => drop(id), ...options(words.isDropped) });
	return (
		<Group gap="xs">
			<Button
				size="compact-sm"
				variant="default"
				aria-label={words.tryAgainTo(recipient)}
				loading={again.isPending}
				onClick={() => again.mutate()}
			>
				{words.tryAgain}
			</Button>
			<Button
				size="compact-sm"
				variant="default"
				aria-label={words.dropTo(recipient)}
				loading={dropped.isPending}
				onClick={() => dropped.mutate()}
			>
				{words.drop}
			</Button>
		</Group>
	);
}
