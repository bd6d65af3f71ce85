// What a thread holds after each of the things that can happen to it.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Outgoing } from "../outbox";
import * as threads from "../thread";
import type { ChatMessage } from "../wire";
import { at, heard, message, resumed, session, SESSION_ID, stored } from "./samples";

const AGENT: threads.Sender = { senderType: "agent", senderId: "agent-1" };
const own = (id: string, more: Partial<Outgoing> = {}): Outgoing => ({
	id,
	content: "mine",
	madeAt: 1,
	...more,
});
const ids = (thread: threads.Thread) => thread.entries.map((entry) => entry.id);
const stateOf = (thread: threads.Thread, id: string) => threads.findEntry(thread, id)?.state;
const headOf = (messages: ChatMessage[]) => messages[messages.length - 1]?.seq ?? 0;
const opened = (...messages: ChatMessage[]) =>
	threads.applyResumed(
		threads.emptyThread(SESSION_ID, null),
		resumed(messages, headOf(messages), true),
	);

test("the newest page tells from where to where everything is held", () => {
	const thread = opened(message("c", 3), message("d", 4));
	assert.deepEqual([thread.lowSeq, thread.heldSeq, threads.hasOlder(thread)], [3, 4, true]);
});

test("a stored message that is known counts as held", () => {
	const before = threads.applyNew(opened(message("a", 1)), heard("b", at(2)));
	const thread = threads.applyStored(before, stored("b", 2));
	assert.equal(thread.heldSeq, 2);
	assert.equal(threads.isBehind(thread), false);
	assert.equal(stateOf(thread, "b"), "stored");
});

test("a stored message that is unknown is to be fetched", () => {
	const thread = threads.applyStored(opened(message("a", 1)), stored("b", 2));
	assert.equal(thread.heldSeq, 1);
	assert.equal(threads.isBehind(thread), true);
});

test("a stored message behind a gap is not counted until the gap is filled", () => {
	const before = threads.applyNew(opened(message("a", 1)), heard("c", at(3)));
	const gapped = threads.applyStored(before, stored("c", 3));
	assert.equal(gapped.heldSeq, 1);
	const filled = threads.applyResumed(gapped, resumed([message("b", 2)], 3, false));
	assert.equal(filled.heldSeq, 3);
	assert.deepEqual(ids(filled), ["a", "b", "c"]);
});

test("a provisional text that is not what was stored is forgotten and fetched", () => {
	const provisional = threads.applyNew(opened(message("a", 1)), heard("b", at(2)));
	const thread = threads.applyStored(provisional, stored("b", 2, "e".repeat(32)));
	assert.deepEqual(ids(thread), ["a"]);
	assert.equal(threads.isBehind(thread), true);
});

test("a message that is told twice is there once", () => {
	const once = threads.applyNew(opened(), heard("a", at(1)));
	const twice = threads.applyNew(threads.applyStored(once, stored("a", 1)), heard("a", at(1)));
	const again = threads.applyResumed(twice, resumed([message("a", 1)], 1, false));
	assert.deepEqual(ids(again), ["a"]);
	assert.equal(stateOf(again, "a"), "stored");
});

test("the display order is createdAt to the microsecond, then id, however UTC is written", () => {
	const thread = opened(
		message("z", 1, at(5, 10)),
		message("y", 2, at(5, 9).replace("Z", "+00:00")),
		message("b", 3, at(5, 11)),
		message("a", 4, at(5, 11)),
	);
	assert.deepEqual(ids(thread), ["y", "z", "a", "b"]);
});

test("what one writes stands below everything until the server has stamped it", () => {
	const written = threads.applyOutbox(opened(message("a", 1, at(50))), [own("mine")], AGENT);
	assert.deepEqual(ids(written), ["a", "mine"]);
	const stamped = threads.applyAccepted(written, { id: "mine", createdAt: at(40) });
	assert.deepEqual(ids(stamped), ["mine", "a"]);
});

