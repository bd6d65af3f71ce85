/* What becomes of mail that comes in: whether agents answer by e-mail, and whether whoever writes begins a chat. */
import { Skeleton, Stack, Switch, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { InboundMail, InboundMailChange } from '../../../api/types';
import { CopyField } from '../../../ui/CopyField';
import { ListProblem } from '../../../ui/ListProblem';
import { showNotice } from '../../../ui/notices';
import { Section } from '../../../ui/Section';
import { changeInbound, fetchInbound, KEYS } from '../api';
import { texts } from '../texts';
import { InboundHook } from './InboundHook';

export function Inbound() {
	const inbound = useQuery({
		queryKey: KEYS.inbound,
		queryFn: ({ signal }) => fetchInbound(signal),
	});
	const { inbound: words } = texts();
	return (
		<Section title={words.title} text={words.text}>
			{inbound.isPending && <Skeleton height={120} radius="md" />}
			{inbound.isError && <ListProblem retry={() => void inbound.refetch()} />}
			{inbound.data && !inbound.data.isSet && <Text>{words.notSet}</Text>}
			{inbound.data?.isSet && <Choices inbound={inbound.data} />}
		</Section>
	);
}

function Choices({ inbound }: { inbound: InboundMail }) {
	const client = useQueryClient();
	const { inbound: words, mail } = texts();
	const save = useMutation({
		mutationFn: (change: InboundMailChange) => changeInbound(change),
		onSuccess: (changed) => client.setQueryData(KEYS.inbound, changed),
		onError: () => showNotice({ tone: 'error', text: mail.failed }),
	});
	return (
		<Stack>
			<Switch
				label={words.replies}
				description={words.repliesHint}
				checked={inbound.hasReplies}
				disabled={save.isPending}
				onChange={(event) => save.mutate({ hasReplies: event.currentTarget.checked })}
			/>
			<Switch
				label={words.strangers}
				description={words.strangersHint}
				checked={inbound.takesStrangers}
				disabled={save.isPending}
				onChange={(event) => save.mutate({ takesStrangers: event.currentTarget.checked })}
			/>
			{inbound.takesStrangers && inbound.address && (
				<div>
					<Text size="sm" mb={4}>
						{words.address}
					</Text>
					<CopyField label={words.address} value={inbound.address} />
				</div>
			)}
			<InboundHook address={inbound.hookAddress} />
		</Stack>
	);
}
