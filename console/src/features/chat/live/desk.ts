/*
 * The live side of the chats for one signed-in agent: the rooms, the outbox, and what events do to
 * the lists. React reads its stores and calls its verbs; nothing here knows React.
 */
import { hashKey, type QueryKey } from '@tanstack/react-query';
import { Courier } from '../../../../../proto/client/courier';
import { newId } from '../../../../../proto/client/ids';
import { Outbox, type Outgoing } from '../../../../../proto/client/outbox';
import { Room } from '../../../../../proto/client/room';
import { Shelf } from '../../../../../proto/client/shelf';
import { applyOlder } from '../../../../../proto/client/thread';
import { ticks } from '../../../../../proto/client/time';
import type { FrameOf, Position, ServerMessage } from '../../../../../proto/client/wire';
import type { ChatSession } from '../../../api/types';
import type { Line, Part } from '../../../live/line';
import { Store } from '../../../ui/store';
import { chatKeys } from '../api/keys';
import {
	findSession,
	forgetVersions,
	isNews,
	isQueued,
	keepUp,
	learnSession,
	lengthOf,
	onlineAsRead,
} from '../api/lists';
import { fetchNotes, fetchOlder } from '../api/sessions';
import { withDisplayed } from '../unread';
import { Attention } from './attention';
import { Chosen } from './chosen';
import { HandedOver } from './handedOver';
import { Presences } from './presences';

const SWEEP_MS = 2_000;
const QUEUE_REFETCH_MS = 20_000;
const SETTLE_MS = 300; /* a count may come before the events that it counts */
const MOST_ROOMS = 30;
const LEFT_MS = 10_000; /* a text that its own tab would have sent by now */

export type Counts = Pick<FrameOf<'queue'>, 'waiting' | 'active'>;

/* What came with the last time that a session was handed over: both have the moment of that. */
async function noteOf({ id, transferredAt }: ChatSession): Promise<string | undefined> {
	const notes = await fetchNotes(id);
	return notes.find(({ createdAt }) => createdAt === transferredAt)?.content ?? undefined;
}

export class Desk implements Part {
	readonly counts = new Store<Counts | null>(null);
	readonly chosen = new Chosen();
	readonly handedOver = new HandedOver();
	readonly presences = new Presences();
	readonly attention: Attention;
	private readonly rooms = new Map<string, Room>();
	/** How many panels show each room. */
	private readonly viewers = new Map<string, number>();
	private readonly loading = new Set<Room>();
	private readonly outbox: Outbox;
	private readonly courier: Courier;
	private sweeper: ReturnType<typeof setInterval> | undefined;
	private comparing: ReturnType<typeof setTimeout> | undefined;
	private queueReadAt = -QUEUE_REFETCH_MS; /* in ticks */
	private epoch: string | undefined;
	private letGo = () => {};

	constructor(readonly line: Line) {
		const { me } = line;
		this.attention = new Attention(line.alerts, line.agent, noteOf);
		this.outbox = new Outbox(new Shelf(), `frontdesk.outbox.${me.tenant.id}.${me.user.id}.`);
		this.courier = new Courier(this.outbox, {
			sessionOf: (text) => text.sessionId,
			needsSession: () => {},
			send: (frame) => this.room(frame.sessionId).isListening && line.send(frame),
			changed: () => {
				this.showOutbox();
				this.leaveUnwatched();
			},
		});
	}

	get me() {
		return this.line.me;
	}

	private get client() {
		return this.line.client;
	}

	start(): void {
		window.addEventListener('storage', this.showOutbox);
		this.sweeper = setInterval(() => this.sweep(), SWEEP_MS);
		const stopKeeping = keepUp(this.client, this.me.agent.id, (...read) => this.listRead(...read));
		const leave = this.line.join(this);
		this.letGo = () => {
			leave();
			stopKeeping();
		};
	}

	stop(): void {
		window.removeEventListener('storage', this.showOutbox);
		clearInterval(this.sweeper);
		clearTimeout(this.comparing);
		this.letGo();
		this.courier.stop();
		for (const room of this.rooms.values()) room.stop();
	}

	/* ---- what the page asks for ---- */

	room(sessionId: string): Room {
		let room = this.rooms.get(sessionId);
		if (!room) {
			room = this.newRoom(sessionId);
			this.rooms.set(sessionId, room);
			room.showOutbox(this.textsOf(sessionId));
		}
		return room;
	}

	/* Listens to a session until the returned function is called. */
	watch(sessionId: string): () => void {
		const room = this.room(sessionId);
		this.viewers.set(sessionId, (this.viewers.get(sessionId) ?? 0) + 1);
		this.rooms.delete(sessionId);
		this.rooms.set(sessionId, room);
		this.forgetOldRooms();
		if (!room.isListening) room.resume();
		return () => this.unwatch(room);
	}

