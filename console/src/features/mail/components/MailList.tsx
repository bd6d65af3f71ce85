/* Mails that wait, that have failed, and that were sent, each with the server's last answer. */
import { Button, Group, SegmentedControl, Skeleton, Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { MailCheck } from 'lucide-react';
import { useState } from 'react';
import type { MailSettings, OutgoingMail } from '../../../api/types';
import { EmptyState } from '../../../ui/EmptyState';
import { formatFull, formatNumber } from '../../../ui/format';
import { ListProblem } from '../../../ui/ListProblem';
import { MoreButton } from '../../../ui/MoreButton';
import { showNotice } from '../../../ui/notices';
import { nextCursor } from '../../../ui/pages';
import { drop, fetchMails, KEYS, REFRESH_MS, type MailState, tryAgain } from '../api';
import { texts } from '../texts';
import { Answer } from './Answer';
import { KeptMail } from './KeptMail';
import { Section } from '../../../ui/Section';

const STATES: readonly MailState[] = ['waiting', 'failed', 'sent'];

function useMails(state: MailState) {
	return useInfiniteQuery({
		queryKey: KEYS.list(state),
		queryFn: ({ pageParam, signal }) => fetchMails(state, pageParam, signal),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: nextCursor,
		refetchInterval: REFRESH_MS,
	});
}

export function MailList({ settings }: { settings: MailSettings }) {
	const { mails: words } = texts();
	const [state, setState] = useState<MailState>('waiting');
	const counts: Partial<Record<MailState, number>> = settings;
	const label = (each: MailState) =>
		counts[each] ? `${words.states[each]} (${formatNumber(counts[each])})` : words.states[each];
	return (
		<Section title={words.title}>
			<SegmentedControl
				fullWidth
				mb="md"
				aria-label={words.chosen}
				value={state}
				onChange={(value) => setState(value as MailState)}
				data={STATES.map((value) => ({ value, label: label(value) }))}
			/>
			<Mails key={state} state={state} />
		</Section>
	);
}

function Mails({ state }: { state: MailState }) {
	const query = useMails(state);
	if (query.isPending) return <Skeleton height={72} radius="md" />;
	if (query.isError) return <ListProblem retry={() => void query.refetch()} />;
	const mails = query.data.pages.flatMap(({ items }) => items);
	if (mails.length === 0)
		return <EmptyState isSmall icon={<MailCheck size={24} />} title={texts().mails.empty[state]} />;
	return (
		<>
			<Stack component="ul" gap="md" p={0} m={0} style={{ listStyle: 'none' }}>
				{mails.map((mail) => (
					<Mail key={mail.id} mail={mail} />
				))}
			</Stack>
			<MoreButton query={query} />
		</>
	);
}

function Mail({ mail }: { mail: OutgoingMail }) {
	const { mail: words, mails } = texts();
	const tried = mail.tries > 0 && mail.state !== 'sent' ? `, ${mails.tries(mail.tries)}` : '';
	return (
		<Stack component="li" gap={4}>
			<Group justify="space-between" wrap="wrap" gap="xs">
				<Text fw={500} style={{ overflowWrap: 'anywhere' }}>
					<bdi>{mail.recipient}</bdi>
				</Text>
				{mail.state !== 'sent' && <Acts mail={mail} />}
				{mail.isKept && <KeptMail mail={mail} />}
			</Group>
			<Text size="sm" c="dimmed">
				{words.kind(mail.kind)}, {formatFull(mail.createdAt)}
				{tried}
			</Text>
			<Answer mail={mail} />
		</Stack>
	);
}

function useAct(act: (id: string) => Promise<unknown>, done: string) {
	const client = useQueryClient();
	return useMutation({
		mutationFn: act,
		onSuccess: () => showNotice({ text: done }),
		onError: () => showNotice({ tone: 'error', text: texts().mail.failed }),
		onSettled: () => client.invalidateQueries({ queryKey: KEYS.counted }),
	});
}

function Acts({ mail }: { mail: OutgoingMail }) {
	const { mails: words } = texts();
	const again = useAct(tryAgain, words.isTriedAgain);
	const dropping = useAct(drop, words.isDropped);
	return (
		<Group gap="xs">
			<Button
				size="compact-sm"
				variant="default"
				aria-label={words.tryAgainTo(mail.recipient)}
				loading={again.isPending}
				onClick={() => again.mutate(mail.id)}
			>
				{words.tryAgain}
			</Button>
			<Button
				size="compact-sm"
				variant="subtle"
				color="red"
				aria-label={words.dropTo(mail.recipient)}
				loading={dropping.isPending}
				onClick={() => dropping.mutate(mail.id)}
			>
				{words.drop}
			</Button>
		</Group>
	);
}
