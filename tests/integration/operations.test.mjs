// What a tenant's admins see of durable jobs, and do about those that failed.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import { Agent } from '../harness/client.mjs';
import { Server } from '../harness/server.mjs';

const JOBS = '/api/admin/support/jobs', KIND = 'test.of_no_service'; // which no worker takes
let server, ours, theirs, admin;

before(async () => {
	server = await Server.start();
	ours = server.createTenant('Northwind', ['http://shop.example']);
	theirs = server.createTenant('Contoso', ['http://shop.example']);
	admin = await Agent.signIn(server, server.addAgent(ours, 'admin@shop.example', { name: 'Ada', role: 'admin' }));
});
after(() => server?.stop());
beforeEach(() => query('DELETE FROM control.jobs WHERE kind = $1', [KIND]));

const query = (text, values) => server.postgresql.query(text, values);
const schema = tenant => `tenant_${tenant.replaceAll('-', '')}`;

async function make(tenant, state, { at = "now() + interval '1 hour'", failure = null, attempts = 0 } = {}) {
	const [{ id }] = await query(
		`INSERT INTO control.jobs (kind, tenant_id, state, run_at, wakes_at, failure, attempts) VALUES ($1, $2, $3, ${at}, ${at}, $4, $5) RETURNING id`,
		[KIND, tenant, state, failure, attempts]);
	return id;
}

async function list(state) {
	const items = [];
	for (let after = ''; after !== undefined;) {
		const { status, body } = await admin.request('GET', `${JOBS}?state=${state}&limit=2${after && `&after=${after}`}`);
		assert.equal(status, 200);
		items.push(...body.items.filter(({ kind }) => kind === KIND));
		after = body.next;
	}
	return items;
}

test('an admin sees the jobs of their own tenant, those of a state in pages, and how many there are', async () => {
	const before = (await admin.request('GET', `${JOBS}/counts`)).body;
	const late = [];
	for (let i = 0; i < 3; i++) late.push(await make(ours, 'due', { at: `now() - interval '${10 - i} minutes'` }));
	const dead = await make(ours, 'dead', { failure: 'busy', attempts: 5 });
	for (const state of ['due', 'dead', 'later']) await make(theirs, state);

	assert.deepEqual((await list('due')).map(({ id }) => id), late);
	const [job, ...others] = await list('dead');
	assert.deepEqual(others, []);
	assert.deepEqual({ ...job, runAt: 0, createdAt: 0 }, { id: dead, kind: KIND, state: 'dead', step: 0, attempts: 5, failure: 'busy', runAt: 0, createdAt: 0 });
	const counts = (await admin.request('GET', `${JOBS}/counts`)).body;
	assert.ok(counts.due >= 3, `${counts.due}`); // what comes again may be due, too
	assert.equal(counts.dead, before.dead + 1);
	assert.ok(counts.lateMs >= 599_000, `${counts.lateMs}`);
});

test('a dead job is tried again or dropped, which is noted with who wanted it; no other one is', async () => {
	const [again, gone, planned, foreign] = [await make(ours, 'dead', { attempts: 5 }), await make(ours, 'dead'), await make(ours, 'later'), await make(theirs, 'dead')];
	assert.equal((await admin.request('POST', `${JOBS}/${again}/retry`)).status, 204);
	assert.equal((await admin.request('DELETE', `${JOBS}/${gone}`)).status, 204);
	const unknown = randomUUID();
	for (const id of [planned, foreign, gone])
		for (const [method, path] of [['POST', each => `${JOBS}/${each}/retry`], ['DELETE', each => `${JOBS}/${each}`]]) {
			const [answer, same] = [await admin.request(method, path(id)), await admin.request(method, path(unknown))];
			assert.equal(answer.status, 404);
			assert.equal(answer.text, same.text);
		}
	const rows = await query('SELECT id, state, attempts FROM control.jobs WHERE kind = $1', [KIND]);
	assert.deepEqual(rows.sort((a, b) => a.state.localeCompare(b.state)),
		[{ id: foreign, state: 'dead', attempts: 0 }, { id: again, state: 'due', attempts: 0 }, { id: planned, state: 'later', attempts: 0 }]);
	assert.deepEqual(await query(`SELECT actor_type, actor_id, action, target_id FROM ${schema(ours)}.audit_log WHERE action LIKE 'job.%' ORDER BY action`),
		[['job.drop', gone], ['job.retry', again]].map(([action, target_id]) => ({ actor_type: 'agent', actor_id: admin.id, action, target_id })));
});

test('who is no admin sees none, and does nothing', async () => {
	const agent = await Agent.signIn(server, server.addAgent(ours, 'supervisor@shop.example', { name: 'Sue', role: 'supervisor' }));
	const id = await make(ours, 'dead');
	for (const [method, path] of [['GET', JOBS], ['GET', `${JOBS}/counts`], ['POST', `${JOBS}/${id}/retry`], ['DELETE', `${JOBS}/${id}`]])
		assert.equal((await agent.request(method, path)).status, 403, `${method} ${path}`);
	assert.equal((await list('dead')).length, 1);
});

test('what is no state and no cursor is refused', async () => {
	for (const wrong of ['?state=all', '?state=', '?after=x', "?state=dead'"]) assert.equal((await admin.request('GET', JOBS + wrong)).status, 400, wrong);
});
