// Migrations: from nothing, again, after kill -9, against what another program made.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { until } from '../harness/wait.mjs';
import { Database, roleOf } from './database.mjs';
import { begin, countApplied, nameUnmade, operate } from './operator.mjs';

let database, admin;
before(async () => {
	database = Database.start(['Northwind']);
	admin = await database.postgresql.client();
});
after(async () => {
	await admin?.end();
	database?.stop();
});

const migrate = (...args) => operate(database, ['migrate', ...args]);
const applied = tenant => countApplied(admin, tenant);
const nameTenants = count => nameUnmade(admin, count);

test('a second run finds nothing to do', () => {
	const { status, said } = migrate();
	assert.equal(status, 0);
	assert.match(said, /^Nothing to do/);
});

test('a run that is killed between two tenants goes on with the second', async () => {
	const [first, second] = await nameTenants(2);
	// The second tenant's role, in a transaction that does not end: the run waits there.
	await admin.query('BEGIN');
	await admin.query(`CREATE ROLE ${roleOf(second)}`);
	const run = begin(database, ['migrate', '--jobs', '1']);
	const watcher = await database.postgresql.client();
	try {
		await until(async () => (await watcher.query(
			"SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND wait_event = 'transactionid'")).rowCount > 0, 10_000, 'the run to wait');
		run.kill('SIGKILL');
		await once(run, 'exit');
	} finally {
		await watcher.end();
		await admin.query('ROLLBACK');
	}
	assert.ok((await applied(first)) > 0);
	assert.equal(await applied(second), 0);
	const { status, said } = migrate();
	assert.equal(status, 0);
	assert.ok(!said.includes(first));
	assert.match(said, new RegExp(`tenant ${second} \\(1 of 1\\): 001_tenant applied`));
	assert.equal(await applied(second), await applied(first));
});

test('two runs at once take turns', async () => {
	const tenants = await nameTenants(4);
	const runs = [begin(database, ['migrate']), begin(database, ['migrate'])];
	const ends = await Promise.all(runs.map(run => once(run, 'exit')));
	assert.deepEqual(ends.map(([status]) => status), [0, 0]);
	for (const tenant of tenants) assert.ok((await applied(tenant)) > 0);
});

test('a newer database is refused and left as it is', async () => {
	await admin.query("INSERT INTO control.migrations (number, name, checksum) SELECT max(number) + 1, '999_future', 'x' FROM control.migrations");
	try {
		for (const args of [['migrate'], ['tenant', 'list']]) {
			const { status, complained } = operate(database, args);
			assert.equal(status, 1);
			assert.match(complained, /newer than this program: control has migration 999_future/);
		}
	} finally {
		await admin.query("DELETE FROM control.migrations WHERE name = '999_future'");
	}
});

test('a migration that was changed after it ran is refused', async () => {
	const [tenant] = database.tenants;
	for (const [table, where, expected] of [['control.migrations', 'number = 1', 1], ['control.tenant_migrations', `number = 1 AND tenant_id = '${tenant}'`, 3]]) {
		const { rows: [{ checksum }] } = await admin.query(`SELECT checksum FROM ${table} WHERE ${where}`);
		await admin.query(`UPDATE ${table} SET checksum = 'other' WHERE ${where}`);
		const { status, complained } = migrate();
		await admin.query(`UPDATE ${table} SET checksum = $1 WHERE ${where}`, [checksum]);
		assert.equal(status, expected);
		assert.match(complained, /applied from another text/);
	}
});

test('a database from before the first release is refused, with what to do', async () => {
	// The checksum of 001_control as that version recorded it.
	const former = '4129ebefdf94ca34620040bc280a5de6132071f96ae5cb5d723411aafedb7c34';
	const { rows: [{ checksum }] } = await admin.query('SELECT checksum FROM control.migrations WHERE number = 1');
	await admin.query('UPDATE control.migrations SET checksum = $1 WHERE number = 1', [former]);
	const answers = [['migrate'], ['tenant', 'list'], ['doctor']].map(args => operate(database, args));
	await admin.query('UPDATE control.migrations SET checksum = $1 WHERE number = 1', [checksum]);
	for (const { status, said, complained } of answers) {
		assert.equal(status, 1);
		assert.match(said + complained, /made by a version from before the first release: .*deploy\/down, move var\/ away or name a new database, .*deploy\/up/);
	}
});

test('a login that is no superuser can migrate and make tenants', async () => {
	await admin.query('CREATE ROLE modest LOGIN CREATEROLE');
	await admin.query('CREATE DATABASE modest OWNER modest');
	const other = ['--owner-database', database.postgresql.connection('modest', 'modest')];
	for (const args of [['migrate'], ['tenant', 'create', '--name', 'Modest', '--time-zone', 'UTC'], ['migrate']]) {
		const { status, complained } = operate(database, [...args, ...other]);
		assert.equal(status, 0, complained);
	}
});

test('a restore makes another epoch', async () => {
	const epoch = async () => (await admin.query('SELECT control.epoch() AS name')).rows[0].name;
	const old = await epoch();
	assert.equal(await epoch(), old);
	assert.equal(migrate('--restored').status, 0);
	assert.notEqual(await epoch(), old);
});

test("the gateway's password is the one in its connection string", async () => {
	const connection = `${database.postgresql.connection('frontdesk_gateway')} password=its-own-secret`;
	assert.equal(operate(database, ['migrate', '--database', connection]).status, 0);
	const { rows: [{ rolpassword }] } = await admin.query("SELECT rolpassword FROM pg_authid WHERE rolname = 'frontdesk_gateway'");
	assert.match(rolpassword, /^SCRAM-SHA-256\$/);
	const { status, complained } = operate(database, ['migrate', '--database', 'user=somebody']);
	assert.equal(status, 1);
	assert.match(complained, /user=frontdesk_gateway/);
});
