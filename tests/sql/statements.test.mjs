// Every generated statement: PostgreSQL accepts it in its scope, its columns are what its header
// says, and somebody calls it.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readStatements } from '../../sql/parse.mjs';
import { assertAccepted } from './accepted.mjs';
import { Database, project } from './database.mjs';

const services = readStatements(join(project, 'sql'));
const statements = Object.values(services).flat();

let database;
before(() => (database = Database.start(['Northwind'])));
after(() => database?.stop());

for (const statement of statements) {
	test(`${statement.name} is accepted in its scope, and returns what it says`, async () => {
		const client = await database.postgresql.client('frontdesk_gateway');
		try {
			await assertAccepted(client, statement, database.tenants[0]);
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
