// One visitor's conversation in one tab: joins what is kept, the session's room, the tabs' link and
// the way out; does what the view asks for, and tells it when something changed.
import { Calm } from "../../../proto/client/calm";
import { chime } from "../../../proto/client/chime";
import type { LinkStatus } from "../../../proto/client/link";
import { Room } from "../../../proto/client/room";
import {
	applyReceipt,
	unreadOf,
	type Entry,
	type Sender,
	type Thread,
} from "../../../proto/client/thread";
import { TypingTeller } from "../../../proto/client/typing";
import type { FrameOf } from "../../../proto/client/wire";
import type { Identity, LoaderPort } from "../shared/contract";
import type {
	ChatMessage,
	ChatSession,
	ChatStarted,
	Problem,
	ServerMessage,
} from "../shared/proto";
import { Durable, type Profile } from "./durable";
import { Errands } from "./errands";
import { Outgoing } from "./outgoing";
import { pageNow } from "./page";
import { Proof } from "./proof";
import { Rest } from "./rest";
import { Starter } from "./starter";
import { Tabs, type Note } from "./tabs";

const SWEEP_MS = 2_000;
const NOTES_HZ = [660, 880];
const NOBODY = ""; // the session's id while there is none

export class Conversation {
	isSignedOut = false;
	problem: Problem | undefined;
	status: LinkStatus = { state: "idle" };
	readonly durable: Durable;
	private room: Room;
	private readonly calm = new Calm(() => this.change());
	private readonly rest: Rest;
	private readonly tabs: Tabs;
	private readonly outgoing: Outgoing;
	private readonly errands: Errands;
	private readonly proof: Proof;
	private readonly teller = new TypingTeller((typing) => this.tellTyping(typing));
	private readonly sweeper: ReturnType<typeof setInterval>;
	private isWanted = false;
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
		this.tabs = new Tabs(`frontdesk:${tenantId}`, {
			onFrame: (frame) => this.receive(frame),
			onStatus: (status) => this.onStatus(status),
			onNote: (note) => this.onNote(note),
			onLead: () => this.takeUp(),
			positions: () => (this.hasSession ? [this.room.position()] : []),
		});
		this.errands = new Errands(this.durable, this.rest, {
			sessionCame: (session) => this.sessionCame(session),
			signedOut: () => this.signOut(),
			failed: (problem) => this.port.emit("error", problem),
			changed: () => this.change(),
		});
		const starter = new Starter(this.durable, this.rest, this.starterHost());
		this.outgoing = new Outgoing(this.durable, starter, {
			leads: () => this.tabs.leads,
			send: (frame) => this.room.isListening && this.tabs.send(frame),
			changed: () => this.showOutbox(),
			page: () => pageNow(port.config.keptParameters),
		});
		this.room = this.newRoom();
		this.sweeper = setInterval(() => this.room.sweep(), SWEEP_MS);
	}

	/** After construction: shows what is kept and joins the other tabs. */
	begin(): void {
		this.showOutbox();
		window.addEventListener("online", this.poke);
		window.addEventListener("offline", this.poke);
		document.addEventListener("visibilitychange", this.poke);
		window.addEventListener("storage", this.onStorage);
		this.tabs.start(!this.durable.isShared);
	}

	stop(): void {
		clearInterval(this.sweeper);
		this.calm.stop();
		this.outgoing.courier.stop();
		this.room.stop();
		window.removeEventListener("online", this.poke);
		window.removeEventListener("offline", this.poke);
		window.removeEventListener("storage", this.onStorage);
		document.removeEventListener("visibilitychange", this.poke);
		this.tabs.stop();
	}

	get thread(): Thread {
		return this.room.thread.get();
	}

	get session(): ChatSession | undefined {
		return this.thread.session ?? undefined;
	}

	get hasSession(): boolean {
		return !!this.durable.session().sessionId;
	}

	get isLoaded(): boolean {
		return this.room.isLoaded;
	}

	get isEnded(): boolean {
		return this.session?.status === "ended";
	}

	get isOffline(): boolean {
		return !navigator.onLine;
	}

	get isReconnecting(): boolean {
		return this.hasSession && this.calm.isShown;
	}

	get isStarting(): boolean {
		return !this.hasSession && this.thread.entries.some((entry) => entry.state === "sending");
	}

	get isTypingHeard(): boolean {
		return this.room.typing.get() !== null;
	}

	get agentsOnline(): boolean {
		return this.session ? this.session.agentsOnline > 0 : this.port.config.agentsOnline;
	}

	/** What others wrote and no person has seen, oldest first. */
	unread(): Entry[] {
		return unreadOf(this.thread, "visitor");
	}

	/** The window opened: an ended conversation, too, is shown again. */
	want(): void {
		this.isWanted = true;
		if (!this.hasSession) return;
		if (this.tabs.leads) this.connect();
		else this.tabs.note({ kind: "want" });
	}

	send(content: string): void {
		this.outgoing.send(content);
		this.teller.stop();
	}

	retry(id: string): void {
		this.outgoing.retry(id);
	}

	discard(id: string): void {
		this.outgoing.courier.discard(id);
	}

	setTyping(typing: boolean): void {
		if (this.hasSession && !this.isEnded) this.teller.set(typing);
	}

	/** A person has seen all that is held. */
	markRead(): void {
		const seq = this.thread.heldSeq;
		if (!this.room.displayed(seq)) return;
		this.tabs.note({ kind: "read", seq });
		this.change();
	}

	get isLoadingOlder(): boolean {
		return this.errands.isLoadingOlder;
	}

	get hasOlderFailed(): boolean {
		return this.errands.hasOlderFailed;
	}

	loadOlder(): Promise<void> {
		return this.errands.loadOlder(this.room);
	}

	leaveDetails(profile: Profile): Promise<boolean> {
		return this.errands.leaveDetails(profile);
	}

	end(): Promise<boolean> {
		return this.errands.end();
	}

	/** Leaves an ended or lost conversation behind; texts that were never sent stay. */
	startAgain(): void {
		this.leave();
		this.tabs.note({ kind: "reset" });
		this.outgoing.startAgain();
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

	private starterHost() {
		return {
			tenantId: this.port.tenantId,
			proof: this.proof,
			started: (answer: ChatStarted) => this.started(answer),
			hold: (milliseconds: number) => this.outgoing.courier.hold(milliseconds),
			failed: (problem: Problem) => {
				this.problem = problem;
				this.port.emit("error", problem);
				this.showOutbox();
			},
			doubted: (problem: Problem) => this.port.emit("error", problem),
		};
	}

	private newRoom(): Room {
		const room = new Room(this.durable.session().sessionId ?? NOBODY, null, {
			self: () => this.self(),
			send: (frame) => this.hasSession && this.tabs.send(frame),
			confirms: (_, isRead) => isRead || this.tabs.leads,
			arrived: (_, message) => this.announce(message),
			resumed: (_, frame) => this.caughtUp(frame),
		});
		for (const store of [room.thread, room.typing, room.failure])
			store.subscribe(() => this.change());
		room.failure.subscribe(() => {
			if (room.failure.get() === "absent") this.signOut();
		});
		return room;
	}

	private self(): Sender {
		return { senderType: "visitor", senderId: this.session?.visitorId ?? "" };
	}

	private tellTyping(typing: boolean): void {
		const { sessionId } = this.durable.session();
		if (sessionId) this.tabs.send({ type: "typing.set", sessionId, typing });
	}

	private showOutbox(): void {
		this.room.showOutbox(this.outgoing.shown());
		this.change();
	}

	// --- becoming and staying connected ---

	private takeUp(): void {
		if (this.isWanted || !this.durable.session().isEnded) this.connect();
		void this.proveIdentity();
		this.outgoing.courier.wake();
	}

	// Another session, begun here or in another tab, takes the place of the one that is shown.
	private followSession(): void {
		const { sessionId } = this.durable.session();
		if (sessionId && sessionId !== this.room.sessionId) this.changeRoom();
		this.showOutbox();
	}

	private changeRoom(): void {
		this.room.stop();
		this.room = this.newRoom();
		this.showOutbox();
	}

	private connect(): void {
		const { token, sessionId } = this.durable.session();
		if (!token || !sessionId) return;
		this.tabs.open(this.rest.place(token));
		this.resumeUnloaded();
	}

	private resumeUnloaded(): void {
		if (this.status.state === "up" && !this.isLoaded) this.room.resume();
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
		this.sessionCame(answer.session);
		this.connect();
		void this.errands.passOnDetails(answer.session);
		void this.proveIdentity();
	}

	private onStatus(status: LinkStatus): void {
		this.status = status;
		this.calm.set(status.state === "connecting" || status.state === "waiting");
		if (status.state === "up") this.room.connected();
		else this.disconnected();
		if (status.state === "signed_out") this.signOut();
		this.change();
	}

	private disconnected(): void {
		this.room.disconnected();
		this.outgoing.courier.disconnected();
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
		this.isSignedOut = false;
		this.problem = undefined;
		this.changeRoom();
	}

	private async proveIdentity(): Promise<void> {
		await this.errands.attempt(async () => {
			if (await this.proof.prove()) this.connect();
		});
	}

	private onNote(note: Note): void {
		if (note.kind === "read") this.readElsewhere(note.seq);
		if (note.kind === "reset") this.afterReset();
		if (note.kind === "want") this.connect();
		if (note.kind === "poke") this.tabs.poke();
		this.change();
	}

	private readElsewhere(seq: number): void {
		const receipt = { senderType: "visitor" as const, delivered: 0, read: seq };
		this.room.update((thread) => applyReceipt(thread, receipt));
	}

	private readonly onStorage = (event: StorageEvent): void => {
		if (!this.durable.owns(event.key)) return;
		this.followSession();
		if (this.tabs.leads) this.takeUp();
		this.resumeUnloaded();
	};

	// --- what arrives ---

	private receive(frame: ServerMessage): void {
		const isShown = this.isOfRoom(frame);
		if (isShown) this.room.receive(frame);
		this.outgoing.receive(frame);
		if (frame.type === "session" && isShown) this.noteEnd();
		if (frame.type === "position" && isShown) this.moved(frame);
		if (frame.type === "error") {
			const { code, detail } = frame;
			this.port.emit("error", { code, detail });
		}
	}

	private isOfRoom(frame: ServerMessage): boolean {
		const { sessionId } = this.room;
		if (frame.type === "session") return frame.session.id === sessionId;
		return !("sessionId" in frame) || !frame.sessionId || frame.sessionId === sessionId;
	}

	private caughtUp({ messages }: FrameOf<"resumed">): void {
		this.noteEnd();
		this.outgoing.courier.stored(messages.map((message) => message.id));
		this.outgoing.courier.wake();
	}

	private sessionCame(session: ChatSession): void {
		this.room.learn(session);
		this.noteEnd();
	}

	// What came last may be an older picture than what the room holds.
	private noteEnd(): void {
		const { isEnded } = this;
		if (isEnded !== !!this.durable.session().isEnded) this.durable.writeSession({ isEnded });
	}

	private moved({ queuePosition, expectedWaitSeconds, agentsOnline }: FrameOf<"position">): void {
		if (!this.session) return;
		const { expectedWaitSeconds: _, ...rest } = this.session;
		const wait = expectedWaitSeconds === undefined ? {} : { expectedWaitSeconds };
		const session = { ...rest, ...wait, queuePosition, agentsOnline };
		this.room.update((thread) => ({ ...thread, session }));
	}

	private announce(message: ChatMessage): void {
		if (this.tabs.leads && this.durable.choices().hasSound) chime(NOTES_HZ);
		const { id, senderType, content, createdAt } = message;
		this.port.emit("message", { id, senderType, content, createdAt });
	}
}
