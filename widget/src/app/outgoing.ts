// The way out, in the tab that leads: starts the session that the first text needs, sends the
// outbox in its order, one text at a time until the server has taken it, and again with the same id
// after every reconnect until each is stored or refused.
import type { ChatStarted, ClientMessage, Problem, ServerMessage } from "../shared/proto";
import type { Durable, Entry } from "./durable";
import { newId, newKey } from "./ids";
import type { Proof } from "./proof";
import { Refusal, type Rest, type StartBody } from "./rest";
import { reconnectDelay } from "./socket";

const UNANSWERED_MOST_MS = 10_000;

export interface OutgoingHost {
	tenantId: string;
	proof: Proof;
	/** Whether this tab leads and the session's socket is up and caught up. */
	canSend(): boolean;
	leads(): boolean;
	send(frame: ClientMessage): void;
	started(answer: ChatStarted): void;
	changed(): void;
	failed(problem: Problem): void;
	/** The merchant's word on who the visitor is was not believed; the start goes on without. */
	doubted(problem: Problem): void;
}

export class Outgoing {
	private readonly taken = new Set<string>();
	private pending: { id: string; at: number } | undefined;
	private waitUntil = 0;
	private timer = 0;
	private attempt = 0;
	private isStarting = false;

	constructor(
		private readonly durable: Durable,
		private readonly rest: Rest,
		private readonly host: OutgoingHost,
	) {}

	/** Something may go out now: a text was written, the socket came up, an answer arrived. */
	wake(): void {
		if (!this.host.leads()) return;
		const next = this.next();
		if (!next) return;
		if (Date.now() < this.waitUntil) this.wakeAt(this.waitUntil);
		else if (!this.sessionOf(next)) void this.start(next);
		else this.sendNext(next);
	}

	/** The socket went: what was taken but not stored is sent again on the next one. */
	disconnected(): void {
		this.taken.clear();
		this.pending = undefined;
	}

	accepted(id: string): void {
		this.taken.add(id);
		this.answered(id);
	}

	stored(id: string): void {
		this.taken.delete(id);
		this.durable.remove(id);
		this.answered(id);
	}

	refused(frame: ServerMessage & { type: "message.refused" }): void {
		if (frame.retryAfterMs !== undefined) this.hold(frame.retryAfterMs);
		else this.giveUp(frame.id, frame.detail);
		this.answered(frame.id);
	}

	/** Sends a failed text again: as a new message, for a refused id may not be used again. */
	retry(id: string): void {
		const entry = this.durable.entries().find((each) => each.id === id);
		if (!entry) return;
		this.durable.remove(id);
		const { content, page } = entry;
		this.durable.put({ id: newId(), content, page, madeAt: Date.now() });
	}

	private answered(id: string): void {
		if (this.pending?.id === id) this.pending = undefined;
		this.wake();
	}

	private next(): Entry | undefined {
		return this.durable.entries().find((entry) => !entry.failure && !this.taken.has(entry.id));
	}

	private sessionOf(entry: Entry): string | undefined {
		const { sessionId, isEnded } = this.durable.session();
		return entry.sessionId ?? (isEnded ? undefined : sessionId);
	}

	private sendNext(entry: Entry): void {
		if (!this.host.canSend()) return;
		const isWaiting = this.pending && Date.now() - this.pending.at < UNANSWERED_MOST_MS;
		if (isWaiting) return this.wakeAt(this.pending!.at + UNANSWERED_MOST_MS);
		const sessionId = this.sessionOf(entry)!;
		if (!entry.sessionId) this.durable.put({ ...entry, sessionId });
		this.pending = { id: entry.id, at: Date.now() };
		const { id, content } = entry;
		this.host.send({ type: "message.send", sessionId, id, content });
		this.wakeAt(this.pending.at + UNANSWERED_MOST_MS);
	}

	private wakeAt(time: number): void {
		clearTimeout(this.timer);
		this.timer = window.setTimeout(() => this.wake(), Math.max(0, time - Date.now()) + 20);
	}

	/** Sends nothing for a while: the server asked for it. */
	hold(milliseconds: number): void {
		this.waitUntil = Date.now() + milliseconds;
		this.wakeAt(this.waitUntil);
	}

	private giveUp(id: string, failure: string): void {
		const entry = this.durable.entries().find((each) => each.id === id);
		if (entry) this.durable.put({ ...entry, failure });
		this.host.changed();
	}

	private async start(entry: Entry): Promise<void> {
		if (this.isStarting) return;
		this.isStarting = true;
		const { token, startKey = newKey() } = this.durable.session();
		this.durable.writeSession({ startKey });
		try {
			const answer = await this.rest.start(this.startBody(entry), startKey, token);
			this.attempt = 0;
			this.durable.writeSession({ startKey: undefined });
			this.isStarting = false;
			this.host.started(answer);
		} catch (error) {
			this.isStarting = false;
			this.startFailed(error as Refusal, !!token);
		}
	}

	private startBody({ page }: Entry): StartBody {
		const { identifier, identifierHash, name, email } = this.host.proof.given;
		const { profile } = this.durable.choices();
		const wanted = {
			tenantId: this.host.tenantId,
			visitorName: profile?.name ?? name,
			visitorEmail: profile?.email ?? email,
			pageUrl: page.pageUrl,
			referrerUrl: page.referrerUrl,
			identifier,
			identifierHash,
		};
		const given = Object.entries(wanted).filter(([, value]) => value);
		return Object.fromEntries(given) as unknown as StartBody;
	}

	// An idempotency key that met another body (a name was left meanwhile), a token that ran out, or
	// an identity that nobody believes is replaced.
	private mendStart(refusal: Refusal, hadToken: boolean): boolean {
		const isTokenOld = refusal.status === 401 && hadToken;
		const isDoubted = refusal.problem.code === "denied" && !!this.host.proof.given.identifier;
		if (isTokenOld) this.durable.writeSession({ token: undefined });
		if (isDoubted) this.host.proof.withdraw();
		if (isDoubted) this.host.doubted(refusal.problem);
		return isTokenOld || isDoubted || refusal.status === 409;
	}

	// What may pass is tried again; anything else is shown at the texts.
	private startFailed(refusal: Refusal, hadToken: boolean): void {
		const isChanged = this.mendStart(refusal, hadToken);
		if (isChanged) this.durable.writeSession({ startKey: undefined });
		if (isChanged || refusal.isPassing) {
			const delay = reconnectDelay(this.attempt++) + (refusal.problem.retryAfterMs ?? 0);
			return this.hold(delay);
		}
		for (const entry of this.durable.entries())
			this.durable.put({ ...entry, failure: refusal.message || "refused" });
		this.host.changed();
		this.host.failed(refusal.problem);
	}
}
