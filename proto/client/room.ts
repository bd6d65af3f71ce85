// One session as one client follows it: its thread, kept true. Resumes after every connection, on a
// gap, and when a head or a stored message tells of something that is not held; confirms what is
// held and what was displayed; marks what nobody confirmed. Knows neither transport nor storage.
import type { Outgoing } from "./outbox";
import { Store } from "./store";
import * as threads from "./thread";
import type { Thread } from "./thread";
import { ticks } from "./time";
import type {
	ChatMessage,
	ChatSession,
	ClientMessage,
	FrameOf,
	Position,
	SenderType,
	ServerMessage,
} from "./wire";

const TYPING_MS = 7_000; // a beginning lapses after 6 s at the sender; one for the way
const RESUME_MOST_MS = 15_000; // an answer that has not come by then is not waited for
const STUCK_MS = 1_000;
const BUSY_MS = 5_000;
const RECEIPT_DELAY_MS = 250;
const NEVER = -Infinity;

export type RoomFailure = "absent" | "denied" | "busy" | null;

export interface RoomHost {
	/** Which side this client is on, and who it is there. */
	self(): threads.Sender;
	/** False: not connected; nothing went out. */
	send(frame: ClientMessage): boolean;
	/** Whether this client speaks for its side: confirms what it holds, and what was read. */
	confirms(room: Room, isRead: boolean): boolean;
	/** Somebody else's message, heard of for the first time since the room was loaded. */
	arrived(room: Room, message: ChatMessage): void;
	/** A resume was answered: the room is caught up, and these messages are stored. */
	resumed(room: Room, frame: FrameOf<"resumed">): void;
}

type Handlers = { [T in ServerMessage["type"]]?: (frame: FrameOf<T>) => void };

export class Room {
	readonly thread: Store<Thread>;
	/** Which side is typing, if one is. */
	readonly typing = new Store<SenderType | null>(null);
	/** Who it was that typed last. */
	typistId: string | undefined;
	readonly failure = new Store<RoomFailure>(null);
	/** A resume was answered on this connection: we hear what happens. */
	isListening = false;
	private resumedAt = NEVER;
	private told = { delivered: 0, read: 0 };
	private displayedSeq = 0;
	private typingTimer: ReturnType<typeof setTimeout> | undefined;
	private receiptTimer: ReturnType<typeof setTimeout> | undefined;
	private againTimer: ReturnType<typeof setTimeout> | undefined;

	constructor(
		readonly sessionId: string,
		session: ChatSession | null,
		private readonly host: RoomHost,
	) {
		this.thread = new Store(threads.emptyThread(sessionId, session));
	}

	get isLoaded(): boolean {
		return this.thread.get().epoch !== null;
	}

	update(change: (thread: Thread) => Thread): void {
		this.thread.set(change(this.thread.get()));
	}

	/** The room will not be used any more. */
	stop(): void {
		this.disconnected();
		clearTimeout(this.receiptTimer);
	}

	// --- the connection ---

	/** A new connection knows nothing of what the old one asked. */
	connected(): void {
		this.disconnected();
		this.resume();
	}

	disconnected(): void {
		this.isListening = false;
		this.resumedAt = NEVER;
		clearTimeout(this.againTimer);
		this.setTyping(null);
	}

	position(): Position {
		const { sessionId, epoch, heldSeq } = this.thread.get();
		return epoch === null ? { sessionId } : { sessionId, afterSeq: heldSeq, epoch };
	}

	resume(): void {
		if (ticks() - this.resumedAt < RESUME_MOST_MS) return;
		const isSent = this.host.send({ type: "resume", ...this.position() });
		this.resumedAt = isSent ? ticks() : NEVER;
	}

	/** To be called every few seconds: what should have come by now is asked for. */
	sweep(): void {
		if (!this.isListening) return;
		const thread = this.thread.get();
		if (threads.isBehind(thread) || threads.hasOverdue(thread, ticks())) this.resume();
	}

	// --- what the client does ---

	/** The session, as REST or an event gives it. */
	learn(session: ChatSession): void {
		this.update((thread) => threads.learnSession(thread, session));
		if (session.status === "ended") this.setTyping(null);
		this.catchUp();
	}

	showOutbox(texts: readonly Outgoing[]): void {
		this.update((thread) => threads.applyOutbox(thread, texts, this.host.self()));
	}

	/** What was held up to this seq was seen by a person; true when that is news. */
	displayed(seq: number): boolean {
		const read = Math.min(seq, this.thread.get().heldSeq);
		if (read <= this.displayedSeq || !this.host.confirms(this, true)) return false;
		this.displayedSeq = read;
		const side = this.host.self().senderType;
		const receipt = { senderType: side, delivered: read, read };
		this.update((thread) => threads.applyReceipt(thread, receipt));
		this.confirm();
		return true;
	}

