// Who speaks: groups of one sender, the lines where somebody comes in, what the header says.
import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyThread, applyNew, type Entry, type Thread } from "../../proto/client/thread";
import { at, heard, message, session } from "../../proto/client/test/samples";
import { BEGINNING, joinsOf, newcomerOf, People } from "../src/view/people";
import { agentOf, greetsAway, isHandedOver, presenceOf, type Known } from "../src/view/presence";
import { arrange } from "../src/view/rows";

const robin = { id: "robin", name: "Robin Hale" };
const sam = { id: "sam", name: "Sam\u202e" };

/** Texts by the visitor ("v"), or by an agent of that id. */
function said(...senders: string[]): readonly Entry[] {
	return senders.reduce<Thread>((thread, sender, place) => {
		const frame = heard(`m${place}`, at(place));
		const from = sender === "v" ? {} : { senderType: "agent" as const, senderId: sender };
		return applyNew(thread, { ...frame, message: { ...message(`m${place}`, undefined, at(place)), ...from } });
	}, emptyThread("session", null)).entries;
}

const groups = (entries: readonly Entry[], joins?: Map<string, string[]>) =>
	arrange(entries, joins).map((row) => row.startsGroup);

test("two agents are never in one group", () => {
	assert.deepEqual(groups(said("robin", "robin", "sam", "sam", "v", "v")), [true, false, true, false, true, false]);
});

test("who comes in ends a group", () => {
	assert.deepEqual(groups(said("v", "v", "v"), new Map([["m0", ["robin"]]])), [true, true, false]);
});

test("somebody comes in where they were first heard of, at the latest before their first words", () => {
	const people = new People();
	people.learn(session({ assignedAgent: robin }), said("v"));
	assert.deepEqual([...joinsOf(said("v"), true, people, "robin")], [["m0", ["robin"]]]);
	assert.deepEqual([...joinsOf(said("v", "v"), true, people, "robin")], [["m0", ["robin"]]], "stays there");
	const later = said("v", "v", "robin", "sam", "robin");
	assert.deepEqual([...joinsOf(later, true, people, undefined)], [["m0", ["robin"]], ["m2", ["sam"]]]);
	assert.deepEqual([...joinsOf(later, true, new People(), undefined)], [["m1", ["robin"]], ["m2", ["sam"]]]);
	assert.deepEqual([...joinsOf(later, false, new People(), undefined)], [["m2", ["sam"]]], "of the first more may be further up");
	assert.deepEqual([...joinsOf(said("robin"), true, people, undefined)], [[BEGINNING, ["robin"]]]);
});

test("a newcomer has the chat and has written nothing", () => {
	assert.equal(newcomerOf(said("v"), "robin"), "robin");
	assert.equal(newcomerOf(said("v", "robin"), "robin"), undefined);
	assert.equal(newcomerOf(said("v"), undefined), undefined);
});

test("names are remembered without marks of direction, arrivals for one chat", () => {
	const people = new People();
	people.learn(session({ assignedAgent: sam }), said("v"));
	people.learn(session({ id: "other", assignedAgent: robin }), []);
	assert.equal(people.nameOf("sam"), "Sam");
	assert.equal(people.arrivalOf("sam"), undefined);
	assert.equal(people.arrivalOf("robin"), BEGINNING);
});

const known = (more: Partial<Known>): Known => ({
	session: undefined, agentsOnline: true, isCutOff: false, isSignedOut: false, entries: [], ...more,
});

test("that nobody is there is said once: by the greeting, and after an answer by the header", () => {
	const atFirst = known({ agentsOnline: false, entries: said("v") });
	assert.deepEqual([greetsAway(atFirst), presenceOf(atFirst)], [true, undefined]);
	const later = known({ agentsOnline: false, session: session({ status: "waiting" }), entries: said("v", "robin") });
	assert.deepEqual([greetsAway(later), presenceOf(later)], [false, "away"]);
	assert.deepEqual([greetsAway(known({})), presenceOf(known({}))], [false, "online"]);
});

test("nobody is said to be online without a line, after the end, or when their browser is gone", () => {
	const active = { session: session({ assignedAgent: robin }), agentsOnline: false };
	assert.equal(presenceOf(known(active)), "online");
	assert.equal(presenceOf(known({ ...active, isCutOff: true })), undefined);
	assert.equal(presenceOf(known({ session: session({ status: "ended", assignedAgent: robin }) })), undefined);
	assert.equal(presenceOf(known({ ...active, isSignedOut: true })), undefined);
	assert.equal(presenceOf(known({ session: session({ assignedAgent: robin, isAgentGone: true }) })), "away");
});

test("who is handed over knows to whom, until they take it", () => {
	const handed = known({ session: session({ status: "transferred", assignedAgent: sam }) });
	assert.deepEqual([isHandedOver(handed), presenceOf(handed), agentOf(handed)], [true, "handing", sam]);
	assert.equal(isHandedOver(known({ session: session({ status: "transferred" }) })), false);
	assert.equal(isHandedOver(known({ session: session({ assignedAgent: sam }) })), false);
});
