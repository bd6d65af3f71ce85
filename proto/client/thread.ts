// One session's messages as a client holds them: a value, and pure functions that give the next one.
//
// The display order is (createdAt, id); the sync order is seq, and `lowSeq`..`heldSeq` is the range
// held without a gap, each with its content. Everything is there once, whatever is told how often.
// What is not stored yet has no seq; what this browser still has to send stands last.
import { ticks, toMicros } from "./time";
import type { Outgoing } from "./outbox";
import type { ChatMessage, ChatSession, FrameOf, ReceiptPosition, SenderType } from "./wire";

// sending: only here · accepted: stamped by the server, provisional · kept: on a server's disk, too
// stored: committed, with a seq · refused: the server said no
// lost: somebody else's provisional message that was not stored; it may still be
export type EntryState = "sending" | "accepted" | "kept" | "stored" | "refused" | "lost";

export interface Entry {
	id: string;
	senderId: string;
	senderType: SenderType;
	/** An agent's, once it is stored. */
	senderName?: string | undefined;
	/** null: the server could not open it. */
	content: string | null;
	createdAt: string;
	/** createdAt in microseconds: the first key of the display order. */
	at: number;
	state: EntryState;
	seq?: number | undefined;
	fingerprint?: string;
	/** It was stored long after it was written. */
	isLate?: boolean | undefined;
	/** It stands in this browser's outbox. */
	isOutgoing?: boolean;
	/** It came by mail, or went: from or to whom, and whether that is the visitor's own address. */
	mail?: ChatMessage["mail"];
	/** Why it was refused. */
	refusal?: Outgoing["refusal"];
	/** When this browser first heard of it, in ticks. */
	heardAt: number;
}

export interface Thread {
	sessionId: string;
	session: ChatSession | null;
	/** The history that seq counts in; null until the first page has come. */
	epoch: string | null;
	entries: readonly Entry[];
	lowSeq: number;
	heldSeq: number;
	headSeq: number;
	/** Changes when what was held is forgotten: positions in the list mean nothing across it. */
	generation: number;
}

const PROVISIONAL_MOST_MS = 10_000;

export function emptyThread(sessionId: string, session: ChatSession | null): Thread {
	return {
		sessionId,
		session,
		epoch: null,
		entries: [],
		lowSeq: 0,
		heldSeq: 0,
		headSeq: session?.headSeq ?? 0,
		generation: 0,
	};
}

export function hasOlder(thread: Thread): boolean {
	return thread.lowSeq > 1;
}

/** Whether the server holds something that we do not: time to resume. */
export function isBehind(thread: Thread): boolean {
	return thread.heldSeq < thread.headSeq;
}

export function findEntry(thread: Thread, id: string): Entry | undefined {
	return thread.entries.find((entry) => entry.id === id);
}

// --- the list ---

function isPending(entry: Entry): boolean {
	return entry.state === "sending" || entry.state === "refused";
}

// What has no stamp of the server yet stands below what has one.
function compare(a: Entry, b: Entry): number {
	const pending = Number(isPending(a)) - Number(isPending(b));
	if (pending !== 0) return pending;
	if (a.at !== b.at) return a.at - b.at;
	return a.id < b.id ? -1 : 1;
}

function place(entries: readonly Entry[], entry: Entry): Entry[] {
	let low = 0;
	let high = entries.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (compare(entries[middle]!, entry) < 0) low = middle + 1;
		else high = middle;
	}
	return [...entries.slice(0, low), entry, ...entries.slice(low)];
}

// With `entry` in its place, instead of the one with its id.
function put(thread: Thread, entry: Entry): Thread {
	const rest = thread.entries.filter((other) => other.id !== entry.id);
	return { ...thread, entries: place(rest, entry) };
}

function remove(thread: Thread, id: string): Thread {
	return { ...thread, entries: thread.entries.filter((entry) => entry.id !== id) };
}

function toEntry(message: ChatMessage, state: EntryState): Entry {
	return {
		id: message.id,
		senderId: message.senderId,
		senderType: message.senderType,
		senderName: message.senderName,
		content: message.unreadable ? null : message.content,
		createdAt: message.createdAt,
		at: toMicros(message.createdAt),
		state,
		seq: message.seq,
		isLate: message.late,
		mail: message.mail,
		heardAt: ticks(),
	};
}

function mergeStored(thread: Thread, messages: readonly ChatMessage[]): Thread {
	const fresh = new Map(messages.map((message) => [message.id, toEntry(message, "stored")]));
	for (const { id, heardAt } of thread.entries) {
		const entry = fresh.get(id);
		if (entry) entry.heardAt = heardAt;
	}
	const kept = thread.entries.filter((entry) => !fresh.has(entry.id));
	return { ...thread, entries: [...kept, ...fresh.values()].sort(compare) };
}

