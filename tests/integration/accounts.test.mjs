// People and visitors: signing in and out, who may what, whose word counts.
import { readFileSync } from 'node:fs';
import assert from 'node:assert/strict';
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Agent, Socket, Visitor, request } from '../harness/client.mjs';
import { Server } from '../harness/server.mjs';

const origin = 'http://shop.example', password = 'correct horse battery';
let server, a, b;

before(async () => {
	server = await Server.start();
	a = server.createTenant('Shop A', [origin]);
	b = server.createTenant('Shop B', [origin]);
	server.addAgent(a, 'one@shop.example', { name: 'One' });
	server.addAgent(a, 'both@shop.example', { name: 'Both', role: 'admin' });
	server.addAgent(b, 'both@shop.example', { name: 'Both', role: 'agent' });
});
after(() => server?.stop());

const signIn = (body, headers = { Origin: server.url }) => request(server, 'POST', '/api/admin/sign-in', { body, headers });
const one = () => Agent.signIn(server, { email: 'one@shop.example', password });
const newKey = () => randomBytes(16).toString('hex');

test('signing in gives the person, the tenant, the agent and a strict cookie', async () => {
	const answer = await signIn({ email: 'One@Shop.example', password });
	assert.equal(answer.status, 200);
	assert.deepEqual(Object.keys(answer.body).sort(), ['agent', 'tenant', 'user']);
	assert.deepEqual(answer.body.tenant, { id: a, name: 'Shop A', timeZone: 'Europe/Berlin' });
	assert.match(answer.headers.getSetCookie()[0], /^__Host-frontdesk=[\w-]{43}; Path=\/; Max-Age=\d+; Secure; HttpOnly; SameSite=Strict$/);
});

test('every wrong sign-in is answered alike', async () => {
	const wrong = [
		{ email: 'one@shop.example', password: 'wrong horse battery' },
		{ email: 'nobody@shop.example', password },
		{ email: 'one@shop.example', password, tenantId: b },
		{ email: 'one@shop.example', password, tenantId: randomUUID() },
		{ email: 'one@shop.example', password: 'x'.repeat(1000) },
	];
	const answers = await Promise.all(wrong.map(body => signIn(body)));
	for (const answer of answers) {
		assert.equal(answer.status, 401);
		assert.equal(answer.text, answers[0].text);
		assert.equal(answer.headers.get('set-cookie'), null);
	}
});

// Processor time, not the clock's: other work on the machine does not count.
function processorTicks() {
	const fields = readFileSync(`/proc/${server.worker}/stat`, 'utf8').split(') ')[1].split(' ');
	return Number(fields[11]) + Number(fields[12]);
}

test('an unknown address costs as much work as a wrong password', async () => {
	const work = async email => {
		const before = processorTicks();
		await signIn({ email, password: 'wrong horse battery' });
		return processorTicks() - before;
	};
	let known = 0, unknown = 0;
	for (let i = 0; i < 8; i++) {
		known += await work('one@shop.example');
		unknown += await work(`nobody${i}@shop.example`);
	}
	assert.ok(unknown > known / 2 && unknown < known * 2, `${unknown} ticks beside ${known}`);
});

test('who works for two tenants chooses, and is signed in to that one alone', async () => {
	const asked = await signIn({ email: 'both@shop.example', password });
	assert.deepEqual(asked.body, { choose: [{ id: a, name: 'Shop A' }, { id: b, name: 'Shop B' }] });
	assert.equal(asked.headers.get('set-cookie'), null);
	const agent = await Agent.signIn(server, { email: 'both@shop.example', password }, b);
	assert.equal(agent.me.tenant.id, b);
	assert.equal(agent.me.agent.role, 'agent');
	const list = await agent.request('GET', '/api/admin/support/agents');
	assert.deepEqual(list.body.items.map(item => item.id), [agent.id]);
});

test('who has an address in letters of other scripts signs in by each of its spellings, and keeps the one that was given', async () => {
	const typed = '"Zo\u00eb"@B\u00fccher.example';
	const login = server.addAgent(a, typed, { name: 'Zo\u00eb' });
	for (const email of [typed, 'zo\u00eb@xn--bcher-kva.example', 'Zo\u00eb@BU\u0308CHER.example']) {
		const agent = await Agent.signIn(server, { ...login, email });
		assert.deepEqual([agent.me.user.email, agent.me.agent.email], [typed, typed]);
	}
	assert.match(server.command(['agent', 'list', '--tenant', a]), /^"Zo\u00eb"@B\u00fccher\.example /m);
	server.command(['agent', 'disable', '--tenant', a, '--email', 'ZO\u00eb@xn--bcher-kva.example']);
	assert.equal((await signIn({ email: typed, password })).status, 401);
});

