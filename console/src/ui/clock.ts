/*
 * The server's time as far as this browser knows it, and one ticker for every running clock on the
 * page: it beats once a second, and only while somebody looks.
 */
import { useSyncExternalStore } from 'react';

const TICK_MS = 1000;

let offsetMs = 0;
let nowMs = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

export function setServerTime(serverTime: string): void {
	const serverMs = Date.parse(serverTime);
	if (Number.isFinite(serverMs)) offsetMs = serverMs - Date.now();
}

export function serverNowMs(): number {
	return Date.now() + offsetMs;
}

function tick(): void {
	nowMs = Date.now() + offsetMs;
	for (const listener of [...listeners]) listener();
}

function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	if (timer === undefined) {
		timer = setInterval(tick, TICK_MS);
		nowMs = Date.now() + offsetMs;
	}
	return () => {
		listeners.delete(listener);
		if (listeners.size > 0) return;
		clearInterval(timer);
		timer = undefined;
	};
}

/* What is made of the server's time in milliseconds: drawn anew only when that is another. */
export function useClock<Value extends string | number | boolean>(
	read: (nowMs: number) => Value,
): Value {
	return useSyncExternalStore(subscribe, () => read(nowMs));
}

/* The server's time in milliseconds, anew every second. */
export function useNow(): number {
	return useClock((now) => now);
}
