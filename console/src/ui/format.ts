/* Times and durations as people read them. */
import { formatLocale } from './language';
import { texts } from './texts';

const SHAPES = {
	time: { hour: '2-digit', minute: '2-digit' },
	day: { weekday: 'long', day: 'numeric', month: 'long' },
	date: { dateStyle: 'long' },
	short: { day: 'numeric', month: 'short' },
	/* One within some days or some more, to the minute. */
	coming: { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
	full: { dateStyle: 'medium', timeStyle: 'short' },
	/* Which day it is: 2026-01-31. */
	number: { year: 'numeric', month: '2-digit', day: '2-digit' },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

const MINUTE_S = 60;
const HOUR_S = 3600;
const DAY_S = 86_400;
const DAY_MS = 86_400_000;

const formats = new Map<keyof typeof SHAPES, Intl.DateTimeFormat>();
let timeZone: string | undefined;

/* Times are those of the tenant's place: colleagues who work elsewhere read the same ones. */
export function setTimeZone(zone: string | undefined): void {
	timeZone = isKnown(zone) ? zone : undefined;
	formats.clear();
}

function isKnown(zone: string | undefined): boolean {
	try {
		new Intl.DateTimeFormat('en', { timeZone: zone });
		return true;
	} catch {
		return false; /* This browser is older than the zone's name: its own will do. */
	}
}

function format(shape: keyof typeof SHAPES, time: Date | number): string {
	let found = formats.get(shape);
	if (!found) {
		const locale = shape === 'number' ? 'en-CA' : formatLocale;
		found = new Intl.DateTimeFormat(locale, { ...SHAPES[shape], timeZone });
		formats.set(shape, found);
	}
	return found.format(time);
}

export function formatNumber(value: number): string {
	return value.toLocaleString(formatLocale, { maximumFractionDigits: 20 });
}

/* A share of one, in whole hundredths. */
export function formatPercent(share: number): string {
	return share.toLocaleString(formatLocale, { style: 'percent', maximumFractionDigits: 0 });
}

/* A day by itself, 2026-01-31, is the same one everywhere. */
export function formatCalendarDay(day: string): string {
	return calendarFormat({ dateStyle: 'medium' }).format(new Date(day));
}

/* From a day to another, with nothing said twice. */
export function formatCalendarDays(from: string, to: string): string {
	return calendarFormat({ dateStyle: 'medium' }).formatRange(new Date(from), new Date(to));
}

/* Without its year, where many stand side by side. */
export function formatShortDay(day: string): string {
	return calendarFormat({ day: 'numeric', month: 'short' }).format(new Date(day));
}

function calendarFormat(shape: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	return new Intl.DateTimeFormat(formatLocale, { ...shape, timeZone: 'UTC' });
}

export function formatTime(time: string): string {
	return format('time', new Date(time));
}

export function formatFull(time: string): string {
	return format('full', new Date(time));
}

export function formatComing(time: string): string {
	return format('coming', new Date(time));
}

/* Which day a moment belongs to: 2026-01-31. */
export const dayOf = (ms: number) => format('number', ms);

export function isSameDay(a: string, b: string): boolean {
	return dayOf(Date.parse(a)) === dayOf(Date.parse(b));
}

/* How many midnights lie between a time and now. */
function daysAgo(time: string, nowMs: number): number {
	return (Date.parse(dayOf(nowMs)) - Date.parse(dayOf(Date.parse(time)))) / DAY_MS;
}

export function formatDay(time: string, nowMs: number): string {
	const days = daysAgo(time, nowMs);
	if (days === 0) return texts().time.today;
	if (days === 1) return texts().time.yesterday;
	const ms = Date.parse(time);
	const isThisYear = dayOf(ms).slice(0, 4) === dayOf(nowMs).slice(0, 4);
	return format(isThisYear ? 'day' : 'date', ms);
}

/* For lists: how long ago while that is short, then the hour, then the day. */
export function formatAgo(time: string, nowMs: number): string {
	const seconds = (nowMs - Date.parse(time)) / 1000;
	if (seconds < MINUTE_S) return texts().time.now;
	if (seconds < HOUR_S) return texts().units.minutes(Math.floor(seconds / MINUTE_S));
	if (daysAgo(time, nowMs) === 0) return formatTime(time);
	return format('short', new Date(time));
}

/* A running clock: mm:ss, with hours only when there are any; days stand alone. */
export function formatClock(totalSeconds: number): string {
	const seconds = Math.max(0, Math.floor(totalSeconds));
	const pad = (value: number) => String(value).padStart(2, '0');
	if (seconds >= DAY_S) return texts().units.days(Math.floor(seconds / DAY_S));
	const hours = Math.floor(seconds / HOUR_S);
	const rest = `${pad(Math.floor((seconds % HOUR_S) / MINUTE_S))}:${pad(seconds % MINUTE_S)}`;
	return hours > 0 ? `${hours}:${rest}` : rest;
}

export function formatDuration(totalSeconds: number): string {
	const { units } = texts();
	if (totalSeconds < MINUTE_S) return units.seconds(Math.round(totalSeconds));
	const minutes = Math.floor(totalSeconds / MINUTE_S);
	if (minutes < 60) return units.minutes(minutes);
	return units.hours(Math.floor(minutes / 60), minutes % 60);
}
