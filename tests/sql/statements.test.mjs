// Every generated statement: PostgreSQL accepts it in its scope, its columns are what its header
// says, and somebody calls it.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fillNames, ownStatement } from '../../sql/names.mjs';
import { readStatements } from '../../sql/parse.mjs';
import { readNames } from '../../sql/schema.mjs';
import { assertAccepted } from './accepted.mjs';
import { Database, project } from './database.mjs';

const folder = join(project, 'sql'), names = readNames(folder);
const statements = Object.values(readStatements(folder)).flat().map(statement => ownStatement(statement, names));

let database;
before(() => (database = Database.start(['Northwind'])));
after(() => database?.stop());

for (const statement of statements) {
	test(`${statement.name} is accepted in its scope, and returns what it says`, async () => {
		const client = await database.postgresql.client('frontdesk_gateway');
		try {
			await assertAccepted(client, { ...statement, sql: fillNames(statement.sql, database.tenants[0]) }, database.tenants[0]);
		} finally {
			await client.end();
		}
	});
}

function sources(folder) {
	return readdirSync(join(project, folder), { withFileTypes: true }).flatMap(entry =>
		entry.isDirectory() ? sources(join(folder, entry.name)) : entry.name.endsWith('.c') ? [join(folder, entry.name)] : []);
}

test('every generated function is called by somebody', () => {
	const code = [...sources('gateway'), ...sources('services')].map(file => readFileSync(join(project, file), 'utf8')).join('\n');
	const unused = statements.filter(({ name }) => !new RegExp(`\\bsql_${name}\\b`).test(code));
	assert.deepEqual(unused.map(({ name, file, line }) => `${name} (${file}:${line})`), []);
});
