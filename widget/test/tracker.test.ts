// What the page says that its visitor did: held until there is somebody of whom it can be told, and told until it
// is heard.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Refusal } from "../../proto/client/http";
import { Durable } from "../src/app/durable";
import { Proof } from "../src/app/proof";
import type { Rest } from "../src/app/rest";
import { Tracker } from "../src/app/tracker";
import type { Tracked } from "../src/shared/contract";
import { inWorld } from "./world";

const AWAY = new Refusal(0, { code: "away" });
const said: string[] = [];
console.warn = (sentence: string) => void said.push(sentence);

interface Told {
	id: string;
	name: string;
	agoMs: number;
	properties: object;
}

function newPage() {
	said.length = 0;
	const durable = new Durable("shop");
	const asked: { events: Told[]; outlivesPage: boolean }[] = [];
	const answers: (Refusal | undefined)[] = [];
	const rest = {
		track: async (events: Told[], _: string, outlivesPage: boolean) => {
			asked.push({ events, outlivesPage });
			const answer = answers.shift();
			if (answer) throw answer;
		},
	} as unknown as Rest;
	const given: Tracked[] = [];
	const proof = new Proof(durable, rest);
	const tracker = new Tracker(durable, rest, proof, given);
	const track = (name: unknown, properties?: unknown) => {
		given.push([performance.now(), name, properties]);
		tracker.take();
	};
	const names = () => asked.map(({ events }) => events.map(({ name }) => name));
	return { durable, proof, tracker, asked, answers, track, names };
}

test("before there is anybody nothing is told; then the newest are, with how long ago they were", inWorld(async ({ clock, pass }) => {
	const { durable, tracker, asked, track, names } = newPage();
	for (let i = 0; i < 25; i++) track(`e${i}`, { i });
	await pass(60_000);
	clock.shift(-3_600_000);
	assert.deepEqual([asked.length, durable.session()], [0, {}]);
	durable.writeSession({ token: "token" });
	tracker.take();
	await pass(3_000);
	const newest = Array.from({ length: 20 }, (_, i) => `e${i + 5}`);
	assert.deepEqual(names(), [newest.slice(0, 10), newest.slice(10)]);
	const { id: _, ...first } = asked[0]!.events[0]!;
	assert.deepEqual(first, { name: "e5", agoMs: 60_000, properties: { i: 5 } });
	await pass(10_000);
	assert.equal(asked.length, 2);
}));

test("the first is told at once, and what comes within a second goes together", inWorld(async ({ pass }) => {
	const { durable, track, names } = newPage();
	durable.writeSession({ token: "token" });
	track("one");
	await pass(20);
	assert.deepEqual(names(), [["one"]]);
	track("two");
	await pass(500);
	track("three");
	await pass(1_000);
	assert.deepEqual(names(), [["one"], ["two", "three"]]);
}));

test("what was not heard is told again with its id, and when the server says", inWorld(async ({ pass }) => {
	const { durable, asked, answers, track, names } = newPage();
	durable.writeSession({ token: "token" });
	answers.push(AWAY, new Refusal(429, { code: "too_many", retryAfterMs: 60_000 }));
	track("one");
	await pass(20);
	track("two");
	await pass(50_000);
	assert.deepEqual(names(), [["one"], ["one", "two"]]);
	await pass(30_000);
	assert.deepEqual(names(), [["one"], ["one", "two"], ["one", "two"]]);
	assert.deepEqual(new Set(asked.map(({ events }) => events[0]!.id)).size, 1);
}));

test("what will not do is left out and said, the rest is told", inWorld(async ({ pass }) => {
	const { durable, answers, asked, track } = newPage();
	durable.writeSession({ token: "token" });
	for (const name of [undefined, 7, "", " ", "n".repeat(65), "a\nb"]) track(name);
	assert.equal(said.length, 1, "the same once");
	track("searched", "fern");
	track("bought", { price: 19.5, list: [1], at: new Date(0), none: undefined });
	track("many", Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`p${i}`, i])));
	const words = said.slice(1).map((sentence) => sentence.replace("Frontdesk: ", ""));
	assert.deepEqual(words.map((sentence) => sentence.split(" is left")[0]), ["the properties of searched are left out: they must be an object", "list", "p10"]);
	answers.push(new Refusal(422, { code: "field", detail: "name of event 2 must be one line" }));
	await pass(3_000);
	assert.deepEqual(asked.map(({ events }) => events.map(({ name }) => name)), [["searched", "bought", "many"], ["searched", "many"]]);
	assert.deepEqual(asked[0]!.events[1]!.properties, { price: 19.5, at: { date: "1970-01-01T00:00:00.000Z" } });
	assert.equal(Object.keys(asked[0]!.events[2]!.properties).length, 10);
	assert.equal(said.pop(), "Frontdesk: name of event 2 must be one line");
}));

test("a server that knows nothing of it is not asked on and on, and neither is one for whom the token is nobody's", inWorld(async ({ pass }) => {
	for (const status of [404, 401]) {
		const { durable, tracker, answers, track, names } = newPage();
		durable.writeSession({ token: "token" });
		answers.push(new Refusal(status, { code: "absent" }));
		track("one");
		await pass(60_000);
		assert.equal(names().length, 1);
		tracker.take();
		await pass(60_000);
		assert.deepEqual([names(), said], [[["one"], ["one"]], []]);
		durable.clear();
	}
}));

test("of one person nothing is told as the next one's, and of a customer once they are proven", inWorld(async ({ pass }) => {
	const { durable, proof, tracker, answers, track, names } = newPage();
	durable.writeSession({ token: "token" });
	answers.push(AWAY);
	track("of ada");
	await pass(20);
	durable.clear();
	tracker.forget();
	durable.writeSession({ token: "of the next" });
	proof.give({ identifier: "bo", identifierHash: "1" });
	track("of bo");
	await pass(60_000);
	assert.deepEqual(names(), [["of ada"]]);
	durable.writeSession({ identifierHash: "1" });
	tracker.take();
	await pass(20);
	assert.deepEqual(names(), [["of ada"], ["of bo"]]);
}));

test("a page that is left tells what has not been heard", inWorld(async ({ pass }) => {
	const { durable, tracker, asked, track } = newPage();
	durable.writeSession({ token: "token" });
	track("one");
	await pass(20);
	track("two");
	tracker.leave();
	await pass(5_000);
	assert.deepEqual(asked.map(({ events, outlivesPage }) => [events.map(({ name }) => name), outlivesPage]), [[["one"], false], [["two"], true]]);
}));