// Follows the stored seqs upward from what is held, as far as they reach without a gap.
function advance(thread: Thread): Thread {
	const above = new Set<number>();
	for (const { seq } of thread.entries) if (seq && seq > thread.heldSeq) above.add(seq);
	let { heldSeq } = thread;
	while (above.has(heldSeq + 1)) heldSeq += 1;
	const lowSeq = thread.lowSeq === 0 && heldSeq > 0 ? 1 : thread.lowSeq;
	return { ...thread, heldSeq, lowSeq, headSeq: Math.max(thread.headSeq, heldSeq) };
}

// --- pages of what is stored ---

/**
 * Whether a page may be taken: it replaces what is held, or continues it without a gap. Any other
 * answers somebody else, or an older question: taken, it would cut off what stands before it.
 */
export function continues(thread: Thread, resumed: FrameOf<"resumed">): boolean {
	const { messages, headSeq, epoch, isReset } = resumed;
	const first = messages[0]?.seq;
	const isWhole = first === 1 || headSeq === 0;
	const isNext = thread.epoch === epoch && (first === undefined || first <= thread.heldSeq + 1);
	return isReset || isWhole || isNext;
}

// A newest page, or one of another history, replaces what is held; what was never stored stays.
function applyReset(
	thread: Thread,
	messages: readonly ChatMessage[],
	headSeq: number,
	isSameHistory: boolean,
): Thread {
	const first = messages[0]?.seq;
	const base: Thread = {
		...thread,
		session: isSameHistory ? thread.session : null,
		entries: thread.entries.filter((entry) => entry.state !== "stored"),
		lowSeq: first ?? 0,
		heldSeq: messages[messages.length - 1]?.seq ?? 0,
		headSeq,
		generation: thread.generation + 1,
	};
	return advance(mergeStored(base, messages));
}

/** A page that continues() what is held. */
export function applyResumed(thread: Thread, resumed: FrameOf<"resumed">): Thread {
	const { messages, headSeq, epoch, session } = resumed;
	// A history that is shorter than what is held of it was put back to an earlier day.
	const isSameHistory =
		thread.epoch === null || (thread.epoch === epoch && headSeq >= thread.heldSeq);
	const isReset = resumed.isReset || thread.epoch !== epoch;
	const next = isReset
		? applyReset(thread, messages, headSeq, isSameHistory)
		: advance(mergeStored(thread, messages));
	return learnSession({ ...next, epoch, headSeq: Math.max(next.headSeq, headSeq) }, session);
}

/** An older page, by REST: ascending, ending just before lowSeq. */
export function applyOlder(thread: Thread, messages: readonly ChatMessage[]): Thread {
	const first = messages[0]?.seq;
	const last = messages[messages.length - 1]?.seq;
	if (first === undefined || last !== thread.lowSeq - 1) return thread;
	return { ...mergeStored(thread, messages), lowSeq: first };
}

// --- one message's life ---

/** Somebody's message, not stored yet. One's own comes so too, when it went by POST. */
export function applyNew(thread: Thread, frame: FrameOf<"message.new">): Thread {
	const { message, fingerprint } = frame;
	const known = findEntry(thread, message.id);
	if (known?.isOutgoing) return applyAccepted(thread, message);
	if (known && known.state !== "lost") return thread;
	return put(thread, { ...toEntry(message, "accepted"), fingerprint });
}

type Accepted = Pick<FrameOf<"message.accepted">, "id" | "createdAt">;

export function applyAccepted(thread: Thread, { id, createdAt }: Accepted): Thread {
	const known = findEntry(thread, id);
	if (!known || known.state === "stored") return thread;
	const state = known.state === "kept" ? "kept" : "accepted";
	return put(thread, { ...known, state, createdAt, at: toMicros(createdAt) });
}

export function applyKept(thread: Thread, { id }: { id: string }): Thread {
	const known = findEntry(thread, id);
	if (!known || known.state === "stored") return thread;
	return put(thread, { ...known, state: "kept" });
}

/**
 * A known message is now committed. An unknown one, or one whose content is not what was shown,
 * only raises headSeq: isBehind() then says that it has to be fetched.
 */
export function applyStored(thread: Thread, stored: FrameOf<"message.stored">): Thread {
	const { id, seq, createdAt, fingerprint } = stored;
	const headSeq = Math.max(thread.headSeq, seq);
	const known = findEntry(thread, id);
	if (!known || known.state === "stored") return applyHead(thread, headSeq);
	const isOther = known.fingerprint !== undefined && known.fingerprint !== fingerprint;
	if (isOther) return { ...remove(thread, id), headSeq };
	const at = toMicros(createdAt);
	const { refusal: _, ...rest } = known;
	const entry: Entry = { ...rest, state: "stored", isOutgoing: false, seq, createdAt, at, fingerprint };
	return advance({ ...put(thread, entry), headSeq });
}

