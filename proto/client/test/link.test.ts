// The link: which way it takes, how it comes back, when it gives a line up.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Channel, ChannelEvents, Ending } from "../channel";
import { Link, type LinkStatus, type Way } from "../link";
import type { ClientMessage, FrameOf, ServerMessage } from "../wire";
import { onFakeTime } from "./clock";

const PLACE = { base: "https://desk.example/api/support/chat", credentials: "omit" as const };
const WELCOME: FrameOf<"welcome"> = {
	type: "welcome",
	serverTime: "2026-01-01T00:00:00.000000Z",
	epoch: "e1",
	pingMs: 25_000,
};

/** One attempt, as the far end sees it. */
class FakeChannel implements Channel {
	readonly sent: ClientMessage[] = [];
	isClosed = false;
	readonly answersPings: boolean;
	readonly silenceMs: number | undefined;

	constructor(
		readonly way: Way,
		readonly events: ChannelEvents,
	) {
		this.answersPings = way === "socket";
		this.silenceMs = way === "socket" ? undefined : 40_000;
	}

	send(frame: ClientMessage): void {
		this.sent.push(frame);
	}

	close(): void {
		this.isClosed = true;
	}

	say(frame: ServerMessage): void {
		this.events.heard();
		this.events.frame(frame);
	}

	fail(ending: Ending = {}): void {
		if (!this.isClosed) this.events.ended(ending);
	}
}

/** A link whose attempts meet what `behave` does with them. */
function newLink(behave: (channel: FakeChannel, count: number) => void = () => {}) {
	const attempts: FakeChannel[] = [];
	const statuses: LinkStatus[] = [];
	const frames: ServerMessage[] = [];
	const open = (way: Way) => (_: unknown, events: ChannelEvents) => {
		const channel = new FakeChannel(way, events);
		attempts.push(channel);
		setTimeout(() => channel.isClosed || behave(channel, attempts.length), 10);
		return channel;
	};
	const host = {
		frame: (frame: ServerMessage) => void frames.push(frame),
		status: (status: LinkStatus) => void statuses.push(status),
		positions: () => [],
	};
	const link = new Link(host, { socket: open("socket"), stream: open("stream") });
	const last = () => attempts[attempts.length - 1]!;
	return { link, attempts, statuses, frames, last, ways: () => attempts.map((each) => each.way) };
}

const welcome = (channel: FakeChannel) => channel.say(WELCOME);
const socketsBlocked = (channel: FakeChannel) =>
	channel.way === "socket" ? channel.fail() : welcome(channel);

test("a socket that is welcomed is the way, and nothing else is tried", onFakeTime((clock) => {
	const { link, ways, frames } = newLink(welcome);
	link.open(PLACE);
	clock.pass(60);
	assert.equal(link.status.state, "up");
	assert.deepEqual(ways(), ["socket"]);
	assert.deepEqual(frames.map((frame) => frame.type), ["welcome"]);
}));

test("where a socket cannot be opened the stream takes over at once, and is remembered", onFakeTime((clock) => {
	const { link, ways, last } = newLink(socketsBlocked);
	link.open(PLACE);
	clock.pass(100);
	assert.equal(link.status.state, "up");
	assert.deepEqual(ways(), ["socket", "stream"]);
	clock.pass(20_000);
	last().fail();
	clock.pass(2_000);
	assert.equal(link.status.state, "up");
	assert.deepEqual(ways(), ["socket", "stream", "stream"]);
}));

test("a socket that opens and brings no welcome is as good as none", onFakeTime((clock) => {
	const { link, ways } = newLink((channel) => channel.way === "stream" && welcome(channel));
	link.open(PLACE);
	clock.pass(8_100);
	assert.equal(link.status.state, "up");
	assert.deepEqual(ways(), ["socket", "stream"]);
}));

test("a way that the page's policy forbids is like one that is blocked", onFakeTime((clock) => {
	let streams = 0;
	const host = { frame: () => {}, status: () => {}, positions: () => [] };
	const forbidden = () => {
		throw new Error("policy");
	};
	const link = new Link(host, {
		socket: forbidden,
		stream: (_, events) => {
			streams++;
			setTimeout(() => events.frame(WELCOME), 10);
			return new FakeChannel("stream", events);
		},
	});
	link.open(PLACE);
	clock.pass(100);
	assert.equal(link.status.state, "up");
	assert.equal(streams, 1);
}));

test("while the server is away both ways are tried by turns, later and later, until one works", onFakeTime((clock) => {
	let isAway = true;
	const { link, attempts } = newLink((channel) => (isAway ? channel.fail() : welcome(channel)));
	link.open(PLACE);
	clock.pass(60_000);
	const ways = new Set(attempts.map((each) => each.way));
	assert.equal(ways.size, 2);
	assert(attempts.length < 40, `${attempts.length} attempts in a minute`);
	isAway = false;
	clock.pass(31_000);
	assert.equal(link.status.state, "up");
}));

