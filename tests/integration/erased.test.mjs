// A session that is erased in PostgreSQL is forgotten by every worker: its key, and what was read of it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { TROUBLE } from '../harness/calm.mjs';
import { Agent, Visitor, sendMessage } from '../harness/client.mjs';
import { Redis } from '../harness/redis.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const admin = '/api/admin/support/chat';
let redis, here, there, tenant, ann;
before(async () => {
	redis = await Redis.start();
	here = await Server.start({ redis: redis.address });
	there = await Server.twin(here);
	tenant = here.createTenant('Erased');
	ann = await Agent.signIn(there, there.addAgent(tenant, 'ann@erased.example', { role: 'supervisor' }));
	await ann.connect();
});
after(async () => {
	await there?.kill('SIGTERM');
	await here?.stop();
	await redis?.stop();
});

function listen(person, sessionId) {
	person.socket.events = person.socket.events.filter(e => e.type !== 'resumed' && e.type !== 'error');
	person.socket.send('resume', { sessionId });
	return Promise.race([person.socket.event('resumed', e => e.sessionId === sessionId), person.socket.event('error')]);
}

/** A visitor here and an agent there, who have written; both workers have the session in memory. */
async function conversation() {
	const visitor = await Visitor.start(here, tenant);
	const { id } = visitor.session;
	assert.equal((await ann.request('POST', `${admin}/${id}/assign`, {})).status, 200);
	await visitor.connect();
	await listen(visitor, id);
	await listen(ann, id);
	for (const person of [visitor, ann]) await sendMessage(person, id, 'to be forgotten');
	return { visitor, id };
}

async function erase(id) {
	const client = await here.postgresql.client('frontdesk_gateway');
	try {
		await client.query('BEGIN');
		await client.query("SELECT set_config('role', $1, true), set_config('search_path', $1, true)", [`tenant_${tenant.replaceAll('-', '')}`]);
		await client.query("SELECT chat_sessions_erase(ARRAY[$1::uuid], 'system', 'a test')", [id]);
		await client.query('COMMIT');
	} finally {
		await client.end();
	}
}

/** How a message is refused, and whether it had been accepted, which takes the session's key. */
async function refusal(person, sessionId) {
	const id = randomUUID();
	person.socket.send('message.send', { sessionId, id, content: 'is anybody there?' });
	const { code } = await person.socket.event('message.refused', e => e.id === id);
	return [code, person.socket.events.some(e => e.type === 'message.accepted' && e.id === id)];
}

const forgets = (person, id) => until(async () => {
	const [code, wasAccepted] = await refusal(person, id);
	assert.equal(code, 'absent');
	return !wasAccepted;
}, 10_000, 'the session to be forgotten');

test('one worker notices, and all forget', async () => {
	const { visitor, id } = await conversation();
	await erase(id);
	await forgets(visitor, id);
	await forgets(ann, id);
	assert.deepEqual([(await listen(ann, id)).code, (await listen(visitor, id)).code], ['absent', 'absent']);
});

test('a session that nobody writes to, and one that has ended, are forgotten without Redis, too', async () => {
	const open = await conversation(), ended = await conversation();
	here.expect(...TROUBLE.redis);
	await redis.kill();
	assert.equal((await open.visitor.request('POST', `/api/support/chat/${ended.id}/end`)).status, 404);
	assert.equal((await ended.visitor.request('POST', `/api/support/chat/${ended.id}/end`)).status, 200);
	await ann.socket.event('session', e => e.session.id === ended.id && e.session.status === 'ended');
	for (const { id } of [open, ended]) await erase(id);
	await forgets(ann, open.id);
	await forgets(ann, ended.id);
	await redis.boot();
	assert.equal((await listen(ann, open.id)).code, 'absent');
});

test('a start of which something is erased in the same moment is to be tried again, and says nothing of a queue', async () => {
	const schema = `tenant_${tenant.replaceAll('-', '')}`;
	here.expect('statement failed');
	await here.postgresql.query(`CREATE FUNCTION ${schema}.vanish() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE foreign_key_violation; END $$`);
	await here.postgresql.query(`CREATE TRIGGER vanish BEFORE INSERT ON ${schema}.chat_sessions EXECUTE FUNCTION ${schema}.vanish()`);
	const stranger = Object.assign(new Visitor(), { server: here, origin: 'http://shop.example' });
	const { status, body, headers } = await stranger.request('POST', '/api/support/chat', { tenantId: tenant });
	assert.deepEqual([status, body.code], [503, 'busy']);
	assert.ok(Number(headers.get('retry-after')) > 0);
	await here.postgresql.query(`DROP FUNCTION ${schema}.vanish() CASCADE`);
	assert.equal((await stranger.request('POST', '/api/support/chat', { tenantId: tenant })).status, 201);
});
