// Sessions that nobody is in any more: who ends them, when, and what stays noted of it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { readStatements } from '../../sql/parse.mjs';
import { ownName } from '../harness/names.mjs';
import { Database, project, roleOf } from './database.mjs';

let database, tenant, schema, agent;
const query = (text, values) => database.inScope(tenant, async client => (await client.query(text, values)).rows);
const own = (text, values) => database.postgresql.query(text.replaceAll('$schema', schema), values);
before(async () => {
	database = Database.start(['Northwind']);
	[tenant] = database.tenants;
	schema = roleOf(tenant);
	await own("INSERT INTO public.users (email, name, password_hash) VALUES ('a@x.example', 'A', '-')");
	[{ id: agent }] = await own("INSERT INTO $schema.support_agents (user_id, name, email) SELECT id, name, email FROM public.users RETURNING id");
});
after(() => database?.stop());
const settle = (away, silent) => own('UPDATE $schema.chat_settings SET away_minutes = $1, silent_minutes = $2', [away, silent]);
beforeEach(async () => {
	await own("UPDATE $schema.leases SET ends_at = '-infinity'");
	await own("UPDATE $schema.chat_sessions SET status = 'ended', ended_at = now() WHERE status <> 'ended'");
	await settle(30, 60);
});

let visitors = 0;

/** A session whose times are so many minutes old. */
async function session(status, minutes) {
	const visitor = `v-${++visitors}`;
	const columns = Object.keys(minutes), ages = Object.values(minutes);
	await query('INSERT INTO visitors (visitor_id) VALUES ($1)', [visitor]);
	const [{ id }] = await query(`INSERT INTO chat_sessions (visitor_id, status, assigned_agent_id, ${columns.join(', ')})
		VALUES ($1, $2, $3, ${ages.map(age => `now() - interval '${age} minutes'`).join(', ')}) RETURNING id`,
		[visitor, status, status === 'active' ? agent : null]);
	return id;
}
const always = randomUUID();
const abandon = (worker = always, most = 100, stays = true) =>
	query('SELECT id FROM chat_abandoned_end($1, $2, $3) AS id', [worker, most, stays]).then(rows => rows.map(row => row.id));

/** The server as it is some minutes after its start: its functions look no further than pg_catalog. */
async function pretendToBeOld() {
	await own("CREATE OR REPLACE FUNCTION $schema.pg_postmaster_start_time() RETURNS timestamptz LANGUAGE sql AS $$ SELECT now() - interval '3 minutes' $$");
	const [{ definition }] = await own(`SELECT pg_get_functiondef('$schema.${ownName('chat_abandoned_end', tenant)}(uuid, bigint, boolean)'::regprocedure) AS definition`);
	await own(`SET search_path = $schema; ${definition.replaceAll('pg_postmaster_start_time()', '$schema.pg_postmaster_start_time()')}`);
}

test('a PostgreSQL that has just started ends nothing', async () => {
	const id = await session('waiting', { started_at: 90, visitor_seen_at: 31 });
	assert.deepEqual(await abandon(), []);
	await pretendToBeOld();
	assert.deepEqual(await abandon(), [id]);
});

test('who waits is abandoned when nobody has seen, heard or handed them over for as long as is allowed', async () => {
	const gone = [await session('waiting', { started_at: 90, visitor_seen_at: 31 }),
		await session('transferred', { started_at: 90, visitor_seen_at: 80, transferred_at: 31 })];
	const stay = [{ started_at: 29, visitor_seen_at: 31 }, { started_at: 90, visitor_seen_at: 29 },
		{ started_at: 90, visitor_seen_at: 80, last_message_at: 29 }];
	for (const times of stay) await session('waiting', times);
	await session('transferred', { started_at: 90, visitor_seen_at: 80, transferred_at: 29 });
	assert.deepEqual((await abandon()).sort(), gone.sort());
});

test('an active session is abandoned when both sides have been silent for as long as is allowed', async () => {
	const gone = await session('active', { started_at: 90, assigned_at: 80, last_message_at: 61, visitor_seen_at: 0 });
	await session('active', { started_at: 90, assigned_at: 80, last_message_at: 59 });
	await session('active', { started_at: 90, assigned_at: 59 });
	assert.deepEqual(await abandon(), [gone]);
});

