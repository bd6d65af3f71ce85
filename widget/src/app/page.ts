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

/** The page as it is now. */
export function pageNow(names: readonly string[] = []): Page {
	return {
		pageUrl: told("the page's address", location.href, names),
		referrerUrl: told("the referrer", document.referrer, names),
	};
}
