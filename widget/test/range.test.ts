import assert from "node:assert/strict";
import { test } from "node:test";
import type { Entry } from "../../proto/client/thread";
import { further, MOST, nearer, NEWEST, PAGE, shown } from "../src/view/range";

function makeItems(count: number): Entry[] {
	return Array.from({ length: count }, (_, at) => ({ id: `${at}` }) as Entry);
}

test("the newest page is shown first", () => {
	assert.deepEqual(shown(makeItems(500), NEWEST), { from: 500 - PAGE, to: 500 });
});

test("however far one scrolls up, the number of rows is bounded", () => {
	const items = makeItems(2000);
	let range = NEWEST;
	for (let step = 0; step < 100; step++) {
		range = further(items, range);
		const { from, to } = shown(items, range);
		assert(to - from <= MOST);
	}
	assert.equal(shown(items, range).from, 0);
});

test("scrolling down again reaches the newest and follows it", () => {
	const items = makeItems(2000);
	let range = NEWEST;
	for (let step = 0; step < 40; step++) range = further(items, range);
	for (let step = 0; step < 40; step++) range = nearer(items, range);
	assert.equal(range.endId, undefined);
	assert.equal(shown([...items, ...makeItems(1)], range).to, 2001);
});

test("what arrives below does not move what is read above", () => {
	const items = makeItems(1000);
	let range = NEWEST;
	for (let step = 0; step < 8; step++) range = further(items, range);
	const before = shown(items, range);
	assert.deepEqual(shown([...items, { id: "new" } as Entry], range), before);
});
