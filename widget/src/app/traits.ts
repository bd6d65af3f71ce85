// The attributes that the page gives its visitor: told once to each token, when there is one. Kept in
// memory only: the page says them again each time. No chat waits for them.
import { Refusal } from "../../../proto/client/http";
import { say } from "../shared/say";
import type { Attributes } from "./attributes";
import type { Durable } from "./durable";
import type { Said } from "./identity";
import { markOf, type Proof } from "./proof";
import type { Rest } from "./rest";

interface Signed {
	signedAttributes: string;
	attributesHash: string | undefined;
}

export class Traits {
	private said: Attributes = {};
	private signed: Signed | undefined;
	/** What this page has told last, or was refused. */
	private told: string | undefined;

	constructor(
		private readonly durable: Durable,
		private readonly rest: Rest,
		private readonly proof: Proof,
	) {}

	give({ attributes, signedAttributes, attributesHash }: Said): void {
		this.said = { ...this.said, ...attributes };
		if (signedAttributes) this.signed = { signedAttributes, attributesHash };
	}

	forget(): void {
		this.said = {};
		this.signed = undefined;
		this.told = undefined;
	}

	// Only for who is proven can anybody vouch.
	private body() {
		const { identifier, identifierHash } = this.proof.given;
		const isProven = !!identifier && identifierHash === this.durable.session().identifierHash;
		return {
			...(Object.keys(this.said).length > 0 ? { attributes: this.said } : {}),
			...(isProven && this.signed ? { identifier, ...this.signed } : {}),
		};
	}

	/** Tells what there is to be told; what may work later is thrown. */
	async tell(): Promise<void> {
		const { token, traitsMark } = this.durable.session();
		const body = this.body();
		const mark = markOf(token + JSON.stringify(body));
		const isTold = mark === traitsMark || mark === this.told;
		if (!token || isTold || Object.keys(body).length === 0) return;
		this.told = mark;
		const { era } = this.durable;
		try {
			await this.rest.attributes(body, token);
			if (era === this.durable.era) this.durable.writeSession({ traitsMark: mark });
		} catch (error) {
			if (era !== this.durable.era) return;
			if (this.isMended(error as Refusal)) await this.tell();
		}
	}

	// What is signed and not believed, or will not do, is left out. A server of the version before knows
	// nothing of this, and says that there is no such thing.
	private isMended(refusal: Refusal): boolean {
		if (refusal.isPassing || refusal.status === 401) {
			this.told = undefined;
			throw refusal;
		}
		if (refusal.status !== 404) say(refusal.message);
		const isSigned = refusal.code === "denied" || refusal.message.startsWith("signed");
		const isMended = isSigned && !!this.signed;
		if (isMended) this.signed = undefined;
		return isMended;
	}
}
