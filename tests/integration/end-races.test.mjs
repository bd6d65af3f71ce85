// What races the end of a chat, at two workers: a start begins the next chat, a message is stamped
// before the end or refused, and nothing that was stored stands after it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Agent, Visitor } from '../harness/client.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const admin = '/api/admin/support/chat';
const ROUNDS = 60;
let server, other, tenant, schema, ann;

before(async () => {
	server = await Server.start({ workers: '1' }, { redis: true });
	other = await Server.twin(server);
	tenant = server.createTenant('Ends');
	schema = `tenant_${tenant.replaceAll('-', '')}`;
	ann = await Agent.signIn(other, server.addAgent(tenant, 'ann@ends.example'));
	await ann.connect();
});
after(async () => {
	await other?.kill('SIGTERM');
	await server?.stop();
});

const sql = (text, values) => server.postgresql.query(text.replaceAll('$schema', schema), values);
const end = id => ann.request('POST', `${admin}/${id}/end`, {});

test('a start that races the end of the chat before begins a new one, or gives one that was open', async () => {
	let begun = 0;
	for (let round = 0; round < ROUNDS; round++) {
		const visitor = await Visitor.start(server, tenant);
		const [ended, started] = await Promise.all([end(visitor.session.id), visitor.request('POST', '/api/support/chat', { tenantId: tenant })]);
		assert.equal(ended.status, 200, ended.text);
		const { session } = started.body;
		if (session.id === visitor.session.id) assert.deepEqual([started.status, session.status], [200, 'waiting']);
		else assert.deepEqual([started.status, session.status], [201, 'waiting']);
		begun += session.id !== visitor.session.id;
		await end(session.id);
	}
	console.log(`${begun} of ${ROUNDS} starts began a new chat`);
});

test('a start that waits for an end begins a new chat', async () => {
	const visitor = await Visitor.start(server, tenant);
	const client = await server.postgresql.client('frontdesk_admin');
	await client.query('BEGIN');
	await client.query(`UPDATE ${schema}.chat_sessions SET status = 'ended', ended_at = clock_timestamp() WHERE id = $1`, [visitor.session.id]);
	const started = visitor.request('POST', '/api/support/chat', { tenantId: tenant });
	await until(async () => (await server.postgresql.query("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%chat_session_begin%'")).length > 0, 10_000, 'the start to wait for the end');
	await client.query('COMMIT');
	await client.end();
	const answer = await started;
	assert.deepEqual([answer.status, answer.body.session.status], [201, 'waiting']);
	assert.notEqual(answer.body.session.id, visitor.session.id);
});

/** What became of each message: 'stored' or the code of its refusal. */
async function fates(socket, ids) {
	const fate = new Map();
	await until(() => {
		for (const event of socket.events) {
			if (event.type === 'message.stored') fate.set(event.id, 'stored');
			if (event.type === 'message.refused') fate.set(event.id, event.code);
		}
		return ids.every(id => fate.has(id));
	}, 20_000, () => `the fate of ${ids.filter(id => !fate.has(id)).length} messages`);
	return fate;
}

test('of messages that race an end at another worker, each is stamped before it or refused', async () => {
	let refused = 0;
	for (let round = 0; round < 10; round++) {
		const visitor = await Visitor.start(server, tenant);
		const { id: sessionId } = visitor.session;
		await visitor.connect();
		visitor.socket.send('resume', { sessionId });
		await visitor.socket.event('resumed');
		const ids = [];
		const say = () => {
			ids.push(randomUUID());
			visitor.socket.send('message.send', { sessionId, id: ids.at(-1), content: `message ${ids.length}` });
		};
		for (let i = 0; i < 20; i++) say();
		const ended = end(sessionId);
		for (let i = 0; i < 80; i++) {
			say();
			await new Promise(resolve => { setImmediate(resolve); });
		}
		assert.equal((await ended).status, 200);
		for (let i = 0; i < 5; i++) say(); // however long the end took
		const fate = await fates(visitor.socket, ids);
		const rows = await sql(`SELECT m.id, m.created_at > s.ended_at AS is_after FROM $schema.chat_messages m
			JOIN $schema.chat_sessions s ON s.id = m.session_id WHERE s.id = $1`, [sessionId]);
		assert.deepEqual(rows.filter(row => row.is_after), []);
		assert.deepEqual(new Set(rows.map(row => row.id)), new Set(ids.filter(id => fate.get(id) === 'stored')));
		for (const id of ids) assert.match(fate.get(id), /^(stored|state)$/);
		refused += ids.length - rows.length;
		await visitor.socket.close();
	}
	assert.ok(refused > 0, 'some came too late');
	console.log(`${refused} of 1050 came after the end`);
});
