// What is to be said of the person beside their texts: that the merchant vouches for them, their name
// and their address, and what else the page says of them. Said again until it has arrived, or the server will not have it.
import { backoff } from "../../../proto/client/backoff";
import { Refusal } from "../../../proto/client/http";
import type { Contact, Tracked } from "../shared/contract";
import type { ChatSession, Problem } from "../shared/proto";
import type { Durable } from "./durable";
import type { Said } from "./identity";
import { Proof } from "./proof";
import type { Rest } from "./rest";
import { Tracker } from "./tracker";
import { Traits } from "./traits";

const AGAIN_LEAST_MS = 1_000;

export interface DetailsHost {
	/** Whether this tab speaks for all. */
	leads(): boolean;
	/** The visitor has another token, as the customer whom the merchant named. */
	proven(): void;
	sessionCame(session: ChatSession): void;
	/** The token does not hold any more. */
	signedOut(): void;
	/** It did not work this time; told once for as long as it lasts. */
	failed(problem: Problem): void;
	changed(): void;
}

export class Details {
	readonly proof: Proof;
	readonly tracker: Tracker;
	private readonly traits: Traits;
	private attempt = 0;
	private timer: ReturnType<typeof setTimeout> | undefined;

	constructor(
		private readonly durable: Durable,
		private readonly rest: Rest,
		private readonly host: DetailsHost,
		tracked: Tracked[] = [],
	) {
		this.proof = new Proof(durable, rest);
		this.tracker = new Tracker(durable, rest, this.proof, tracked);
		this.traits = new Traits(durable, rest, this.proof);
	}

	stop(): void {
		clearTimeout(this.timer);
		this.timer = undefined;
	}

	/** Another person is here. */
	forget(): void {
		this.stop();
		this.attempt = 0;
		this.proof.forget();
		this.traits.forget();
		this.tracker.forget();
	}

	/** What the page has said by now. */
	give(said: Said): void {
		this.proof.give(said);
		this.traits.give(said);
	}

	/** The page says who the visitor is, or what they are called. */
	identify(said: Said): void {
		this.give(said);
		const { identifier, name, email } = this.proof.given;
		const isProofOwed = !!identifier && this.proof.isOwed; // it takes the name along
		const { sessionId } = this.durable.session();
		if (!isProofOwed && (name || email) && sessionId && this.isNews(name, email))
			this.note({ ...(name ? { name } : {}), ...(email ? { email } : {}) });
		this.hurry();
	}

	/** The visitor says what they are called; true when it was taken, or goes with the chat's start. */
	async leave(profile: Contact): Promise<boolean> {
		this.note(profile);
		this.host.changed();
		if (!this.durable.session().sessionId) return true;
		return this.attemptTo(() => this.tell());
	}

	/** There may be something that is owed: what failed has its own time. */
	async settle(): Promise<void> {
		if (this.timer !== undefined) return;
		await this.attemptTo(async () => {
			if (await this.proof.prove()) this.host.proven();
			if (this.host.leads()) await this.tell();
			await this.traits.tell();
		});
		this.tracker.take();
	}

	/** There may be a way now for what failed. */
	hurry(): void {
		this.stop();
		void this.settle();
	}

	private isNews(name = "", email = ""): boolean {
		const { profile } = this.durable.choices();
		return (!!name && name !== profile?.name) || (!!email && email !== profile?.email);
	}

	private note(profile: Contact): void {
		const { sessionId, startKey } = this.durable.session();
		const isProfileOwed = !!sessionId || !!startKey; // else the start takes it along
		this.durable.writeChoices({ profile, isProfileOwed, refused: undefined });
	}

	// True when it was done, or there was nothing to do.
	private async attemptTo(step: () => Promise<void>): Promise<boolean> {
		const { era } = this.durable;
		try {
			await step();
			this.attempt = 0;
			return true;
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
			if (era === this.durable.era) this.failed(error);
			return false;
		}
	}

	private failed(refusal: Refusal): void {
		if (refusal.status === 401) return this.host.signedOut();
		if (this.attempt === 0 || !refusal.isPassing) this.host.failed(refusal.problem);
		if (!refusal.isPassing) return;
		const wait = AGAIN_LEAST_MS + backoff(this.attempt++) + (refusal.retryAfterMs ?? 0);
		this.stop();
		this.timer = setTimeout(() => this.hurry(), wait);
	}

	private async tell(): Promise<void> {
		const { sessionId, token } = this.durable.session();
		const { profile, isProfileOwed } = this.durable.choices();
		if (!isProfileOwed || !profile || !sessionId || !token) return;
		const { era } = this.durable;
		const body = { visitorName: profile.name, visitorEmail: profile.email };
		try {
			const session = await this.rest.patch(sessionId, body, token);
			if (era !== this.durable.era) return;
			this.told(profile);
			this.host.sessionCame(session);
		} catch (error) {
			if (era === this.durable.era && error instanceof Refusal) this.refused(error);
			throw error;
		}
	}

	private refused(refusal: Refusal): void {
		const isFinal = !refusal.isPassing && refusal.status !== 401;
		if (refusal.code === "field") this.durable.refuseProfile(refusal.message);
		else if (isFinal) this.durable.writeChoices({ profile: undefined, isProfileOwed: undefined });
	}

	// What was left meanwhile is still to be told.
	private told({ name, email }: Contact): void {
		const { profile } = this.durable.choices();
		const isSame = profile?.name === name && profile?.email === email;
		if (isSame) this.durable.writeChoices({ isProfileOwed: undefined });
		this.host.changed();
	}
}
