// What a tenant that has become large needs: its tables vacuumed before a fifth of them is dead, and lists
// that read what they show.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readStatements } from '../../sql/parse.mjs';
import { ownName } from '../harness/names.mjs';
import { until } from '../harness/wait.mjs';
import { Database, project, roleOf } from './database.mjs';

const SESSIONS = 30_000;
const statements = Object.values(readStatements(join(project, 'sql'))).flat();

let database, tenant, schema, admin;
const agents = [];
before(async () => {
	database = Database.start(['Northwind']);
	[tenant] = database.tenants;
	schema = roleOf(tenant);
	admin = await database.postgresql.client();
	await admin.query('ALTER SYSTEM SET autovacuum = off');
	await admin.query("ALTER SYSTEM SET autovacuum_naptime = '1s'");
	await admin.query("ALTER SYSTEM SET track_functions = 'pl'");
	await admin.query('SELECT pg_reload_conf()');
	for (const name of ['busy', 'gone', 'new']) agents.push(await makeAgent(name));
	await makeEnded();
});
after(async () => {
	await admin?.end();
	database?.stop();
});

async function makeAgent(name) {
	await admin.query('INSERT INTO public.users (email, name, password_hash) VALUES ($1::text, $1::text, $1::text)', [`${name}@x.example`]);
	const { rows: [{ id }] } = await admin.query(
		`INSERT INTO ${schema}.support_agents (user_id, name, email) SELECT id, name, email FROM public.users WHERE email = $1 RETURNING id`, [`${name}@x.example`]);
	return id;
}

/** Sessions that ended minute after minute: the oldest tenth had one agent, all others another; each with a message. */
async function makeEnded() {
	await database.inScope(tenant, async client => {
		await client.query("INSERT INTO visitors (visitor_id) VALUES ('visitor')");
		await client.query(`INSERT INTO chat_sessions (visitor_id, status, assigned_agent_id, started_at, ended_at)
			SELECT 'visitor', 'ended', CASE WHEN n <= ${SESSIONS} / 10 THEN $1::uuid ELSE $2::uuid END, at, at
			FROM generate_series(1, ${SESSIONS}) n, LATERAL (SELECT now() - (${SESSIONS} - n) * interval '1 minute' AS at) t`, [agents[1], agents[0]]);
		await client.query(`INSERT INTO chat_messages (session_id, seq, sender_id, sender_type, content, fingerprint)
			SELECT id, 1, 'visitor', 'visitor', '\\x00', decode(md5(''), 'hex') FROM chat_sessions`);
	});
	await admin.query(`VACUUM (ANALYZE) ${schema}.chat_sessions, ${schema}.chat_messages, control.session_counters`);
}

/** How many sessions a statement reads from the table, wanted or not. */
async function countRead(name, values) {
	const { sql } = statements.find(statement => statement.name === name);
	return database.inScope(tenant, async client => {
		const { rows: [row] } = await client.query(`EXPLAIN (ANALYZE, FORMAT JSON, TIMING off) ${sql}`, values);
		const nodes = node => [node, ...(node.Plans ?? []).flatMap(nodes)];
		return nodes(row['QUERY PLAN'][0].Plan).filter(node => node['Relation Name'] === 'chat_sessions')
			.reduce((sum, node) => sum + node['Actual Loops'] * (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)), 0);
	});
}

test('a page of ended sessions, of everybody or of one agent, reads no others', async () => {
	const most = 50;
	for (const agent of [null, ...agents]) assert.ok(await countRead('chat_sessions_ended', [agent, null, most]) <= most + 1);
});

/** How often a statement calls a function. */
async function countCalls(name, values, called) {
	const { sql } = statements.find(statement => statement.name === name);
	return database.inScope(tenant, async client => {
		await client.query(sql, values);
		const { rows } = await client.query('SELECT calls::int FROM pg_stat_xact_user_functions WHERE schemaname = $1 AND funcname = $2', [schema, ownName(called, tenant)]);
		return rows[0]?.calls ?? 0;
	});
}

test('who is online is counted once for many sessions, not for each', async () => {
	const most = 50;
	const { rows } = await admin.query(`SELECT id FROM ${schema}.chat_sessions LIMIT $1`, [most]);
	const asked = {
		chat_sessions_ended: [null, null, most], chat_sessions_of_visitor: ['visitor', 'agent', null, null, most],
		chat_session_digests: [rows.map(row => row.id), rows.map(() => '')],
	};
	for (const [name, values] of Object.entries(asked)) assert.equal(await countCalls(name, values, 'chat_agents_online'), 1, name);
});

test('a large table is vacuumed when a fifteenth of it has changed', async () => {
	const tables = { [`${schema}.chat_messages`]: 'late = true', [`${schema}.chat_sessions`]: 'visitor_delivered_seq = 1', 'control.session_counters': 'last_seq = 1' };
	for (const [table, change] of Object.entries(tables))
		await admin.query(`UPDATE ${table} SET ${change} WHERE ctid IN (SELECT ctid FROM ${table} LIMIT $1)`, [SESSIONS / 15]);
	await admin.query('ALTER SYSTEM SET autovacuum = on');
	await admin.query('SELECT pg_reload_conf()');
	const vacuumed = async () => (await admin.query("SELECT schemaname || '.' || relname AS name FROM pg_stat_user_tables WHERE autovacuum_count > 0")).rows.map(row => row.name);
	await until(async () => (await vacuumed()).filter(name => tables[name]).length === 3, 60_000, 'autovacuum to come by');
});
