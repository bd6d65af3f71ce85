// Colleagues, as admins change them: what each may do, at once and at every worker and replica.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Agent, Visitor, request } from '../harness/client.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const soon = 20_000, consoles = 6; // so many that one worker of two has them all once in 32 times
let here, there, tenant, other, ada, count = 0;

before(async () => {
	here = await Server.start({ workers: 2 }, { redis: true });
	there = await Server.twin(here);
	tenant = here.createTenant('Colleagues');
	other = here.createTenant('Elsewhere');
	ada = await Agent.signIn(here, here.addAgent(tenant, 'ada@shop.example', { name: 'Ada', role: 'admin' }));
});
after(async () => {
	await there?.kill('SIGTERM');
	await here?.stop();
});

const path = agent => `/api/admin/support/agents/${agent.id ?? agent}`;
const change = (agent, fields, by = ada) => by.request('PATCH', path(agent), fields);
/** Somebody who has signed in. */
async function join(role = 'agent', at = here) {
	const login = here.addAgent(tenant, `person${++count}@shop.example`, { name: `Person ${count}`, role });
	return Object.assign(await Agent.signIn(at, login), { login });
}
const closed = socket => until(() => socket.closeCode, soon, 'the console to close');
const listed = async (agent, query = '') => (await ada.request('GET', `/api/admin/support/agents?limit=200${query}`)).body.items.find(item => item.id === agent.id);
const acts = async agent => (await ada.request('GET', '/api/admin/support/audit?limit=200')).body.items
	.filter(item => item.targetId === agent.id && item.actorId === ada.id).map(item => item.action);

test('a colleague is given a name and a number of chats, which everybody sees at once', async () => {
	const bob = await join();
	await ada.connect();
	const { status, body } = await change(bob, { name: 'Bob Reed', maxChats: 7 });
	assert.equal(status, 200);
	assert.deepEqual([body.name, body.maxChats, body.role, body.isActive], ['Bob Reed', 7, 'agent', true]);
	await ada.socket.event('agent', e => e.agent.id === bob.id && e.agent.name === 'Bob Reed');
	assert.equal((await listed(bob)).maxChats, 7);
	assert.equal((await bob.request('GET', '/api/admin/me')).body.agent.name, 'Bob Reed', 'the sign-in holds');
	assert.deepEqual((await acts(bob)).sort(), ['agent.limit', 'agent.rename']);
	assert.equal((await change(bob, { name: 'Bob Reed' })).status, 200);
	assert.equal((await acts(bob)).length, 2, 'nothing was changed');
});

test('another role ends the sign-ins that had the one before', async () => {
	const bob = await join('supervisor', there);
	await bob.connect();
	assert.equal((await change(bob, { role: 'agent' })).body.role, 'agent');
	assert.equal(await closed(bob.socket), 4001);
	assert.equal((await bob.request('GET', '/api/admin/me')).status, 401);
	assert.equal((await Agent.signIn(here, bob.login)).me.agent.role, 'agent');
	assert.deepEqual(await acts(bob), ['agent.role']);
});

test('whose access is taken away is out everywhere at once, and their chats are in the queue', async () => {
	const bob = await join('agent', there);
	here.addAgent(other, bob.login.email, { name: 'Bob' });
	const elsewhere = await Agent.signIn(here, bob.login, other);
	await elsewhere.connect();
	const sockets = [await bob.connect()];
	const hereToo = Object.assign(await Agent.signIn(here, bob.login, tenant), { server: here });
	for (let i = 0; i < consoles; i++) sockets.push(await hereToo.connect());
	const visitor = await Visitor.start(here, tenant);
	const { id } = visitor.session;
	await visitor.connect();
	visitor.socket.send('resume', { sessionId: id });
	await visitor.socket.event('resumed');
	assert.equal((await bob.request('POST', `/api/admin/support/chat/${id}/assign`, {})).status, 200);
	await visitor.socket.event('session', e => e.session.status === 'active');

	const { status, body } = await change(bob, { isActive: false });
	assert.equal(status, 200);
	assert.deepEqual([body.isActive, body.status], [false, 'offline']);
	assert.deepEqual(new Set(await Promise.all(sockets.map(closed))), new Set([4001]));
	await visitor.socket.event('session', e => e.session.status === 'transferred');
	const queue = (await ada.request('GET', '/api/admin/support/chat/queue')).body.items;
	assert.ok(queue.some(item => item.id === id));
	assert.equal((await bob.request('GET', '/api/admin/me')).status, 401);
	const again = await request(here, 'POST', '/api/admin/sign-in', { body: { ...bob.login, tenantId: tenant }, headers: { Origin: here.url } });
	assert.equal(again.status, 401);
	assert.deepEqual(await acts(bob), ['agent.disable']);
	assert.equal((await elsewhere.request('GET', '/api/admin/me')).status, 200, 'at another tenant they work on');
	assert.equal(elsewhere.socket.closeCode, undefined);

	assert.equal((await change(bob, { isActive: true })).body.isActive, true);
	assert.equal((await Agent.signIn(here, bob.login, tenant)).id, bob.id);
});

