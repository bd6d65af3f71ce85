import assert from "node:assert/strict";
import { test } from "node:test";
import { identityOf } from "../src/app/identity";

const said: string[] = [];
console.warn = (sentence: string) => void said.push(sentence);

test("numbers become texts, and spaces and line breaks go", () => {
	const given = { identifier: 42, identifierHash: " ab ", name: " Ada\nLovelace ", email: " ada@example.org " };
	assert.deepEqual(identityOf(given), { identifier: "42", identifierHash: "ab", name: "Ada Lovelace", email: "ada@example.org" });
});

test("what is empty says nothing", () => {
	said.length = 0;
	assert.deepEqual(identityOf({ identifier: null, name: "  ", email: undefined }), {});
	assert.deepEqual(said, []);
});

test("a long name is cut between characters, at 255 bytes", () => {
	const { name } = identityOf({ name: "é".repeat(200) });
	assert.equal(name, "é".repeat(127));
	assert.equal(identityOf({ name: `a${"\u{1f642}".repeat(100)}` }).name, `a${"\u{1f642}".repeat(63)}`);
});

test("what is no text is left out and said, and the rest is taken", () => {
	said.length = 0;
	assert.deepEqual(identityOf({ identifier: { id: 1 }, name: "Ada", email: `${"x".repeat(300)}@example.org` }), { name: "Ada" });
	assert.deepEqual(said.map((sentence) => sentence.split(" ")[1]), ["identifier", "email"]);
	for (const none of [undefined, null, "Ada", 7]) assert.deepEqual(identityOf(none), {});
});

test("under names of its own the page gives texts, numbers, booleans and dates", () => {
	said.length = 0;
	const given = { plan: " gold\n", orders: 3, isMember: false, since: new Date(0), until: { date: "2026-11-30" }, id: 9n, gone: null, none: undefined };
	assert.deepEqual(identityOf({ name: "Ada", ...given }), {
		name: "Ada",
		attributes: { plan: "gold", orders: 3, isMember: false, since: { date: "1970-01-01T00:00:00.000Z" }, until: { date: "2026-11-30" }, id: "9", gone: null },
	});
	assert.deepEqual(said, []);
});

test("an attribute that will not do is cut or left out, and said; the rest is taken", () => {
	said.length = 0;
	const wrong = { list: [1], when: { date: "soon" }, never: new Date(NaN), big: 2 ** 60, none: NaN, act() {}, ["n".repeat(65)]: 1, "a\nb": 1, " ": 1 };
	assert.deepEqual(identityOf({ ...wrong, note: "é".repeat(200), plan: "gold" }), { attributes: { note: "é".repeat(127), plan: "gold" } });
	assert.deepEqual(said.map((sentence) => sentence.split(" ")[1]), ["list", "when", "never", "big", "none", "act", "a", "note"]);
});

test("there are thirty attributes at most", () => {
	said.length = 0;
	const many = Object.fromEntries(Array.from({ length: 32 }, (_, at) => [`a${at}`, at]));
	assert.equal(Object.keys(identityOf(many).attributes!).length, 30);
	assert.deepEqual(said.map((sentence) => sentence.split(" ")[1]), ["a30", "a31"]);
});

test("what is signed stays as it is, to the letter", () => {
	const signedAttributes = '{\n "plan": "gold"\n} ';
	assert.deepEqual(identityOf({ signedAttributes, attributesHash: "ab" }), { signedAttributes, attributesHash: "ab" });
});
