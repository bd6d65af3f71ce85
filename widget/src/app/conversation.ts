// One visitor's conversation in one tab: joins the durable memory, the thread, the tabs' socket and
// the way out, and tells the view when something changed.
import type { Identity, LoaderPort } from "../shared/contract";
import type {
	ChatMessage,
	ChatSession,
	ChatStarted,
	Problem,
	ServerMessage,
} from "../shared/proto";
import { Durable, type Profile } from "./durable";
import { newId } from "./ids";
import { Outgoing } from "./outgoing";
import { Refusal, Rest } from "./rest";
import type { Status } from "./socket";
import { ping } from "./sound";
import { Tabs, type Note } from "./tabs";
import { Thread } from "./thread";
import { Typing } from "./typing";

const OLDER_PAGE = 50;
const RESUME_AGAIN_MS = 10_000;
const OVERDUE_CHECK_MS = 2_000;
const RECEIPT_DELAY_MS = 250;
const DOWN_NOTICE_MS = 2_500;

type FrameOf<T extends ServerMessage["type"]> = ServerMessage & { type: T };

function socketUrl(gateway: string): string {
	return `${gateway.replace(/^http/, "ws")}/api/support/chat/ws`;
}

export class Conversation {
	readonly thread = new Thread();
	session: ChatSession | undefined;
	status: Status = { state: "idle" };
	readonly typing = new Typing(() => this.change());
	isLoadingOlder = false;
	isSignedOut = false;
	problem: Problem | undefined;
	readonly durable: Durable;
	private readonly rest: Rest;
	private readonly tabs: Tabs;
	private readonly outgoing: Outgoing;
	private readonly identity: Identity;
	private resumedAt = 0;
	private downSince = 0;
	private isWanted = false;
	private shownSession: string | undefined;
	private receiptTimer = 0;
	private deliveredSent = 0;
	private readonly overdueTimer: number;
	private isDirty = false;

	constructor(
		private readonly port: LoaderPort,
		private readonly onChange: () => void,
	) {
		const { gateway, tenantId } = port;
		this.identity = { ...port.identity };
		this.durable = new Durable(tenantId);
		this.rest = new Rest(gateway);
		this.tabs = new Tabs(`frontdesk:${tenantId}`, socketUrl(gateway), {
			onFrame: (frame) => this.receive(frame),
			onStatus: (status) => this.onStatus(status),
			onNote: (note) => this.onNote(note),
			onLead: () => this.takeUp(),
		});
		this.outgoing = new Outgoing(this.durable, this.rest, this.outgoingHost());
		this.overdueTimer = window.setInterval(() => this.checkOverdue(), OVERDUE_CHECK_MS);
	}

	/** After construction: shows what is kept and joins the other tabs. */
	begin(): void {
		this.followSession();
		window.addEventListener("online", this.poke);
		window.addEventListener("offline", this.poke);
		document.addEventListener("visibilitychange", this.poke);
		window.addEventListener("storage", this.onStorage);
		this.tabs.start(!this.durable.isShared);
	}

	stop(): void {
		clearInterval(this.overdueTimer);
		window.removeEventListener("online", this.poke);
		window.removeEventListener("offline", this.poke);
		window.removeEventListener("storage", this.onStorage);
		document.removeEventListener("visibilitychange", this.poke);
		this.tabs.stop();
	}

	get hasSession(): boolean {
		return !!this.durable.session().sessionId;
	}

	get isEnded(): boolean {
		return this.session?.status === "ended";
	}

	get isOffline(): boolean {
		return !navigator.onLine;
	}

	/** The connection is gone for longer than a moment. */
	get isReconnecting(): boolean {
		const isDown = this.hasSession && this.status.state === "connecting";
		return isDown && this.downSince > 0 && Date.now() - this.downSince >= DOWN_NOTICE_MS;
	}

	get isStarting(): boolean {
		return !this.hasSession && this.thread.items().some((item) => item.delivery === "sending");
	}

	get agentsOnline(): boolean {
		return this.session ? this.session.agentsOnline > 0 : this.port.config.agentsOnline;
	}

	/** The window opened: an ended conversation, too, is shown again. */
	want(): void {
		this.isWanted = true;
		if (!this.hasSession) return;
		if (this.tabs.leads) this.connect();
		else this.tabs.note({ kind: "want" });
	}

	send(content: string): void {
		const page = { pageUrl: location.href, referrerUrl: document.referrer };
		this.durable.put({ id: newId(), content, page, madeAt: Date.now() });
		this.setTyping(false);
		this.outboxChanged();
	}

