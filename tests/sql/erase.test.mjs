// Deletion beside the writer: both lock in one order, so that neither ends the other by a deadlock.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { until } from '../harness/wait.mjs';
import { Database, roleOf } from './database.mjs';
import { begin } from './operator.mjs';

let database, tenant, doomed;
before(() => {
	database = Database.start(['Northwind', 'Doomed']);
	[tenant, doomed] = database.tenants;
});
after(() => database?.stop());

const enter = (client, of) => client.query("SELECT set_config('role', $1, true), set_config('search_path', $1, true)", [roleOf(of)]);
// Long enough for PostgreSQL to find a ring, which the server's own limits end before.
const patient = client => client.query("SET LOCAL lock_timeout = '60s'");
const erase = sessions => database.inScope(tenant, async client => {
	await patient(client);
	return (await client.query("SELECT id FROM chat_sessions_erase($1, 'system', 'a test') AS id", [sessions])).rows.map(row => row.id);
});

/** A connection as the writer's in the midst of a batch: it has the counters, and goes on to the tables. */
async function writer(of, sessions) {
	const client = await database.postgresql.client('frontdesk_gateway');
	const { rows: [{ pid }] } = await client.query('SELECT pg_backend_pid() AS pid');
	await client.query('BEGIN');
	await patient(client);
	await client.query('SELECT control.lock_counters($1, $2)', [sessions.map(() => of), sessions]);
	const store = async () => {
		await enter(client, of);
		const { rows } = await client.query(
			`SELECT (chat_messages_store(array_agg(gen_random_uuid()), array_agg(s), array_agg('visitor'::text), array_agg('s'::text), array_agg('\\x00'::bytea),
				array_agg(decode(repeat('00', 16), 'hex')), array_agg(now()), false)).outcome FROM unnest($1::uuid[]) AS s`, [sessions]);
		await client.query('COMMIT');
		return rows.map(row => row.outcome);
	};
	return { pid, store, end: () => client.end() };
}

const waitsFor = pid => until(async () =>
	(await database.postgresql.query('SELECT FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))', [pid])).length === 1, 10_000, 'somebody to wait for the writer');

test('mails of an erased session go with it, those that wait to be sent among them', async () => {
	const [gone, stays] = await database.makeSessions(tenant, 2);
	const counts = () => database.inScope(tenant, async client => (await client.query('SELECT (SELECT count(*)::int FROM message_mails) AS mails, (SELECT count(*)::int FROM outgoing_mails) AS outgoing')).rows[0]);
	for (const session of [gone, stays])
		await database.inScope(tenant, async client => {
			await client.query("SELECT message_mail_keep(gen_random_uuid(), $1::uuid, $1::uuid || '@customer.example', 'ada@customer.example', true, 'sealed')", [session]);
			await client.query("SELECT message_mail_send($1::uuid, $2, $1::uuid, 'sealed', decode(repeat('00', 16), 'hex'), 'chat.reply', 'ada@customer.example', 'desk.example', 'sealed')", [randomUUID(), session]);
		});
	assert.deepEqual(await counts(), { mails: 4, outgoing: 2 });
	await erase([gone]);
	assert.deepEqual(await counts(), { mails: 2, outgoing: 1 });
});

test('an erased session has no key, message or counter any more, and somebody has done it', async () => {
	const [gone, stays] = await database.makeSessions(tenant, 2);
	for (const id of [gone, stays]) {
		await database.inScope(tenant, client => client.query("INSERT INTO session_keys (session_id, wrapped) VALUES ($1, 'a key')", [id]));
		const batch = await writer(tenant, [id]);
		assert.deepEqual(await batch.store(), ['fresh']);
		await batch.end();
	}
	assert.deepEqual(await erase([gone, randomUUID()]), [gone]);
	const left = async id => Object.values((await database.postgresql.query(
		`SELECT (SELECT count(*)::int FROM ${roleOf(tenant)}.chat_messages WHERE session_id = $1), (SELECT count(*)::int FROM ${roleOf(tenant)}.session_keys WHERE session_id = $1) AS keys,
			(SELECT count(*)::int FROM control.session_counters WHERE session_id = $1) AS counters`, [id]))[0]);
	assert.deepEqual([await left(gone), await left(stays)], [[0, 0, 0], [1, 1, 1]]);
	assert.deepEqual(await database.postgresql.query(`SELECT actor_type, actor_id, action FROM ${roleOf(tenant)}.audit_log WHERE target_id = $1`, [gone]),
		[{ actor_type: 'system', actor_id: 'a test', action: 'session.erase' }]);
});

test('who erases waits for the writer, and the writer not for them', async () => {
	const sessions = await database.makeSessions(tenant, 5);
	const batch = await writer(tenant, sessions);
	const erased = erase([...sessions].reverse());
	await waitsFor(batch.pid);
	assert.deepEqual(await batch.store(), Array(5).fill('fresh'));
	assert.deepEqual((await erased).sort(), [...sessions].sort());
	await batch.end();
});

test('the writer that comes second finds them erased', async () => {
	const sessions = await database.makeSessions(tenant, 2);
	assert.equal((await erase(sessions)).length, 2);
	const batch = await writer(tenant, sessions);
	assert.deepEqual(await batch.store(), ['erased', 'erased']);
	await batch.end();
});

test('a session that is deleted in another order is in nobody’s way', async () => {
	const [session] = await database.makeSessions(tenant, 1);
	const batch = await writer(tenant, [session]);
	const remove = () => database.inScope(tenant, async client => {
		await patient(client);
		await client.query('DELETE FROM chat_sessions WHERE id = $1', [session]);
	});
	const refused = remove().then(() => 'done', error => error.code);
	await Promise.race([refused, waitsFor(batch.pid).catch(() => {})]);
	assert.deepEqual(await batch.store(), ['fresh']);
	assert.equal(await refused, '55P03'); // lock_not_available
	await batch.end();
	await remove();
});

test('many that store and erase the same sessions at once end', async () => {
	const sessions = await database.makeSessions(tenant, 12);
	const some = size => sessions.map(id => [Math.random(), id]).sort((a, b) => a[0] - b[0]).slice(0, size).map(([, id]) => id);
	const storing = Array.from({ length: 24 }, async () => {
		const batch = await writer(tenant, some(6));
		await batch.store();
		await batch.end();
	});
	const erasing = Array.from({ length: 6 }, () => erase(some(4)));
	await Promise.all([...storing, ...erasing]);
});

test('a tenant is deleted behind a batch, which stores what it has', async () => {
	const sessions = await database.makeSessions(doomed, 3);
	const batch = await writer(doomed, sessions);
	const command = begin(database, ['tenant', 'delete', doomed, '--yes', 'Doomed']);
	const ended = once(command, 'exit');
	await waitsFor(batch.pid);
	assert.deepEqual(await batch.store(), ['fresh', 'fresh', 'fresh']);
	await batch.end();
	assert.deepEqual(await ended, [0, null]);
});
