/*
 * One session's messages as this browser holds them: a value, and pure functions that give the next
 * one. The display order is (createdAt, id); the sync order is seq, and `heldSeq` is the highest
 * seq up to which everything from `lowSeq` on is held. What is not yet stored has no seq.
 */
import type { ChatMessage, ChatSession, SenderType } from '../api/types';
import { toMicros } from '../lib/clock';
import type {
	MessageAccepted,
	MessageNew,
	MessageRefused,
	MessageStored,
	ReceiptHeard,
	Resumed,
} from './wire';

/*
 * sending: only here · accepted: stamped by the server, provisional · stored: committed, with a seq
 * refused: the server said no · lost: somebody else's provisional message that was never stored
 */
export type EntryState = 'sending' | 'accepted' | 'stored' | 'refused' | 'lost';

export interface Entry {
	id: string;
	senderId: string;
	senderType: SenderType;
	content: string | null;
	createdAt: string;
	/** createdAt in microseconds: the first key of the display order. */
	at: number;
	state: EntryState;
	seq?: number;
	fingerprint?: string;
	isLate?: boolean;
	/** Why it was refused: a problem's code. */
	code?: string;
	/** When this browser first heard of it: local milliseconds. */
	heardAt: number;
}

export interface Thread {
	sessionId: string;
	session: ChatSession | null;
	epoch: string | null;
	entries: readonly Entry[];
	lowSeq: number;
	heldSeq: number;
	headSeq: number;
	/** Changes when what was held is forgotten: positions in the list mean nothing across it. */
	generation: number;
}

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

/* Whether the server holds something that we do not: time to resume. */
export function isBehind(thread: Thread): boolean {
	return thread.heldSeq < thread.headSeq;
}

function isPending(entry: Entry): boolean {
	return entry.state === 'sending' || entry.state === 'refused';
}

/* What has no stamp of the server yet stands below what has one. */
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

/* With `entry` in its place, instead of the one with its id. */
function put(thread: Thread, entry: Entry): Thread {
	const rest = thread.entries.filter((other) => other.id !== entry.id);
	return { ...thread, entries: place(rest, entry) };
}

export function findEntry(thread: Thread, id: string): Entry | undefined {
	return thread.entries.find((entry) => entry.id === id);
}

export function removeEntry(thread: Thread, id: string): Thread {
	return { ...thread, entries: thread.entries.filter((entry) => entry.id !== id) };
}

function toEntry(message: ChatMessage, state: EntryState): Entry {
	return {
		id: message.id,
		senderId: message.senderId,
		senderType: message.senderType,
		content: message.unreadable ? null : message.content,
		createdAt: message.createdAt,
		at: toMicros(message.createdAt),
		state,
		seq: message.seq,
		isLate: message.late,
		heardAt: Date.now(),
	};
}

function mergeStored(thread: Thread, messages: readonly ChatMessage[]): Thread {
	const fresh = new Map(messages.map((message) => [message.id, toEntry(message, 'stored')]));
	const kept = thread.entries.filter((entry) => !fresh.has(entry.id));
	return { ...thread, entries: [...kept, ...fresh.values()].sort(compare) };
}

/* Follows the stored seqs upward from what is held, as far as they reach without a gap. */
function advance(thread: Thread): Thread {
	const above = new Set<number>();
	for (const entry of thread.entries)
		if (entry.seq !== undefined && entry.seq > thread.heldSeq) above.add(entry.seq);
	let { heldSeq } = thread;
	while (above.has(heldSeq + 1)) heldSeq += 1;
	const lowSeq = thread.lowSeq === 0 && heldSeq > 0 ? 1 : thread.lowSeq;
	return { ...thread, heldSeq, lowSeq, headSeq: Math.max(thread.headSeq, heldSeq) };
}

/* A page that does not continue what is held replaces it; what was never stored stays. */
function applyReset(thread: Thread, resumed: Resumed): Thread {
	const kept = thread.entries.filter((entry) => entry.state !== 'stored');
	const first = resumed.messages[0]?.seq;
	const last = resumed.messages.at(-1)?.seq;
	const base: Thread = {
		...thread,
		entries: kept,
		lowSeq: first ?? 0,
		heldSeq: last ?? 0,
		generation: thread.generation + 1,
	};
	return mergeStored(base, resumed.messages);
}

