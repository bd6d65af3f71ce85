// Keeps what a database of this release looks like, for released.test.mjs to bring up to date:
//
//     node tests/sql/dump-release.mjs
//
// Run it at each release, with that release's program built and the tests' own Node, and commit
// released.sql. It holds a new installation with one tenant: the schemas, and of the rows those that
// say what is there. The roles, which belong to no database, stand in front.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Database, project, roleOf } from './database.mjs';

const said = ['public.tenants', 'control.installation', 'control.migrations', 'control.tenant_migrations'];
const database = Database.start(['Released']);
try {
	const role = roleOf(database.tenants[0]);
	const dumps = [
		database.postgresql.dump('--schema-only'),
		database.postgresql.dump('--data-only', '--column-inserts', ...said.map(table => `--table=${table}`)),
	];
	// psql's own commands are for psql alone.
	const text = dumps.join('').split('\n').filter(line => !line.startsWith('\\')).join('\n');
	writeFileSync(join(project, 'tests/sql/released.sql'), [
		'-- Made by dump-release.mjs.', '',
		`CREATE ROLE ${role} NOLOGIN;`, `GRANT frontdesk_tenant TO ${role};`, `GRANT ${role} TO frontdesk_gateway;`, '', text,
	].join('\n'));
} finally {
	database.stop();
}
