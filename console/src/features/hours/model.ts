/*
 * Opening hours as their form has them: spans of a week's days, and of single days that stand in the
 * place of theirs. When that means open the server says: here nothing is computed but what is typed.
 */
import type { BusinessHours, ChatWidgetConfig, ChatWidgetConfigChange, OpeningHours } from '../../api/types';

export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type DayName = (typeof DAYS)[number];

/* "HH:MM", or empty while nothing is typed. */
export type Span = OpeningHours;

export interface Holiday {
	date: string;
	name: string;
	spans: Span[];
}

export type Fields = Record<DayName, Span[]> & { businessHoursEnabled: boolean; holidays: Holiday[] };

/* As many as the server takes. */
export const SPANS_MOST = 8;
export const HOLIDAYS_MOST = 366;

export const ALL_DAY: Span = { start: '00:00', end: '24:00' };
const USUAL: Span = { start: '09:00', end: '17:00' };

const DAY_MINUTES = 1440;
const PAUSE_MINUTES = 60;
const LENGTH_MINUTES = 180;

export function isAllDay(spans: readonly Span[]): boolean {
	return spans.length === 1 && spans[0]!.start === ALL_DAY.start && spans[0]!.end === ALL_DAY.end;
}

/* Midnight is where a day ends as well as where the next begins: a field for times knows the one name only. */
function typed({ start, end }: Span): Span {
	if (start === '00:00' && (end === '00:00' || end === '24:00')) return ALL_DAY;
	return { start, end: end === '24:00' ? '00:00' : end };
}

const byStart = (one: Span, other: Span) => (one.start < other.start ? -1 : 1);
const byDate = (one: Holiday, other: Holiday) => (one.date < other.date ? -1 : 1);
const inOrder = (spans: readonly Span[] = []) => spans.map(typed).sort(byStart);

/* It ends on the day after. */
export function endsNextDay({ start, end }: Span): boolean {
	return start !== '' && end !== '' && end <= start;
}

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

function timeOf(minutes: number): string {
	const pad = (value: number) => String(value).padStart(2, '0');
	const within = minutes % DAY_MINUTES;
	return `${pad(Math.floor(within / 60))}:${pad(within % 60)}`;
}

/* What a day gets beside the spans that it has: after the last of them, with a pause. */
export function spanAfter(spans: readonly Span[]): Span {
	const last = spans.at(-1);
	if (!last?.end) return USUAL;
	const start = minutesOf(last.end) + PAUSE_MINUTES;
	return { start: timeOf(start), end: timeOf(start + LENGTH_MINUTES) };
}

/* From its first minute to where it ends, counted from the day's midnight. */
function reach(span: Span): [number, number] {
	const end = minutesOf(span.end);
	return [minutesOf(span.start), endsNextDay(span) ? end + DAY_MINUTES : end];
}

/* Two of a day's spans share time: then that counts once, and was perhaps not meant. */
export function overlaps(spans: readonly Span[]): boolean {
	const reaches = spans.filter(({ start, end }) => start && end).map(reach);
	return reaches.some(([start], at) =>
		reaches.some(([from, to], other) => other !== at && start >= from && start < to),
	);
}

export function isTwice(holidays: readonly Holiday[], date: string): boolean {
	return date !== '' && holidays.filter((each) => each.date === date).length > 1;
}

export function copyToAll(spans: readonly Span[]): Record<DayName, Span[]> {
	return Object.fromEntries(DAYS.map((day) => [day, [...spans]])) as Record<DayName, Span[]>;
}

export function fieldsOf({ businessHoursEnabled, businessHours = {} }: ChatWidgetConfig): Fields {
	const week = Object.fromEntries(DAYS.map((day) => [day, inOrder(businessHours[day])]));
	return {
		businessHoursEnabled,
		...(week as Record<DayName, Span[]>),
		holidays: (businessHours.holidays ?? [])
			.map(({ date, name, spans }) => ({ date, name, spans: inOrder(spans) }))
			.sort(byDate),
	};
}

function hoursOf(fields: Fields): BusinessHours {
	const open = DAYS.filter((day) => fields[day].length > 0);
	return {
		...Object.fromEntries(open.map((day) => [day, inOrder(fields[day])])),
		holidays: fields.holidays
			.map(({ date, name, spans }) => ({ date, name: name.trim(), spans: inOrder(spans) }))
			.sort(byDate),
	};
}

/* What is sent of the fields that were changed: of the hours all, if any. */
export function changeOf(
	fields: Fields,
	names: readonly (keyof Fields)[],
	{ updatedAt }: ChatWidgetConfig,
): ChatWidgetConfigChange {
	const change: ChatWidgetConfigChange = { updatedAt };
	if (names.includes('businessHoursEnabled')) change.businessHoursEnabled = fields.businessHoursEnabled;
	if (names.some((name) => name !== 'businessHoursEnabled')) change.businessHours = hoursOf(fields);
	return change;
}
