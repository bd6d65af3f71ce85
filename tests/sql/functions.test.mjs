// A schema's functions, views and triggers: made anew when they are not this program's, all of them or
// none, with the rights that their files grant and no others.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { readFunctions } from '../../sql/schema.mjs';
import { ownName } from '../harness/names.mjs';
import { Database, project, roleOf } from './database.mjs';
import { operate } from './operator.mjs';
import { assertSame, readSchemas } from './schemas.mjs';

let database, admin, tenant, sound;
before(async () => {
	database = Database.start(['Northwind', 'Southwind']);
	admin = await database.postgresql.client();
	[tenant] = database.tenants;
	sound = await readSchemas(admin, tenant);
});
after(async () => {
	await admin?.end();
	database?.stop();
});
beforeEach(async () => assertSame(await readSchemas(admin, tenant), sound));

const recorded = { control: 'control.migrations WHERE number = 0', tenant: 'control.tenant_migrations WHERE number = 0' };
/** As another program's functions would be recorded: for control, or for one tenant. */
const spoilControl = () => admin.query("UPDATE control.migrations SET checksum = 'other' WHERE number = 0");
const spoilTenant = () => admin.query("UPDATE control.tenant_migrations SET checksum = 'other' WHERE number = 0 AND tenant_id = $1", [tenant]);

async function asOwner(...statements) {
	await admin.query('SET ROLE frontdesk_owner');
	try {
		for (const statement of statements) await admin.query(statement);
	} finally {
		await admin.query('RESET ROLE');
	}
}

function migrate() {
	const { status, said, complained } = operate(database, ['migrate']);
	assert.equal(status, 0, complained);
	return said;
}

test('a schema has one record of its functions, however often they were made', async () => {
	for (let i = 0; i < 2; i++) {
		await spoilControl();
		await spoilTenant();
		assert.match(migrate(), /^Done: 0 migrations applied, and the functions of 2 schemas/m);
	}
	for (const from of Object.values(recorded)) {
		const { rows } = await admin.query(`SELECT count(*)::int AS n, count(DISTINCT checksum)::int AS texts FROM ${from}`);
		assert.deepEqual(rows, [{ n: from === recorded.control ? 1 : 2, texts: 1 }]);
	}
});

