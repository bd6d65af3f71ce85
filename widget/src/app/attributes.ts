// What the page says of its visitor beside name and address, under names of its own, made fit: what will
// not do is left out or cut, and said on the page's console.
import { say } from "../shared/say";

export type Attributes = Record<string, string | number | boolean | { date: string } | null>;

const MOST = 30;
export const NAME_MOST_BYTES = 64;
const TEXT_MOST_BYTES = 255;
const DAY_OR_MOMENT = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d))?$/;
const CONTROLS = /[\u0000-\u001f\u007f]/;
const HALF_AT_END = /[\ud800-\udbff]$/;

export const bytesOf = (text: string) => new TextEncoder().encode(text).length;

/** Texts, and what shops have for ids, in one line. */
export function textOf(value: unknown): string | undefined {
	if (value === undefined || value === null) return "";
	const isPlain = typeof value === "string" || typeof value === "number" || typeof value === "bigint";
	return isPlain ? String(value).replace(/[\u0000-\u001f\u007f]+/g, " ").trim() : undefined;
}

/** The text's beginning, in whole characters. */
export function cut(text: string, most: number): string {
	let kept = text.slice(0, most);
	while (bytesOf(kept) > most) kept = kept.slice(0, -1);
	return kept.replace(HALF_AT_END, "");
}

function fitText(name: string, value: unknown): string | undefined {
	const text = textOf(value);
	if (text === undefined || bytesOf(text) <= TEXT_MOST_BYTES) return text;
	say(`${name} is cut: a text has up to ${TEXT_MOST_BYTES} bytes`);
	return cut(text, TEXT_MOST_BYTES);
}

function dateOf(value: object): { date: string } | undefined {
	const isDate = value instanceof Date && !Number.isNaN(value.getTime());
	const date = isDate ? value.toISOString() : (value as { date?: unknown }).date;
	return typeof date === "string" && DAY_OR_MOMENT.test(date) ? { date } : undefined;
}

function fit(name: string, value: unknown): Attributes[string] | undefined {
	if (value === null || typeof value === "boolean") return value;
	if (typeof value === "number") return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : undefined;
	return typeof value === "object" ? dateOf(value) : fitText(name, value);
}

export function isName(name: string): boolean {
	return name.trim() !== "" && bytesOf(name) <= NAME_MOST_BYTES && !CONTROLS.test(name);
}

/** Puts one into `kept`; null and an empty text take it away. */
export function addAttribute(kept: Attributes, name: string, value: unknown, most = MOST): void {
	if (value === undefined) return;
	const fitting = fit(name, value);
	if (!isName(name)) say(`a name is left out: it must be one line of up to ${NAME_MOST_BYTES} bytes`);
	else if (fitting === undefined)
		say(`${name} is left out: it must be a text, a number, a boolean or a date`);
	else if (!(name in kept) && Object.keys(kept).length >= most)
		say(`${name} is left out: there may be ${most}`);
	else kept[name] = fitting;
}
