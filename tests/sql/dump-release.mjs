// Keeps what this release is to the next one, for released.test.mjs and the rolling upgrade of tests/faults:
//
//     node tests/sql/dump-release.mjs [FOLDER]
//
// Run it at each release, with that release's program built and the tests' own Node, and commit what it
// writes. FOLDER is another clone, of the release's commit, where this one has gone on. Kept are
// released.sql, a new installation with one tenant (the schemas, and of the rows those that say what is
// there; the roles, which belong to no database, stand in front), with the commit that it is of;
// released-statements.json, what its server says to PostgreSQL; and functions/released of both schemas,
// the signatures of its functions.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const here = new URL('../..', import.meta.url).pathname;
const release = resolve(process.argv[2] ?? here);
process.env.FRONTDESK_BINARY ??= join(release, 'build/release/frontdesk');
const { Database, roleOf } = await import('./database.mjs');
const { readStatements } = await import('../../sql/parse.mjs');
const { ownStatement } = await import('../../sql/names.mjs');
const { readDefinitions, readNames, releasedFile, writeReleased } = await import('../../sql/schema.mjs');

const said = ['public.tenants', 'control.installation', 'control.migrations', 'control.tenant_migrations', 'control.tenant_versions'];

async function dump(database) {
	const role = roleOf(database.tenants[0]);
	const there = await database.postgresql.query('SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NOT NULL', [said]);
	const text = [
		database.postgresql.dump('--schema-only'),
		database.postgresql.dump('--data-only', '--column-inserts', ...there.map(({ name }) => `--table=${name}`)),
	].join('');
	const commit = execFileSync('git', ['-C', release, 'rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
	return [
		`-- Made by dump-release.mjs at ${commit}.`, '',
		`CREATE ROLE ${role} NOLOGIN;`, `GRANT frontdesk_tenant TO ${role};`, `GRANT ${role} TO frontdesk_gateway;`, '',
		...text.split('\n').filter(line => !line.startsWith('\\')), // psql's own commands are for psql alone
	].join('\n');
}

function statements() {
	const names = readNames(join(release, 'sql'));
	const all = Object.values(readStatements(join(release, 'sql'))).flat().map(statement => ownStatement(statement, names));
	const parts = all.map(({ name, file, line, sql, params, returns, isControl }) => ({ name, file, line, sql, params, returns, isControl }));
	return `[\n${parts.map(part => JSON.stringify(part)).join(',\n')}\n]\n`;
}

const database = Database.start(['Released']);
try {
	writeFileSync(join(here, 'tests/sql/released.sql'), await dump(database));
	writeFileSync(join(here, 'tests/sql/released-statements.json'), statements());
	for (const schema of ['control', 'tenant'])
		writeFileSync(releasedFile(join(here, 'sql'), schema), writeReleased(readDefinitions(join(release, 'sql'), schema)));
} finally {
	database.stop();
}
