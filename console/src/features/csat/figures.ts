/* How figures are written, and how one differs from the one before it. */
import { formatNumber, formatPercent } from '../../ui/format';
import { formatLocale } from '../../ui/language';
import { texts } from './texts';

/* Of fewer answers it is said how few they are. */
export const FEW = 10;

const HUNDREDTHS = { minimumFractionDigits: 2, maximumFractionDigits: 2 };

export function formatRating(average: number): string {
	return average.toLocaleString(formatLocale, HUNDREDTHS);
}

export interface Change {
	way: 'up' | 'down' | 'same';
	text: string;
}

/* Both as they are shown: a difference that the two do not show would be taken for a fault. */
const SHOWN = {
	share: (value: number) => Math.round(value * 100),
	rating: (value: number) => Math.round(value * 100) / 100,
	count: (value: number) => value,
};

function textOf(kind: keyof typeof SHOWN, size: number): string {
	if (kind === 'share') return texts().figures.points(formatNumber(size), size);
	return kind === 'rating' ? formatRating(size) : formatNumber(size);
}

/* Nothing where one of them is none. */
export function changeOf(
	now: number | undefined,
	before: number | undefined,
	kind: keyof typeof SHOWN,
): Change | undefined {
	if (now === undefined || before === undefined) return undefined;
	const difference = SHOWN[kind](now) - SHOWN[kind](before);
	if (Math.abs(difference) < 1e-9) return { way: 'same', text: texts().figures.same };
	const sign = difference > 0 ? '+' : '−';
	return {
		way: difference > 0 ? 'up' : 'down',
		text: `${sign}${textOf(kind, Math.abs(difference))}`,
	};
}

/* Somebody's score, and between what it lies. */
export function formatBetween(low: number, high: number): string {
	return texts().agents.between(formatPercent(low), formatPercent(high));
}
