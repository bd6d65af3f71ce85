/* Nobody answered the first question; asks again by itself until somebody does. */
import { Button, Center, Stack, Text, Title } from '@mantine/core';
import { CloudOff } from 'lucide-react';
import { useEffect } from 'react';
import { texts } from '../ui/texts';

const RETRY_MS = 5_000;

export function ServerAway({ retry }: { retry: () => void }) {
	const { app } = texts();
	useEffect(() => {
		const timer = setInterval(retry, RETRY_MS * (0.5 + Math.random()));
		return () => clearInterval(timer);
	}, [retry]);
	return (
		<Center component="main" h="100%" p="lg">
			<Stack align="center" gap="sm" maw={420} ta="center">
				<CloudOff size={40} aria-hidden="true" />
				<Title order={1} size="h3">
					{app.awayTitle}
				</Title>
				<Text c="var(--desk-muted)">{app.awayText}</Text>
				<Button onClick={retry}>{app.retry}</Button>
			</Stack>
		</Center>
	);
}
