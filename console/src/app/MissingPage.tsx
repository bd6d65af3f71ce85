/* For an address that leads nowhere. */
import { Anchor, Center, Stack, Title } from '@mantine/core';
import { CHAT_PATH } from '../ui/place';
import { texts } from '../locale';

export function MissingPage() {
	const { app } = texts();
	return (
		<Center component="main" h="100%" p="lg">
			<Stack align="center" gap="xs">
				<Title order={1} size="h3">
					{app.notFoundTitle}
				</Title>
				<Anchor href={CHAT_PATH}>{app.notFoundLink}</Anchor>
			</Stack>
		</Center>
	);
}