test('what is no address signs nobody in, and is named', async () => {
	for (const email of ['a@', '@x', 'one@shop.example\r\nBcc: all@shop.example', 'one@[127.0.0.1]']) {
		const refused = await signIn({ email, password });
		assert.deepEqual([refused.status, refused.body.code], [422, 'field'], email);
		assert.match(refused.body.detail, /^email /);
	}
});

test('a page of another origin can do nothing with the cookie', async () => {
	const agent = await one();
	const foreign = [
		{ Origin: 'http://evil.example' },
		{ Origin: server.url, 'Sec-Fetch-Site': 'cross-site' },
		{ Origin: server.url, 'Sec-Fetch-Site': 'same-site' },
		{ Origin: 'null' },
		{},
	];
	for (const headers of foreign) {
		const answer = await request(server, 'POST', '/api/admin/support/agents/status', { body: { status: 'away' }, headers: { Cookie: agent.cookie, ...headers } });
		assert.equal(answer.status, 403, JSON.stringify(headers));
		assert.equal((await signIn({ email: 'one@shop.example', password }, headers)).status, 403);
	}
	await assert.rejects(async () => {
		const socket = await Socket.open(server, '/api/admin/support/chat/ws', { origin: 'http://evil.example', headers: { Cookie: agent.cookie } });
		socket.send('hello');
		await Promise.race([socket.event('welcome'), socket.closed.then(() => Promise.reject(new Error('closed')))]);
	});
});

test('cookies that do not hold are refused alike', async () => {
	const ended = await one();
	await ended.request('POST', '/api/admin/sign-out', {});
	const cookies = ['', 'other=1', '__Host-frontdesk=', `__Host-frontdesk=${'A'.repeat(43)}`, `__Host-frontdesk=${'!'.repeat(43)}`, ended.cookie];
	const answers = await Promise.all(cookies.map(Cookie => request(server, 'GET', '/api/admin/me', { headers: { Cookie } })));
	for (const answer of answers) {
		assert.equal(answer.status, 401);
		assert.equal(answer.text, answers[0].text);
	}
});

test('signing out closes this sign-in’s sockets, signing out everywhere all of them', async () => {
	const here = await one(), there = await one();
	await here.connect();
	await there.connect();
	const answer = await here.request('POST', '/api/admin/sign-out', {});
	assert.equal(answer.status, 204);
	assert.match(answer.headers.get('set-cookie'), /^__Host-frontdesk=; Path=\/; Max-Age=0;/);
	assert.equal(await here.socket.end(), 4001);
	assert.equal((await there.request('GET', '/api/admin/me')).status, 200);

	const third = await one();
	await third.request('POST', '/api/admin/sign-out', { everywhere: true });
	assert.equal(await there.socket.end(), 4001);
	assert.equal((await there.request('GET', '/api/admin/me')).status, 401);
});

test('a new password ends the other sign-ins', async () => {
	const login = server.addAgent(a, 'changer@shop.example', { name: 'Changer' });
	const here = await Agent.signIn(server, login), there = await Agent.signIn(server, login);
	await there.connect();
	const change = body => here.request('POST', '/api/admin/password', body);
	assert.equal((await change({ currentPassword: 'wrong horse battery', newPassword: 'another horse battery' })).status, 403);
	assert.equal((await change({ currentPassword: password, newPassword: 'short' })).status, 400);
	assert.equal((await change({ currentPassword: password, newPassword: 'another horse battery' })).status, 204);
	assert.equal(await there.socket.end(), 4001);
	assert.equal((await there.request('GET', '/api/admin/me')).status, 401);
	assert.equal((await here.request('GET', '/api/admin/me')).status, 200);
	assert.equal((await signIn({ email: login.email, password })).status, 401);
	assert.equal((await signIn({ email: login.email, password: 'another horse battery' })).status, 200);
});

test('what another process ends closes its sockets within five seconds', async () => {
	const login = server.addAgent(a, 'disabled@shop.example', { name: 'Disabled' });
	const agent = await Agent.signIn(server, login);
	await agent.connect();
	await server.postgresql.query("UPDATE control.memberships SET role = 'supervisor' FROM public.users u WHERE u.id = user_id AND u.email = $1", [login.email]);
	assert.equal(await agent.socket.end(), 4001);

	const again = await Agent.signIn(server, login);
	await again.connect();
	server.command(['agent', 'disable', '--tenant', a, '--email', login.email]);
	assert.equal(await again.socket.end(), 4001);
	assert.equal((await signIn({ email: login.email, password })).status, 401);
});