test('functions that are another program’s are told of, with the command that mends them', async () => {
	await spoilTenant();
	assert.match(operate(database, ['doctor']).said, new RegExp(`^FAIL +migrations +Tenant ${tenant} lacks this version's functions, and workers of this version refuse it: run \`frontdesk migrate\``, 'm'));
	await spoilControl();
	assert.match(operate(database, ['doctor']).said, /^FAIL +migrations +The schema control lacks this version's functions: run `frontdesk migrate`/m);
	const { status, complained } = operate(database, ['tenant', 'create', '--name', 'Early', '--time-zone', 'UTC']);
	assert.equal(status, 1);
	assert.match(complained, /lacks this version's functions: run `frontdesk migrate` first/);
	const said = migrate();
	assert.match(said, /^control: functions applied$/m);
	assert.match(said, new RegExp(`^tenant ${tenant} \\(1 of 1\\): functions applied$`, 'm'));
	assert.doesNotMatch(said, new RegExp(database.tenants[1]));
	assert.match(operate(database, ['doctor']).said, /^ok +migrations/m);
});

/** What an earlier program defined, as its owner, and its rights: in control and in a tenant's schema. */
async function defineStale() {
	const schema = roleOf(tenant);
	for (const [name, table] of [['control', 'control.memberships'], [schema, `${schema}.chat_sessions`]])
		await asOwner(
			`CREATE FUNCTION ${name}.stale(at integer) RETURNS integer LANGUAGE sql AS 'SELECT at'`,
			`CREATE VIEW ${name}.stale_view AS SELECT ${name}.stale(1) AS n`,
			`CREATE VIEW ${name}.stale_view_of_it AS SELECT n FROM ${name}.stale_view`,
			`CREATE FUNCTION ${name}.stale_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`,
			`CREATE TRIGGER stale BEFORE UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION ${name}.stale_change()`,
		);
	await asOwner(
		'GRANT EXECUTE ON FUNCTION control.stale(integer) TO frontdesk_gateway',
		"CREATE FUNCTION control.epoch(at integer) RETURNS text LANGUAGE sql AS 'SELECT at::text'",
		`CREATE FUNCTION ${schema}.${ownName('chat_time', tenant)}(at integer) RETURNS text LANGUAGE sql AS 'SELECT at::text'`,
	);
}

test('what no file defines any more serves the program before for one version, and then goes', async () => {
	await defineStale();
	await spoilControl();
	await spoilTenant();
	migrate();
	assert.deepEqual(await database.postgresql.query('SELECT control.stale(1) AS n', [], 'frontdesk_gateway'), [{ n: 1 }]);
	const { rows } = await database.inScope(tenant, client => client.query('SELECT stale(2) AS n, chat_time(3) AS at, (SELECT n FROM stale_view_of_it) AS seen'));
	assert.deepEqual(rows, [{ n: 2, at: '3', seen: 1 }]);
	assert.equal((await admin.query("SELECT FROM pg_trigger WHERE tgname = 'stale'")).rowCount, 0, 'triggers go at once');
	await spoilControl();
	await spoilTenant();
	migrate();
	assertSame(await readSchemas(admin, tenant), sound);
});

test('what is defined again is retired no more', async () => {
	await defineStale();
	await spoilControl();
	migrate();
	const mark = "SELECT obj_description('control.stale(integer)'::regprocedure, 'pg_proc') AS stale, obj_description('control.epoch()'::regprocedure, 'pg_proc') AS epoch";
	const { rows: [{ stale }] } = await admin.query(mark);
	assert.match(stale, /^Retired: /);
	await asOwner(`COMMENT ON FUNCTION control.epoch() IS '${stale}'`);
	await spoilControl();
	await spoilTenant();
	migrate();
	assert.equal((await admin.query("SELECT obj_description('control.epoch()'::regprocedure, 'pg_proc') AS mark")).rows[0].mark, null);
	await spoilTenant();
	migrate();
});

test('a text that was changed is mended, and a trigger that was lost', async () => {
	await asOwner(
		"CREATE OR REPLACE FUNCTION control.epoch() RETURNS text LANGUAGE sql AS $$ SELECT 'changed' $$",
		'DROP TRIGGER sign_ins_end ON control.memberships',
		`DROP FUNCTION ${roleOf(tenant)}.${ownName('chat_session_note_assigned', tenant)}() CASCADE`,
	);
	await spoilControl();
	await spoilTenant();
	migrate();
	assertSame(await readSchemas(admin, tenant), sound);
});

test('rights are what the files grant', async () => {
	const schema = roleOf(tenant);
	await asOwner(
		'GRANT EXECUTE ON FUNCTION control.tenant_after(uuid) TO PUBLIC, frontdesk_tenant',
		'REVOKE EXECUTE ON FUNCTION control.epoch() FROM frontdesk_gateway',
		`GRANT EXECUTE ON FUNCTION ${schema}.${ownName('chat_time', tenant)}(timestamptz) TO PUBLIC, frontdesk_gateway`,
		`REVOKE EXECUTE ON FUNCTION ${schema}.${ownName('list_page', tenant)}(jsonb[], text[], bigint) FROM ${schema}`,
	);
	await spoilControl();
	await spoilTenant();
	migrate();
	assertSame(await readSchemas(admin, tenant), sound);
});

test('what holds up others until the end comes when all functions are made', () => {
	for (const schema of ['control', 'tenant']) {
		const { text } = readFunctions(join(project, 'sql'), schema);
		const places = kind => [...text.matchAll(new RegExp(`^CREATE OR REPLACE ${kind} `, 'gm'))].map(({ index }) => index);
		assert.ok(Math.min(...places('VIEW'), ...places('TRIGGER')) > Math.max(...places('FUNCTION')), schema);
		const dropped = text.indexOf("'DROP TRIGGER '");
		assert.ok(dropped > Math.max(...places('FUNCTION')) && dropped < Math.min(...places('TRIGGER')), 'triggers go before others are made');
	}
});

test('what the operator has put there stays', async () => {
	await admin.query("CREATE FUNCTION control.operators() RETURNS integer LANGUAGE sql AS 'SELECT 1'");
	await admin.query('REVOKE EXECUTE ON FUNCTION control.operators() FROM PUBLIC');
	await spoilControl();
	migrate();
	assert.deepEqual((await admin.query('SELECT control.operators() AS n')).rows, [{ n: 1 }]);
	await admin.query('DROP FUNCTION control.operators()');
});

test('what a table needs is not dropped: the run fails, and all is as it was', async () => {
	await asOwner(
		"CREATE FUNCTION control.needed() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
		'ALTER TABLE control.installation ADD COLUMN extra integer DEFAULT control.needed()',
	);
	await spoilControl();
	migrate();
	await asOwner('GRANT EXECUTE ON FUNCTION control.tenant_after(uuid) TO frontdesk_tenant');
	await spoilControl();
	const damaged = await readSchemas(admin, tenant);
	const { status, complained } = operate(database, ['migrate']);
	assert.equal(status, 1);
	assert.match(complained, /control, functions: PostgreSQL: cannot drop function .*needed.* Run migrate again once this is mended/);
	assertSame(await readSchemas(admin, tenant), damaged);
	await asOwner('ALTER TABLE control.installation DROP COLUMN extra');
	migrate();
	assertSame(await readSchemas(admin, tenant), sound);
});