export function applyResumed(thread: Thread, resumed: Resumed): Thread {
	const first = resumed.messages[0]?.seq;
	const isGap = first !== undefined && first > thread.heldSeq + 1;
	const isNew = thread.epoch !== resumed.epoch;
	const next =
		resumed.isReset || isGap || isNew
			? applyReset(thread, resumed)
			: advance(mergeStored(thread, resumed.messages));
	return { ...next, epoch: resumed.epoch, session: resumed.session, headSeq: resumed.headSeq };
}

/* An older page, by REST: ascending, ending just before lowSeq. */
export function applyOlder(thread: Thread, messages: readonly ChatMessage[]): Thread {
	const first = messages[0]?.seq;
	const last = messages.at(-1)?.seq;
	if (first === undefined || last !== thread.lowSeq - 1) return thread;
	return { ...mergeStored(thread, messages), lowSeq: first };
}

export function applyNew(thread: Thread, { message, fingerprint }: MessageNew): Thread {
	const known = findEntry(thread, message.id);
	if (known && known.state !== 'sending' && known.state !== 'lost') return thread;
	return put(thread, { ...toEntry(message, 'accepted'), fingerprint });
}

export function applyAccepted(thread: Thread, { id, createdAt }: MessageAccepted): Thread {
	const known = findEntry(thread, id);
	if (!known || known.state === 'stored') return thread;
	return put(thread, { ...known, state: 'accepted', createdAt, at: toMicros(createdAt) });
}

export function applyRefused(thread: Thread, { id, code }: MessageRefused): Thread {
	const known = findEntry(thread, id);
	if (!known || known.state === 'stored') return thread;
	return put(thread, { ...known, state: 'refused', code });
}

/*
 * A known message is now committed. An unknown one, or one whose content is not what was shown,
 * only raises headSeq: isBehind() then says that it has to be fetched.
 */
export function applyStored(thread: Thread, stored: MessageStored): Thread {
	const headSeq = Math.max(thread.headSeq, stored.seq);
	const known = findEntry(thread, stored.id);
	if (!known) return { ...thread, headSeq };
	const disagrees = known.fingerprint !== undefined && known.fingerprint !== stored.fingerprint;
	if (disagrees) return { ...removeEntry(thread, stored.id), headSeq };
	const entry: Entry = {
		...known,
		state: 'stored',
		seq: stored.seq,
		createdAt: stored.createdAt,
		at: toMicros(stored.createdAt),
		fingerprint: stored.fingerprint,
	};
	return advance({ ...put(thread, entry), headSeq });
}

export function applyHead(thread: Thread, headSeq: number): Thread {
	return headSeq > thread.headSeq ? { ...thread, headSeq } : thread;
}

export function addOwn(thread: Thread, entry: Entry): Thread {
	return findEntry(thread, entry.id) ? thread : put(thread, entry);
}

export function setState(thread: Thread, id: string, state: EntryState): Thread {
	const known = findEntry(thread, id);
	return known ? put(thread, { ...known, state }) : thread;
}

/* Others' provisional messages that are older than this and still have no seq. */
export function overdue(thread: Thread, before: number, ownId: string): Entry[] {
	return thread.entries.filter(
		(entry) => entry.state === 'accepted' && entry.senderId !== ownId && entry.heardAt < before,
	);
}

/* How far a side holds and has read: positions only ever grow. */
export function applyReceipt(thread: Thread, receipt: ReceiptHeard): Thread {
	const { session } = thread;
	if (!session || receipt.senderType === 'bot') return thread;
	const side = receipt.senderType;
	const old = session.receipts[side];
	const position = {
		delivered: Math.max(old.delivered, receipt.delivered),
		read: Math.max(old.read, receipt.read),
	};
	const receipts = { ...session.receipts, [side]: position };
	return { ...thread, session: { ...session, receipts } };
}
