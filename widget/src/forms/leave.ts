// A message that was left, on its way: kept before it goes, sent until the server says what became of it, and once,
// since the form's id is the same each time.
import { backoff } from "../../../proto/client/backoff";
import { ask, Refusal } from "../../../proto/client/http";
import type { Left, LeavingPort, PartPort } from "../shared/contract";

const AGAIN_LEAST_MS = 2_000;
const SHOWN_MOST_MS = 43_200_000; // that it has come

export type Outcome = "sent" | "later" | { problem: string };

/** What was left, unless it came so long ago that whoever is here now has something else to say. */
export function lately({ kept }: LeavingPort): Left | undefined {
	const left = kept();
	const age = Date.now() - (left?.leftAt ?? Date.now());
	return age >= 0 && age <= SHOWN_MOST_MS ? left : undefined;
}

export class Leaver {
	private timer: ReturnType<typeof setTimeout> | undefined;
	private attempt = 0;
	private isSending = false;
	private isGone = false;

	constructor(
		private readonly port: PartPort,
		private readonly leaving: LeavingPort,
		private readonly onOutcome: (outcome: Outcome) => void,
	) {
		window.addEventListener("online", this.hurry);
		this.hurry();
	}

	stop(): void {
		window.removeEventListener("online", this.hurry);
		clearTimeout(this.timer);
		this.isGone = true;
	}

	/** There may be something to be sent, and a way for it. */
	readonly hurry = (): void => {
		clearTimeout(this.timer);
		const left = this.leaving.kept();
		if (left && left.number === undefined && !this.isSending) void this.send(left);
	};

	private async send(left: Left): Promise<void> {
		this.isSending = true;
		const { number } = await this.post(left).catch((error: Refusal) => this.failed(error, left));
		this.isSending = false;
		if (number === undefined || this.leaving.kept()?.formId !== left.formId) return;
		this.leaving.keep({ ...left, number, leftAt: Date.now() });
		this.onOutcome("sent");
	}

	private post({ number: _, leftAt: __, ...left }: Left): Promise<{ number?: number }> {
		const { gateway, token, locale } = this.port;
		const place = { base: `${gateway}/api/support/chat`, credentials: "omit" as const, token };
		return ask(place, "/offline", { method: "POST", body: { tenantId: this.leaving.tenantId, locale, ...left } });
	}

	// What will not do goes back to whoever wrote it.
	private failed(refusal: Refusal, left: Left): { number?: number } {
		if (this.isGone) return {};
		if (refusal.isPassing) {
			const wait = AGAIN_LEAST_MS + backoff(this.attempt++) + (refusal.retryAfterMs ?? 0);
			this.timer = setTimeout(this.hurry, wait);
			this.onOutcome("later");
			return {};
		}
		if (!this.leaving.draft.text) this.leaving.draft.text = left.message;
		this.leaving.keep(undefined);
		this.onOutcome({ problem: refusal.message });
		return {};
	}
}
