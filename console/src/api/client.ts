/* The query client: what is worth a second try, and when. */
import { QueryClient } from '@tanstack/react-query';
import { isPassing, Refusal } from './http';

const MOST_TRIES = 3;
const BASE_MS = 500;
const CEILING_MS = 8_000;

/* Full jitter, above what the server asked for. */
function delayMs(attempt: number, error: unknown): number {
	const floor = error instanceof Refusal ? (error.retryAfterMs ?? 0) : 0;
	return floor + Math.random() * Math.min(CEILING_MS, BASE_MS * 2 ** attempt);
}

export const queryClient = new QueryClient({
	defaultOptions: {
		queries: {
			retry: (count, error) => count < MOST_TRIES && isPassing(error),
			retryDelay: delayMs,
			refetchOnWindowFocus: false,
			refetchOnReconnect: false,
			networkMode: 'always',
		},
		mutations: { networkMode: 'always' },
	},
});
