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

test("a member that nobody knows is said", () => {
	said.length = 0;
	assert.deepEqual(identityOf({ plan: "gold" }), {});
	assert(said[0]!.includes("plan"));
});
