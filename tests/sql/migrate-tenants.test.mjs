// Migrating many tenants: several at once, past one that fails, while others hold locks, and with a
// step outside a transaction.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { hasEnded, until } from '../harness/wait.mjs';
import { Database, roleOf } from './database.mjs';
import { makeNext } from './next.mjs';
import { begin, beginHeard, countApplied, nameUnmade, operate } from './operator.mjs';

let database, admin;
before(async () => {
	database = Database.start(['Northwind', 'Contoso']);
	admin = await database.postgresql.client();
});
after(async () => {
	await admin?.end();
	database?.stop();
});

const applied = tenant => countApplied(admin, tenant);
const nameTenants = count => nameUnmade(admin, count);

/** Work while another connection has a transaction open, in which it has done `statement`. */
async function during(statement, work) {
	const other = await database.postgresql.client();
	try {
		await other.query('BEGIN');
		await other.query(statement);
		return await work(other);
	} finally {
		await other.end();
	}
}

const waiting = async event => (await admin.query(
	"SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND wait_event = $1", [event])).rows[0]?.pid;

const exit = async run => (hasEnded(run) ? run.exitCode : (await once(run, 'exit'))[0]);

test('a tenant that fails is named in the end with the cause, and the others are done', async () => {
	const tenants = await nameTenants(6);
	const failing = [tenants[0], tenants[3]];
	for (const tenant of failing) {
		await admin.query(`CREATE SCHEMA ${roleOf(tenant)} AUTHORIZATION frontdesk_owner`);
		await admin.query(`CREATE TABLE ${roleOf(tenant)}.visitors ()`);
	}
	const { status, said, complained } = operate(database, ['migrate']);
	assert.equal(status, 3, complained);
	assert.match(complained, /^frontdesk migrate: 2 of 6 tenants failed: /);
	for (const tenant of failing) {
		assert.match(complained, new RegExp(`^  tenant ${tenant}: 001_tenant: PostgreSQL: relation "visitors" already exists \\(42P07\\)\\.$`, 'm'));
		assert.match(said, new RegExp(`^tenant ${tenant} \\(\\d of 6\\): failed$`, 'm'));
		assert.equal(await applied(tenant), 0);
		await admin.query(`DROP TABLE ${roleOf(tenant)}.visitors`);
	}
	const wanted = await applied(database.tenants[0]);
	for (const tenant of tenants) if (!failing.includes(tenant)) assert.equal(await applied(tenant), wanted);
	const again = operate(database, ['migrate']);
	assert.equal(again.status, 0, again.complained);
	assert.match(again.said, /\(2 of 2\)/, 'those alone');
	for (const tenant of failing) assert.equal(await applied(tenant), wanted);
});

test('several tenants are brought up at once', async () => {
	const [first, ...others] = await nameTenants(4);
	const wanted = await applied(database.tenants[0]);
	const run = await during(`CREATE ROLE ${roleOf(first)}`, async () => {
		const run = begin(database, ['migrate']);
		await until(async () => (await Promise.all(others.map(applied))).every(count => count === wanted), 20_000, 'the others to be done');
		assert.equal(await applied(first), 0);
		return run;
	});
	assert.equal(await exit(run), 0);
	assert.equal(await applied(first), wanted);
});

test('a connection that is lost costs one tenant its turn, and no other', async () => {
	const [first, ...others] = await nameTenants(3);
	const wanted = await applied(database.tenants[0]);
	const status = await during(`CREATE ROLE ${roleOf(first)}`, async () => {
		const run = begin(database, ['migrate', '--jobs', '1']);
		const worker = await until(() => waiting('transactionid'), 20_000, 'the run to wait');
		await admin.query('SELECT pg_terminate_backend($1)', [worker]);
		return exit(run);
	});
	assert.equal(status, 3);
	assert.equal(await applied(first), 0);
	for (const tenant of others) assert.equal(await applied(tenant), wanted);
	assert.equal(operate(database, ['migrate']).status, 0);
	assert.equal(await applied(first), wanted);
});

test('how many at once is a number from 1 to 64', () => {
	for (const jobs of ['0', '65', 'all', '-1']) {
		const { status, complained } = operate(database, ['migrate', '--jobs', jobs]);
		assert.equal(status, 2);
		assert.match(complained, /--jobs is a number from 1 to 64/);
	}
	assert.equal(operate(database, ['migrate', '--jobs', '64']).status, 0);
});

test('a step that waits for a lock gives up its place before those behind it have to, and is tried again', async () => {
	const [tenant] = database.tenants;
	const next = makeNext(sql => writeFileSync(join(sql, 'tenant/901_column.sql'), 'ALTER TABLE visitors ADD CONSTRAINT tried CHECK (true);\n'));
	const behind = await database.postgresql.client();
	const run = await during(`SELECT FROM ${roleOf(tenant)}.visitors`, async () => {
		const run = begin(database, ['migrate'], next);
		await behind.query("SET lock_timeout = '500ms'"); // as a running server's
		for (let round = 0; round < 3; round++) {
			await until(() => waiting('relation'), 20_000, 'the step to wait');
			await behind.query(`SELECT FROM ${roleOf(tenant)}.visitors`);
			await until(async () => !(await waiting('relation')), 20_000, 'the step to give up');
		}
		return run;
	});
	await behind.end();
	assert.equal(await exit(run), 0);
	assert.equal((await admin.query(`SELECT FROM pg_constraint WHERE conrelid = '${roleOf(tenant)}.visitors'::regclass AND conname = 'tried'`)).rowCount, 1);
});