	// --- what the server says ---

	receive(frame: ServerMessage): void {
		const handle = this.handlers[frame.type] as ((frame: ServerMessage) => void) | undefined;
		handle?.(frame);
		this.catchUp();
		if (this.thread.get().heldSeq > this.told.delivered) this.confirmSoon();
	}

	private readonly handlers: Handlers = {
		resumed: (frame) => this.onResumed(frame),
		"message.new": (frame) => this.onNew(frame),
		"message.accepted": (frame) => this.update((t) => threads.applyAccepted(t, frame)),
		"message.kept": (frame) => this.update((t) => threads.applyKept(t, frame)),
		"message.stored": (frame) => this.update((t) => threads.applyStored(t, frame)),
		head: (frame) => this.update((t) => threads.applyHead(t, frame.headSeq)),
		receipt: (frame) => this.update((t) => threads.applyReceipt(t, frame)),
		typing: (frame) => {
			if (this.isOwn(frame)) return;
			this.typistId = frame.senderId;
			this.setTyping(frame.typing ? frame.senderType : null);
		},
		session: (frame) => this.learn(frame.session),
		error: (frame) => this.onError(frame),
	};

	private isOwn({ senderType, senderId }: threads.Sender): boolean {
		const self = this.host.self();
		if (senderType !== self.senderType) return false;
		return senderType === "visitor" || senderId === self.senderId;
	}

	private onResumed(frame: FrameOf<"resumed">): void {
		if (!threads.continues(this.thread.get(), frame)) return this.resumeAfter(STUCK_MS);
		const { heldSeq, entries } = this.thread.get();
		const wasLoaded = this.isLoaded;
		const known = new Set(entries.map((entry) => entry.id));
		this.isListening = true;
		this.failure.set(null);
		this.update((thread) => threads.applyResumed(thread, frame));
		this.update((thread) => threads.markLost(thread, ticks()));
		this.told = { ...this.receiptsOf(frame.session) };
		this.settle(heldSeq);
		this.confirm();
		this.host.resumed(this, frame);
		if (!wasLoaded) return;
		for (const message of frame.messages) if (!known.has(message.id)) this.announce(message);
	}

	// A resume that brought nothing on is not repeated at once: that would be a busy loop.
	private settle(heldBefore: number): void {
		const thread = this.thread.get();
		if (threads.isBehind(thread) && thread.heldSeq <= heldBefore) this.resumeAfter(STUCK_MS);
		else this.resumedAt = NEVER;
	}

	private resumeAfter(delayMs: number): void {
		clearTimeout(this.againTimer);
		this.againTimer = setTimeout(() => {
			this.resumedAt = NEVER;
			if (!this.isListening || threads.isBehind(this.thread.get())) this.resume();
		}, delayMs);
	}

	private catchUp(): void {
		if (this.isListening && threads.isBehind(this.thread.get())) this.resume();
	}

	private onNew(frame: FrameOf<"message.new">): void {
		const isNews = !threads.findEntry(this.thread.get(), frame.message.id);
		this.update((thread) => threads.applyNew(thread, frame));
		if (isNews) this.announce(frame.message);
	}

	private announce(message: ChatMessage): void {
		if (message.senderType === this.typing.get()) this.setTyping(null);
		if (!this.isOwn(message)) this.host.arrived(this, message);
	}

	private onError({ request, code, retryAfterMs }: FrameOf<"error">): void {
		if (request !== "resume") return;
		if (code === "absent" || code === "denied") {
			this.failure.set(code);
			return;
		}
		this.failure.set("busy");
		this.resumeAfter(retryAfterMs ?? BUSY_MS);
	}

	private setTyping(side: SenderType | null): void {
		clearTimeout(this.typingTimer);
		this.typing.set(side);
		if (side) this.typingTimer = setTimeout(() => this.typing.set(null), TYPING_MS);
	}

	// --- receipts ---

	private receiptsOf(session: ChatSession) {
		return session.receipts[this.host.self().senderType === "visitor" ? "visitor" : "agent"];
	}

	private confirmSoon(): void {
		this.receiptTimer ??= setTimeout(() => this.confirm(), RECEIPT_DELAY_MS);
	}

	private confirm(): void {
		clearTimeout(this.receiptTimer);
		this.receiptTimer = undefined;
		const { heldSeq: delivered, sessionId } = this.thread.get();
		const read = this.displayedSeq;
		const isRead = read > this.told.read;
		const isNews = isRead || delivered > this.told.delivered;
		if (!isNews || !this.isListening || !this.host.confirms(this, isRead)) return;
		const receipt = isRead ? { delivered, read } : { delivered };
		if (!this.host.send({ type: "receipt.send", sessionId, ...receipt })) return;
		this.told = { delivered, read: Math.max(read, this.told.read) };
	}
}
