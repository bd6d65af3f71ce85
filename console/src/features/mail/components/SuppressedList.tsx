/* Addresses to which nothing is sent any more, and why. */
import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { MailCheck } from 'lucide-react';
import type { SuppressedAddress } from '../../../api/types';
import { EmptyState } from '../../../ui/EmptyState';
import { formatFull } from '../../../ui/format';
import { ListProblem } from '../../../ui/ListProblem';
import { MoreButton } from '../../../ui/MoreButton';
import { showNotice } from '../../../ui/notices';
import { nextCursor } from '../../../ui/pages';
import { fetchSuppressed, KEYS, unsuppress } from '../api';
import { texts } from '../texts';
import { Answer } from './Answer';
import { Section } from '../../../ui/Section';

export function SuppressedList() {
	const { suppressed: words } = texts();
	return (
		<Section title={words.title} text={words.text}>
			<Addresses />
		</Section>
	);
}

function Addresses() {
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
		return <EmptyState isSmall icon={<MailCheck size={24} />} title={texts().suppressed.empty} />;
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

function Entry({ entry }: { entry: SuppressedAddress }) {
	const { suppressed: words, mail } = texts();
	const client = useQueryClient();
	const remove = useMutation({
		mutationFn: () => unsuppress(entry.id),
		onSuccess: () => showNotice({ text: words.isRemoved }),
		onError: () => showNotice({ tone: 'error', text: mail.failed }),
		onSettled: () => client.invalidateQueries({ queryKey: KEYS.suppressed }),
	});
	return (
		<Stack component="li" gap={4}>
			<Group justify="space-between" wrap="wrap" gap="xs">
				<Text fw={500} style={{ overflowWrap: 'anywhere' }}>
					<bdi>{entry.address}</bdi>
				</Text>
				<Button
					size="compact-sm"
					variant="default"
					aria-label={words.removeOf(entry.address)}
					loading={remove.isPending}
					onClick={() => remove.mutate()}
				>
					{words.remove}
				</Button>
			</Group>
			<Text size="sm" c="dimmed">
				{formatFull(entry.createdAt)}
			</Text>
			<Answer mail={entry} />
		</Stack>
	);
}