test("an own text goes from sending to accepted to kept to stored, and leaves no double", () => {
	let thread = threads.applyOutbox(opened(message("a", 1)), [own("b")], AGENT);
	const states = [stateOf(thread, "b")];
	const step = (next: threads.Thread) => {
		thread = next;
		states.push(stateOf(thread, "b"));
	};
	step(threads.applyAccepted(thread, { id: "b", createdAt: at(2) }));
	step(threads.applyKept(thread, { id: "b" }));
	step(threads.applyOutbox(thread, [own("b")], AGENT));
	step(threads.applyStored(thread, stored("b", 2)));
	step(threads.applyOutbox(thread, [], AGENT));
	assert.deepEqual(states, ["sending", "accepted", "kept", "kept", "stored", "stored"]);
	assert.deepEqual(ids(thread), ["a", "b"]);
});

test("one's own message that comes back as somebody's new one is accepted", () => {
	const written = threads.applyOutbox(opened(), [own("a")], AGENT);
	const thread = threads.applyNew(written, heard("a", at(3)));
	assert.equal(stateOf(thread, "a"), "accepted");
	assert.equal(threads.findEntry(thread, "a")?.content, "mine");
});

test("a refused text says why, and an accepted one may not become refused by the outbox", () => {
	const refusal = { code: "state", detail: "ended" };
	const sent = threads.applyOutbox(opened(), [own("a")], AGENT);
	const thread = threads.applyOutbox(sent, [own("a", { refusal })], AGENT);
	assert.equal(stateOf(thread, "a"), "refused");
	assert.equal(threads.findEntry(thread, "a")?.refusal?.code, "state");
	const done = threads.applyStored(thread, stored("a", 1));
	assert.equal(stateOf(threads.applyOutbox(done, [own("a", { refusal })], AGENT), "a"), "stored");
});

test("a text that its author threw away goes; one that another tab saw accepted stays", () => {
	const sent = threads.applyOutbox(opened(), [own("a"), own("b")], AGENT);
	const accepted = threads.applyAccepted(sent, { id: "b", createdAt: at(2) });
	assert.deepEqual(ids(threads.applyOutbox(accepted, [], AGENT)), ["b"]);
});

test("a reset forgets what was stored and keeps what was not", () => {
	const before = threads.applyOutbox(opened(message("a", 1)), [own("mine")], AGENT);
	const after = threads.applyResumed(before, resumed([message("x", 900)], 900, true));
	assert.deepEqual(ids(after), ["x", "mine"]);
	assert.equal(after.lowSeq, 900);
	assert(after.generation !== before.generation);
});

test("a page that leaves a gap behind what is held, or is of a history that is not, is not taken", () => {
	const before = opened(message("a", 1), message("b", 2));
	const stray = resumed([message("e", 5)], 5, false);
	assert.equal(threads.continues(before, stray), false);
	assert.equal(threads.continues(threads.emptyThread(SESSION_ID, null), stray), false);
	assert.equal(threads.continues(before, resumed([message("c", 3)], 3, false)), true);
	assert.equal(threads.continues(before, resumed([message("b", 2), message("c", 3)], 3, false)), true);
	assert.equal(threads.continues(before, resumed([], 2, false)), true);
	assert.equal(threads.continues(before, resumed([message("e", 5)], 5, true)), true);
});

test("another epoch is a reset, whatever the page says", () => {
	const before = opened(message("a", 1), message("b", 2));
	const after = threads.applyResumed(before, resumed([message("c", 1)], 1, false, "e2"));
	assert.deepEqual(ids(after), ["c"]);
	assert.equal(after.heldSeq, 1);
	assert.equal(threads.isBehind(after), false);
});

test("a message that cannot be read counts as held and shows no text", () => {
	const thread = opened({ ...message("a", 1), content: null, unreadable: true });
	assert.equal(thread.heldSeq, 1);
	assert.equal(thread.entries[0]?.content, null);
});

test("an older page is taken only where it continues what is held", () => {
	const thread = opened(message("c", 3));
	const wrong = threads.applyOlder(thread, [message("a", 1)]);
	assert.deepEqual(ids(wrong), ["c"]);
	const right = threads.applyOlder(thread, [message("a", 1), message("b", 2)]);
	assert.deepEqual(ids(right), ["a", "b", "c"]);
	assert.equal(threads.hasOlder(right), false);
});

test("a head beyond what is held is something to fetch", () => {
	const thread = opened(message("a", 1));
	assert.equal(threads.isBehind(threads.applyHead(thread, 1)), false);
	assert.equal(threads.isBehind(threads.applyHead(thread, 5)), true);
});

