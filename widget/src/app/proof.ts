// Who the merchant says the visitor is. Kept in memory only: the page says it again each time.
import { Refusal } from "../../../proto/client/http";
import type { Identity } from "../shared/contract";
import { say } from "../shared/say";
import type { Durable } from "./durable";
import type { Rest } from "./rest";

const MARK_BASE = 0x811c9dc5;
const MARK_PRIME = 0x01000193;

// FNV-1a: tells one customer from another, and nobody who they are.
export function markOf(text: string): string {
	let mark = MARK_BASE;
	for (const letter of text) mark = Math.imul(mark ^ letter.codePointAt(0)!, MARK_PRIME);
	return (mark >>> 0).toString(36);
}

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
		this.isProving = false; // for somebody else
	}

	/** Whether it is somebody else than who was given before, here or on an earlier page. */
	isOther({ identifier, identifierHash }: Identity): boolean {
		if (!identifier) return false;
		const { identifierMark, identifierHash: proven } = this.durable.session();
		const { identifier: before } = this.given;
		if (before !== undefined) return before !== identifier;
		if (identifierMark !== undefined) return identifierMark !== markOf(identifier);
		return proven !== undefined && proven !== identifierHash;
	}

	/** The server did not believe it: the visitor goes on unproven. */
	withdraw(): void {
		const { identifier: _, identifierHash: __, ...rest } = this.given;
		this.given = rest;
	}

	/** What is kept of who the given one is, once the server believes it. */
	kept() {
		const { identifier, identifierHash } = this.given;
		return { identifierHash, identifierMark: identifier && markOf(identifier) };
	}

	/** Whether there is something to be proven, and somebody whom it makes a customer. */
	get isOwed(): boolean {
		const { token, identifierHash: proven } = this.durable.session();
		const { identifier, identifierHash } = this.given;
		return !!token && !!identifier && identifierHash !== proven;
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
		const { token } = this.durable.session();
		if (!this.isOwed || !token || this.isProving) return false;
		this.isProving = true;
		const { era } = this.durable;
		const kept = this.kept();
		this.durable.setProving(true);
		try {
			const body = { identifier, identifierHash, name, email };
			const answer = await this.rest.identify(body, token);
			if (era !== this.durable.era) return false;
			this.durable.writeSession({ token: answer.token, ...kept, provingUntil: undefined });
			return true;
		} catch (error) {
			this.isProving = false;
			if (era !== this.durable.era) return false;
			if (this.isMended(error)) return await this.prove();
			const isFinal = error instanceof Refusal && !error.isPassing && error.status !== 401;
			if (isFinal) this.durable.setProving(false);
			if (isFinal) this.withdraw();
			throw error;
		} finally {
			this.isProving = false;
		}
	}
}
