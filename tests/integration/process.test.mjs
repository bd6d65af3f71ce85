// The process: how it ends, what it serves from memory, whom it believes.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { request, Visitor } from '../harness/client.mjs';
import { endWithUs } from '../harness/ending.mjs';
import { Raw } from '../harness/raw.mjs';
import { freePort, Server } from '../harness/server.mjs';
import { dial, readyEvent } from '../harness/tls.mjs';
import { started, until } from '../harness/wait.mjs';

let server, tenant;
before(async () => {
	server = await Server.start();
	tenant = server.createTenant('Shop');
});
after(() => server?.stop());

async function talk(visitor) {
	await visitor.connect();
	visitor.socket.send('resume', { sessionId: visitor.session.id });
	await visitor.socket.event('resumed');
}

test('SIGTERM says goodbye, stores what was accepted and ends with 0', async () => {
	const visitor = await Visitor.start(server, tenant);
	await talk(visitor);
	const ids = Array.from({ length: 50 }, () => randomUUID());
	for (const id of ids) visitor.socket.send('message.send', { sessionId: visitor.session.id, id, content: 'before the end' });
	await visitor.socket.event('message.accepted', event => event.id === ids[0]);
	server.process.kill('SIGTERM');
	await visitor.socket.event('goodbye', event => event.reason === 'drain');
	await visitor.socket.closed;
	const [code, signal] = await server.exited;
	assert.deepEqual([code, signal], [0, null]);
	const promised = visitor.socket.events.filter(event => event.type === 'message.accepted').map(event => event.id);
	await server.boot();
	const page = await visitor.request('GET', `/api/support/chat/${visitor.session.id}/messages?limit=200`);
	const stored = new Set(page.body.messages.map(message => message.id));
	assert.deepEqual(promised.filter(id => !stored.has(id)), []);
});

test('a draining worker takes no new connection and no new socket', async () => {
	const idle = await Raw.open(server);
	const busy = await Visitor.start(server, tenant);
	await talk(busy);
	server.process.kill('SIGTERM');
	assert.ok(await idle.closed(), 'what waits for a request is closed');
	await assert.rejects(fetch(`${server.url}/healthz`));
	await server.exited;
	await server.boot();
});

test('the page of the console has a policy with a nonce of its own', async () => {
	const one = await request(server, 'GET', '/admin/support/chat');
	const other = await request(server, 'GET', '/admin/');
	const nonceOf = answer => answer.headers.get('content-security-policy').match(/style-src [^;]*'nonce-([\w-]{22,})'/)[1];
	assert.equal(one.status, 200);
	assert.ok(one.text.includes(`nonce="${nonceOf(one)}"`));
	assert.ok(!one.text.includes('{{nonce}}'));
	assert.notEqual(nonceOf(one), nonceOf(other));
	assert.equal(one.headers.get('cache-control'), 'no-store');
	assert.match(one.headers.get('content-security-policy'), /frame-ancestors 'none'/);
	assert.ok(!one.headers.get('content-security-policy').includes('unsafe-inline'));
	assert.match(one.headers.get('content-security-policy'), /require-trusted-types-for 'script'; trusted-types default$/);
});

test('the bare host leads to the console', async () => {
	const answer = await fetch(server.url, { redirect: 'manual' });
	assert.equal(answer.status, 302);
	assert.equal(answer.headers.get('location'), '/admin/support/chat');
});

test('the loader is for every origin, for five minutes, and not sent twice', async () => {
	const loader = await request(server, 'GET', '/chat-widget.js');
	assert.equal(loader.status, 200);
	assert.equal(loader.headers.get('access-control-allow-origin'), '*');
	assert.equal(loader.headers.get('cross-origin-resource-policy'), 'cross-origin');
	assert.match(loader.headers.get('cache-control'), /max-age=300/);
	assert.equal(loader.headers.get('content-encoding'), 'gzip');
	const again = await request(server, 'GET', '/chat-widget.js', { headers: { 'If-None-Match': loader.headers.get('etag') } });
	assert.equal(again.status, 304);
	assert.equal(again.text, '');
});

test("a build's file of the widget that is not here has this build's in its place, and nobody keeps it", async () => {
	const loader = await request(server, 'GET', '/chat-widget.js');
	const [path] = loader.text.match(/app-[A-Z0-9]+\.js/);
	const own = await request(server, 'GET', `/widget/${path}`);
	assert.match(own.headers.get('cache-control'), /immutable/);
	const other = await request(server, 'GET', '/widget/app-AAAAAAAA.js');
	assert.deepEqual([other.status, other.text === own.text, other.headers.get('cache-control')], [200, true, 'no-store']);
	assert.equal(other.headers.get('access-control-allow-origin'), '*');
	for (const none of ['/widget/app.js', '/widget/app-aaaaaaaa.js', '/widget/app-AAAA.css', '/widget/chat-AAAAAAAA.js', '/widget/-A.js', '/app-AAAAAAAA.js'])
		assert.equal((await request(server, 'GET', none)).status, 404, none);
});

test('HEAD is GET without the body', async () => {
	const whole = await request(server, 'GET', '/healthz');
	const head = await fetch(`${server.url}/healthz`, { method: 'HEAD' });
	assert.equal(head.status, 200);
	assert.equal(await head.text(), '');
	assert.equal(head.headers.get('content-length'), String(whole.text.length));
});

