// The messages of one conversation as this tab knows them: a pure model, without network or DOM.
//
// `first`..`top` is the range of seqs held without a gap, each with its content. Everything is
// unique by id and shown by (createdAt, id); what is still on its way out stands last. Methods that
// answer true have found a gap: resume from `top`.
import type { ChatMessage, ReceiptPosition } from "../shared/proto";

/** sending: only here. accepted: in the server's memory. stored: will never be lost. */
export type Delivery = "sending" | "accepted" | "stored" | "failed" | "undelivered";

export interface Item {
	id: string;
	senderType: ChatMessage["senderType"];
	/** null: the server could not open it. */
	content: string | null;
	/** RFC 3339, UTC; empty while only here. */
	createdAt: string;
	madeAt: number;
	delivery: Delivery;
	seq?: number;
	fingerprint?: string;
	failure?: string;
	/** It stands in this browser's outbox. */
	isUnsent?: boolean;
	isAskedFor?: boolean;
}

export interface Unsent {
	id: string;
	content: string;
	madeAt: number;
	failure?: string;
}

export interface Stored {
	id: string;
	seq: number;
	createdAt: string;
	fingerprint: string;
}

const PROVISIONAL_MOST_MS = 10_000;

// A time with all its microseconds, so that texts compare like times: a Date keeps only the
// milliseconds, and UTC is written as Z or +00:00.
function comparable(time: string): string {
	const [seconds = "", rest = ""] = time.replace(/Z|[+-]00:00$/, "").split(".");
	return seconds + rest.padEnd(6, "0");
}

