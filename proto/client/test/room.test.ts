// The room: when it asks, what it confirms, what it marks.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Room } from "../room";
import { findEntry } from "../thread";
import type { ChatMessage, ClientMessage, FrameOf } from "../wire";
import { onFakeTime } from "./clock";
import { at, FINGERPRINT, heard, message, resumed, SESSION_ID, stored } from "./samples";

function newRoom() {
	const sent: ClientMessage[] = [];
	const arrived: string[] = [];
	const line = { isUp: true };
	const room = new Room(SESSION_ID, null, {
		self: () => ({ senderType: "agent", senderId: "agent-1" }),
		send: (frame) => {
			if (line.isUp) sent.push(frame);
			return line.isUp;
		},
		confirms: () => true,
		arrived: (_, { id }: ChatMessage) => void arrived.push(id),
		resumed: () => {},
	});
	const sentOf = (type: ClientMessage["type"]) => sent.filter((frame) => frame.type === type);
	const state = (id: string) => findEntry(room.thread.get(), id)?.state;
	return { room, sent, sentOf, arrived, line, state };
}

function loaded(...messages: ChatMessage[]) {
	const all = newRoom();
	all.room.connected();
	all.room.receive(resumed(messages, messages.length, true));
	all.sent.length = 0;
	return all;
}

test("a new connection is a resume from what is held", onFakeTime(() => {
	const { room, sent } = loaded(message("a", 1), message("b", 2));
	room.connected();
	assert.deepEqual(sent, [{ type: "resume", sessionId: SESSION_ID, afterSeq: 2, epoch: "e1" }]);
}));

test("stored for an unknown message, a gap and a head each ask for what is missing, once", onFakeTime(() => {
	const frames = [
		stored("b", 2),
		{ type: "head" as const, sessionId: SESSION_ID, headSeq: 4 },
	];
	for (const frame of frames) {
		const { room, sentOf } = loaded(message("a", 1));
		room.receive(frame);
		room.receive(frame);
		assert.equal(sentOf("resume").length, 1, frame.type);
	}
}));

test("a resume that brings nothing on is not repeated at once", onFakeTime((clock) => {
	const { room, sentOf } = loaded(message("a", 1));
	room.receive(stored("b", 2));
	room.receive(resumed([], 2, false));
	assert.equal(sentOf("resume").length, 1);
	clock.pass(1_100);
	assert.equal(sentOf("resume").length, 2);
}));

test("a resume whose answer does not come is asked for again", onFakeTime((clock) => {
	const { room, sentOf } = loaded(message("a", 1));
	room.receive(stored("b", 2));
	clock.pass(16_000);
	room.sweep();
	assert.equal(sentOf("resume").length, 2);
}));

test("while the server is busy a resume is asked for again when it says", onFakeTime((clock) => {
	const { room, sentOf } = newRoom();
	room.connected();
	room.receive({
		type: "error",
		code: "busy",
		detail: "later",
		request: "resume",
		sessionId: SESSION_ID,
		retryAfterMs: 3_000,
	});
	clock.pass(2_900);
	assert.equal(sentOf("resume").length, 1);
	clock.pass(200);
	assert.equal(sentOf("resume").length, 2);
	room.receive(resumed([message("a", 1)], 1, true));
	assert.equal(room.failure.get(), null);
}));

test("a provisional message is not delivered after 10 s and a resume, and comes back when stored", onFakeTime((clock) => {
	const { room, sentOf, state } = loaded(message("a", 1));
	room.receive(heard("b", at(2)));
	clock.pass(9_000);
	room.sweep();
	assert.equal(sentOf("resume").length, 0);
	clock.pass(2_000);
	room.sweep();
	assert.equal(sentOf("resume").length, 1);
	assert.equal(state("b"), "accepted");
	room.receive(resumed([], 1, false));
	assert.equal(state("b"), "lost");
	room.receive(stored("b", 2));
	assert.equal(state("b"), "stored");
}));

test("how long a message waits is told by a clock that nobody sets", onFakeTime((clock) => {
	const { room, sentOf, state } = loaded(message("a", 1));
	room.receive(heard("b", at(2)));
	clock.shift(3_600_000); // asleep, or set forward
	room.sweep();
	room.receive(resumed([], 1, false));
	assert.equal(state("b"), "accepted");
	clock.shift(-7_200_000);
	clock.pass(11_000);
	room.sweep();
	assert.equal(sentOf("resume").length, 1);
}));

