/*
 * The live side of the console for one signed-in agent: the socket, the rooms, the outbox, and what
 * events do to the lists. React reads its stores and calls its verbs; nothing here knows React.
 *
 * A room is resumed after every connect, on a gap, and when a head or a stored message tells of
 * something that we do not hold. Nothing else fetches messages, except older pages.
 */
import type { QueryClient } from '@tanstack/react-query';
import { fetchMe, ME_KEY } from '../api/account';
import { reportSignedOut } from '../api/http';
import { findSession, patchAgent, patchSession, QUEUE_KEY, refetchLists } from '../api/lists';
import { fetchOlder } from '../api/sessions';
import type { ChatSession, SignedIn, SupportAgent } from '../api/types';
import { setServerTime } from '../lib/clock';
import { Store } from '../lib/store';
import { Alerts } from './alerts';
import { Courier } from './courier';
import { Outbox } from './outbox';
import { Room } from './room';
import { Socket } from './socket';
import * as threads from './thread';
import type { ServerMessage, Welcome } from './wire';

const SOCKET_PATH = '/api/admin/support/chat/ws';
const SWEEP_MS = 2_000;
const PROVISIONAL_MS = 10_000;
const QUEUE_REFETCH_MS = 20_000;
const STUCK_MS = 1_000;
const MOST_ROOMS = 30;

export interface Counts {
	waiting: number;
	active: number;
	agentsOnline: number;
}

export class Desk {
	readonly agent: Store<SupportAgent>;
	readonly counts = new Store<Counts | null>(null);
	readonly alerts: Alerts;
	readonly socket: Socket;
	private readonly rooms = new Map<string, Room>();
	private readonly courier: Courier;
	private sweeper: ReturnType<typeof setInterval> | undefined;
	private queueReadAt = 0;
	private wasConnected = false;

	constructor(
		readonly me: SignedIn,
		private readonly client: QueryClient,
	) {
		this.agent = new Store(me.agent);
		this.alerts = new Alerts();
		this.socket = new Socket(SOCKET_PATH, {
			opened: (welcome) => this.opened(welcome),
			received: (message) => this.received(message),
			lost: () => void this.lost(),
			signedOut: reportSignedOut,
		});
		const outbox = new Outbox(me.tenant.id, me.user.id);
		this.courier = new Courier(outbox, this.socket, (id) => this.room(id), me.agent.id);
	}

	start(): void {
		this.socket.start();
		this.sweeper = setInterval(() => this.sweep(), SWEEP_MS);
	}

	stop(): void {
		this.socket.stop();
		clearInterval(this.sweeper);
		this.courier.stop();
	}

	/* ---- what the page asks for ---- */

	room(sessionId: string): Room {
		let room = this.rooms.get(sessionId);
		if (!room) {
			room = new Room(sessionId, findSession(this.client, sessionId) ?? null);
			this.rooms.set(sessionId, room);
			this.courier.fill(room);
		}
		return room;
	}

	/* Listens to a session until the returned function is called. */
	watch(sessionId: string): () => void {
		const room = this.room(sessionId);
		room.viewers += 1;
		this.rooms.delete(sessionId);
		this.rooms.set(sessionId, room);
		this.forgetOldRooms();
		if (!room.isListening) this.resume(room);
		return () => {
			room.viewers -= 1;
			if (room.viewers === 0) this.leave(room);
		};
	}

	send(sessionId: string, content: string): void {
		this.courier.post(this.room(sessionId), content);
	}

	retry(sessionId: string, id: string): void {
		this.courier.retry(this.room(sessionId), id);
	}

	discard(sessionId: string, id: string): void {
		this.courier.discard(this.room(sessionId), id);
	}

	setTyping(sessionId: string, typing: boolean): void {
		this.socket.send({ type: 'typing.set', sessionId, typing });
	}

	/* Older messages were asked for: the page before what is held. */
	async loadOlder(sessionId: string): Promise<void> {
		const room = this.room(sessionId);
		const { lowSeq } = room.thread.get();
		if (room.isLoadingOlder || lowSeq <= 1) return;
		room.isLoadingOlder = true;
		try {
			const page = await fetchOlder(sessionId, lowSeq);
			room.update((thread) => threads.applyOlder(thread, page.messages));
		} finally {
			room.isLoadingOlder = false;
		}
	}

