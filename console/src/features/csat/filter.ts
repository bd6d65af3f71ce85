/* What of the surveys is shown, as it stands in the page's address. */
import { CSAT_PATH } from '../../ui/addresses';
import * as address from '../../ui/filter';
import { addDays, fit, isDay, type Span } from './days';

/* `on` is the first day of a part of the line; `rating` is `sent`, `unsent`, or ratings with commas between. */
const NAMES = ['days', 'from', 'to', 'agent', 'team', 'channel', 'tag', 'rating', 'on'] as const;

export type Filter = address.Filter<(typeof NAMES)[number]>;

export const PRESETS = ['7', '30', '90', '365'] as const;
const USUAL = '30';

export const RATINGS = [5, 4, 3, 2, 1] as const;
export type Rating = (typeof RATINGS)[number];

export function readFilter(query: URLSearchParams): Filter {
	return address.readFilter(NAMES, query);
}

export function addressOf(filter: Filter): string {
	const query = address.filterQuery(NAMES, filter);
	return query.size > 0 ? `${CSAT_PATH}?${query}` : CSAT_PATH;
}

/* Which of the presets it is, unless the days are one's own. */
export function presetOf({ days, from, to }: Filter): string | undefined {
	if (isDay(from) || isDay(to)) return undefined;
	return PRESETS.find((preset) => preset === days) ?? USUAL;
}

export function spanOf(filter: Filter, today: string): Span {
	const preset = presetOf(filter);
	if (preset !== undefined) return { from: addDays(today, 1 - Number(preset)), to: today };
	const to = isDay(filter.to) ? filter.to : today;
	const from = isDay(filter.from) ? filter.from : addDays(to, 1 - Number(USUAL));
	return fit({ from, to }, 'to');
}

/* Whose surveys, whatever their day and rating. */
const NARROWING = ['agent', 'team', 'channel', 'tag'] as const;

export function isNarrowed(filter: Filter): boolean {
	return address.filterQuery(NARROWING, filter).size > 0;
}

/* What has no answer, or may have none: whatever was sent, or was not. */
export function waysOf({ rating }: Filter): 'sent' | 'unsent' | undefined {
	return rating === 'sent' || rating === 'unsent' ? rating : undefined;
}

/* The ratings that are asked for: without any all answers. */
export function ratingsOf({ rating }: Filter): Rating[] {
	const chosen = RATINGS.filter((each) => rating?.split(',').includes(String(each)));
	return chosen.length > 0 ? chosen : [...RATINGS];
}

/* All of them need not be said. */
export function ratingText(ratings: readonly number[]): string | undefined {
	return ratings.length === 0 || ratings.length === RATINGS.length
		? undefined
		: [...ratings].sort().join(',');
}

/* As the interface asks for them: the counts' filter. */
export function countQuery(filter: Filter, { from, to }: Span): URLSearchParams {
	return address.filterQuery(['from', 'to', ...NARROWING], { ...filter, from, to });
}

/* The same of the list: by the days of the answers, or of the sending. */
export function listQuery(filter: Filter, span: Span): URLSearchParams {
	const query = countQuery(filter, span);
	const way = waysOf(filter);
	if (way) query.set('by', way);
	else query.set('rating', [...ratingsOf(filter)].sort().join(','));
	return query;
}
