// What a merchant's pages say of a visitor beside name and address, and what they say that the visitor did: typed,
// bounded, the visitor's alone, seen by agents as it changes, and marked where the merchant has signed it.
import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Agent, Visitor } from '../harness/client.mjs';
import { Server } from '../harness/server.mjs';

const chat = '/api/support/chat', admin = '/api/admin/support/chat';
let server, tenant, secret, agent;
before(async () => {
	server = await Server.start();
	tenant = server.createTenant('Attributes');
	secret = server.command(['tenant', 'secret', tenant]).match(/^secret:\s+(\S+)$/m)[1];
	agent = await Agent.signIn(server, server.addAgent(tenant, 'ann@attributes.example'));
	await agent.connect();
});
after(() => server?.stop());

const sql = (text, ...values) => server.postgresql.query(text.replaceAll('$schema', `tenant_${tenant.replaceAll('-', '')}`), values);
const hmac = (kind, text) => createHmac(kind, secret).update(text).digest('hex');
const prove = identifier => ({ identifier, identifierHash: hmac('sha256', identifier) });
const sign = (identifier, attributes) => {
	const signedAttributes = typeof attributes === 'string' ? attributes : JSON.stringify(attributes);
	return { identifier, signedAttributes, attributesHash: hmac('sha512', `${identifier}\n${signedAttributes}`) };
};
const say = (visitor, body) => visitor.request('PATCH', `${chat}/attributes`, body);
const read = async (sessionId, by = agent) => {
	const { status, body } = await by.request('GET', `${admin}/${sessionId}/attributes`);
	assert.equal(status, 200);
	return body;
};
const at = async session => (await agent.request('GET', `${admin}/${session.id}`)).body.visitorAttributesAt;

async function saidAnd(visitor, body) {
	const answer = await say(visitor, body);
	assert.equal(answer.status, 204, answer.text);
	return read(visitor.session.id);
}

test('attributes of each type are kept as they are, changed by name, and taken away by null', async () => {
	const visitor = await Visitor.start(server, tenant);
	assert.deepEqual(await read(visitor.session.id), { attributes: {}, verified: [] });
	assert.equal(await at(visitor.session), undefined);
	const all = { plan: 'gold', 'Zoë "x"': ' ', orders: 3, rate: 0.1, debt: -2.5, isMember: true, isNew: false, since: { date: '2024-02-29' }, seen: { date: '2026-11-30T12:00:00.5+01:00' } };
	assert.deepEqual(await saidAnd(visitor, { attributes: all }), { attributes: all, verified: [] });
	const { orders: _, since: __, ...rest } = all;
	assert.deepEqual((await saidAnd(visitor, { attributes: { plan: 'silver', orders: null, since: '' } })).attributes, { ...rest, plan: 'silver' });
});

test('agents hear of a change at once, and of what is as it was nothing', async () => {
	const visitor = await Visitor.start(server, tenant);
	const hears = e => e.session.id === visitor.session.id && e.session.visitorAttributesAt;
	await say(visitor, { attributes: { plan: 'gold' } });
	const { session } = await agent.socket.event('session', hears);
	agent.socket.forget();
	await say(visitor, { attributes: { plan: 'gold', none: null } });
	assert.equal(await at(session), session.visitorAttributesAt);
	await say(visitor, { attributes: { plan: 'silver' } });
	const next = (await agent.socket.event('session', hears)).session;
	assert.ok(next.visitorAttributesAt > session.visitorAttributesAt && next.version > session.version);
	assert.equal(agent.socket.events.filter(e => e.type === 'session' && hears(e)).length, 1);
});

test('the next chat of the same visitor has them from its start', async () => {
	const visitor = await Visitor.start(server, tenant);
	await say(visitor, { attributes: { plan: 'gold' } });
	await visitor.request('POST', `${chat}/${visitor.session.id}/end`, {});
	assert.equal((await say(visitor, { attributes: { orders: 1 } })).status, 204, 'also between two chats');
	const { body } = await visitor.request('POST', chat, { tenantId: tenant });
	assert.ok(body.session.visitorAttributesAt);
	assert.deepEqual((await read(body.session.id)).attributes, { plan: 'gold', orders: 1 });
});

