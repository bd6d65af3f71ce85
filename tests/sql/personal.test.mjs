// The columns that have a class are those that a tenant's schema has.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readColumns } from '../../sql/personal.mjs';
import { readMigrations } from '../../sql/schema.mjs';
import { Database, project, roleOf } from './database.mjs';

let database;
before(() => (database = Database.start(['Northwind'])));
after(() => database?.stop());

test('the columns that are read from the migrations are those of a tenant', async () => {
	const rows = await database.postgresql.query(
		`SELECT c.table_name || '.' || c.column_name AS name FROM information_schema.columns c
		JOIN information_schema.tables t USING (table_schema, table_name)
		WHERE c.table_schema = $1 AND t.table_type = 'BASE TABLE'`, [roleOf(database.tenants[0])]);
	const read = readColumns(readMigrations(join(project, 'sql/tenant'))).map(({ table, name }) => `${table}.${name}`);
	assert.deepEqual(read.sort(), rows.map(row => row.name).sort());
});
