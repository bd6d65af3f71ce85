// A running server follows what the operator does, within 5 s.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Agent, Visitor, request, sendMessage } from '../harness/client.mjs';
import { EventStream } from '../harness/events.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const origin = 'http://shop.example', soon = 12_000; // five seconds, and a slow machine's
let server;
before(async () => {
	server = await Server.start();
	await server.postgresql.outliveTheMachine();
});
after(() => server?.stop());

const config = (tenant, from = origin) =>
	request(server, 'GET', `/api/support/chat/widget-config?tenantId=${tenant}`, { headers: { Origin: from } });
const answers = (ask, status) => until(async () => (await ask()).status === status, soon, `a ${status}`);
const closes = socket => until(() => socket.closeCode, soon, 'the socket to close');

test('a suspended tenant is gone, like one that never was, until it is resumed', async () => {
	const tenant = server.createTenant('Suspended', [origin]);
	const agent = await Agent.signIn(server, server.addAgent(tenant, 'sue@shop.example'));
	await agent.connect();
	const visitor = await Visitor.start(server, tenant);
	await visitor.connect();
	assert.equal((await config(tenant)).status, 200);

	server.command(['tenant', 'suspend', tenant]);
	await closes(agent.socket);
	await answers(() => config(tenant), 403);
	const unknown = randomUUID();
	assert.equal((await config(tenant)).text, (await config(unknown)).text.replaceAll(unknown, tenant));
	await answers(() => agent.request('GET', '/api/admin/me'), 401);
	await answers(() => visitor.request('GET', `/api/support/chat/${visitor.session.id}`), 401);
	await closes(visitor.socket);

	server.command(['tenant', 'resume', tenant]);
	await answers(() => config(tenant), 200);
	await answers(() => visitor.request('GET', `/api/support/chat/${visitor.session.id}`), 200);
});

test('an added origin may show the widget, a removed one no longer', async () => {
	const tenant = server.createTenant('Moving', [origin]);
	const next = 'https://new.shop.example';
	assert.equal((await config(tenant, next)).status, 403);
	const told = await until(() => server.command(['doctor']).match(/frontdesk (tenant set \S+ --add-origin) '(\S+)'/), soon, 'doctor to know of it');
	assert.equal(told[2], next);
	server.command([...told[1].split(' '), told[2]]);
	await answers(() => config(tenant, next), 200);
	server.command(['tenant', 'set', tenant, '--remove-origin', origin]);
	await answers(() => config(tenant), 403);
});

test('an origin that was added is let in at its first request, though the tenant was read just before', async () => {
	const tenant = server.createTenant('Read Before', [origin]), next = 'https://new.shop.example';
	assert.equal((await config(tenant)).status, 200);
	server.command(['tenant', 'set', tenant, '--add-origin', next]);
	assert.equal((await config(tenant, next)).status, 200);
});

test('an origin that is taken from the list closes its sockets and streams, and nobody else’s', async () => {
	const other = 'https://other.shop.example', tenant = server.createTenant('Leaving', [origin, other]);
	const agent = await Agent.signIn(server, server.addAgent(tenant, 'lee@shop.example'));
	await agent.connect();
	const [leaves, streams, stays] = [await Visitor.start(server, tenant), await Visitor.start(server, tenant), await Visitor.start(server, tenant, { origin: other })];
	await leaves.connect();
	await stays.connect();
	const stream = await EventStream.open(streams, [streams.session.id]);
	server.command(['tenant', 'set', tenant, '--remove-origin', origin]);
	assert.equal((await leaves.socket.event('goodbye', undefined, soon)).reason, 'origin');
	assert.equal(await leaves.socket.closed, 1008);
	assert.equal((await stream.event('goodbye', undefined, soon)).reason, 'origin');
	await stream.end(soon);
	await answers(() => leaves.request('GET', `/api/support/chat/${leaves.session.id}`), 403);
	await sendMessage(stays, stays.session.id, 'still here');
	assert.equal(agent.socket.closeCode, undefined);
	server.command(['tenant', 'set', tenant, '--add-origin', origin]);
	await answers(() => leaves.request('GET', `/api/support/chat/${leaves.session.id}`), 200);
	await leaves.connect();
	for (const person of [leaves, stays, agent]) await person.socket.close();
});

test('a tenant is deleted while its people are connected', async () => {
	server.expect("a tenant's scope could not be entered");
	const tenant = server.createTenant('Doomed', [origin]);
	const agent = await Agent.signIn(server, server.addAgent(tenant, 'doe@shop.example'));
	await agent.connect();
	const visitor = await Visitor.start(server, tenant);
	await visitor.connect();
	server.command(['tenant', 'delete', tenant, '--yes', 'Doomed']);
	await closes(agent.socket);
	await answers(() => config(tenant), 403);
	await closes(visitor.socket);
	assert.equal((await fetch(`${server.url}/readyz`)).status, 200);
});

test('a command whose answer is lost has failed', () => {
	const full = openSync('/dev/full', 'w');
	for (const args of [['tenant', 'list'], ['settings'], ['help', 'serve']]) {
		const { status, stderr } = spawnSync(server.binary, [...args, '--config', server.config], { stdio: ['ignore', full, 'pipe'], encoding: 'utf8' });
		assert.deepEqual([args, status], [args, 1]);
		assert.match(stderr, /^frontdesk: the answer could not be written/m);
	}
	closeSync(full);
});

test('doctor finds an installation that runs sound', () => {
	// The run's own folder may lie in memory or in a container's layer, which no installation should.
	assert.doesNotMatch(server.doctor(), /^FAIL(?! +spool .* lies in )/m);
});