	retry(id: string): void {
		this.outgoing.retry(id);
		this.outboxChanged();
	}

	discard(id: string): void {
		this.durable.remove(id);
		this.outboxChanged();
	}

	setTyping(typing: boolean): void {
		const { sessionId } = this.durable.session();
		if (!sessionId || this.isEnded || !this.typing.shouldTell(typing)) return;
		this.tabs.send({ type: "typing.set", sessionId, typing });
	}

	/** A person has seen all that is held. */
	markRead(): void {
		const { sessionId } = this.durable.session();
		const seq = this.thread.top;
		if (!sessionId || seq <= this.thread.visitorRead) return;
		this.thread.visitorRead = seq;
		this.tabs.send({ type: "receipt.send", sessionId, delivered: seq, read: seq });
		this.tabs.note({ kind: "read", seq });
		this.change();
	}

	async loadOlder(): Promise<void> {
		const { sessionId, token } = this.durable.session();
		const { first, isLoaded } = this.thread;
		if (!sessionId || !token || !isLoaded || first <= 1 || this.isLoadingOlder) return;
		this.isLoadingOlder = true;
		this.change();
		await this.attempt(async () => {
			const page = await this.rest.older(sessionId, first, OLDER_PAGE, token);
			if (this.thread.first === first) this.thread.older(page.messages);
		});
		this.isLoadingOlder = false;
		this.change();
	}

	async leaveDetails(profile: Profile): Promise<boolean> {
		const { sessionId, token } = this.durable.session();
		this.durable.writeChoices({ profile });
		this.change();
		if (!sessionId || !token) return true;
		const body = { visitorName: profile.name, visitorEmail: profile.email };
		return this.attempt(async () => {
			this.session = await this.rest.patch(sessionId, body, token);
			this.change();
		});
	}

	async end(): Promise<boolean> {
		const { sessionId, token } = this.durable.session();
		if (!sessionId || !token) return true;
		return this.attempt(async () => {
			this.setSession(await this.rest.end(sessionId, token));
		});
	}

	/** Leaves an ended or lost conversation behind; texts that were never sent stay. */
	startAgain(): void {
		this.leave();
		for (const entry of this.durable.entries()) {
			const { id, content, page, madeAt } = entry;
			if (!entry.failure && !entry.sessionId) continue;
			this.durable.remove(id);
			this.durable.put({ id: newId(), content, page, madeAt });
		}
		this.tabs.note({ kind: "reset" });
		this.outboxChanged();
	}

	identify(identity: Identity): void {
		Object.assign(this.identity, identity);
		const { name, email } = this.identity;
		const isPlain = !this.identity.identifier && (name || email);
		if (isPlain && this.hasSession)
			void this.leaveDetails({ ...(name ? { name } : {}), ...(email ? { email } : {}) });
		void this.proveIdentity();
	}

	/** Forgets the visitor on this device. */
	reset(): void {
		this.tabs.close();
		this.durable.clear();
		for (const key of Object.keys(this.identity) as (keyof Identity)[])
			delete this.identity[key];
		this.afterReset();
		this.tabs.note({ kind: "reset" });
	}

	/** The window was closed: from now on it does not open by itself. */
	dismissed(): void {
		const opensItself = this.port.config.autoOpenDelaySeconds !== undefined;
		if (opensItself) this.durable.writeChoices({ isDismissed: true });
	}

	setSound(hasSound: boolean): void {
		this.durable.writeChoices({ hasSound });
		this.change();
	}

	private readonly poke = (): void => {
		if (document.visibilityState === "visible" && navigator.onLine) this.tabs.poke();
		this.change();
	};

	private change(): void {
		if (this.isDirty) return;
		this.isDirty = true;
		queueMicrotask(() => {
			this.isDirty = false;
			this.onChange();
		});
	}

	private async attempt(step: () => Promise<void>): Promise<boolean> {
		try {
			await step();
			return true;
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
			if (error.status === 401) this.signOut();
			else this.port.emit("error", error.problem);
			return false;
		}
	}

	private outgoingHost() {
		return {
			tenantId: this.port.tenantId,
			identity: () => this.identity,
			leads: () => this.tabs.leads,
			canSend: () => this.status.state === "up" && this.thread.isLoaded,
			send: (frame: Parameters<Tabs["send"]>[0]) => this.tabs.send(frame),
			started: (answer: ChatStarted) => this.started(answer),
			signedOut: () => this.signOut(),
			changed: () => this.outboxChanged(),
			failed: (problem: Problem) => {
				this.problem = problem;
				this.port.emit("error", problem);
			},
		};
	}

