/* What was delivered to a webhook, newest first, and the same once more. */
import { Button, Skeleton, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Inbox } from 'lucide-react';
import type { WebhookDelivery } from '../../../api/types';
import { Dialog } from '../../../ui/Dialog';
import { EmptyState } from '../../../ui/EmptyState';
import { formatFull } from '../../../ui/format';
import { ListProblem } from '../../../ui/ListProblem';
import { MoreButton } from '../../../ui/MoreButton';
import { deliveriesOptions, resendDelivery } from '../api/webhooks';
import { eventText } from '../names';
import { texts } from '../texts';
import { useAct } from '../useAct';
import classes from '../WebhooksPage.module.css';
import { StateBadge } from './StateBadge';

const TONES = { pending: 'plain', delivered: 'good', failed: 'bad' } as const;

interface Props {
	id: string;
	isOpen: boolean;
	close: () => void;
}

export default function DeliveriesDialog({ id, isOpen, close }: Props) {
	const words = texts().webhooks.log;
	return (
		<Dialog isOpen={isOpen} close={close} title={words.title}>
			<Stack>
				<Text size="sm" c="dimmed">
					{words.text}
				</Text>
				<Log id={id} />
			</Stack>
		</Dialog>
	);
}

function Log({ id }: { id: string }) {
	const words = texts().webhooks.log;
	const query = useInfiniteQuery(deliveriesOptions(id));
	if (query.isPending) return <Skeleton height={64} radius="md" aria-busy="true" />;
	if (!query.data) return <ListProblem retry={() => void query.refetch()} />;
	const deliveries = query.data.pages.flatMap(({ items }) => items);
	if (deliveries.length === 0)
		return <EmptyState icon={<Inbox size={24} />} title={words.empty} isSmall />;
	return (
		<>
			<ul className={classes.list} aria-label={words.list}>
				{deliveries.map((delivery) => (
					<Delivery key={delivery.id} id={id} delivery={delivery} />
				))}
			</ul>
			<MoreButton query={query} />
		</>
	);
}

function factsOf(delivery: WebhookDelivery): string[] {
	const words = texts().webhooks.log;
	const { createdAt, lastStatus, attempts, durationMs, nextAt } = delivery;
	const facts = [formatFull(createdAt)];
	if (lastStatus !== undefined) facts.push(words.status(lastStatus));
	if (durationMs !== undefined) facts.push(words.duration(durationMs));
	if (attempts > 0) facts.push(words.attempts(attempts));
	if (nextAt) facts.push(words.next(formatFull(nextAt)));
	return facts;
}

function Delivery({ id, delivery }: { id: string; delivery: WebhookDelivery }) {
	const words = texts().webhooks.log;
	const again = useAct(() => resendDelivery(id, delivery.id), {
		done: words.sent,
		state: words.underWay,
	});
	const name = eventText(delivery.event);
	return (
		<li className={classes.row}>
			<div className={classes.about}>
				<Text fw={600}>
					{name}{' '}
					<StateBadge tone={TONES[delivery.state]}>{words.states[delivery.state]}</StateBadge>
				</Text>
				<Text size="sm" c="dimmed">
					{factsOf(delivery).join(' · ')}
				</Text>
				{delivery.failure && <Text size="sm">{delivery.failure}</Text>}
			</div>
			{delivery.state !== 'pending' && (
				<Button
					size="compact-sm"
					variant="default"
					aria-label={`${words.again}: ${name}, ${formatFull(delivery.createdAt)}`}
					loading={again.isPending}
					onClick={() => again.mutate()}
				>
					{words.again}
				</Button>
			)}
		</li>
	);
}
