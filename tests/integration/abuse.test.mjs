// What an attacker tries on accounts and visitors: addresses in disguise, keys and tokens carried
// elsewhere, proofs that outlive what they proved, secrets left behind in memory.
import assert from 'node:assert/strict';
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Agent, Visitor, request } from '../harness/client.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const origin = 'http://shop.example', other = 'http://other.example', password = 'correct horse battery';
const schema = tenant => `tenant_${tenant.replaceAll('-', '')}`;
let server, a, b, secret;

before(async () => {
	server = await Server.start();
	a = server.createTenant('Shop A', [origin, other]);
	b = server.createTenant('Shop B', [origin]);
	server.addAgent(a, 'kiki@shop.example', { name: 'Kiki' });
	secret = server.command(['tenant', 'secret', a]).match(/^secret:\s+(\S+)$/m)[1];
});
after(() => server?.stop());

const signIn = (email, headers = {}) =>
	request(server, 'POST', '/api/admin/sign-in', { body: { email, password }, headers: { Origin: server.url, ...headers } });
const prove = identifier => ({ identifier, identifierHash: createHmac('sha256', secret).update(identifier).digest('hex') });

test('an address in letters that fold to its own is nobody’s, so that each has one throttle', async () => {
	assert.equal((await signIn('KIKI@Shop.Example')).status, 200);
	assert.equal((await signIn('"kiki"@shop\u3002example')).status, 200, 'its own by another spelling, and one throttle');
	for (const disguise of ['\u212Aiki@shop.example', 'k\u0130ki@shop.example'])
		assert.equal((await signIn(disguise)).status, 401, JSON.stringify(disguise));
	for (const disguise of [' kiki@shop.example', 'kiki@shop.example ', 'kiki@shop.example\u200B', 'ki\u200Bki@shop.example'])
		assert.equal((await signIn(disguise)).status, 422, JSON.stringify(disguise));
});

test('no sign-in begins with a password that was changed while it was compared', async () => {
	const [user] = await server.postgresql.query("SELECT id, password_hash AS hash FROM public.users WHERE email = 'kiki@shop.example'");
	const start = hash => server.postgresql.query(
		"SELECT * FROM control.sign_in_start($1, $2, $3, now() + interval '1 day', NULL, $4)", [randomBytes(32), user.id, a, hash], 'frontdesk_gateway');
	assert.equal((await start(user.hash)).length, 1);
	assert.equal((await start('$argon2id$of-before')).length, 0);
	await assert.rejects(server.postgresql.query(
		"SELECT * FROM control.sign_in_start_by($1, $2, $3, now() + interval '1 day', NULL, false, false)", [randomBytes(32), user.id, a], 'frontdesk_gateway'), { code: '42501' });
});

test('an answer says once what it is', async () => {
	const agents = await Promise.all(['first', 'second'].map(name => Agent.signIn(server, server.addAgent(b, `${name}@shop.example`))));
	const { session } = await Visitor.start(server, b);
	const taken = [];
	for (const agent of agents) taken.push(await agent.request('POST', `/api/admin/support/chat/${session.id}/assign`, {}));
	assert.deepEqual(taken.map(answer => answer.headers.get('content-type')), ['application/json', 'application/problem+json']);
});

test('figures are told to nobody behind a proxy', async () => {
	assert.equal((await request(server, 'GET', '/metrics')).status, 200);
	assert.equal((await request(server, 'GET', '/metrics', { headers: { 'X-Forwarded-For': '203.0.113.9' } })).status, 404);
	assert.equal((await request(server, 'GET', '/metrics', { headers: { 'X-Forwarded-For': '127.0.0.1' } })).status, 404);
});

test('of several cookies ours counts whole, under its own name only', async () => {
	const cookie = (await signIn('kiki@shop.example')).headers.get('set-cookie').split(';')[0];
	const ask = async Cookie => (await request(server, 'GET', '/api/admin/me', { headers: { Cookie } })).status;
	assert.equal(await ask(`a=b; ${cookie}; c=d`), 200);
	assert.equal(await ask(`a=b;${cookie}`), 200);
	for (const wrong of [`x${cookie}`, cookie.toLowerCase().replace('__host', '__HOST'), cookie.replace('__Host-', ''), `${cookie}x`, cookie.slice(0, -1), `a="; ${cookie.replace('=', ' =')}"`])
		assert.equal(await ask(wrong), 401, wrong);
});

test('a key of a repeated start is its tenant’s, and its caller’s', async () => {
	const headers = { 'Idempotency-Key': randomBytes(16).toString('hex') };
	const first = await Visitor.start(server, a);
	const start = (tenantId, more) => request(server, 'POST', '/api/support/chat', { body: { tenantId }, headers: { Origin: origin, ...headers, ...more } });
	const atA = await start(a), atB = await start(b);
	assert.equal(atA.status, 201);
	assert.equal(atB.status, 201);
	assert.notEqual(atA.body.session.id, atB.body.session.id);
	const known = await start(a, { Authorization: `Bearer ${first.token}` });
	assert.equal(known.body.session.id, first.session.id);
	assert.ok(!known.text.includes(atA.body.token));
});

test('the answer to a repeated start is the first page’s alone', async () => {
	const headers = { 'Idempotency-Key': randomBytes(16).toString('hex') };
	const start = Origin => request(server, 'POST', '/api/support/chat', { body: { tenantId: a }, headers: { Origin, ...headers } });
	const here = await start(origin), there = await start(other);
	assert.equal(here.status, 201);
	assert.ok(!there.text.includes(here.body.token));
});