test('what will not do is refused with its place, and nothing of it is kept', async () => {
	const visitor = await Visitor.start(server, tenant);
	const wrong = [[], {}, { date: 'soon' }, { date: '2025-02-29' }, { date: 7 }, 2 ** 53, 'x'.repeat(256), 'two\nlines', 'a\ud800', 'a\0b'];
	for (const value of wrong) {
		const { status, body } = await say(visitor, { attributes: { fine: 1, bad: value } });
		assert.deepEqual([status, body.code], [422, 'field'], JSON.stringify(value));
		assert.match(body.detail, /^attributes must have as its member 2 a text/);
	}
	for (const name of ['', ' ', '\u200b', 'n'.repeat(65), 'a\nb', 'a\ud800'])
		assert.match((await say(visitor, { attributes: { [name]: 1 } })).body.detail, /^attributes must have as its member 1 a name/);
	for (const attributes of [null, [], 'gold', 7, Object.fromEntries(Array.from({ length: 31 }, (_, i) => [`a${i}`, i]))])
		assert.match((await say(visitor, { attributes })).body.detail, /^attributes must be an object of up to 30 members/);
	assert.equal((await say(visitor, '{"attributes":{"a":1e999}}')).status, 422);
	assert.equal((await say(visitor, `{"attributes":${'{"a":'.repeat(40)}1${'}'.repeat(40)}}`)).status, 400);
	assert.equal(await at(visitor.session), undefined);
	assert.deepEqual(await read(visitor.session.id), { attributes: {}, verified: [] });
});

test('no visitor comes to more than thirty, however they are said, and may change those there are', async () => {
	const visitor = await Visitor.start(server, tenant);
	const some = (from, to) => Object.fromEntries(Array.from({ length: to - from }, (_, i) => [`a${from + i}`, i]));
	assert.equal((await say(visitor, { attributes: some(0, 20) })).status, 204);
	const { status, body } = await say(visitor, { attributes: some(15, 31) });
	assert.deepEqual([status, body.code], [422, 'field']);
	assert.equal(Object.keys((await read(visitor.session.id)).attributes).length, 20);
	assert.equal(Object.keys((await saidAnd(visitor, { attributes: { ...some(20, 30), a0: 'changed' } })).attributes).length, 30);
	assert.equal(Object.keys((await saidAnd(visitor, { attributes: { a1: null, b: 1 } })).attributes).length, 30);
});

test('names that mean something to programs are names like others', async () => {
	const visitor = await Visitor.start(server, tenant);
	const text = '{"attributes":{"__proto__":"x","constructor":1,"\'; DROP TABLE visitors; --":true,"<b>":"<script>"}}';
	assert.equal((await say(visitor, text)).status, 204);
	const names = Object.keys((await read(visitor.session.id)).attributes);
	assert.deepEqual(names.sort(), ["'; DROP TABLE visitors; --", '<b>', '__proto__', 'constructor']);
});

test('what the merchant has signed for this customer is verified, and what else is said of the same name does not count', async () => {
	const customer = await Visitor.start(server, tenant, prove('customer 1'));
	const signed = sign('customer 1', { plan: 'gold', limit: 500 });
	assert.deepEqual(await saidAnd(customer, { ...signed, attributes: { plan: 'platinum', theme: 'dark' } }),
		{ attributes: { plan: 'gold', limit: 500, theme: 'dark' }, verified: ['limit', 'plan'] });
	assert.deepEqual(await saidAnd(customer, sign('customer 1', '{ "plan": "silver"\n}')),
		{ attributes: { plan: 'silver', theme: 'dark' }, verified: ['plan'] }, 'they take the place of all that was signed');
	assert.deepEqual(await saidAnd(customer, sign('customer 1', {})), { attributes: { plan: 'platinum', theme: 'dark' }, verified: [] });
});

test('nobody is vouched for by another’s signature, an altered one, or one of another kind', async () => {
	const customer = await Visitor.start(server, tenant, prove('customer 2')), stranger = await Visitor.start(server, tenant);
	const good = sign('customer 2', { plan: 'gold' }), text = good.signedAttributes;
	const bad = [
		[stranger, good], [customer, sign('customer 1', { plan: 'gold' })], [stranger, sign(stranger.id, { plan: 'gold' })],
		[customer, { ...good, signedAttributes: '{"plan":"platinum"}' }], [customer, { ...good, identifier: 'customer 1' }],
		[customer, { ...good, attributesHash: undefined }], [customer, { ...good, identifier: undefined }],
		[customer, { ...good, attributesHash: good.attributesHash.toUpperCase() }],
		[customer, { ...good, attributesHash: hmac('sha256', `customer 2\n${text}`) }],
		[customer, { ...good, attributesHash: hmac('sha512', text) }],
		[customer, { identifier: `customer 2\n${text.slice(0, 3)}`, signedAttributes: text.slice(3), attributesHash: hmac('sha512', `customer 2\n${text}`) }],
	];
	for (const [visitor, body] of bad) {
		const { status } = await say(visitor, { ...body, attributes: { said: 1 } });
		assert.equal(status, 403, JSON.stringify(body));
	}
	for (const text of ['[]', 'gold', '{"a":[]}', '{"a":1}{}', `{"a":"${'x'.repeat(16_384)}"}`]) {
		const { status, body } = await say(customer, sign('customer 2', text));
		assert.deepEqual([status, body.code], [422, 'field'], text.slice(0, 20));
		assert.match(body.detail, /^signedAttributes must /);
	}
	for (const { session } of [customer, stranger]) assert.deepEqual(await read(session.id), { attributes: {}, verified: [] });
});

