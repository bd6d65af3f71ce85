/* How a visitor is called, and the pages that they came from. */
import { withoutDirection } from '../../../../proto/client/names';
import type { ChatSession } from '../../api/types';
import { liveTexts } from './texts/live';

export function visitorName(session: ChatSession): string {
	const name = withoutDirection(session.visitorName ?? '');
	if (name) return name;
	if (session.visitorEmail) return session.visitorEmail;
	return liveTexts().anonymous(session.visitorId.replace(/[^0-9a-z]/gi, '').slice(-4));
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