test('the token from before a customer was proven opens nothing that is theirs now, and its socket goes', async () => {
	const visitor = await Visitor.start(server, a);
	await visitor.connect();
	visitor.socket.send('resume', { sessionId: visitor.session.id });
	await visitor.socket.event('resumed');
	const proven = await visitor.request('POST', '/api/support/chat/identify', prove('customer 7'));
	assert.equal(proven.status, 200);
	assert.equal((await visitor.request('POST', `/api/support/chat/${visitor.session.id}`, { id: randomUUID(), content: 'hello' })).status, 404);
	assert.equal(await visitor.socket.closed, 1001);
	await visitor.connect();
	visitor.socket.send('resume', { sessionId: visitor.session.id });
	assert.equal((await visitor.socket.event('error')).code, 'absent');
	visitor.token = proven.body.token;
	await visitor.connect();
	assert.equal((await visitor.request('POST', `/api/support/chat/${visitor.session.id}`, { id: randomUUID(), content: 'hello' })).status, 200);
});

test('a customer’s tokens are bounded, whatever a page identifies', async () => {
	const visitor = await Visitor.start(server, a);
	for (let i = 0; i < 60; i++) {
		const proven = await visitor.request('POST', '/api/support/chat/identify', prove('customer 8'));
		Object.assign(visitor, { token: proven.body.token, id: proven.body.visitorId });
	}
	const [{ n }] = await server.postgresql.query(`SELECT count(*)::int AS n FROM ${schema(a)}.visitor_tokens WHERE visitor_id = $1`, [visitor.id]);
	assert.equal(n, 50);
	assert.equal((await visitor.request('GET', '/api/support/chat/sessions')).status, 200);
});

test('signing out takes the cookie away also where it was to be renewed', async () => {
	const agent = await Agent.signIn(server, { email: 'kiki@shop.example', password });
	await server.postgresql.query("UPDATE control.sign_ins SET expires_at = expires_at - interval '2 days'");
	const answer = await agent.request('POST', '/api/admin/sign-out', {});
	const cookies = answer.headers.getSetCookie();
	assert.match(cookies.at(-1), /^__Host-frontdesk=; .*Max-Age=0/);
});

test('what has ended is deleted, also where nobody comes back for it', async () => {
	await Agent.signIn(server, { email: 'kiki@shop.example', password });
	await Visitor.start(server, b);
	const visitor = await Visitor.start(server, a);
	await visitor.request('POST', '/api/support/chat', { tenantId: a }, { 'Idempotency-Key': randomUUID() });
	const age = (table, column) => server.postgresql.query(`UPDATE ${table} SET ${column} = now() - interval '31 days'`);
	await age('control.sign_ins', 'expires_at');
	await age(`${schema(a)}.visitor_tokens`, 'expires_at');
	await age(`${schema(a)}.idempotency_keys`, 'created_at');
	await server.postgresql.query("INSERT INTO control.refused_origins (tenant_id, origin, last_at) VALUES ($1, 'http://old.example', now() - interval '31 days')", [a]);
	const left = async () => (await server.postgresql.query(`SELECT (SELECT count(*) FROM control.sign_ins) + (SELECT count(*) FROM control.refused_origins)
		+ (SELECT count(*) FROM ${schema(a)}.visitor_tokens) + (SELECT count(*) FROM ${schema(a)}.idempotency_keys) AS n`))[0].n;
	assert.notEqual(await left(), '0');
	await server.postgresql.query("SELECT control.jobs_ensure(ARRAY['accounts.upkeep'], ARRAY[3600], ARRAY[true])");
	const hurry = () => server.postgresql.query("UPDATE control.jobs SET run_at = now(), wakes_at = now() WHERE state = 'later' AND (tenant_id = $1 OR tenant_id IS NULL)", [a]);
	await until(async () => await hurry() && await left() === '0', 30_000, 'the upkeep');
	const [{ n }] = await server.postgresql.query(`SELECT count(*)::int AS n FROM ${schema(b)}.visitor_tokens`);
	assert.ok(n > 0);
	assert.ok((await server.figures('frontdesk_jobs_done_total'))[0] >= 2);
});

test('a tenant that was deleted a moment ago is read anew, and nothing is said to be broken', async () => {
	const tenant = server.createTenant('Shortest-lived', [origin]);
	const { token, session } = await Visitor.start(server, tenant);
	server.command(['tenant', 'delete', tenant, '--yes', 'Shortest-lived']);
	const ask = async () => (await request(server, 'GET', `/api/support/chat/${session.id}/messages`, { headers: { Origin: origin, Authorization: `Bearer ${token}` } })).status;
	const first = await Promise.all(Array.from({ length: 8 }, ask));
	assert.ok(first.every(status => [401, 404, 503].includes(status)), String(first));
	assert.notEqual(await ask(), 503);
	assert.doesNotMatch(server.log, /a tenant's scope could not be entered/);
});

test('a tenant that is deleted while a console is open is forgotten, not asked for again and again', async () => {
	const tenant = server.createTenant('Short-lived', [origin]);
	const agent = await Agent.signIn(server, server.addAgent(tenant, 'short@shop.example'));
	await agent.connect();
	await until(async () => (await server.postgresql.query(`SELECT count(*)::int AS n FROM ${schema(tenant)}.support_agents WHERE seen_at IS NOT NULL`))[0].n === 1, 20_000, 'the agent to be here');
	server.command(['tenant', 'delete', tenant, '--yes', 'Short-lived']);
	assert.equal(await agent.socket.closed, 4001);
	await new Promise(resolve => setTimeout(resolve, 36_000)); // the half minute after which an agent has gone, and some beats
	assert.doesNotMatch(server.log, /a tenant's scope could not be entered/);
});
