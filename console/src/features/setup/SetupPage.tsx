/* The checklist of a new desk. */
import { Button, Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { PartyPopper } from 'lucide-react';
import type { SetupChecklist } from '../../api/types';
import { EmptyState } from '../../ui/EmptyState';
import { ListProblem } from '../../ui/ListProblem';
import { PageHead } from '../../ui/PageHead';
import { Section } from '../../ui/Section';
import { checklistOptions } from './api';
import { StepItem } from './StepItem';
import classes from './SetupPage.module.css';
import { isComplete, progressOf, stepsOf } from './steps';
import { texts } from './texts';
import { useDismiss } from './useDismiss';

/* What is done in other tabs, and on the shop's pages, shows while one looks. */
const LOOK_MS = 4_000;

export default function SetupPage() {
	const { setup: words, app } = texts();
	const list = useQuery({ ...checklistOptions, refetchInterval: LOOK_MS });
	return (
		<>
			<PageHead title={words.title} text={words.text} />
			{list.isPending && (
				<div role="status" aria-label={app.loading}>
					<Skeleton height={320} radius="md" />
				</div>
			)}
			{list.isLoadingError && <ListProblem text={words.unread} retry={() => void list.refetch()} />}
			{list.data && <Checklist list={list.data} />}
		</>
	);
}

function Checklist({ list }: { list: SetupChecklist }) {
	const { setup: words } = texts();
	const { done, all } = progressOf(list);
	return (
		<Stack maw={760} gap="lg">
			{isComplete(list) && (
				<EmptyState level={2} icon={<PartyPopper size={28} />} title={words.complete} text={words.completeText} />
			)}
			<Section title={words.progress(done, all)}>
				<ol className={classes.steps}>
					{stepsOf(list).map((step) => (
						<StepItem key={step.name} step={step} list={list} />
					))}
				</ol>
			</Section>
			{!isComplete(list) && <Reminding isDismissed={list.isDismissed} />}
		</Stack>
	);
}

function Reminding({ isDismissed }: { isDismissed: boolean }) {
	const { setup: words } = texts();
	const dismiss = useDismiss();
	return (
		<Button
			variant="subtle"
			ms="auto"
			loading={dismiss.isPending}
			onClick={() => dismiss.mutate(!isDismissed)}
		>
			{isDismissed ? words.remind : words.dismiss}
		</Button>
	);
}