test('beside more consoles than are asked about at once a sign-in that ends elsewhere is noticed, too', async () => {
	const ending = await Agent.signIn(server, server.addAgent(a, 'ending@shop.example'));
	await ending.connect();
	const colleagues = await one(), sockets = [];
	for (let i = 0; i < 110; i++) sockets.push(await colleagues.connect());
	await server.postgresql.query('UPDATE control.sign_ins SET expires_at = now() WHERE user_id = $1', [ending.me.user.id]);
	assert.equal(await ending.socket.end(), 4001);
	assert.ok(sockets.every(socket => socket.ws.readyState === 1));
	await Promise.all(sockets.map(socket => socket.close()));
});

test('a sign-in in use ends later, by one write a day', async () => {
	const agent = await one();
	const end = async () => (await server.postgresql.query('SELECT max(expires_at) AS end FROM control.sign_ins'))[0].end.getTime();
	const first = await end();
	const soon = await agent.request('GET', '/api/admin/me');
	assert.equal(soon.headers.get('set-cookie'), null);
	await server.postgresql.query("UPDATE control.sign_ins SET expires_at = expires_at - interval '2 days'");
	const later = await agent.request('GET', '/api/admin/me');
	assert.ok(later.headers.get('set-cookie').startsWith(`${agent.cookie};`));
	assert.ok(await end() >= first);
	await server.postgresql.query("UPDATE control.sign_ins SET expires_at = now() - interval '1 second'");
	assert.equal((await agent.request('GET', '/api/admin/me')).status, 401);
});

test('an agent is online while a console is open, and offline half a minute after', async () => {
	const login = server.addAgent(a, 'leaving@shop.example', { name: 'Leaving' });
	const watcher = await one(), agent = await Agent.signIn(server, login);
	assert.equal(agent.me.agent.status, 'offline');
	await watcher.connect();
	await agent.connect();
	const became = status => watcher.socket.event('agent', e => e.agent.id === agent.id && e.agent.status === status, 60_000);
	await became('online');
	assert.equal((await agent.request('POST', '/api/admin/support/agents/status', { status: 'away' })).body.status, 'away');
	await became('away');
	await agent.socket.close();
	await became('offline');
	watcher.socket.forget();
	await agent.connect();
	await became('away');
});

test('who reloads before they were noted to be there is online at once, all the same', async () => {
	const watcher = await one(), agent = await Agent.signIn(server, server.addAgent(a, 'reloading@shop.example'));
	await watcher.connect();
	await agent.connect();
	await agent.socket.close();
	await new Promise(resolve => setTimeout(resolve, 2500)); // who is there is noted once a second
	await agent.connect();
	await watcher.socket.event('agent', e => e.agent.id === agent.id && e.agent.status === 'online', 8000);
	await Promise.all([agent, watcher].map(each => each.socket.close()));
});

test('an origin that is not on the list learns the command that allows it, a tenant that is not there sounds the same', async () => {
	const ask = (tenantId, from) => request(server, 'GET', `/api/support/chat?tenantId=${tenantId}`, { headers: from === undefined ? {} : { Origin: from } });
	const refused = await ask(a, 'http://new.example');
	assert.equal(refused.status, 403);
	assert.ok(refused.body.detail.endsWith(`frontdesk tenant set ${a} --add-origin http://new.example`), refused.body.detail);
	assert.equal(refused.headers.get('access-control-allow-origin'), 'http://new.example');
	const unknown = randomUUID();
	assert.equal((await ask(unknown, 'http://new.example')).text.replaceAll(unknown, a), refused.text);
	for (const hostile of ['http://x";rm -rf /', 'javascript:alert(1)', 'null', undefined])
		assert.doesNotMatch((await ask(a, hostile)).text, /rm -rf|alert|add-origin/);
	const noted = await server.postgresql.query('SELECT origin FROM control.refused_origins WHERE tenant_id = $1', [a]);
	assert.deepEqual(noted, [{ origin: 'http://new.example' }]);
});

test('a token opens nothing elsewhere, and its refusals are alike', async () => {
	const visitor = await Visitor.start(server, a);
	const path = `/api/support/chat/${visitor.session.id}`;
	const tenant = Buffer.from(visitor.token, 'base64url').subarray(0, 16), secret = Buffer.from(visitor.token, 'base64url').subarray(16);
	const moved = Buffer.concat([Buffer.from(b.replaceAll('-', ''), 'hex'), secret]).toString('base64url');
	const nowhere = Buffer.concat([randomBytes(16), secret]).toString('base64url');
	const forged = Buffer.concat([tenant, randomBytes(32)]).toString('base64url');
	const ask = (token, from = origin) => request(server, 'GET', path, { headers: { Origin: from, ...(token ? { Authorization: `Bearer ${token}` } : {}) } });
	assert.equal((await ask(visitor.token)).status, 200);
	const answers = await Promise.all([ask(moved), ask(nowhere), ask(forged), ask('short'), ask(), ask(visitor.token, 'http://other.example')]);
	for (const answer of answers) {
		assert.equal(answer.status, 401);
		assert.equal(answer.text, answers[0].text);
	}
	const headers = answer => [...answer.headers].filter(([name]) => name !== 'date' && name !== 'x-request-id').join('; ');
	for (const answer of answers.slice(0, 5)) assert.equal(headers(answer), headers(answers[0]));
	assert.equal(answers[0].headers.get('access-control-allow-origin'), origin);
	const late = await Visitor.start(server, a); // whose token proves nothing yet: a proof is remembered for 30 s
	await server.postgresql.query(`UPDATE tenant_${a.replaceAll('-', '')}.visitor_tokens SET expires_at = now()`);
	assert.equal((await ask(late.token)).text, answers[0].text);
});

