// Which part of a long thread is in the document: at most MOST rows, however far one scrolls.
import type { Item } from "../app/thread";

export const PAGE = 60;
export const MOST = 240;

export interface Range {
	count: number;
	/** The last row shown; undefined follows the newest. */
	endId?: string;
}

export const NEWEST: Range = { count: PAGE };

function endOf(items: readonly Item[], range: Range): number {
	const at = range.endId ? items.findIndex((item) => item.id === range.endId) : -1;
	return at < 0 ? items.length : at + 1;
}

export function shown(items: readonly Item[], range: Range): { from: number; to: number } {
	const to = endOf(items, range);
	return { from: Math.max(0, to - range.count), to };
}

function between(items: readonly Item[], from: number, to: number): Range {
	const last = to < items.length ? items[to - 1] : undefined;
	return { count: to - from, ...(last ? { endId: last.id } : {}) };
}

/** A page further up; the far end goes when there would be too much. */
export function further(items: readonly Item[], range: Range): Range {
	const { from, to } = shown(items, range);
	const start = Math.max(0, from - PAGE);
	return between(items, start, Math.min(to, start + MOST));
}

/** A page further down. */
export function nearer(items: readonly Item[], range: Range): Range {
	const { from, to } = shown(items, range);
	const end = Math.min(items.length, to + PAGE);
	return between(items, Math.max(from, end - MOST), end);
}