	private outboxChanged(): void {
		this.showUnsent();
		this.outgoing.wake();
	}

	private showUnsent(): void {
		const { sessionId } = this.durable.session();
		const mine = this.durable
			.entries()
			.filter((entry) => !entry.sessionId || entry.sessionId === sessionId);
		this.thread.showUnsent(mine);
		this.change();
	}

	// --- becoming and staying connected ---

	private takeUp(): void {
		if (this.isWanted || !this.durable.session().isEnded) this.connect();
		this.outgoing.wake();
	}

	// Another session, begun here or in another tab, takes the place of the one that is shown.
	private followSession(): void {
		const { sessionId } = this.durable.session();
		if (sessionId && this.shownSession && sessionId !== this.shownSession) this.afterReset();
		this.shownSession = sessionId ?? this.shownSession;
		this.showUnsent();
	}

	private connect(): void {
		const { token, sessionId } = this.durable.session();
		if (!token || !sessionId) return;
		this.tabs.open(token);
		this.resumeUnloaded();
	}

	private resumeUnloaded(): void {
		if (this.status.state === "up" && !this.thread.isLoaded) this.resume();
	}

	private started(answer: ChatStarted): void {
		this.isSignedOut = false;
		this.problem = undefined;
		this.durable.writeSession({
			token: answer.token,
			sessionId: answer.session.id,
			isEnded: false,
		});
		this.followSession();
		this.setSession(answer.session);
		this.connect();
		void this.proveIdentity();
	}

	private onStatus(status: Status): void {
		this.status = status;
		this.resumedAt = 0;
		if (status.state === "up") {
			this.downSince = 0;
			this.resume();
		} else this.wentDown();
		if (status.state === "signed_out") this.signOut();
		this.change();
	}

	private wentDown(): void {
		this.outgoing.disconnected();
		this.typing.hear(false);
		this.downSince ||= Date.now();
		window.setTimeout(() => this.change(), DOWN_NOTICE_MS + 50);
	}

	private resume(): void {
		const { sessionId } = this.durable.session();
		const now = Date.now();
		if (!sessionId || now - this.resumedAt < RESUME_AGAIN_MS) return;
		this.resumedAt = now;
		const { isLoaded, top, epoch } = this.thread;
		const held = isLoaded ? { afterSeq: top, ...(epoch ? { epoch } : {}) } : {};
		this.tabs.send({ type: "resume", sessionId, ...held });
	}

	private checkOverdue(): void {
		if (this.status.state !== "up") return;
		if (this.thread.askForOverdue(Date.now()) || this.thread.headAt(0)) this.resume();
	}

	private signOut(): void {
		if (this.isSignedOut) return;
		this.isSignedOut = true;
		this.tabs.close();
		this.durable.writeSession({ token: undefined, sessionId: undefined, startKey: undefined });
		this.port.emit("error", { code: "signed_out" });
		this.change();
	}

	private leave(): void {
		this.tabs.close();
		this.durable.writeSession({ sessionId: undefined, isEnded: undefined, startKey: undefined });
		this.afterReset();
	}

	private afterReset(): void {
		this.thread.clear();
		this.session = undefined;
		this.isSignedOut = false;
		this.problem = undefined;
		this.deliveredSent = 0;
		this.resumedAt = 0;
		this.showUnsent();
	}

	private async proveIdentity(): Promise<void> {
		const { identifier, identifierHash, name, email } = this.identity;
		const { token, identifierHash: proven } = this.durable.session();
		if (!token || !identifier || !identifierHash || identifierHash === proven) return;
		await this.attempt(async () => {
			const body = { identifier, identifierHash, name, email };
			const answer = await this.rest.identify(body, token);
			this.durable.writeSession({ token: answer.token, identifierHash });
			this.connect();
		});
	}

	private onNote(note: Note): void {
		if (note.kind === "read") this.thread.receipt("visitor", { delivered: 0, read: note.seq });
		if (note.kind === "reset") this.afterReset();
		if (note.kind === "want") this.connect();
		if (note.kind === "poke") this.tabs.poke();
		this.change();
	}

	private readonly onStorage = (event: StorageEvent): void => {
		if (!this.durable.owns(event.key)) return;
		this.followSession();
		if (this.tabs.leads) this.takeUp();
		this.resumeUnloaded();
	};

	// --- what arrives ---

