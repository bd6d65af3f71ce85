// A visitor whom the merchant vouches for: agents see who it is at once, wherever they are; the id from
// before opens nothing; and a customer's id is nothing that could be reckoned from who they are.
import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { blake2b } from '../harness/blake2b.mjs';
import { Calm } from '../harness/calm.mjs';
import { Agent, Visitor, sendMessage } from '../harness/client.mjs';
import { Redis } from '../harness/redis.mjs';
import { Server } from '../harness/server.mjs';

const AT_ONCE_MS = 4000; // before anybody looks, which is every five seconds
const chat = '/api/support/chat', admin = '/api/admin/support/chat';
let redis, here, there, tenant, secret, ann, bob;
before(async () => {
	redis = await Redis.start();
	here = await Server.start({ redis: redis.address });
	tenant = here.createTenant('Identity');
	secret = here.command(['tenant', 'secret', tenant]).match(/^secret:\s+(\S+)$/m)[1];
	there = await Server.twin(here);
	[ann, bob] = await Promise.all([[here, 'ann'], [there, 'bob']].map(([server, name]) =>
		Agent.signIn(server, server.addAgent(tenant, `${name}@identity.example`, { role: 'supervisor' }))));
	for (const agent of [ann, bob]) await agent.connect();
});
after(async () => {
	await there?.kill('SIGTERM');
	await here?.stop();
	await redis?.stop();
});

const sql = (text, ...values) => here.postgresql.query(text.replaceAll('$schema', `tenant_${tenant.replaceAll('-', '')}`), values);
const prove = identifier => ({ identifier, identifierHash: createHmac('sha256', secret).update(identifier).digest('hex') });

async function identify(visitor, body, server = visitor.server) {
	const answer = await Object.assign(new Visitor(), visitor, { server }).request('POST', `${chat}/identify`, body);
	assert.equal(answer.status, 200, answer.text);
	return answer.body;
}

async function listen(person, sessionId) {
	person.socket.send('resume', { sessionId });
	return person.socket.event('resumed', e => e.sessionId === sessionId);
}

/** A customer's id as it was once made, from what everybody knows. */
const reckonable = (tenantId, identifier) =>
	`c-${blake2b(identifier, { size: 16, salt: Buffer.from(tenantId.replaceAll('-', ''), 'hex'), personal: 'frontdesk.custom' })}`;

const shows = (id, more) => e => e.session.id === id && Object.entries(more).every(([name, value]) => e.session[name] === value);

test('agents at every worker see name and verification at once, in the list and in the open chat', async () => {
	const calm = await Calm.begin(here, there);
	const visitor = await Visitor.start(here, tenant, { visitorName: 'somebody' });
	const { id } = visitor.session;
	await listen(bob, id); // the open chat; Ann has it in her list alone
	for (const agent of [ann, bob]) await agent.socket.event('session', shows(id, {}));
	for (const agent of [ann, bob]) agent.socket.forget();
	const proven = await identify(visitor, { ...prove('customer 1'), name: 'Vera Real', email: 'vera@x.example' }, there);
	const known = { visitorId: proven.visitorId, visitorName: 'Vera Real', visitorEmail: 'vera@x.example', visitorVerified: true };
	for (const agent of [ann, bob]) {
		await agent.socket.event('session', shows(id, known), AT_ONCE_MS);
		assert.deepEqual(agent.socket.events.filter(e => e.type === 'session' && !shows(id, known)(e)), []);
	}
	const again = await identify({ ...visitor, token: proven.token }, { ...prove('customer 1'), name: 'Vera Right' }, here);
	assert.equal(again.visitorId, proven.visitorId);
	for (const agent of [ann, bob]) await agent.socket.event('session', shows(id, { visitorName: 'Vera Right' }), AT_ONCE_MS);
	const [audit] = await sql("SELECT actor_type, actor_id, target_id FROM $schema.audit_log WHERE action = 'visitor.identify' AND actor_id = $1", visitor.id);
	assert.deepEqual(audit, { actor_type: 'visitor', actor_id: visitor.id, target_id: proven.visitorId });
	await calm.end();
});

test('whose session ends because the customer has another one is told so, and so are the agents', async () => {
	const first = await Visitor.start(here, tenant, prove('customer 2'));
	const second = await Visitor.start(there, tenant);
	await second.connect();
	await listen(second, second.session.id);
	const proven = await identify(second, prove('customer 2'), here);
	assert.equal(proven.visitorId, first.id);
	for (const agent of [ann, bob])
		await agent.socket.event('session', shows(second.session.id, { status: 'ended', visitorId: first.id }), AT_ONCE_MS);
	const [audit] = await sql("SELECT actor_type, actor_id FROM $schema.audit_log WHERE action = 'session.end' AND target_id = $1", second.session.id);
	assert.deepEqual(audit, { actor_type: 'system', actor_id: 'identified' });
	assert.equal(await second.socket.closed, 1001);
	assert.ok(!second.socket.events.some(e => e.type === 'session' && e.session.visitorId === first.id), 'who holds the old token hears nothing of the customer');
	second.token = proven.token;
	await second.connect();
	assert.equal((await listen(second, second.session.id)).session.status, 'ended');
});

