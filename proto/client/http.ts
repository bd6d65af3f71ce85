// One request to the server. Everything that is not a 2xx becomes a Refusal (RFC 9457); no answer at
// all is one too, with the status 0 and the code "away".
import type { Problem } from "./wire";

const TIMEOUT_MS = 20_000;

/** What fails on this side of the network has only a code. */
export type KnownProblem = Pick<Problem, "code"> & Partial<Problem>;

export class Refusal extends Error {
	constructor(
		readonly status: number,
		readonly problem: KnownProblem,
	) {
		super(problem.detail ?? problem.title ?? problem.code);
	}

	get code(): string {
		return this.problem.code;
	}

	/** What the server asked for before the next attempt. */
	get retryAfterMs(): number | undefined {
		return this.problem.retryAfterMs;
	}

	/** Whether the same request may succeed later. */
	get isPassing(): boolean {
		return this.status === 0 || this.status === 429 || this.status >= 500;
	}
}

/** Where the server is, and how this client proves who it is. */
export interface Place {
	/** "https://desk.example/api/support/chat"; without an origin, that of the page. */
	base: string;
	/** "same-origin": by its cookie; "omit": by its token, if it has one. */
	credentials: "same-origin" | "omit";
	token?: string | undefined;
}

export interface Asked {
	method?: "GET" | "POST" | "PATCH" | "DELETE";
	body?: unknown;
	/** The Idempotency-Key. */
	key?: string;
	/** It goes on when the page is left. */
	keepalive?: boolean;
	/** Gives the request up: nobody waits for its answer any more. */
	signal?: AbortSignal | undefined;
}

/** What every request to a place carries. */
export function proofOf({ credentials, token }: Place) {
	const headers: Record<string, string> = token ? { Authorization: `Bearer ${token}` } : {};
	return { credentials, cache: "no-store" as const, headers };
}

export async function refusalOf(response: Response): Promise<Refusal> {
	const body = (await response.json().catch(() => undefined)) as Problem | undefined;
	const problem: KnownProblem = typeof body?.code === "string" ? body : { code: "internal" };
	const seconds = Number(response.headers.get("Retry-After"));
	if (problem.retryAfterMs !== undefined || !(seconds > 0))
		return new Refusal(response.status, problem);
	return new Refusal(response.status, { ...problem, retryAfterMs: seconds * 1000 });
}

function requestOf(place: Place, { method = "GET", body, key, keepalive = false }: Asked): RequestInit {
	const request = { ...proofOf(place), method, keepalive };
	if (key) request.headers["Idempotency-Key"] = key;
	if (body === undefined) return request;
	request.headers["Content-Type"] = "application/json";
	return { ...request, body: JSON.stringify(body) };
}

/** The parsed answer, undefined for 204, or a thrown Refusal. */
export async function ask<Answer>(place: Place, path: string, asked: Asked = {}): Promise<Answer> {
	const stop = new AbortController();
	const giveUp = () => stop.abort();
	const timer = setTimeout(giveUp, TIMEOUT_MS);
	asked.signal?.addEventListener("abort", giveUp);
	try {
		const request = { ...requestOf(place, asked), signal: stop.signal };
		const response = await fetch(place.base + path, request);
		if (!response.ok) throw await refusalOf(response);
		if (response.status === 204) return undefined as unknown as Answer;
		return (await response.json()) as Answer;
	} catch (error) {
		throw error instanceof Refusal ? error : new Refusal(0, { code: "away" });
	} finally {
		clearTimeout(timer);
		asked.signal?.removeEventListener("abort", giveUp);
	}
}