test('a repeated start gets the first answer, and makes nothing', async () => {
	const headers = { Origin: origin, 'Idempotency-Key': newKey() }, schema = `tenant_${a.replaceAll('-', '')}`;
	const start = (body, more = {}) => request(server, 'POST', '/api/support/chat', { body: { tenantId: a, ...body }, headers: { ...headers, ...more } });
	const count = async () => (await server.postgresql.query(`SELECT count(*)::int AS n FROM ${schema}.chat_sessions`))[0].n;
	const before = await count();
	const [first, ...others] = await Promise.all([1, 2, 3].map(() => start({ visitorName: 'Vera' })));
	const done = [first, ...others].filter(answer => answer.status === 201);
	assert.ok(done.length >= 1);
	for (const answer of [first, ...others]) assert.ok(answer.status === 201 || (answer.status === 503 && answer.headers.get('retry-after')));
	const again = await start({ visitorName: 'Vera' });
	assert.equal(again.status, 201);
	assert.equal(again.text, done[0].text);
	assert.equal(await count(), before + 1);
	assert.equal((await start({ visitorName: 'Other' })).status, 409);
	assert.equal((await start({}, { 'Idempotency-Key': 'short-key' })).status, 400);
	const kept = await server.postgresql.query(`SELECT answer FROM ${schema}.idempotency_keys`);
	assert.ok(kept.every(row => !row.answer.includes(done[0].body.token) && !row.answer.includes('Vera')));
});

test('the merchant’s word makes a visitor the same customer everywhere, and nobody else’s does', async () => {
	const secret = server.command(['tenant', 'secret', a]).match(/^secret:\s+(\S+)$/m)[1];
	await server.crash(); // the secret is known at once, not within 5 s
	const prove = (identifier, key = secret) => ({ identifier, identifierHash: createHmac('sha256', key).update(identifier).digest('hex') });
	const visitor = await Visitor.start(server, a);
	const identify = (who, body) => who.request('POST', '/api/support/chat/identify', body);
	assert.equal((await identify(visitor, prove('customer 1', 'another secret'))).status, 403);
	assert.equal((await identify(visitor, { ...prove('customer 1'), identifier: 'customer 2' })).status, 403);

	const proven = await identify(visitor, { ...prove('customer 1'), name: 'Vera Real' });
	assert.equal(proven.status, 200);
	visitor.token = proven.body.token;
	const session = await visitor.request('GET', `/api/support/chat/${visitor.session.id}`);
	assert.equal(session.body.visitorVerified, true);
	assert.equal(session.body.visitorName, 'Vera Real');

	const elsewhere = await Visitor.start(server, a, prove('customer 1'));
	assert.equal(elsewhere.id, proven.body.visitorId);
	assert.equal(elsewhere.session.id, visitor.session.id);

	const nextOne = await identify(visitor, prove('customer 2')); // the same browser, another customer
	visitor.token = nextOne.body.token;
	assert.equal((await visitor.request('GET', `/api/support/chat/${visitor.session.id}`)).status, 404);
	assert.equal((await elsewhere.request('GET', `/api/support/chat/${visitor.session.id}`)).status, 200);
});

test('too many tries are told how long to wait', async () => {
	const limited = await Server.start({ rate_limits: 'true' });
	try {
		const tenant = limited.createTenant('Shop', [origin]);
		limited.addAgent(tenant, 'one@shop.example');
		const body = { email: 'one@shop.example', password: 'wrong horse battery' };
		const answers = [];
		for (let i = 0; i < 12; i++) answers.push(await request(limited, 'POST', '/api/admin/sign-in', { body, headers: { Origin: limited.url } }));
		const last = answers.at(-1);
		assert.equal(answers[0].status, 401);
		assert.equal(last.status, 429);
		assert.ok(Number(last.headers.get('retry-after')) >= 1 && last.body.retryAfterMs > 0);
	} finally {
		await limited.stop();
	}
});
