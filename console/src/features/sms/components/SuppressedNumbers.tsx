/* Numbers to which nothing is sent: who said STOP, and those that an admin puts here. */
import { Button, Group, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { MessageSquareText } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { refusedMember } from '../../../api/http';
import type { SuppressedNumber } from '../../../api/types';
import { EmptyState } from '../../../ui/EmptyState';
import { formatFull } from '../../../ui/format';
import { ListProblem } from '../../../ui/ListProblem';
import { MoreButton } from '../../../ui/MoreButton';
import { showNotice } from '../../../ui/notices';
import { nextCursor } from '../../../ui/pages';
import { Section } from '../../../ui/Section';
import { fetchSuppressed, KEYS, suppress, unsuppress } from '../api';
import { texts } from '../texts';
import { Answer } from './Answer';

export function SuppressedNumbers() {
	const { suppressed: words } = texts();
	return (
		<Section title={words.title} text={words.text}>
			<Stack>
				<AddForm />
				<Numbers />
			</Stack>
		</Section>
	);
}

function AddForm() {
	const { suppressed: words, test, sms } = texts();
	const client = useQueryClient();
	const [number, setNumber] = useState('');
	const add = useMutation({
		mutationFn: () => suppress(number),
		onSuccess: () => {
			setNumber('');
			showNotice({ text: words.isAdded });
			return client.invalidateQueries({ queryKey: KEYS.suppressed });
		},
	});
	const problem = add.isError && (refusedMember(add.error) ? test.noNumber : sms.failed);

	function submit(event: FormEvent): void {
		event.preventDefault();
		add.mutate();
	}

	return (
		<form onSubmit={submit}>
			<Group align="flex-start">
				<TextInput
					aria-label={words.number}
					placeholder="+49 30 1234567"
					type="tel"
					required
					maxLength={40}
					dir="ltr"
					style={{ flex: '1 1 12rem' }}
					error={problem || undefined}
					value={number}
					onChange={(event) => setNumber(event.currentTarget.value)}
				/>
				<Button type="submit" variant="default" loading={add.isPending}>
					{words.add}
				</Button>
			</Group>
		</form>
	);
}

function Numbers() {
	const query = useInfiniteQuery({
		queryKey: KEYS.suppressed,
		queryFn: ({ pageParam, signal }) => fetchSuppressed(pageParam, signal),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: nextCursor,
	});
	if (query.isPending) return <Skeleton height={72} radius="md" />;
	if (query.isError) return <ListProblem retry={() => void query.refetch()} />;
	const entries = query.data.pages.flatMap(({ items }) => items);
	if (entries.length === 0)
		return <EmptyState isSmall icon={<MessageSquareText size={24} />} title={texts().suppressed.empty} />;
	return (
		<>
			<Stack component="ul" gap="md" p={0} m={0} style={{ listStyle: 'none' }}>
				{entries.map((entry) => (
					<Entry key={entry.id} entry={entry} />
				))}
			</Stack>
			<MoreButton query={query} />
		</>
	);
}

function Entry({ entry: { id, number, answer, createdAt } }: { entry: SuppressedNumber }) {
	const { suppressed: words, sms } = texts();
	const client = useQueryClient();
	const remove = useMutation({
		mutationFn: () => unsuppress(id),
		onSuccess: () => showNotice({ text: words.isRemoved }),
		onError: () => showNotice({ tone: 'error', text: sms.failed }),
		onSettled: () => client.invalidateQueries({ queryKey: KEYS.suppressed }),
	});
	return (
		<Stack component="li" gap={4}>
			<Group justify="space-between" wrap="wrap" gap="xs">
				<Text fw={500}>
					<bdi dir="ltr">{number}</bdi>
				</Text>
				<Button
					size="compact-sm"
					variant="default"
					aria-label={words.removeOf(number)}
					loading={remove.isPending}
					onClick={() => remove.mutate()}
				>
					{words.remove}
				</Button>
			</Group>
			<Text size="sm" c="dimmed">
				{answer ? formatFull(createdAt) : words.byAdmin(formatFull(createdAt))}
			</Text>
			<Answer answer={answer} />
		</Stack>
	);
}
