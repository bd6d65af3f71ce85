/* The line itself. What is drawn is for the eye; to whoever listens it is a slider that tells its points. */
import type { KeyboardEvent, PointerEvent } from 'react';
import { formatNumber, formatPercent, formatShortDay } from '../../../ui/format';
import { heightOf, type Measure, piecesOf, type Point, type Spot } from '../points';
import { texts } from '../texts';
import classes from './CSATTrendChart.module.css';
import { describe, formatSpan } from './TrendReadout';

interface Props {
	points: readonly Point[];
	measure: Measure;
	/** The point that is read. */
	index: number;
	read: (index: number) => void;
}

/* With more points than that a dot each is no line any more. */
const DOTS_MOST = 45;
const PAGE = 7;

const SCALES: Record<Measure, () => string[]> = {
	score: () => [1, 0.75, 0.5, 0.25, 0].map(formatPercent),
	averageRating: () => [5, 4, 3, 2, 1].map(formatNumber),
};

function stepOf({ key }: KeyboardEvent, index: number, last: number): number | undefined {
	const steps: Record<string, number> = {
		ArrowRight: index + 1,
		ArrowUp: index + 1,
		ArrowLeft: index - 1,
		ArrowDown: index - 1,
		PageUp: index + PAGE,
		PageDown: index - PAGE,
		Home: 0,
		End: last,
	};
	const to = steps[key];
	return to === undefined ? undefined : Math.min(last, Math.max(0, to));
}

export function TrendPlot({ points, measure, index, read }: Props) {
	const last = points.length - 1;

	function press(event: KeyboardEvent): void {
		const to = stepOf(event, index, last);
		if (to === undefined) return;
		event.preventDefault();
		read(to);
	}

	function point({ currentTarget, clientX }: PointerEvent): void {
		const { left, width } = currentTarget.getBoundingClientRect();
		read(Math.min(last, Math.max(0, Math.floor(((clientX - left) / width) * points.length))));
	}

	return (
		<div className={classes.chart} dir="ltr">
			<div className={classes.scale} aria-hidden="true">
				{SCALES[measure]().map((mark) => (
					<span key={mark}>{mark}</span>
				))}
			</div>
			<div
				className={classes.plot}
				role="slider"
				tabIndex={0}
				aria-label={texts().trend.slider}
				aria-valuemin={1}
				aria-valuemax={points.length}
				aria-valuenow={index + 1}
				aria-valuetext={`${formatSpan(points[index]!)}: ${describe(points[index]!)}`}
				onKeyDown={press}
				onPointerDown={point}
				onPointerMove={point}
			>
				<Line points={points} measure={measure} index={index} />
				<div className={classes.volumeName} aria-hidden="true">
					{texts().trend.volume}
				</div>
				<Volume points={points} index={index} />
			</div>
			<DayMarks points={points} />
		</div>
	);
}

const GRID = [0, 25, 50, 75, 100];

const lineOf = (piece: readonly Spot[]) => `M${piece.map(({ x, y }) => `${x} ${y}`).join('L')}`;
/* A line of no length with round ends is a dot, whatever the picture is stretched to. */
const dotOf = ({ x, y }: Spot) => `M${x} ${y}h0`;

function Line({ points, measure, index }: Pick<Props, 'points' | 'measure' | 'index'>) {
	const pieces = piecesOf(points, measure);
	const dots = points.length <= DOTS_MOST ? pieces.flat() : pieces.filter(({ length }) => length === 1).flat();
	const x = (100 * (index + 0.5)) / points.length;
	const height = heightOf(points[index]!, measure);
	return (
		<svg className={classes.line} viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
			{GRID.map((y) => (
				<path key={y} className={classes.grid} d={`M0 ${y}H100`} />
			))}
			<path className={classes.cursor} d={`M${x} 0V100`} />
			<path className={classes.course} d={pieces.filter(({ length }) => length > 1).map(lineOf).join('')} />
			<path className={classes.dots} d={dots.map(dotOf).join('')} />
			{height !== undefined && <path className={classes.here} d={dotOf({ x, y: 100 * (1 - height) })} />}
		</svg>
	);
}

/* How many answered: what a point rests on. */
function Volume({ points, index }: Pick<Props, 'points' | 'index'>) {
	const most = Math.max(1, ...points.map(({ responded }) => responded));
	return (
		<svg className={classes.volume} viewBox={`0 0 ${points.length} 1`} preserveAspectRatio="none" aria-hidden="true">
			{points.map(({ from, responded }, at) => (
				<rect
					key={from}
					data-here={at === index || undefined}
					x={at + 0.15}
					width={0.7}
					y={1 - responded / most}
					height={responded / most}
				/>
			))}
		</svg>
	);
}

/* The first, the middle and the last. */
function DayMarks({ points }: Pick<Props, 'points'>) {
	const marks = [...new Set([0, Math.floor((points.length - 1) / 2), points.length - 1])];
	return (
		<div className={classes.days} aria-hidden="true">
			{marks.map((at) => (
				<span key={at}>{formatShortDay(points[at]!.from)}</span>
			))}
		</div>
	);
}
