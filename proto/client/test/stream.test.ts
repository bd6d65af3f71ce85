// The stream of events and its POSTs, against a small server that stands in for fetch.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Channel, Ending } from "../channel";
import { openStream, streamUrl } from "../stream_channel";
import type { Position, ServerMessage } from "../wire";
import { resumed, SESSION_ID } from "./samples";

const BASE = "https://desk.example/api/support/chat";
const PLACE = { base: BASE, credentials: "omit" as const, token: "the-token" };
const WELCOME = {
	type: "welcome",
	serverTime: "2026-01-01T00:00:00.000000Z",
	epoch: "e1",
	pingMs: 25_000,
};

interface Asked {
	url: string;
	method: string;
	body: unknown;
	authorization: string | undefined;
}

/** A stream that the server has begun; it ends when the client lets go of it. */
class FakeStream {
	isGone = false;
	private to!: ReadableStreamDefaultController<Uint8Array>;
	readonly body: ReadableStream<Uint8Array>;

	constructor(
		readonly url: string,
		signal: AbortSignal | null | undefined,
	) {
		this.body = new ReadableStream({ start: (controller) => void (this.to = controller) });
		signal?.addEventListener("abort", () => {
			this.isGone = true;
			this.to.error(new Error("aborted"));
		});
	}

	say(...frames: object[]): void {
		const text = frames.map((frame) => `data: ${JSON.stringify(frame)}\n\n`).join("");
		this.to.enqueue(new TextEncoder().encode(`: comment\n\n${text}`));
	}

	end(): void {
		this.to.close();
	}
}

class FakeServer {
	readonly asked: Asked[] = [];
	readonly streams: FakeStream[] = [];
	/** What a request that is no stream is answered with. */
	answer: (asked: Asked) => { status: number; body?: unknown } = () => ({ status: 204 });
	refusesStreams: { status: number; body?: unknown } | undefined;

	constructor() {
		globalThis.fetch = ((url: string, init: RequestInit = {}) =>
			this.fetch(url, init)) as typeof fetch;
	}

	posts(what: string): Asked[] {
		return this.asked.filter(({ url, method }) => method === "POST" && url.endsWith(what));
	}

	private async fetch(url: string, init: RequestInit): Promise<Response> {
		const headers = init.headers as Record<string, string>;
		const body = typeof init.body === "string" ? (JSON.parse(init.body) as unknown) : undefined;
		const asked = { url, method: init.method ?? "GET", body, authorization: headers.Authorization };
		this.asked.push(asked);
		if (!url.includes("/events")) return this.reply(this.answer(asked));
		if (this.refusesStreams) return this.reply(this.refusesStreams);
		const stream = new FakeStream(url, init.signal);
		this.streams.push(stream);
		return new Response(stream.body);
	}

	private reply({ status, body }: { status: number; body?: unknown }): Response {
		if (status === 0) throw new TypeError("network");
		return new Response(body === undefined ? null : JSON.stringify(body), { status });
	}
}

function open(server: FakeServer, positions: Position[] = []) {
	void server;
	const frames: ServerMessage[] = [];
	const endings: Ending[] = [];
	const channel: Channel = openStream(
		PLACE,
		{
			heard: () => {},
			frame: (frame) => void frames.push(frame),
			ended: (ending) => void endings.push(ending),
		},
		() => positions,
	);
	return { channel, frames, endings, types: () => frames.map((frame) => frame.type) };
}

async function until(isTrue: () => boolean): Promise<void> {
	for (let times = 0; times < 2_000 && !isTrue(); times++)
		await new Promise((resolve) => setTimeout(resolve, 1));
	assert(isTrue(), "what was waited for");
}

const position = { sessionId: SESSION_ID, afterSeq: 7, epoch: "e 1" };
const send = { type: "message.send" as const, sessionId: SESSION_ID, id: "m1", content: "hi" };

test("the stream's address names the sessions and how far each is held, and no token", async () => {
	const url = streamUrl(BASE, [position, { sessionId: "other", afterSeq: 3, epoch: "older" }]);
	assert.equal(url, `${BASE}/events?session=${SESSION_ID},7&session=other&epoch=e%201`);
	assert.equal(streamUrl(BASE, []), `${BASE}/events`);
	const server = new FakeServer();
	open(server, [position]);
	await until(() => server.asked.length === 1);
	assert.equal(server.asked[0]!.authorization, "Bearer the-token");
	assert.equal(server.asked[0]!.url.includes("the-token"), false);
});

test("the resume that the server runs by itself is not asked for again; a later one is", async () => {
	const server = new FakeServer();
	server.answer = () => ({ status: 200, body: resumed([], 7, false) });
	const { channel, types } = open(server, [position]);
	await until(() => server.streams.length === 1);
	server.streams[0]!.say(WELCOME);
	await until(() => types().length === 1);
	channel.send({ type: "resume", ...position });
	server.streams[0]!.say(resumed([], 7, false));
	await until(() => types().length === 2);
	assert.equal(server.asked.length, 1);
	channel.send({ type: "resume", ...position });
	await until(() => types().length === 3);
	assert.equal(server.asked[1]!.url, `${BASE}/${SESSION_ID}/resume?afterSeq=7&epoch=e%201`);
	channel.close();
});

