// What is said of the person, what is written for a session, and what is left when somebody else comes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Refusal } from "../../proto/client/http";
import type { ClientMessage } from "../../proto/client/wire";
import { Details } from "../src/app/details";
import { Durable } from "../src/app/durable";
import { Outgoing } from "../src/app/outgoing";
import type { Rest } from "../src/app/rest";
import { Starter } from "../src/app/starter";
import { flush, inWorld } from "./world";

const AWAY = new Refusal(0, { code: "away" });
const session = (id: string) => ({ id, status: "waiting", headSeq: 0 });

/** Keeps what is written, as localStorage would, for several tabs. */
function share(): void {
	const kept = new Map<string, string>();
	const storage = {
		getItem: (key: string) => kept.get(key) ?? null,
		setItem: (key: string, text: string) => void kept.set(key, text),
		removeItem: (key: string) => void kept.delete(key),
	};
	const get = () => {
		const methods = Object.entries(storage).map(([name, value]) => [name, { value }] as const);
		return Object.defineProperties(Object.fromEntries(kept), Object.fromEntries(methods));
	};
	Object.defineProperty(globalThis, "localStorage", { get, configurable: true });
}

/** A server that answers what the test tells it to, in its own time. */
class FakeRest {
	readonly asked: { what: string; body: unknown }[] = [];
	answers: (object | Refusal)[] = [];
	hold: Promise<void> = Promise.resolve();

	readonly rest = {
		patch: (_: string, body: object) => this.answer("patch", body),
		identify: (body: object) => this.answer("identify", body),
		start: (body: object) => this.answer("start", body),
		attributes: (body: object) => this.answer("attributes", body),
	} as unknown as Rest;

	private async answer(what: string, body: unknown): Promise<unknown> {
		this.asked.push({ what, body: JSON.parse(JSON.stringify(body)) });
		await this.hold;
		const answer = this.answers.shift() ?? AWAY;
		if (answer instanceof Refusal) throw answer;
		return answer;
	}
}

function newTab() {
	share();
	const durable = new Durable("shop");
	const server = new FakeRest();
	const failures: string[] = [];
	const details = new Details(durable, server.rest, {
		leads: () => true,
		proven: () => {},
		sessionCame: () => {},
		signedOut: () => {},
		failed: ({ code }) => void failures.push(code),
		changed: () => {},
	});
	const open = { token: "token", sessionId: "s1" };
	return { durable, server, details, failures, open };
}

function newOutgoing({ durable, server, details }: ReturnType<typeof newTab>) {
	const sent: ClientMessage[] = [];
	const started: string[] = [];
	const starter = new Starter(durable, server.rest, {
		tenantId: "shop",
		proof: details.proof,
		started: ({ session }) => {
			started.push(session.id);
			durable.writeSession({ token: "token", sessionId: session.id, isEnded: false });
			outgoing.adopt(session.id);
			outgoing.courier.wake();
		},
		hold: (milliseconds) => outgoing.courier.hold(milliseconds),
		failed: () => {},
		doubted: () => {},
	});
	const outgoing: Outgoing = new Outgoing(durable, starter, {
		leads: () => true,
		send: (frame) => sent.push(frame) > 0,
		changed: () => {},
		written: () => {},
		page: () => ({ pageUrl: "", referrerUrl: "" }),
	});
	const sessions = () => sent.flatMap((frame) => ("sessionId" in frame ? frame.sessionId : []));
	return { outgoing, starter, sent, started, sessions };
}

test("a text is for the session in which it was written, and begins no other when that has ended unseen", inWorld(async ({ pass }) => {
	const tab = newTab();
	const { outgoing, sessions } = newOutgoing(tab);
	tab.durable.writeSession(tab.open);
	outgoing.send("are you still there?");
	outgoing.courier.disconnected();
	tab.durable.writeSession({ isEnded: true });
	outgoing.courier.wake();
	await pass(100);
	assert.deepEqual([...new Set(sessions())], ["s1"]);
	assert.deepEqual(tab.server.asked, []);
	const { id } = tab.durable.outbox.all()[0]!;
	const refusal = { sessionId: "s1", id, code: "state", detail: "ended" };
	outgoing.receive({ type: "message.refused", ...refusal });
	assert.deepEqual(outgoing.of("s1").map((text) => text.refusal?.code), ["state"]);
	tab.server.answers = [{ token: "token", session: session("s2") }];
	tab.durable.writeSession({ sessionId: undefined, isEnded: undefined });
	outgoing.startAgain();
	await pass(100);
	assert.equal(sessions().pop(), "s2");
	outgoing.courier.stop();
}));

