// What people type and are called: keys, limits, initials.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isComposing, isSendKey } from "../keyboard";
import { bytesOf, charactersLeft, charactersOf, TEXT_MOST_BYTES, textToSend } from "../limits";
import { initialsOf, isolated, withoutDirection } from "../names";

const key = (more: object) => ({ key: "Enter", shiftKey: false, isComposing: false, keyCode: 13, ...more });

test("Enter sends, but with Shift, or when it ends a composition", () => {
	assert.equal(isSendKey(key({})), true);
	assert.equal(isSendKey(key({ shiftKey: true })), false);
	assert.equal(isSendKey(key({ isComposing: true })), false);
	assert.equal(isSendKey(key({ keyCode: 229 })), false, "Safari says so after the composition's end");
	assert.equal(isSendKey(key({ key: "a", keyCode: 65 })), false);
	assert.equal(isComposing(key({ key: "Escape", keyCode: 229 })), true);
});

test("bytes are those of UTF-8", () => {
	for (const text of ["", "abc", "äß", "مرحبا", "日本", "👩‍👩‍👧", "\ud800"]) assert.equal(bytesOf(text), new TextEncoder().encode(text).length, text);
});

test("a character is what people see as one", () => {
	assert.deepEqual(charactersOf("ae\u0301👩‍👩‍👧🇩🇪"), ["a", "e\u0301", "👩‍👩‍👧", "🇩🇪"]);
});

test("what is left is counted in characters of the kind that is written", () => {
	assert.equal(charactersLeft("a".repeat(14_000)), undefined);
	assert.equal(charactersLeft("a".repeat(15_990)), 10);
	assert.equal(charactersLeft("م".repeat(7_990)), 10);
	assert.equal(charactersLeft("👩‍👩‍👧".repeat(888)), 0); // 18 bytes each
});

test("what is too long is counted in characters", () => {
	assert.equal(charactersLeft("a".repeat(16_003)), -3);
	assert.equal(charactersLeft("م".repeat(8_003)), -3);
	assert.equal(charactersLeft("👩‍👩‍👧".repeat(890)), -2);
});

test("what is sent is trimmed, is something, and fits", () => {
	assert.equal(textToSend("  a\n"), "a");
	assert.equal(textToSend(" \n\t "), undefined);
	assert.equal(textToSend(`${"ä".repeat(TEXT_MOST_BYTES / 2)} `)?.length, TEXT_MOST_BYTES / 2);
	assert.equal(textToSend("ä".repeat(TEXT_MOST_BYTES / 2 + 1)), undefined);
});

test("initials are whole characters of the first and the last word", () => {
	const initials = ["Ada Lovelace", "ada", "𝒜da Ω", "", "Robin (Support)", "e\u0301va x", "\u202eAda\u2069 Hale", "🌿", "ليلى حداد"].map(initialsOf);
	assert.deepEqual(initials, ["AL", "A", "𝒜Ω", "?", "RS", "E\u0301X", "AH", "🌿", "ل\u200cح"]);
});

test("names are shown without marks of direction, and do not turn round what stands beside them", () => {
	assert.equal(withoutDirection("\u2069\u202eAda\u200f"), "Ada\u200f");
	assert.equal(isolated("\u2069Ada"), "\u2068Ada\u2069");
});
