// Crowds: everybody who was on a dead worker comes back at once, and a thousand wait while the queue
// moves. What is counted is PostgreSQL's work and the server's pushes; how long 10,000 take is measured by
// `make bench`, whose clients cost less than these.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent, Visitor } from '../harness/client.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';
import { Client, identityOf } from './client.mjs';
import { Record } from './record.mjs';
import { Chance, seed } from './seed.mjs';
import { StatementLog } from './statements.mjs';

const isFull = process.env.FRONTDESK_TESTS_FULL === '1';
const CLIENTS = isFull ? 2000 : 500, WAITING = 1000, WATCHING = 50;
const QUIET_MS = 2000, MOVES = isFull ? 300 : 50;

let first, second, statements;
before(async () => {
	console.log(`FRONTDESK_SEED=${seed}`);
	first = await Server.start({ workers: 1 }, { redis: true });
	second = await Server.twin(first, { public_url: first.url }, { tls: first.scheme === 'http' });
	statements = await StatementLog.open(first.postgresql);
});
after(async () => {
	await second?.kill('SIGTERM');
	await first?.stop();
});

/** Does something for each of `count`, a few at once; answers all that came of it. */
async function each(count, act, atOnce = 40) {
	const results = [];
	let next = 0;
	await Promise.all(Array.from({ length: atOnce }, async () => {
		while (next < count) {
			const i = next++;
			results[i] = await act(i);
		}
	}));
	return results;
}

/** A tenant with an admin, who may write to every session, and comes again where that is asked. */
async function shop(name) {
	const id = first.createTenant(name);
	const agent = await Agent.signIn(first, first.addAgent(id, `admin@${id}.example`, { role: 'admin' }));
	const say = async session => {
		const message = { id: randomUUID(), content: 'while you were away' };
		for (;;) {
			const answer = await agent.request('POST', `/api/admin/support/chat/${session}`, message);
			if (answer.status !== 503) return answer;
			await delay(answer.body.retryAfterMs);
		}
	};
	return { id, agent, say };
}

/** A client of a visitor's session that comes back by itself, to one replica for now. */
function join(visitor, server, record, index) {
	const client = new Client({
		index, record, doors: [server], senderId: visitor.id, tenantSessions: new Set(),
		who: identityOf(visitor, first.url), chance: new Chance(`crowd/${index}`),
	});
	return { client, thread: client.join(visitor.session.id), server };
}

/** All are there; then the second replica dies, and everybody knocks at the first. Answers what that cost. */
async function storm(crowd, meanwhile) {
	for (const { client } of crowd) client.start();
	await until(() => crowd.every(({ thread }) => thread.isCurrent), 120_000, 'the crowd to be there');
	for (const { client } of crowd) client.doors = [first];
	statements.clear();
	await second.kill('SIGKILL');
	try {
		return await comeBack(crowd, meanwhile);
	} finally {
		for (const { client } of crowd) client.stop();
		await second.boot();
	}
}

async function comeBack(crowd, meanwhile) {
	const began = Date.now();
	const busy = meanwhile();
	const lost = crowd.filter(({ server }) => server === second);
	await until(() => lost.every(({ client, thread }) => client.linkCount > 1 && thread.isCurrent), 120_000, 'the crowd to be back');
	const backMs = Date.now() - began;
	await busy;
	await until(() => crowd.every(({ thread }) => thread.top === 1), 120_000, 'the gaps to be filled');
	const filledMs = Date.now() - began;
	const queries = statements.count('chat_resume');
	console.log(`reconnect storm: ${lost.length} of ${crowd.length} clients back after ${backMs} ms, gaps filled after ${filledMs} ms, ${queries} resume queries`);
	return { queries };
}

