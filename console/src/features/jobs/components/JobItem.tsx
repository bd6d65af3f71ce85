/* One job: what it does, when and how often it was tried, and what can be done about a dead one. */
import { Button, Group, Paper, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { asRefusal } from '../../../api/http';
import type { DurableJob } from '../../../api/types';
import { formatDuration, formatFull } from '../../../ui/format';
import { showNotice } from '../../../ui/notices';
import { useOpened } from '../../../ui/useOpened';
import { dropJob, JOBS_KEY, retryJob } from '../api/jobs';
import classes from '../JobsPage.module.css';
import { texts } from '../texts';
import { failureText, kindText } from '../words';

const DropDialog = lazy(() => import('./DropDialog'));

/* Does it to a job; whatever came of it, the lists are read again. */
function useAct(act: (id: string) => Promise<void>, done: string, failed: string) {
	const client = useQueryClient();
	return useMutation({
		mutationFn: act,
		onSuccess: () => showNotice({ text: done }),
		onError: (error) => {
			const isGone = asRefusal(error).code === 'absent';
			showNotice({ tone: 'error', text: isGone ? texts().jobs.gone : failed });
		},
		onSettled: () => client.invalidateQueries({ queryKey: JOBS_KEY }),
	});
}

function factsOf(job: DurableJob): string[] {
	const words = texts().jobs;
	const facts = [words.when[job.state](formatFull(job.runAt))];
	if (job.attempts > 0) facts.push(words.attempts(job.attempts));
	if (job.step > 0) facts.push(words.step(job.step + 1));
	if (job.periodSeconds) facts.push(words.again(formatDuration(job.periodSeconds)));
	return facts;
}

export function JobItem({ job }: { job: DurableJob }) {
	const words = texts().jobs;
	const name = kindText(job.kind);
	return (
		<Paper component="li" withBorder p="sm" radius="md" className={classes.job}>
			<div className={classes.about}>
				<Text fw={600}>{name}</Text>
				<Text size="sm" c="dimmed">
					{factsOf(job).join(' · ')}
				</Text>
				{job.failure && <Text size="sm">{words.failed(failureText(job.failure))}</Text>}
			</div>
			{job.state === 'dead' && <JobActions id={job.id} name={name} />}
		</Paper>
	);
}

function JobActions({ id, name }: { id: string; name: string }) {
	const words = texts().jobs;
	const dialog = useOpened();
	const retry = useAct(retryJob, words.retried, words.retryFailed);
	const drop = useAct(dropJob, words.dropped, words.dropFailed);
	return (
		<Group gap="xs">
			<Button
				variant="default"
				size="sm"
				aria-label={`${words.retry}: ${name}`}
				loading={retry.isPending}
				onClick={() => retry.mutate(id)}
			>
				{words.retry}
			</Button>
			<Button
				variant="subtle"
				color="danger"
				size="sm"
				aria-label={`${words.drop}: ${name}`}
				loading={drop.isPending}
				onClick={dialog.open}
			>
				{words.drop}
			</Button>
			<Suspense>
				{dialog.isWanted && (
					<DropDialog
						isOpen={dialog.isOpen}
						close={dialog.close}
						drop={() => drop.mutate(id)}
					/>
				)}
			</Suspense>
		</Group>
	);
}
