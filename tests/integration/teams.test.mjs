// Teams of a tenant's agents: made, changed, listed, deleted, by admins alone.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Agent, request } from '../harness/client.mjs';
import { Server } from '../harness/server.mjs';

const teams = '/api/admin/support/teams';
let server, tenant, ada, bob, eve, cleo, count = 0;

before(async () => {
	server = await Server.start();
	tenant = server.createTenant('Teams');
	const join = async (name, role, at = tenant) => Agent.signIn(server, server.addAgent(at, `${name.toLowerCase()}@shop.example`, { name, role }));
	[ada, bob, cleo] = [await join('Ada', 'admin'), await join('Bob', 'supervisor'), await join('Cleo', 'agent')];
	eve = await join('Eve', 'admin', server.createTenant('Elsewhere'));
});
after(() => server?.stop());

const make = (fields = {}, by = ada) => by.request('POST', teams, { name: `Team ${++count}`, ...fields });
async function made(fields) {
	const { status, body, text } = await make(fields);
	assert.equal(status, 201, text);
	return body;
}
const change = ({ id }, fields, by = ada) => by.request('PATCH', `${teams}/${id}`, fields);
const listed = async (by = ada) => (await by.request('GET', teams)).body.items;
const people = async (query = '', by = ada) => (await by.request('GET', `/api/admin/support/agents?${query}`)).body.items;
const acts = async team => (await ada.request('GET', '/api/admin/support/audit?action=team')).body.items.filter(item => item.targetId === team.id).map(item => [item.action, item.targetName]);

test('a team is made with its members, renamed, given others, and deleted, and the log says so', async () => {
	const team = await made({ name: 'Büro Köln', memberIds: [bob.id, ada.id, bob.id] });
	assert.deepEqual({ ...team, id: 0, createdAt: 0 }, { id: 0, createdAt: 0, name: 'Büro Köln', memberCount: 2, members: [{ id: ada.id, name: 'Ada' }, { id: bob.id, name: 'Bob' }] });
	assert.deepEqual((await listed(cleo)).map(({ id, name, memberCount, members }) => [id, name, memberCount, members]), [[team.id, 'Büro Köln', 2, undefined]]);
	const renamed = await change(team, { name: 'Büro Bonn' });
	assert.deepEqual([renamed.status, renamed.body.name, renamed.body.memberCount], [200, 'Büro Bonn', 2]);
	assert.deepEqual((await change(team, { memberIds: [cleo.id] })).body.members.map(({ name }) => name), ['Cleo']);
	assert.equal((await change(team, { name: 'Büro Bonn', memberIds: [cleo.id] })).status, 200, 'nothing is changed, and nothing noted');
	assert.deepEqual(await acts(team), [['team.members', 'Büro Bonn'], ['team.rename', 'Büro Bonn'], ['team.create', 'Büro Bonn']]);
	assert.deepEqual((await bob.request('GET', `${teams}/${team.id}`)).body.members, [{ id: cleo.id, name: 'Cleo' }]);
	assert.equal((await ada.request('DELETE', `${teams}/${team.id}`)).status, 204);
	assert.equal((await ada.request('DELETE', `${teams}/${team.id}`)).status, 404);
	assert.equal((await bob.request('GET', `${teams}/${team.id}`)).status, 404);
	assert.deepEqual((await acts(team))[0], ['team.delete', undefined]);
	assert.equal((await people()).length, 3, 'its members stay');
});

test('colleagues are listed with their teams, and by one of them', async () => {
	const first = await made({ memberIds: [bob.id, cleo.id] }), second = await made({ memberIds: [cleo.id] });
	const [, b, c] = await people();
	assert.deepEqual(b.teams, [{ id: first.id, name: first.name }]);
	assert.deepEqual(c.teams.map(({ id }) => id), [first.id, second.id]);
	assert.deepEqual((await people(`team=${first.id}`, bob)).map(({ name }) => name), ['Bob', 'Cleo']);
	assert.deepEqual((await people(`team=${first.id}&search=cle`)).map(({ name }) => name), ['Cleo']);
	assert.deepEqual((await people(`team=${first.id}&limit=1`)).length, 1);
	assert.deepEqual(await people(`team=${randomUUID()}`), []);
	assert.equal((await ada.request('GET', '/api/admin/support/agents?team=x')).body.code, 'invalid');
	for (const team of [first, second]) await ada.request('DELETE', `${teams}/${team.id}`);
});

test('of names that differ in case, width and blanks alone there is one, also of two at once', async () => {
	const team = await made({ name: 'Second Line' });
	for (const name of ['second  LINE', 'Ｓecond Line', ' Second Line ']) assert.deepEqual((await make({ name })).body.code, 'conflict', name);
	const other = await made({ name: 'First Line' });
	assert.equal((await change(other, { name: 'SECOND line' })).body.code, 'conflict');
	assert.equal((await change(team, { name: 'SECOND line' })).status, 200, 'its own is no other');
	const answers = await Promise.all([make({ name: 'Night' }), make({ name: 'NIGHT' })]);
	assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409]);
	for (const { id } of await listed()) await ada.request('DELETE', `${teams}/${id}`);
});

test('there are 200 teams, and no more', async () => {
	await server.postgresql.query(`INSERT INTO tenant_${tenant.replaceAll('-', '')}.teams (name) SELECT 'Many ' || n FROM generate_series(1, 199) n`);
	const answers = await Promise.all([make(), make()]);
	assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409]);
	assert.equal(answers.find(({ status }) => status === 409).body.code, 'state');
	assert.equal((await listed()).length, 200);
	await server.postgresql.query(`DELETE FROM tenant_${tenant.replaceAll('-', '')}.teams`);
});

test('what is no team is refused by name, and whoever is no admin', async () => {
	const team = await made();
	const wrong = [['name', ''], ['name', '\u200b'], ['name', 'x'.repeat(101)], ['name', 5], ['name', 'a\u0000b'], ['memberIds', 'all'], ['memberIds', ['x']], ['memberIds', [randomUUID()]], ['memberIds', [eve.id]], ['memberIds', Array(501).fill(ada.id)]];
	for (const [field, value] of wrong)
		for (const refused of [await make({ [field]: value }), await change(team, { [field]: value })]) {
			assert.deepEqual([refused.status, refused.body.code], [422, 'field'], JSON.stringify([field, value]).slice(0, 80));
			assert.ok(refused.body.detail.startsWith(`${field} `), refused.body.detail);
		}
	assert.equal((await ada.request('POST', teams, {})).body.code, 'field');
	for (const refused of [await make({}, bob), await change(team, { name: 'Mine' }, bob), await cleo.request('DELETE', `${teams}/${team.id}`)]) assert.equal(refused.status, 403);
	assert.equal((await request(server, 'GET', teams)).status, 401);
	assert.deepEqual((await listed()).map(({ id }) => id), [team.id], 'nothing was made');
});
