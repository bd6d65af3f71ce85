// The columns that have a class are those that the schemas have.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readColumns } from '../../sql/personal.mjs';
import { readMigrations } from '../../sql/schema.mjs';
import { Database, project, roleOf } from './database.mjs';

let database;
before(() => (database = Database.start(['Northwind'])));
after(() => database?.stop());

const columnsOf = schemas => database.postgresql.query(
	`SELECT c.table_schema AS schema, c.table_name || '.' || c.column_name AS name FROM information_schema.columns c
	JOIN information_schema.tables t USING (table_schema, table_name)
	WHERE c.table_schema = ANY ($1) AND t.table_type = 'BASE TABLE'`, [schemas]);
const readFrom = folder => readColumns(readMigrations(join(project, 'sql', folder))).map(({ table, name }) => `${table}.${name}`);

test('the columns that are read from the migrations are those of a tenant', async () => {
	const rows = await columnsOf([roleOf(database.tenants[0])]);
	assert.deepEqual(readFrom('tenant').sort(), rows.map(({ name }) => name).sort());
});

test('and those that belong to no tenant', async () => {
	const rows = await columnsOf(['control', 'public']);
	assert.deepEqual(readFrom('control').sort(), rows.map(({ schema, name }) => `${schema}.${name}`).sort());
});