test('who turns out to be a customer takes along what was said of them, and the id from before has nothing left', async () => {
	const elsewhere = await Visitor.start(server, tenant, prove('customer 3'));
	await say(elsewhere, { attributes: { plan: 'gold' }, ...sign('customer 3', { limit: 500 }) });
	const visitor = await Visitor.start(server, tenant);
	await say(visitor, { attributes: { plan: 'none', basket: 3 } });
	agent.socket.forget();
	assert.equal((await visitor.request('POST', `${chat}/identify`, prove('customer 3'))).status, 200);
	const { id } = elsewhere.session;
	await agent.socket.event('session', e => e.session.id === id && e.session.visitorAttributesAt);
	const all = { attributes: { plan: 'gold', basket: 3, limit: 500 }, verified: ['limit'] };
	assert.deepEqual([await read(id), await read(visitor.session.id)], [all, all]);
	assert.deepEqual(await sql('SELECT FROM $schema.visitor_attributes WHERE visitor_id = $1', visitor.id), []);
	assert.equal((await say(visitor, { attributes: { basket: 4 } })).status, 404, 'who has the token from before is nobody');
});

test('they go with the visitor', async () => {
	const visitor = await Visitor.start(server, tenant);
	await say(visitor, { attributes: { plan: 'gold' } });
	await sql('DELETE FROM $schema.visitors WHERE visitor_id = $1', visitor.id);
	assert.deepEqual(await sql('SELECT FROM $schema.visitor_attributes WHERE visitor_id = $1', visitor.id), []);
	assert.equal((await agent.request('GET', `${admin}/${visitor.session.id}/attributes`)).status, 404);
});

test('no visitor reads them, and nobody of another tenant', async () => {
	const visitor = await Visitor.start(server, tenant);
	await say(visitor, { attributes: { plan: 'a secret' } });
	const path = `${admin}/${visitor.session.id}/attributes`;
	assert.equal((await visitor.request('GET', path)).status, 401);
	for (const answer of [await visitor.request('GET', `${chat}/${visitor.session.id}`), await visitor.request('GET', `${chat}/sessions`)])
		assert.ok(!answer.text.includes('a secret'));
	const other = server.createTenant('Other');
	const foreign = await Agent.signIn(server, server.addAgent(other, 'bob@other.example'), other);
	assert.equal((await foreign.request('GET', path)).status, 404);
	assert.ok([401, 403].includes((await visitor.request('PATCH', `${chat}/attributes`, { attributes: { plan: 'x' } }, { Origin: 'http://elsewhere.example' })).status));
	assert.equal((await Object.assign(new Visitor(), visitor, { token: undefined }).request('PATCH', `${chat}/attributes`, { attributes: {} })).status, 401);
});

/* ---- what visitors did ---- */

const event = (name, properties, agoMs) => ({ id: randomUUID(), name, properties, agoMs });
const track = (visitor, ...events) => visitor.request('POST', `${chat}/visitor-events`, { events });
const done = async (sessionId, by = agent) => {
	const { status, body } = await by.request('GET', `${admin}/${sessionId}/visitor-events`);
	assert.equal(status, 200);
	return body.items;
};

test('what a visitor did is read newest first, with its properties as they are and when it was', async () => {
	const visitor = await Visitor.start(server, tenant), { id } = visitor.session;
	assert.deepEqual(await done(id), []);
	const properties = { 'sku "x"': 'fern-1', price: 19.5, isGift: false, since: { date: '2024-02-29' } };
	const [first, second] = [event('added to cart', { ...properties, none: null, empty: '' }, 60_000), event('أضاف إلى السلة')];
	assert.equal((await track(visitor, second, first)).status, 204);
	const items = await done(id);
	assert.deepEqual(items.map(({ happenedAt: _, ...rest }) => rest), [{ id: second.id, name: second.name, properties: {} }, { id: first.id, name: first.name, properties }]);
	const [newer, older] = items.map(({ happenedAt }) => Date.parse(happenedAt));
	assert.equal(Math.round((newer - older) / 1000), 60);
	assert.ok(Math.abs(Date.now() - newer) < 60_000);
});

