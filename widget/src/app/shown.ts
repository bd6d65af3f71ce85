// The room that is shown: of the session that is open, until another one takes its place. Makes the
// room, hands it what is of its session, and tells what came of it.
import { Room } from "../../../proto/client/room";
import { applyReceipt, type Sender, type Thread } from "../../../proto/client/thread";
import type { ClientMessage, FrameOf } from "../../../proto/client/wire";
import type { ChatMessage, ChatSession, ServerMessage } from "../shared/proto";

const SWEEP_MS = 2_000;
const NOBODY = ""; // the session's id while there is none

export interface ShownHost {
	/** The session that is open, if one is. */
	sessionId(): string | undefined;
	send(frame: ClientMessage): boolean;
	/** Whether this tab speaks for all. */
	leads(): boolean;
	arrived(message: ChatMessage): void;
	resumed(frame: FrameOf<"resumed">): void;
	/** There is no such session, or not any more. */
	absent(): void;
	changed(): void;
}

export class Shown {
	room: Room;
	private readonly sweeper: ReturnType<typeof setInterval>;

	constructor(private readonly host: ShownHost) {
		this.room = this.newRoom();
		this.sweeper = setInterval(() => this.room.sweep(), SWEEP_MS);
	}

	stop(): void {
		clearInterval(this.sweeper);
		this.room.stop();
	}

	get thread(): Thread {
		return this.room.thread.get();
	}

	get session(): ChatSession | undefined {
		return this.thread.session ?? undefined;
	}

	/** Whether another session is open now, or none any more. */
	get isOther(): boolean {
		return (this.host.sessionId() ?? NOBODY) !== this.room.sessionId;
	}

	/** A new room, of the session that is open now. */
	change(): void {
		this.room.stop();
		this.room = this.newRoom();
	}

	isOfRoom(frame: ServerMessage): boolean {
		const { sessionId } = this.room;
		if (frame.type === "session") return frame.session.id === sessionId;
		return !("sessionId" in frame) || !frame.sessionId || frame.sessionId === sessionId;
	}

	moved({ queuePosition, expectedWaitSeconds, agentsOnline }: FrameOf<"position">): void {
		if (!this.session) return;
		const { expectedWaitSeconds: _, ...rest } = this.session;
		const wait = expectedWaitSeconds === undefined ? {} : { expectedWaitSeconds };
		const session = { ...rest, ...wait, queuePosition, agentsOnline };
		this.room.update((thread) => ({ ...thread, session }));
	}

	/** The visitor has seen this in another tab. */
	readElsewhere(seq: number): void {
		const receipt = { senderType: "visitor" as const, delivered: 0, read: seq };
		this.room.update((thread) => applyReceipt(thread, receipt));
	}

	private newRoom(): Room {
		const { host } = this;
		const room = new Room(host.sessionId() ?? NOBODY, null, {
			self: () => this.self(),
			send: (frame) => !!host.sessionId() && host.send(frame),
			confirms: (_, isRead) => isRead || host.leads(),
			arrived: (_, message) => host.arrived(message),
			resumed: (_, frame) => host.resumed(frame),
		});
		for (const store of [room.thread, room.typing, room.failure])
			store.subscribe(() => host.changed());
		room.failure.subscribe(() => {
			if (room.failure.get() === "absent") host.absent();
		});
		return room;
	}

	private self(): Sender {
		return { senderType: "visitor", senderId: this.session?.visitorId ?? "" };
	}
}
