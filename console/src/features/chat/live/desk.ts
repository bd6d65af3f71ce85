/*
 * The live side of the console for one signed-in agent: the link, the rooms, the outbox, and what
 * events do to the lists. React reads its stores and calls its verbs; nothing here knows React.
 */
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { Calm } from '../../../../../proto/client/calm';
import { Courier } from '../../../../../proto/client/courier';
import type { Place } from '../../../../../proto/client/http';
import { newId } from '../../../../../proto/client/ids';
import { Link, type LinkStatus } from '../../../../../proto/client/link';
import { Outbox } from '../../../../../proto/client/outbox';
import { Room } from '../../../../../proto/client/room';
import { Shelf } from '../../../../../proto/client/shelf';
import { applyOlder } from '../../../../../proto/client/thread';
import type { FrameOf, Position, ServerMessage } from '../../../../../proto/client/wire';
import { fetchMe, ME_KEY } from '../../../api/account';
import { reportSignedOut } from '../../../api/http';
import {
	findSession,
	forgetVersions,
	isNews,
	keepUp,
	learnSession,
	lengthOf,
	listKey,
	patchAgent,
	patchAgentsOnline,
	AGENTS_KEY,
	QUEUE_KEY,
	refetchLists,
} from '../api/lists';
import { Rereader } from '../api/reread';
import { fetchOlder } from '../api/sessions';
import type { ChatSession, SignedIn, SupportAgent } from '../../../api/types';
import { setServerTime } from '../../../ui/clock';
import { Store } from '../../../ui/store';
import { Alerts } from '../../../live/alerts';
import { Chosen } from './chosen';

const PLACE: Place = { base: '/api/admin/support/chat', credentials: 'same-origin' };
const SWEEP_MS = 2_000;
const QUEUE_REFETCH_MS = 20_000;
const SETTLE_MS = 300; /* a count may come before the events that it counts */
const MOST_ROOMS = 30;

export interface Counts {
	waiting: number;
	active: number;
	agentsOnline: number;
}

export class Desk {
	readonly agent: Store<SupportAgent>;
	readonly counts = new Store<Counts | null>(null);
	readonly connection = new Store<LinkStatus>({ state: 'idle' });
	/** The connection is gone for longer than a moment. */
	readonly isCutOff = new Store(false);
	/** There has been a connection since the page was loaded. */
	wasConnected = false;
	readonly alerts = new Alerts();
	readonly chosen = new Chosen();
	private readonly calm = new Calm(() => this.isCutOff.set(this.calm.isShown));
	private readonly link: Link;
	private readonly rooms = new Map<string, Room>();
	/** How many panels show each room. */
	private readonly viewers = new Map<string, number>();
	private readonly loading = new Set<Room>();
	private readonly statuses = new Map<string, SupportAgent['status']>();
	private readonly outbox: Outbox;
	private readonly courier: Courier;
	private sweeper: ReturnType<typeof setInterval> | undefined;
	private queueReadAt = 0;
	private epoch: string | undefined;
	private letGo = () => {};
	private comparing: ReturnType<typeof setTimeout> | undefined;
	private readonly rereader: Rereader;

	constructor(
		readonly me: SignedIn,
		private readonly client: QueryClient,
	) {
		this.agent = new Store(me.agent);
		this.rereader = new Rereader(client);
		this.statuses.set(me.agent.id, me.agent.status);
		this.link = new Link({
			frame: (frame) => this.received(frame),
			status: (status) => this.statusCame(status),
			positions: () => this.positions(),
		});
		this.outbox = new Outbox(new Shelf(), `frontdesk.outbox.${me.tenant.id}.${me.user.id}.`);
		this.courier = new Courier(this.outbox, {
			sessionOf: (text) => text.sessionId,
			needsSession: () => {},
			send: (frame) => this.room(frame.sessionId).isListening && this.link.send(frame),
			changed: () => this.showOutbox(),
		});
	}

	start(): void {
		window.addEventListener('online', this.poke);
		window.addEventListener('storage', this.showOutbox);
		document.addEventListener('visibilitychange', this.poke);
		this.sweeper = setInterval(() => this.sweep(), SWEEP_MS);
		this.letGo = keepUp(this.client, this.me.agent.id, (sessions) => {
			for (const session of sessions) this.rooms.get(session.id)?.learn(session);
		});
		this.link.open(PLACE);
	}

	stop(): void {
		window.removeEventListener('online', this.poke);
		window.removeEventListener('storage', this.showOutbox);
		document.removeEventListener('visibilitychange', this.poke);
		clearInterval(this.sweeper);
		this.letGo();
		clearTimeout(this.comparing);
		this.link.close();
		this.calm.stop();
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
		this.link.send({ type: 'typing.set', sessionId, typing });
	}

