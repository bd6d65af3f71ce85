// Whether anybody of the shop is there: what was heard last counts, and what was heard long ago is
// asked anew while somebody looks.
import type { Rest } from "./rest";

const FRESH_MS = 30_000;

export class Presence {
	private askedAt = -Infinity;

	constructor(
		public isHere: boolean,
		private readonly tenantId: string,
		private readonly rest: Rest,
		private readonly onChange: () => void,
	) {}

	/** The server has told how many agents are online. */
	learn(agentsOnline: number): void {
		this.isHere = agentsOnline > 0;
	}

	async ask(): Promise<void> {
		if (performance.now() - this.askedAt < FRESH_MS) return;
		this.askedAt = performance.now();
		try {
			const { agentsOnline } = await this.rest.config(this.tenantId);
			if (agentsOnline === this.isHere) return;
			this.isHere = agentsOnline;
			this.onChange();
		} catch {
			this.askedAt = -Infinity; // nobody answers: the next look asks again
		}
	}
}
