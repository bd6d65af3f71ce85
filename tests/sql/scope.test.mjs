// Scopes that are not quite one, the constant in every row, and whose counters a scope reaches.
// What a scope may read and do is isolation.test.mjs's.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Database, roleOf } from './database.mjs';

let database, ours, theirs;
before(async () => {
	database = Database.start(['Northwind', 'Contoso']);
	[ours, theirs] = database.tenants;
	await database.makeSessions(theirs, 1);
});
after(() => database?.stop());

const refused = { code: '42501' };

async function asGateway(work) {
	const client = await database.postgresql.client('frontdesk_gateway');
	try {
		return await work(client);
	} finally {
		await client.end();
	}
}

test('half a scope is refused, and one that mixes two, or adds a path', () => asGateway(async client => {
	const halves = [
		`SELECT set_config('role', '${roleOf(ours)}', true)`,
		`SELECT set_config('search_path', '${roleOf(ours)}', true)`,
		`SELECT set_config('role', '${roleOf(ours)}', true), set_config('search_path', '${roleOf(theirs)}', true)`,
		`SELECT set_config('role', '${roleOf(ours)}', true), set_config('search_path', '${roleOf(ours)}, public', true)`,
	];
	for (const half of halves) {
		await client.query('BEGIN');
		await client.query(half);
		await assert.rejects(client.query('SELECT control.assert_scope($1, $1)', [roleOf(ours)]), refused, half);
		await client.query('ROLLBACK');
	}
}));

test("every tenant table holds its tenant's id as a constant", async () => {
	const rows = await database.postgresql.query(
		`SELECT t.tablename FROM pg_tables t WHERE t.schemaname = $1 AND NOT EXISTS (
			SELECT FROM pg_constraint c WHERE c.conrelid = format('%I.%I', t.schemaname, t.tablename)::regclass
				AND c.contype = 'c' AND pg_get_constraintdef(c.oid) = format('CHECK ((tenant_id = %L::uuid))', $2::text))`,
		[roleOf(ours), ours]);
	assert.deepEqual(rows, []);
});

test("counters are reached by the role's own tenant only", async () => {
	const [session] = await database.postgresql.query(`SELECT id FROM ${roleOf(theirs)}.chat_sessions`);
	await database.postgresql.query('UPDATE control.session_counters SET last_seq = 7 WHERE session_id = $1', [session.id]);
	await database.inScope(ours, async client => {
		assert.equal((await client.query('SELECT control.session_head($1) AS head', [session.id])).rows[0].head, '0');
		assert.deepEqual((await client.query('SELECT * FROM control.counters_read(ARRAY[$1::uuid])', [session.id])).rows, []);
		await client.query('SELECT control.counters_advance(ARRAY[$1::uuid], ARRAY[100::bigint])', [session.id]);
		await client.query('SELECT control.counter_drop($1)', [session.id]);
	});
	const [counter] = await database.postgresql.query('SELECT last_seq FROM control.session_counters WHERE session_id = $1', [session.id]);
	assert.equal(counter.last_seq, '7');
});
