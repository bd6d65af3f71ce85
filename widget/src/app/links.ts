// Finds http and https links in a text, so that the view can make elements of them: never markup.

export interface Piece {
	text: string;
	href?: string;
}

// Marks of direction end a link: behind them it would not be what is read.
const LINK = /\bhttps?:\/\/[^\s<>"'`\u202a-\u202e\u2066-\u2069]+/gi;
const TRAILING = /[.,!?;:…]+$/;

// "(see https://a.example/b)." ends at the b, "https://a.example/b_(c)" keeps its bracket.
function trim(link: string): string {
	const shorter = link.replace(TRAILING, "");
	const opened = shorter.split("(").length;
	const closed = shorter.split(")").length;
	return closed > opened && shorter.endsWith(")") ? trim(shorter.slice(0, -1)) : shorter;
}

function address(link: string): string | undefined {
	try {
		const url = new URL(link);
		return url.protocol === "https:" || url.protocol === "http:" ? url.href : undefined;
	} catch {
		return undefined;
	}
}

export function splitLinks(text: string): Piece[] {
	const pieces: Piece[] = [];
	let end = 0;
	for (const match of text.matchAll(LINK)) {
		const link = trim(match[0]);
		const href = address(link);
		if (!href) continue;
		if (match.index! > end) pieces.push({ text: text.slice(end, match.index) });
		pieces.push({ text: link, href });
		end = match.index! + link.length;
	}
	if (end < text.length) pieces.push({ text: text.slice(end) });
	return pieces;
}
