// Two tenants with the same names and e-mails: whatever one asks of the other's is answered byte for
// byte as if it had never existed.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Agent, Visitor, sendMessage } from '../harness/client.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const origin = 'http://shop.example';
let server;
const a = {}, b = {};

before(async () => {
	server = await Server.start();
	for (const side of [a, b]) {
		side.tenant = server.createTenant('Same Name', [origin]);
		// One person who works for both: the password is theirs, whichever tenant they were added to first.
		side.login = server.addAgent(side.tenant, 'same@shop.example', { name: 'Same Agent', role: 'admin' });
	}
	for (const side of [a, b]) {
		side.agent = await Agent.signIn(server, side.login, side.tenant);
		await side.agent.connect();
		side.visitor = await Visitor.start(server, side.tenant, { visitorName: 'Same Visitor', visitorEmail: 'same@customer.example' });
		await side.visitor.connect();
		side.visitor.socket.send('resume', { sessionId: side.visitor.session.id });
		await side.visitor.socket.event('resumed');
		side.message = await sendMessage(side.visitor, side.visitor.session.id, `a secret of ${side.tenant}`);
	}
});
after(() => server?.stop());

// What differs between two answers to the same question: when, and which request.
function shape(answer) {
	const skip = new Set(['date', 'x-request-id']);
	const headers = [...answer.headers].filter(([name]) => !skip.has(name)).sort().map(pair => pair.join(': '));
	return `${answer.status}\n${headers.join('\n')}\n\n${answer.text}`;
}

const visitorRoutes = [
	['GET', id => `/api/support/chat/${id}`],
	['GET', id => `/api/support/chat/${id}/messages`],
	['GET', id => `/api/support/chat/${id}/messages?before=100`],
	['PATCH', id => `/api/support/chat/${id}`, { visitorName: 'Mallory' }],
	['POST', id => `/api/support/chat/${id}`, () => ({ id: randomUUID(), content: 'hello' })],
	['POST', id => `/api/support/chat/${id}/read`, { seq: 1 }],
	['POST', id => `/api/support/chat/${id}/end`, {}],
];
const agentRoutes = [
	['GET', id => `/api/admin/support/chat/${id}`],
	['GET', id => `/api/admin/support/chat/${id}/messages`],
	['GET', id => `/api/admin/support/chat/${id}/history`],
	['GET', id => `/api/admin/support/chat/${id}/attributes`],
	['GET', id => `/api/admin/support/chat/${id}/visitor-events`],
	['POST', id => `/api/admin/support/chat/${id}`, () => ({ id: randomUUID(), content: 'hello' })],
	['POST', id => `/api/admin/support/chat/${id}/read`, { seq: 1 }],
	['POST', id => `/api/admin/support/chat/${id}/assign`, {}],
	['POST', id => `/api/admin/support/chat/${id}/transfer`, {}],
	['POST', id => `/api/admin/support/chat/${id}/end`, {}],
];

for (const [who, routes] of [['visitor', visitorRoutes], ['agent', agentRoutes]])
	for (const [method, path, body] of routes)
		test(`a ${who} of A asking ${method} ${path('B')} learns nothing`, async () => {
			const ask = id => a[who].request(method, path(id), typeof body === 'function' ? body() : body);
			const foreign = await ask(b.visitor.session.id);
			const unknown = await ask(randomUUID());
			assert.equal(foreign.status, 404);
			assert.equal(shape(foreign), shape(unknown));
		});

test('an agent of A cannot hand a chat to an agent of B', async () => {
	const own = a.visitor.session.id;
	await a.agent.request('POST', `/api/admin/support/chat/${own}/assign`, {});
	const ask = agentId => a.agent.request('POST', `/api/admin/support/chat/${own}/transfer`, { agentId });
	const foreign = await ask(b.agent.id);
	const unknown = await ask(randomUUID());
	assert.ok(foreign.status >= 400 && foreign.status < 500, `${foreign.status}`);
	assert.equal(shape(foreign), shape(unknown));
});

