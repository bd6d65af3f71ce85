// What becomes a link, and what stays the text that it is.
import assert from "node:assert/strict";
import { test } from "node:test";
import { splitLinks } from "../links";

const hrefs = (text: string) => splitLinks(text).flatMap(({ href }) => href ?? []);
const linked = (text: string) => splitLinks(text).flatMap(({ text, href }) => (href ? text : []));

test("only http and https become links", () => {
	const text = "javascript:alert(1) data:text/html,x ftp://a.example https://b.example/ HTTP://c.example/";
	assert.deepEqual(hrefs(text), ["https://b.example/", "http://c.example/"]);
});

test("the sentence's punctuation stays outside a link", () => {
	assert.deepEqual(hrefs("(see https://a.example/b)."), ["https://a.example/b"]);
	assert.deepEqual(hrefs("See https://a.example/x, or [http://b.example/y]!"), ["https://a.example/x", "http://b.example/y"]);
	assert.deepEqual(hrefs("»https://a.example/x«, “https://b.example/y”"), ["https://a.example/x", "https://b.example/y"]);
	assert.deepEqual(hrefs("请看 https://a.example/b。谢谢"), ["https://a.example/b"]);
	assert.deepEqual(hrefs("انظر https://a.example/b، شكرًا"), ["https://a.example/b"]);
});

test("a bracket that was opened in the address belongs to it", () => {
	assert.deepEqual(linked("(https://a.example/b_(c))?"), ["https://a.example/b_(c)"]);
});

test("an address without a scheme is one that begins with www.", () => {
	assert.deepEqual(hrefs("www.shop.example/roses, and awww.x.example, www.x, shop.example"), ["https://www.shop.example/roses"]);
});

test("an address that names somebody before its host stays text: it looks as if it led elsewhere", () => {
	assert.deepEqual(hrefs("https://bank.example@evil.example/ https://bank.example:443@evil.example"), []);
});

test("e-mail addresses are linked, whole or not at all", () => {
	assert.deepEqual(hrefs("Write to ada.lovelace+x@mail.shop.example."), ["mailto:ada.lovelace+x@mail.shop.example"]);
	assert.deepEqual(linked("(info@bücher.example)"), ["info@bücher.example"]);
	assert.deepEqual(hrefs("jörg@x.example a..b@x.example a.@x.example a@b @x.example"), []);
	assert.deepEqual(hrefs(`${"a".repeat(65)}@x.example`), []);
});

test("telephone numbers are linked, for the world and for the country", () => {
	assert.deepEqual(hrefs("+49 (0)30 1234-567, (+43 1 234567), 030/1234567"), ["tel:+49301234567", "tel:+431234567", "tel:0301234567"]);
	assert.deepEqual(hrefs("(030) 123 45 67 or 01.23.45.67.89 or 01701234567"), ["tel:0301234567", "tel:0123456789", "tel:01701234567"]);
	assert.deepEqual(hrefs("(555) 123-4567, 555-123-4567, 0049 30 1234567"), ["tel:5551234567", "tel:5551234567", "tel:0049301234567"]);
	assert.deepEqual(linked("(Call 030 1234567)"), ["030 1234567"]);
});

test("dates, prices, orders and accounts are no telephone numbers", () => {
	for (const text of [
		"2026-11-30 12:30", "01.02.2026 12:30", "05/11/2026", "0.123456789", "1,234,567.00",
		"Order 4711081512345", "EAN 0123456789012", "4111 1111 1111 1111", "DE89 3704 0044 0532 0130 00",
		"A0301234567", "#0301234567", "+1", "00000000000", "192.168.100.200",
	])
		assert.deepEqual(hrefs(text), [], text);
});

test("no letter of the text is lost", () => {
	const text = "a https://x.example, <b> www.y.example/?q=1&r=2… (030 1234567) c@d.example\nend";
	assert.equal(splitLinks(text).map((piece) => piece.text).join(""), text);
});

test("a mark of direction ends a link", () => {
	assert.deepEqual(hrefs("https://a.example/\u202emoc.b//:sptth"), ["https://a.example/"]);
	assert.deepEqual(hrefs("https://a.example/b\u200f"), ["https://a.example/b"]);
});

// Once from every place to the end, each of these would take minutes.
test("a text that is all beginnings takes time by its length alone", () => {
	const many = 200_000;
	const began = Date.now();
	for (const text of [
		`https://a.example/${".".repeat(many)}a`, `https://a.example/${"((".repeat(many)}${"))".repeat(many)}`,
		`https://a.example/${")".repeat(many)}`, "a".repeat(many), "a@".repeat(many), `a@${"a.".repeat(many)}`,
		"1".repeat(many), "1 ".repeat(many), "+(0)".repeat(many), "www.".repeat(many), "http://".repeat(many),
	])
		splitLinks(text);
	assert(Date.now() - began < 20_000);
});
