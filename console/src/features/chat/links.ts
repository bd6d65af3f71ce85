/* Finds the web addresses in a text. */
import { safeHref } from './visitor';

/* Marks of direction end an address: behind them it would not be what is read. */
const ADDRESS = /https?:\/\/[^\s<>"'`\u202a-\u202e\u2066-\u2069]+/giu;
const TRAILING = /[.,;:!?)\]}»”’]+$/u;

export interface Part {
	text: string;
	href?: string;
}

/* A closing bracket belongs to the address only if it was opened there. */
function trimAddress(found: string): string {
	const tail = TRAILING.exec(found)?.[0] ?? '';
	const bare = found.slice(0, found.length - tail.length);
	return tail.startsWith(')') && bare.includes('(') ? `${bare})` : bare;
}

export function splitLinks(text: string): Part[] {
	const parts: Part[] = [];
	let from = 0;
	for (const match of text.matchAll(ADDRESS)) {
		const address = trimAddress(match[0]);
		const href = safeHref(address);
		if (!href) continue;
		if (match.index > from) parts.push({ text: text.slice(from, match.index) });
		parts.push({ text: address, href });
		from = match.index + address.length;
	}
	if (from < text.length) parts.push({ text: text.slice(from) });
	return parts;
}
