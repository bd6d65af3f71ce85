/* What a row of the thread needs to know about its neighbours and about how far it has come. */
import { toMicros } from '../../../../../proto/client/time';
import type { ChatNote, ChatSession } from '../../../api/types';
import { isSameDay } from '../../../ui/format';
import type { Room } from '../../../../../proto/client/room';
import type { Entry } from '../../../../../proto/client/thread';
import type { NameOf } from '../live/useAgentNames';
import { texts } from '../texts';
import { visitorName } from '../visitor';

const GROUP_MICROS = 5 * 60 * 1_000_000;

/* What reads the page before the first message that is held, and whether that failed. */
export interface Older {
	hasFailed: boolean;
	load: () => void;
}

export interface ThreadContext {
	entries: readonly Entry[];
	firstIndex: number;
	session: ChatSession;
	unreadId: string | undefined;
	ownId: string;
	room: Room;
	hasOlder: boolean;
	older: Older;
	/** How an agent is called, by their id. */
	nameOf: NameOf;
	/** Before which messages an agent came in. */
	joins: ReadonlySet<string>;
	notes: PlacedNotes;
}

/* Where notes stand: before which messages, and after the last one. */
export interface PlacedNotes {
	before: ReadonlyMap<string, readonly ChatNote[]>;
	after: readonly ChatNote[];
}

/* How far a message of our side has come, as the agent sees it. */
export type Progress = 'sending' | 'sent' | 'stored' | 'delivered' | 'read' | 'failed' | 'lost';

export interface Row {
	entry: Entry;
	/** Set on the first message of a day. */
	day: string | undefined;
	isFirstUnread: boolean;
	/** First and last of a run by the same sender: they carry the name and the time. */
	isFirst: boolean;
	isLast: boolean;
	isOurs: boolean;
	isOwn: boolean;
	sender: string;
	/** What agents said to each other before this message. */
	notes: readonly ChatNote[];
	/** The sender comes in with this message. */
	isJoin: boolean;
	progress: Progress;
	/** Says its progress in words: the newest of our side. */
	isNewest: boolean;
	room: Room;
	session: ChatSession;
}

/* Where an agent writes for the first time, or again after another one: there they came in. What is
 * before the first message that is held is not known. */
export function joinsOf(entries: readonly Entry[], hasOlder: boolean): Set<string> {
	const joins = new Set<string>();
	let last: string | undefined;
	for (const { id, senderType, senderId } of entries) {
		if (senderType !== 'agent') continue;
		const isFirst = last === undefined;
		if (senderId !== last && !(isFirst && hasOlder)) joins.add(id);
		last = senderId;
	}
	return joins;
}

const NONE: readonly ChatNote[] = [];

/* What is older than the first message that is held comes with the older ones. */
export function placeNotes(
	entries: readonly Entry[],
	notes: readonly ChatNote[],
	hasOlder: boolean,
): PlacedNotes {
	const before = new Map<string, ChatNote[]>();
	const after: ChatNote[] = [];
	for (const note of notes) {
		const at = toMicros(note.createdAt);
		const next = entries.find((entry) => entry.at > at);
		if (!next) after.push(note);
		else if (next !== entries[0] || !hasOlder)
			before.set(next.id, [...(before.get(next.id) ?? NONE), note]);
	}
	return { before, after };
}

export function senderOf({ session, ownId, nameOf }: ThreadContext, entry: Entry): string {
	const words = texts().thread;
	if (entry.senderId === ownId) return words.you;
	if (entry.senderType === 'visitor') return visitorName(session);
	return entry.senderType === 'bot' ? words.bot : nameOf(entry.senderId, entry.senderName);
}

function isRun(a: Entry | undefined, b: Entry | undefined): boolean {
	if (!a || !b || a.senderId !== b.senderId || a.senderType !== b.senderType) return false;
	return Math.abs(b.at - a.at) < GROUP_MICROS && isSameDay(a.createdAt, b.createdAt);
}

export function progressOf(entry: Entry, session: ChatSession): Progress {
	if (entry.state === 'refused') return 'failed';
	if (entry.state === 'lost') return 'lost';
	if (entry.state === 'sending') return 'sending';
	if (entry.seq === undefined) return 'sent';
	const { visitor } = session.receipts;
	if (entry.seq <= visitor.read) return 'read';
	return entry.seq <= visitor.delivered ? 'delivered' : 'stored';
}

export function rowOf(context: ThreadContext, index: number): Row {
	const { entries, session, unreadId, ownId, room, joins } = context;
	const { before: noted } = context.notes;
	const isCutOff = (id: string) => id === unreadId || joins.has(id) || noted.has(id);
	const position = index - context.firstIndex;
	const entry = entries[position]!;
	const before = entries[position - 1];
	const after = entries[position + 1];
	const isOurs = entry.senderType !== 'visitor';
	const isNewDay = !before || !isSameDay(before.createdAt, entry.createdAt);
	return {
		entry,
		day: isNewDay ? entry.createdAt : undefined,
		isFirstUnread: entry.id === unreadId,
		isFirst: isCutOff(entry.id) || !isRun(before, entry),
		isLast: !isRun(entry, after) || isCutOff(after!.id),
		isOurs,
		isOwn: entry.senderId === ownId,
		sender: senderOf(context, entry),
		notes: noted.get(entry.id) ?? NONE,
		isJoin: joins.has(entry.id),
		progress: progressOf(entry, session),
		isNewest:
			isOurs && !entries.slice(position + 1).some((later) => later.senderType !== 'visitor'),
		room,
		session,
	};
}
