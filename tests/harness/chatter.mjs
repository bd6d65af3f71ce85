// One side of a conversation that behaves as the protocol asks: a durable outbox, the same id until
// stored, resume after every reconnect and gap, display by (createdAt, id), unique by id.
import { setTimeout as delay } from 'node:timers/promises';
import { messageId } from './ids.mjs';

export class Chatter {
	constructor(person, sessionId) {
		this.person = person;
		this.sessionId = sessionId;
		this.name = person.cookie ? 'agent' : 'visitor';
		this.outbox = new Map();   // id → content, until stored
		this.sent = new Set();
		this.held = new Map();     // id → {seq, createdAt}, with content
		this.promised = new Map(); // id → seq, as `stored` said
		this.shownTwice = 0;
		this.contiguous = 0;
		this.isOpen = false;
		this.isEnding = false;
	}

	async connect() {
		while (!this.isEnding) {
			try {
				const socket = await this.person.connect();
				// The person object may serve several chatters: each keeps its own socket.
				this.socket = socket;
				socket.ws.on('message', data => this.hear(JSON.parse(data)));
				socket.ws.once('close', () => this.lost(socket));
				if (socket.ws.readyState !== 1) throw new Error('closed');
				this.resume();
				return;
			} catch {
				await delay(50 + Math.random() * 150);
			}
		}
	}

	lost(socket) {
		if (this.socket !== socket || this.isEnding) return;
		this.isOpen = false;
		void this.connect();
	}

	resume() {
		this.isResuming = true;
		const known = this.epoch ? { afterSeq: this.contiguous, epoch: this.epoch } : { afterSeq: 0 };
		this.socket.send('resume', { sessionId: this.sessionId, ...known });
	}

	say(content) {
		const id = messageId();
		this.sent.add(id);
		this.outbox.set(id, content);
		if (this.isOpen) this.push(id);
	}

	push(id) {
		this.socket.send('message.send', { sessionId: this.sessionId, id, content: this.outbox.get(id) });
	}

	hear(event) {
		if (event.sessionId !== this.sessionId) return;
		this['on ' + event.type]?.(event);
	}

	'on resumed'(event) {
		this.epoch = event.epoch;
		this.isResuming = false;
		if (event.isReset) this.reset();
		for (const message of event.messages) this.hold(message.id, message.seq, message.createdAt);
		if (this.contiguous < event.headSeq) this.resume();
		else if (!this.isOpen) {
			this.isOpen = true;
			for (const id of this.outbox.keys()) this.push(id);
		}
	}

	reset() {
		this.held.clear();
		this.contiguous = 0;
	}

	'on message.new'({ message }) {
		if (!this.held.has(message.id)) this.held.set(message.id, { createdAt: message.createdAt });
	}

	'on message.stored'(event) {
		const before = this.promised.get(event.id);
		if (before !== undefined && before !== event.seq) this.shownTwice++;
		this.promised.set(event.id, event.seq);
		const isMine = this.outbox.delete(event.id) || this.sent.has(event.id);
		if (isMine || this.held.has(event.id)) this.hold(event.id, event.seq, event.createdAt);
		if (event.seq > this.contiguous && !this.isResuming) this.resume();
	}

	'on head'({ headSeq }) {
		if (headSeq > this.contiguous && !this.isResuming) this.resume();
	}

	'on message.refused'({ id, retryAfterMs }) {
		if (retryAfterMs !== undefined) setTimeout(() => this.outbox.has(id) && this.isOpen && this.push(id), retryAfterMs);
		else this.refused = (this.refused ?? 0) + 1;
	}

	hold(id, seq, createdAt) {
		this.outbox.delete(id);
		for (const [other, entry] of this.held) if (entry.seq === seq && other !== id) this.shownTwice++;
		this.held.set(id, { seq, createdAt });
		const seqs = new Set([...this.held.values()].map(e => e.seq));
		while (seqs.has(this.contiguous + 1)) this.contiguous++;
	}

	isSettled(count) {
		return this.outbox.size === 0 && this.held.size === count && this.contiguous === count;
	}

	describe() {
		return `${this.name} of ${this.sessionId.slice(0, 8)}: outbox ${this.outbox.size}, held ${this.held.size}, contiguous ${this.contiguous}, refused ${this.refused ?? 0}, open ${this.isOpen}`;
	}

	order() {
		return [...this.held].sort(([x, p], [y, q]) => (p.createdAt < q.createdAt ? -1 : p.createdAt > q.createdAt ? 1 : x < y ? -1 : 1)).map(([id]) => id);
	}

	close() {
		this.isEnding = true;
		return this.socket.close();
	}
}