test('somebody stays an admin, also when two take it from each other at once', async () => {
	const bob = await join('admin'), cleo = await join('admin');
	assert.equal((await change(ada, { role: 'agent' }, bob)).status, 200, 'two others are admins');
	const answers = await Promise.all([change(bob, { role: 'agent' }, cleo), change(cleo, { isActive: false }, bob)]);
	const [kept] = [[bob, answers[1]], [cleo, answers[0]]].filter(([, answer]) => answer.status === 200).map(([admin]) => admin);
	assert.deepEqual(answers.map(answer => answer.status).filter(status => status === 200), [200], 'one of them');
	const refused = answers.find(answer => answer.status !== 200);
	assert.ok([401, 403, 409].includes(refused.status), `${refused.status}`);
	for (const fields of [{ role: 'supervisor' }, { isActive: false }]) {
		const alone = await change(kept, fields, kept);
		assert.deepEqual([alone.status, alone.body.code], [409, 'state']);
	}
	assert.equal((await change(ada, { role: 'admin' }, kept)).status, 200);
	ada = await Agent.signIn(here, { email: 'ada@shop.example', password: 'correct horse battery' });
	assert.equal((await change(ada, { isActive: false })).status, 409, 'nobody shuts themselves out, though another is an admin');
});

test('what cannot be is refused by name, and whoever is no admin', async () => {
	const bob = await join('supervisor');
	const wrong = [['name', ''], ['name', 'a\u0000b'], ['name', 'x'.repeat(256)], ['name', 5], ['role', 'owner'], ['role', null], ['maxChats', 0], ['maxChats', 101], ['maxChats', 1.5], ['maxChats', '5'], ['isActive', 'no'], ['isActive', 0]];
	for (const [field, value] of wrong) {
		const refused = await change(bob, { [field]: value });
		assert.deepEqual([refused.status, refused.body.code], [422, 'field'], JSON.stringify([field, value]));
		assert.ok(refused.body.detail.startsWith(`${field} must `), refused.body.detail);
	}
	assert.equal((await change(randomUUID(), { isActive: false })).status, 404);
	assert.equal((await change(bob, { role: 'admin' }, bob)).status, 403);
	assert.equal((await listed(bob)).role, 'supervisor');
});

test('colleagues are found by name and address, and admins alone learn who was here when', async () => {
	const bob = await join(), page = async (query, who = ada) => (await who.request('GET', `/api/admin/support/agents?${query}`)).body.items;
	await change(bob, { name: 'Zoë 100% _ \\' });
	assert.deepEqual((await page(`search=${encodeURIComponent('zoë 100% _ \\')}`)).map(item => item.id), [bob.id]);
	assert.deepEqual((await page(`search=${bob.login.email.toUpperCase()}`)).map(item => item.id), [bob.id]);
	assert.deepEqual(await page('search=%25'), await page('search=100%25'));
	assert.deepEqual(await page('search=nobody-is-called-so'), []);
	await bob.connect();
	await until(async () => (await listed(bob)).lastSeenAt, soon, 'the console to be noted');
	assert.ok((await page('limit=200', bob)).every(item => item.lastSeenAt === undefined));
});
