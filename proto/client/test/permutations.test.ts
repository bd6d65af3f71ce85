// Whatever order events come in, twice or not at all: at every moment a message is there once and in
// its place, and after a resume everything is held.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as threads from "../thread";
import type { Thread } from "../thread";
import { at, heard, message, resumed, SESSION_ID, stored } from "./samples";

const COUNT = 12;
const ROUNDS = 400;
const SELF: threads.Sender = { senderType: "agent", senderId: "agent-1" };

type Step = (thread: Thread) => Thread;

// A small generator whose seed can be said: mulberry32.
function randomFrom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

function shuffled<T>(list: T[], random: () => number): T[] {
	const rest = [...list];
	const out: T[] = [];
	while (rest.length > 0) out.push(...rest.splice(Math.floor(random() * rest.length), 1));
	return out;
}

const idOf = (seq: number) => `m${String(seq).padStart(2, "0")}`;
const isOwn = (seq: number) => seq % 3 === 0;
// The display order differs from that of seq: some were written earlier and stored later.
const timeOf = (seq: number) => at(seq % 5 === 0 ? seq - 3 : seq, seq);
const all = Array.from({ length: COUNT }, (_, index) => index + 1);
const page = (from: number, to: number) =>
	all.slice(from, to).map((seq) => message(idOf(seq), seq, timeOf(seq)));

function stepsOf(seq: number): Step[] {
	const id = idOf(seq);
	const told = stored(id, seq, undefined, timeOf(seq));
	const own = { id, content: `text of ${id}`, madeAt: seq };
	const hear: Step = (t) => threads.applyNew(t, heard(id, timeOf(seq)));
	const store: Step = (t) => threads.applyStored(t, told);
	if (!isOwn(seq)) return [hear, hear, store, store];
	const texts: Step = (t) =>
		threads.applyOutbox(t, threads.findEntry(t, id)?.state === "stored" ? [] : [own], SELF);
	const accept: Step = (t) => threads.applyAccepted(t, { id, createdAt: timeOf(seq) });
	return [texts, accept, (t) => threads.applyKept(t, { id }), store, hear];
}

function pagesOf(random: () => number): Step[] {
	const cut = Math.floor(random() * COUNT);
	const first: Step = (t) => threads.applyResumed(t, resumed(page(0, cut), COUNT, true));
	const next: Step = (t) =>
		threads.applyResumed(t, resumed(page(t.heldSeq, t.heldSeq + 4), COUNT, false, "e1"));
	const lose: Step = (t) => threads.markLost(t, Infinity);
	return [first, next, next, lose, (t) => threads.applyHead(t, COUNT)];
}

function check(thread: Thread, seed: number): void {
	const ids = thread.entries.map((entry) => entry.id);
	assert.equal(new Set(ids).size, ids.length, `seed ${seed}: a message is there twice`);
	const held = new Set(thread.entries.map((entry) => entry.seq));
	for (let seq = Math.max(1, thread.lowSeq); seq <= thread.heldSeq; seq++)
		assert(held.has(seq), `seed ${seed}: ${seq} counts as held and is not there`);
	const stamped = thread.entries.filter((e) => e.state !== "sending" && e.state !== "refused");
	const times = stamped.map((entry) => entry.at);
	assert.deepEqual(times, [...times].sort((a, b) => a - b), `seed ${seed}: out of order`);
}

test("events in any order leave every message once, in its place, and all held after a resume", () => {
	const order = all.map((seq) => ({ id: idOf(seq), time: timeOf(seq) }));
	const expected = order
		.sort((a, b) => (a.time !== b.time ? (a.time < b.time ? -1 : 1) : a.id < b.id ? -1 : 1))
		.map(({ id }) => id);
	for (let seed = 1; seed <= ROUNDS; seed++) {
		const random = randomFrom(seed);
		let thread = threads.emptyThread(SESSION_ID, null);
		const steps = shuffled([...all.flatMap(stepsOf), ...pagesOf(random)], random);
		for (const step of steps.filter(() => random() > 0.2)) {
			thread = step(thread);
			check(thread, seed);
		}
		if (thread.epoch === null || thread.lowSeq !== 1)
			thread = threads.applyResumed(thread, resumed(page(0, COUNT), COUNT, true));
		const rest = page(thread.heldSeq, COUNT);
		thread = threads.applyResumed(thread, resumed(rest, COUNT, false));
		check(thread, seed);
		assert.equal(thread.heldSeq, COUNT, `seed ${seed}`);
		assert.deepEqual(thread.entries.map((entry) => entry.id), expected, `seed ${seed}`);
	}
});
