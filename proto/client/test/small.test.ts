// The small parts: backoff, ids, times, the calm notice, the event stream, the outbox.
import assert from "node:assert/strict";
import { test } from "node:test";
import { backoff } from "../backoff";
import { Calm } from "../calm";
import { EventStream } from "../event_stream";
import { newId, newKey } from "../ids";
import { Outbox } from "../outbox";
import { Shelf } from "../shelf";
import { toMicros } from "../time";
import { TypingTeller } from "../typing";
import { onFakeTime } from "./clock";

const YEAR_MS = 365 * 86_400_000;

test("the delay is anything between nothing and the doubled base, at most half a minute", () => {
	assert.equal(backoff(0, () => 0), 0);
	assert.equal(backoff(0, () => 1), 500);
	assert.equal(backoff(3, () => 1), 4000);
	for (const attempt of [6, 10, 1000]) assert.equal(backoff(attempt, () => 1), 30_000);
});

test("ids are UUIDs of version 7 that begin with the time", onFakeTime((clock) => {
	clock.pass(1);
	const id = newId();
	assert(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id), id);
	assert(newId().slice(19) !== id.slice(19));
	clock.pass(10 * YEAR_MS); // later than any other test's
	assert.equal(parseInt(newId().slice(0, 13).replace("-", ""), 16), Date.now());
}));

test("ids rise, whatever the clock does: thousands in a millisecond, and when it is set back", onFakeTime((clock) => {
	clock.pass(20 * YEAR_MS);
	const ids: string[] = [];
	const make = () => {
		for (let count = 0; count < 2500; count++) ids.push(newId());
	};
	make();
	clock.pass(1);
	make();
	const now = Date.now();
	Date.now = () => now - 3_600_000;
	make();
	assert.deepEqual(ids, [...ids].sort());
	assert.equal(new Set(ids).size, ids.length);
	for (const id of ids) assert.equal(id[14], "7");
}));

test("ids and keys are whole on a page that has replaced Array.from", () => {
	const { from } = Array;
	Array.from = ((items: Iterable<unknown>) => [...items]) as typeof from; // as prototype.js does
	try {
		assert(/^[0-9a-f-]{36}$/.test(newId()));
		assert(/^[0-9a-f]{32}$/.test(newKey()));
	} finally {
		Array.from = from;
	}
});

test("a time keeps its microseconds", () => {
	const second = Date.parse("2026-01-01T00:00:05Z") * 1000;
	assert.equal(toMicros("2026-01-01T00:00:05.000012Z") - second, 12);
	assert.equal(toMicros("2026-01-01T00:00:05.5+00:00") - second, 500_000);
});

test("short breaks are not mentioned, a long one is, until the line has held a moment", onFakeTime((clock) => {
	const shown: boolean[] = [];
	const calm = new Calm(() => shown.push(calm.isShown));
	for (let times = 0; times < 5; times++) {
		calm.set(true);
		clock.pass(1_000);
		calm.set(false);
		clock.pass(500);
	}
	assert.deepEqual(shown, []);
	calm.set(true);
	clock.pass(3_000);
	assert.deepEqual(shown, [true]);
	calm.set(false);
	clock.pass(100);
	calm.set(true);
	clock.pass(5_000);
	assert.deepEqual(shown, [true]);
	calm.set(false);
	clock.pass(2_000);
	assert.deepEqual(shown, [true, false]);
}));

test("typing is told at its beginning, again while it lasts, and once at its end", onFakeTime((clock) => {
	const told: boolean[] = [];
	const teller = new TypingTeller((typing) => told.push(typing));
	for (let times = 0; times < 8; times++) {
		teller.set(true);
		clock.pass(500);
	}
	assert.deepEqual(told, [true, true]);
	clock.pass(5_000);
	assert.deepEqual(told, [true, true, false]);
	teller.set(false);
	assert.deepEqual(told, [true, true, false]);
}));

test("typing goes on being told when the clock is set back", onFakeTime((clock) => {
	const told: boolean[] = [];
	const teller = new TypingTeller((typing) => told.push(typing));
	teller.set(true);
	clock.shift(-3_600_000);
	for (let times = 0; times < 4; times++) {
		clock.pass(1_000);
		teller.set(true);
	}
	assert.deepEqual(told, [true, true]);
	teller.stop();
}));

test("an event stream is read the same in pieces of any size, with any line ends", () => {
	const text = ': hello\n\ndata: {"a":1}\n\ndata:b\r\ndata: c\r\n\r\n: 15 s\r\rdata: d\r\revent: x\n\n';
	for (let size = 1; size <= text.length; size++) {
		const events: string[] = [];
		const stream = new EventStream((data) => events.push(data));
		for (let from = 0; from < text.length; from += size) stream.push(text.slice(from, from + size));
		assert.deepEqual(events, ['{"a":1}', "b\nc", "d"], `pieces of ${size}`);
	}
});

test("the outbox gives texts in the order in which they were written, also in one millisecond", () => {
	const outbox = new Outbox(new Shelf(), "test:");
	const ids = ["z", "a", "m"];
	for (const id of ids) outbox.put({ id, content: id, madeAt: outbox.stamp() });
	assert.deepEqual(outbox.all().map((text) => text.id), ids);
	outbox.remove("a");
	assert.deepEqual(outbox.all().map((text) => text.id), ["z", "m"]);
	assert.equal(outbox.find("m")?.content, "m");
});

test("a page whose clock was set back puts its texts behind those that wait already", onFakeTime((clock) => {
	const kept = new Map<string, string>();
	const storage = {
		getItem: (key: string) => kept.get(key) ?? null,
		setItem: (key: string, text: string) => void kept.set(key, text),
	};
	const keep = { get: () => Object.assign(Object.fromEntries(kept), storage), configurable: true };
	Object.defineProperty(globalThis, "localStorage", keep);
	const write = (id: string) => {
		const outbox = new Outbox(new Shelf(), "page:");
		outbox.put({ id, content: id, madeAt: outbox.stamp() });
		return outbox.all().map((text) => text.id);
	};
	write("first");
	clock.shift(-3_600_000);
	assert.deepEqual(write("second"), ["first", "second"]);
	Reflect.deleteProperty(globalThis, "localStorage");
}));
