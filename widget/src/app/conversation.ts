// One visitor's conversation in one tab: joins what is kept, what is known (sync), the tabs' socket
// and the way out; does what the view asks for, and tells it when something changed.
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
import { Proof } from "./proof";
import { Refusal, Rest } from "./rest";
import type { Status } from "./socket";
import { ping } from "./sound";
import { Sync } from "./sync";
import { Tabs, type Note } from "./tabs";

const OLDER_PAGE = 50;

function socketUrl(gateway: string): string {
	return `${gateway.replace(/^http/, "ws")}/api/support/chat/ws`;
}

export class Conversation {
	isLoadingOlder = false;
	isSignedOut = false;
	problem: Problem | undefined;
	readonly durable: Durable;
	readonly sync: Sync;
	private readonly rest: Rest;
	private readonly tabs: Tabs;
	private readonly outgoing: Outgoing;
	private readonly proof: Proof;
	private isWanted = false;
	private shownSession: string | undefined;
	private isDirty = false;

	constructor(
		private readonly port: LoaderPort,
		private readonly onChange: () => void,
	) {
		const { gateway, tenantId } = port;
		this.durable = new Durable(tenantId);
		this.rest = new Rest(gateway);
		this.proof = new Proof(this.durable, this.rest);
		this.proof.give(port.identity);
		this.tabs = new Tabs(`frontdesk:${tenantId}`, socketUrl(gateway), {
			onFrame: (frame) => this.receive(frame),
			onStatus: (status) => this.onStatus(status),
			onNote: (note) => this.onNote(note),
			onLead: () => this.takeUp(),
		});
		this.outgoing = new Outgoing(this.durable, this.rest, this.outgoingHost());
		this.sync = new Sync(this.syncHost());
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
		this.sync.stop();
		window.removeEventListener("online", this.poke);
		window.removeEventListener("offline", this.poke);
		window.removeEventListener("storage", this.onStorage);
		document.removeEventListener("visibilitychange", this.poke);
		this.tabs.stop();
	}

	get thread() {
		return this.sync.thread;
	}

	get session(): ChatSession | undefined {
		return this.sync.session;
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

	get isReconnecting(): boolean {
		return this.hasSession && this.sync.isLongDown;
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
		if (!sessionId || this.isEnded || !this.sync.typing.shouldTell(typing)) return;
		this.tabs.send({ type: "typing.set", sessionId, typing });
	}

	/** A person has seen all that is held. */
	markRead(): void {
		const seq = this.sync.markRead();
		if (seq === undefined) return;
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
			this.sync.setSession(await this.rest.patch(sessionId, body, token));
		});
	}

	async end(): Promise<boolean> {
		const { sessionId, token } = this.durable.session();
		if (!sessionId || !token) return true;
		return this.attempt(async () => {
			this.sync.setSession(await this.rest.end(sessionId, token));
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
		this.proof.give(identity);
		const { identifier, name, email } = this.proof.given;
		if (!identifier && (name || email) && this.hasSession)
			void this.leaveDetails({ ...(name ? { name } : {}), ...(email ? { email } : {}) });
		void this.proveIdentity();
	}

	/** Forgets the visitor on this device. */
	reset(): void {
		this.tabs.close();
		this.durable.clear();
		this.proof.forget();
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
			proof: this.proof,
			leads: () => this.tabs.leads,
			canSend: () => this.sync.isCurrent,
			send: (frame: Parameters<Tabs["send"]>[0]) => this.tabs.send(frame),
			started: (answer: ChatStarted) => this.started(answer),
			changed: () => this.outboxChanged(),
			failed: (problem: Problem) => {
				this.problem = problem;
				this.port.emit("error", problem);
			},
			doubted: (problem: Problem) => this.port.emit("error", problem),
		};
	}

	private syncHost() {
		return {
			sessionId: () => this.durable.session().sessionId,
			leads: () => this.tabs.leads,
			send: (frame: Parameters<Tabs["send"]>[0]) => this.tabs.send(frame),
			sessionCame: (session: ChatSession) => this.sessionCame(session),
			caughtUp: (messages: ChatMessage[]) => this.caughtUp(messages),
			messageCame: (message: ChatMessage) => this.announce(message),
			sessionLost: () => this.signOut(),
			failed: (problem: Problem & { request?: string }) => {
				const { code, detail, request, retryAfterMs } = problem;
				if (request === "message.send" && retryAfterMs) this.outgoing.hold(retryAfterMs);
				this.port.emit("error", { code, detail });
			},
			changed: () => this.change(),
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
		void this.proveIdentity();
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
		this.sync.resumeUnloaded();
	}

	private started(answer: ChatStarted): void {
		this.isSignedOut = false;
		this.problem = undefined;
		this.durable.writeSession({
			token: answer.token,
			sessionId: answer.session.id,
			isEnded: false,
			identifierHash: this.proof.given.identifierHash,
		});
		this.followSession();
		this.sync.setSession(answer.session);
		this.connect();
		void this.proveIdentity();
	}

	private onStatus(status: Status): void {
		this.sync.statusCame(status);
		if (status.state !== "up") this.outgoing.disconnected();
		if (status.state === "signed_out") this.signOut();
		this.change();
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
		this.sync.clear();
		this.isSignedOut = false;
		this.problem = undefined;
		this.showUnsent();
	}

	private async proveIdentity(): Promise<void> {
		await this.attempt(async () => {
			if (await this.proof.prove()) this.connect();
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
		this.sync.resumeUnloaded();
	};

	// --- what arrives ---

	// The outbox hears of its texts whatever session they belong to.
	private receive(frame: ServerMessage): void {
		this.sync.receive(frame);
		if (frame.type === "message.accepted") this.outgoing.accepted(frame.id);
		if (frame.type === "message.stored") this.outgoing.stored(frame.id);
		if (frame.type === "message.refused") this.outgoing.refused(frame);
	}

	private caughtUp(messages: ChatMessage[]): void {
		const held = new Set(messages.map((message) => message.id));
		for (const { id } of this.durable.entries()) if (held.has(id)) this.outgoing.stored(id);
		this.showUnsent();
		this.outgoing.wake();
	}

	private sessionCame(session: ChatSession): void {
		const isEnded = session.status === "ended";
		if (isEnded !== !!this.durable.session().isEnded) this.durable.writeSession({ isEnded });
		this.change();
	}

	private announce(message: ChatMessage): void {
		if (this.tabs.leads && this.durable.choices().hasSound) ping();
		const { id, senderType, content, createdAt } = message;
		this.port.emit("message", { id, senderType, content, createdAt });
	}
}
