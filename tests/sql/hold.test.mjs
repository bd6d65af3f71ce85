// A tenant that is to move is held: whoever might still write to it is waited for, or named.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { hasEnded, until } from '../harness/wait.mjs';
import { Database, roleOf } from './database.mjs';
import { beginHeard, operate } from './operator.mjs';

let database, passphrase;
before(() => {
	database = Database.start([]);
	passphrase = join(database.folder, 'passphrase');
	writeFileSync(passphrase, 'correct horse battery staple\n', { mode: 0o600 });
});
after(() => database?.stop());

/** A tenant that is held already, long enough for everybody to know. */
async function makeHeld(name) {
	const id = database.createTenant(name);
	await database.postgresql.query("UPDATE public.tenants SET status = 'moving', updated_at = now() - interval '1 minute' WHERE id = $1", [id]);
	return id;
}

const fileOf = id => join(database.folder, `${id}.moved`);
const beginExport = id => beginHeard(database, ['tenant', 'export', id, '--move', '--to', fileOf(id), '--passphrase-file', passphrase]);

/** Work while the server has entered the tenant, and not yet done anything there. */
async function within(tenant, work) {
	const worker = await database.postgresql.client('frontdesk_gateway');
	try {
		await worker.query('BEGIN');
		await worker.query("SELECT set_config('role', $1, true), set_config('search_path', $1, true), set_config('application_name', 'frontdesk writer', true)", [roleOf(tenant)]);
		return await work(worker);
	} finally {
		await worker.end();
	}
}

test('what the server had begun before the tenant was shut is waited for, and comes along', async () => {
	const id = await makeHeld('Northwind');
	await within(id, async worker => {
		const run = beginExport(id);
		await until(() => /^Waiting for what the server has begun: process \d+ \(frontdesk writer\)\.$/m.test(run.complained) || hasEnded(run), 20_000, 'the export to wait');
		assert.ok(!hasEnded(run), 'it has not read anything yet');
		await worker.query("INSERT INTO visitors (visitor_id) VALUES ('late')");
		await worker.query('COMMIT');
		assert.equal(await run.status, 0, run.complained);
	});
	assert.equal(operate(database, ['tenant', 'delete', id, '--yes', 'Northwind']).status, 0);
	const { status, complained } = operate(database, ['tenant', 'import', fileOf(id), '--passphrase-file', passphrase]);
	assert.equal(status, 0, complained);
	assert.equal((await database.postgresql.query(`SELECT FROM ${roleOf(id)}.visitors WHERE visitor_id = 'late'`)).length, 1);
});

test('a transaction that does not end has the export refused, and its process named', async () => {
	const id = await makeHeld('Southwind');
	await within(id, async worker => {
		const { rows: [{ pid }] } = await worker.query('SELECT pg_backend_pid() AS pid');
		const run = beginExport(id);
		assert.equal(await run.status, 1);
		assert.match(run.complained, new RegExp(`might still write to the tenant: PostgreSQL's process ${pid} \\(frontdesk writer\\)\\. .*The tenant is still held here`));
	});
	const run = beginExport(id);
	assert.equal(await run.status, 0, run.complained);
});

test('a server that can enter the tenant by another way has the export refused', async () => {
	const id = await makeHeld('Eastwind');
	await database.postgresql.query(`CREATE ROLE sideways; GRANT ${roleOf(id)} TO sideways; GRANT sideways TO frontdesk_gateway`);
	const run = beginExport(id);
	assert.equal(await run.status, 1);
	assert.match(run.complained, new RegExp(`frontdesk_gateway can still enter the tenant: it has the role ${roleOf(id)} by way of another role\\. .*still held here`));
	await database.postgresql.query('DROP ROLE sideways');
	const again = beginExport(id);
	assert.equal(await again.status, 0, again.complained);
});
