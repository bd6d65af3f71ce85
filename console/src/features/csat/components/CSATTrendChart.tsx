/*
 * The score, or the average, over time: a line with gaps where nobody answered, and beneath it how many
 * did. A slider reads it, by pointer and by keyboard; beside it is the same as a table. Time goes from left
 * to right in every language, as the numbers do.
 */
import { Button, SegmentedControl } from '@mantine/core';
import { ChartLine, Table2 } from 'lucide-react';
import { useState } from 'react';
import { Section } from '../../../ui/Section';
import type { CSATMetrics } from '../../../api/types';
import classes from './CSATTrendChart.module.css';
import type { Filter } from '../filter';
import { type Measure, type Point, pointsOf } from '../points';
import { texts } from '../texts';
import { TrendPlot } from './TrendPlot';
import { TrendReadout } from './TrendReadout';
import { TrendTable } from './TrendTable';

interface Props {
	metrics: CSATMetrics;
	filter: Filter;
}

export function CSATTrendChart({ metrics, filter }: Props) {
	const words = texts().trend;
	const [measure, setMeasure] = useState<Measure>('score');
	const [isTable, setTable] = useState(false);
	const points = pointsOf(metrics.days, metrics);
	const measures = Object.entries(words.measures).map(([value, label]) => ({ value, label }));
	return (
		<Section title={words.title}>
			<div className={classes.head}>
				{!isTable && (
					<SegmentedControl
						size="xs"
						aria-label={words.measure}
						data={measures}
						value={measure}
						onChange={(value) => setMeasure(value as Measure)}
					/>
				)}
				<Button
					className={classes.turn}
					size="compact-sm"
					variant="subtle"
					leftSection={isTable ? <ChartLine size={15} aria-hidden="true" /> : <Table2 size={15} aria-hidden="true" />}
					onClick={() => setTable(!isTable)}
				>
					{isTable ? words.chart : words.table}
				</Button>
			</div>
			{isTable ? (
				<TrendTable points={points} filter={filter} />
			) : (
				<Chart points={points} measure={measure} filter={filter} />
			)}
		</Section>
	);
}

/* Which is read before one points at any: the one that the list shows, else the newest with an answer. */
function firstRead(points: readonly Point[], on: string | undefined): number {
	const chosen = points.findIndex(({ from }) => from === on);
	if (chosen >= 0) return chosen;
	const answered = points.findLastIndex(({ responded }) => responded > 0);
	return answered >= 0 ? answered : points.length - 1;
}

interface ChartProps {
	points: readonly Point[];
	measure: Measure;
	filter: Filter;
}

function Chart({ points, measure, filter }: ChartProps) {
	/* By its first day: what is read again may have other points. */
	const [read, setRead] = useState<string>();
	const found = points.findIndex(({ from }) => from === read);
	const index = found >= 0 ? found : firstRead(points, filter.on);
	return (
		<>
			<TrendPlot
				points={points}
				measure={measure}
				index={index}
				read={(at) => setRead(points[at]?.from)}
			/>
			<TrendReadout point={points[index]!} filter={filter} />
		</>
	);
}
