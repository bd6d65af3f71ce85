/*
 * What Frontdesk does by itself for this tenant, and what became of it: the jobs that have failed for good
 * first, which an admin has tried again or drops.
 */
import { Alert, SegmentedControl, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Hourglass } from 'lucide-react';
import { useState } from 'react';
import type { JobState } from '../../api/types';
import { formatDuration } from '../../ui/format';
import { PageHead } from '../../ui/PageHead';
import { countsOptions } from './api/jobs';
import { JobList } from './components/JobList';
import classes from './JobsPage.module.css';
import { texts } from './texts';

const STATES: readonly JobState[] = ['dead', 'due', 'taken', 'later'];
const LATE_MS = 60_000;

export default function JobsPage() {
	const words = texts().jobs;
	const [state, setState] = useState<JobState>('dead');
	const { data: counts } = useQuery(countsOptions);
	const label = (each: JobState) =>
		counts ? `${words.states[each]} (${counts[each]})` : words.states[each];
	return (
		<>
			<PageHead title={words.title} text={words.subtitle} />
			<Stack gap="md">
				{counts && counts.lateMs > LATE_MS && (
					<Alert
						color="yellow"
						icon={<Hourglass size={18} aria-hidden="true" />}
						title={words.late(formatDuration(counts.lateMs / 1000))}
					>
						{words.lateHint}
					</Alert>
				)}
				<SegmentedControl
					className={classes.states}
					aria-label={words.stateLabel}
					data={STATES.map((each) => ({ value: each, label: label(each) }))}
					value={state}
					onChange={(value) => setState(value as JobState)}
				/>
				<JobList state={state} />
			</Stack>
		</>
	);
}
