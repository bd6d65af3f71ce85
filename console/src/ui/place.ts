/*
 * The address bar as a store. The console has a handful of pages, so a path and two functions do
 * what a router would: navigate() pushes, the back button pops, usePlace() follows.
 */
import { useSyncExternalStore } from 'react';

export interface Place {
	path: string;
	query: URLSearchParams;
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

export function navigate(to: string, options: { replace?: boolean } = {}): void {
	if (to === location.pathname + location.search) return;
	if (options.replace) history.replaceState(null, '', to);
	else history.pushState(null, '', to);
	refresh();
}

function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

export function usePlace(): Place {
	return useSyncExternalStore(subscribe, () => place);
}

export function currentAddress(): string {
	return location.pathname + location.search;
}

export const SIGN_IN_PATH = '/admin/sign-in';
export const CHAT_PATH = '/admin/support/chat';

const CHAT_PATTERN = /^\/admin\/support\/chat(?:\/([0-9a-f-]{36}))?\/?$/;

/* Whether a path is the chat page's, and the session that it names. */
export function matchChat(path: string): { sessionId?: string } | null {
	const match = CHAT_PATTERN.exec(path);
	return match ? { sessionId: match[1] } : null;
}

export function chatAddress(sessionId?: string, details = false): string {
	if (!sessionId) return CHAT_PATH;
	return `${CHAT_PATH}/${sessionId}${details ? '?details' : ''}`;
}

export function signInAddress(next: string): string {
	return `${SIGN_IN_PATH}?next=${encodeURIComponent(next)}`;
}

/* Where to go after sign-in: only ever a page of our own. */
export function safeNext(query: URLSearchParams): string {
	const next = query.get('next') ?? '';
	const isOwn = next.startsWith('/admin/') && !next.startsWith(SIGN_IN_PATH);
	return isOwn ? next : CHAT_PATH;
}
