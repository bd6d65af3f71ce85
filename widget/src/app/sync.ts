// Keeps one session's thread true: resumes after every connection and every gap, applies what the
// server sends, confirms what arrived. Knows no storage and no HTTP; the host is the conversation.
import type { ChatMessage, ChatSession, ClientMessage, ServerMessage } from "../shared/proto";
import type { Status } from "./socket";
import { Thread } from "./thread";
import { Typing } from "./typing";

const RESUME_AGAIN_MS = 10_000;
const OVERDUE_CHECK_MS = 2_000;
const RECEIPT_DELAY_MS = 250;
const DOWN_NOTICE_MS = 2_500;

export type FrameOf<T extends ServerMessage["type"]> = ServerMessage & { type: T };

type Handlers = { [T in ServerMessage["type"]]?: (frame: FrameOf<T>) => void };

export interface SyncHost {
	sessionId(): string | undefined;
	leads(): boolean;
	send(frame: ClientMessage): void;
	/** The session's object arrived, perhaps changed. */
	sessionCame(session: ChatSession): void;
	/** A resume was answered: these messages are stored. */
	caughtUp(messages: ChatMessage[]): void;
	/** Somebody else's message arrived while we watched. */
	messageCame(message: ChatMessage): void;
	/** The session cannot be had any more. */
	sessionLost(): void;
	failed(frame: FrameOf<"error">): void;
	changed(): void;
}

export class Sync {
	readonly thread = new Thread();
	readonly typing = new Typing(() => this.host.changed());
	session: ChatSession | undefined;
	status: Status = { state: "idle" };
	private resumedAt = 0;
	private downSince = 0;
	private deliveredSent = 0;
	private receiptTimer = 0;
	private readonly overdueTimer: number;

	constructor(private readonly host: SyncHost) {
		this.overdueTimer = window.setInterval(() => this.checkOverdue(), OVERDUE_CHECK_MS);
	}

	stop(): void {
		clearInterval(this.overdueTimer);
		clearTimeout(this.receiptTimer);
	}

	/** Another session takes the place of this one. */
	clear(): void {
		this.thread.clear();
		this.typing.hear(false);
		this.session = undefined;
		this.resumedAt = 0;
		this.deliveredSent = 0;
	}

	/** Whether the session's messages are here and the connection is up. */
	get isCurrent(): boolean {
		return this.status.state === "up" && this.thread.isLoaded;
	}

	/** The connection is gone for longer than a moment. */
	get isLongDown(): boolean {
		const isDown = this.status.state === "connecting" && this.downSince > 0;
		return isDown && Date.now() - this.downSince >= DOWN_NOTICE_MS;
	}

	statusCame(status: Status): void {
		this.status = status;
		this.resumedAt = 0;
		if (status.state === "up") {
			this.downSince = 0;
			this.resume();
		} else {
			this.typing.hear(false);
			this.downSince ||= Date.now();
			window.setTimeout(() => this.host.changed(), DOWN_NOTICE_MS + 50);
		}
	}

	resumeUnloaded(): void {
		if (this.status.state === "up" && !this.thread.isLoaded) this.resume();
	}

	setSession(session: ChatSession): void {
		this.session = session;
		if (session.status === "ended") this.typing.hear(false);
		this.host.sessionCame(session);
	}

	/** A person has seen all that is held: the seq, or undefined when that is not news. */
	markRead(): number | undefined {
		const sessionId = this.host.sessionId();
		const seq = this.thread.top;
		if (!sessionId || seq <= this.thread.visitorRead) return undefined;
		this.thread.visitorRead = seq;
		this.deliveredSent = Math.max(this.deliveredSent, seq);
		this.host.send({ type: "receipt.send", sessionId, delivered: seq, read: seq });
		return seq;
	}

	receive(frame: ServerMessage): void {
		const named = "sessionId" in frame ? frame.sessionId : undefined;
		if (named && named !== this.host.sessionId()) return;
		const handle = this.handlers[frame.type] as ((frame: ServerMessage) => void) | undefined;
		handle?.(frame);
		this.host.changed();
	}

