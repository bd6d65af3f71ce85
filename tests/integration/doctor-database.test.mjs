// What doctor says of the way to PostgreSQL: it goes the server's own way, and says libpq's own words.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { TROUBLE } from '../harness/calm.mjs';
import { PgBouncer } from '../harness/pgbouncer.mjs';
import { Server } from '../harness/server.mjs';
import { makeCertificate } from '../harness/tls.mjs';
import { until } from '../harness/wait.mjs';

let server, settings;
before(async () => {
	server = await Server.start();
	settings = Object.fromEntries(server.settings());
});
after(() => server?.stop());

/** What is said of these subjects with this `database`. */
function lines(database, ...subjects) {
	server.configure({ ...settings, database });
	const said = server.doctor();
	server.configure(settings);
	return said.split('\n').filter(line => subjects.includes(line.split(/ +/)[1])).map(line => line.replace(/ +/g, ' '));
}

/** How a start with this `database` ends. */
function start(database) {
	const said = spawnSync(server.binary, ['serve', '--config', server.config, '--database', database, '--listen', `unix:${server.folder}/other`], { encoding: 'utf8', timeout: 20_000 });
	return { status: said.status, text: said.stderr };
}

test('a server that takes no writes is none for doctor either, in libpq\'s own words', async () => {
	const { postgresql } = server;
	const set = async word => {
		const client = await postgresql.client();
		await client.query('SET default_transaction_read_only = off');
		await client.query(`ALTER SYSTEM SET default_transaction_read_only = ${word}`);
		await client.query('SELECT pg_reload_conf()');
		await client.end();
		await until(async () => (await postgresql.query('SHOW default_transaction_read_only'))[0].default_transaction_read_only === word, 10_000, `it to be ${word}`);
	};
	assert.deepEqual(lines(settings.database, 'database'), []);
	server.expect(...TROUBLE.postgresql); // which asks for its jobs meanwhile
	await set('on');
	const [said] = lines(settings.database, 'database');
	await set('off');
	assert.match(said, /^FAIL database PostgreSQL cannot be reached by the setting database: connection to server on socket .* session is read-only/);
});

test('as many connections as the workers make must be taken', () => {
	const look = changes => {
		server.configure({ ...settings, ...changes });
		const [said] = server.doctor().split('\n').filter(line => /^\S+ +connections /.test(line));
		server.configure(settings);
		return said.replace(/ +/g, ' ');
	};
	assert.match(look({}), /^ok connections This replica's workers make up to 16 of the 57 that PostgreSQL takes\.$/);
	assert.match(look({ db_slow_connections: '30' }), /^warn connections .* up to 72 of the 57 .*max_connections/);
});

test('of several servers each one\'s words are said', () => {
	const [said] = lines('host=/nowhere/one,/nowhere/two user=frontdesk_gateway dbname=frontdesk', 'database');
	assert.match(said, /^FAIL database .*\/nowhere\/two.*No such file or directory.*\/nowhere\/one.*No such file or directory/);
});

test('the certificate that is shown to PostgreSQL is looked at, with its key and its days', () => {
	const look = ({ tls_certificate: certificate, tls_key: key }) => lines(`${settings.database} sslcert=${certificate} sslkey=${key}`, 'sslcert')[0];
	const good = makeCertificate(server.folder, { name: 'client' });
	assert.match(look(good), /^ok sslcert Good for 2\d days\.$/);
	assert.match(look(makeCertificate(server.folder, { name: 'soon', days: 9 })), /^warn sslcert It expires in [67] days/);
	assert.match(look(makeCertificate(server.folder, { name: 'late', days: 5, daysAgo: 10 })), /^FAIL sslcert .*expired/);
	const other = makeCertificate(server.folder, { name: 'other' });
	assert.match(look({ ...good, tls_key: other.tls_key }), /^FAIL sslcert /);
	assert.match(look({ ...good, tls_key: '/nowhere/key' }), /^FAIL sslcert /);
	assert.match(lines(`${settings.database} sslcert=${good.tls_certificate}`, 'sslcert')[0], /^warn sslcert .*only one of sslcert and sslkey/);
});

for (const [name, bouncing, words] of [
	['as it comes from Debian', {}, /unsupported startup parameter/],
	['that leaves our settings out', { ignore_startup_parameters: 'options', pool_mode: 'transaction' }, /left them out/],
])
	test(`a PgBouncer ${name} is refused by doctor and at a start, which say what to set`, async () => {
		const bouncer = await PgBouncer.start(server.postgresql, bouncing);
		const database = bouncer.connection('frontdesk_gateway');
		const [said] = lines(database, 'database');
		assert.match(said, /^FAIL database The setting database leads to a pooler.*the host and port of PostgreSQL, not those of PgBouncer\.$/);
		assert.match(said, words);
		const { status, text } = start(database);
		assert.equal(status, 1);
		assert.match(text, /^frontdesk: The setting database leads to a pooler/m);
		await bouncer.stop();
	});
