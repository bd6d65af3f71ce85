// Arranges messages into what the thread shows: days, and groups of one sender.
import type { Item } from "../app/thread";

const GROUP_MOST_MS = 5 * 60_000;

export interface Row {
	item: Item;
	at: Date;
	/** The first message of its day. */
	startsDay: boolean;
	startsGroup: boolean;
	endsGroup: boolean;
	/** The last one of the visitor: its state is written out. */
	isNewestOwn: boolean;
}

function timeOf(item: Item): Date {
	return new Date(item.createdAt || item.madeAt);
}

function belongTogether(one: Row | undefined, other: Row | undefined): boolean {
	if (!one || !other || other.startsDay) return false;
	const isNear = other.at.getTime() - one.at.getTime() < GROUP_MOST_MS;
	return isNear && one.item.senderType === other.item.senderType;
}

export function arrange(items: readonly Item[]): Row[] {
	let day = "";
	const rows = items.map((item): Row => {
		const at = timeOf(item);
		const startsDay = at.toDateString() !== day;
		day = at.toDateString();
		return { item, at, startsDay, startsGroup: true, endsGroup: true, isNewestOwn: false };
	});
	rows.forEach((row, at) => {
		row.startsGroup = !belongTogether(rows[at - 1], row);
		row.endsGroup = !belongTogether(row, rows[at + 1]);
	});
	const newest = rows.filter(({ item }) => item.senderType === "visitor").pop();
	if (newest) newest.isNewestOwn = true;
	return rows;
}
