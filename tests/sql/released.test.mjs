// A database of the last release, brought up to date, is what a new one is.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Database, project } from './database.mjs';
import { operate } from './operator.mjs';
import { assertSame, readSchemas } from './schemas.mjs';

let database, fresh, released, schema;
before(async () => {
	database = Database.start(['Northwind']);
	fresh = await database.postgresql.client();
	await fresh.query('CREATE DATABASE released');
	released = await database.postgresql.client('frontdesk_admin', 'released');
	await released.query(readFileSync(join(project, 'tests/sql/released.sql'), 'utf8'));
	await rememberPage('https://ann:s3cret@shop.example/reset?token=s3cret#s3cret', 'https://mail.example/@ann#s3cret');
	await rememberPage('https://shop.example/plants', null);
	const { status, complained } = operate(database, ['migrate', '--owner-database', database.postgresql.connection('frontdesk_admin', 'released')]);
	assert.equal(status, 0, complained);
});
after(async () => {
	await fresh?.end();
	await released?.end();
	database?.stop();
});

/** A session of the time before, without what stands around it. */
async function rememberPage(...addresses) {
	const { rows: [{ id }] } = await released.query('SELECT id FROM public.tenants');
	schema = `tenant_${id.replaceAll('-', '')}`;
	await released.query('SET session_replication_role = replica');
	await released.query(`INSERT INTO ${schema}.chat_sessions (visitor_id, page_url, referrer_url) VALUES (gen_random_uuid(), $1, $2)`, addresses);
	await released.query('RESET session_replication_role');
}

test("what pages' addresses brought along is gone, after migrate", async () => {
	const { rows } = await released.query(`SELECT page_url, referrer_url FROM ${schema}.chat_sessions ORDER BY page_url`);
	assert.deepEqual(rows, [
		{ page_url: 'https://shop.example/plants', referrer_url: null },
		{ page_url: 'https://shop.example/reset', referrer_url: 'https://mail.example/@ann' },
	]);
});

test('a database of the last release has what a new one has, after migrate', async () => {
	const { rows: [{ id }] } = await released.query('SELECT id FROM public.tenants');
	const wanted = await readSchemas(fresh, database.tenants[0]);
	assert.ok(wanted.functions.length > 50 && wanted.columns.length > 100 && wanted.recorded.length >= 4);
	assertSame(await readSchemas(released, id), wanted);
});
