// How long to wait before the next attempt.

const BASE_MS = 500;
const MOST_MS = 30_000;

/** Full jitter: anything between nothing and the doubled, capped delay. */
export function backoff(attempt: number, random = Math.random): number {
	return random() * Math.min(MOST_MS, BASE_MS * 2 ** Math.min(attempt, 10));
}