// --- a step outside a transaction -----------------------------------------------------------------
let next;
const withIndex = () => (next ??= makeNext(sql => {
	writeFileSync(join(sql, 'tenant/901_column.sql'), 'ALTER TABLE visitors ADD CONSTRAINT tried CHECK (true);\n');
	writeFileSync(join(sql, 'tenant/902_index.sql'), '-- no transaction\n-- Why.\nCREATE INDEX CONCURRENTLY IF NOT EXISTS tried_idx ON visitors (created_at);\n');
}));
const indexOf = async tenant => (await admin.query(
	"SELECT i.indisvalid AS valid FROM pg_index i WHERE i.indexrelid = to_regclass($1)", [`${roleOf(tenant)}.tried_idx`])).rows[0];

test('an index that is made outside a transaction holds up nobody, and one that a killed run left is made anew', async () => {
	const [tenant] = database.tenants;
	const program = withIndex();
	await during(`INSERT INTO ${roleOf(tenant)}.visitors (visitor_id) VALUES ('open')`, async () => {
		const run = begin(database, ['migrate', '--jobs', '1'], program);
		const worker = await until(() => waiting('virtualxid'), 20_000, 'the index to wait for who is writing');
		await admin.query(`INSERT INTO ${roleOf(tenant)}.visitors (visitor_id) VALUES ('meanwhile')`);
		run.kill('SIGKILL');
		await once(run, 'exit');
		await admin.query('SELECT pg_terminate_backend($1)', [worker]);
		await until(async () => !(await waiting('virtualxid')), 20_000, 'its connection to end');
	});
	assert.deepEqual(await indexOf(tenant), { valid: false });
	const { status, said, complained } = operate(database, ['migrate'], '', program);
	assert.equal(status, 0, complained);
	assert.match(said, new RegExp(`^tenant ${tenant} .*: 902_index applied$`, 'm'));
	for (const each of database.tenants) assert.deepEqual(await indexOf(each), { valid: true });
	assert.match(operate(database, ['migrate'], '', program).said, /^Nothing to do/);
});

test('a step outside a transaction that was done and not recorded is done again', async () => {
	const [tenant] = database.tenants;
	await admin.query('DELETE FROM control.tenant_migrations WHERE tenant_id = $1 AND number = 902', [tenant]);
	const { status, complained } = operate(database, ['migrate'], '', withIndex());
	assert.equal(status, 0, complained);
	assert.deepEqual(await indexOf(tenant), { valid: true });
});

test('who is waited for is named, and what a run that is told to end has left is made anew', async () => {
	const [tenant] = database.tenants;
	assert.equal(operate(database, ['migrate'], '', withIndex()).status, 0);
	await admin.query(`DROP INDEX ${roleOf(tenant)}.tried_idx`);
	await admin.query('DELETE FROM control.tenant_migrations WHERE tenant_id = $1 AND number = 902', [tenant]);
	await during(`INSERT INTO ${roleOf(tenant)}.visitors (visitor_id) VALUES ('secret')`, async other => {
		const { rows: [{ pid }] } = await other.query("SELECT pg_backend_pid() AS pid, set_config('application_name', 'a report', false)");
		const run = beginHeard(database, ['migrate'], withIndex());
		await until(() => run.complained.includes('waits for') || hasEnded(run), 20_000, 'the run to say for whom it waits');
		assert.match(run.complained, new RegExp(`^tenant ${tenant} \\(1 of 1\\): 902_index waits for process ${pid} \\(a report, login frontdesk_admin, in a transaction since \\d{4}-\\d\\d-\\d\\d [\\d:]{8} UTC\\)\\.$`, 'm'));
		assert.doesNotMatch(run.complained, /secret|INSERT/);
		run.kill('SIGTERM');
		assert.equal(await run.status, 1);
		assert.match(run.complained, /^frontdesk migrate: it was told to end: what is applied stays, and the next run goes on from there\.$/m);
		assert.equal(await waiting('virtualxid'), undefined, 'PostgreSQL goes on with nothing');
	});
	assert.deepEqual(await indexOf(tenant), { valid: false });
	const { status, complained } = operate(database, ['migrate'], '', withIndex());
	assert.equal(status, 0, complained);
	assert.deepEqual(await indexOf(tenant), { valid: true });
});

test('a schema that is being made waits for nobody, whatever its steps', async () => {
	assert.equal(operate(database, ['migrate'], '', withIndex()).status, 0);
	const [tenant] = await nameTenants(1);
	// Whoever goes on reading as things were, a dump of the database say, is waited for by each such index.
	const make = () => during('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SELECT FROM public.tenants', async () => {
		const run = begin(database, ['migrate'], withIndex());
		await until(() => hasEnded(run), 20_000, 'the run to end beside an open transaction');
		assert.equal(run.exitCode, 0);
		assert.deepEqual(await indexOf(tenant), { valid: true });
	});
	await make();
	// As a run that was killed may have left it: nobody has used it yet.
	await admin.query('UPDATE pg_index SET indisvalid = false WHERE indexrelid = $1::regclass', [`${roleOf(tenant)}.tried_idx`]);
	await admin.query('DELETE FROM control.tenant_migrations WHERE tenant_id = $1 AND number IN (0, 902)', [tenant]);
	await make();
});

test('a new tenant has what is made outside a transaction from the start', async () => {
	const { status, said, complained } = operate(database, ['tenant', 'create', '--name', 'Later', '--time-zone', 'UTC'], '', withIndex());
	assert.equal(status, 0, complained);
	assert.deepEqual(await indexOf(said.match(/[0-9a-f-]{36}/)[0]), { valid: true });
});
