// Clocks that are set while people talk: the workers' wall clock, then PostgreSQL's own.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Agent, sendMessage, Visitor } from '../harness/client.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const day = 86_400_000, soon = 30_000;
const preload = execFileSync('faketime', ['-f', '+0', 'env'], { encoding: 'utf8' }).match(/^LD_PRELOAD=(.*)$/m)[1];

/** A wall clock that can be set while its process runs; what never goes back is left alone. */
class Clock {
	constructor(file) {
		this.file = file;
		this.set(0);
		chmodSync(file, 0o644);
		this.environment = { LD_PRELOAD: preload, FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1' };
	}

	/** Seconds ahead of the machine's, or behind it. */
	set(seconds) {
		writeFileSync(this.file, `${seconds < 0 ? '' : '+'}${seconds}\n`);
	}
}

async function talkative(person, sessionId) {
	await person.connect();
	person.socket.send('resume', { sessionId });
	await person.socket.event('resumed');
	return person;
}

const now = async server => Number((await server.postgresql.query('SELECT extract(epoch FROM clock_timestamp()) * 1000 AS ms'))[0].ms);

/** Says something; how far its stamp is from PostgreSQL's clock, in ms, and the stamp. */
async function say(server, person, sessionId) {
	const before = await now(server);
	const { createdAt } = await sendMessage(person, sessionId, 'what time is it?');
	const stamp = Date.parse(createdAt), after = await now(server);
	return { stamp, off: stamp < before ? before - stamp : Math.max(0, stamp - after) };
}

/** How long the token of a new visitor holds, in days of PostgreSQL's clock. */
async function days(server, tenant) {
	const visitor = await Visitor.start(server, tenant);
	const [{ ms }] = await server.postgresql.query(`SELECT extract(epoch FROM max(expires_at) - clock_timestamp()) * 1000 AS ms FROM tenant_${tenant.replaceAll('-', '')}.visitor_tokens WHERE visitor_id = $1`, [visitor.id]);
	return ms / day;
}

async function desk(server) {
	const tenant = server.createTenant('Shop');
	const account = server.addAgent(tenant, 'robin@shop.example');
	const agent = await Agent.signIn(server, account);
	await agent.connect();
	const visitor = await Visitor.start(server, tenant);
	await talkative(visitor, visitor.session.id);
	return { tenant, agent, visitor };
}

test("a worker's clock that is set stamps nothing wrong and ends no sign-in", async t => {
	const server = await Server.start();
	t.after(() => server.stop());
	const clock = new Clock(join(server.folder, 'clock'));
	server.environment = clock.environment;
	await server.crash();
	const { tenant, agent, visitor } = await desk(server);
	let last = 0;
	for (const seconds of [3600, 0, -3600, 0, 40 * 86_400, 0]) {
		clock.set(seconds);
		await until(async () => {
			await server.ask('/healthz');
			const [line] = server.log.match(/^{"time":.*"name":"\/healthz".*$/gm)?.slice(-1) ?? [];
			return line && Math.abs(Date.parse(JSON.parse(line).time) - Date.now() - seconds * 1000) < 1_500_000;
		}, soon, 'the log, which has the wall clock, to show it');
		for (let i = 0; i < 3; i++) {
			const { stamp, off } = await say(server, visitor, visitor.session.id);
			assert.ok(off < 2000, `a stamp is ${off} ms off with the clock ${seconds} s off`);
			assert.ok(stamp >= last);
			last = stamp;
		}
		assert.ok(Math.abs(await days(server, tenant) - 30) < 0.01);
		const mine = await agent.request('GET', '/api/admin/me');
		assert.equal(mine.status, 200);
		const again = await visitor.request('GET', `/api/support/chat/${visitor.session.id}`);
		assert.equal(again.status, 200);
	}
	assert.deepEqual([agent.socket.closeCode, visitor.socket.closeCode], [undefined, undefined]);
	assert.doesNotMatch(server.log, /clock was set/);
});

test("PostgreSQL's clock that is set is followed, and the order within a session stays", async t => {
	const server = await Server.start();
	t.after(() => server.stop());
	server.expect("the database's clock was set");
	const clock = new Clock(join(server.postgresql.folder, 'clock'));
	const before = { ...process.env };
	server.postgresql.halt();
	Object.assign(process.env, clock.environment);
	server.postgresql.boot();
	for (const name of Object.keys(clock.environment)) delete process.env[name];
	Object.assign(process.env, before);
	await server.crash();
	const { tenant, visitor } = await desk(server);
	let { stamp: last } = await say(server, visitor, visitor.session.id), sets = 0;
	for (const seconds of [3600, 0, -3600, 0]) {
		clock.set(seconds);
		await until(() => server.log.match(/the database's clock was set/g)?.length > sets, soon, 'the worker to notice');
		sets = server.log.match(/the database's clock was set/g).length;
		const { stamp } = await say(server, visitor, visitor.session.id);
		assert.ok(stamp >= last, 'the order of a session is that of its messages');
		last = stamp;
		const fresh = await Visitor.start(server, tenant);
		await talkative(fresh, fresh.session.id);
		const { off } = await say(server, fresh, fresh.session.id);
		assert.ok(off < 2000, `a new session's stamp is ${off} ms off`);
		assert.ok(Math.abs(await days(server, tenant) - 30) < 0.01);
		const again = await visitor.request('GET', `/api/support/chat/${visitor.session.id}`);
		assert.equal(again.status, 200);
	}
});
