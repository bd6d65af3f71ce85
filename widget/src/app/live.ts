// A conversation's life in one tab: takes up what is kept, follows what other tabs change, stays
// connected while the page lives, and hands what arrives to who needs it.
import { Calm } from "../../../proto/client/calm";
import { Link, type LinkStatus } from "../../../proto/client/link";
import type { Room } from "../../../proto/client/room";
import type { FrameOf } from "../../../proto/client/wire";
import type { LoaderPort } from "../shared/contract";
import type {
	ChatMessage,
	ChatSession,
	ChatStarted,
	ClientMessage,
	Problem,
	ServerMessage,
} from "../shared/proto";
import { Details } from "./details";
import { Draft } from "./draft";
import { Durable } from "./durable";
import { Errands } from "./errands";
import { Lifecycle } from "./lifecycle";
import { Outgoing } from "./outgoing";
import { pageNow, Whereabouts } from "./page";
import { Presence } from "./presence";
import { Rest } from "./rest";
import { Shown } from "./shown";
import { Starter } from "./starter";
import { Tabs, type Note } from "./tabs";
import { waysOf } from "./ways";

export interface LiveHost {
	changed(): void;
	arrived(message: ChatMessage): void;
	/** Nothing of the former person may be seen any more. */
	forgotten(): void;
	/** The page is left, perhaps for good. */
	suspended(): void;
}

export class Live {
	isSignedOut = false;
	problem: Problem | undefined;
	status: LinkStatus = { state: "idle" };
	readonly durable: Durable;
	readonly draft: Draft;
	readonly calm = new Calm(() => this.host.changed());
	readonly tabs: Tabs;
	readonly outgoing: Outgoing;
	readonly errands: Errands;
	readonly details: Details;
	readonly presence: Presence;
	readonly shown: Shown;
	private readonly rest: Rest;
	private readonly whereabouts: Whereabouts;
	private readonly lifecycle = new Lifecycle({
		poked: () => this.poked(),
		written: (key) => this.written(key),
		suspended: () => this.suspended(),
		revived: () => this.revived(),
		beat: () => this.tabs.ask(),
	});
	private isWanted = false;
	/** For another token; then this one's time is over. */
	private waiting: ReturnType<typeof setTimeout> | undefined;

	constructor(
		private readonly port: LoaderPort,
		private readonly host: LiveHost,
	) {
		const { gateway, tenantId, config, identity, tracked } = port;
		this.durable = new Durable(tenantId);
		this.rest = new Rest(gateway);
		this.presence = new Presence(config.agentsOnline);
		this.tabs = this.newTabs();
		const verdicts = this.verdicts();
		const hears = { ...verdicts, leads: () => this.tabs.leads, proven: () => this.connect() };
		this.details = new Details(this.durable, this.rest, hears, tracked);
		if (this.details.proof.isOther(identity)) this.durable.clear();
		this.details.give(identity);
		this.draft = new Draft(this.durable);
		this.errands = new Errands(this.durable, this.rest, verdicts);
		this.outgoing = this.newOutgoing();
		this.shown = new Shown(this.shownHost());
		this.whereabouts = new Whereabouts(config.keptParameters ?? [], (pageUrl) =>
			this.tellPage(pageUrl),
		);
	}

	/** After construction: shows what is kept and joins the other tabs. */
	begin(): void {
		this.showOutbox();
		this.lifecycle.begin();
		this.whereabouts.begin();
		this.details.tracker.take();
		this.tabs.start(!this.durable.isShared);
	}

	stop(): void {
		clearTimeout(this.waiting);
		this.calm.stop();
		this.details.stop();
		this.details.tracker.forget();
		this.shown.stop();
		this.lifecycle.stop();
		this.whereabouts.stop();
		this.tabs.suspend();
		this.outgoing.courier.stop();
	}

	get room(): Room {
		return this.shown.room;
	}

	get hasSession(): boolean {
		return !!this.durable.session().sessionId;
	}

	/** The window opened: an ended conversation, too, is shown again. */
	want(): void {
		this.isWanted = true;
		this.port.look?.();
		if (!this.hasSession) return;
		if (this.tabs.leads) return this.connect();
		this.tabs.note({ kind: "want" });
		this.tabs.ask();
	}