	/* The messages up to this seq were on a screen that somebody could see. */
	displayed(sessionId: string, seq: number): void {
		const room = this.room(sessionId);
		const { heldSeq, session } = room.thread.get();
		if (session?.assignedAgent?.id !== this.me.agent.id) return;
		const read = Math.min(seq, heldSeq);
		if (read <= room.sentRead) return;
		if (this.socket.send({ type: 'receipt.send', sessionId, delivered: heldSeq, read })) {
			room.sentRead = read;
			room.sentDelivered = Math.max(room.sentDelivered, heldSeq);
			if (session.unreadCount > 0) this.learn({ ...session, unreadCount: 0 });
		}
	}

	/* A session as an answer of REST or an event gives it: the newest there is. */
	learn(session: ChatSession): void {
		patchSession(this.client, session, this.me.agent.id);
		const room = this.rooms.get(session.id);
		if (!room) return;
		room.update((thread) => ({ ...threads.applyHead(thread, session.headSeq), session }));
		this.catchUp(room);
	}

	learnAgent(agent: SupportAgent): void {
		patchAgent(this.client, agent);
		if (agent.id === this.me.agent.id) this.agent.set(agent);
	}

	/* ---- the connection ---- */

	private opened(welcome: Welcome): void {
		setServerTime(welcome.serverTime);
		if (welcome.agent) this.learnAgent(welcome.agent);
		if (this.wasConnected) refetchLists(this.client);
		this.wasConnected = true;
		const owed = this.courier.sessions();
		for (const sessionId of owed) this.room(sessionId);
		for (const room of this.rooms.values())
			if (room.viewers > 0 || owed.has(room.sessionId)) this.resume(room);
	}

	/* A refused handshake looks like a broken line: asking who we are tells them apart. */
	private async lost(): Promise<void> {
		for (const room of this.rooms.values()) room.disconnected();
		try {
			const me = await fetchMe();
			if (me === null) reportSignedOut();
			else this.client.setQueryData(ME_KEY, me);
		} catch {
			/* The server is away: the socket goes on trying. */
		}
	}

	private resume(room: Room): void {
		if (room.isResuming) return;
		const { sessionId } = room;
		const { heldSeq, epoch } = room.thread.get();
		const held = epoch === null ? {} : { afterSeq: heldSeq, epoch };
		room.isResuming = this.socket.send({ type: 'resume', sessionId, ...held });
	}

	private catchUp(room: Room): void {
		if (room.isListening && threads.isBehind(room.thread.get())) this.resume(room);
	}

	/* Closed rooms are kept to show them at once, the longest unopened go first. */
	private forgetOldRooms(): void {
		const owed = this.courier.sessions();
		for (const room of this.rooms.values()) {
			if (this.rooms.size <= MOST_ROOMS) return;
			if (room.viewers === 0 && !owed.has(room.sessionId)) this.rooms.delete(room.sessionId);
		}
	}

	private leave(room: Room): void {
		if (this.courier.sessions().has(room.sessionId)) return;
		this.socket.send({ type: 'leave', sessionId: room.sessionId });
		room.disconnected();
	}

	/* ---- what the server says ---- */

	private received(message: ServerMessage): void {
		switch (message.type) {
			case 'session':
				this.alerts.session(this.client, message.session, this.agent.get());
				this.learn(message.session);
				return;
			case 'agent':
				this.learnAgent(message.agent);
				return;
			case 'queue':
				this.counted(message);
				return;
			case 'error':
				this.refused(message);
				return;
			default:
				this.inRoom(message);
		}
	}