const socketMessages = [
	['resume', id => ({ sessionId: id })],
	['message.send', id => ({ sessionId: id, id: '6c7f2a52-9f0e-4c43-8a4b-1a2b3c4d5e6f', content: 'hello' })],
	['typing.set', id => ({ sessionId: id, typing: true })],
	['receipt.send', id => ({ sessionId: id, delivered: 1, read: 1 })],
];

for (const who of ['visitor', 'agent'])
	for (const [type, fields] of socketMessages)
		test(`a ${who}'s ${type} for a session of the other tenant is told what an unknown id is told`, async () => {
			const told = [];
			for (const id of [b.visitor.session.id, randomUUID()]) {
				const { socket } = a[who];
				socket.forget();
				socket.send(type, fields(id));
				socket.send('ping');
				await socket.event('pong');
				const answer = await until(() => socket.events.find(e => e.type === 'error' || e.type === 'message.refused'), 5000, 'a refusal').catch(() => ({}));
				told.push(JSON.stringify(answer).replaceAll(id, 'ID'));
			}
			assert.equal(told[0], told[1]);
			assert.match(told[0], /absent/);
		});

test('nothing of A has reached B', async () => {
	for (const [own, foreign] of [[a, b], [b, a]]) {
		const heard = JSON.stringify([own.agent.socket.events, own.visitor.socket.events]);
		assert.ok(!heard.includes(foreign.visitor.session.id));
		assert.ok(!heard.includes(foreign.tenant));
		const lists = ['/api/admin/support/chat', '/api/admin/support/chat/queue', '/api/admin/support/agents'];
		for (const list of lists) assert.ok(!(await own.agent.request('GET', list)).text.includes(foreign.visitor.session.id));
	}
});

test("a visitor's token is worth nothing from another origin or at another tenant", async () => {
	const elsewhere = await a.visitor.request('GET', `/api/support/chat/${a.visitor.session.id}`, undefined, { Origin: 'http://other.example' });
	assert.ok([401, 403].includes(elsewhere.status), `${elsewhere.status}`);
	assert.ok(!elsewhere.text.includes('Same Visitor'));
});

test("the gateway's login can read no tenant table without a scope, and none of another tenant within one", async () => {
	const schema = id => `tenant_${id.replaceAll('-', '')}`;
	const client = await server.postgresql.client('frontdesk_gateway');
	const refused = /permission denied|must be|not permitted/;
	try {
		for (const table of ['chat_sessions', 'chat_messages', 'session_keys', 'visitor_tokens'])
			await assert.rejects(client.query(`SELECT * FROM ${schema(a.tenant)}.${table}`), refused);
		await assert.rejects(client.query('SELECT * FROM public.users'), refused);
		await client.query('BEGIN');
		await client.query(`SELECT set_config('role', $1, true)`, [schema(a.tenant)]);
		assert.equal((await client.query(`SELECT count(*)::int AS n FROM ${schema(a.tenant)}.chat_sessions`)).rows[0].n, 1);
		await assert.rejects(client.query(`SELECT * FROM ${schema(b.tenant)}.chat_sessions`), refused);
		await client.query('ROLLBACK');
	} finally {
		await client.end();
	}
});

test("a visitor's list of chats holds their own alone, and what stands in another's nobody reads", async () => {
	const other = await Visitor.start(server, a.tenant, { visitorName: 'Same Visitor', visitorEmail: 'same@customer.example' });
	const idsOf = async (visitor, query = '') => (await visitor.request('GET', `/api/support/chat/sessions${query}`)).body.items.map(item => item.id);
	assert.deepEqual([await idsOf(a.visitor), await idsOf(other), await idsOf(b.visitor)], [[a.visitor.session.id], [other.session.id], [b.visitor.session.id]]);
	const cursor = `${Date.now() * 1000 + 1e9}_${a.visitor.session.id}`; // as a page of anybody's might name it
	assert.deepEqual([await idsOf(other, `?after=${cursor}`), await idsOf(b.visitor, `?after=${cursor}`)], [[other.session.id], [b.visitor.session.id]]);
	for (const stranger of [other, b.visitor]) {
		const answer = await stranger.request('GET', `/api/support/chat/${a.visitor.session.id}/messages`);
		assert.equal(answer.status, 404);
		assert.ok(!answer.text.includes('a secret'));
	}
});
