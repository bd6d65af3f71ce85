// What the server says of a chat's survey, and what it is told.
import { ask, Refusal, type Place } from "../../../proto/client/http";
import type { PartPort } from "../shared/contract";
import type { AskedSurvey } from "../shared/proto";

const RETRY_MS = 2000;
const RETRY_MOST_MS = 60_000;

/** How long to wait before asking once more, after so many failures. */
export const pauseAfter = (failures: number): number => Math.min(RETRY_MOST_MS, RETRY_MS * 2 ** failures);

export class Surveys {
	private readonly place: Place;

	constructor(private readonly port: PartPort) {
		this.place = { base: `${port.gateway}/api/support/csat`, credentials: "omit", token: port.token };
	}

	read(): Promise<AskedSurvey> {
		return ask(this.place, `?sessionId=${this.port.sessionId}`);
	}

	/** Without a comment what was said before stays. */
	answer(rating: number, feedback: string): Promise<AskedSurvey> {
		const { sessionId } = this.port;
		const body = feedback.trim() ? { sessionId, rating, feedback } : { sessionId, rating };
		return ask(this.place, "", { method: "POST", body });
	}
}

/** Whether it can be answered no more, whatever else is tried. */
export const isOver = (error: unknown): boolean =>
	error instanceof Refusal && (error.status === 404 || error.status === 410);