test("a session that a stream could not resume is not listened to by it: another stream is opened", async () => {
	const server = new FakeServer();
	const { channel, types } = open(server, [position]);
	await until(() => server.streams.length === 1);
	const busy = { code: "busy", detail: "Busy", retryAfterMs: 1 };
	server.streams[0]!.say(WELCOME, { type: "error", request: "resume", sessionId: SESSION_ID, ...busy });
	await until(() => types().length === 2);
	channel.send({ type: "resume", ...position });
	await until(() => server.streams.length === 2);
	server.streams[1]!.say(WELCOME, resumed([], 7, false));
	await until(() => types().length === 3);
	assert.deepEqual(types(), ["welcome", "error", "resumed"]);
	assert.equal(server.streams[0]!.isGone, true);
	channel.close();
});

test("another session opens a longer stream, and the old one goes once the new one is there", async () => {
	const server = new FakeServer();
	const positions: Position[] = [position];
	const { channel, types } = open(server, positions);
	await until(() => server.streams.length === 1);
	server.streams[0]!.say(WELCOME);
	await until(() => types().length === 1);
	positions.push({ sessionId: "two" }, { sessionId: "three" });
	channel.send({ type: "resume", sessionId: "two" });
	channel.send({ type: "resume", sessionId: "three" });
	await until(() => server.streams.length === 2);
	assert(server.streams[1]!.url.includes("session=two&session=three"));
	assert.equal(server.streams[0]!.isGone, false);
	server.streams[0]!.say({ type: "head", sessionId: SESSION_ID, headSeq: 8 });
	await until(() => types().length === 2);
	server.streams[1]!.say(WELCOME, { type: "head", sessionId: "two", headSeq: 1 });
	await until(() => server.streams[0]!.isGone);
	assert.deepEqual(types(), ["welcome", "head", "head"]);
	channel.close();
	assert.equal(server.streams[1]!.isGone, true);
});

test("a message's answer is told as events would: stored, kept, accepted, refused, or later", async () => {
	const stamp = "2026-01-01T00:00:01.000000Z";
	const cases: [number, object | undefined, string[]][] = [
		[200, { id: "m1", seq: 8, createdAt: stamp, fingerprint: "f" }, ["message.stored"]],
		[202, { id: "m1", createdAt: stamp, isKept: true }, ["message.accepted", "message.kept"]],
		[202, { id: "m1", createdAt: stamp }, ["message.accepted"]],
		[409, { code: "conflict", title: "no" }, ["message.refused"]],
		[503, { code: "busy", title: "no" }, ["message.refused later"]],
		[0, undefined, ["message.refused later"]],
	];
	for (const [status, body, expected] of cases) {
		const server = new FakeServer();
		server.answer = () => ({ status, body });
		const { channel, frames } = open(server, [position]);
		channel.send(send);
		await until(() => frames.length === expected.length);
		const told = frames.map((frame) => {
			const isLater = frame.type === "message.refused" && frame.retryAfterMs !== undefined;
			return isLater ? `${frame.type} later` : frame.type;
		});
		assert.deepEqual(told, expected, `${status}`);
		assert.deepEqual(server.posts(`/${SESSION_ID}`)[0]!.body, { id: "m1", content: "hi" });
		channel.close();
	}
});

test("typing, pages and receipts are posted; receipts that wait for one under way go as one", async () => {
	const server = new FakeServer();
	const { channel } = open(server, [position]);
	channel.send({ type: "typing.set", sessionId: SESSION_ID, typing: true });
	channel.send({ type: "page.set", sessionId: SESSION_ID, pageUrl: "https://shop.example/" });
	for (const delivered of [1, 2, 3])
		channel.send({ type: "receipt.send", sessionId: SESSION_ID, delivered });
	channel.send({ type: "receipt.send", sessionId: SESSION_ID, delivered: 3, read: 2 });
	await until(() => server.posts("/read").length === 2);
	assert.deepEqual(server.posts("/typing")[0]!.body, { typing: true });
	assert.deepEqual(server.posts("/page")[0]!.body, { pageUrl: "https://shop.example/" });
	assert.deepEqual(server.posts("/read").map((asked) => asked.body), [
		{ delivered: 1 },
		{ delivered: 3, read: 2 },
	]);
	channel.close();
});

test("a stream that ends or is refused ends the channel, with what the server said", async () => {
	const ended = new FakeServer();
	const first = open(ended);
	await until(() => ended.streams.length === 1);
	ended.streams[0]!.end();
	await until(() => first.endings.length === 1);
	const cases: [number, object, Ending][] = [
		[401, { code: "signed_out" }, { isSignedOut: true, retryAfterMs: undefined }],
		[503, { code: "busy", retryAfterMs: 900 }, { isSignedOut: false, retryAfterMs: 900 }],
	];
	for (const [status, body, expected] of cases) {
		const server = new FakeServer();
		server.refusesStreams = { status, body };
		const { endings } = open(server);
		await until(() => endings.length === 1);
		assert.deepEqual(endings, [expected]);
	}
});

test("a POST that is told that the proof has ended ends the channel as signed out", async () => {
	const server = new FakeServer();
	server.answer = () => ({ status: 401, body: { code: "signed_out" } });
	const { channel, endings } = open(server, [position]);
	channel.send(send);
	await until(() => endings.length === 1);
	assert.deepEqual(endings, [{ isSignedOut: true }]);
});
