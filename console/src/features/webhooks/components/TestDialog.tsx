/* Sends a test, and shows what the receiver said, word for word. */
import { Alert, Button, Code, Group, Loader, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { WebhookTest } from '../../../api/types';
import { Dialog } from '../../../ui/Dialog';
import { ListProblem } from '../../../ui/ListProblem';
import { testWebhook } from '../api/webhooks';
import { texts } from '../texts';
import classes from '../WebhooksPage.module.css';

interface Props {
	id: string;
	isOpen: boolean;
	close: () => void;
}

export default function TestDialog({ id, isOpen, close }: Props) {
	return (
		<Dialog isOpen={isOpen} close={close} title={texts().webhooks.testTitle}>
			<Test id={id} close={close} />
		</Dialog>
	);
}

function Test({ id, close }: { id: string; close: () => void }) {
	const words = texts().webhooks;
	/* Each opening sends one, and nothing else does. */
	const test = useQuery({
		queryKey: ['webhook test', id],
		queryFn: () => testWebhook(id),
		retry: false,
		gcTime: 0,
		staleTime: Infinity,
	});
	return (
		<>
			<Stack aria-live="polite">
				{test.isFetching && (
					<Group>
						<Loader size="sm" aria-hidden="true" />
						<Text>{words.testRuns}</Text>
					</Group>
				)}
				{test.isError && !test.isFetching && (
					<ListProblem text={words.failed} retry={() => void test.refetch()} />
				)}
				{test.data && !test.isFetching && <Outcome test={test.data} />}
			</Stack>
			<Group justify="flex-end" mt="lg">
				<Button
					variant="default"
					disabled={test.isFetching}
					onClick={() => void test.refetch()}
				>
					{texts().app.retry}
				</Button>
				<Button data-autofocus onClick={close}>
					{texts().app.close}
				</Button>
			</Group>
		</>
	);
}

function sentenceOf({ status, isDelivered, durationMs }: WebhookTest): string {
	const words = texts().webhooks;
	if (status === undefined) return words.testUnanswered(durationMs);
	return isDelivered
		? words.testDelivered(status, durationMs)
		: words.testRefused(status, durationMs);
}

function Outcome({ test }: { test: WebhookTest }) {
	const words = texts().webhooks;
	const { isDelivered, status, failure, answer, isCut } = test;
	const isRedirect = status !== undefined && status >= 300 && status < 400;
	return (
		<>
			<Alert color={isDelivered ? 'green' : 'red'} title={sentenceOf(test)}>
				{failure ?? (isRedirect ? words.testRedirect : null)}
			</Alert>
			{answer === '' && <Text>{words.testEmpty}</Text>}
			{answer && (
				<div>
					<Text fw={600} mb="xs">
						{words.testAnswer}
					</Text>
					<Code
						block
						className={classes.answer}
						tabIndex={0}
						role="region"
						aria-label={words.testAnswer}
					>
						{answer}
					</Code>
					{isCut && <Text size="sm">{words.testCut}</Text>}
				</div>
			)}
		</>
	);
}