test('the id from before is nobody’s: who comes with its token is somebody new, and no name is left', async () => {
	const visitor = await Visitor.start(here, tenant, { visitorName: 'Ada', visitorEmail: 'ada@x.example' });
	const proven = await identify(visitor, prove('customer 3'), there);
	const next = await visitor.request('POST', chat, { tenantId: tenant, visitorName: 'Ada' });
	assert.equal(next.status, 201);
	assert.ok(![visitor.id, proven.visitorId].includes(next.body.visitorId));
	assert.notEqual(next.body.token, visitor.token);
	const other = Object.assign(new Visitor(), visitor, { token: next.body.token });
	assert.equal((await other.request('GET', `${chat}/${next.body.session.id}`)).status, 200);
	assert.equal((await other.request('GET', `${chat}/${visitor.session.id}`)).status, 404);
	assert.deepEqual(await sql('SELECT name, email, merged_into FROM $schema.visitors WHERE visitor_id = $1', visitor.id), [{ name: null, email: null, merged_into: proven.visitorId }]);
});

test('a customer’s id differs from tenant to tenant and cannot be reckoned; one that could be gives way', async () => {
	const customer = await Visitor.start(here, tenant, prove('customer 4'));
	assert.match(customer.id, /^c-[0-9a-f]{32}$/);
	await customer.connect();
	await listen(customer, customer.session.id);
	await sendMessage(customer, customer.session.id, 'from before');
	const former = reckonable(tenant, 'customer 4'); // as the release before made them
	assert.notEqual(customer.id, former);
	await sql('UPDATE $schema.visitors SET visitor_id = $2 WHERE visitor_id = $1', customer.id, former);
	assert.equal(await customer.socket.closed, 1001);
	await customer.connect();
	assert.equal((await listen(customer, customer.session.id)).session.visitorId, former);

	const tab = await Visitor.start(there, tenant, prove('customer 4'));
	assert.deepEqual([tab.id, tab.session.id], [customer.id, customer.session.id]);
	assert.equal(await customer.socket.closed, 1001);
	await customer.connect();
	const { session, messages } = await listen(customer, customer.session.id);
	assert.deepEqual([session.visitorId, messages.map(message => message.content)], [customer.id, ['from before']]);
	await sendMessage(customer, customer.session.id, 'and after');
});

test('who was proven at another worker a moment ago is led to the newer id, by REST and over a socket, and not refused', async () => {
	const customer = await Visitor.start(here, tenant, prove('customer 5')), { id } = customer.session;
	const former = reckonable(tenant, 'customer 5');
	await sql('UPDATE $schema.visitors SET visitor_id = $2 WHERE visitor_id = $1', customer.id, former);
	const page = Object.assign(new Visitor(), customer, { server: there });
	const read = path => page.request('GET', `${chat}/${path}`);
	assert.equal((await read(id)).body.visitorId, former);
	await page.connect();
	await identify(customer, prove('customer 5'));
	assert.deepEqual((await read('sessions')).body.items.map(item => item.id), [id]);
	const { status, body } = await read(id);
	assert.deepEqual([status, body.visitorId], [200, customer.id]);
	assert.equal((await read(randomUUID())).status, 404);
	page.socket.send('resume', { sessionId: id });
	assert.equal(await page.socket.closed, 1001);
	assert.deepEqual(page.socket.events.filter(event => event.type === 'error'), []);
	await page.connect();
	assert.equal((await listen(page, id)).session.visitorId, customer.id);
	await sendMessage(page, id, 'and nobody noticed');
});

test('what a customer sends over a socket of their former id is not refused: they are sent away, and send it again', async () => {
	const customer = await Visitor.start(here, tenant, prove('customer 6')), { id } = customer.session;
	const former = reckonable(tenant, 'customer 6');
	await sql('UPDATE $schema.visitors SET visitor_id = $2 WHERE visitor_id = $1', customer.id, former);
	const page = Object.assign(new Visitor(), customer, { server: there });
	await page.connect();
	await identify(customer, prove('customer 6'));
	const text = { sessionId: id, id: randomUUID(), content: 'said before the resume' };
	page.socket.send('message.send', text);
	assert.equal(await page.socket.closed, 1001);
	assert.deepEqual(page.socket.events.filter(event => event.type === 'message.refused'), []);
	await page.connect();
	await listen(page, id);
	page.socket.send('message.send', text);
	await page.socket.event('message.stored', event => event.id === text.id);
	page.socket.send('message.send', { ...text, sessionId: randomUUID() });
	const { code } = await page.socket.event('message.refused', event => event.id === text.id);
	assert.equal(code, 'absent');
});
