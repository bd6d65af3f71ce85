/* The figures of a range, beside those of the range before: each leads to the surveys that it counts. */
import { VisuallyHidden } from '@mantine/core';
import { ArrowDownRight, ArrowUpRight, Minus } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatCalendarDays, formatNumber, formatPercent } from '../../../ui/format';
import type { CSATMetrics } from '../../../api/types';
import classes from '../CsatPage.module.css';
import { type Change, changeOf, formatRating, FEW } from '../figures';
import type { Filter } from '../filter';
import { texts } from '../texts';
import { SurveysLink } from './SurveysLink';

interface Props {
	metrics: CSATMetrics;
	filter: Filter;
}

export function Figures({ metrics: { figures, before }, filter }: Props) {
	const words = texts().figures;
	const { score, averageRating, responseRate, responded, sent } = figures;
	const few = responded > 0 && responded < FEW ? words.only(formatNumber(responded), responded) : undefined;
	const days = formatCalendarDays(before.from, before.to);
	const all = { ...filter, rating: undefined, on: undefined };
	const was = before.figures;
	return (
		<section aria-label={words.title}>
			<ul className={classes.figures}>
				<Figure
					name={words.score}
					value={score === undefined ? undefined : formatPercent(score)}
					text={few ?? words.scoreText}
					change={changeOf(score, was.score, 'share')}
					to={{ ...all, rating: '4,5' }}
				/>
				<Figure
					name={words.average}
					value={averageRating === undefined ? undefined : formatRating(averageRating)}
					text={few ?? words.averageText}
					change={changeOf(averageRating, was.averageRating, 'rating')}
					to={all}
				/>
				<Figure
					name={words.responded}
					value={formatNumber(responded)}
					text={words.respondedText(formatNumber(sent))}
					change={changeOf(responded, was.responded, 'count')}
					to={all}
				/>
				<Figure
					name={words.rate}
					value={responseRate === undefined ? undefined : formatPercent(responseRate)}
					text={words.rateText(formatNumber(sent))}
					change={changeOf(responseRate, was.responseRate, 'share')}
					to={{ ...all, rating: 'sent' }}
				/>
			</ul>
			<p className={classes.before}>{words.before(days)}</p>
		</section>
	);
}

interface FigureProps {
	name: string;
	/** Left out where there is none: that is no 0. */
	value?: string;
	text: ReactNode;
	change?: Change;
	to: Filter;
}

function Figure({ name, value, text, change, to }: FigureProps) {
	const { csat, figures: words } = texts();
	return (
		<li>
			<SurveysLink to={to} className={classes.figure}>
				<span className={classes.figureName}>{name}</span>
				<span className={classes.figureValue} data-none={value === undefined || undefined}>
					{value ?? csat.none}
				</span>
				<span className={classes.figureText}>{value !== undefined && text}</span>
				<Trend change={change} />
				<VisuallyHidden>{words.showRows}</VisuallyHidden>
			</SurveysLink>
		</li>
	);
}

const ARROWS = { up: ArrowUpRight, down: ArrowDownRight, same: Minus };

function Trend({ change }: { change?: Change }) {
	const words = texts().figures;
	if (!change) return <span className={classes.change}>{words.noneBefore}</span>;
	const Arrow = ARROWS[change.way];
	return (
		<span className={classes.change} data-way={change.way}>
			<Arrow size={15} aria-hidden="true" />
			{change.text}
		</span>
	);
}