test('where a limit is off nothing ends by it', async () => {
	const waiting = await session('waiting', { started_at: 9000, visitor_seen_at: 9000 });
	const active = await session('active', { started_at: 9000, assigned_at: 9000 });
	await settle(null, null);
	assert.deepEqual(await abandon(), []);
	await settle(null, 60);
	assert.deepEqual(await abandon(), [active]);
	await settle(30, null);
	assert.deepEqual(await abandon(), [waiting]);
});

test('an end is the system’s, with its reason in the session and in the audit log, and a visitor may begin anew', async () => {
	const waiting = await session('waiting', { started_at: 90, visitor_seen_at: 31 });
	const active = await session('active', { started_at: 90, assigned_at: 61 });
	await abandon();
	const rows = await query(`SELECT s.id, s.status, s.ended_by, s.end_reason, s.queue_position, s.duration_seconds / 60 AS minutes,
			chat_session_json(s, 'visitor', NULL, 0, NULL)->>'endReason' AS told, l.actor_type, l.actor_id, l.action
		FROM chat_sessions s JOIN audit_log l ON l.target_id = s.id::text WHERE s.id IN ($1, $2) ORDER BY s.end_reason`, [waiting, active]);
	const ended = (id, reason) => ({ id, status: 'ended', ended_by: 'system', end_reason: reason, queue_position: null,
		minutes: 90, told: reason, actor_type: 'system', actor_id: reason, action: 'session.end' });
	assert.deepEqual(rows, [ended(active, 'silent'), ended(waiting, 'visitor_away')]);
	const [again] = await query(`SELECT is_new FROM chat_session_begin((SELECT visitor_id FROM chat_sessions WHERE id = $1),
		NULL, NULL, NULL, NULL, NULL, NULL, gen_random_uuid(), 'key', NULL, false)`, [waiting]);
	assert.equal(again.is_new, true);
});

test('one worker at a time does it, some sessions at a time, and another one when that one is gone', async () => {
	const ids = [];
	for (let i = 0; i < 5; i++) ids.push(await session('waiting', { started_at: 90, visitor_seen_at: 31 }));
	const [one, other] = [randomUUID(), randomUUID()];
	const answers = await Promise.all([abandon(one, 2), abandon(other, 2)]);
	assert.equal(answers.flat().length, 2, 'one of two that ask at once');
	const [holder, waiter] = answers[0].length > 0 ? [one, other] : [other, one];
	assert.deepEqual(await abandon(waiter, 2), []);
	const more = await abandon(holder, 2);
	assert.equal(more.length, 2);
	await own("UPDATE $schema.leases SET ends_at = now() - interval '1 second'");
	assert.deepEqual([...answers.flat(), ...more, ...await abandon(waiter, 2)].sort(), ids.sort());
});

test('a worker that comes by once keeps no other from it, nor gives up what it has to go on with', async () => {
	const ids = [];
	for (let i = 0; i < 4; i++) ids.push(await session('waiting', { started_at: 90, visitor_seen_at: 31 }));
	const [passing, staying] = [randomUUID(), randomUUID()];
	const ended = await abandon(passing, 1, false);
	ended.push(...await abandon(staying, 1));
	assert.deepEqual(await abandon(passing, 1, false), []);
	ended.push(...await abandon(staying, 1, false));
	assert.deepEqual(await abandon(passing, 1, false), [], 'its lease is no shorter for a visit of its own');
	ended.push(...await abandon(staying, 1));
	assert.deepEqual(ended.sort(), ids.sort());
});

test('a visitor who is here is noted while they wait', async () => {
	const waiting = await session('waiting', { started_at: 90, visitor_seen_at: 31 });
	const active = await session('active', { started_at: 90, assigned_at: 1, visitor_seen_at: 31 });
	const note = readStatements(join(project, 'sql')).chat.find(statement => statement.name === 'chat_visitors_note');
	await query(note.sql, [[waiting, active]]);
	const rows = await query("SELECT id FROM chat_sessions WHERE visitor_seen_at > now() - interval '1 minute' AND id IN ($1, $2)", [waiting, active]);
	assert.deepEqual(rows, [{ id: waiting }]);
	assert.deepEqual(await abandon(), []);
});