test("where a socket has worked, a restart of the server does not send everybody to the stream", onFakeTime((clock) => {
	let isAway = false;
	const { link, last, attempts } = newLink((c) => (isAway ? c.fail() : welcome(c)));
	link.open(PLACE);
	clock.pass(20_000);
	isAway = true;
	last().fail();
	isAway = false;
	clock.pass(600);
	assert.equal(link.status.state, "up");
	assert.deepEqual(attempts.map((each) => each.way), ["socket", "socket"]);
}));

test("who comes back over the stream although a socket has worked is soon on a socket again", onFakeTime((clock) => {
	let isAway = false;
	let isBlocked = false;
	const { link, last, attempts } = newLink((channel) => {
		if (isAway || (isBlocked && channel.way === "socket")) channel.fail();
		else welcome(channel);
	});
	link.open(PLACE);
	clock.pass(20_000);
	isAway = true;
	last().fail();
	isBlocked = true;
	isAway = false;
	while (last().way === "socket" || link.status.state !== "up") clock.pass(5);
	isBlocked = false;
	clock.pass(1_000);
	assert.equal(link.status.state, "up");
	assert.equal(last().way, "socket");
	assert.equal(attempts.filter((each) => !each.isClosed).length, 1);
}));

test("a socket over which the server says that it is busy is not blocked, and its hint is kept", onFakeTime((clock) => {
	let isBusy = true;
	const busy = { type: "error", code: "busy", detail: "later", retryAfterMs: 3_000 } as const;
	const { link, ways } = newLink((channel) => {
		if (!isBusy) return welcome(channel);
		channel.say(busy);
		channel.fail();
	});
	link.open(PLACE);
	clock.pass(2_900);
	assert.deepEqual(ways(), ["socket"]);
	clock.pass(30_000);
	assert(ways().length < 10, `${ways().length} attempts`);
	isBusy = false;
	clock.pass(35_000);
	assert.equal(link.status.state, "up");
	assert.deepEqual([...new Set(ways())], ["socket"]);
}));

test("a line that is cut again and again is no reason to change the way", onFakeTime((clock) => {
	const { link, last, ways } = newLink(welcome);
	link.open(PLACE);
	for (let times = 0; times < 10; times++) {
		while (link.status.state !== "up") clock.pass(5);
		last().fail();
	}
	assert.deepEqual([...new Set(ways())], ["socket"]);
}));

test("on the stream a socket is tried again after long, beside it, and taken when it works", onFakeTime((clock) => {
	let isBlocked = true;
	const { link, attempts, statuses } = newLink((channel) =>
		isBlocked ? socketsBlocked(channel) : welcome(channel),
	);
	link.open(PLACE);
	clock.pass(100);
	const beat = setInterval(() => attempts.forEach((each) => each.events.heard()), 15_000);
	clock.pass(16 * 60_000);
	const stream = attempts[1]!;
	assert.equal(stream.isClosed, false);
	assert.equal(attempts.filter((each) => each.way === "socket").length > 1, true);
	isBlocked = false;
	clock.pass(16 * 60_000);
	clearInterval(beat);
	assert.equal(stream.isClosed, true);
	assert.equal(attempts[attempts.length - 1]!.way, "socket");
	assert.equal(statuses.filter((status) => status.state === "waiting").length, 1);
	assert.equal(link.status.state, "up");
}));

test("a goodbye's hint is kept before the next attempt", onFakeTime((clock) => {
	const { link, last, attempts } = newLink(welcome);
	link.open(PLACE);
	clock.pass(20_000);
	last().say({ type: "goodbye", reason: "drain", retryAfterMs: 5_000 });
	last().fail();
	clock.pass(4_990);
	assert.equal(attempts.length, 1);
	clock.pass(1_000);
	assert.equal(attempts.length, 2);
	assert.equal(link.status.state, "up");
}));

test("what the server asks for with a refused stream is kept, too", onFakeTime((clock) => {
	const { link, attempts } = newLink((channel, count) =>
		count === 1 ? channel.fail() : channel.fail({ retryAfterMs: 7_000 }),
	);
	link.open(PLACE);
	clock.pass(100);
	assert.equal(attempts.length, 2);
	clock.pass(6_800);
	assert.equal(attempts.length, 2);
	clock.pass(2_000);
	assert(attempts.length >= 3);
}));

test("a socket is pinged, and given up when nothing comes back", onFakeTime((clock) => {
	const { link, last, attempts } = newLink((c, count) => count === 1 && welcome(c));
	link.open(PLACE);
	clock.pass(30_000);
	assert.deepEqual(last().sent.map((frame) => frame.type), ["ping"]);
	last().say({ type: "pong" });
	clock.pass(34_000);
	assert.equal(attempts.length, 1);
	clock.pass(2_000);
	assert.equal(attempts[0]!.isClosed, true);
	assert(link.status.state !== "up");
}));

