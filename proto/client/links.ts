// Finds what can be opened in a text: web addresses, also those that begin with www., e-mail addresses
// and telephone numbers. Gives pieces, so that views can make elements of them: never markup. Nothing is
// looked at more often than a fixed number of times: a long text takes time by its length alone.

export interface Piece {
	text: string;
	href?: string;
}

// What ends an address: spaces, quotes, marks of direction (behind them it would not be what is read),
// and the punctuation of scripts that put no space behind it.
const WEB = String.raw`(?:https?://|www\.)[^\s<>"'\u0060\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\u3001\u3002\u3008-\u3011\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f]+`;
const LABEL = String.raw`[a-z\d\u00e0-\u024f](?:[a-z\d\u00e0-\u024f-]{0,61}[a-z\d\u00e0-\u024f])?`;
const MAIL = String.raw`[\w%+-][\w.%+-]{0,63}@(?:${LABEL}\.){1,8}[a-z\u00e0-\u024f]{2,24}`;
const PHONE = String.raw`[+(]?\d(?:[ \u00a0\u202f()./\u2010\u2011\u2013-]{0,2}\d){6,16}`;
const FOUND = new RegExp(`(${WEB})|(${MAIL})|(${PHONE})`, "giu");

const TRAILING = new Set(".,!?;:…«»“”‘’،؛؟*");
const OPENED_BY: Record<string, string> = { ")": "(", "]": "[", "}": "{" };

// What may not stand right before, or behind: it would be a part of it.
const IN_WORD = /[\p{L}\p{N}_]/u;
const IN_WEB = /[a-z\d_]/i;
const IN_MAIL = /[\w.%+\-\u00c0-\u024f]/;
const IN_NUMBER = /[\p{L}\p{N}_.,:/#@+$€£¥-]/u;

// "(see https://a.example/b)." ends at the b, "https://a.example/b_(c)" keeps its bracket.
function trimmed(link: string): string {
	const count: Record<string, number> = {};
	for (const char of link) count[char] = (count[char] ?? 0) + 1;
	let end = link.length;
	for (; end > 0; end--) {
		const last = link[end - 1]!;
		const opener = OPENED_BY[last];
		const isSpare = opener && (count[opener] ?? 0) < count[last]!;
		if (!isSpare && !TRAILING.has(last)) break;
		count[last] = count[last]! - 1;
	}
	return link.slice(0, end);
}

/** An address that may become a link: anything but the web's own schemes stays text. */
export function safeHref(address: string): string | undefined {
	try {
		const url = new URL(address);
		return url.protocol === "https:" || url.protocol === "http:" ? url.href : undefined;
	} catch {
		return undefined;
	}
}

// Where somebody's name stands before the host, the address looks as if it led to another one.
function webAddress(link: string): string | undefined {
	const isBare = /^www\./i.test(link);
	const href = safeHref(isBare ? `https://${link}` : link);
	if (!href) return undefined;
	const { username, password, hostname } = new URL(href);
	if (username || password || (isBare && !/^www\.[^.]+\.[^.]/.test(hostname))) return undefined;
	return href;
}

function mailAddress(link: string): string | undefined {
	const isOdd = link.includes("..") || link.includes(".@");
	return isOdd ? undefined : `mailto:${link.replace(/%/g, "%25")}`;
}

const DATE = /\d[./-]\d{1,2}[./-](?:19|20)\d\d/;
const NORTH_AMERICAN = /^(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}$/;

// International, or with a nought before the area code; whole numbers of orders are neither.
function telephone(link: string): string | undefined {
	const digits = link.replace("(0)", "").replace(/\D/g, "");
	const { length } = digits;
	if (link.startsWith("+")) return /^[1-9]\d{7,14}$/.test(digits) ? `tel:+${digits}` : undefined;
	if (NORTH_AMERICAN.test(link)) return `tel:${digits}`;
	if (!/^\(?00?[1-9]/.test(link) || DATE.test(link)) return undefined;
	const isGrouped = length < link.length;
	const isLikely = isGrouped ? length >= 9 && length <= 14 : length === 10 || length === 11;
	return isLikely ? `tel:${digits}` : undefined;
}

interface Link {
	at: number;
	text: string;
	href: string | undefined;
}

function telephoneIn(text: string, start: number, found: string): Link {
	const isUnclosed = found.startsWith("(") && !found.includes(")");
	const link = isUnclosed ? found.slice(1) : found;
	const at = start + (isUnclosed ? 1 : 0);
	const isPart = IN_NUMBER.test(text[start - 1] ?? "") || IN_WORD.test(text[start + found.length] ?? "");
	return { at, text: link, href: isPart ? undefined : telephone(link) };
}

function linkOf(text: string, match: RegExpMatchArray): Link {
	const at = match.index!;
	const [, web, mail, phone] = match;
	const before = text[at - 1] ?? "";
	if (phone) return telephoneIn(text, at, phone);
	const link = web ? trimmed(web) : mail!;
	const isPart = (web ? IN_WEB : IN_MAIL).test(before);
	return { at, text: link, href: isPart ? undefined : web ? webAddress(link) : mailAddress(link) };
}

/** The pieces of a text, in their order: together they are the whole of it. */
export function splitLinks(text: string): Piece[] {
	const pieces: Piece[] = [];
	let end = 0;
	for (const match of text.matchAll(FOUND)) {
		const link = linkOf(text, match);
		if (!link.href) continue;
		if (link.at > end) pieces.push({ text: text.slice(end, link.at) });
		pieces.push({ text: link.text, href: link.href });
		end = link.at + link.text.length;
	}
	if (end < text.length) pieces.push({ text: text.slice(end) });
	return pieces;
}