test("only provisional messages of others become overdue, and only after 10 s", () => {
	const provisional = threads.applyNew(opened(message("a", 1)), heard("b", at(2)));
	const written = threads.applyOutbox(provisional, [own("mine")], AGENT);
	const thread = threads.applyAccepted(written, { id: "mine", createdAt: at(3) });
	const heardAt = threads.findEntry(thread, "b")!.heardAt;
	assert.equal(threads.hasOverdue(thread, heardAt + 9_000), false);
	assert.equal(threads.hasOverdue(thread, heardAt + 11_000), true);
	const marked = threads.markLost(thread, heardAt + 11_000);
	assert.deepEqual([stateOf(marked, "a"), stateOf(marked, "b"), stateOf(marked, "mine")], [
		"stored",
		"lost",
		"accepted",
	]);
});

test("a lost message that is stored after all is shown as stored, told or fetched", () => {
	const lost = threads.markLost(threads.applyNew(opened(), heard("a", at(1))), Infinity);
	assert.equal(stateOf(lost, "a"), "lost");
	assert.equal(stateOf(threads.applyStored(lost, stored("a", 1)), "a"), "stored");
	const late = { ...message("a", 1), late: true };
	const fetched = threads.applyResumed(lost, resumed([late], 1, false));
	assert.equal(stateOf(fetched, "a"), "stored");
	assert.equal(threads.findEntry(fetched, "a")?.isLate, true);
});

test("receipts never go back, whoever tells them", () => {
	const receipt = { senderType: "visitor" as const };
	const first = threads.applyReceipt(opened(message("a", 1)), { ...receipt, delivered: 5, read: 4 });
	const back = threads.applyReceipt(first, { ...receipt, delivered: 3, read: 1 });
	const told = threads.learnSession(back, session());
	assert.deepEqual(told.session?.receipts.visitor, { delivered: 5, read: 4 });
});

test("a picture of the session that is older than the one held changes nothing but what only rises", () => {
	const ended = session({ version: 7, status: "ended" });
	const thread = threads.learnSession(opened(message("a", 1)), ended);
	const nothing = { delivered: 0, read: 0 };
	const receipts = { visitor: nothing, agent: { delivered: 3, read: 2 } };
	const late = session({ version: 6, status: "active", headSeq: 3, receipts });
	const told = threads.learnSession(thread, late);
	assert.equal(told.session?.status, "ended");
	assert.equal(told.headSeq, 3);
	assert.deepEqual(told.session?.receipts.agent, { delivered: 3, read: 2 });
	assert.equal(threads.learnSession(told, { ...late, version: 7 }).session?.status, "active");
});

test("a page brings no older picture of the session, unless it is of another history", () => {
	const ended = session({ version: 7, status: "ended" });
	const thread = threads.learnSession(opened(message("a", 1)), ended);
	const page = (isReset: boolean, epoch: string) => {
		const frame = resumed([message("a", 1)], 1, isReset, epoch);
		return threads.applyResumed(thread, { ...frame, session: session({ version: 2 }) });
	};
	for (const isReset of [false, true])
		assert.equal(page(isReset, "e1").session?.status, "ended");
	assert.equal(page(true, "e2").session?.status, "active");
});

test("a history that was put back replaces what is held, and the picture of the session", () => {
	const ended = session({ version: 7, status: "ended" });
	const held = opened(message("a", 1), message("b", 2), message("c", 3));
	const frame = resumed([message("a", 1)], 1, true, "e1");
	const earlier = { ...frame, session: session({ version: 2 }) };
	const thread = threads.applyResumed(threads.learnSession(held, ended), earlier);
	assert.deepEqual(thread.entries.map(({ id }) => id), ["a"]);
	assert.deepEqual([thread.heldSeq, thread.headSeq], [1, 1]);
	assert.equal(thread.session?.status, "active");
});

test("unread is what the other side wrote beyond the read receipt", () => {
	const thread = threads.applyNew(opened(message("a", 1), message("b", 2)), heard("c", at(3)));
	const read = threads.applyReceipt(thread, { senderType: "agent", delivered: 2, read: 1 });
	const unread = threads.unreadOf(read, "agent").map((entry) => entry.id);
	assert.deepEqual(unread, ["b", "c"]);
	assert.deepEqual(threads.unreadOf(read, "visitor"), []);
});
