// How people's names are shown, on both sides.
import { charactersOf } from "./limits";

/** Marks of direction are for texts; in a name they would turn round what stands beside it, since one
 * that ends an isolate ends a <bdi>, too. */
export function withoutDirection(text: string): string {
	return text.replace(/[\u202a-\u202e\u2066-\u2069]/g, "");
}

/** A name within a text that is no markup, with a direction of its own. */
export function isolated(name: string): string {
	return `\u2068${withoutDirection(name)}\u2069`;
}

const CURSIVE = /[\u0600-\u08ff]/; // letters that would join to what is no word
const APART = "\u200c";

const firstOf = (text: string) => charactersOf(text)[0] ?? "";

/** Whole characters of the first and the last word that have a letter; "?" of nothing. */
export function initialsOf(name: string): string {
	const bare = withoutDirection(name).trim();
	const words = bare
		.split(/\s+/)
		.map((word) => word.replace(/^[^\p{L}\p{N}]+/u, ""))
		.filter(Boolean);
	const first = firstOf(words[0] ?? bare) || "?";
	const last = words.length > 1 ? firstOf(words[words.length - 1]!) : "";
	return [first, last].filter(Boolean).join(CURSIVE.test(first) ? APART : "").toLocaleUpperCase();
}
