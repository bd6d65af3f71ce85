/* Calendar days, 2026-01-31, and what lies between them: no clock and no zone has a say in it. */
const DAY_MS = 86_400_000;
const MONDAY = 1;
const WEEK = 7;

/* Weeks from this many days on: more points than that are no line any more. */
const WEEKS_FROM = 93;
/* What the server counts at once. */
const MOST = 731;

/* Of this century: while one types a year its first digits are a year, too. */
export function isDay(text: string | undefined): text is string {
	if (text === undefined || !/^20\d\d-\d\d-\d\d$/.test(text)) return false;
	const ms = Date.parse(text);
	return Number.isFinite(ms) && dayAt(ms) === text;
}

function dayAt(ms: number): string {
	return new Date(ms).toISOString().slice(0, 10);
}

export function addDays(day: string, count: number): string {
	return dayAt(Date.parse(day) + count * DAY_MS);
}

/* Both ends belong to it. */
export function countDays(from: string, to: string): number {
	return (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
}

export interface Span {
	from: string;
	to: string;
}

/* A range that can be asked for: what is wrong with it the other end makes good. */
export function fit({ from, to }: Span, kept: keyof Span): Span {
	const count = Math.min(Math.max(countDays(from, to), 1), MOST);
	return kept === 'from' ? { from, to: addDays(from, count - 1) } : { from: addDays(to, 1 - count), to };
}

function nextWeek(day: string): string {
	const weekday = new Date(day).getUTCDay();
	return addDays(day, (MONDAY - weekday + WEEK) % WEEK || WEEK);
}

const nextDay = (day: string) => addDays(day, 1);

/* A range cut into days, or weeks from Monday: the first and the last may be shorter. */
export function cut({ from, to }: Span): Span[] {
	const next = countDays(from, to) >= WEEKS_FROM ? nextWeek : nextDay;
	const parts: Span[] = [];
	for (let begin = from; begin <= to; begin = next(begin)) {
		const end = addDays(next(begin), -1);
		parts.push({ from: begin, to: end < to ? end : to });
	}
	return parts;
}

/* Of a range the part that begins on a day, where one was chosen. */
export function listSpan(span: Span, on: string | undefined): Span {
	return cut(span).find(({ from }) => from === on) ?? span;
}