	private inRoom(message: ServerMessage): void {
		if (!('sessionId' in message) || !message.sessionId) return;
		const room = this.rooms.get(message.sessionId);
		if (!room) return;
		switch (message.type) {
			case 'resumed':
				this.resumed(room, message);
				break;
			case 'message.accepted':
				room.update((thread) => threads.applyAccepted(thread, message));
				break;
			case 'message.new':
				this.arrived(room, message);
				break;
			case 'message.stored':
				room.update((thread) => threads.applyStored(thread, message));
				this.courier.stored(message.id);
				break;
			case 'message.refused':
				this.courier.refused(room, message);
				break;
			case 'head':
				room.update((thread) => threads.applyHead(thread, message.headSeq));
				break;
			case 'typing':
				if (message.senderId !== this.me.agent.id)
					room.setTyping(message.typing ? message.senderType : null);
				break;
			case 'receipt':
				room.update((thread) => threads.applyReceipt(thread, message));
				break;
		}
		this.catchUp(room);
		this.confirmDelivery(room);
	}

	private resumed(room: Room, message: Extract<ServerMessage, { type: 'resumed' }>): void {
		const heldBefore = room.thread.get().heldSeq;
		room.isListening = true;
		room.failure.set(null);
		room.update((thread) => threads.applyResumed(thread, message));
		this.settle(room, heldBefore);
		if (findSession(this.client, room.sessionId))
			patchSession(this.client, message.session, this.me.agent.id);
		for (const { id } of message.messages) this.courier.stored(id);
		this.courier.deliver(room);
		this.judgeProvisional(room);
	}

	/* A resume that brought nothing on is not repeated at once: that would be a busy loop. */
	private settle(room: Room, heldBefore: number): void {
		const thread = room.thread.get();
		const isStuck = threads.isBehind(thread) && thread.heldSeq <= heldBefore;
		if (!isStuck) {
			room.isResuming = false;
			return;
		}
		setTimeout(() => {
			room.isResuming = false;
			this.catchUp(room);
		}, STUCK_MS);
	}

	private arrived(room: Room, message: Extract<ServerMessage, { type: 'message.new' }>): void {
		room.update((thread) => threads.applyNew(thread, message));
		if (message.message.senderType === room.typing.get()) room.setTyping(null);
		if (message.message.senderType !== 'visitor') return;
		this.alerts.message(room.thread.get().session, this.agent.get());
	}

	private confirmDelivery(room: Room): void {
		const { heldSeq, session, sessionId } = room.thread.get();
		if (heldSeq <= room.sentDelivered) return;
		if (session?.assignedAgent?.id !== this.me.agent.id) return;
		if (this.socket.send({ type: 'receipt.send', sessionId, delivered: heldSeq }))
			room.sentDelivered = heldSeq;
	}

	private counted(counts: Counts): void {
		this.counts.set(counts);
		/* Expected waits come with the queue itself; events carry only its length. */
		if (Date.now() - this.queueReadAt < QUEUE_REFETCH_MS) return;
		this.queueReadAt = Date.now();
		void this.client.invalidateQueries({ queryKey: QUEUE_KEY });
	}

	private refused(message: Extract<ServerMessage, { type: 'error' }>): void {
		const room = message.sessionId ? this.rooms.get(message.sessionId) : undefined;
		if (!room || message.request !== 'resume') return;
		room.isResuming = false;
		if (message.retryAfterMs !== undefined) {
			setTimeout(() => this.resume(room), message.retryAfterMs);
			return;
		}
		const isKnown = message.code === 'absent' || message.code === 'denied';
		room.failure.set(isKnown ? (message.code as 'absent' | 'denied') : 'busy');
	}

	/* ---- what time does ---- */

	/* Provisional messages of others get their seq soon; a resume tells whether one still will. */
	private sweep(): void {
		const before = Date.now() - PROVISIONAL_MS;
		for (const room of this.rooms.values()) {
			if (!room.isListening) continue;
			if (threads.overdue(room.thread.get(), before, this.me.agent.id).length > 0)
				this.resume(room);
		}
		this.courier.sweep();
	}

	private judgeProvisional(room: Room): void {
		const before = Date.now() - PROVISIONAL_MS;
		for (const { id } of threads.overdue(room.thread.get(), before, this.me.agent.id))
			room.update((thread) => threads.setState(thread, id, 'lost'));
	}
}
