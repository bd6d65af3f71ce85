/*
 * Carries what this agent writes from the outbox to `stored`: over the socket, under the same id as
 * often as it takes, until the server says stored or refuses for good. A message is sent only on a
 * connection that listens to its session, or its `stored` would go unheard.
 */
import { newId } from '../lib/uuid';
import { serverNowMs, toMicros } from '../lib/clock';
import type { Outbox, Outgoing } from './outbox';
import type { Room } from './room';
import type { Socket } from './socket';
import { addOwn, applyRefused, type Entry, removeEntry, setState } from './thread';
import type { MessageRefused } from './wire';

/* An answer normally takes milliseconds; later ones are asked for more and more patiently. */
const RESEND_MS = 10_000;
const RESEND_MOST_MS = 60_000;

interface Attempt {
	count: number;
	nextAt: number;
}

export class Courier {
	private readonly attempts = new Map<string, Attempt>();
	private readonly timers = new Set<ReturnType<typeof setTimeout>>();

	constructor(
		private readonly outbox: Outbox,
		private readonly socket: Socket,
		private readonly room: (sessionId: string) => Room,
		private readonly agentId: string,
	) {}

	stop(): void {
		for (const timer of this.timers) clearTimeout(timer);
		this.timers.clear();
	}

	/* The sessions with something still to be sent. */
	sessions(): Set<string> {
		const owed = this.outbox.all().filter((outgoing) => !outgoing.refusal);
		return new Set(owed.map((outgoing) => outgoing.sessionId));
	}

	/* Shows in a new room what an earlier page left unsent. */
	fill(room: Room): void {
		for (const outgoing of this.outbox.of(room.sessionId))
			room.update((thread) => addOwn(thread, this.toEntry(outgoing)));
	}

	post(room: Room, content: string): void {
		const createdAt = new Date(serverNowMs()).toISOString();
		const outgoing = { sessionId: room.sessionId, id: newId(), content, createdAt };
		this.outbox.add(outgoing);
		room.update((thread) => addOwn(thread, this.toEntry(outgoing)));
		this.transmit(room, outgoing);
	}

	/* Sends everything that a room owes: after its resume. */
	deliver(room: Room): void {
		for (const outgoing of this.outbox.of(room.sessionId))
			if (!outgoing.refusal) this.transmit(room, outgoing);
	}

	retry(room: Room, id: string): void {
		const outgoing = this.outbox.of(room.sessionId).find((other) => other.id === id);
		if (!outgoing) return;
		if (outgoing.refusal === 'conflict') {
			/* The id is taken by another text; under a new one it is a new message. */
			this.discard(room, id);
			this.post(room, outgoing.content);
			return;
		}
		this.outbox.refuse(id, undefined);
		room.update((thread) => setState(thread, id, 'sending'));
		this.transmit(room, outgoing);
	}

	discard(room: Room, id: string): void {
		this.stored(id);
		room.update((thread) => removeEntry(thread, id));
	}

	stored(id: string): void {
		this.attempts.delete(id);
		this.outbox.remove(id);
	}

	refused(room: Room, message: MessageRefused): void {
		this.attempts.delete(message.id);
		if (message.retryAfterMs === undefined) {
			this.outbox.refuse(message.id, message.code);
			room.update((thread) => applyRefused(thread, message));
			return;
		}
		const timer = setTimeout(() => {
			this.timers.delete(timer);
			this.retry(room, message.id);
		}, message.retryAfterMs);
		this.timers.add(timer);
	}

	/* Repeats what has waited too long for its answer. */
	sweep(): void {
		const now = Date.now();
		for (const outgoing of this.outbox.all()) {
			const attempt = this.attempts.get(outgoing.id);
			if (attempt && attempt.nextAt <= now)
				this.transmit(this.room(outgoing.sessionId), outgoing);
		}
	}

	private transmit(room: Room, { id, content }: Outgoing): void {
		if (!room.isListening) return;
		const { sessionId } = room;
		if (!this.socket.send({ type: 'message.send', sessionId, id, content })) return;
		const count = (this.attempts.get(id)?.count ?? 0) + 1;
		const wait = Math.min(RESEND_MOST_MS, RESEND_MS * 2 ** (count - 1));
		this.attempts.set(id, { count, nextAt: Date.now() + wait });
	}

	private toEntry(outgoing: Outgoing): Entry {
		return {
			id: outgoing.id,
			senderId: this.agentId,
			senderType: 'agent',
			content: outgoing.content,
			createdAt: outgoing.createdAt,
			at: toMicros(outgoing.createdAt),
			state: outgoing.refusal ? 'refused' : 'sending',
			code: outgoing.refusal,
			heardAt: Date.now(),
		};
	}
}
