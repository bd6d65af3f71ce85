/* Times and durations as people read them. */
import { formatLocale, texts } from '../locale';

const timeFormat = new Intl.DateTimeFormat(formatLocale, { hour: '2-digit', minute: '2-digit' });
const dayFormat = new Intl.DateTimeFormat(formatLocale, {
	weekday: 'long',
	day: 'numeric',
	month: 'long',
});
const yearFormat = new Intl.DateTimeFormat(formatLocale, { dateStyle: 'long' });
const shortFormat = new Intl.DateTimeFormat(formatLocale, { day: 'numeric', month: 'short' });
const fullFormat = new Intl.DateTimeFormat(formatLocale, {
	dateStyle: 'medium',
	timeStyle: 'short',
});

const MINUTE_S = 60;
const HOUR_S = 3600;
const DAY_S = 86_400;
const DAY_MS = 86_400_000;

export function formatTime(time: string): string {
	return timeFormat.format(new Date(time));
}

export function formatFull(time: string): string {
	return fullFormat.format(new Date(time));
}

function startOfDay(ms: number): number {
	return new Date(ms).setHours(0, 0, 0, 0);
}

export function isSameDay(a: string, b: string): boolean {
	return startOfDay(Date.parse(a)) === startOfDay(Date.parse(b));
}

/* How many midnights lie between a time and now; summer time makes days of 23 and 25 hours. */
function daysAgo(time: string, nowMs: number): number {
	return Math.round((startOfDay(nowMs) - startOfDay(Date.parse(time))) / DAY_MS);
}

export function formatDay(time: string, nowMs: number): string {
	const days = daysAgo(time, nowMs);
	if (days === 0) return texts().thread.today;
	if (days === 1) return texts().thread.yesterday;
	const date = new Date(time);
	const isThisYear = date.getFullYear() === new Date(nowMs).getFullYear();
	return (isThisYear ? dayFormat : yearFormat).format(date);
}

/* For lists: how long ago while that is short, then the hour, then the day. */
export function formatAgo(time: string, nowMs: number): string {
	const seconds = (nowMs - Date.parse(time)) / 1000;
	if (seconds < MINUTE_S) return texts().lists.now;
	if (seconds < HOUR_S) return texts().units.minutes(Math.floor(seconds / MINUTE_S));
	if (daysAgo(time, nowMs) === 0) return formatTime(time);
	return shortFormat.format(new Date(time));
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
