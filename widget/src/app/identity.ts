// What the page says of its visitor, made fit: what will not do is left out and said, since it is
// never worth a chat. What it says under names of its own are attributes.
import type { Identity } from "../shared/contract";
import { say } from "../shared/say";
import { addAttribute, bytesOf, cut, textOf, type Attributes } from "./attributes";

type Member = keyof Identity;

const MOST_BYTES: Record<Member, number> = {
	identifier: 255,
	identifierHash: 64,
	name: 255,
	email: 254,
	signedAttributes: 16_384,
	attributesHash: 128,
};
const MEMBERS = Object.keys(MOST_BYTES) as Member[];

export interface Said extends Identity {
	attributes?: Attributes;
}

// What is signed is so to the letter.
const plainOf = (member: Member, value: unknown) =>
	member === "signedAttributes" && typeof value === "string" ? value : textOf(value);

function fit(member: Member, value: unknown): string {
	const text = plainOf(member, value);
	const most = MOST_BYTES[member];
	if (text !== undefined && bytesOf(text) <= most) return text;
	if (text !== undefined && member === "name") return cut(text, most);
	say(`${member} is left out: it must be a text of up to ${most} bytes`);
	return "";
}

export function identityOf(given: unknown): Said {
	const said: Said = {};
	const attributes: Attributes = {};
	if (typeof given !== "object" || given === null) return said;
	for (const [name, value] of Object.entries(given)) {
		const member = MEMBERS.find((known) => known === name);
		const text = member && fit(member, value);
		if (member && text) said[member] = text;
		if (!member) addAttribute(attributes, name, value);
	}
	return Object.keys(attributes).length > 0 ? { ...said, attributes } : said;
}
