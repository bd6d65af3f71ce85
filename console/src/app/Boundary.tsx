/*
 * Catches what breaks while rendering: a page that says so instead of an empty one. Where a part of the
 * page is not to be had, as after an upgrade, everything is loaded anew first, once.
 */
import { Button, Center, Stack, Text, Title } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { texts } from '../ui/texts';
import { MissingPart } from './pages';

const RELOADED_KEY = 'frontdesk.reloadedAt';
const AGAIN_AFTER_MS = 5 * 60_000;

/* Not where it has not helped a moment ago, nor where that cannot be noted. */
function reloadOnce(): void {
	try {
		const last = Number(sessionStorage.getItem(RELOADED_KEY));
		if (Date.now() - last < AGAIN_AFTER_MS) return;
		sessionStorage.setItem(RELOADED_KEY, String(Date.now()));
	} catch {
		return;
	}
	location.reload();
}

interface State {
	isBroken: boolean;
}

export class Boundary extends Component<{ children: ReactNode }, State> {
	override state: State = { isBroken: false };

	static getDerivedStateFromError(): State {
		return { isBroken: true };
	}

	override componentDidCatch(error: unknown): void {
		if (error instanceof MissingPart) reloadOnce();
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
