/* The points of the line: days, or days summed up where there are many, and those without an answer. */
import type { CSATDay } from '../../api/types';
import { cut, type Span } from './days';

export interface Point extends Span {
	sent: number;
	responded: number;
	/** Both are left out where nobody answered. */
	score?: number;
	averageRating?: number;
}

interface Sum {
	sent: number;
	responded: number;
	total: number;
	satisfied: number;
}

const add = (sum: Sum, { sent, responded, averageRating = 0, score = 0 }: CSATDay): Sum => ({
	sent: sum.sent + sent,
	responded: sum.responded + responded,
	total: sum.total + Math.round(averageRating * responded),
	satisfied: sum.satisfied + Math.round(score * responded),
});

function pointOf(span: Span, days: readonly CSATDay[]): Point {
	const nothing: Sum = { sent: 0, responded: 0, total: 0, satisfied: 0 };
	const { sent, responded, total, satisfied } = days.reduce(add, nothing);
	if (responded === 0) return { ...span, sent, responded };
	return { ...span, sent, responded, score: satisfied / responded, averageRating: total / responded };
}

/* Days that are not told of had nothing. */
export function pointsOf(days: readonly CSATDay[], span: Span): Point[] {
	const known = [...days].sort((a, b) => a.date.localeCompare(b.date));
	let at = 0;
	return cut(span).map((part) => {
		const within: CSATDay[] = [];
		for (; at < known.length && known[at]!.date <= part.to; at++)
			if (known[at]!.date >= part.from) within.push(known[at]!);
		return pointOf(part, within);
	});
}

export type Measure = 'score' | 'averageRating';

/* Where on the height of the chart a value stands, from 0 to 1; nowhere without an answer. */
export function heightOf(point: Point, measure: Measure): number | undefined {
	if (measure === 'score') return point.score;
	return point.averageRating === undefined ? undefined : (point.averageRating - 1) / 4;
}

export interface Spot {
	x: number;
	y: number;
}

/* The line in hundredths of the chart, in pieces: it has a gap where nobody answered. */
export function piecesOf(points: readonly Point[], measure: Measure): Spot[][] {
	const pieces: Spot[][] = [];
	let isOpen = false;
	points.forEach((point, index) => {
		const height = heightOf(point, measure);
		if (height !== undefined) {
			if (!isOpen) pieces.push([]);
			pieces.at(-1)!.push({ x: (100 * (index + 0.5)) / points.length, y: 100 * (1 - height) });
		}
		isOpen = height !== undefined;
	});
	return pieces;
}
