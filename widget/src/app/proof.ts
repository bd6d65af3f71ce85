// Who the merchant says the visitor is. Kept in memory only: the page says it again each time.
import { Refusal } from "../../../proto/client/http";
import type { Identity } from "../shared/contract";
import { say } from "../shared/say";
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

	// A name or address that the server will not take is not worth the proof: its sentence begins with
	// the member's name.
	private isMended(error: unknown): boolean {
		const [, member] = /^(name|email) /.exec(error instanceof Refusal ? error.message : "") ?? [];
		const rest = { ...this.given };
		if (!member || !rest[member as "name" | "email"]) return false;
		delete rest[member as "name" | "email"];
		this.given = rest;
		say((error as Refusal).message);
		return true;
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
			this.isProving = false;
			if (this.isMended(error)) return await this.prove();
			if (error instanceof Refusal && error.status === 403) this.withdraw();
			throw error;
		} finally {
			this.isProving = false;
		}
	}
}
