/* The line's points as a table, the newest first; each day leads to its surveys. */
import { Table } from '@mantine/core';
import { formatNumber, formatPercent } from '../../../ui/format';
import { formatRating } from '../figures';
import type { Filter } from '../filter';
import type { Point } from '../points';
import { texts } from '../texts';
import classes from './CSATTrendChart.module.css';
import { SurveysLink } from './SurveysLink';
import { formatSpan, surveysOf } from './TrendReadout';

interface Props {
	points: readonly Point[];
	filter: Filter;
}

export function TrendTable({ points, filter }: Props) {
	const words = texts().trend;
	const heads = [words.day, words.measures.score, words.measures.averageRating, words.answered, words.sent];
	return (
		<div className={classes.table} role="group" aria-label={words.title} tabIndex={0}>
			<Table stickyHeader>
				<Table.Thead>
					<Table.Tr>
						{heads.map((name) => (
							<Table.Th key={name} scope="col">
								{name}
							</Table.Th>
						))}
					</Table.Tr>
				</Table.Thead>
				<Table.Tbody>
					{[...points].reverse().map((point) => (
						<Row key={point.from} point={point} filter={filter} />
					))}
				</Table.Tbody>
			</Table>
		</div>
	);
}

function Row({ point, filter }: { point: Point; filter: Filter }) {
	const none = texts().trend.none;
	const { score, averageRating, responded, sent } = point;
	return (
		<Table.Tr>
			<Table.Th scope="row">
				<SurveysLink to={surveysOf(point, filter)} className={classes.link}>
					{formatSpan(point)}
				</SurveysLink>
			</Table.Th>
			<Table.Td>{score === undefined ? none : formatPercent(score)}</Table.Td>
			<Table.Td>{averageRating === undefined ? '' : formatRating(averageRating)}</Table.Td>
			<Table.Td>{formatNumber(responded)}</Table.Td>
			<Table.Td>{formatNumber(sent)}</Table.Td>
		</Table.Tr>
	);
}