	/** Leaves an ended or lost conversation behind. */
	leave(): void {
		this.durable.writeSession({ sessionId: undefined, isEnded: undefined, startKey: undefined });
		this.beginAnew();
	}

	/** Forgets the person on this device. */
	forget(): void {
		this.durable.clear();
		this.forgetPerson();
	}

	// --- what is made of the parts ---

	private verdicts() {
		return {
			sessionCame: (session: ChatSession) => this.sessionCame(session),
			signedOut: () => this.signOut(),
			failed: (problem: Problem) => this.port.emit("error", problem),
			changed: () => this.host.changed(),
		};
	}

	private newTabs(): Tabs {
		const { gateway, tenantId } = this.port;
		const listener = {
			onFrame: (frame: ServerMessage) => this.receive(frame),
			onStatus: (status: LinkStatus) => this.onStatus(status),
			onNote: (note: Note) => this.onNote(note),
			onLead: () => this.takeUp(),
			positions: () => (this.hasSession ? [this.room.position()] : []),
		};
		return new Tabs(`frontdesk:${tenantId}`, listener, (host) => new Link(host, waysOf(gateway)));
	}

	private newOutgoing(): Outgoing {
		const starter = new Starter(this.durable, this.rest, {
			tenantId: this.port.tenantId,
			proof: this.details.proof,
			started: (answer) => this.started(answer),
			hold: (milliseconds) => this.outgoing.courier.hold(milliseconds),
			failed: (problem) => {
				this.problem = problem;
				this.port.emit("error", problem);
				this.showOutbox();
			},
			doubted: (problem) => this.port.emit("error", problem),
		});
		return new Outgoing(this.durable, starter, {
			leads: () => this.tabs.leads,
			send: (frame) => this.room.isListening && this.tabs.send(frame),
			changed: () => this.showOutbox(),
			written: () => this.tabs.ask(),
			page: () => pageNow(this.port.config.keptParameters),
		});
	}

	private shownHost() {
		return {
			sessionId: () => this.durable.session().sessionId,
			send: (frame: ClientMessage) => this.tabs.send(frame),
			leads: () => this.tabs.leads,
			arrived: (message: ChatMessage) => this.host.arrived(message),
			resumed: (frame: FrameOf<"resumed">) => this.caughtUp(frame),
			absent: () => this.absent(),
			changed: () => this.host.changed(),
		};
	}

	private showOutbox(): void {
		this.room.showOutbox(this.outgoing.of(this.room.sessionId));
		this.host.changed();
	}

	// --- the page comes and goes ---

	// Without a network, says the browser; a line that answers is believed more.
	private poked(): void {
		const isGone = !navigator.onLine;
		const isSeen = document.visibilityState === "visible";
		if (isGone || isSeen) this.tabs.poke(isGone);
		if (isSeen) this.whereabouts.anew();
		this.host.changed();
	}

	private suspended(): void {
		this.host.suspended();
		this.tabs.suspend();
		this.details.stop();
		this.details.tracker.leave();
		this.outgoing.courier.stop();
	}

	private revived(): void {
		this.follow();
		this.draft.reread();
		this.tabs.join();
	}

	private written(key: string | null): void {
		if (!this.durable.owns(key)) return;
		this.draft.heard();
		this.follow();
		if (this.tabs.leads) this.takeUp();
		else void this.details.settle(); // who the visitor is this page alone may know
		this.resumeUnloaded();
	}

	// What is kept may be another person's now, or of another session, begun or left in another tab.
	private follow(): void {
		const { sessionId, token } = this.durable.session();
		if (this.durable.hasOtherPerson()) this.forgetPerson();
		else if (this.shown.isOther && (sessionId || token)) this.beginAnew();
		else if (this.shown.isOther) this.signOut();
		this.showOutbox();
	}

	private forgetPerson(): void {
		this.details.forget();
		this.outgoing.forget();
		this.draft.forget();
		this.beginAnew();
		this.host.forgotten();
	}

	private beginAnew(): void {
		if (!this.hasSession) this.tabs.close();
		this.isSignedOut = false;
		this.problem = undefined;
		this.errands.hasOlderFailed = false;
		this.shown.change();
		this.showOutbox();
	}

	// --- becoming and staying connected ---

