// Pages of messages that are larger as JSON than as they are stored, asked for and not
// read: what it costs the others, measured beside it, and what it leaves behind.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent, Visitor } from '../harness/client.mjs';
import { isHardlyLonger } from '../harness/compare.mjs';
import { EventStream } from '../harness/events.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const BYSTANDERS = 8, WINDOW_MS = 1000, CALM_MS = 4000, FLOOD_MS = 10_000;
const ANSWER_MOST = 256 * 1024 + 1024;
const FATTEST = '"'.repeat(16_000); // of what may be said: each byte is two of JSON
let server, tenant, bystanders;

before(async () => {
	server = await Server.start();
	tenant = server.createTenant('Pages');
	bystanders = await Promise.all(Array.from({ length: BYSTANDERS }, () => bystander()));
});
after(() => server?.stop());

const worker = () => server.workers().find(Boolean) ?? server.process.pid;
const residentKb = () => Number(readFileSync(`/proc/${worker()}/status`, 'utf8').match(/^VmRSS:\s+(\d+)/m)[1]);
const metric = async name => Number((await server.ask('/metrics')).text.match(new RegExp(`^${name}\\S* (\\d+)`, 'm'))?.[1] ?? 0);
const warnings = since => server.log.slice(since).split('\n').filter(line => /"level":"(warn|error)"/.test(line));

/** A visitor whose session holds these texts. */
async function speaker(texts) {
	const visitor = await Visitor.start(server, tenant);
	const path = `/api/support/chat/${visitor.session.id}`;
	for (const content of texts) {
		const { status, text } = await visitor.request('POST', path, { id: randomUUID(), content });
		assert.ok([200, 202].includes(status), text); // a slow disk keeps it first
	}
	await until(async () => (await visitor.request('GET', `${path}/messages`)).body.headSeq >= texts.length, 20_000, 'all to be stored');
	return visitor;
}

/** Runs statements in the tenant's scope: [text, values] pairs. */
async function inTenant(...statements) {
	const schema = `tenant_${tenant.replaceAll('-', '')}`;
	const client = await server.postgresql.client('frontdesk_gateway');
	try {
		await client.query('BEGIN');
		await client.query("SELECT set_config('role', $1, true), set_config('search_path', $1, true)", [schema]);
		for (const [text, values] of statements) await client.query(text, values);
		await client.query('COMMIT');
	} finally {
		await client.end();
	}
}

/** Has the session's short fields be what they could be before controls were refused in them. */
const giveOldFields = visitor => inTenant(['UPDATE chat_sessions SET page_url = $2, referrer_url = $2, visitor_name = $3 WHERE id = $1',
	[visitor.session.id, `http://${'\u0001'.repeat(2041)}`, '\u0001'.repeat(255)]]);

// --- bystanders ---

/** A visitor who pings all the time; each round trip is [when, milliseconds]. */
async function bystander() {
	const visitor = await Visitor.start(server, tenant);
	const { ws } = await visitor.connect();
	const trips = [];
	let began = performance.now();
	const ping = () => {
		began = performance.now();
		if (ws.readyState === 1) ws.send('{"type":"ping"}');
	};
	ws.on('message', () => {
		trips.push([began, performance.now() - began]);
		setTimeout(ping, 10);
	});
	ping();
	return { ws, trips };
}

const sorted = numbers => numbers.sort((a, b) => a - b);

/** The 99th percentile of all bystanders' round trips in each window of the time, and their median. */
async function watched(ms, during = delay(ms)) {
	const began = performance.now();
	await during;
	const windows = [];
	for (let from = began; from + WINDOW_MS <= performance.now(); from += WINDOW_MS) {
		const trips = sorted(bystanders.flatMap(b => b.trips).filter(([at]) => at >= from && at < from + WINDOW_MS).map(([, trip]) => trip));
		windows.push(trips[Math.floor(trips.length * 0.99)] ?? Infinity);
	}
	return sorted(windows)[Math.floor(windows.length / 2)];
}

/** Calm is before and after: this machine may have other work, too. */
const areUndisturbed = attack => isHardlyLonger(async () => {
	const before = await watched(CALM_MS);
	const otherMs = await attack();
	assert.ok(bystanders.every(b => b.ws.readyState === 1), 'a bystander lost its socket');
	return { calmMs: Math.max(before, await watched(CALM_MS)), otherMs };
}, '99 % of pings in calm, and beside it');

