/*
 * Requests of the console: same origin, with the cookie. Every failure is a Refusal; one that says
 * that the sign-in has ended is told to whoever must know. What nobody waits for any more is given up.
 */
import { ask, type Asked, type Place, Refusal } from '../../../proto/client/http';

export { Refusal };

const HERE: Place = { base: '', credentials: 'same-origin' };

type Method = NonNullable<Asked['method']>;

interface Options {
	body?: unknown;
	signal?: AbortSignal;
}

let whenSignedOut: () => void = () => {};

/* Tells who must know that a sign-in has ended, wherever it is noticed. */
export function onSignedOut(listener: () => void): void {
	whenSignedOut = listener;
}

export function reportSignedOut(): void {
	whenSignedOut();
}

/* The parsed answer, or a thrown Refusal. */
export function request<Answer>(
	method: Method,
	path: string,
	{ body = {}, signal }: Options = {},
): Promise<Answer> {
	const hasBody = method === 'POST' || method === 'PATCH';
	return ask(HERE, path, hasBody ? { method, body, signal } : { method, signal });
}

/* As request, for callers that are signed in: a 401 ends that everywhere at once. */
export async function signedRequest<Answer>(
	method: Method,
	path: string,
	options?: Options,
): Promise<Answer> {
	try {
		return await request<Answer>(method, path, options);
	} catch (error) {
		if (error instanceof Refusal && error.code === 'signed_out') whenSignedOut();
		throw error;
	}
}

/* Whether the same request may succeed later. */
export function isPassing(error: unknown): boolean {
	return error instanceof Refusal && error.isPassing;
}

export function asRefusal(error: unknown): Refusal {
	return error instanceof Refusal ? error : new Refusal(0, { code: 'internal' });
}

/* The member that cannot be taken, where one was refused: the server's sentence begins with its name. */
export function refusedMember(error: unknown): string | undefined {
	const { code, problem } = asRefusal(error);
	return code === 'field' ? problem.detail?.split(' ', 1)[0] : undefined;
}