	send(sessionId: string, content: string): void {
		this.outbox.put({ id: newId(), sessionId, content, madeAt: this.outbox.stamp() });
		this.showOutbox();
		this.courier.wake();
	}

	/* As a new message: a refused id may not be used again. */
	retry(sessionId: string, id: string): void {
		const text = this.outbox.find(id);
		this.outbox.remove(id);
		if (text) this.send(sessionId, text.content);
	}

	discard(id: string): void {
		this.courier.discard(id);
	}

	setTyping(sessionId: string, typing: boolean): void {
		this.line.send({ type: 'typing.set', sessionId, typing });
	}

	/* Older messages were asked for: the page before what is held. */
	async loadOlder(sessionId: string): Promise<void> {
		const room = this.room(sessionId);
		const { lowSeq } = room.thread.get();
		if (this.loading.has(room) || lowSeq <= 1) return;
		this.loading.add(room);
		try {
			const page = await fetchOlder(sessionId, lowSeq);
			room.update((thread) => applyOlder(thread, page.messages));
		} finally {
			this.loading.delete(room);
		}
	}

	/* The messages up to this seq were on a screen that somebody could see. */
	displayed(sessionId: string, seq: number): void {
		const room = this.room(sessionId);
		if (!room.displayed(seq)) return;
		const { session } = room.thread.get();
		if (session && session.unreadCount > 0) this.learn({ ...session, unreadCount: 0 });
	}

	/* A session as an answer of REST or an event gives it; what is older than what is known is passed over. */
	learn(session: ChatSession): void {
		this.presences.learn(session);
		if (learnSession(this.client, session, this.me.agent.id)) this.learned(session);
		this.rooms.get(session.id)?.learn(session);
	}

	/* As the agent knows it who has its thread before them. */
	private asDisplayed(session: ChatSession): ChatSession {
		const room = this.rooms.get(session.id);
		return withDisplayed(session, room?.thread.get().session?.receipts.agent.read ?? 0);
	}

	private learned(session: ChatSession): void {
		this.attention.learn(session);
		if (session.status === 'ended') this.chosen.drop(session.id);
		if (!isQueued(session)) this.handedOver.drop(session.id);
	}

	/* ---- the connection ---- */

	opened(isAgain: boolean): void {
		/* The queue that was read before this connection counts without this agent. */
		void this.line.rereader.read(isAgain ? chatKeys.lists : chatKeys.queue);
		for (const { sessionId } of this.positions()) this.room(sessionId).connected();
	}

	lost(): void {
		for (const room of this.rooms.values()) room.disconnected();
		this.courier.disconnected();
		this.counts.set(null);
	}

	/* What is looked at, then what still has something to be sent. */
	positions(): Position[] {
		const ids = new Set([...this.viewers.keys(), ...this.owed()]);
		return [...ids].map((sessionId) => this.room(sessionId).position());
	}

	private owed(): Set<string> {
		const owed = this.outbox.all().filter((text) => !text.refusal);
		return new Set(owed.flatMap((text) => text.sessionId ?? []));
	}

	/* ---- rooms ---- */

	private newRoom(sessionId: string): Room {
		const { id } = this.me.agent;
		return new Room(sessionId, findSession(this.client, sessionId) ?? null, {
			self: () => ({ senderType: 'agent', senderId: id }),
			send: (frame) => this.line.send(frame),
			confirms: (room) => room.thread.get().session?.assignedAgent?.id === id,
			arrived: (room, { senderType }) => {
				if (senderType === 'visitor') this.attention.message(room.thread.get().session);
			},
			resumed: (_, frame) => this.caughtUp(frame),
		});
	}

	private textsOf(sessionId: string) {
		return this.outbox.all().filter((text) => text.sessionId === sessionId);
	}

	/* Another tab of the same person may have changed it, too. */
	private showOutbox = (): void => {
		for (const room of this.rooms.values()) room.showOutbox(this.textsOf(room.sessionId));
	};

	/* Closed rooms are kept to show them at once, the longest unopened go first. */
	private forgetOldRooms(): void {
		const owed = this.owed();
		for (const { sessionId } of [...this.rooms.values()]) {
			if (this.rooms.size <= MOST_ROOMS) return;
			if (!this.viewers.has(sessionId) && !owed.has(sessionId)) this.rooms.delete(sessionId);
		}
	}

	private unwatch({ sessionId }: Room): void {
		const left = (this.viewers.get(sessionId) ?? 1) - 1;
		if (left > 0) this.viewers.set(sessionId, left);
		else this.viewers.delete(sessionId);
		this.leaveUnwatched();
	}

