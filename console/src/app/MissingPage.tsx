/* For an address that leads nowhere. */
import { Anchor, Center, Stack, Title } from '@mantine/core';
import { HOME_PATH } from '../ui/addresses';
import { AppLink } from '../ui/AppLink';
import { texts } from '../ui/texts';

export function MissingPage() {
	const { app } = texts();
	return (
		<Center component="main" id="main" h="100%" p="lg">
			<Stack align="center" gap="xs">
				<Title order={1} size="h3">
					{app.notFoundTitle}
				</Title>
				<Anchor component={AppLink} href={HOME_PATH}>
					{app.notFoundLink}
				</Anchor>
			</Stack>
		</Center>
	);
}
