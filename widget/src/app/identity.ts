// What the page says of its visitor, made fit: what will not do is left out and said, since it is
// never worth a chat.
import type { Identity } from "../shared/contract";
import { say } from "../shared/say";

type Member = keyof Identity;

const MOST_BYTES: Record<Member, number> = {
	identifier: 255,
	identifierHash: 64,
	name: 255,
	email: 254,
};
const MEMBERS = Object.keys(MOST_BYTES) as Member[];
const HALF_AT_END = /[\ud800-\udbff]$/;

const bytesOf = (text: string) => new TextEncoder().encode(text).length;

// Texts, and what shops have for ids.
function textOf(value: unknown): string | undefined {
	if (value === undefined || value === null) return "";
	const isPlain = typeof value === "string" || typeof value === "number" || typeof value === "bigint";
	return isPlain ? String(value).replace(/[\u0000-\u001f\u007f]+/g, " ").trim() : undefined;
}

function cut(text: string, most: number): string {
	let kept = text.slice(0, most);
	while (bytesOf(kept) > most) kept = kept.slice(0, -1);
	return kept.replace(HALF_AT_END, "");
}

function fit(member: Member, value: unknown): string {
	const text = textOf(value);
	const most = MOST_BYTES[member];
	if (text !== undefined && bytesOf(text) <= most) return text;
	if (text !== undefined && member === "name") return cut(text, most);
	say(`${member} is left out: it must be a text of up to ${most} bytes`);
	return "";
}

export function identityOf(given: unknown): Identity {
	const identity: Identity = {};
	if (typeof given !== "object" || given === null) return identity;
	for (const [name, value] of Object.entries(given)) {
		const member = MEMBERS.find((known) => known === name);
		const text = member && fit(member, value);
		if (member && text) identity[member] = text;
		if (!member) say(`${name} is left out: nothing of this name is kept`);
	}
	return identity;
}
