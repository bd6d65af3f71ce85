/* Mail over HTTP, for who has no mail server that could hand it over: its address, and the secret, shown once. */
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CopyField } from '../../../ui/CopyField';
import { showNotice } from '../../../ui/notices';
import { dropHook, KEYS, makeHook } from '../api';
import { texts } from '../texts';

function useHook() {
	const client = useQueryClient();
	const onSettled = () => client.invalidateQueries({ queryKey: KEYS.inbound });
	const onError = () => showNotice({ tone: 'error', text: texts().mail.failed });
	const make = useMutation({ mutationFn: makeHook, onSettled, onError });
	const drop = useMutation({ mutationFn: dropHook, onSuccess: make.reset, onSettled, onError });
	return { make, drop };
}

export function InboundHook({ address }: { address: string | undefined }) {
	const { inbound: words } = texts();
	const { make, drop } = useHook();
	const isBusy = make.isPending || drop.isPending;
	return (
		<Stack gap="xs">
			<Text fw={600}>{words.hook}</Text>
			<Text size="sm" c="var(--desk-muted)">
				{words.hookHint}
			</Text>
			{address && <CopyField label={words.hookAddress} value={address} />}
			{make.data && (
				<Alert role="status" color="yellow">
					<Text size="sm" mb={4}>
						{words.secretOnce}
					</Text>
					<CopyField label={words.secret} value={make.data.secret} />
				</Alert>
			)}
			<Group>
				<Button variant="default" disabled={isBusy} onClick={() => make.mutate()}>
					{address ? words.remake : words.make}
				</Button>
				{address && (
					<Button variant="default" disabled={isBusy} onClick={() => drop.mutate()}>
						{words.drop}
					</Button>
				)}
			</Group>
		</Stack>
	);
}
