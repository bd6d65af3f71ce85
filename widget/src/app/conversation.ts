// One visitor's conversation as the view sees it: what there is to show, and what may be done.
import { chime } from "../../../proto/client/chime";
import type { LinkStatus } from "../../../proto/client/link";
import { unreadOf, type Entry, type Thread } from "../../../proto/client/thread";
import { TypingTeller } from "../../../proto/client/typing";
import type { Contact, LoaderPort } from "../shared/contract";
import type { ChatMessage, ChatSession, ChatWidgetConfig, Problem } from "../shared/proto";
import type { Draft } from "./draft";
import type { Durable } from "./durable";
import type { Said } from "./identity";
import { Live } from "./live";

const NOTES_HZ = [660, 880];

export interface ConversationHost {
	changed(): void;
	/** Nothing of the former person may be seen any more. */
	forgotten(): void;
	/** The page is left, perhaps for good. */
	suspended(): void;
}

export class Conversation {
	private readonly live: Live;
	private readonly teller = new TypingTeller((typing) => this.tellTyping(typing));
	private isDirty = false;
	private isStopped = false;

	constructor(
		private readonly port: LoaderPort,
		private readonly host: ConversationHost,
	) {
		this.live = new Live(port, {
			changed: () => this.change(),
			arrived: (message) => this.announce(message),
			forgotten: () => host.forgotten(),
			suspended: () => host.suspended(),
		});
	}

	/** After construction: shows what is kept and joins the other tabs. */
	begin(): void {
		this.live.begin();
	}

	stop(): void {
		this.isStopped = true;
		this.live.stop();
	}

	// --- what there is to show ---

	get durable(): Durable {
		return this.live.durable;
	}

	/** It is read anew: only the newest counts. */
	configure(config: ChatWidgetConfig): void {
		Object.assign(this.port, { config });
		this.live.presence.isHere = config.agentsOnline;
	}

	get gateway(): string {
		return this.port.gateway;
	}

	get draft(): Draft {
		return this.live.draft;
	}

	get isSignedOut(): boolean {
		return this.live.isSignedOut;
	}

	get problem(): Problem | undefined {
		return this.live.problem;
	}

	get status(): LinkStatus {
		return this.live.status;
	}

	get thread(): Thread {
		return this.live.shown.thread;
	}

	get session(): ChatSession | undefined {
		return this.live.shown.session;
	}

	get hasSession(): boolean {
		return this.live.hasSession;
	}

	get isLoaded(): boolean {
		return this.live.room.isLoaded;
	}

	get isEnded(): boolean {
		return this.session?.status === "ended";
	}

	/** Browsers are wrong about it at times: a line that is up is believed more. */
	get isOffline(): boolean {
		return !navigator.onLine && this.status.state !== "up";
	}

	get isReconnecting(): boolean {
		return this.hasSession && this.live.calm.isShown;
	}

	get isStarting(): boolean {
		return !this.hasSession && this.thread.entries.some((entry) => entry.state === "sending");
	}

	get isTypingHeard(): boolean {
		return this.live.room.typing.get() !== null;
	}

	/** Who it is. */
	get typistId(): string | undefined {
		return this.live.room.typistId;
	}

	get agentsOnline(): boolean {
		return this.live.presence.isHere;
	}

	get isLoadingOlder(): boolean {
		return this.live.errands.isLoadingOlder;
	}

	get hasOlderFailed(): boolean {
		return this.live.errands.hasOlderFailed;
	}

	/** What others wrote and no person has seen, oldest first. */
	unread(): Entry[] {
		return unreadOf(this.thread, "visitor");
	}

	// --- what may be done ---

	/** The window opened: an ended conversation, too, is shown again. */
	want(): void {
		this.live.want();
	}

	send(content: string): void {
		this.live.problem = undefined; // it is tried anew
		this.live.outgoing.send(content);
		this.teller.stop();
	}

	retry(id: string): void {
		this.live.problem = undefined;
		this.live.outgoing.retry(id);
	}

	discard(id: string): void {
		this.live.outgoing.courier.discard(id);
	}

	setTyping(typing: boolean): void {
		if (this.hasSession && !this.isEnded) this.teller.set(typing);
	}

	/** A person has seen all that is held. */
	markRead(): void {
		const seq = this.thread.heldSeq;
		if (!this.live.room.displayed(seq)) return;
		this.live.tabs.note({ kind: "read", seq });
		this.change();
	}

	loadOlder(): Promise<void> {
		return this.live.errands.loadOlder(this.live.room);
	}

	leaveDetails(profile: Contact): Promise<boolean> {
		return this.live.details.leave(profile);
	}

	end(): Promise<boolean> {
		return this.live.errands.end();
	}

	/** Leaves an ended or lost conversation behind; texts that were never sent stay. */
	startAgain(): void {
		this.live.leave();
		this.live.outgoing.startAgain();
	}

	/** Whoever was here before is forgotten when it is somebody else. */
	identify(identity: Said): void {
		const { details } = this.live;
		if (details.proof.isOther(identity)) this.live.forget();
		details.identify(identity);
	}

	/** The page says what the visitor did. */
	track(): void {
		this.live.details.tracker.take();
	}

	/** Forgets the visitor on this device. */
	reset(): void {
		this.live.forget();
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

	private change(): void {
		if (this.isDirty) return;
		this.isDirty = true;
		queueMicrotask(() => {
			this.isDirty = false;
			if (!this.isStopped) this.host.changed();
		});
	}

	private tellTyping(typing: boolean): void {
		const { sessionId } = this.durable.session();
		if (sessionId) this.live.tabs.send({ type: "typing.set", sessionId, typing });
	}

	private announce(message: ChatMessage): void {
		if (this.live.tabs.leads && this.durable.choices().hasSound) chime(NOTES_HZ);
		const { id, senderType, content, createdAt } = message;
		this.port.emit("message", { id, senderType, content, createdAt });
	}
}
