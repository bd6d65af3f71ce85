/*
 * One function that speaks to the server. Everything that is not a 2xx becomes a Problem (RFC 9457);
 * no answer at all is a Problem too, with the code "away".
 */
import type { SupportAgent } from './types';

const TIMEOUT_MS = 15_000;

export class Problem extends Error {
	constructor(
		readonly code: string,
		readonly status: number,
		readonly detail?: string,
		readonly retryAfterMs?: number,
		/** Who has the session already, on a lost race for it. */
		readonly assignedAgent?: SupportAgent,
	) {
		super(detail ?? code);
		this.name = 'Problem';
	}
}

type Method = 'GET' | 'POST';

let whenSignedOut: () => void = () => {};

/* Tells who must know that a sign-in has ended, wherever it is noticed. */
export function onSignedOut(listener: () => void): void {
	whenSignedOut = listener;
}

export function reportSignedOut(): void {
	whenSignedOut();
}

function retryAfter(response: Response, body: { retryAfterMs?: number }): number | undefined {
	if (typeof body.retryAfterMs === 'number') return body.retryAfterMs;
	const seconds = Number(response.headers.get('Retry-After'));
	return seconds > 0 ? seconds * 1000 : undefined;
}

async function readProblem(response: Response): Promise<Problem> {
	const body = await response.json().catch(() => ({}));
	return new Problem(
		typeof body.code === 'string' ? body.code : 'internal',
		response.status,
		typeof body.detail === 'string' ? body.detail : undefined,
		retryAfter(response, body),
		body.assignedAgent,
	);
}

async function ask(method: Method, path: string, body: unknown): Promise<Response> {
	const hasBody = method === 'POST';
	try {
		return await fetch(path, {
			method,
			credentials: 'same-origin',
			cache: 'no-store',
			headers: hasBody ? { 'Content-Type': 'application/json' } : {},
			body: hasBody ? JSON.stringify(body ?? {}) : null,
			signal: AbortSignal.timeout(TIMEOUT_MS),
		});
	} catch {
		throw new Problem('away', 0);
	}
}

/* The parsed answer, or a thrown Problem. */
export async function request<Answer>(
	method: Method,
	path: string,
	body?: unknown,
): Promise<Answer> {
	const response = await ask(method, path, body);
	if (!response.ok) throw await readProblem(response);
	if (response.status === 204) return undefined as Answer;
	return (await response.json()) as Answer;
}

/* As request, for callers that are signed in: a 401 ends that everywhere at once. */
export async function signedRequest<Answer>(
	method: Method,
	path: string,
	body?: unknown,
): Promise<Answer> {
	try {
		return await request<Answer>(method, path, body);
	} catch (error) {
		if (error instanceof Problem && error.code === 'signed_out') whenSignedOut();
		throw error;
	}
}

export function asProblem(error: unknown): Problem {
	return error instanceof Problem ? error : new Problem('internal', 0);
}
