// The walls between tenants, tried as the server's own login: role, path and NOINHERIT. Each wall is
// also taken out once, to show that it is this one that holds.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Database, roleOf } from './database.mjs';

const tables = [
	'audit_log', 'chat_messages', 'chat_notes', 'chat_sessions', 'chat_settings', 'chat_widget_config', 'chat_widget_versions', 'conversations', 'csat_metrics_daily', 'csat_metrics_parts', 'csat_settings', 'csat_surveys', 'failed_sign_ins', 'file_pieces', 'files', 'idempotency_keys',
	'kept_mails', 'leases', 'mail_settings', 'message_mails', 'outgoing_mails', 'outgoing_sms', 'seen_origins', 'session_keys', 'setup_checklist', 'sms_settings', 'support_agents', 'support_tickets', 'suppressed_addresses', 'suppressed_numbers', 'team_members', 'teams', 'ticket_comments', 'ticket_fields', 'ticket_history', 'ticket_keys', 'ticket_mails', 'ticket_settings', 'ticket_tags', 'ticket_views', 'visitor_attributes', 'visitor_events',
	'visitor_tokens', 'visitors', 'webhook_deliveries', 'webhook_endpoints',
];
const denied = { code: '42501' };
let database, gateway, a, b;

before(async () => {
	database = Database.start(['Same name', 'Same name']);
	[a, b] = database.tenants;
	for (const tenant of [a, b])
		await database.inScope(tenant, client => client.query("INSERT INTO visitors (visitor_id, name) VALUES ('same', 'Same')"));
	gateway = await database.postgresql.client('frontdesk_gateway');
});
after(async () => {
	await gateway?.end();
	database?.stop();
});

/** Runs `work` in a transaction that is rolled back, with these settings for it. */
async function within(settings, work, client = gateway) {
	await client.query('BEGIN');
	try {
		for (const [name, value] of Object.entries(settings)) await client.query('SELECT set_config($1, $2, true)', [name, value]);
		return await work(client);
	} finally {
		await client.query('ROLLBACK');
	}
}

const scope = tenant => ({ role: roleOf(tenant), search_path: roleOf(tenant) });
const read = table => client => client.query(`SELECT * FROM ${table}`);
const assertScope = tenant => client => client.query('SELECT control.assert_scope($1, $1)', [roleOf(tenant)]);

test('the list of tables here is the list of tables there', async () => {
	const rows = await database.postgresql.query(
		"SELECT relname FROM pg_class WHERE relnamespace = $1::regnamespace AND relkind = 'r' ORDER BY relname", [roleOf(a)]);
	assert.deepEqual(rows.map(row => row.relname), tables);
});

for (const table of tables)
	test(`without a scope ${table} is not readable, nor another tenant's within one`, async () => {
		await assert.rejects(within({}, read(`${roleOf(a)}.${table}`)), denied);
		await assert.rejects(within({ search_path: roleOf(a) }, read(`${roleOf(a)}.${table}`)), denied);
		await assert.rejects(within(scope(a), read(`${roleOf(b)}.${table}`)), denied);
		await within(scope(a), read(table));
	});

test('no table of control or public is readable, in a scope or without', async () => {
	const rows = await database.postgresql.query(
		"SELECT oid::regclass::text AS name FROM pg_class WHERE relnamespace::regnamespace::text IN ('control', 'public') AND relkind IN ('r', 'v')");
	assert.ok(rows.length >= 10);
	for (const { name } of rows) {
		const qualified = name.includes('.') ? name : `public.${name}`;
		await assert.rejects(within({}, read(qualified)), denied, qualified);
		await assert.rejects(within(scope(a), read(qualified)), denied, qualified);
	}
});

