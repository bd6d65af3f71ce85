// A single worker under its supervisor: replaced without a refused connection, started again when it dies.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { Visitor } from '../harness/client.mjs';
import { freePort, Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const soon = 20_000;
let server, tenant;
before(async () => {
	server = await Server.start();
	tenant = server.createTenant('Shop');
});
after(() => server?.stop());

const lines = event => [...server.log.matchAll(/^\{.*\}$/gm)].map(([line]) => JSON.parse(line)).filter(line => line.event === event);
const said = (event, count = 1) => until(() => lines(event).length >= count, soon, `${count} × "${event}"`);

test('SIGHUP replaces a single worker, and no connection is refused meanwhile', async () => {
	const visitor = await Visitor.start(server, tenant);
	await visitor.connect();
	const { pid } = server.process, before = server.worker, done = lines('rolling restart done').length;
	let isOver = false, asked = 0;
	const asking = Promise.all(Array.from({ length: 8 }, async () => {
		for (; !isOver; asked++) assert.equal((await server.ask('/healthz')).status, 200);
	}));
	server.process.kill('SIGHUP');
	await visitor.socket.event('goodbye', event => event.reason === 'drain');
	await said('rolling restart done', done + 1);
	isOver = true;
	await asking;
	assert.ok(asked > 8);
	assert.notEqual(server.worker, before);
	assert.deepEqual([server.process.pid, server.process.exitCode], [pid, null]);
});

test('a single worker that is killed is started again at once', async () => {
	const before = server.worker;
	process.kill(before, 'SIGKILL');
	await until(() => server.worker !== before, soon, 'its successor');
	await until(async () => (await server.ask('/readyz').catch(() => null))?.status === 200, soon, 'it to be ready');
	assert.deepEqual(await server.figures('frontdesk_worker_restarts_total'), [1]);
});
