// The three walls between tenants, and that each of them stands alone.
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

async function tables(schemas) {
	return database.postgresql.query(
		"SELECT schemaname, tablename FROM pg_tables WHERE schemaname = ANY ($1) ORDER BY 1, 2", [schemas]);
}

test('the gateway without a scope can touch no table at all', async () => {
	const all = await tables(['public', 'control', roleOf(ours), roleOf(theirs)]);
	assert.ok(all.length > 20);
	await asGateway(async client => {
		for (const { schemaname, tablename } of all) {
			await assert.rejects(client.query(`SELECT FROM ${schemaname}.${tablename}`), refused, `${schemaname}.${tablename}`);
			await assert.rejects(client.query(`DELETE FROM ${schemaname}.${tablename}`), refused, `${schemaname}.${tablename}`);
		}
	});
});

test("a tenant's role can touch no table of another tenant, and none that belongs to no tenant", async () => {
	const all = await tables(['public', 'control', roleOf(theirs)]);
	for (const { schemaname, tablename } of all) {
		await assert.rejects(
			database.inScope(ours, client => client.query(`SELECT FROM ${schemaname}.${tablename}`)), refused, `${schemaname}.${tablename}`);
	}
});

test('a scope is gone when its transaction ends', () => asGateway(async client => {
	await client.query('BEGIN');
	await client.query("SELECT set_config('role', $1, true), set_config('search_path', $1, true)", [roleOf(ours)]);
	await client.query('SELECT control.assert_scope($1, $1)', [roleOf(ours)]);
	await client.query('COMMIT');
	await assert.rejects(client.query('SELECT control.assert_scope($1, $1)', [roleOf(ours)]), refused);
	await assert.rejects(client.query(`SELECT FROM ${roleOf(ours)}.visitors`), refused);
}));

test('half a scope is refused: the role alone, the path alone, a schema that is missing', () => asGateway(async client => {
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

test('a role that was not granted cannot be entered', () => asGateway(async client => {
	await database.postgresql.query('CREATE ROLE tenant_00000000000000000000000000000000 NOLOGIN');
	await assert.rejects(client.query("SELECT set_config('role', 'tenant_00000000000000000000000000000000', true)"), refused);
	await assert.rejects(client.query("SELECT set_config('role', 'frontdesk_owner', true)"), refused);
	await assert.rejects(client.query("SELECT set_config('role', 'tenant_99999999999999999999999999999999', true)"), { code: '22023' });
}));

test('the gateway inherits no right of the roles that it may enter', async () => {
	const [role] = await database.postgresql.query("SELECT rolinherit, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = 'frontdesk_gateway'");
	assert.deepEqual(role, { rolinherit: false, rolsuper: false, rolbypassrls: false });
});

test("a row that names another tenant cannot get into a tenant's tables", () =>
	assert.rejects(
		database.inScope(ours, client => client.query('INSERT INTO visitors (visitor_id, tenant_id) VALUES ($1, $2)', ['v', theirs])),
		{ code: '23514' }));

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
