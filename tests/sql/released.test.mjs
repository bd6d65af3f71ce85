// A database of the last release, brought up to date, is what a new one is.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Database, project } from './database.mjs';
import { operate } from './operator.mjs';
import { assertSame, readSchemas } from './schemas.mjs';

let database, fresh, released;
before(async () => {
	database = Database.start(['Northwind']);
	fresh = await database.postgresql.client();
	await fresh.query('CREATE DATABASE released');
	released = await database.postgresql.client('frontdesk_admin', 'released');
	await released.query(readFileSync(join(project, 'tests/sql/released.sql'), 'utf8'));
	const { status, complained } = operate(database, ['migrate', '--owner-database', database.postgresql.connection('frontdesk_admin', 'released')]);
	assert.equal(status, 0, complained);
});
after(async () => {
	await fresh?.end();
	await released?.end();
	database?.stop();
});

test('a database of the last release has what a new one has, after migrate', async () => {
	const { rows: [{ id }] } = await released.query('SELECT id FROM public.tenants');
	const wanted = await readSchemas(fresh, database.tenants[0]);
	assert.ok(wanted.functions.length > 50 && wanted.columns.length > 100 && wanted.recorded.length >= 4);
	assertSame(await readSchemas(released, id), wanted);
});
