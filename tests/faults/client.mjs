// A client that never gives up: one link at a time, to whatever replica, again with full jitter after
// each loss, by WebSocket until something on the way takes the Upgrade away, then by stream and POST.
import { setTimeout as delay } from 'node:timers/promises';
import { SocketLink, StreamLink } from './links.mjs';
import { Thread } from './thread.mjs';

const OF_THE_DESK = new Set(['session', 'position', 'presence']); // whoever's the session is
const BASE_DELAY_MS = 200;
const MOST_DELAY_MS = 3_000;

/** What a link needs to know of a person of the harness. */
export function identityOf(person, publicUrl) {
	return person.cookie
		? { base: '/api/admin/support/chat', origin: publicUrl, headers: { Cookie: person.cookie } }
		: { base: '/api/support/chat', origin: person.origin, token: person.token, headers: {} };
}

export class Client {
	constructor({ index, who, senderId, doors, record, chance, tenantSessions }) {
		Object.assign(this, { index, who, senderId, doors, record, chance, tenantSessions });
		this.sessions = new Map();
		this.linkCount = 0;
		this.attempt = 0;
		this.hintMs = 0;
		this.isStreaming = false;
		this.isEnding = false;
		this.patience = { patienceMs: chance.int(3000, 8000), deadMs: chance.int(4000, 9000) };
	}

	join(sessionId) {
		const thread = new Thread(this, sessionId);
		this.sessions.set(sessionId, thread);
		return thread;
	}

	start() {
		this.timer = setInterval(() => this.check(), this.chance.int(700, 1300));
		this.running = this.run();
	}

	async run() {
		while (!this.isEnding) {
			try {
				await new Promise((resolve, reject) => this.connect(resolve).catch(reject));
			} catch (error) {
				if (error.isBlocked) this.isStreaming = true;
				this.lastError = error.message;
			}
			if (this.isEnding) return;
			const most = Math.min(MOST_DELAY_MS, BASE_DELAY_MS * 2 ** Math.min(this.attempt++, 10));
			await delay(this.hintMs + this.chance.next() * most);
			this.hintMs = 0;
		}
	}

	/** Resolves `whenLost` after the link has come and gone. */
	async connect(whenLost) {
		const door = this.chance.pick(this.doors);
		const listener = {
			hear: (event, link) => this.hear(event, link),
			lost: link => {
				this.lost(link);
				whenLost();
			},
		};
		this.linkCount++;
		if (this.isStreaming) await this.stream(door, listener);
		else await SocketLink.open(door, this.who, listener, this.patience);
	}

	stream(door, listener) {
		const threads = [...this.sessions.values()];
		const positions = threads.map(thread => ({ session: thread.id, afterSeq: thread.position().afterSeq }));
		return StreamLink.open(door, this.who, listener, { ...this.patience, positions, epoch: threads[0]?.epoch, anyDoor: () => this.chance.pick(this.doors) });
	}

	send(type, fields) {
		this.link?.send(type, fields);
	}

	check() {
		if (!this.link) return;
		this.link.check();
		for (const thread of this.sessions.values()) thread.check();
	}

	lost(link) {
		if (this.link !== link) return;
		this.link = undefined;
		for (const thread of this.sessions.values()) thread.disconnected();
	}

	hear(event, link) {
		const sessionId = event.sessionId ?? event.session?.id;
		if (event.type === 'welcome') this.welcome(link);
		else if (event.type === 'goodbye') this.hintMs = event.retryAfterMs;
		else if (event.type === 'presence' && !this.who.headers.Cookie) this.record.tell(this, 'foreign', sessionId, event); // agents' alone
		else if (OF_THE_DESK.has(event.type)) this.hearOfSession(event, sessionId);
		else if (this.sessions.has(sessionId)) this.sessions.get(sessionId).hear(event);
		else if (sessionId) this.record.tell(this, 'foreign', sessionId, event);
	}

	welcome(link) {
		if (this.isEnding) return link.close();
		this.link = link;
		this.attempt = 0;
		for (const thread of this.sessions.values()) thread.connected(this.isStreaming);
	}

	/** Agents hear of every session of their desk, without content. */
	hearOfSession(event, sessionId) {
		const isMine = this.sessions.has(sessionId);
		this.record.tell(this, isMine ? 'event' : 'desk', sessionId);
		if (isMine && event.session?.status === 'ended') this.sessions.get(sessionId).isEnded = true;
	}

	get state() {
		const by = this.isStreaming ? 'stream' : 'socket';
		return this.link ? `linked by ${by}, ${this.linkCount} links` : `without a ${by} (${this.lastError ?? 'so far'})`;
	}

	get threads() {
		return [...this.sessions.values()];
	}

	stop() {
		this.isEnding = true;
		clearInterval(this.timer);
		this.link?.close();
	}
}
