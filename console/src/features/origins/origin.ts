/* What is wrong with an origin that was typed, as far as one sees it here: the server judges it. */
import type { OriginList } from '../../api/types';

export type Fault = 'scheme' | 'wildcard' | 'host' | 'user' | 'path';

export function faultOf(typed: string): Fault | undefined {
	const text = typed.trim();
	if (!/^https?:\/\//i.test(text)) return 'scheme';
	if (text.includes('*')) return 'wildcard';
	let url: URL;
	try {
		url = new URL(text);
	} catch {
		return 'host';
	}
	if (url.username || url.password) return 'user';
	return url.pathname !== '/' || url.search || url.hash ? 'path' : undefined;
}

/* Where the widget was seen last of all. */
export function lastSeen({ items }: OriginList): string | undefined {
	const seen = items.filter(({ lastSeenAt }) => lastSeenAt !== undefined);
	return seen.sort((a, b) => b.lastSeenAt!.localeCompare(a.lastSeenAt!))[0]?.origin;
}
