/* Whom the provider knows, each to be unlinked. */
import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ProviderLink } from '../../../api/types';
import { formatFull } from '../../../ui/format';
import { PROVIDER_KEY, unlink } from '../api/provider';
import { texts } from '../texts';
import { Problem } from './Problem';

export function LinkList({ links }: { links: ProviderLink[] }) {
	const words = texts().provider;
	const client = useQueryClient();
	const unlinking = useMutation({
		mutationFn: unlink,
		onSettled: () => client.invalidateQueries({ queryKey: PROVIDER_KEY }),
	});
	return (
		<div>
			<Text fw={500} size="sm">
				{words.links}
			</Text>
			<Text size="xs" c="dimmed" mb={4}>
				{links.length === 0 ? words.noLinks : words.linksHint}
			</Text>
			<Problem error={unlinking.error} wrong={texts().security.denied} />
			<Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: 'none' }}>
				{links.map(({ agent, lastUsedAt }) => (
					<Group component="li" key={agent.id} justify="space-between" gap="xs">
						<div>
							<Text>
								<bdi>{agent.name}</bdi>
							</Text>
							<Text size="xs" c="dimmed">
								{words.lastUsed(formatFull(lastUsedAt))}
							</Text>
						</div>
						<Button
							variant="default"
							size="compact-sm"
							aria-label={words.unlinkOf(agent.name)}
							loading={unlinking.isPending && unlinking.variables === agent.id}
							onClick={() => unlinking.mutate(agent.id)}
						>
							{words.unlink}
						</Button>
					</Group>
				))}
			</Stack>
		</div>
	);
}
