/* How a visitor is called and coloured when they gave no name. */
import type { ChatSession } from '../api/types';
import { texts } from '../locale';

const HUES = ['teal', 'blue', 'grape', 'orange', 'cyan', 'pink', 'indigo', 'lime'] as const;

/* Marks of direction are for texts; in a name they would turn round what stands beside it, since one
 * that ends an isolate ends a <bdi>, too. */
export function withoutDirection(text: string): string {
	return text.replace(/[\u202a-\u202e\u2066-\u2069]/gu, '');
}

export function visitorName(session: ChatSession): string {
	const name = withoutDirection(session.visitorName ?? '');
	if (name) return name;
	if (session.visitorEmail) return session.visitorEmail;
	return texts().visitor.anonymous(session.visitorId.replace(/[^0-9a-z]/gi, '').slice(-4));
}

/* A name within a text that is no markup, with a direction of its own. */
export function isolated(name: string): string {
	return `\u2068${name}\u2069`;
}

export function initials(name: string): string {
	const words = name.trim().split(/\s+/u).filter(Boolean);
	const first = [...(words[0] ?? '')][0] ?? '?';
	const last = words.length > 1 ? ([...words.at(-1)!][0] ?? '') : '';
	return (first + last).toLocaleUpperCase();
}

/* The same visitor always gets the same colour. */
export function hueOf(id: string): string {
	let sum = 0;
	for (const char of id) sum = (sum * 31 + char.charCodeAt(0)) >>> 0;
	return HUES[sum % HUES.length]!;
}

/* A page's address as people read it: without the scheme, only what fits a line. */
export function shortAddress(address: string): string {
	try {
		const url = new URL(address);
		return url.host + (url.pathname === '/' ? '' : url.pathname);
	} catch {
		return address;
	}
}

/* In lists the shop's own host says nothing: the path does. */
export function pagePath(address: string): string {
	try {
		const url = new URL(address);
		return withoutDirection(decodeURI(url.pathname));
	} catch {
		return address;
	}
}

/* An address that may become a link: anything but the web's own schemes stays text. */
export function safeHref(address: string): string | undefined {
	try {
		const url = new URL(address);
		return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : undefined;
	} catch {
		return undefined;
	}
}