	private readonly handlers: Handlers = {
		resumed: (frame) => this.onResumed(frame),
		"message.accepted": (frame) => this.thread.accepted(frame.id, frame.createdAt),
		"message.new": (frame) => this.onNew(frame),
		"message.stored": (frame) => this.follow(this.thread.stored(frame)),
		head: (frame) => this.follow(this.thread.headAt(frame.headSeq)),
		typing: (frame) => {
			if (frame.senderType !== "visitor") this.typing.hear(frame.typing);
		},
		receipt: (frame) => this.thread.receipt(frame.senderType, frame),
		session: (frame) => {
			if (frame.session.id === this.host.sessionId()) this.setSession(frame.session);
		},
		position: (frame) => this.onPosition(frame),
		error: (frame) => this.onError(frame),
	};

	private resume(): void {
		const sessionId = this.host.sessionId();
		const now = Date.now();
		if (!sessionId || now - this.resumedAt < RESUME_AGAIN_MS) return;
		this.resumedAt = now;
		const { isLoaded, top, epoch } = this.thread;
		const held = isLoaded ? { afterSeq: top, ...(epoch ? { epoch } : {}) } : {};
		this.host.send({ type: "resume", sessionId, ...held });
	}

	private onResumed(frame: FrameOf<"resumed">): void {
		const { messages, session, headSeq, epoch, isReset } = frame;
		const wasLoaded = this.thread.isLoaded;
		const fresh = messages.filter((message) => !this.thread.has(message.id));
		this.resumedAt = 0;
		this.thread.receipt("visitor", session.receipts.visitor);
		this.thread.receipt("agent", session.receipts.agent);
		this.follow(this.thread.resumed(messages, headSeq, epoch, isReset));
		this.setSession(session);
		this.host.caughtUp(messages);
		if (wasLoaded) fresh.forEach((message) => this.announce(message));
	}

	private onNew({ message, fingerprint }: FrameOf<"message.new">): void {
		const isNews = !this.thread.has(message.id);
		this.follow(this.thread.provisional(message, fingerprint, Date.now()));
		if (isNews) this.announce(message);
	}

	private onPosition(frame: FrameOf<"position">): void {
		if (!this.session) return;
		const { queuePosition, expectedWaitSeconds, agentsOnline } = frame;
		const { expectedWaitSeconds: _, ...session } = this.session;
		const wait = expectedWaitSeconds === undefined ? {} : { expectedWaitSeconds };
		this.session = { ...session, ...wait, queuePosition, agentsOnline };
	}

	private onError(frame: FrameOf<"error">): void {
		this.host.failed(frame);
		if (frame.request !== "resume") return;
		if (frame.code === "absent") return this.host.sessionLost();
		this.resumedAt = 0;
		window.setTimeout(() => this.resume(), frame.retryAfterMs ?? RESUME_AGAIN_MS);
	}

	private announce(message: ChatMessage): void {
		if (message.senderType === "visitor") return;
		this.typing.hear(false);
		this.host.messageCame(message);
	}

	private follow(isBehind: boolean): void {
		if (isBehind) this.resume();
		if (this.thread.top > this.deliveredSent && !this.receiptTimer)
			this.receiptTimer = window.setTimeout(() => this.sendDelivered(), RECEIPT_DELAY_MS);
	}

	private sendDelivered(): void {
		this.receiptTimer = 0;
		const sessionId = this.host.sessionId();
		const delivered = this.thread.top;
		if (!sessionId || !this.host.leads() || delivered <= this.deliveredSent) return;
		this.deliveredSent = delivered;
		this.host.send({ type: "receipt.send", sessionId, delivered });
	}

	private checkOverdue(): void {
		if (this.status.state !== "up") return;
		if (this.thread.askForOverdue(Date.now()) || this.thread.headAt(0)) this.resume();
	}
}