export function applyHead(thread: Thread, headSeq: number): Thread {
	return headSeq > thread.headSeq ? { ...thread, headSeq } : thread;
}

// --- what this browser sends ---

function toOutgoing(text: Outgoing, before: Entry | undefined, self: Sender): Entry {
	const createdAt = new Date(text.madeAt).toISOString();
	const entry: Entry = {
		...self,
		id: text.id,
		content: text.content,
		createdAt,
		at: toMicros(createdAt),
		state: text.refusal ? "refused" : "sending",
		isOutgoing: true,
		heardAt: before?.heardAt ?? ticks(),
	};
	return text.refusal ? { ...entry, refusal: text.refusal } : entry;
}

export type Sender = Pick<Entry, "senderId" | "senderType">;

// Another tab may have sent it and seen it stored: then it is like anybody else's.
function release(thread: Thread, entry: Entry): Thread {
	return isPending(entry) ? remove(thread, entry.id) : put(thread, { ...entry, isOutgoing: false });
}

/** Holds the texts of the outbox beside the rest, and lets go of those that left it. */
export function applyOutbox(thread: Thread, texts: readonly Outgoing[], self: Sender): Thread {
	const waiting = new Set(texts.map((text) => text.id));
	let next = thread;
	for (const entry of thread.entries)
		if (entry.isOutgoing && !waiting.has(entry.id)) next = release(next, entry);
	for (const text of texts) {
		const known = findEntry(next, text.id);
		const isSame = known?.isOutgoing && !known.refusal === !text.refusal;
		if (known?.state !== "stored" && !isSame) next = put(next, toOutgoing(text, known, self));
	}
	return next;
}

// --- what others hold, and what nobody confirmed ---

function furthest(a: ReceiptPosition, b: ReceiptPosition): ReceiptPosition {
	return { delivered: Math.max(a.delivered, b.delivered), read: Math.max(a.read, b.read) };
}

/**
 * The session's object is news, unless it is older than what is held: pictures of it come by several
 * ways. How far the sides hold and have read only ever grows.
 */
export function learnSession(thread: Thread, session: ChatSession): Thread {
	const held = thread.session;
	if (!held) return applyHead({ ...thread, session }, session.headSeq);
	const receipts = {
		visitor: furthest(held.receipts.visitor, session.receipts.visitor),
		agent: furthest(held.receipts.agent, session.receipts.agent),
	};
	const newer = isOlder(session, held) ? held : session;
	return applyHead({ ...thread, session: { ...newer, receipts } }, session.headSeq);
}

/** Of two pictures of a session; what came last counts where they are of the same version. */
export function isOlder(session: ChatSession, other: ChatSession): boolean {
	return session.version < other.version;
}

type Receipt = Pick<FrameOf<"receipt">, "senderType" | "delivered" | "read">;

export function applyReceipt(thread: Thread, receipt: Receipt): Thread {
	const { session } = thread;
	const { senderType } = receipt;
	if (!session || senderType === "bot") return thread;
	const position = furthest(session.receipts[senderType], receipt);
	const receipts = { ...session.receipts, [senderType]: position };
	return { ...thread, session: { ...session, receipts } };
}

function isOverdue(entry: Entry, now: number): boolean {
	const isProvisional = entry.state === "accepted" && !entry.isOutgoing;
	return isProvisional && now - entry.heardAt > PROVISIONAL_MOST_MS;
}

/** Whether others' provisional messages wait too long for their seq, now, in ticks: a resume tells more. */
export function hasOverdue(thread: Thread, now: number): boolean {
	return thread.entries.some((entry) => isOverdue(entry, now));
}

/** After a resume: what is overdue still was not stored. */
export function markLost(thread: Thread, now: number): Thread {
	if (!hasOverdue(thread, now)) return thread;
	const entries = thread.entries.map((entry) =>
		isOverdue(entry, now) ? { ...entry, state: "lost" as const } : entry,
	);
	return { ...thread, entries };
}

// --- what a reader has not seen ---

/** The other side's messages beyond what `side` has read, oldest first. */
export function unreadOf(thread: Thread, side: "visitor" | "agent"): Entry[] {
	const read = thread.session?.receipts[side].read ?? 0;
	const isOther = (entry: Entry) => (entry.senderType === "visitor") !== (side === "visitor");
	return thread.entries.filter(
		(entry) => isOther(entry) && entry.state !== "lost" && (entry.seq ?? Infinity) > read,
	);
}