test('agents hear of an event at once, and of one that is told again nothing', async () => {
	const visitor = await Visitor.start(server, tenant), one = event('one'), two = event('two');
	const hears = e => e.session.id === visitor.session.id && e.session.visitorEventsAt;
	await track(visitor, one);
	const { session } = await agent.socket.event('session', hears);
	agent.socket.forget();
	assert.equal((await track(visitor, one)).status, 204);
	assert.equal((await track(visitor, one, two)).status, 204);
	const next = (await agent.socket.event('session', hears)).session;
	assert.ok(next.visitorEventsAt > session.visitorEventsAt && next.version > session.version);
	const times = agent.socket.events.filter(e => e.type === 'session' && hears(e)).map(e => e.session.visitorEventsAt);
	assert.deepEqual([...new Set(times)], [next.visitorEventsAt]);
	assert.deepEqual((await done(session.id)).map(({ name }) => name), ['two', 'one']);
});

test('an event that will not do is refused with its place, and none of those beside it is kept', async () => {
	const visitor = await Visitor.start(server, tenant), fine = event('fine');
	const bad = [
		[{ ...event('x'), id: 'x' }, /^id of event 2/], [event(''), /^name of event 2/], [event('n'.repeat(65)), /^name of event 2/], [event('two\nlines'), /^name of event 2/],
		[event('x', {}, -1), /^agoMs of event 2/], [event('x', {}, 86_400_001), /^agoMs of event 2/], [event('x', { a: [] }), /^properties of event 2 must have as its member 1/],
		[event('x', { ['n'.repeat(65)]: 1 }), /^properties of event 2/], [event('x', Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`p${i}`, i]))), /^properties of event 2 must be an object of up to 10/],
	];
	for (const [event, sentence] of bad) {
		const { status, body } = await track(visitor, fine, event);
		assert.deepEqual([status, body.code], [422, 'field'], JSON.stringify(event));
		assert.match(body.detail, sentence);
	}
	for (const events of [undefined, null, {}, [], Array.from({ length: 11 }, () => event('x'))])
		assert.match((await visitor.request('POST', `${chat}/visitor-events`, { events })).body.detail, /^events must be a list of 1 to 10/);
	assert.deepEqual(await done(visitor.session.id), []);
	assert.equal((await agent.request('GET', `${admin}/${visitor.session.id}`)).body.visitorEventsAt, undefined);
});

test('what somebody did goes to the customer whom they turn out to be, to their next chat, and is erased with them', async () => {
	const elsewhere = await Visitor.start(server, tenant, prove('customer 4')), visitor = await Visitor.start(server, tenant);
	await track(elsewhere, event('signed up', {}, 60_000));
	await track(visitor, event('added to cart'));
	agent.socket.forget();
	assert.equal((await visitor.request('POST', `${chat}/identify`, prove('customer 4'))).status, 200);
	const { id } = elsewhere.session, both = ['added to cart', 'signed up'];
	await agent.socket.event('session', e => e.session.id === id && e.session.visitorEventsAt);
	for (const session of [id, visitor.session.id]) assert.deepEqual((await done(session)).map(({ name }) => name), both);
	assert.equal((await track(visitor, event('late'))).status, 404, 'who has the token from before is nobody');
	await elsewhere.request('POST', `${chat}/${id}/end`, {});
	const { body } = await elsewhere.request('POST', chat, { tenantId: tenant });
	assert.ok(body.session.visitorEventsAt);
	await sql('DELETE FROM $schema.visitors WHERE visitor_id = $1', elsewhere.id);
	assert.deepEqual(await sql('SELECT FROM $schema.visitor_events WHERE visitor_id IN ($1, $2)', elsewhere.id, visitor.id), []);
});

test('no visitor reads what they did, and nobody of another tenant', async () => {
	const visitor = await Visitor.start(server, tenant), path = `${admin}/${visitor.session.id}/visitor-events`;
	await track(visitor, event('a secret'));
	assert.equal((await visitor.request('GET', path)).status, 401);
	assert.ok(!(await visitor.request('GET', `${chat}/${visitor.session.id}`)).text.includes('a secret'));
	const other = server.createTenant('Another');
	const foreign = await Agent.signIn(server, server.addAgent(other, 'cy@other.example'), other);
	assert.equal((await foreign.request('GET', path)).status, 404);
	assert.equal((await Object.assign(new Visitor(), visitor, { token: undefined }).request('POST', `${chat}/visitor-events`, { events: [event('x')] })).status, 401);
});
