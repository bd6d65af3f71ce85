// Who the merchant says the visitor is. Kept in memory only: the page says it again each time.
import { Refusal } from "../../../proto/client/http";
import type { Identity } from "../shared/contract";
import type { Durable } from "./durable";
import type { Rest } from "./rest";

export class Proof {
	given: Identity = {};
	private isProving = false;

	constructor(
		private readonly durable: Durable,
		private readonly rest: Rest,
	) {}

	give(identity: Identity): void {
		this.given = { ...this.given, ...identity };
	}

	forget(): void {
		this.given = {};
	}

	/** The server did not believe it: the visitor goes on unproven. */
	withdraw(): void {
		const { identifier: _, identifierHash: __, ...rest } = this.given;
		this.given = rest;
	}

	/** Takes a token as the proven visitor; false when nothing is to be proven, or has been. */
	async prove(): Promise<boolean> {
		const { identifier, identifierHash, name, email } = this.given;
		const { token, identifierHash: proven } = this.durable.session();
		if (!token || !identifier || identifierHash === proven || this.isProving) return false;
		this.isProving = true;
		try {
			const body = { identifier, identifierHash, name, email };
			const answer = await this.rest.identify(body, token);
			this.durable.writeSession({ token: answer.token, identifierHash });
			return true;
		} catch (error) {
			if (error instanceof Refusal && error.status === 403) this.withdraw();
			throw error;
		} finally {
			this.isProving = false;
		}
	}
}
