// The audit log: who did what and from where, for a tenant's admins alone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { randomBytes } from 'node:crypto';
import { Agent, Visitor, request } from '../harness/client.mjs';
import { Server } from '../harness/server.mjs';
import { codeOf, noCodeOf } from '../harness/totp.mjs';
import { until } from '../harness/wait.mjs';

const log = '/api/admin/support/audit', password = 'correct horse battery';
let server, tenant, schema, ada, bob, visitor;

before(async () => {
	server = await Server.start({ trusted_proxies: '127.0.0.1' });
	tenant = server.createTenant('Watched');
	schema = `tenant_${tenant.replaceAll('-', '')}`;
	ada = await Agent.signIn(server, server.addAgent(tenant, 'ada@shop.example', { name: 'Ada', role: 'admin' }));
	bob = await Agent.signIn(server, server.addAgent(tenant, 'bob@shop.example', { name: 'Bob', role: 'supervisor' }));
	visitor = await Visitor.start(server, tenant);
	const { id } = visitor.session;
	for (const act of ['assign', 'transfer']) assert.equal((await bob.request('POST', `/api/admin/support/chat/${id}/${act}`, {})).status, 200);
	await visitor.request('POST', `/api/support/chat/${id}/end`, {});
	assert.equal((await bob.request('POST', '/api/admin/password', { currentPassword: password, newPassword: 'another horse battery' })).status, 204);
});
after(() => server?.stop());

async function read(query = '', who = ada) {
	const answer = await who.request('GET', `${log}?${query}`);
	assert.equal(answer.status, 200, answer.text);
	return answer.body;
}
const acts = async query => (await read(query)).items.map(({ actorName, actorType, action, ip }) => [actorName ?? actorType, action, ip]);

test('what people and the operator did stands in the log, newest first, with the address from which staff did it', async () => {
	assert.deepEqual(await acts(), [
		['Bob', 'agent.password', '127.0.0.1'],
		['visitor', 'session.end', undefined],
		['Bob', 'session.transfer', '127.0.0.1'],
		['Bob', 'session.assign', '127.0.0.1'],
		['Bob', 'agent.sign_in', '127.0.0.1'],
		['operator', 'agent.add', undefined],
		['Ada', 'agent.sign_in', '127.0.0.1'],
		['operator', 'agent.add', undefined],
		['operator', 'tenant.create', undefined],
	]);
	const [changed, ended] = (await read()).items;
	assert.deepEqual([changed.actorId, changed.targetId, changed.targetName], [bob.id, bob.id, 'Bob']);
	assert.deepEqual([ended.actorId, ended.targetId], [visitor.id, visitor.session.id]);
});

test('it is filtered by who, by what and by day, and read in pages', async () => {
	assert.deepEqual((await acts(`actor=${bob.id.toUpperCase()}&action=session`)).map(([, action]) => action), ['session.transfer', 'session.assign']);
	assert.deepEqual((await acts('actor=operator&action=agent.add')).length, 2);
	assert.deepEqual(await acts('action=session.en'), []);
	assert.equal((await acts('actor=visitor')).length, 1);
	const first = await read('limit=2'), second = await read(`limit=200&after=${first.next}`);
	assert.equal(first.items.length + second.items.length, 9);
	assert.equal(second.next, undefined);
	// 23:30 of one day in Berlin, and 00:30 of the next.
	for (const at of ['2020-03-04T22:30:00Z', '2020-03-04T23:30:00Z'])
		await server.postgresql.query(`INSERT INTO ${schema}.audit_log (actor_type, action, created_at) VALUES ('system', 'tenant.test', $1)`, [at]);
	const days = async query => (await read(query)).items.map(({ createdAt }) => createdAt.slice(11, 16));
	assert.deepEqual(await days('from=2020-03-04&to=2020-03-04'), ['22:30']);
	assert.deepEqual(await days('from=2020-03-05&to=2020-03-05'), ['23:30']);
	assert.deepEqual(await days('to=2020-03-05&actor='), ['23:30', '22:30']);
});

test('admins alone read it, and what is no filter is named', async () => {
	const supervisor = await Agent.signIn(server, { email: 'bob@shop.example', password: 'another horse battery' });
	assert.equal((await supervisor.request('GET', log)).status, 403);
	assert.equal((await visitor.request('GET', log)).status, 401);
	for (const [query, field] of [['actor=somebody', 'actor'], ['from=2020-02-30', 'from'], ['to=yesterday', 'to'], ['from=2020-02-01T00:00:00Z', 'from']]) {
		const refused = await ada.request('GET', `${log}?${query}`);
		assert.deepEqual([refused.status, refused.body.code], [422, 'field'], query);
		assert.ok(refused.body.detail.startsWith(`${field} must `), refused.body.detail);
	}
	assert.equal((await ada.request('GET', `${log}?after=nothing`)).status, 400);
});

test('its entries are neither changed nor deleted by the program, and without a request bear no address', async () => {
	const client = await server.postgresql.client('frontdesk_gateway');
	try {
		await client.query('BEGIN');
		await client.query("SELECT set_config('role', $1, true), set_config('search_path', $1, true)", [schema]);
		await client.query("SELECT set_config('frontdesk.peer', '203.0.113.7', true)");
		await client.query('COMMIT');
		await client.query('BEGIN');
		await client.query("SELECT set_config('role', $1, true), set_config('search_path', $1, true)", [schema]);
		const { rows: [row] } = await client.query("INSERT INTO audit_log (actor_type, action) VALUES ('system', 'tenant.test') RETURNING ip");
		assert.equal(row.ip, null, 'what was said of another transaction');
		await assert.rejects(client.query('UPDATE audit_log SET ip = NULL'), /permission denied/);
	} finally {
		await client.end();
	}
});

