// Which part of a long thread is in the document: at most MOST rows, however far one scrolls.
import type { Entry } from "../../../proto/client/thread";

export const PAGE = 60;
export const MOST = 240;

export interface Range {
	count: number;
	/** The last row shown; undefined follows the newest. */
	endId?: string;
}

export const NEWEST: Range = { count: PAGE };

function endOf(entries: readonly Entry[], range: Range): number {
	const at = range.endId ? entries.findIndex((entry) => entry.id === range.endId) : -1;
	return at < 0 ? entries.length : at + 1;
}

export function shown(entries: readonly Entry[], range: Range): { from: number; to: number } {
	const to = endOf(entries, range);
	return { from: Math.max(0, to - range.count), to };
}

function between(entries: readonly Entry[], from: number, to: number): Range {
	const last = to < entries.length ? entries[to - 1] : undefined;
	return { count: to - from, ...(last ? { endId: last.id } : {}) };
}

/** A page further up; the far end goes when there would be too much. */
export function further(entries: readonly Entry[], range: Range): Range {
	const { from, to } = shown(entries, range);
	const start = Math.max(0, from - PAGE);
	return between(entries, start, Math.min(to, start + MOST));
}

/** A page further down. */
export function nearer(entries: readonly Entry[], range: Range): Range {
	const { from, to } = shown(entries, range);
	const end = Math.min(entries.length, to + PAGE);
	return between(entries, Math.max(from, end - MOST), end);
}
