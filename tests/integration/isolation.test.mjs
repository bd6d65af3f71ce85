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
	['GET', id => `/api/admin/support/chat/${id}/mail`],
	['POST', id => `/api/admin/support/chat/${id}/mail`, () => ({ id: randomUUID(), content: 'hello' })],
	['GET', id => `/api/admin/support/chat/${id}/messages/${id}/mail`],
	['POST', id => `/api/admin/support/chat/${id}`, () => ({ id: randomUUID(), content: 'hello' })],
	['POST', id => `/api/admin/support/chat/${id}/read`, { seq: 1 }],
	['POST', id => `/api/admin/support/chat/${id}/assign`, {}],
	['POST', id => `/api/admin/support/chat/${id}/transfer`, {}],
	['POST', id => `/api/admin/support/chat/${id}/end`, {}],
	['POST', id => `/api/admin/support/jobs/${id}/retry`],
	['DELETE', id => `/api/admin/support/jobs/${id}`],
	['GET', id => `/api/admin/support/webhooks/${id}/deliveries`],
	['PATCH', id => `/api/admin/support/webhooks/${id}`, { state: 'disabled' }],
	['POST', id => `/api/admin/support/webhooks/${id}/rotate`],
	['POST', id => `/api/admin/support/webhooks/${id}/test`],
	['POST', id => `/api/admin/support/webhooks/${id}/deliveries/${id}/resend`],
	['DELETE', id => `/api/admin/support/webhooks/${id}`],
];
const colleagueRoutes = [
	['PATCH', id => `/api/admin/support/agents/${id}`, { name: 'Mallory', isActive: false }],
	['DELETE', id => `/api/admin/support/sign-in-provider/links/${id}`],
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

for (const [method, path, body] of colleagueRoutes)
	test(`an admin of A asking ${method} ${path('B')} changes nothing and learns nothing`, async () => {
		const foreign = await a.agent.request(method, path(b.agent.id), body);
		const unknown = await a.agent.request(method, path(randomUUID()), body);
		assert.equal(foreign.status, 404);
		assert.equal(shape(foreign), shape(unknown));
		assert.equal((await b.agent.request('GET', '/api/admin/me')).body.agent.name, 'Same Agent');
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

test('an admin of A cannot take away the second factor of somebody of B', async () => {
	const ask = agentId => a.agent.request('POST', `/api/admin/support/agents/${agentId}/second-factor/reset`);
	const foreign = await ask(b.agent.id);
	const unknown = await ask(randomUUID());
	assert.equal(foreign.status, 404);
	assert.equal(shape(foreign), shape(unknown));
});

test('an admin of A asking for a team of B, or for an invitation, learns nothing and changes nothing', async () => {
	const { body: team } = await b.agent.request('POST', '/api/admin/support/teams', { name: 'Same Team', memberIds: [b.agent.id] });
	const { body: { invitation } } = await b.agent.request('POST', '/api/admin/support/invitations', { email: 'new@shop.example', name: 'New', role: 'agent' });
	const asked = [['GET', 'teams', team], ['PATCH', 'teams', team, { name: 'Mallory', memberIds: [] }], ['DELETE', 'teams', team], ['POST', 'invitations', invitation, {}, '/send'], ['DELETE', 'invitations', invitation]];
	for (const [method, kind, { id }, body, end = ''] of asked) {
		const ask = of => a.agent.request(method, `/api/admin/support/${kind}/${of}${end}`, body);
		const foreign = await ask(id);
		assert.equal(foreign.status, 404, `${method} ${kind}${end}`);
		assert.equal(shape(foreign), shape(await ask(randomUUID())));
	}
	assert.deepEqual((await a.agent.request('GET', `/api/admin/support/agents?team=${team.id}`)).body.items, []);
	assert.deepEqual((await b.agent.request('GET', `/api/admin/support/teams/${team.id}`)).body, team);
	assert.equal((await a.agent.request('POST', '/api/admin/support/teams', { name: 'Same Team' })).status, 201, 'the name is free at A');
});

test('an admin of A asking for a ticket of B learns nothing and changes nothing, and finds it in no list', async () => {
	const tickets = '/api/admin/support/tickets', { body: ticket } = await b.agent.request('POST', tickets, { subject: 'Same Subject', content: 'a secret of B' });
	const own = (await a.agent.request('POST', tickets, { subject: 'Same Subject' })).body;
	assert.equal(own.number, ticket.number, 'each counts its own');
	const merge = { version: 1, intoId: own.id, intoVersion: own.version };
	const asked = [['GET', ''], ['PATCH', '', { version: 1, subject: 'Mallory' }], ['POST', '/merge', merge], ['GET', '/comments'], ['POST', '/comments', { content: 'Mallory', isPublic: true }], ['GET', '/history']];
	for (const [method, end, body] of asked) {
		const [foreign, unknown] = await Promise.all([ticket.id, randomUUID()].map(of => a.agent.request(method, `${tickets}/${of}${end}`, body)));
		assert.equal(foreign.status, 404, `${method} ${end}`);
		assert.equal(shape(foreign), shape(unknown));
	}
	assert.equal((await a.agent.request('POST', `/api/admin/support/chat/${b.visitor.session.id}/ticket`, {})).status, 404);
	const conversation = of => a.agent.request('GET', `/api/admin/support/conversations/${of}`);
	const [foreign, unknown, known] = await Promise.all([b.visitor.session.conversationId, randomUUID(), a.visitor.session.conversationId].map(conversation));
	assert.deepEqual([foreign.status, known.status, known.body.visitorName], [404, 200, 'Same Visitor']);
	assert.equal(shape(foreign), shape(unknown));
	for (const theirs of [{ assignedAgentId: b.agent.id }, { visitorId: b.visitor.session.visitorId }])
		assert.equal((await a.agent.request('PATCH', `${tickets}/${own.id}`, { version: own.version, ...theirs })).status, 422);
	for (const query of ['', '?q=Same', `?assignee=${b.agent.id}`]) assert.ok(!(await a.agent.request('GET', `${tickets}${query}`)).text.includes(ticket.id), query);
	const { body: into } = await a.agent.request('POST', `${tickets}/${own.id}/merge`, { version: own.version, intoId: ticket.id, intoVersion: 1 });
	assert.equal(into.code, 'absent');
	const { body: many } = await a.agent.request('POST', `${tickets}/bulk`, { tickets: [{ id: ticket.id, version: 1 }], changes: { priority: 'low' } });
	assert.deepEqual(many.items, [{ id: ticket.id, outcome: 'absent' }]);
	assert.deepEqual((await b.agent.request('GET', `${tickets}/${ticket.id}`)).body, ticket);
	const { body: view } = await b.agent.request('POST', `${tickets}/views`, { name: 'Same', isShared: true });
	const { body: field } = await b.agent.request('POST', `${tickets}/fields`, { key: 'same', label: 'Same', kind: 'text' });
	await b.agent.request('POST', tickets, { subject: 'Tagged', tags: ['a tag of B'] });
	for (const [kind, { id }] of [['views', view], ['fields', field]]) {
		for (const [method, body] of [['PATCH', { name: 'Mallory', label: 'Mallory' }], ['DELETE']]) {
			const [foreign, unknown] = await Promise.all([id, randomUUID()].map(of => a.agent.request(method, `${tickets}/${kind}/${of}`, body)));
			assert.equal(foreign.status, 404, `${method} ${kind}`);
			assert.equal(shape(foreign), shape(unknown));
		}
		assert.deepEqual((await a.agent.request('GET', `${tickets}/${kind}`)).body.items, []);
	}
	assert.deepEqual((await a.agent.request('GET', `${tickets}/tags?q=B`)).body.items, []);
});

test('an admin of A asking for figures or surveys of an agent or a team of B learns nothing', async () => {
	const { body: teams } = await b.agent.request('GET', '/api/admin/support/teams');
	for (const filter of [id => `agent=${id}`, id => `team=${id}`])
		for (const path of ['', '/surveys']) {
			const [foreign, unknown] = await Promise.all([filter('').startsWith('a') ? b.agent.id : teams.items[0]?.id ?? randomUUID(), randomUUID()]
				.map(id => a.agent.request('GET', `/api/admin/support/csat${path}?${filter(id)}`)));
			assert.deepEqual([foreign.status, foreign.text], [200, unknown.text]);
		}
	const { body } = await b.agent.request('GET', '/api/admin/support/csat/settings');
	assert.equal((await a.agent.request('PATCH', '/api/admin/support/csat/settings', { updatedAt: body.updatedAt, isEnabled: true })).status, 409, 'those of B are not A’s');
	assert.equal((await b.agent.request('GET', '/api/admin/support/csat/settings')).body.isEnabled, body.isEnabled);
});

test('a visitor of A asking how a chat of B is rated, or rating it, learns nothing and changes nothing', async () => {
	const schema = `tenant_${b.tenant.replaceAll('-', '')}`, session = b.visitor.session.id, path = '/api/support/csat';
	const [{ id: survey }] = await server.postgresql.query(`INSERT INTO ${schema}.csat_surveys (session_id, channel) VALUES ($1, 'in_app') RETURNING id`, [session]);
	assert.equal((await b.visitor.request('GET', `${path}?sessionId=${session}`)).body.id, survey);
	for (const ask of [of => a.visitor.request('GET', `${path}?sessionId=${of}`), of => a.visitor.request('POST', path, { sessionId: of, rating: 1, feedback: 'Mallory' }), of => a.visitor.request('GET', `${path}/${of}?token=${a.visitor.token}`)]) {
		const [foreign, unknown] = await Promise.all([session, randomUUID()].map(ask));
		assert.equal(shape(foreign), shape(unknown));
		assert.ok(foreign.status === 404 || foreign.body.state === 'absent');
	}
	assert.equal((await a.visitor.request('GET', `${path}/${survey}?token=${a.visitor.token}`)).status, 404);
	assert.equal((await b.visitor.request('GET', `${path}?sessionId=${session}`)).body.state, 'open');
});

test('an admin of A asking for a short message of B, or for a number that B does not write to, learns nothing', async () => {
	const sms = '/api/admin/sms', { id } = (await b.agent.request('POST', `${sms}/test`, { recipient: '+493012345678', text: 'Same' })).body;
	await b.agent.request('POST', `${sms}/suppressions`, { number: '+493012345678' });
	const [entry] = (await b.agent.request('GET', `${sms}/suppressions`)).body.items;
	for (const [method, path] of [['GET', of => `outgoing/${of}`], ['POST', of => `outgoing/${of}/retry`], ['DELETE', of => `outgoing/${of}`], ['DELETE', of => `suppressions/${of}`]]) {
		const [foreign, unknown] = await Promise.all([path('').startsWith('s') ? entry.id : id, randomUUID()].map(of => a.agent.request(method, `${sms}/${path(of)}`)));
		assert.equal(foreign.status, 404);
		assert.equal(shape(foreign), shape(unknown));
	}
	for (const list of ['outgoing', 'suppressions']) assert.deepEqual((await a.agent.request('GET', `${sms}/${list}`)).body.items, []);
	assert.equal((await b.agent.request('GET', `${sms}/outgoing/${id}`)).body.state, 'waiting');
});

test('an admin of A asking for a mail of B, or for an address that B does not write to, learns nothing', async () => {
	const { id } = (await b.agent.request('POST', '/api/admin/mail/test', { recipient: 'same@customer.example' })).body;
	for (const [method, path] of [['GET', of => `outgoing/${of}`], ['GET', of => `outgoing/${of}/content`], ['POST', of => `outgoing/${of}/retry`], ['DELETE', of => `outgoing/${of}`], ['DELETE', of => `suppressions/${of}`]]) {
		const [foreign, unknown] = await Promise.all([id, randomUUID()].map(of => a.agent.request(method, `/api/admin/mail/${path(of)}`)));
		assert.equal(foreign.status, 404, path(id));
		assert.equal(shape(foreign), shape(unknown));
	}
	assert.deepEqual((await a.agent.request('GET', '/api/admin/mail/outgoing')).body.items, []);
	assert.equal((await b.agent.request('GET', `/api/admin/mail/outgoing/${id}`)).body.state, 'waiting');
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
				const answer = await until(() => socket.events.find(e => e.type === 'error' || e.type === 'message.refused'), 20_000, 'a refusal');
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
		const lists = ['/api/admin/support/chat', '/api/admin/support/chat/queue', '/api/admin/support/agents', '/api/admin/support/audit'];
		for (const list of lists) assert.ok(!(await own.agent.request('GET', list)).text.includes(foreign.visitor.session.id));
	}
});

test('an admin of A who asks the audit log for an agent of B is told what an unknown one is told', async () => {
	const ask = async id => shape(await a.agent.request('GET', `/api/admin/support/audit?actor=${id}`));
	assert.equal(await ask(b.agent.id), await ask(randomUUID()));
	assert.equal((await a.agent.request('GET', `/api/admin/support/audit?actor=${a.agent.id}`)).body.items.length > 0, true);
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

test('a form of one tenant is none of another: the same id is a ticket of each', async () => {
	const left = { formId: randomUUID(), email: 'same@customer.example', message: 'The same' };
	const leave = (of, message = left.message) => of.visitor.request('POST', '/api/support/chat/offline', { tenantId: of.tenant, ...left, message });
	assert.deepEqual([(await leave(a)).status, (await leave(b, 'Another')).status, (await leave(a)).status, (await leave(b)).status], [201, 201, 200, 409]);
	assert.deepEqual((await a.agent.request('GET', `/api/admin/support/tickets/${left.formId}/comments`)).body.items.map(({ content }) => content), ['The same']);
});