/** A request whose answer nobody reads. */
function ask(visitor, path) {
	const socket = connect(server.port, '127.0.0.1').on('error', () => {});
	const headers = { Host: 'localhost', Connection: 'close', ...EventStream.proof(visitor) };
	socket.write(`GET ${path} HTTP/1.1\r\n${Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
	return socket;
}

// --- the attacks ---

/** Opens streams that resume a session twenty times each, and are not read, anew all the time. */
async function flood(visitor, ms) {
	const query = Array(20).fill(`session=${visitor.session.id}`).join('&');
	const end = performance.now() + ms;
	while (performance.now() < end) {
		const socket = ask(visitor, `/api/support/chat/events?${query}`);
		await Promise.race([once(socket, 'close'), delay(400)]);
		socket.destroy();
	}
}

test('event streams of pages of quotes that nobody reads disturb nobody', async () => {
	const said = server.log.length;
	const texts = [FATTEST, ...Array(22).fill('"'.repeat(1023))];
	const visitors = [await speaker(texts), await speaker(Array(16).fill(FATTEST))];
	for (const visitor of visitors) await giveOldFields(visitor);
	await areUndisturbed(() => watched(0, Promise.all(Array.from({ length: 8 }, (_, i) => flood(visitors[i % 2], FLOOD_MS)))));
	assert.equal(await metric('frontdesk_worker_restarts_total'), 0);
	assert.deepEqual(warnings(said), []);
});

test('16 pages of quotes that nobody reads disturb nobody and leave nothing', async () => {
	const said = server.log.length;
	const visitor = await speaker(Array(200).fill(FATTEST));
	const path = `/api/support/chat/${visitor.session.id}/messages?limit=200`;
	const before = residentKb();
	await areUndisturbed(async () => {
		const asked = Array.from({ length: 16 }, () => ask(visitor, path));
		const attacked = await watched(CALM_MS);
		assert.ok(residentKb() - before < 32 * 1024, `${residentKb() - before} KiB are held for 16 answers`);
		await Promise.all(asked.map(socket => (socket.resume(), socket.closed || once(socket, 'close'))));
		return attacked;
	});
	await until(() => residentKb() - before < 8 * 1024, 20_000, 'the memory to be as before');
	assert.deepEqual(warnings(said), []);
});

// --- paging on ---

test('pages cut by their size name what is left, and lead to every message once', async () => {
	const count = 40;
	const visitor = await speaker(Array.from({ length: count }, (_, i) => `${i}${'"'.repeat(i % 4 ? 15_990 : 10)}`));
	const base = `/api/support/chat/${visitor.session.id}/messages?limit=200`;
	for (const [direction, start, next] of [['after', 0, page => page.at(-1).seq], ['before', count + 1, page => page[0].seq]]) {
		const seqs = [];
		for (let at = start, hasMore = true; hasMore; ) {
			const { body, text } = await visitor.request('GET', `${base}&${direction}=${at}`);
			assert.ok(text.length <= ANSWER_MOST, `an answer of ${text.length} bytes`);
			assert.equal(body.headSeq, count);
			seqs.push(...body.messages.map(m => m.seq));
			at = next(body.messages);
			({ hasMore } = body);
			assert.equal(hasMore, direction === 'after' ? at < count : at > 1);
		}
		assert.deepEqual(sorted(seqs), Array.from({ length: count }, (_, i) => i + 1));
	}
});

test('a list of sessions whose URLs are full comes in pages of a bounded size, each session once', async () => {
	const count = 150;
	const agent = await Agent.signIn(server, server.addAgent(tenant, 'pages@shop.example'));
	await inTenant([`INSERT INTO visitors (visitor_id) SELECT 'v-' || n FROM generate_series(1, ${count}) n`],
		[`INSERT INTO chat_sessions (visitor_id, page_url, referrer_url) SELECT 'v-' || n, $1, $1 FROM generate_series(1, ${count}) n`, [`http://${'"'.repeat(2041)}`]]);
	const seen = [];
	for (let cursor = ''; cursor !== undefined; ) {
		const { body, text } = await agent.request('GET', `/api/admin/support/chat/queue?limit=200${cursor && `&after=${encodeURIComponent(cursor)}`}`);
		assert.ok(text.length <= ANSWER_MOST, `an answer of ${text.length} bytes`);
		seen.push(...body.items.map(({ id }) => id));
		assert.ok(seen.length <= body.waiting);
		cursor = body.next;
	}
	assert.ok(seen.length >= count);
	assert.equal(new Set(seen).size, seen.length);
});

test('twenty resumes at once of a client that reads slowly are all answered', async () => {
	const visitor = await speaker(Array(8).fill(FATTEST));
	const slow = await metric('frontdesk_ws_slow_consumers_total');
	const { ws } = await visitor.connect();
	visitor.socket.forget();
	ws.pause();
	for (let i = 0; i < 20; i++) visitor.socket.send('resume', { sessionId: visitor.session.id });
	visitor.socket.send('ping');
	for (let i = 0; i < 10; i++) {
		ws.resume();
		await until(() => visitor.socket.events.length > i, 10_000, 'a page');
		ws.pause();
	}
	ws.resume();
	await visitor.socket.event('pong');
	assert.equal(visitor.socket.events.filter(e => e.type === 'resumed').length, 20);
	assert.equal(await metric('frontdesk_ws_slow_consumers_total'), slow);
});
