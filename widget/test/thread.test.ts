import assert from "node:assert/strict";
import { test } from "node:test";
import { Thread } from "../src/app/thread";
import type { ChatMessage } from "../src/shared/proto";

const time = (second: number) => `2026-01-01T00:00:${String(second).padStart(2, "0")}.000000Z`;

function message(seq: number, more: Partial<ChatMessage> = {}): ChatMessage {
	return {
		id: `m${seq}`,
		sessionId: "s",
		senderId: "a",
		senderType: "agent",
		content: `text ${seq}`,
		attachments: [],
		isRead: false,
		createdAt: time(seq),
		seq,
		...more,
	};
}

function provisional(seq: number): ChatMessage {
	const { seq: _, ...rest } = message(seq);
	return rest;
}

function loaded(...seqs: number[]): Thread {
	const thread = new Thread();
	thread.resumed(seqs.map((seq) => message(seq)), seqs[seqs.length - 1] ?? 0, "e", true);
	return thread;
}

const stored = (seq: number, fingerprint = "f") => ({
	id: `m${seq}`,
	seq,
	createdAt: time(seq),
	fingerprint,
});
const ids = (thread: Thread) => thread.items().map((item) => item.id);

test("a stored message that was shown counts as held", () => {
	const thread = loaded(1, 2);
	thread.provisional(provisional(3), "f", 0);
	assert.equal(thread.stored(stored(3)), false);
	assert.equal(thread.top, 3);
});

test("stored for an unknown id is a gap", () => {
	const thread = loaded(1, 2);
	assert.equal(thread.stored(stored(3)), true);
	assert.equal(thread.top, 2);
});

test("a gap in seq is not counted as held until it is filled", () => {
	const thread = loaded(1);
	thread.provisional(provisional(3), "f", 0);
	assert.equal(thread.stored(stored(3)), true);
	assert.equal(thread.top, 1);
	assert.equal(thread.resumed([message(2)], 3, "e", false), false);
	assert.equal(thread.top, 3);
});

test("content that is not what was stored is thrown away and asked for", () => {
	const thread = loaded(1);
	thread.provisional(provisional(2), "shown", 0);
	assert.equal(thread.stored(stored(2, "stored")), true);
	assert.deepEqual(ids(thread), ["m1"]);
});

test("a message is shown once, however often it arrives", () => {
	const thread = loaded(1, 2);
	thread.provisional(provisional(2), "f", 0);
	thread.stored(stored(2));
	thread.resumed([message(2)], 2, "e", false);
	assert.deepEqual(ids(thread), ["m1", "m2"]);
});

test("the order is by createdAt, then by id, not by seq", () => {
	const thread = new Thread();
	const late = message(3, { createdAt: time(1), id: "b" });
	thread.resumed([message(1, { id: "c" }), message(2), late], 3, "e", true);
	assert.deepEqual(ids(thread), ["b", "c", "m2"]);
});

test("the two ways to write UTC sort alike, to the microsecond", () => {
	const thread = new Thread();
	const at = (fraction: string) => `2026-01-01T00:00:00.${fraction}`;
	const written = [at("000003Z"), at("000002+00:00"), at("000001Z"), at("00001+00:00")];
	const messages = written.map((createdAt, index) => message(index + 1, { createdAt }));
	thread.resumed(messages, 4, "e", true);
	assert.deepEqual(ids(thread), ["m3", "m2", "m1", "m4"]);
});

test("a head beyond what is held is a gap", () => {
	const thread = loaded(1, 2);
	assert.equal(thread.headAt(2), false);
	assert.equal(thread.headAt(5), true);
});

test("a reset replaces what was held and keeps what is unsent", () => {
	const thread = loaded(1, 2);
	thread.showUnsent([{ id: "mine", content: "x", madeAt: 1 }]);
	thread.resumed([message(7), message(8)], 8, "e2", true);
	assert.deepEqual(ids(thread), ["m7", "m8", "mine"]);
	assert.equal(thread.first, 7);
	assert.equal(thread.epoch, "e2");
});

test("older pages extend the range downwards", () => {
	const thread = loaded(5, 6);
	thread.older([message(3), message(4)]);
	assert.equal(thread.first, 3);
	assert.deepEqual(ids(thread), ["m3", "m4", "m5", "m6"]);
});

test("what nobody confirms in time is asked for, then marked as not delivered", () => {
	const thread = loaded(1);
	thread.provisional(provisional(2), "f", 0);
	assert.equal(thread.askForOverdue(9_000), false);
	assert.equal(thread.askForOverdue(11_000), true);
	assert.equal(thread.askForOverdue(12_000), false);
	thread.resumed([], 1, "e", false);
	assert.equal(thread.items()[1]?.delivery, "undelivered");
});

test("an own text goes from sending to accepted to stored and leaves no double", () => {
	const thread = loaded(1);
	const states: (string | undefined)[] = [];
	const note = () => states.push(thread.items().find((item) => item.id === "m2")?.delivery);
	thread.showUnsent([{ id: "m2", content: "x", madeAt: 1 }]);
	note();
	thread.accepted("m2", time(2));
	note();
	thread.stored(stored(2));
	thread.showUnsent([]);
	note();
	assert.deepEqual(states, ["sending", "accepted", "stored"]);
	assert.deepEqual(ids(thread), ["m1", "m2"]);
});

test("unread counts what others wrote beyond the read receipt", () => {
	const thread = loaded(1, 2, 3);
	thread.receipt("visitor", { delivered: 3, read: 1 });
	assert.equal(thread.unread(), 2);
});

test("receipts never go back", () => {
	const thread = loaded(1);
	thread.receipt("agent", { delivered: 5, read: 4 });
	thread.receipt("agent", { delivered: 3, read: 2 });
	assert.deepEqual(thread.agent, { delivered: 5, read: 4 });
});

test("a message that could not be opened is held all the same", () => {
	const thread = new Thread();
	thread.resumed([message(1, { content: null, unreadable: true })], 1, "e", true);
	assert.equal(thread.top, 1);
});