	retryNow = (): void => this.link.retryNow();

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
		learnSession(this.client, session, this.me.agent.id);
		if (session.status === 'ended') this.chosen.drop(session.id);
		this.rooms.get(session.id)?.learn(session);
	}

	/* The count of those online follows at once; the server's own count comes a moment later. */
	learnAgent(agent: SupportAgent): void {
		const before = this.statuses.get(agent.id);
		this.statuses.set(agent.id, agent.status);
		patchAgent(this.client, agent);
		if (agent.id === this.me.agent.id) this.agent.set(agent);
		const change = Number(agent.status === 'online') - Number(before === 'online');
		if (before !== undefined && change !== 0) this.addOnline(change);
	}

	private addOnline(change: number): void {
		const counts = this.counts.get();
		if (!counts) return patchAgentsOnline(this.client, change);
		this.counts.set({ ...counts, agentsOnline: Math.max(0, counts.agentsOnline + change) });
	}

	/* ---- the connection ---- */

	private poke = (): void => {
		if (document.visibilityState === 'visible') this.link.poke();
	};

	private statusCame(status: LinkStatus): void {
		const { state } = status;
		this.connection.set(status);
		this.calm.set(state === 'connecting' || state === 'waiting');
		if (state === 'up') this.opened();
		if (state === 'waiting') void this.lost();
		if (state === 'signed_out') reportSignedOut();
	}

	private opened(): void {
		/* The queue that was read before this connection counts without this agent. */
		if (this.wasConnected) refetchLists(this.client);
		else void this.client.invalidateQueries({ queryKey: QUEUE_KEY });
		this.wasConnected = true;
		for (const { sessionId } of this.positions()) this.room(sessionId).connected();
	}

	/* A refused handshake looks like a broken line: asking who we are tells them apart. */
	private async lost(): Promise<void> {
		for (const room of this.rooms.values()) room.disconnected();
		this.courier.disconnected();
		this.counts.set(null);
		try {
			const me = await fetchMe();
			if (me === null) reportSignedOut();
			else this.client.setQueryData(ME_KEY, me);
		} catch {
			/* The server is away: the link goes on trying. */
		}
	}

	/* What is looked at, then what still has something to be sent. */
	private positions(): Position[] {
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
			send: (frame) => this.link.send(frame),
			confirms: (room) => room.thread.get().session?.assignedAgent?.id === id,
			arrived: (room, { senderType }) => {
				if (senderType !== 'visitor') return;
				this.alerts.message(room.thread.get().session, this.agent.get());
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

	private unwatch(room: Room): void {
		const { sessionId } = room;
		const left = (this.viewers.get(sessionId) ?? 1) - 1;
		if (left > 0) this.viewers.set(sessionId, left);
		else this.viewers.delete(sessionId);
		if (left > 0 || this.owed().has(sessionId)) return;
		this.link.send({ type: 'leave', sessionId });
		room.disconnected();
	}

	/* ---- what the server says ---- */

	private received(frame: ServerMessage): void {
		switch (frame.type) {
			case 'welcome':
				setServerTime(frame.serverTime);
				this.follow(frame.epoch);
				if (frame.agent) this.learnAgent(frame.agent);
				return;
			case 'session':
				if (isNews(frame.session))
					this.alerts.session(this.client, frame.session, this.agent.get());
				this.learn(frame.session);
				return;
			case 'agent':
				this.learnAgent(frame.agent);
				return;
			case 'queue':
				this.counted(frame);
				return;
			case 'lists':
				this.reread(frame);
				return;
			default:
				this.inRoom(frame);
		}
	}

	/* Versions count within a history; the lists are read anew after each welcome. */
	private follow(epoch: string): void {
		if (this.epoch !== undefined && this.epoch !== epoch) forgetVersions();
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
		if (findSession(this.client, session.id))
			learnSession(this.client, session, this.me.agent.id);
		this.courier.stored(messages.map((message) => message.id));
		this.courier.wake();
	}

	/* What these lists hold was not told by events. */
	private reread(lists: Omit<FrameOf<'lists'>, 'type'>): void {
		if (lists.queue) void this.rereader.read(QUEUE_KEY);
		if (lists.active) for (const list of ['mine', 'all'] as const) void this.rereader.read(listKey(list));
		if (lists.ended) void this.rereader.read(listKey('ended'));
		if (lists.agents) void this.rereader.read(AGENTS_KEY);
	}

	/* A list that shows another number than was counted lacks something. */
	private compare(): void {
		const counts = this.counts.get();
		if (!counts) return;
		const differs = (key: QueryKey, count: number) => (lengthOf(this.client, key) ?? count) !== count;
		const queue = differs(QUEUE_KEY, counts.waiting);
		const active = differs(listKey('all'), counts.active);
		this.reread({ queue, active, ended: queue || active, agents: false });
	}

	private counted(counts: Counts): void {
		this.counts.set(counts);
		clearTimeout(this.comparing);
		this.comparing = setTimeout(() => this.compare(), SETTLE_MS);
		/* Expected waits come with the queue itself; events carry only its length. */
		if (Date.now() - this.queueReadAt < QUEUE_REFETCH_MS) return;
		this.queueReadAt = Date.now();
		void this.client.invalidateQueries({ queryKey: QUEUE_KEY });
	}

	private sweep(): void {
		for (const room of this.rooms.values()) room.sweep();
	}
}
