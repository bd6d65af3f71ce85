/*
 * The address bar as a store. The console has a handful of pages, so a path and three functions do
 * what a router would: navigate() pushes, goBack() and the back button pop, usePlace() follows.
 */
import { useSyncExternalStore } from 'react';

export interface Place {
	path: string;
	query: URLSearchParams;
}

/* What is kept with an entry of the history: the console's own place before it. */
interface Trace {
	from?: string;
}

const listeners = new Set<() => void>();
let place = readPlace();

function readPlace(): Place {
	return { path: location.pathname, query: new URLSearchParams(location.search) };
}

function refresh(): void {
	place = readPlace();
	for (const listener of [...listeners]) listener();
}

window.addEventListener('popstate', refresh);

function trace(): Trace {
	return (history.state as Trace | null) ?? {};
}

export function currentPlace(): Place {
	return place;
}

export function currentAddress(): string {
	return location.pathname + location.search;
}

export function navigate(to: string, options: { replace?: boolean } = {}): void {
	if (to === currentAddress()) return;
	if (options.replace) history.replaceState(trace(), '', to);
	else history.pushState({ from: currentAddress() } satisfies Trace, '', to);
	refresh();
}

/* Back to where one came from: the history then has no second entry of it, and the browser's own
 * Back goes on from there. */
export function goBack(to: string): void {
	if (trace().from === to) history.back();
	else navigate(to, { replace: true });
}

function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

export function usePlace(): Place {
	return useSyncExternalStore(subscribe, () => place);
}
