// Which tab leads, whatever becomes of the others.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { LinkHost, LinkStatus } from "../../proto/client/link";
import type { ClientMessage } from "../../proto/client/wire";
import { Tabs } from "../src/app/tabs";
import { FakeChannel, inWorld, type World } from "./world";

const PLACE = { base: "https://desk.example", credentials: "omit" as const };
const UP: LinkStatus = { state: "up", epoch: "e1", skewMs: 0 };

/** A line that is up as soon as it is opened. */
class FakeLink {
	isOpen = false;
	pokes = 0;
	readonly sent: ClientMessage[] = [];

	constructor(readonly host: LinkHost) {}

	open(): void {
		this.isOpen = true;
		this.host.status(UP);
	}

	close(): void {
		this.isOpen = false;
		this.host.status({ state: "idle" });
	}

	send(frame: ClientMessage): boolean {
		if (this.isOpen) this.sent.push(frame);
		return this.isOpen;
	}

	poke(): void {
		this.pokes++;
	}
}

function openTab() {
	const statuses: string[] = [];
	let link!: FakeLink;
	const listener = {
		onFrame: () => {},
		onStatus: ({ state }: LinkStatus) => void statuses.push(state),
		positions: () => [],
		onNote: () => {},
		onLead: () => tabs.open(PLACE),
	};
	const tabs: Tabs = new Tabs("shop", listener, (host) => (link = new FakeLink(host)));
	tabs.start(false);
	const channel = FakeChannel.all[FakeChannel.all.length - 1]!;
	return { tabs, link, statuses, channel };
}

type Tab = ReturnType<typeof openTab>;

/** Tabs that were opened one after the other: the first leads. */
async function openTabs(count: number, { pass }: World): Promise<Tab[]> {
	const all: Tab[] = [];
	for (; all.length < count; await pass(100)) all.push(openTab());
	return all;
}

const leaders = (all: Tab[]) => all.map(({ tabs }) => tabs.leads);
const lines = (all: Tab[]) => all.map(({ link }) => link.isOpen);

test("one tab leads, and has the only line; when it is left the next one leads at once", inWorld(async (world) => {
	const all = await openTabs(3, world);
	await world.pass(5_000);
	assert.deepEqual(leaders(all), [true, false, false]);
	assert.deepEqual(lines(all), [true, false, false]);
	all[0]!.tabs.suspend();
	await world.pass(40);
	assert.deepEqual(leaders(all), [false, true, false]);
	assert.deepEqual(lines(all), [false, true, false]);
}));

test("a page that is back follows, and leads again when it is the only one", inWorld(async (world) => {
	const all = await openTabs(2, world);
	all[0]!.tabs.suspend();
	await world.pass(100);
	all[0]!.tabs.join();
	await world.pass(2_000);
	assert.deepEqual(leaders(all), [false, true]);
	assert.equal(all[0]!.statuses.pop(), "up");
	all[1]!.tabs.suspend();
	await world.pass(100);
	assert.deepEqual(leaders(all), [true, false]);
}));

test("a page that stood in line and is put aside does not get the lock", inWorld(async (world) => {
	const all = await openTabs(3, world);
	all[1]!.tabs.suspend();
	await world.pass(100);
	all[0]!.tabs.suspend();
	await world.pass(100);
	assert.deepEqual(leaders(all), [false, false, true]);
}));

test("who leads and does not answer for a second is not waited for, and steps back when it wakes", inWorld(async (world) => {
	const [first] = await openTabs(1, world);
	first!.channel.isFrozen = true;
	world.locks.isHeldBack = true;
	const second = openTab();
	await world.pass(900);
	assert.equal(second.tabs.leads, false);
	await world.pass(300);
	assert.equal(second.tabs.leads, true);
	world.locks.wake();
	first!.channel.thaw();
	await world.pass(2_000);
	assert.deepEqual(leaders([first!, second]), [false, true]);
	assert.deepEqual(lines([first!, second]), [false, true]);
	assert.equal(first!.statuses.pop(), "up");
	second.tabs.suspend();
	await world.pass(100);
	assert.equal(first!.tabs.leads, true);
}));

test("a leader that freezes while others look is noticed when something is to be sent", inWorld(async (world) => {
	const all = await openTabs(2, world);
	await world.pass(5_000);
	all[0]!.channel.isFrozen = true;
	world.locks.isHeldBack = true;
	all[1]!.tabs.ask();
	await world.pass(1_100);
	assert.equal(all[1]!.tabs.leads, true);
	assert.equal(all[1]!.link.isOpen, true);
}));

test("when several find nobody there, one leads in the end", inWorld(async (world) => {
	const [first] = await openTabs(1, world);
	first!.channel.isFrozen = true;
	world.locks.isHeldBack = true;
	const others = [openTab(), openTab(), openTab()];
	await world.pass(1_200);
	world.locks.wake();
	first!.channel.thaw();
	await world.pass(5_000);
	const all = [first!, ...others];
	assert.equal(leaders(all).filter(Boolean).length, 1);
	assert.deepEqual(lines(all), leaders(all));
}));

test("what a follower asks for goes to who leads alone, however many tabs there are", inWorld(async (world) => {
	const all = await openTabs(4, world);
	await world.pass(2_000);
	FakeChannel.posts = 0;
	all[2]!.tabs.poke();
	await world.pass(2_000);
	assert.equal(all[0]!.link.pokes, 1);
	assert(FakeChannel.posts < 6, `${FakeChannel.posts} posts`);
}));

test("a tab that says hello is no news to the others", inWorld(async (world) => {
	const all = await openTabs(2, world);
	await world.pass(2_000);
	const before = all[1]!.statuses.length;
	openTab();
	await world.pass(500);
	assert.equal(all[1]!.statuses.length, before);
}));

test("without locks every tab leads itself", inWorld(async (world) => {
	Object.assign(navigator, { locks: undefined });
	const all = await openTabs(2, world);
	assert.deepEqual(leaders(all), [true, true]);
	all[0]!.tabs.suspend();
	assert.deepEqual(lines(all), [false, true]);
	all[0]!.tabs.join();
	assert.deepEqual(lines(all), [true, true]);
}));