	/* Listening ends with the view, or once what was written there is stored. */
	private leaveUnwatched(): void {
		const wanted = new Set([...this.viewers.keys(), ...this.owed()]);
		for (const room of this.rooms.values()) {
			const { sessionId, isListening } = room;
			if (!isListening || wanted.has(sessionId)) continue;
			this.line.send({ type: 'leave', sessionId });
			room.disconnected();
		}
	}

	/* ---- what the server says ---- */

	heard(frame: ServerMessage): void {
		switch (frame.type) {
			case 'welcome':
				return this.follow(frame.epoch);
			case 'session':
				return this.heardOf(this.asDisplayed(frame.session));
			case 'presence':
				return this.presences.hear(frame);
			case 'queue':
				return this.counted(frame);
			case 'lists':
				return this.reread(frame);
			default:
				this.inRoom(frame);
		}
	}

	private heardOf(session: ChatSession): void {
		if (isNews(session)) this.attention.hear(session);
		this.learn(session);
	}

	/* Versions count within a history; the lists are read anew after each welcome. */
	private follow(epoch: string): void {
		if (this.epoch !== undefined && this.epoch !== epoch) {
			forgetVersions();
			this.presences.clear();
		}
		this.epoch = epoch;
	}

	private inRoom(frame: ServerMessage): void {
		if ('sessionId' in frame && frame.sessionId) this.rooms.get(frame.sessionId)?.receive(frame);
		switch (frame.type) {
			case 'message.accepted':
			case 'message.kept':
				return this.courier.taken(frame.id);
			case 'message.stored':
				return this.courier.stored([frame.id]);
			case 'message.refused':
				return this.courier.refused(frame);
		}
	}

	private caughtUp({ messages, session }: FrameOf<'resumed'>): void {
		this.presences.learn(session);
		if (findSession(this.client, session.id))
			learnSession(this.client, session, this.me.agent.id);
		this.courier.stored(messages.map((message) => message.id));
		this.courier.wake();
		this.leaveUnwatched();
	}

	/* ---- the lists ---- */

	private listRead(read: ChatSession[], queryKey: QueryKey): void {
		for (const session of read) this.presences.learn(session);
		const sessions = read.map((session) => this.asDisplayed(session));
		this.attention.read(hashKey(queryKey), sessions);
		for (const [index, session] of sessions.entries())
			if (session !== read[index]) this.learn(session);
			else this.rooms.get(session.id)?.learn(session);
		if (hashKey(queryKey) === hashKey(chatKeys.queue)) this.countAsRead();
	}

	/* Events count best; before the first one of a connection what was read does. */
	private countAsRead(): void {
		const online = onlineAsRead(this.client);
		if (this.counts.get() === null) this.line.agentsOnline.set(online);
	}

	/* What these lists hold was not told by events. */
	private reread(lists: Omit<FrameOf<'lists'>, 'type' | 'agents'>): void {
		const { rereader } = this.line;
		if (lists.queue) void rereader.read(chatKeys.queue);
		if (lists.active)
			for (const list of ['mine', 'all'] as const) void rereader.read(chatKeys.list(list));
		if (lists.ended) void rereader.read(chatKeys.list('ended'));
	}

	/* A list that shows another number than was counted lacks something. */
	private compare(): void {
		const counts = this.counts.get();
		if (!counts) return;
		const differs = (key: QueryKey, count: number) =>
			(lengthOf(this.client, key) ?? count) !== count;
		const queue = differs(chatKeys.queue, counts.waiting);
		const active = differs(chatKeys.list('all'), counts.active);
		if (queue || active) this.reread({ queue, active, ended: true });
	}

	private counted({ waiting, active }: Counts): void {
		this.counts.set({ waiting, active });
		clearTimeout(this.comparing);
		this.comparing = setTimeout(() => this.compare(), SETTLE_MS);
		/* Expected waits come with the queue itself; events carry only its length. */
		if (ticks() - this.queueReadAt < QUEUE_REFETCH_MS) return;
		this.queueReadAt = ticks();
		void this.line.rereader.read(chatKeys.queue);
	}

	private sweep(): void {
		for (const room of this.rooms.values()) room.sweep();
		this.takeUpLeft();
	}

	/* What another tab of the same person was closed with goes out by this one. */
	private takeUpLeft(): void {
		const isLeft = ({ madeAt, refusal }: Outgoing) => !refusal && Date.now() - madeAt > LEFT_MS;
		const left = this.outbox.all().filter(isLeft);
		for (const { sessionId = '' } of left) {
			const { isListening, failure } = this.room(sessionId);
			if (!isListening && !failure.get()) this.room(sessionId).resume();
		}
		if (left.length > 0) this.courier.wake();
	}
}
