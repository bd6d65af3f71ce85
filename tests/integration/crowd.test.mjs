// A crowd in the queue: however fast it moves, places are worked out once a second, and told once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Agent, Visitor } from '../harness/client.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const admin = '/api/admin/support/chat';
const WAITING = 1000, ASSIGNED = 40, EVERY_MS = 100;
let server, tenant, schema, ann;

before(async () => {
	server = await Server.start();
	tenant = server.createTenant('Crowd');
	schema = `tenant_${tenant.replaceAll('-', '')}`;
	ann = await Agent.signIn(server, server.addAgent(tenant, 'ann@crowd.example'));
	await ann.connect();
	await server.postgresql.query('CREATE EXTENSION pg_stat_statements');
});
after(() => server?.stop());

/** Visitors who wait and are not connected; answers their sessions, in the order of the queue. */
async function fillQueue(count) {
	const client = await server.postgresql.client('frontdesk_gateway');
	try {
		await client.query('BEGIN');
		await client.query("SELECT set_config('role', $1, true), set_config('search_path', $1, true)", [schema]);
		await client.query(`INSERT INTO visitors (visitor_id) SELECT 'v-' || n FROM generate_series(1, ${count}) n`);
		const { rows } = await client.query(`INSERT INTO chat_sessions (visitor_id, started_at)
			SELECT 'v-' || n, now() - interval '1 hour' + n * interval '1 second' FROM generate_series(1, ${count}) n RETURNING id`);
		await client.query('COMMIT');
		return rows;
	} finally {
		await client.end();
	}
}

async function placesRead() {
	const [{ calls }] = await server.postgresql.query(
		"SELECT coalesce(sum(calls), 0)::int AS calls FROM pg_stat_statements WHERE query LIKE '%chat_queue_ids\\_%'");
	return calls;
}

test('1,000 who wait and 10 assignments a second make one reading of places a second, and no more pushes', async () => {
	const sessions = await fillQueue(WAITING);
	const last = await Visitor.start(server, tenant); // the one who is connected, at the end
	await last.connect();
	last.socket.send('resume', { sessionId: last.session.id });
	await last.socket.event('position', e => e.queuePosition === WAITING + 1);
	const before = await placesRead(), began = Date.now();
	const heard = last.socket.events.filter(e => e.type === 'position').length;
	for (let i = 0; i < ASSIGNED; i++) {
		const pause = new Promise(resolve => { setTimeout(resolve, EVERY_MS); });
		assert.equal((await ann.request('POST', `${admin}/${sessions[i].id}/assign`, {})).status, 200);
		await pause; // the pace is what is tested, nothing waits for its effect
	}
	await last.socket.event('position', e => e.queuePosition === WAITING + 1 - ASSIGNED, 20_000);
	const reads = await placesRead() - before, seconds = (Date.now() - began) / 1000;
	const pushes = last.socket.events.filter(e => e.type === 'position').length - heard;
	assert.ok(reads <= seconds + 1, `${reads} readings in ${seconds} s`);
	assert.ok(pushes >= 1 && pushes <= reads, `${pushes} pushes of ${reads} readings`);
	await until(async () => (await ann.request('GET', `${admin}/queue`)).body.waiting === WAITING + 1 - ASSIGNED, 10_000, 'the queue to be as it was left');
});
