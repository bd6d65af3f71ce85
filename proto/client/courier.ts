// Carries texts from the outbox to `stored`: one after the other within a session, so that they keep
// their order on every way; under the same id as often as it takes; again on every new connection,
// and after a while even on this one, until the server says stored, or refuses for good.
import type { Outbox, Outgoing } from "./outbox";
import { ticks } from "./time";
import type { AskOf, FrameOf } from "./wire";

// An answer normally takes milliseconds; later ones are waited for more and more patiently.
const RESEND_MS = 10_000;
const RESEND_MOST_MS = 60_000;

export interface CourierHost<Text extends Outgoing> {
	/** The session that a text belongs to. */
	sessionOf(text: Text): string | undefined;
	/** A text has no session yet and waits for one. */
	needsSession(text: Text): void;
	/** Sends on a connection that listens to the session; false: there is none now. */
	send(frame: AskOf<"message.send">): boolean;
	/** The outbox has changed. */
	changed(): void;
}

interface Attempt {
	count: number;
	nextAt: number;
	/** The server has it in hand: the next one may go. */
	isTaken: boolean;
}

export class Courier<Text extends Outgoing = Outgoing> {
	private readonly attempts = new Map<string, Attempt>();
	private heldUntil = 0;
	private timer: ReturnType<typeof setTimeout> | undefined;

	constructor(
		private readonly outbox: Outbox<Text>,
		private readonly host: CourierHost<Text>,
	) {}

	stop(): void {
		clearTimeout(this.timer);
	}

	/** Something may go out now: a text was written, a session is listened to, an answer came. */
	wake(): void {
		clearTimeout(this.timer);
		const now = ticks();
		if (now < this.heldUntil) return this.wakeAt(this.heldUntil);
		const texts = this.outbox.all();
		this.forgetGone(texts);
		const busy = new Set<string>();
		for (const text of texts) {
			const sessionId = this.host.sessionOf(text);
			if (text.refusal || (sessionId && busy.has(sessionId))) continue;
			if (!sessionId) {
				this.host.needsSession(text);
				continue;
			}
			if (this.isDue(text.id, now)) this.transmit(text, sessionId);
			if (!this.attempts.get(text.id)?.isTaken) busy.add(sessionId);
		}
		const times = [...this.attempts.values()].map((attempt) => attempt.nextAt);
		const later = times.filter((time) => time > now); // what is due waits for a connection
		if (later.length > 0) this.wakeAt(Math.min(...later));
	}

	/** Sends nothing for a while: the server asked for it. */
	hold(milliseconds: number): void {
		this.heldUntil = Math.max(this.heldUntil, ticks() + milliseconds);
		this.wakeAt(this.heldUntil);
	}

	/** What was taken but not stored is sent again on the next connection. */
	disconnected(): void {
		this.attempts.clear();
	}

	/** In a server's memory, or on its disk: shown as sent, and not forgotten here. */
	taken(id: string): void {
		const attempt = this.attempts.get(id);
		if (attempt) attempt.isTaken = true;
		this.wake();
	}

	stored(ids: readonly string[]): void {
		const known = ids.filter((id) => this.attempts.delete(id) || this.outbox.find(id));
		if (known.length === 0) return;
		for (const id of known) this.outbox.remove(id);
		this.host.changed();
		this.wake();
	}

	refused({ id, code, detail, retryAfterMs }: FrameOf<"message.refused">): void {
		this.attempts.delete(id);
		const text = this.outbox.find(id);
		if (retryAfterMs !== undefined) return this.hold(retryAfterMs);
		if (text) this.outbox.put({ ...text, refusal: { code, detail } });
		this.host.changed();
		this.wake();
	}

	/** The author throws a text away. */
	discard(id: string): void {
		this.stored([id]);
	}

	// Another tab may have thrown a text away, or seen it stored or refused.
	private forgetGone(texts: readonly Text[]): void {
		const owed = new Set(texts.filter((text) => !text.refusal).map((text) => text.id));
		for (const id of this.attempts.keys()) if (!owed.has(id)) this.attempts.delete(id);
	}

	private isDue(id: string, now: number): boolean {
		const attempt = this.attempts.get(id);
		return !attempt || attempt.nextAt <= now;
	}

	private transmit(text: Text, sessionId: string): void {
		const { id, content } = text;
		if (!this.host.send({ type: "message.send", sessionId, id, content })) return;
		if (!text.sessionId) this.outbox.put({ ...text, sessionId });
		const { count = 0, isTaken = false } = this.attempts.get(id) ?? {};
		const wait = Math.min(RESEND_MOST_MS, RESEND_MS * 2 ** count);
		this.attempts.set(id, { count: count + 1, nextAt: ticks() + wait, isTaken });
	}

	private wakeAt(time: number): void {
		clearTimeout(this.timer);
		this.timer = setTimeout(() => this.wake(), Math.max(0, time - ticks()) + 20);
	}
}