function compare(a: Item, b: Item): number {
	if (!a.createdAt !== !b.createdAt) return a.createdAt ? -1 : 1;
	const [one, other] = [comparable(a.createdAt), comparable(b.createdAt)];
	if (one !== other) return one < other ? -1 : 1;
	if (!a.createdAt && a.madeAt !== b.madeAt) return a.madeAt - b.madeAt;
	return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

export class Thread {
	epoch: string | undefined;
	isLoaded = false;
	first = 1;
	top = 0;
	head = 0;
	agent: ReceiptPosition = { delivered: 0, read: 0 };
	visitorRead = 0;
	private readonly byId = new Map<string, Item>();
	private readonly bySeq = new Map<number, string>();
	private sorted: Item[] | undefined;

	/** All messages in display order; the same array until something changes. */
	items(): readonly Item[] {
		this.sorted ??= [...this.byId.values()].sort(compare);
		return this.sorted;
	}

	has(id: string): boolean {
		return this.byId.has(id);
	}

	clear(): void {
		this.byId.clear();
		this.forgetStored();
		this.isLoaded = false;
		this.epoch = undefined;
		this.agent = { delivered: 0, read: 0 };
		this.visitorRead = 0;
	}

	/** A page from `resumed`. */
	resumed(messages: ChatMessage[], head: number, epoch: string, isReset: boolean): boolean {
		if (isReset || !this.isLoaded) {
			this.forgetStored();
			this.first = messages[0]?.seq ?? head + 1;
			this.top = this.first - 1;
		}
		this.isLoaded = true;
		this.epoch = epoch;
		for (const message of messages) this.keep(message);
		this.advance();
		this.giveUpOnAskedFor();
		return this.headAt(head);
	}

	/** A page of older messages, ascending, that ends right before `first`. */
	older(messages: ChatMessage[]): void {
		for (const message of messages) this.keep(message);
		while (this.first > 1 && this.bySeq.has(this.first - 1)) this.first--;
	}

	/** Somebody else's message, not stored yet. */
	provisional(message: ChatMessage, fingerprint: string, now: number): boolean {
		const known = this.byId.get(message.id);
		if (known?.seq || known?.isUnsent) return false;
		this.put({
			id: message.id,
			senderType: message.senderType,
			content: message.content,
			createdAt: message.createdAt,
			madeAt: now,
			delivery: "accepted",
			fingerprint,
		});
		return !this.isLoaded;
	}

	accepted(id: string, createdAt: string): void {
		const item = this.byId.get(id);
		if (item && !item.seq) this.put({ ...item, createdAt, delivery: "accepted" });
	}

	stored({ id, seq, createdAt, fingerprint }: Stored): boolean {
		this.head = Math.max(this.head, seq);
		const item = this.byId.get(id);
		const isOther = !!item?.fingerprint && item.fingerprint !== fingerprint;
		if (isOther && !item.seq) this.drop(id);
		else if (item) {
			this.put({ ...item, seq, createdAt, fingerprint, delivery: "stored", isUnsent: false });
			this.bySeq.set(seq, id);
			this.advance();
		}
		return this.headAt(seq);
	}

	/** True when the server's head is beyond what is held. */
	headAt(seq: number): boolean {
		this.head = Math.max(this.head, seq);
		return this.isLoaded && this.top < this.head;
	}

	/** Holds the texts of the outbox beside the rest, and lets go of those that left it unstored. */
	showUnsent(entries: readonly Unsent[]): void {
		const waiting = new Set(entries.map((entry) => entry.id));
		for (const item of this.byId.values())
			if (item.isUnsent && !waiting.has(item.id)) this.drop(item.id);
		for (const entry of entries) this.showEntry(entry);
	}

	/** Provisional messages that nobody confirmed in time: true when a resume should tell. */
	askForOverdue(now: number): boolean {
		let isAsking = false;
		for (const item of this.byId.values()) {
			const isOverdue = now - item.madeAt > PROVISIONAL_MOST_MS && !item.isAskedFor;
			if (item.seq || item.isUnsent || !isOverdue) continue;
			this.put({ ...item, isAskedFor: true });
			isAsking = true;
		}
		return isAsking;
	}

	receipt(side: string, held: ReceiptPosition): void {
		if (side === "visitor") this.visitorRead = Math.max(this.visitorRead, held.read);
		else
			this.agent = {
				delivered: Math.max(this.agent.delivered, held.delivered),
				read: Math.max(this.agent.read, held.read),
			};
	}

	unread(): number {
		return this.items().filter((item) => this.isUnread(item)).length;
	}

	newestUnread(): Item | undefined {
		const unread = this.items().filter((item) => this.isUnread(item));
		return unread[unread.length - 1];
	}

	private isUnread(item: Item): boolean {
		if (item.senderType === "visitor" || item.delivery === "undelivered") return false;
		return (item.seq ?? Infinity) > this.visitorRead;
	}

	private showEntry(entry: Unsent): void {
		const item = this.byId.get(entry.id);
		if (item?.seq || (item?.isUnsent && item.failure === entry.failure)) return;
		this.put({
			id: entry.id,
			senderType: "visitor",
			content: entry.content,
			createdAt: "",
			madeAt: entry.madeAt,
			isUnsent: true,
			delivery: entry.failure ? "failed" : "sending",
			...(entry.failure ? { failure: entry.failure } : {}),
		});
	}

	private keep(message: ChatMessage): void {
		if (!message.seq) return;
		this.put({
			id: message.id,
			senderType: message.senderType,
			content: message.content,
			createdAt: message.createdAt,
			madeAt: this.byId.get(message.id)?.madeAt ?? 0,
			seq: message.seq,
			delivery: "stored",
		});
		this.bySeq.set(message.seq, message.id);
	}

	private advance(): void {
		while (this.bySeq.has(this.top + 1)) this.top++;
	}

	private giveUpOnAskedFor(): void {
		for (const item of this.byId.values())
			if (item.isAskedFor && !item.seq) this.put({ ...item, delivery: "undelivered" });
	}

	private put(item: Item): void {
		this.byId.set(item.id, item);
		this.sorted = undefined;
	}

	private drop(id: string): void {
		this.byId.delete(id);
		this.sorted = undefined;
	}

	private forgetStored(): void {
		for (const item of this.byId.values())
			if (!item.isUnsent) this.byId.delete(item.id);
		this.bySeq.clear();
		this.sorted = undefined;
		this.first = 1;
		this.top = this.head = 0;
	}
}