	private takeUp(): void {
		if (this.isWanted || !this.durable.session().isEnded) this.connect();
		void this.details.settle();
		this.outgoing.courier.wake();
	}

	private connect(): void {
		const { token, sessionId } = this.durable.session();
		if (!token || !sessionId) return;
		this.tabs.open(this.rest.place(token));
		this.resumeUnloaded();
	}

	private resumeUnloaded(): void {
		if (this.status.state === "up" && !this.room.isLoaded) this.room.resume();
	}

	private started({ token, session }: ChatStarted): void {
		const kept = this.details.proof.kept();
		this.durable.writeSession({ token, sessionId: session.id, isEnded: false, ...kept });
		this.outgoing.adopt(session.id);
		this.beginAnew();
		this.sessionCame(session);
		this.connect();
		void this.details.settle();
	}

	private onStatus(status: LinkStatus): void {
		const isNews = status.state !== "idle" || this.status.state !== "idle";
		this.status = status;
		this.calm.set(status.state === "connecting" || status.state === "waiting");
		if (status.state === "up") this.connected();
		else this.disconnected();
		if (status.state === "signed_out") this.signOut();
		if (isNews) this.host.changed();
	}

	private connected(): void {
		this.room.connected();
		this.details.hurry();
	}

	private disconnected(): void {
		this.room.disconnected();
		this.outgoing.courier.disconnected();
	}

	// Once the server has made a customer of the visitor, what they began is the customer's: the token that
	// came before finds nothing more, the one that says so is on its way.
	private absent(): void {
		const { provingMs } = this.durable;
		if (provingMs <= 0) return this.signOut();
		this.tabs.close();
		this.room.failure.set(null);
		clearTimeout(this.waiting);
		this.waiting = setTimeout(() => this.takeUp(), provingMs);
	}

	private signOut(): void {
		if (this.isSignedOut) return;
		this.isSignedOut = true;
		this.tabs.close();
		this.durable.writeSession({ token: undefined, sessionId: undefined, startKey: undefined });
		this.port.emit("error", { code: "signed_out" });
		this.host.changed();
	}

	private onNote(note: Note): void {
		if (note.kind === "read") this.shown.readElsewhere(note.seq);
		if (note.kind === "want") this.connect();
		this.host.changed();
	}

	// --- what arrives ---

	private receive(frame: ServerMessage): void {
		if (frame.type === "config") this.port.look?.(frame.version ?? 0);
		if (this.shown.isOfRoom(frame)) this.receiveShown(frame);
		this.outgoing.receive(frame);
		// A server of the version before does not know all that is said.
		if (frame.type !== "error" || frame.code === "unknown_type") return;
		const { code, detail } = frame;
		this.port.emit("error", { code, detail });
	}

	private receiveShown(frame: ServerMessage): void {
		this.room.receive(frame);
		if (frame.type === "resumed") this.presence.learn(frame.session.agentsOnline);
		if (frame.type === "session") this.sessionChanged(frame.session);
		if (frame.type === "position") this.moved(frame);
	}

	private sessionChanged({ agentsOnline }: ChatSession): void {
		this.presence.learn(agentsOnline);
		this.noteEnd();
	}

	private moved(frame: FrameOf<"position">): void {
		this.presence.learn(frame.agentsOnline);
		this.shown.moved(frame);
	}

	private caughtUp({ messages }: FrameOf<"resumed">): void {
		this.noteEnd();
		this.whereabouts.anew();
		this.outgoing.courier.stored(messages.map((message) => message.id));
		this.outgoing.courier.wake();
	}

	private tellPage(pageUrl: string): boolean {
		const { sessionId, isListening } = this.room;
		if (!pageUrl || !isListening || this.shown.session?.status === "ended") return false;
		return this.tabs.send({ type: "page.set", sessionId, pageUrl });
	}

	// By REST it may come for a session that has been left meanwhile.
	private sessionCame(session: ChatSession): void {
		if (session.id !== this.room.sessionId) return;
		this.room.learn(session);
		this.sessionChanged(session);
	}

	// What came last may be an older picture than what the room holds.
	private noteEnd(): void {
		const isEnded = this.shown.session?.status === "ended";
		if (isEnded !== !!this.durable.session().isEnded) this.durable.writeSession({ isEnded });
	}
}
