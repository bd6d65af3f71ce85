/* Catches what breaks while rendering: a page that says so instead of an empty one. */
import { Button, Center, Stack, Text, Title } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { texts } from '../locale';

interface State {
	isBroken: boolean;
}

export class Boundary extends Component<{ children: ReactNode }, State> {
	override state: State = { isBroken: false };

	static getDerivedStateFromError(): State {
		return { isBroken: true };
	}

	override render(): ReactNode {
		if (!this.state.isBroken) return this.props.children;
		const { app } = texts();
		return (
			<Center component="main" h="100%" p="lg">
				<Stack align="center" gap="sm" maw={420} ta="center">
					<Title order={1} size="h3">
						{app.brokenTitle}
					</Title>
					<Text c="var(--desk-muted)">{app.brokenText}</Text>
					<Button onClick={() => location.reload()}>{app.reload}</Button>
				</Stack>
			</Center>
		);
	}
}