test("while a resume finds nobody to answer it nothing is called lost", onFakeTime((clock) => {
	const { room, line, state } = loaded(message("a", 1));
	room.receive(heard("b", at(2)));
	line.isUp = false;
	clock.pass(60_000);
	room.sweep();
	assert.equal(state("b"), "accepted");
}));

test("what is held is confirmed soon, in one receipt; what was read goes with it", onFakeTime((clock) => {
	const { room, sentOf } = loaded(message("a", 1));
	clock.pass(1_000);
	room.receive(heard("b", at(2)));
	room.receive(stored("b", 2));
	room.receive(heard("c", at(3)));
	room.receive(stored("c", 3));
	clock.pass(300);
	const receipt = { type: "receipt.send", sessionId: SESSION_ID };
	assert.deepEqual(sentOf("receipt.send"), [{ ...receipt, delivered: 3 }]);
	assert.equal(room.displayed(3), true);
	assert.equal(room.displayed(3), false);
	assert.deepEqual(sentOf("receipt.send")[1], { ...receipt, delivered: 3, read: 3 });
}));

test("a receipt that a dead line swallowed goes again after the next resume", onFakeTime(() => {
	const { room, sentOf } = loaded(message("a", 1), message("b", 2));
	room.displayed(2);
	assert.equal(sentOf("receipt.send").length, 1);
	room.connected();
	room.receive(resumed([], 2, false));
	assert.equal(sentOf("receipt.send").length, 2);
}));

test("what somebody else wrote is announced once; what one wrote oneself elsewhere is not", onFakeTime(() => {
	const { room, arrived } = loaded(message("a", 1));
	room.receive(heard("b", at(2)));
	room.receive(heard("b", at(2)));
	room.receive(resumed([message("b", 2), message("c", 3)], 3, false));
	const own = { ...message("d", 4), senderType: "agent" as const, senderId: "agent-1" };
	const frame = { sessionId: SESSION_ID, fingerprint: FINGERPRINT, message: own };
	room.receive({ type: "message.new", ...frame });
	assert.deepEqual(arrived, ["b", "c"]);
}));

test("typing is shown until it lapses, ends, or its message comes", onFakeTime((clock) => {
	const { room } = loaded(message("a", 1));
	const typing: FrameOf<"typing"> = {
		type: "typing",
		sessionId: SESSION_ID,
		senderType: "visitor",
		senderId: "visitor-1",
		typing: true,
	};
	room.receive(typing);
	assert.equal(room.typing.get(), "visitor");
	assert.equal(room.typistId, typing.senderId);
	clock.pass(8_000);
	assert.equal(room.typing.get(), null);
	room.receive(typing);
	room.receive(heard("b", at(2)));
	assert.equal(room.typing.get(), null);
	room.receive({ ...typing, senderType: "agent", senderId: "agent-1" });
	assert.equal(room.typing.get(), null);
}));

test("a clock that is set back does not keep a resume from being asked for again", onFakeTime((clock) => {
	const { room, sentOf } = loaded(message("a", 1));
	room.receive(stored("b", 2));
	clock.shift(-3_600_000);
	clock.pass(16_000);
	room.sweep();
	assert.equal(sentOf("resume").length, 2);
}));

test("an answer that does not continue what is held takes nothing of it away, and is asked for again", onFakeTime((clock) => {
	const { room, sentOf } = loaded(message("a", 1), message("b", 2));
	room.receive({ type: "head", sessionId: SESSION_ID, headSeq: 5 });
	room.receive(resumed([message("e", 5)], 5, false));
	assert.deepEqual(room.thread.get().entries.map(({ id }) => id), ["a", "b"]);
	clock.pass(1_100);
	assert.deepEqual(sentOf("resume").pop(), { type: "resume", sessionId: SESSION_ID, afterSeq: 2, epoch: "e1" });
	room.receive(resumed([message("c", 3), message("d", 4), message("e", 5)], 5, false));
	assert.deepEqual(room.thread.get().entries.map(({ id }) => id), ["a", "b", "c", "d", "e"]);
}));
