// What a screen reader says: what others write while one looks, once.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Entry } from "../../proto/client/thread";
import { News } from "../src/view/news";

const entry = (id: string, at: number, senderType = "agent") => ({ id, at, senderType }) as Entry;

test("what others write later is said, once", () => {
	const news = new News();
	news.begin([entry("a", 1), entry("b", 2)]);
	assert.equal(news.has(entry("c", 3), 0), true);
	assert.equal(news.has(entry("c", 3), 1_000), true, "drawn again at once it is still the same announcement");
	assert.equal(news.has(entry("c", 3), 5_000), false);
});

test("what was there, what is further up, and what one wrote oneself is not said", () => {
	const news = new News();
	assert.equal(news.has(entry("a", 1), 0), false, "before anything is held");
	news.begin([entry("b", 2)]);
	news.begin([entry("b", 2), entry("c", 3)]);
	assert.equal(news.has(entry("a", 1), 0), false);
	assert.equal(news.has(entry("b", 2), 0), false);
	assert.equal(news.has(entry("d", 4, "visitor"), 0), false);
	assert.equal(news.has(entry("c", 3), 0), true);
});