	private readonly handlers: {
		[T in ServerMessage["type"]]?: (frame: FrameOf<T>) => void;
	} = {
		resumed: (frame) => this.onResumed(frame),
		"message.accepted": (frame) => {
			this.thread.accepted(frame.id, frame.createdAt);
			this.outgoing.accepted(frame.id);
		},
		"message.new": (frame) => {
			const message = frame.message;
			const isNews = !this.thread.has(message.id);
			this.follow(this.thread.provisional(message, frame.fingerprint, Date.now()));
			if (isNews) this.announce(message);
		},
		"message.stored": (frame) => {
			const { id, seq, createdAt, fingerprint } = frame;
			this.follow(this.thread.stored(id, seq, createdAt, fingerprint));
		},
		head: (frame) => this.follow(this.thread.headAt(frame.headSeq)),
		typing: (frame) => {
			if (frame.senderType !== "visitor") this.typing.hear(frame.typing);
		},
		receipt: (frame) => this.thread.receipt(frame.senderType, frame),
		position: ({ queuePosition, expectedWaitSeconds, agentsOnline }) => {
			if (!this.session) return;
			const { expectedWaitSeconds: _, ...session } = this.session;
			const wait = expectedWaitSeconds === undefined ? {} : { expectedWaitSeconds };
			this.session = { ...session, ...wait, queuePosition, agentsOnline };
		},
		error: (frame) => this.onError(frame),
	};

	private receive(frame: ServerMessage): void {
		if (frame.type === "session") return this.onSession(frame.session);
		if (frame.type === "message.stored") this.outgoing.stored(frame.id);
		if (frame.type === "message.refused") this.outgoing.refused(frame);
		const sessionId = "sessionId" in frame ? frame.sessionId : undefined;
		if (sessionId && sessionId !== this.durable.session().sessionId) return;
		const handle = this.handlers[frame.type] as ((frame: ServerMessage) => void) | undefined;
		handle?.(frame);
		this.change();
	}

	private onResumed(frame: FrameOf<"resumed">): void {
		const messages = frame.messages;
		const session = frame.session;
		const isFirst = !this.thread.isLoaded;
		const fresh = messages.filter((message) => !this.thread.has(message.id));
		this.resumedAt = 0;
		this.thread.receipt("visitor", session.receipts.visitor);
		this.thread.receipt("agent", session.receipts.agent);
		const { headSeq, epoch, isReset } = frame;
		this.follow(this.thread.resumed(messages, headSeq, epoch, isReset));
		const held = new Set(messages.map((message) => message.id));
		for (const { id } of this.durable.entries()) if (held.has(id)) this.outgoing.stored(id);
		this.setSession(session);
		this.showUnsent();
		if (!isFirst) fresh.forEach((message) => this.announce(message));
		this.outgoing.wake();
	}

	private onSession(session: ChatSession): void {
		if (session.id === this.durable.session().sessionId) this.setSession(session);
	}

	private setSession(session: ChatSession): void {
		this.session = session;
		const isEnded = session.status === "ended";
		if (isEnded) this.typing.hear(false);
		if (isEnded !== !!this.durable.session().isEnded) this.durable.writeSession({ isEnded });
		this.change();
	}

	private onError(frame: FrameOf<"error">): void {
		this.port.emit("error", { code: frame.code, detail: frame.detail });
		const wait = frame.retryAfterMs;
		if (frame.request === "message.send" && wait !== undefined) this.outgoing.hold(wait);
		if (frame.request !== "resume") return;
		if (frame.code === "absent") this.signOut();
		else window.setTimeout(() => this.resume(), wait ?? RESUME_AGAIN_MS);
	}

	private follow(isBehind: boolean): void {
		if (isBehind) this.resume();
		if (this.thread.top > this.deliveredSent && !this.receiptTimer)
			this.receiptTimer = window.setTimeout(() => this.sendDelivered(), RECEIPT_DELAY_MS);
	}

	private sendDelivered(): void {
		this.receiptTimer = 0;
		const { sessionId } = this.durable.session();
		const delivered = this.thread.top;
		if (!sessionId || !this.tabs.leads || delivered <= this.deliveredSent) return;
		this.deliveredSent = delivered;
		this.tabs.send({ type: "receipt.send", sessionId, delivered });
	}

	private announce(message: ChatMessage): void {
		if (message.senderType === "visitor") return;
		this.typing.hear(false);
		if (this.tabs.leads && this.durable.choices().hasSound) ping();
		const { id, senderType, content, createdAt } = message;
		this.port.emit("message", { id, senderType, content, createdAt });
	}
}
