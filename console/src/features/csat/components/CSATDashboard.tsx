/* The figures of the surveys, how they went over time, whose they are, and the surveys themselves. */
import { useQuery } from '@tanstack/react-query';
import { asRefusal } from '../../../api/http';
import { ListProblem } from '../../../ui/ListProblem';
import { Waiting } from '../../../ui/Waiting';
import { metricsOptions } from '../api/metrics';
import type { CSATMetrics } from '../../../api/types';
import classes from '../CsatPage.module.css';
import type { Span } from '../days';
import { type Filter, isNarrowed } from '../filter';
import { texts } from '../texts';
import { AgentScorecards } from './AgentScorecards';
import { CSATTrendChart } from './CSATTrendChart';
import { Distribution } from './Distribution';
import { Figures } from './Figures';
import { NoSurveys } from './NoSurveys';
import { SurveyList } from './SurveyList';

interface Props {
	filter: Filter;
	span: Span;
}

/* Nothing was ever sent, as far as one can see. */
function isBlank({ figures, before }: CSATMetrics, filter: Filter): boolean {
	const counts = [figures.sent, figures.responded, before.figures.sent, before.figures.responded];
	return !isNarrowed(filter) && counts.every((count) => count === 0);
}

export function CSATDashboard({ filter, span }: Props) {
	const words = texts().csat;
	const metrics = useQuery(metricsOptions(filter, span));
	const retry = () => void metrics.refetch();
	if (metrics.isPending) return <Waiting rows={5} height={96} />;
	if (metrics.isLoadingError || !metrics.data) {
		const isDenied = asRefusal(metrics.error).code === 'denied';
		return <ListProblem text={isDenied ? words.denied : words.failed} retry={retry} />;
	}
	if (isBlank(metrics.data, filter)) return <NoSurveys />;
	return (
		<div className={classes.parts} aria-busy={metrics.isPlaceholderData || undefined}>
			{metrics.isRefetchError && <ListProblem text={words.old} retry={retry} />}
			<Figures metrics={metrics.data} filter={filter} />
			<div className={classes.pair}>
				<CSATTrendChart metrics={metrics.data} filter={filter} />
				<Distribution figures={metrics.data.figures} filter={filter} />
			</div>
			<AgentScorecards filter={filter} span={span} />
			<SurveyList filter={filter} span={span} />
		</div>
	);
}
