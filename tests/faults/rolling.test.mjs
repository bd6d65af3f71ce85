// A rolling upgrade from the last release to this version, under load: migrate, then one replica after
// the other, so that old and new ones serve the same sessions meanwhile. One tenant's migration fails.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { TROUBLE } from '../harness/calm.mjs';
import { ownName } from '../harness/names.mjs';
import { thisVersion } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';
import { Installation } from './installation.mjs';
import { Load } from './load.mjs';

const project = join(dirname(fileURLToPath(import.meta.url)), '../..');
// As much as a slow machine gets through: one tenant's messages wait while it is refused, and follow.
const CONVERSATIONS = 25, RATE = 30, SETTLE_MS = 300_000;

/** The program of the last release, whose commit the dump of its database names. */
function releasedProgram() {
	execFileSync('make', ['-s', 'released'], { cwd: project, stdio: ['ignore', 'ignore', 'inherit'] });
	const [, commit] = readFileSync(join(project, 'tests/sql/released.sql'), 'utf8').match(/^-- Made by dump-release.mjs at ([0-9a-f]+)\.\n/);
	return join(project, 'build/released', commit, 'build/release/frontdesk');
}

let installation;
before(async () => {
	installation = await Installation.open({ binary: releasedProgram() });
	// No statement fails here. The ways to the servers lead through this process, which may be slow.
	const [{ expected }] = installation.servers;
	expected.splice(0, Infinity, ...TROUBLE.redis, 'database connection lost', 'database does not answer',
		"a tenant is refused: its schema is not this version's", "tenants are refused: their schema is not this version's");
});
after(() => installation?.stop());

/** This version's migrate, while everybody talks; answers its status and what it complained of. */
function migrate({ config }) {
	return new Promise(resolve => execFile(thisVersion(), ['migrate', '--config', config],
		(error, said, complained) => resolve({ status: error ? error.code : 0, complained })));
}

/** Until so much more was stored, whoever is away. */
async function goOn(load, count) {
	const since = Date.now();
	await until(() => load.record.count('stored', since) > count, 60_000, `${count} more to be stored`);
}

const readiness = async server => JSON.parse((await server.ask('/readyz')).text);

test('a rolling upgrade from the last release loses nothing, past a tenant whose migration fails', { timeout: 600_000 }, async () => {
	const { servers, tenants: [failing], postgresql } = installation;
	const [first] = servers;
	const taken = `tenant_${failing.id.replaceAll('-', '')}.${ownName('chat_time', failing.id)}(timestamptz)`;
	const load = await Load.open(installation, 'a rolling upgrade', { conversations: CONVERSATIONS, rate: RATE });
	let round = CONVERSATIONS;
	/** A conversation more in each tenant but the one that fails. */
	const join = () => load.join(...[1, 2, 3, 4].map(tenant => round + tenant)).then(() => (round += 5));
	try {
		load.talk();
		await postgresql.query(`CREATE FUNCTION ${taken} RETURNS text LANGUAGE sql AS 'SELECT NULL'`);
		load.note('migrate');
		const { status, complained } = await migrate(first);
		assert.equal(status, 3, complained);
		assert.match(complained, new RegExp(`1 of 5 tenants failed: .*\n  tenant ${failing.id}: functions: PostgreSQL: must be owner of function ${ownName('chat_time', failing.id)}`));
		await join();
		await goOn(load, 100);
		for (const server of servers) {
			load.note(`the old worker on ${server.port} drains`);
			await server.kill('SIGTERM');
			server.binary = thisVersion();
			await server.boot();
			load.note(`the new worker on ${server.port} serves`);
			await join();
			await goOn(load, 100);
		}
		load.hush();
		for (const server of servers) await until(async () => (await readiness(server)).tenantsRefused === 1, 20_000, 'the new workers to refuse one tenant');
		await postgresql.query(`DROP FUNCTION ${taken}`);
		load.note('migrate again');
		assert.deepEqual(await migrate(first), { status: 0, complained: '' });
		await load.settle(SETTLE_MS);
		for (const server of servers) await until(async () => !('tenantsRefused' in await readiness(server)), 20_000, 'the new workers to refuse nobody');
		await load.end();
	} finally {
		load.close();
	}
});
