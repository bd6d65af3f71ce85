// Arranges messages into what the thread shows: days, and groups of one sender.
import type { Entry } from "../../../proto/client/thread";

const GROUP_MOST_MS = 5 * 60_000;

export interface Row {
	entry: Entry;
	at: Date;
	/** The first message of its day. */
	startsDay: boolean;
	startsGroup: boolean;
	endsGroup: boolean;
	/** The last one of the visitor: its state is written out. */
	isNewestOwn: boolean;
	/** The agents who came in after it. */
	joins: readonly string[];
}

function isOneSender(one: Entry, other: Entry): boolean {
	if (one.senderType !== other.senderType) return false;
	return one.senderType === "visitor" || one.senderId === other.senderId;
}

function belongTogether(one: Row | undefined, other: Row | undefined): boolean {
	if (!one || !other || other.startsDay || one.joins.length > 0) return false;
	const isNear = other.at.getTime() - one.at.getTime() < GROUP_MOST_MS;
	return isNear && isOneSender(one.entry, other.entry);
}

export function arrange(
	entries: readonly Entry[],
	joins: ReadonlyMap<string, readonly string[]> = new Map(),
): Row[] {
	let day = "";
	const rows = entries.map((entry): Row => {
		const at = new Date(entry.createdAt);
		const startsDay = at.toDateString() !== day;
		day = at.toDateString();
		const place = { startsDay, startsGroup: true, endsGroup: true, isNewestOwn: false };
		return { entry, at, ...place, joins: joins.get(entry.id) ?? [] };
	});
	rows.forEach((row, at) => {
		row.startsGroup = !belongTogether(rows[at - 1], row);
		row.endsGroup = !belongTogether(row, rows[at + 1]);
	});
	const newest = rows.filter(({ entry }) => entry.senderType === "visitor").pop();
	if (newest) newest.isNewestOwn = true;
	return rows;
}