test("what waited for a session is written in it", inWorld(async ({ pass }) => {
	const tab = newTab();
	const { outgoing, started } = newOutgoing(tab);
	tab.server.answers = [{ token: "token", session: session("s1") }];
	outgoing.send("one");
	outgoing.send("two");
	await pass(100);
	assert.deepEqual(started, ["s1"]);
	assert.deepEqual(tab.durable.outbox.all().map((text) => text.sessionId), ["s1", "s1"]);
	outgoing.courier.stop();
}));

test("details that did not arrive are sent again, and it is said once", inWorld(async ({ pass }) => {
	const { durable, server, details, failures, open } = newTab();
	durable.writeSession(open);
	server.answers = [AWAY, AWAY, AWAY, session("s1")];
	const isTaken = details.leave({ name: "Ada" });
	await pass(20);
	assert.equal(await isTaken, false);
	await pass(60_000);
	assert.equal(server.asked.length, 4);
	assert.deepEqual(server.asked[3]!.body, { visitorName: "Ada" });
	assert.deepEqual(failures, ["away"]);
	assert.equal(durable.choices().isProfileOwed, undefined);
}));

test("a line that comes back is a reason to send details at once; what was refused is not sent again", inWorld(async ({ pass }) => {
	const { durable, server, details, open } = newTab();
	durable.writeSession(open);
	server.answers = [AWAY, new Refusal(400, { code: "field", detail: "visitorEmail must be one" })];
	void details.leave({ email: "a@" });
	await pass(20);
	details.hurry();
	await pass(60_000);
	assert.equal(server.asked.length, 2);
	assert.equal(durable.choices().refused?.email, "a@");
}));

test("a proof that did not arrive is sent again; a new name of who is proven already, too", inWorld(async ({ pass }) => {
	const { durable, server, details, open } = newTab();
	durable.writeSession(open);
	const ada = { identifier: "ada", identifierHash: "hash" };
	server.answers = [AWAY, { token: "proven" }, session("s1")];
	details.identify({ ...ada, name: "Ada" });
	await pass(10_000);
	assert.equal(durable.session().token, "proven");
	details.identify({ ...ada, name: "Countess of Lovelace" });
	await pass(100);
	assert.deepEqual(server.asked.map(({ what }) => what), ["identify", "identify", "patch"]);
}));

test("attributes are told once to each token, and again what is new; a failure is made good", inWorld(async ({ pass }) => {
	const { durable, server, details, failures, open } = newTab();
	details.identify({ attributes: { plan: "gold" } });
	await pass(100);
	assert.deepEqual(server.asked, []);
	durable.writeSession(open);
	server.answers = [AWAY, {}, {}, {}];
	await details.settle();
	await pass(10_000);
	for (let times = 0; times < 3; times++) await details.settle();
	details.identify({ attributes: { plan: "gold" } });
	details.identify({ attributes: { orders: 1 } });
	await pass(100);
	durable.writeSession({ token: "another" });
	await details.settle();
	const both = { attributes: { plan: "gold", orders: 1 } };
	assert.deepEqual(server.asked.map(({ body }) => body), [{ attributes: { plan: "gold" } }, { attributes: { plan: "gold" } }, both, both]);
	assert.deepEqual(failures, ["away"]);
}));

test("what is signed is told once the customer is proven, and left out when it is not believed", inWorld(async ({ pass }) => {
	const { durable, server, details, failures, open } = newTab();
	const signed = { signedAttributes: "{}", attributesHash: "hash of it" };
	durable.writeSession(open);
	server.answers = [AWAY, { token: "proven" }, new Refusal(403, { code: "denied" }), {}];
	details.identify({ identifier: "ada", identifierHash: "hash", attributes: { plan: "gold" }, ...signed });
	await pass(10_000);
	assert.deepEqual(server.asked.map(({ what }) => what), ["identify", "identify", "attributes", "attributes"]);
	assert.deepEqual(server.asked[2]!.body, { attributes: { plan: "gold" }, identifier: "ada", ...signed });
	assert.deepEqual(server.asked[3]!.body, { attributes: { plan: "gold" } });
	assert.deepEqual(failures, ["away"]);
}));

test("attributes that are refused are not told again, and those of one person not to the next", inWorld(async ({ pass }) => {
	const { durable, server, details, failures, open } = newTab();
	durable.writeSession(open);
	server.answers = [new Refusal(422, { code: "field", detail: "attributes must" })];
	details.identify({ attributes: { plan: "gold" } });
	await pass(100);
	await details.settle();
	assert.deepEqual([server.asked.length, failures], [1, []]);
	durable.clear();
	details.forget();
	durable.writeSession(open);
	await details.settle();
	assert.equal(server.asked.length, 1);
}));

