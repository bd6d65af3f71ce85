/* One webhook: where it leads, what it is told of, how it does, and what can be done with it. */
import { Alert, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import { lazy, Suspense } from 'react';
import type { Webhook } from '../../../api/types';
import { formatFull } from '../../../ui/format';
import { useOpened } from '../../../ui/useOpened';
import { eventText, nameOf } from '../names';
import { texts } from '../texts';
import classes from '../WebhooksPage.module.css';
import { StateBadge } from './StateBadge';
import { WebhookMenu } from './WebhookMenu';

const DeliveriesDialog = lazy(() => import('./DeliveriesDialog'));
const TestDialog = lazy(() => import('./TestDialog'));

interface Props {
	webhook: Webhook;
	showSecret: (secret: string) => void;
}

export function WebhookItem({ webhook, showSecret }: Props) {
	return (
		<Paper component="li" withBorder p="md" radius="md">
			<Stack gap="sm">
				<div className={classes.row}>
					<div className={classes.about}>
						<Group gap="xs">
							<Text fw={600}>
								<bdi>{nameOf(webhook)}</bdi>
							</Text>
							<State webhook={webhook} />
						</Group>
						{webhook.description && (
							<Text size="sm">
								<bdi>{webhook.url}</bdi>
							</Text>
						)}
						<Text size="sm" c="dimmed">
							{webhook.events.map(eventText).join(' · ')}
						</Text>
					</div>
					<Actions webhook={webhook} showSecret={showSecret} />
				</div>
				<Troubles webhook={webhook} />
			</Stack>
		</Paper>
	);
}

function State({ webhook: { state, failingSince } }: { webhook: Webhook }) {
	const words = texts().webhooks.states;
	if (state === 'disabled') return <StateBadge tone="plain">{words.disabled}</StateBadge>;
	if (failingSince) return <StateBadge tone="bad">{words.failing}</StateBadge>;
	return <StateBadge tone="good">{words.active}</StateBadge>;
}

function Troubles({ webhook }: { webhook: Webhook }) {
	const words = texts().webhooks;
	const { state, isGivenUp, disabledAt, failingSince, formerSecretUntil } = webhook;
	const trouble =
		isGivenUp && disabledAt
			? words.givenUp(formatFull(disabledAt))
			: state === 'active' && failingSince && words.failingSince(formatFull(failingSince));
	return (
		<>
			{trouble && (
				<Alert color="red" icon={<TriangleAlert size={18} aria-hidden="true" />}>
					{trouble}
				</Alert>
			)}
			{formerSecretUntil && (
				<Text size="sm">{words.formerSecret(formatFull(formerSecretUntil))}</Text>
			)}
		</>
	);
}

function Actions({ webhook, showSecret }: Props) {
	const words = texts().webhooks;
	const test = useOpened();
	const log = useOpened();
	const name = nameOf(webhook);
	return (
		<Group gap="xs">
			<Button
				size="sm"
				variant="default"
				aria-label={`${words.test}: ${name}`}
				onClick={test.open}
			>
				{words.test}
			</Button>
			<Button
				size="sm"
				variant="default"
				aria-label={`${words.deliveries}: ${name}`}
				onClick={log.open}
			>
				{words.deliveries}
			</Button>
			<WebhookMenu webhook={webhook} showSecret={showSecret} />
			<Suspense>
				{test.isWanted && (
					<TestDialog id={webhook.id} isOpen={test.isOpen} close={test.close} />
				)}
				{log.isWanted && (
					<DeliveriesDialog id={webhook.id} isOpen={log.isOpen} close={log.close} />
				)}
			</Suspense>
		</Group>
	);
}
