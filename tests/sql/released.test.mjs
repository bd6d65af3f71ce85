// Databases of earlier releases, brought up to date: the programs of the last release go on in its, and in
// the end each is what a new one is.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fillNames } from '../../sql/names.mjs';
import { assertAccepted } from './accepted.mjs';
import { Database, project } from './database.mjs';
import { operate } from './operator.mjs';
import { assertSame, readSchemas } from './schemas.mjs';

const read = name => readFileSync(join(project, 'tests/sql', name), 'utf8');

/** A database of an earlier release beside the others of this PostgreSQL. */
class Earlier {
	static async open(database, name, dump) {
		const earlier = new Earlier();
		Object.assign(earlier, { database, name });
		const client = await database.postgresql.client();
		await client.query(`CREATE DATABASE ${name}`);
		await client.end();
		earlier.client = await database.postgresql.client('frontdesk_admin', name);
		await earlier.client.query(read(dump));
		const { rows: [{ id }] } = await earlier.client.query('SELECT id FROM public.tenants');
		Object.assign(earlier, { tenant: id, schema: `tenant_${id.replaceAll('-', '')}` });
		return earlier;
	}

	migrate() {
		const { status, complained } = operate(this.database, ['migrate', '--owner-database', this.database.postgresql.connection('frontdesk_admin', this.name)]);
		assert.equal(status, 0, complained);
	}

	/** What the last release alone has goes with the next version, which has other functions. */
	async migrateTwice() {
		for (const table of ['migrations', 'tenant_migrations']) await this.client.query(`UPDATE control.${table} SET checksum = 'other' WHERE number = 0`);
		this.migrate();
	}

	/** A session of the time before, without what stands around it. */
	async rememberPage(...addresses) {
		await this.client.query('SET session_replication_role = replica');
		await this.client.query(`INSERT INTO ${this.schema}.chat_sessions (visitor_id, page_url, referrer_url) VALUES (gen_random_uuid(), $1, $2)`, addresses);
		await this.client.query('RESET session_replication_role');
	}
}

let database, fresh, first, last;
before(async () => {
	database = Database.start(['Northwind']);
	fresh = await database.postgresql.client();
	first = await Earlier.open(database, 'first', 'first-release.sql');
	last = await Earlier.open(database, 'last', 'released.sql');
	await first.rememberPage('https://ann:s3cret@shop.example/reset?token=s3cret#s3cret', 'https://mail.example/@ann#s3cret');
	await first.rememberPage('https://shop.example/plants', null);
	for (const earlier of [first, last]) earlier.migrate();
});
after(async () => {
	for (const client of [fresh, first?.client, last?.client]) await client?.end();
	database?.stop();
});

test("what pages' addresses brought along is gone, after migrate", async () => {
	const { rows } = await first.client.query(`SELECT page_url, referrer_url FROM ${first.schema}.chat_sessions ORDER BY page_url`);
	assert.deepEqual(rows, [
		{ page_url: 'https://shop.example/plants', referrer_url: null },
		{ page_url: 'https://shop.example/reset', referrer_url: 'https://mail.example/@ann' },
	]);
});

for (const statement of JSON.parse(read('released-statements.json'))) {
	test(`${statement.name} of the last release is accepted, after migrate`, async () => {
		const client = await database.postgresql.client('frontdesk_gateway', 'last');
		try {
			await assertAccepted(client, { ...statement, sql: fillNames(statement.sql, last.tenant) }, last.tenant);
		} finally {
			await client.end();
		}
	});
}

for (const [name, earlier] of [['the first', () => first], ['the last', () => last]]) {
	test(`a database of ${name} release has what a new one has, when the functions that its programs called have gone`, async () => {
		await earlier().migrateTwice();
		const wanted = await readSchemas(fresh, database.tenants[0]);
		assert.ok(wanted.functions.length > 50 && wanted.columns.length > 100 && wanted.recorded.length >= 4);
		assertSame(await readSchemas(earlier().client, earlier().tenant), wanted);
	});
}
