// What a client on a stream of events says, each by a request of its own. The answers take the shape
// of the events that a socket would have brought, so that nobody else needs to know of this way.
import { ask, type Place, type Refusal } from "./http";
import type { AskOf, ClientMessage, ServerMessage, StoredMessage } from "./wire";

const AGAIN_MS = 3_000;

export interface PostsEvents {
	frame(frame: ServerMessage): void;
	signedOut(): void;
}

type Receipt = { delivered?: number; read?: number };

export class Posts {
	/** Per session what is still to be confirmed; while one is under way the rest gathers. */
	private readonly receipts = new Map<string, Receipt>();
	private isConfirming = false;
	private again: ReturnType<typeof setTimeout> | undefined;

	constructor(
		private readonly place: Place,
		private readonly events: PostsEvents,
	) {}

	stop(): void {
		clearTimeout(this.again);
		this.receipts.clear();
	}

	send(frame: ClientMessage): void {
		if (frame.type === "message.send") void this.message(frame);
		if (frame.type === "typing.set") void this.typing(frame);
		if (frame.type === "receipt.send") this.receipt(frame);
		if (frame.type === "page.set") void this.page(frame);
	}

	/** Catches up with a session that is listened to already. */
	async resume({ sessionId, afterSeq, epoch = "" }: AskOf<"resume">): Promise<void> {
		const query = afterSeq === undefined ? "" : `?afterSeq=${afterSeq}&epoch=${encodeURIComponent(epoch)}`;
		try {
			this.events.frame(await ask(this.place, `/${sessionId}/resume${query}`));
		} catch (error) {
			const { code, message: detail, retryAfterMs } = this.refused(error);
			const later = retryAfterMs === undefined ? {} : { retryAfterMs };
			this.events.frame({ type: "error", request: "resume", sessionId, code, detail, ...later });
		}
	}

	private async message({ sessionId, id, content }: AskOf<"message.send">): Promise<void> {
		const body = { id, content };
		try {
			const answer = await this.post<StoredMessage>(sessionId, "", body);
			this.told(sessionId, answer);
		} catch (error) {
			const refusal = this.refused(error);
			const { code, message: detail } = refusal;
			const later = refusal.isPassing ? { retryAfterMs: refusal.retryAfterMs ?? AGAIN_MS } : {};
			this.events.frame({ type: "message.refused", sessionId, id, code, detail, ...later });
		}
	}

	private told(sessionId: string, answer: StoredMessage): void {
		const { id, createdAt, seq, fingerprint } = answer;
		if (seq !== undefined && fingerprint !== undefined) {
			const stored = { sessionId, id, seq, createdAt, fingerprint };
			return this.events.frame({ type: "message.stored", ...stored });
		}
		this.events.frame({ type: "message.accepted", sessionId, id, createdAt });
		if (answer.isKept) this.events.frame({ type: "message.kept", sessionId, id });
	}

	private typing({ sessionId, typing }: AskOf<"typing.set">): Promise<void> {
		return this.tell(sessionId, "/typing", { typing });
	}

	private page({ sessionId, pageUrl }: AskOf<"page.set">): Promise<void> {
		return this.tell(sessionId, "/page", { pageUrl });
	}

	// What does not arrive is not said again: it soon means nothing any more.
	private async tell(sessionId: string, what: string, body: object): Promise<void> {
		try {
			await this.post(sessionId, what, body);
		} catch (error) {
			this.refused(error);
		}
	}

	private receipt({ sessionId, ...receipt }: AskOf<"receipt.send">): void {
		const { delivered, read } = receipt;
		const waiting = this.receipts.get(sessionId);
		const next = {
			...waiting,
			...(delivered === undefined ? {} : { delivered }),
			...(read === undefined ? {} : { read }),
		};
		this.receipts.set(sessionId, next);
		void this.confirm();
	}

	// A receipt that did not arrive is sent again, with what came to it meanwhile.
	private async confirm(): Promise<void> {
		const [sessionId, receipt] = [...this.receipts][0] ?? [];
		if (!sessionId || !receipt || this.isConfirming) return;
		this.isConfirming = true;
		this.receipts.delete(sessionId);
		try {
			await this.post(sessionId, "/read", receipt);
		} catch (error) {
			if (this.refused(error).isPassing) return this.confirmAgain(sessionId, receipt);
		}
		this.isConfirming = false;
		void this.confirm();
	}

	private confirmAgain(sessionId: string, receipt: Receipt): void {
		this.receipts.set(sessionId, { ...receipt, ...this.receipts.get(sessionId) });
		this.again = setTimeout(() => {
			this.isConfirming = false;
			void this.confirm();
		}, AGAIN_MS);
	}

	private post<Answer>(sessionId: string, what: string, body: object): Promise<Answer> {
		return ask<Answer>(this.place, `/${sessionId}${what}`, { method: "POST", body });
	}

	private refused(error: unknown): Refusal {
		const refusal = error as Refusal;
		if (refusal.status === 401) this.events.signedOut();
		return refusal;
	}
}
