// Sessions of agents who have vanished: back to the queue once, before those who wait.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ownName } from '../harness/names.mjs';
import { Database, roleOf } from './database.mjs';

let database, tenant, schema;
const query = text => database.inScope(tenant, async client => (await client.query(text)).rows);
const MINUTES_OLD = "now() - interval '2 minutes'";
before(async () => {
	database = Database.start(['Northwind']);
	[tenant] = database.tenants;
	schema = roleOf(tenant);
	await query("INSERT INTO visitors (visitor_id) SELECT 'v-' || n FROM generate_series(1, 9) n");
});
after(() => database?.stop());

let people = 0;

/** An agent whose last console was noted at `noted`. */
async function agent(noted) {
	const number = ++people;
	await database.postgresql.query('INSERT INTO public.users (email, name, password_hash) VALUES ($1::text, $1::text, $1::text)', [`a${number}@x.example`]);
	const [{ id }] = await database.postgresql.query(
		`INSERT INTO ${schema}.support_agents (user_id, name, email, status, seen_at, noted_at)
		SELECT id, name, email, 'online', ${noted}, ${noted} FROM public.users WHERE email = $1 RETURNING id`, [`a${number}@x.example`]);
	return id;
}

let visitors = 0;
async function session(agentId, assigned = MINUTES_OLD) {
	const [{ id }] = await query(`INSERT INTO chat_sessions (visitor_id, status, assigned_agent_id, assigned_at, started_at)
		VALUES ('v-${++visitors}', 'active', '${agentId}', ${assigned}, ${MINUTES_OLD}) RETURNING id`);
	return id;
}
const requeue = ids => query(`SELECT id FROM chat_sessions_requeue('{${ids}}') AS id`).then(rows => rows.map(row => row.id));
const status = id => query(`SELECT status FROM chat_sessions WHERE id = '${id}'`).then(([row]) => row.status);

/** The server as it is a minute after its start: its functions look no further than pg_catalog. */
async function pretendToBeOld() {
	await database.postgresql.query(`CREATE OR REPLACE FUNCTION ${schema}.pg_postmaster_start_time() RETURNS timestamptz LANGUAGE sql AS 'SELECT ${MINUTES_OLD.replaceAll("'", "''")}'`);
	const [{ definition }] = await database.postgresql.query(`SELECT pg_get_functiondef('${schema}.${ownName('chat_sessions_requeue', tenant)}(uuid[])'::regprocedure) AS definition`);
	await database.postgresql.query(`SET search_path = ${schema}; ${definition.replaceAll('pg_postmaster_start_time()', `${schema}.pg_postmaster_start_time()`)}`);
}

test('a PostgreSQL that has just started hands nothing back', async () => {
	const gone = await agent(MINUTES_OLD);
	const id = await session(gone);
	assert.deepEqual((await query('SELECT assigned_agent_id AS id FROM chat_sessions_abandoned')).map(row => row.id), [gone]);
	assert.deepEqual(await requeue([gone]), []);
	assert.equal(await status(id), 'active');
	await pretendToBeOld();
	assert.deepEqual(await requeue([gone]), [id]);
});

test('who was noted within the last 80 s, or got the session within the last 60, keeps it', async () => {
	const here = await agent("now() - interval '75 seconds'");
	const gone = await agent(MINUTES_OLD);
	const ids = [await session(here), await session(gone, "now() - interval '50 seconds'")];
	assert.deepEqual(await requeue([here, gone]), []);
	assert.deepEqual(await Promise.all(ids.map(status)), ['active', 'active']);
});

test('of those who ask at once one gets each session, which stands before all who wait', async () => {
	const gone = await agent(MINUTES_OLD);
	const id = await session(gone);
	await query(`INSERT INTO chat_sessions (visitor_id, started_at) VALUES ('v-9', now() - interval '1 day')`);
	const answers = await Promise.all(Array.from({ length: 4 }, () => requeue([gone])));
	assert.deepEqual(answers.flat(), [id]);
	const [row] = await query(`SELECT status, assigned_agent_id, transferred_by, queue_position,
		(SELECT count(*)::int FROM audit_log WHERE action = 'session.requeue' AND target_id = s.id::text) AS notes,
		(SELECT count(*)::int FROM chat_sessions q WHERE q.status = 'waiting'
			AND chat_queue_place(q) < chat_queue_place(s)) AS waiting_before FROM chat_sessions s WHERE id = '${id}'`);
	assert.deepEqual({ ...row, queue_position: row.queue_position > 0 },
		{ status: 'transferred', assigned_agent_id: null, transferred_by: gone, queue_position: true, notes: 1, waiting_before: 0 });
});

test('who closed their last console is offline 30 s later, and was noted before that', async () => {
	const leaving = await agent('now()');
	await database.postgresql.query(`UPDATE ${schema}.support_agents SET seen_at = now() - interval '30 seconds', noted_at = now() - interval '30 seconds' WHERE id = $1`, [leaving]);
	await query(`SELECT agents_note('{}', '{${leaving}}')`); // 30 s after it closed
	const [row] = await query(`SELECT agent_status(a) AS status, extract(epoch FROM now() - a.noted_at)::int AS age FROM support_agents a WHERE a.id = '${leaving}'`);
	assert.deepEqual(row, { status: 'offline', age: 30 });
});

test('several who come back at once stand by their starts, behind those in front of them, each at a place of its own', async () => {
	const gone = await agent(MINUTES_OLD);
	const ids = [];
	for (let i = 0; i < 4; i++) ids.push(await session(gone));
	const started = (id, days) => query(`UPDATE chat_sessions SET started_at = now() - interval '${days} days' WHERE id = '${id}'`);
	await Promise.all(ids.map((id, i) => started(id, [30, 10, 40, 20][i])));
	await query(`UPDATE chat_sessions SET status = 'transferred', assigned_agent_id = NULL WHERE id = '${ids[3]}'`);
	assert.deepEqual((await requeue([gone])).sort(), ids.slice(0, 3).sort());
	const rows = await query(`SELECT s.id, s.queue_position AS kept, chat_queue_place(s)::int AS place FROM chat_sessions s
		WHERE s.id = ANY ('{${ids.slice(0, 3)}}') ORDER BY s.started_at`);
	assert.deepEqual(rows.map(row => row.id), [ids[2], ids[0], ids[1]]);
	assert.deepEqual(rows.map(row => row.kept), rows.map(row => row.place));
	assert.deepEqual(rows.map(row => row.place - rows[0].place), [0, 1, 3]);
});
