/* The jobs of one state, page by page. */
import { Skeleton, Stack } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { CircleCheck, Clock } from 'lucide-react';
import type { JobState } from '../../../api/types';
import { EmptyState } from '../../../ui/EmptyState';
import { ListProblem } from '../../../ui/ListProblem';
import { MoreButton } from '../../../ui/MoreButton';
import { texts as shared } from '../../../ui/texts';
import { listOptions } from '../api/jobs';
import classes from '../JobsPage.module.css';
import { texts } from '../texts';
import { JobItem } from './JobItem';

const LINES = ['first', 'second', 'third'];

export function JobList({ state }: { state: JobState }) {
	const words = texts().jobs;
	const query = useInfiniteQuery(listOptions(state));
	const retry = () => void query.refetch();
	if (query.isPending)
		return (
			<Stack gap="sm" aria-busy="true">
				{LINES.map((line) => (
					<Skeleton key={line} height={72} radius="md" />
				))}
			</Stack>
		);
	if (!query.data) return <ListProblem retry={retry} />;
	const jobs = query.data.pages.flatMap(({ items }) => items);
	return (
		<>
			{query.isError && <ListProblem text={shared().list.old} retry={retry} />}
			{jobs.length === 0 ? (
				<EmptyState
					icon={state === 'dead' ? <CircleCheck size={28} /> : <Clock size={28} />}
					title={words.empty[state]}
					level={2}
				/>
			) : (
				<ul className={classes.list} aria-label={words.list}>
					{jobs.map((job) => (
						<JobItem key={job.id} job={job} />
					))}
				</ul>
			)}
			<MoreButton query={query} />
		</>
	);
}
