// PostgreSQL goes on answering and takes no writes any more: a primary that was made a standby of
// another. That is a lost connection, and the next server in the list is tried at once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TROUBLE } from '../harness/calm.mjs';
import { Chatter } from '../harness/chatter.mjs';
import { Visitor } from '../harness/client.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

let server, first, second, tenant;
before(async () => {
	server = await Server.start();
	first = server.postgresql;
	second = await first.standby();
	await server.kill('SIGTERM');
	const settings = Object.fromEntries(server.settings());
	server.configure({ ...settings, database: `host=${second.folder},${first.folder} user=frontdesk_gateway dbname=frontdesk` });
	await server.boot();
	tenant = server.createTenant('Shop');
});
after(async () => {
	await server?.stop();
	second?.stop();
});

const readiness = async () => (await server.ask('/readyz')).status;
const start = () => Visitor.start(server, tenant).catch(error => error);

test('of several servers the one that takes writes is used, also when the list does not say so', async () => {
	const visitor = await Visitor.start(server, tenant);
	assert.equal(visitor.session.status, 'waiting');
});

test('a server that takes no writes any more is lost: the next is used within seconds, and nothing is missing', async () => {
	const visitor = await Visitor.start(server, tenant);
	const chatter = new Chatter(visitor, visitor.session.id);
	await chatter.connect();
	for (let i = 0; i < 10; i++) chatter.say(`before ${i}`);
	await until(() => chatter.promised.size === 10, 10_000, 'them to be stored');

	server.expect(...TROUBLE.postgresql, 'the database has another history now', 'positions are of another history: everybody loads anew');
	await first.query("ALTER SYSTEM SET default_transaction_read_only = on");
	await first.query('SELECT pg_reload_conf()');
	await until(async () => (await first.query('SHOW default_transaction_read_only'))[0].default_transaction_read_only === 'on', 10_000, 'it to take no writes');
	for (let i = 0; i < 10; i++) chatter.say(`while nobody takes writes ${i}`);
	assert.ok((await start()) instanceof Error, 'nobody could store a new chat');
	await until(async () => await readiness() === 503, 20_000, 'the server to say that it cannot serve');
	assert.match(server.log, /"event":"database connection lost".*"why":"its server takes no writes"/);
	await until(() => /"event":"database does not answer".*"libpq":"[^"]*session is read-only/.test(server.log), 10_000, "libpq's own words");

	second.promote();
	// Nobody follows it yet: it must not wait.
	await second.query("ALTER SYSTEM SET synchronous_standby_names = ''");
	await second.query('SELECT pg_reload_conf()');
	await until(async () => await readiness() === 200, 30_000, 'the server to have found the other');
	const began = Date.now();
	assert.equal((await until(async () => { const made = await start(); return made instanceof Visitor && made; }, 10_000, 'a chat to be started')).session.status, 'waiting');
	await until(() => chatter.isSettled(20), 20_000, () => chatter.describe());
	console.log(`all was stored ${Date.now() - began} ms after the server was ready again`);
	const rows = await second.query(`SELECT seq::int FROM tenant_${tenant.replaceAll('-', '')}.chat_messages ORDER BY seq`);
	assert.deepEqual(rows.map(row => row.seq), Array.from({ length: 20 }, (_, i) => i + 1));
	await chatter.close();
});
