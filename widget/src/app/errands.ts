// What the visitor asks of the session by REST, beside writing in it.
import { Refusal } from "../../../proto/client/http";
import type { Room } from "../../../proto/client/room";
import { applyOlder } from "../../../proto/client/thread";
import type { ChatSession, Problem } from "../shared/proto";
import type { Durable } from "./durable";
import type { Rest } from "./rest";

const OLDER_PAGE = 50;

export interface ErrandsHost {
	sessionCame(session: ChatSession): void;
	/** The token does not hold any more. */
	signedOut(): void;
	failed(problem: Problem): void;
	changed(): void;
}

export class Errands {
	isLoadingOlder = false;
	/** It is tried again when the visitor says so. */
	hasOlderFailed = false;

	constructor(
		private readonly durable: Durable,
		private readonly rest: Rest,
		private readonly host: ErrandsHost,
	) {}

	// True when it was done; what went wrong is told to the host, unless another person is here now.
	private async attempt(step: () => Promise<void>): Promise<boolean> {
		const { era } = this.durable;
		try {
			await step();
			return true;
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
			if (era !== this.durable.era) return false;
			if (error.status === 401) this.host.signedOut();
			else this.host.failed(error.problem);
			return false;
		}
	}

	async loadOlder(room: Room): Promise<void> {
		const { sessionId, token } = this.durable.session();
		const { lowSeq, epoch } = room.thread.get();
		const isAll = epoch === null || lowSeq <= 1;
		if (!sessionId || !token || isAll || this.isLoadingOlder) return;
		this.isLoadingOlder = true;
		this.host.changed();
		const isDone = await this.attempt(async () => {
			const page = await this.rest.older(sessionId, lowSeq, OLDER_PAGE, token);
			room.update((thread) => applyOlder(thread, page.messages));
		});
		this.hasOlderFailed = !isDone;
		this.isLoadingOlder = false;
		this.host.changed();
	}

	async end(): Promise<boolean> {
		const { sessionId, token } = this.durable.session();
		if (!sessionId || !token) return true;
		return this.attempt(async () => {
			this.host.sessionCame(await this.rest.end(sessionId, token));
		});
	}
}
