/* A point of the line in words, and the way to its surveys. */
import { formatCalendarDay, formatCalendarDays, formatNumber, formatPercent } from '../../../ui/format';
import classes from './CSATTrendChart.module.css';
import type { Span } from '../days';
import { formatRating } from '../figures';
import type { Filter } from '../filter';
import type { Point } from '../points';
import { texts } from '../texts';
import { SurveysLink } from './SurveysLink';

export function formatSpan({ from, to }: Span): string {
	return from === to ? formatCalendarDay(from) : formatCalendarDays(from, to);
}

/* "Score 80 %, Average 4.20, 5 answers, 9 sent" */
export function describe({ score, averageRating, responded, sent }: Point): string {
	const { trend: words, figures } = texts();
	const answers = figures.answers(formatNumber(responded), responded);
	const counts = words.of(answers, formatNumber(sent));
	if (score === undefined || averageRating === undefined) return `${words.none}, ${words.of('0', formatNumber(sent))}`;
	const { measures } = words;
	return `${measures.score} ${formatPercent(score)}, ${measures.averageRating} ${formatRating(averageRating)}, ${counts}`;
}

/* The surveys that a point counts: its answers, or where it has none what was sent. */
export function surveysOf(point: Point, filter: Filter): Filter {
	return { ...filter, on: point.from, rating: point.responded > 0 ? undefined : 'sent' };
}

export function TrendReadout({ point, filter }: { point: Point; filter: Filter }) {
	const words = texts().trend;
	const isNothing = point.responded === 0 && point.sent === 0;
	return (
		<div className={classes.readout}>
			<span className={classes.day}>{formatSpan(point)}</span>
			<span>{describe(point)}</span>
			{!isNothing && (
				<SurveysLink to={surveysOf(point, filter)} className={classes.link}>
					{words.show}
				</SurveysLink>
			)}
		</div>
	);
}