test("another customer is somebody else, also on a later page; a customer who was nobody is not", inWorld(async ({ pass }) => {
	const { durable, server, details, open } = newTab();
	assert.equal(details.proof.isOther({ identifier: "ada", identifierHash: "1" }), false);
	durable.writeSession(open);
	server.answers = [{ token: "proven" }];
	details.identify({ identifier: "ada", identifierHash: "1" });
	await pass(100);
	details.proof.forget();
	assert.equal(details.proof.isOther({ identifier: "ada", identifierHash: "2" }), false);
	assert.equal(details.proof.isOther({ identifier: "bo", identifierHash: "1" }), true);
	assert.equal(details.proof.isOther({ name: "Bo" }), false);
}));

test("what was asked for one person is not answered to the next", inWorld(async ({ pass }) => {
	const tab = newTab();
	const { durable, server, details } = tab;
	const { outgoing, started } = newOutgoing(tab);
	let answer = () => {};
	server.hold = new Promise((done) => (answer = done));
	server.answers = [{ token: "of ada", session: session("s1") }];
	outgoing.send("it is ada");
	await flush();
	durable.clear();
	answer();
	await pass(100);
	assert.deepEqual(started, []);
	assert.deepEqual(durable.session(), {});
	durable.writeSession(tab.open);
	server.hold = new Promise((done) => (answer = done));
	server.answers = [{ token: "of ada" }];
	details.identify({ identifier: "ada", identifierHash: "1" });
	await flush();
	durable.clear();
	details.forget();
	answer();
	await pass(10_000);
	assert.equal(durable.session().token, undefined);
	outgoing.courier.stop();
}));

test("a tab learns once that another one has forgotten its person", inWorld(async () => {
	share();
	const [one, other] = [new Durable("shop"), new Durable("shop")];
	one.writeSession({ token: "token" });
	assert.equal(other.hasOtherPerson(), false);
	one.clear();
	assert.deepEqual([other.hasOtherPerson(), other.hasOtherPerson()], [true, false]);
	one.writeSession({ token: "of the next" });
	assert.equal(other.hasOtherPerson(), false);
	one.clear();
	one.writeSession({ token: "of a third" });
	assert.equal(other.hasOtherPerson(), true);
	assert.equal(one.hasOtherPerson(), false);
}));

test("what a tab writes of a person whom another has forgotten, before it knows, goes when it learns of it", inWorld(async () => {
	share();
	const [one, other] = [new Durable("shop"), new Durable("shop")];
	one.writeSession({ token: "token" });
	assert.equal(other.hasOtherPerson(), false);
	one.clear();
	other.writeDraft("a secret");
	other.writeChoices({ profile: { name: "Ada" } });
	const text = { id: "1", content: "another", madeAt: 1, page: { pageUrl: "", referrerUrl: "" } };
	other.outbox.put(text);
	assert.equal(other.hasOtherPerson(), true);
	assert.deepEqual(Object.keys(localStorage), []);
	other.writeSession({ token: "of the next" });
	other.outbox.put(text);
	assert.deepEqual([one.hasOtherPerson(), other.hasOtherPerson()], [false, false]);
	assert.equal(one.outbox.all().length, 1);
}));

test("who was forgotten does not come back by what another tab, which does not know, writes of them", inWorld(async () => {
	share();
	const [one, other] = [new Durable("shop"), new Durable("shop")];
	one.writeSession({ token: "token" });
	assert.equal(other.hasOtherPerson(), false);
	const known = localStorage.getItem("frontdesk:shop")!;
	one.clear();
	localStorage.setItem("frontdesk:shop", known);
	assert.deepEqual(one.session(), {});
	assert.equal(one.hasOtherPerson(), false);
	assert.deepEqual(Object.keys(localStorage), []);
	assert.equal(other.hasOtherPerson(), true);
}));

test("while a proof is under way another token is waited for, not for ever; one that is refused is not", inWorld(async ({ clock, pass }) => {
	const { durable, server, details, open } = newTab();
	const [ada, bo] = [{ identifier: "ada", identifierHash: "1" }, { identifier: "bo", identifierHash: "2" }];
	durable.writeSession(open);
	assert.equal(durable.provingMs > 0, false);
	server.answers = [AWAY, { token: "proven" }, new Refusal(403, { code: "denied" })];
	details.identify(ada);
	assert.equal(durable.provingMs > 0, true);
	await flush();
	assert.equal(new Durable("shop").provingMs > 0, true);
	await pass(10_000);
	assert.equal(durable.session().token, "proven");
	assert.equal(durable.provingMs > 0, false);
	details.identify(bo);
	assert.equal(durable.provingMs > 0, true);
	clock.pass(60_000);
	assert.equal(durable.provingMs > 0, false);
	await flush();
	assert.equal(durable.provingMs > 0, false);
}));
