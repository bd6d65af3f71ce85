// The courier: what goes when, how often, and when it is forgotten.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Courier } from "../courier";
import { Outbox } from "../outbox";
import { Shelf } from "../shelf";
import type { AskOf, FrameOf } from "../wire";
import { onFakeTime } from "./clock";

function newCourier() {
	const outbox = new Outbox(new Shelf(), "test:");
	const sent: string[] = [];
	const line = { isUp: true };
	const courier = new Courier(outbox, {
		sessionOf: (text) => text.sessionId,
		needsSession: () => {},
		send: (frame: AskOf<"message.send">) => {
			if (line.isUp) sent.push(frame.id);
			return line.isUp;
		},
		changed: () => {},
	});
	const write = (id: string, sessionId = "s") => {
		outbox.put({ id, sessionId, content: id, madeAt: outbox.stamp() });
		courier.wake();
	};
	return { outbox, courier, sent, line, write };
}

const refused = (id: string, retryAfterMs?: number): FrameOf<"message.refused"> => ({
	type: "message.refused",
	sessionId: "s",
	id,
	code: retryAfterMs === undefined ? "denied" : "busy",
	detail: "no",
	...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});

test("within a session one text goes after the other; sessions do not wait for each other", onFakeTime(() => {
	const { courier, sent, write } = newCourier();
	write("a");
	write("b");
	write("x", "other");
	assert.deepEqual(sent, ["a", "x"]);
	courier.taken("a");
	assert.deepEqual(sent, ["a", "x", "b"]);
}));

test("what was accepted or kept is not forgotten until it is stored", onFakeTime(() => {
	const { outbox, courier, write } = newCourier();
	write("a");
	courier.taken("a");
	assert.equal(outbox.all().length, 1);
	courier.stored(["a"]);
	assert.equal(outbox.all().length, 0);
}));

test("on a new connection everything that is not stored goes again, in its order, with its id", onFakeTime(() => {
	const { courier, sent, line, write } = newCourier();
	write("a");
	courier.taken("a");
	write("b");
	line.isUp = false;
	courier.disconnected();
	write("c");
	line.isUp = true;
	courier.wake();
	courier.taken("a");
	courier.taken("b");
	assert.deepEqual(sent, ["a", "b", "a", "b", "c"]);
}));

test("a text without an answer goes again, more and more patiently", onFakeTime((clock) => {
	const { sent, write } = newCourier();
	write("a");
	clock.pass(9_000);
	assert.equal(sent.length, 1);
	clock.pass(2_000);
	assert.equal(sent.length, 2);
	clock.pass(15_000);
	assert.equal(sent.length, 2);
	clock.pass(6_000);
	assert.equal(sent.length, 3);
	clock.pass(3_600_000);
	assert(sent.length > 50 && sent.length < 70, `${sent.length}`);
}));

test("a server that asks for patience gets it, then the same text", onFakeTime((clock) => {
	const { courier, sent, write } = newCourier();
	write("a");
	courier.refused(refused("a", 4_000));
	write("b");
	clock.pass(3_900);
	assert.deepEqual(sent, ["a"]);
	clock.pass(200);
	assert.deepEqual(sent, ["a", "a"]);
}));

test("a text that is refused for good stays and says why; the next one goes", onFakeTime((clock) => {
	const { outbox, courier, sent, write } = newCourier();
	write("a");
	write("b");
	courier.refused(refused("a"));
	assert.equal(outbox.find("a")?.refusal?.code, "denied");
	clock.pass(5_000);
	assert.deepEqual(sent, ["a", "b"]);
	courier.discard("a");
	assert.equal(outbox.find("a"), undefined);
}));

test("a clock that is set back holds nothing up", onFakeTime((clock) => {
	const { courier, sent, write } = newCourier();
	write("a");
	courier.refused(refused("a", 4_000));
	clock.shift(-3_600_000);
	clock.pass(4_200);
	assert.deepEqual(sent, ["a", "a"]);
	clock.shift(-3_600_000);
	clock.pass(11_000);
	assert.deepEqual(sent, ["a", "a", "a"]);
}));

test("a text that another tab threw away is not sent again, nor looked for again", onFakeTime((clock) => {
	const { outbox, sent, write } = newCourier();
	write("a");
	outbox.remove("a");
	let looks = 0;
	const all = outbox.all.bind(outbox);
	outbox.all = () => (looks++, all());
	clock.pass(60_000);
	assert.deepEqual(sent, ["a"]);
	assert(looks <= 1, `${looks} looks`);
}));

test("a text that is due while there is no connection waits for one without asking all the time", onFakeTime((clock) => {
	const { outbox, courier, sent, line, write } = newCourier();
	write("a");
	line.isUp = false;
	let looks = 0;
	const all = outbox.all.bind(outbox);
	outbox.all = () => (looks++, all());
	clock.pass(60_000);
	assert(looks <= 1, `${looks} looks`);
	line.isUp = true;
	courier.wake();
	assert.deepEqual(sent, ["a", "a"]);
}));