test('failed sign-ins are one entry for a person, a network and an hour, at each of their tenants, without what was typed', async () => {
	const second = server.createTenant('Second'), typed = `typed${randomBytes(6).toString('hex')}`, unknown = `unknown${randomBytes(6).toString('hex')}@shop.example`;
	const eve = await Agent.signIn(server, server.addAgent(second, 'eve@shop.example', { role: 'admin' }));
	const cleo = server.addAgent(tenant, 'cleo@shop.example', { name: 'Cleo' });
	server.addAgent(second, cleo.email, { name: 'Cleo There' });
	const attempt = (email, from, secret = typed) => request(server, 'POST', '/api/admin/sign-in', { body: { email, password: secret }, headers: { Origin: server.url, 'Sec-Fetch-Site': 'same-origin', 'X-Forwarded-For': from } });
	for (const [email, from] of [[cleo.email, '192.0.2.1'], [unknown, '192.0.2.1'], [cleo.email, '192.0.2.1'], ['CLEO@shop.example', '192.0.2.1'], [cleo.email, '2001:db8:0:7::1'], [cleo.email, '2001:db8:0:7:ffff::2']])
		assert.equal((await attempt(email, from)).status, 401);
	const told = async (who = ada) => (await read('action=agent.sign_in_failed', who)).items;
	const counts = [['2001:db8:0:7::/64', 2], ['192.0.2.1', 3]];
	for (const [who, name] of [[ada, 'Cleo'], [eve, 'Cleo There']]) {
		const entries = await until(async () => {
			const found = await told(who);
			return found.length === 2 && found.every(({ ip, count }) => counts.some(each => each[0] === ip && each[1] === count)) && found;
		}, 20_000, 'every try to be counted');
		assert.deepEqual(entries.map(({ ip, count }) => [ip, count]), counts);
		for (const entry of entries) assert.deepEqual([entry.actorType, entry.actorId, entry.targetName], ['system', 'sign_in', name]);
	}
	// An hour later there is another entry; the ones before stay as they are.
	await server.postgresql.query(`UPDATE ${schema}.failed_sign_ins SET hour = hour - interval '1 hour'`);
	await attempt(cleo.email, '192.0.2.1');
	const entries = await until(async () => (await told()).length === 3 && told(), 20_000, 'another entry');
	assert.deepEqual(entries.map(({ count }) => count), [1, 2, 3]);
	const rows = JSON.stringify(await server.postgresql.query(`SELECT to_jsonb(l) AS row FROM ${schema}.audit_log l UNION ALL SELECT to_jsonb(f) FROM ${schema}.failed_sign_ins f`));
	for (const word of [typed, unknown]) assert.ok(!rows.includes(word) && !server.log.includes(word));
	assert.equal((await attempt(cleo.email, '192.0.2.1', password)).body.choose.length, 2, 'and signing in goes on');
	assert.equal((await told()).length, 3);
	// A tenant that migrate has not reached yet keeps nobody else from being told.
	await server.postgresql.query(`ALTER TABLE tenant_${second.replaceAll('-', '')}.failed_sign_ins RENAME TO later`);
	await attempt(cleo.email, '192.0.2.9');
	await until(async () => (await told()).length === 4, 20_000, 'the entry');
	await server.postgresql.query(`ALTER TABLE tenant_${second.replaceAll('-', '')}.later RENAME TO failed_sign_ins`);
	assert.equal((await told(eve)).length, 2);
});

test('a wrong code is a failed sign-in, too, and admins see who signs in in two steps', async () => {
	const dora = server.addAgent(tenant, 'dora@shop.example', { name: 'Dora' }), agent = await Agent.signIn(server, dora);
	const marked = async (who = ada) => (await who.request('GET', '/api/admin/support/agents')).body.items.filter(({ name }) => name === 'Dora').map(({ hasSecondFactor }) => hasSecondFactor);
	assert.deepEqual(await marked(), [false]);
	const { secret } = (await agent.request('POST', '/api/admin/second-factor', { currentPassword: password })).body;
	assert.deepEqual(await marked(), [false], 'not before it is on');
	assert.equal((await agent.request('POST', '/api/admin/second-factor/confirm', { code: codeOf(secret) })).status, 200);
	assert.deepEqual(await marked(), [true]);
	assert.deepEqual(await marked(agent), [undefined], 'it is for admins to know');
	const ask = (path, body) => request(server, 'POST', path, { body, headers: { Origin: server.url, 'Sec-Fetch-Site': 'same-origin' } });
	const { pendingToken } = (await ask('/api/admin/sign-in', dora)).body;
	assert.equal((await ask('/api/admin/sign-in/code', { pendingToken, code: noCodeOf(secret) })).status, 401);
	await until(async () => (await read('action=agent.sign_in_failed')).items.some(({ targetId, count }) => targetId === agent.id && count === 1), 20_000, 'the entry');
});