test("a stream that is silent beyond its comments is dead; a comment keeps it", onFakeTime((clock) => {
	const { link, last, attempts } = newLink(socketsBlocked);
	link.open(PLACE);
	clock.pass(100);
	const stream = last();
	for (let times = 0; times < 10; times++) {
		clock.pass(15_000);
		stream.events.heard();
	}
	assert.equal(stream.isClosed, false);
	clock.pass(41_000);
	assert.equal(stream.isClosed, true);
	assert(attempts.length >= 3);
}));

test("when the page comes back a waiting link tries at once, and one that is up is doubted", onFakeTime((clock) => {
	let isAway = true;
	const { link, last, attempts } = newLink((c) => (isAway ? c.fail() : welcome(c)));
	link.open(PLACE);
	clock.pass(120_000);
	isAway = false;
	while (link.status.state !== "waiting") clock.pass(5);
	link.poke();
	clock.pass(20);
	assert.equal(link.status.state, "up");
	const line = last();
	link.poke();
	if (line.way === "socket") {
		assert.deepEqual(line.sent.map((frame) => frame.type), ["ping"]);
		clock.pass(5_001);
		assert.equal(line.isClosed, true);
	}
	assert(attempts.length > 1);
}));

test("who is signed out is not connected again until there is a new proof", onFakeTime((clock) => {
	for (const end of [
		(channel: FakeChannel) => channel.fail({ isSignedOut: true }),
		(channel: FakeChannel) => channel.say({ type: "error", code: "signed_out", detail: "ended" }),
		(channel: FakeChannel) => channel.say({ type: "goodbye", reason: "signed_out", retryAfterMs: 0 }),
	]) {
		const { link, last, attempts } = newLink((c) => (attempts.length === 1 ? end(c) : welcome(c)));
		link.open(PLACE);
		clock.pass(60_000);
		assert.equal(link.status.state, "signed_out");
		assert.equal(attempts.length, 1);
		link.open({ ...PLACE, token: "another" });
		clock.pass(20);
		assert.equal(link.status.state, "up");
		link.close();
		assert.equal(last().isClosed, true);
	}
}));

test("nothing is said while the link is not up, and the caller hears so", onFakeTime((clock) => {
	const { link, last } = newLink(welcome);
	assert.equal(link.send({ type: "ping" }), false);
	link.open(PLACE);
	assert.equal(link.send({ type: "ping" }), false);
	clock.pass(20);
	assert.equal(link.send({ type: "ping" }), true);
	last().fail();
	assert.equal(link.send({ type: "ping" }), false);
}));

test("in a tab that is hidden for long nobody comes back, since pings are armed by what arrives", onFakeTime((clock) => {
	const { link, last, attempts } = newLink(welcome);
	link.open(PLACE);
	clock.pass(20);
	const { sent } = last();
	const send = last().send.bind(last());
	last().send = (frame) => {
		send(frame);
		clock.arrive(() => last().say({ type: "pong" }), 50);
	};
	clock.arrive(() => last().say({ type: "pong" }), 50);
	clock.isThrottled = true;
	clock.pass(60 * 60_000);
	assert.equal(attempts.length, 1);
	assert.equal(link.status.state, "up");
	assert(sent.length > 140, `${sent.length} pings in an hour`);
}));

test("pings keep their pace however much arrives", onFakeTime((clock) => {
	const { link, last } = newLink(welcome);
	link.open(PLACE);
	clock.pass(20);
	for (let times = 0; times < 99; times++) {
		last().say({ type: "pong" });
		clock.pass(1_000);
	}
	assert.deepEqual(last().sent.map((frame) => frame.type), Array(3).fill("ping"));
}));

test("a machine that wakes doubts its line within seconds, and one that waited tries at once", onFakeTime((clock) => {
	let isAway = false;
	const { link, last, attempts } = newLink((c) => (isAway ? c.fail() : welcome(c)));
	link.open(PLACE);
	clock.pass(20_000);
	last().say({ type: "pong" });
	clock.shift(3_600_000);
	clock.pass(8_000);
	assert.equal(attempts.length, 2);
	assert.equal(link.status.state, "up");
	isAway = true;
	last().fail();
	clock.pass(120_000);
	while (link.status.state !== "waiting" || link.status.retryAt! - Date.now() < 5_000) clock.pass(500);
	const before = attempts.length;
	clock.shift(3_600_000);
	clock.pass(2_100);
	assert(attempts.length > before, `${attempts.length} attempts`);
}));

test("where the browser says that there is no network the line is asked soon, and believed if it answers", onFakeTime((clock) => {
	const { link, last, attempts } = newLink(welcome);
	link.open(PLACE);
	clock.pass(20);
	link.poke(true);
	last().say({ type: "pong" });
	clock.pass(2_000);
	assert.equal(attempts.length, 1);
	link.poke(true);
	clock.pass(1_600);
	assert.equal(attempts[0]!.isClosed, true);
}));
