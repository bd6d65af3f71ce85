// Starts the session that the first text needs, and goes on trying while that may still work.
import { backoff } from "../../../proto/client/backoff";
import type { Refusal } from "../../../proto/client/http";
import { newKey } from "../../../proto/client/ids";
import type { ChatStarted, Problem } from "../shared/proto";
import type { Durable, Text } from "./durable";
import type { Proof } from "./proof";
import type { Rest, StartBody } from "./rest";

const DROPPABLE = [
	"visitorName",
	"visitorEmail",
	"pageUrl",
	"referrerUrl",
	"identifier",
	"identifierHash",
];

export interface StarterHost {
	tenantId: string;
	proof: Proof;
	started(answer: ChatStarted): void;
	/** Nothing is tried again before this long. */
	hold(milliseconds: number): void;
	/** It will not work: the problem stands at the texts. */
	failed(problem: Problem): void;
	/** Something that was said of the visitor was not believed or taken; the start goes on without. */
	doubted(problem: Problem): void;
}

export class Starter {
	private attempt = 0;
	private isStarting = false;
	/** Members that the server did not take, by their names. */
	private readonly dropped = new Set<string>();

	constructor(
		private readonly durable: Durable,
		private readonly rest: Rest,
		private readonly host: StarterHost,
	) {}

	/** Another person is here. */
	forget(): void {
		this.attempt = 0;
		this.dropped.clear();
	}

	async start(text: Text): Promise<void> {
		if (this.isStarting) return;
		this.isStarting = true;
		const { token, startKey = newKey() } = this.durable.session();
		this.durable.writeSession({ startKey });
		const { era } = this.durable;
		try {
			const answer = await this.rest.start(this.bodyOf(text), startKey, token);
			this.isStarting = false;
			if (era === this.durable.era) this.started(answer);
			else this.host.hold(0);
		} catch (error) {
			this.isStarting = false;
			if (era === this.durable.era) this.failed(error as Refusal, !!token);
			else this.host.hold(0);
		}
	}

	private started(answer: ChatStarted): void {
		this.attempt = 0;
		this.dropped.clear();
		this.durable.writeSession({ startKey: undefined });
		this.host.started(answer);
		for (const detail of answer.dropped ?? []) this.heardDropped(detail);
	}

	private bodyOf({ page }: Text): StartBody {
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
		const given = Object.entries(wanted).filter(
			([name, value]) => value && !this.dropped.has(name),
		);
		return Object.fromEntries(given) as unknown as StartBody;
	}

	// A sentence for each member that the server did without.
	private heardDropped(detail: string): void {
		if (detail.startsWith("visitor")) this.durable.refuseProfile(detail);
		this.host.doubted({ code: "field", detail });
	}

	// What is said of the visitor beside the text is not worth a chat. A server of the version before
	// refuses the start for it: its sentence begins with the member's name, and the next one goes without.
	private drop({ code, detail = "" }: Problem): boolean {
		const name = /^\w+/.exec(detail)?.[0] ?? "";
		if (code !== "field" || !DROPPABLE.includes(name) || this.dropped.has(name)) return false;
		this.dropped.add(name);
		if (name.startsWith("visitor")) this.durable.refuseProfile(detail);
		return true;
	}

	// An idempotency key that met another body (a name was left meanwhile), a token that ran out, or
	// an identity that nobody believes is replaced.
	private mend(refusal: Refusal, hadToken: boolean): boolean {
		const isTokenOld = refusal.status === 401 && hadToken;
		const isDoubted = refusal.code === "denied" && !!this.host.proof.given.identifier;
		if (isTokenOld) this.durable.writeSession({ token: undefined });
		const isDropped = this.drop(refusal.problem);
		if (isDoubted) this.host.proof.withdraw();
		if (isDoubted || isDropped) this.host.doubted(refusal.problem);
		return isTokenOld || isDoubted || isDropped || refusal.status === 409;
	}

	// What may pass is tried again; anything else is shown at the texts, a full queue too: the visitor
	// decides whether to try again.
	private failed(refusal: Refusal, hadToken: boolean): void {
		const isChanged = this.mend(refusal, hadToken);
		const isFull = refusal.code === "queue_full";
		if (isChanged || isFull) this.durable.writeSession({ startKey: undefined });
		if (isChanged || (refusal.isPassing && !isFull))
			return this.host.hold(backoff(this.attempt++) + (refusal.retryAfterMs ?? 0));
		const because = { code: refusal.code, detail: refusal.message };
		for (const text of this.durable.outbox.all())
			this.durable.outbox.put({ ...text, refusal: because });
		this.host.failed(refusal.problem);
	}
}