test('everybody who was on a worker that dies is back, with their gaps filled', { timeout: 900_000 }, async () => {
	const { id, say } = await shop('Storm');
	const record = new Record();
	const visitors = await each(CLIENTS, () => Visitor.start(first, id));
	const crowd = visitors.map((visitor, i) => join(visitor, i % 2 ? first : second, record, i));
	const { queries } = await storm(crowd, async () => {
		const answers = await each(crowd.length, i => say(visitors[i].session.id), 10);
		const refused = answers.find(({ status }) => status !== 200 && status !== 202); // stored, or kept
		assert.equal(refused, undefined, refused?.text);
	});
	assert.ok(queries <= visitors.length, `${queries} resume queries for ${visitors.length} sessions`);
});

test('when many come back to the same sessions, each session is read once', { timeout: 300_000 }, async () => {
	const { id, agent, say } = await shop('Rooms');
	const record = new Record();
	const desk = await agent.connect(); // who is away for a minute loses their chats to the queue
	const visitors = await each(20, () => Visitor.start(first, id)); // who waits has a place, which is right for a second
	for (const { session } of visitors) assert.equal((await agent.request('POST', `/api/admin/support/chat/${session.id}/assign`, {})).status, 200);
	await each(visitors.length, i => say(visitors[i].session.id));
	const crowd = visitors.flatMap((visitor, v) => Array.from({ length: 10 }, (_, i) => join(visitor, second, record, 10 * v + i)));
	const { queries } = await storm(crowd, async () => {});
	await desk.close();
	assert.ok(queries <= visitors.length, `${queries} resume queries for ${visitors.length} sessions`);
});

test('a thousand wait and ten a second are taken: all are told, at most once a second', { timeout: 300_000 }, async () => {
	const { id, agent } = await shop('Queue');
	const visitors = await each(WAITING, () => Visitor.start(first, id));
	const takers = await each(Math.ceil(MOVES / 100), async i => // each has a hundred at most
		Agent.signIn(first, first.addAgent(id, `taker${i}@${id}.example`)));
	const watching = await each(WATCHING, async i => {
		const visitor = visitors[Math.floor((i * WAITING) / WATCHING) + (WAITING / WATCHING - 1)];
		const socket = await visitor.connect();
		const times = [];
		socket.ws.on('message', data => JSON.parse(data).type === 'position' && times.push(Date.now()));
		socket.send('resume', { sessionId: visitor.session.id });
		await socket.event('resumed');
		return { socket, times, visitor };
	});
	const desk = await agent.connect();
	const deskTimes = [];
	desk.ws.on('message', data => JSON.parse(data).type === 'queue' && deskTimes.push(Date.now()));
	const cameAt = Date.now(), lastAt = () => Math.max(cameAt, ...deskTimes, ...watching.flatMap(({ times }) => times));
	await until(() => Date.now() - lastAt() > QUIET_MS, 60_000, 'all that is new to those who have just come');
	for (const { times } of watching) times.length = 0;
	deskTimes.length = 0;
	const began = Date.now();
	for (let i = 0; i < MOVES; i++) {
		const taken = await takers[i % takers.length].request('POST', `/api/admin/support/chat/${visitors[i].session.id}/assign`, {});
		assert.equal(taken.status, 200, taken.text);
		await delay(began + 100 * (i + 1) - Date.now());
	}
	const seconds = (Date.now() - began) / 1000;
	const pushes = watching.map(({ times }) => times.length);
	console.log(`queue: ${MOVES} taken in ${seconds.toFixed(1)} s; at most ${Math.max(...pushes)} positions to a visitor, ${deskTimes.length} counts to the desk`);
	const most = Math.ceil(seconds) + 1; // beats of a second that so long a time can hold
	for (const { times } of watching) assert.ok(times.length <= most, `a visitor heard ${times.map(time => time - began)}`);
	assert.ok(deskTimes.length <= most, `the desk heard ${deskTimes.map(time => time - began)}`);
	assert.ok(pushes.some(count => count > 0) && deskTimes.length > 0, 'but all are told');
	await Promise.all([...watching.map(({ socket }) => socket.close()), desk.close()]);
});