test("a tenant's role may run what derives the tenant from it, and nothing else of control", async () => {
	const rows = await database.postgresql.query(
		`SELECT p.proname || '(' || oidvectortypes(p.proargtypes) || ')' AS name, has_function_privilege($1, p.oid, 'EXECUTE') AS by_tenant, has_function_privilege('public', p.oid, 'EXECUTE') AS by_all,
			p.prosecdef, coalesce(p.proconfig::text, '') AS config
		FROM pg_proc p WHERE p.pronamespace = 'control'::regnamespace`, [roleOf(a)]);
	const foreign = rows.filter(row => row.by_tenant && /^(tenant_(?!jobs)|user_|sign_in|refused_|dead_letter|lock_|jobs_(?!enqueue)|job_let_go|upkeep|session_heads\(text)/.test(row.name));
	assert.deepEqual(foreign, []);
	for (const row of rows) {
		assert.equal(row.by_all, false, `${row.name} is anybody's`);
		if (row.prosecdef) assert.match(row.config, /search_path=pg_catalog, pg_temp/, row.name);
	}
});

test('a role alone or a path alone is no scope', async () => {
	await assert.rejects(within({ role: roleOf(a) }, assertScope(a)), denied);
	await assert.rejects(within({ search_path: roleOf(a) }, assertScope(a)), denied);
	await assert.rejects(within({ role: roleOf(a), search_path: roleOf(b) }, assertScope(a)), denied);
	await assert.rejects(within({ role: roleOf(a), search_path: `${roleOf(a)}, public` }, assertScope(a)), denied);
	await assert.rejects(within(scope(b), assertScope(a)), denied);
	await within(scope(a), assertScope(a));
});

test('a scope whose schema does not exist is refused, although the path takes it silently', async () => {
	const missing = 'tenant_00000000000000000000000000000000';
	await assert.rejects(within({ role: roleOf(a), search_path: missing }, client =>
		client.query('SELECT control.assert_scope($1, $2)', [roleOf(a), missing])), denied);
});

test('a role that was not granted cannot be taken', async () => {
	await assert.rejects(within({ role: 'frontdesk_owner' }, read('public.users')), { code: /42501|22023/ });
});

test("the scope's tenant is the role's, and there is none outside", async () => {
	const { rows: [own] } = await within(scope(a), client => client.query('SELECT control.scope_tenant_id() AS id, control.scope_tenant_name() AS name'));
	assert.deepEqual(own, { id: a, name: 'Same name' });
	const elsewhere = await database.postgresql.query('SELECT control.scope_tenant_id() AS id');
	assert.equal(elsewhere[0].id, null);
});

test("a row with another tenant's id cannot be inserted", async () => {
	await assert.rejects(within(scope(a), client =>
		client.query("INSERT INTO visitors (visitor_id, tenant_id) VALUES ('other', $1)", [b])), { code: '23514' });
	const rows = await database.postgresql.query(
		`SELECT relname FROM pg_class c WHERE relnamespace = $1::regnamespace AND relkind = 'r' AND NOT EXISTS (
			SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c' AND pg_get_constraintdef(k.oid) LIKE '%tenant_id = %' || $2 || '%')`,
		[roleOf(b), b]);
	assert.deepEqual(rows, []);
});

test('the scope ends with the transaction', async () => {
	await within(scope(a), read('visitors'));
	await assert.rejects(gateway.query('SELECT * FROM visitors'), { code: '42P01' });
	await assert.rejects(gateway.query(`SELECT * FROM ${roleOf(a)}.visitors`), denied);
});

test("a tenant's role can change no table, make no temporary one, and rewrite no audit log", async () => {
	for (const statement of [
		'DROP TABLE visitors', 'ALTER TABLE visitors ADD COLUMN x int', 'CREATE TABLE x (y int)', 'CREATE TEMPORARY TABLE visitors (y int)',
		'TRUNCATE visitors', "UPDATE audit_log SET action = ''", 'DELETE FROM audit_log', 'DELETE FROM chat_widget_config',
	])
		await assert.rejects(within(scope(a), client => client.query(statement)), denied, statement);
});

test('with INHERIT the server would read every tenant: NOINHERIT is the wall', async () => {
	await database.postgresql.query('ALTER ROLE frontdesk_gateway INHERIT');
	const open = await database.postgresql.client('frontdesk_gateway');
	try {
		for (const tenant of [a, b]) assert.equal((await open.query(`SELECT name FROM ${roleOf(tenant)}.visitors`)).rows[0].name, 'Same');
	} finally {
		await open.end();
		database.command('migrate');
	}
	await assert.rejects(within({}, read(`${roleOf(a)}.visitors`)), denied);
});