test('a preflight allows any page to ask, only an allowed one reads more than a refusal', async () => {
	const path = `/api/support/chat/${randomUUID()}`;
	const ask = (origin, fields = {}) => request(server, 'OPTIONS', path, { headers: { Origin: origin, 'Access-Control-Request-Method': 'POST', ...fields } });
	const preflight = await ask('https://anywhere.example');
	assert.equal(preflight.status, 204);
	assert.equal(preflight.headers.get('access-control-allow-origin'), 'https://anywhere.example');
	assert.equal(preflight.headers.get('access-control-allow-credentials'), null);
	assert.match(preflight.headers.get('access-control-allow-headers'), /Authorization.*Idempotency-Key/);
	const allowed = async names => (await ask('https://anywhere.example', { 'Access-Control-Request-Headers': names })).headers.get('access-control-allow-headers');
	assert.equal(await allowed('authorization,content-type,traceparent'), 'authorization,content-type,traceparent', "a page's own fetch may add to a request");
	for (const names of ['a:b', '<b>', 'a'.repeat(1025)]) assert.match(await allowed(names), /^Authorization, /);
	assert.equal((await ask('null')).headers.get('access-control-allow-origin'), null);
	const read = origin => request(server, 'GET', `/api/support/chat/widget-config?tenantId=${tenant}`, { headers: { Origin: origin } });
	assert.equal((await read('http://shop.example')).headers.get('access-control-allow-origin'), 'http://shop.example');
	const refused = await read('http://other.example');
	assert.deepEqual([refused.status, refused.body.code], [403, 'origin']);
	assert.equal(refused.headers.get('access-control-allow-origin'), 'http://other.example');
	assert.match(refused.headers.get('vary'), /Origin/);
	const visitor = await Visitor.start(server, tenant);
	const stolen = await visitor.request('GET', `/api/support/chat/${visitor.session.id}`, undefined, { Origin: 'http://other.example' });
	assert.equal(stolen.status, 401);
});

test('an error of an allowed page can be read by it', async () => {
	const visitor = await Visitor.start(server, tenant);
	const answer = await visitor.request('GET', `/api/support/chat/${randomUUID()}`);
	assert.equal(answer.status, 404);
	assert.equal(answer.headers.get('access-control-allow-origin'), 'http://shop.example');
	assert.match(answer.headers.get('x-request-id'), /^[0-9a-f-]{36}$/);
});

/** Another worker on the same database with other flags; `ready` probes it. */
async function sibling(flags, ready) {
	const port = await freePort();
	const worker = spawn(server.binary, ['serve', '--config', server.config, '--listen', `127.0.0.1:${port}`, ...flags], { stdio: ['ignore', 'ignore', 'pipe'] });
	endWithUs(worker);
	let log = '';
	worker.stderr.setEncoding('utf8').on('data', text => (log += text));
	const exited = once(worker, 'exit');
	const url = `${server.scheme}://localhost:${port}`;
	await started(worker, 'the sibling', { answers: () => ready(url).catch(() => false), said: () => log });
	return {
		port, url,
		async end() {
			worker.kill('SIGTERM');
			const [code] = await exited;
			assert.equal(code, 0, log.slice(-2000));
		},
	};
}

test('a worker is not ready before it knows the clock of PostgreSQL', async () => {
	const client = await server.postgresql.client();
	await client.query('BEGIN');
	await client.query('LOCK TABLE control.installation'); // of which the statement reads that measures
	const isServed = url => Visitor.start({ ...server, url }, tenant).then(() => true);
	const other = await sibling([], isServed); // PostgreSQL is reached
	const { status, text } = await request(other, 'GET', '/readyz');
	assert.equal(status, 503, text);
	await client.query('ROLLBACK');
	await client.end();
	await until(async () => (await fetch(`${other.url}/readyz`)).status === 200, 20_000, 'it to be ready');
	await other.end();
});

test('a worker that is full refuses and has room again later', async () => {
	const answers = url => fetch(`${url}/healthz`, { headers: { connection: 'close' } }).then(answer => answer.ok);
	const full = await sibling(['--connections-max', '5'], answers);
	const held = await Promise.all(Array.from({ length: 10 }, () => Raw.open(full).catch(() => null))); // over TLS a refusal comes within its handshake
	const isRefused = raw => !raw || raw.isClosed;
	await until(() => held.filter(isRefused).length >= 5, 20_000, 'half of them to be refused');
	assert.ok(!held.every(isRefused));
	for (const raw of held) raw?.destroy();
	await until(() => answers(full.url).catch(() => false), 20_000, 'room again');
	await full.end();
});

/** Kilobytes that it holds for itself. */
const resident = pid => Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/^RssAnon:\s+(\d+) kB/m)[1]);

test('what a burst took of memory is given back, though what came with it stays', async () => {
	const roomy = await Server.start({ rate_limits: 'false' });
	await delay(14_000); // it looks every 20 s, so for the first time in the midst
	const before = resident(roomy.worker);
	const head = 'POST /api/support/chat HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n';
	const burst = [], staying = [];
	for (let i = 0; i < 400; i++) {
		const [big, small] = await Promise.all([0, 1].map(() => new Promise(resolve => {
			const socket = dial(roomy).on('error', () => {}).once(readyEvent(roomy), () => resolve(socket));
		})));
		big.write(head + ' '.repeat(30_000));
		small.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
		burst.push(big);
		staying.push(small);
	}
	const most = resident(roomy.worker);
	await delay(8000);
	burst.forEach(socket => socket.destroy());
	await until(() => resident(roomy.worker) < before + (most - before) / 2, 80_000, `memory to go down from ${most} KiB towards ${before}`);
	staying.forEach(socket => socket.destroy());
	await roomy.stop();
});
