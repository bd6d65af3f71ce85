// What is told of a page: a query or a fragment may let somebody in who reads it later (a link that
// sets a password, say), and stays in the browser, but for the parameters that the tenant keeps.
import { say } from "../shared/say";
import type { Page } from "./durable";

const MOST_BYTES = 2048;

function isKept(parameter: string, names: readonly string[]): boolean {
	const [name] = new URLSearchParams(parameter).keys();
	return name !== undefined && names.includes(name);
}

/** Scheme, host, path and the parameters of these names; nothing of what is no page's address. */
export function addressOf(address: string, names: readonly string[]): string {
	if (!/^https?:/i.test(address)) return "";
	const { origin, pathname, search } = new URL(address); // all of it ASCII
	const kept = search.slice(1).split("&").filter((parameter) => isKept(parameter, names));
	const whole = origin + pathname + (kept.length > 0 ? `?${kept.join("&")}` : "");
	return [whole, origin + pathname].find((text) => text.length <= MOST_BYTES) ?? "";
}

function told(what: string, address: string, names: readonly string[]): string {
	const kept = addressOf(address, names);
	const limits = `it is no http or https address of at most ${MOST_BYTES} bytes`;
	if (address && !kept) say(`${what} is left out: ${limits}`);
	return kept;
}

const LOOK_MS = 1_000;

/**
 * Tells which page the visitor looks at, as it changes: no event tells of every way in which a page's
 * script changes its address. Of several tabs those that are not looked at say nothing.
 */
export class Whereabouts {
	private told = "";
	private timer: ReturnType<typeof setInterval> | undefined;

	/** `tell`: false while there is nobody to tell. */
	constructor(
		private readonly names: readonly string[],
		private readonly tell: (pageUrl: string) => boolean,
	) {}

	begin(): void {
		this.timer = setInterval(() => this.look(), LOOK_MS);
	}

	stop(): void {
		clearInterval(this.timer);
	}

	/** The page is looked at again, or the line is new. */
	anew(): void {
		this.told = "";
		this.look();
	}

	private look(): void {
		if (document.visibilityState !== "visible") return;
		const pageUrl = addressOf(location.href, this.names);
		if (pageUrl !== this.told && this.tell(pageUrl)) this.told = pageUrl;
	}
}

/** The page as it is now. */
export function pageNow(names: readonly string[] = []): Page {
	return {
		pageUrl: told("the page's address", location.href, names),
		referrerUrl: told("the referrer", document.referrer, names),
	};
}
