// The visitor's REST routes. Every failure arrives as a Problem, a broken network too.
import type {
	ChatSession,
	ChatStarted,
	MessagePage,
	Problem,
	VisitorIdentified,
} from "../shared/proto";

export class Refusal extends Error {
	constructor(
		readonly status: number,
		readonly problem: Problem,
	) {
		super(problem.detail ?? problem.title ?? problem.code);
	}

	/** Whether the same request may succeed later. */
	get isPassing(): boolean {
		return this.status === 0 || this.status === 429 || this.status >= 500;
	}
}

export interface StartBody {
	tenantId: string;
	visitorName?: string;
	visitorEmail?: string;
	pageUrl?: string;
	referrerUrl?: string;
	identifier?: string;
	identifierHash?: string;
}

interface Asked {
	method?: string;
	token?: string | undefined;
	body?: unknown;
	key?: string;
}

const TIMEOUT_MS = 20_000;

function headers(asked: Asked): Record<string, string> {
	const list: Record<string, string> = { Accept: "application/json" };
	if (asked.body !== undefined) list["Content-Type"] = "application/json";
	if (asked.token) list.Authorization = `Bearer ${asked.token}`;
	if (asked.key) list["Idempotency-Key"] = asked.key;
	return list;
}

export class Rest {
	constructor(private readonly gateway: string) {}

	start(body: StartBody, key: string, token: string | undefined): Promise<ChatStarted> {
		return this.ask("", { method: "POST", body, key, token });
	}

	older(sessionId: string, before: number, limit: number, token: string): Promise<MessagePage> {
		return this.ask(`/${sessionId}/messages?before=${before}&limit=${limit}`, { token });
	}

	patch(sessionId: string, body: object, token: string): Promise<ChatSession> {
		return this.ask(`/${sessionId}`, { method: "PATCH", body, token });
	}

	end(sessionId: string, token: string): Promise<ChatSession> {
		return this.ask(`/${sessionId}/end`, { method: "POST", body: {}, token });
	}

	identify(body: object, token: string): Promise<VisitorIdentified> {
		return this.ask("/identify", { method: "POST", body, token });
	}

	private async ask<T>(path: string, asked: Asked): Promise<T> {
		const stop = new AbortController();
		const timer = setTimeout(() => stop.abort(), TIMEOUT_MS);
		try {
			const response = await fetch(`${this.gateway}/api/support/chat${path}`, {
				method: asked.method ?? "GET",
				headers: headers(asked),
				credentials: "omit",
				cache: "no-store",
				signal: stop.signal,
				...(asked.body === undefined ? {} : { body: JSON.stringify(asked.body) }),
			});
			const answer = (await response.json().catch(() => ({ code: "internal" }))) as unknown;
			if (!response.ok) throw new Refusal(response.status, answer as Problem);
			return answer as T;
		} catch (error) {
			if (error instanceof Refusal) throw error;
			throw new Refusal(0, { code: "unreachable" });
		} finally {
			clearTimeout(timer);
		}
	}
}
