import assert from "node:assert/strict";
import { test } from "node:test";
import { splitLinks } from "../src/app/links";

const hrefs = (text: string) => splitLinks(text).flatMap(({ href }) => href ?? []);

test("only http and https become links", () => {
	const text = "javascript:alert(1) data:text/html,x ftp://a.example https://b.example/ http://c.example/";
	assert.deepEqual(hrefs(text), ["https://b.example/", "http://c.example/"]);
});

test("the sentence's punctuation stays outside a link", () => {
	assert.deepEqual(hrefs("(see https://a.example/b)."), ["https://a.example/b"]);
	assert.deepEqual(hrefs("https://a.example/b_(c)?"), ["https://a.example/b_(c)"]);
});

test("no letter of the text is lost", () => {
	const text = "a https://x.example, <b> https://y.example/?q=1&r=2… end";
	assert.equal(splitLinks(text).map((piece) => piece.text).join(""), text);
});

test("a mark of direction ends a link", () => {
	assert.deepEqual(hrefs("https://a.example/\u202emoc.b//:sptth"), ["https://a.example/"]);
});
