// Where a Frontdesk listens: several addresses, unix sockets, and never where another one does.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import WebSocket from 'ws';
import { Visitor } from '../harness/client.mjs';
import { endWithUs } from '../harness/ending.mjs';
import { Redis } from '../harness/redis.mjs';
import { freePort, Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const soon = 20_000, workers = 2;
const folder = mkdtempSync(join(tmpdir(), 'frontdesk-listen-'));
const path = join(folder, 'socket');
let redis, server, tenant, second;

before(async () => {
	redis = await Redis.start();
	second = await freePort();
	server = await Server.start(({ port }) => ({
		workers, redis: redis.address, rate_limits: 'true',
		listen: `127.0.0.1:${port}, [::]:${port}, [::1]:${second}, unix:${path}`,
	}));
	tenant = server.createTenant('Shop');
});
after(async () => {
	await server?.stop();
	await redis?.stop();
	rmSync(folder, { recursive: true, force: true });
});

/** GET on a connection of its own; `where` is what node:http takes. */
function ask(where, url = '/healthz', headers = {}) {
	return new Promise((resolve, reject) => {
		request({ ...where, path: url, headers, agent: false }, answer => answer.resume().on('end', () => resolve(answer.statusCode))).on('error', reject).end();
	});
}

/** Another Frontdesk with these flags, until it ends by itself. */
const refusal = (...flags) => spawnSync(server.binary, ['serve', '--config', server.config, '--workers', '1', ...flags], { encoding: 'utf8', timeout: soon });

/** Another Frontdesk that runs until `end`. */
async function start(listen) {
	const child = spawn(server.binary, ['serve', '--config', server.config, '--workers', '1', '--listen', listen], { stdio: ['ignore', 'ignore', 'pipe'] });
	endWithUs(child);
	let log = '';
	child.stderr.setEncoding('utf8').on('data', text => (log += text));
	const exited = once(child, 'close');
	await until(() => log.includes('"all workers serve"') || assert.equal(child.exitCode, null, log), soon, 'it to serve');
	return { child, exited, worker: Number(log.match(/"worker started".*"pid":(\d+)/)[1]), end: () => (child.kill('SIGTERM'), exited) };
}

test('each address of the list answers, and each worker at each of them', async () => {
	const places = [{ host: '127.0.0.1', port: server.port }, { host: '::1', port: server.port }, { host: '::1', port: second }, { socketPath: path }];
	for (const place of places) {
		const before = await server.figures('frontdesk_http_requests_total');
		await until(async () => {
			assert.equal(await ask(place), 200);
			return (await server.figures('frontdesk_http_requests_total')).every((count, i) => count > before[i] + 1);
		}, soon, `each worker to have answered at ${JSON.stringify(place)}`);
	}
});

test('a unix socket carries WebSockets', async () => {
	const visitor = await Visitor.start(server, tenant);
	const ws = new WebSocket(`ws+unix://${path}:/api/support/chat/ws`, 'frontdesk.v1', { origin: visitor.origin });
	await once(ws, 'open');
	const answered = once(ws, 'message');
	ws.send(JSON.stringify({ type: 'hello', token: visitor.token }));
	assert.equal(JSON.parse((await answered)[0]).type, 'welcome');
	ws.terminate();
});

test('who forwards through a unix socket is believed, who forwards through TCP is not', async () => {
	const crowd = Array.from({ length: 2500 }, (_, i) => `203.0.${i >> 8}.${i & 255}`);
	const knock = async where => {
		const statuses = new Set();
		for (let i = 0; i < crowd.length; i += 50)
			for (const status of await Promise.all(crowd.slice(i, i + 50).map(address => ask(where, '/api/none', { 'X-Forwarded-For': address })))) statuses.add(status);
		return [...statuses];
	};
	assert.deepEqual(await knock({ socketPath: path }), [404], 'each is somebody else');
	assert.ok((await knock({ host: '127.0.0.1', port: server.port })).includes(429), 'all are one');
});

test('the socket file is for the owner and the group, and goes with the process', async () => {
	const own = join(folder, 'own');
	const other = await start(`unix:${own}`);
	assert.equal(statSync(own).mode & 0o777, 0o660);
	await other.end();
	assert.ok(!existsSync(own));
});

test('the socket file of a process that was killed is replaced', async () => {
	const left = join(folder, 'left');
	const first = await start(`unix:${left}`);
	first.child.kill('SIGKILL');
	await first.exited;
	assert.ok(existsSync(left));
	const next = await start(`unix:${left}`);
	assert.equal(await ask({ socketPath: left }), 200);
	await next.end();
});

test('a socket at which a process listens is left to it', async () => {
	const { status, stderr } = refusal('--listen', `unix:${path}`);
	assert.equal(status, 1);
	assert.match(stderr, /^frontdesk: cannot listen on unix:.*: another process listens there; .*\n$/);
	assert.equal(await ask({ socketPath: path }), 200);
});

test('a file that is no socket is left alone', () => {
	const file = join(folder, 'file');
	writeFileSync(file, 'precious');
	assert.equal(refusal('--listen', `unix:${file}`).status, 1);
	assert.equal(statSync(file).size, 8);
});

test('two with one worker each cannot share a port', async () => {
	const port = await freePort();
	const first = await start(`127.0.0.1:${port}`);
	const { status, stderr } = refusal('--listen', `127.0.0.1:${port}`);
	assert.equal(status, 1);
	assert.match(stderr, /^frontdesk: cannot listen on .*: another process listens there; stop it, or give another with --listen\n$/);
	await first.end();
	await (await start(`127.0.0.1:${port}`)).end();
});

test('two with several workers each cannot share a port', () => {
	const { status, stderr } = refusal('--workers', '2');
	assert.equal(status, 1);
	assert.match(stderr, /another process listens there/);
});

test('a port of another program is refused with the remedy', async () => {
	const other = createServer().listen(0, '127.0.0.1');
	await once(other, 'listening');
	const { status, stderr } = refusal('--listen', `127.0.0.1:${other.address().port}`);
	other.close();
	assert.equal(status, 1);
	assert.match(stderr, /another process listens there; stop it, or give another with --listen/);
});

test('a rolling restart goes on listening everywhere', async () => {
	const refused = [];
	let isOver = false;
	const asking = Promise.all([{ host: '127.0.0.1', port: server.port }, { host: '::1', port: second }, { socketPath: path }].map(async place => {
		while (!isOver) await ask(place).catch(error => refused.push(`${JSON.stringify(place)} ${error.code}`));
	}));
	server.process.kill('SIGHUP');
	await until(() => server.log.includes('"rolling restart done"'), soon, 'the restart');
	isOver = true;
	await asking;
	assert.deepEqual(refused, []);
});
