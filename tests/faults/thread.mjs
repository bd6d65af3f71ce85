// One session as one client knows it, by the protocol: an outbox in order, one message at a time until
// it is accepted, the same id until it is stored; what others say is provisional until stored; a gap or
// an unknown id means resume. Nothing is shown twice: everything is held by id.
import { messageId } from '../harness/ids.mjs';
import { contentHash, microseconds } from './record.mjs';

const UNANSWERED_MOST_MS = 10_000;
const PROVISIONAL_MOST_MS = 10_000;

export class Thread {
	constructor(client, sessionId) {
		this.client = client;
		this.id = sessionId;
		this.outbox = new Map();      // id → content, until stored
		this.taken = new Set();       // accepted over the link of now
		this.held = new Map();        // id → {seq, createdAt, hash}: stored, with content
		this.provisional = new Map(); // id → {hash, fingerprint, at}
		this.bySeq = new Map();
		this.top = 0;                 // every message up to here is held
		this.head = 0;
		this.receiptSent = 0;
		this.advancedAt = 0;
		this.isCurrent = false;
		this.resumedAt = 0;           // when a resume was asked for that is not answered yet
		this.holdUntil = 0;
	}

	say(content) {
		const id = messageId();
		this.client.record.say(this.client, this.id, id, content);
		this.outbox.set(id, content);
		this.push();
		return id;
	}

	/** How many texts no server has answered for over the link of now. */
	get unansweredCount() {
		return [...this.outbox.keys()].filter(id => !this.taken.has(id)).length;
	}

	// --- the link came or went ---

	/** `isAsked`: the link itself asks for each session as it opens. */
	connected(isAsked) {
		this.disconnected();
		if (isAsked) this.resumedAt = Date.now();
		else this.resume();
	}

	disconnected() {
		this.isCurrent = false;
		this.taken.clear();
		this.pending = undefined;
		this.resumedAt = 0;
	}

	resume() {
		if (this.resumedAt) return;
		this.resumedAt = Date.now();
		this.client.send('resume', { sessionId: this.id, ...this.position() });
	}

	position() {
		return this.epoch ? { afterSeq: this.top, epoch: this.epoch } : {};
	}

	/** Now and then: what stayed unanswered, what is overdue, how far we have come. */
	check() {
		const now = Date.now();
		if (this.resumedAt && now - this.resumedAt > UNANSWERED_MOST_MS) this.resumedAt = 0;
		const isOverdue = [...this.provisional.values()].some(each => now - each.at > PROVISIONAL_MOST_MS);
		if (!this.isCurrent || isOverdue || this.top < this.head) this.resume();
		for (const each of this.provisional.values()) if (isOverdue) each.at = now;
		if (this.isCurrent && this.top > this.receiptSent) {
			this.client.send('receipt.send', { sessionId: this.id, delivered: this.top });
			this.receiptSent = this.top;
		}
		this.push();
	}

	push() {
		const now = Date.now();
		if (!this.isCurrent || now < this.holdUntil) return;
		if (this.pending && now - this.pending.at < UNANSWERED_MOST_MS) return;
		for (const [id, content] of this.outbox) {
			if (this.taken.has(id)) continue;
			this.pending = { id, at: now };
			this.client.send('message.send', { sessionId: this.id, id, content });
			return;
		}
	}

	answered(id) {
		if (this.pending?.id === id) this.pending = undefined;
		this.push();
	}

	hold(ms) {
		this.holdUntil = Date.now() + ms;
		setTimeout(() => this.push(), ms + 5);
	}

	// --- what is heard ---

	hear(event) {
		const handler = this[`on ${event.type}`];
		if (handler) handler.call(this, event);
		else this.client.record.tell(this.client, 'event', this.id);
	}

	'on message.accepted'(event) {
		this.client.record.tell(this.client, 'accepted', this.id, event);
		this.taken.add(event.id);
		this.answered(event.id);
	}

	'on message.kept'(event) {
		this.client.record.tell(this.client, 'kept', this.id, event);
		this.taken.add(event.id);
		// A device that is lost: whether it is stored is the spool's affair alone.
		if (this.client.isForgetful) this.outbox.delete(event.id);
		this.answered(event.id);
	}

	'on message.new'({ message, fingerprint }) {
		this.client.record.tell(this.client, 'shown', this.id, { ...message, fingerprint });
		if (this.held.has(message.id) || this.outbox.has(message.id)) return;
		this.provisional.set(message.id, { hash: contentHash(message.content), fingerprint, at: Date.now() });
	}

	'on message.stored'(event) {
		this.client.record.tell(this.client, 'stored', this.id, event);
		const known = this.provisional.get(event.id);
		this.head = Math.max(this.head, event.seq);
		if (this.outbox.has(event.id)) this.keep(event, contentHash(this.outbox.get(event.id)));
		else if (known?.fingerprint === event.fingerprint) this.keep(event, known.hash);
		if (this.top < this.head) this.resume();
		this.answered(event.id);
	}

	'on resumed'(event) {
		this.resumedAt = 0;
		if (event.isReset) this.reset();
		this.epoch = event.epoch;
		this.head = Math.max(this.head, event.headSeq);
		this.client.record.tell(this.client, 'resumed', this.id, { code: `from ${event.messages[0]?.seq} to ${event.messages.at(-1)?.seq} of ${event.headSeq}` });
		for (const message of event.messages) {
			this.client.record.tell(this.client, 'synced', this.id, message);
			this.keep(message, contentHash(message.content ?? ''));
		}
		if (this.top < event.headSeq) return this.resume();
		this.isCurrent = true;
		this.push();
	}

	'on head'({ headSeq }) {
		this.client.record.tell(this.client, 'head', this.id, { code: `of ${headSeq}` });
		this.head = Math.max(this.head, headSeq);
		if (this.top < this.head) this.resume();
	}

	'on message.refused'(event) {
		if (event.retryAfterMs === undefined) {
			this.client.record.tell(this.client, 'refused', this.id, event);
			this.outbox.delete(event.id);
		} else {
			this.client.record.tell(this.client, 'put off', this.id, event);
			this.hold(event.retryAfterMs);
		}
		this.answered(event.id);
	}

	'on error'(event) {
		this.client.record.tell(this.client, 'error', this.id, event);
		if (event.request !== 'resume') return;
		setTimeout(() => {
			this.resumedAt = 0;
			this.resume();
		}, event.retryAfterMs ?? 1000);
	}

	'on unanswered'({ id }) {
		this.hold(this.client.chance.int(100, 1000));
		this.answered(id);
	}

	// The first page is the newest; a session of these tests is empty when it is first asked for.
	reset() {
		if (this.epoch) this.client.record.tell(this.client, 'reloaded', this.id);
		this.held.clear();
		this.bySeq.clear();
		this.top = this.head = 0;
	}

	keep({ id, seq, createdAt }, hash) {
		this.outbox.delete(id);
		this.provisional.delete(id);
		this.held.set(id, { seq, createdAt: microseconds(createdAt), hash });
		this.bySeq.set(seq, id);
		while (this.bySeq.has(this.top + 1)) {
			this.top++;
			this.advancedAt = Date.now();
		}
	}

	get isQuiet() {
		return this.outbox.size === 0 && this.isCurrent && this.top === this.head && this.provisional.size === 0;
	}

	describe() {
		return `session ${this.id} at client ${this.client.index}: outbox ${this.outbox.size}, top ${this.top}, head ${this.head}, provisional ${this.provisional.size}, `
			+ `${this.isCurrent ? 'current' : 'not current'}, ${this.client.state}`;
	}
}
