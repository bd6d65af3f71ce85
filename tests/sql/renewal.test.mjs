// Connections are renewed after so many tenants: unnoticed, beside what they do, one at a time.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, test } from 'node:test';
import { warnings } from '../harness/calm.mjs';
import { until } from '../harness/wait.mjs';
import { Database } from './database.mjs';

const TENANTS = 6, RENEW_AFTER = 3;

let database, driver;
before(() => (database = Database.start(Array.from({ length: TENANTS }, (_, i) => `Shop ${i}`))));
after(() => database?.stop());
afterEach(async () => {
	assert.equal(await driver.end(), 0, driver.log.slice(-2000));
	assert.deepEqual(warnings(driver.log), []);
});

const start = options => (driver = database.driver({ renewAfter: RENEW_AFTER, ...options }));
const backends = async name => (await database.postgresql.query('SELECT pid FROM pg_stat_activity WHERE application_name = $1', [name])).map(row => row.pid);
const pidOf = async tenant => Number((await driver.run(tenant, 'SELECT to_json(pg_backend_pid())')).json);
const sleep = (tenant, seconds) => driver.run(tenant, `SELECT to_json(pg_backend_pid()) FROM pg_sleep(${seconds})`);
const renewals = name => driver.log.match(new RegExp(`"event":"database connection renewed","link":"${name}"`, 'g')) ?? [];

test('a connection that has entered many tenants gives way to a new one, and ends', async () => {
	start();
	const first = await pidOf(database.tenants[0]);
	for (let i = 0; i < 50; i++) assert.equal(await pidOf(database.tenants[i % (RENEW_AFTER - 1)]), first);
	await pidOf(database.tenants[RENEW_AFTER - 1]);
	const second = await until(async () => (await backends('frontdesk')).find(pid => pid !== first), 20_000, 'a new connection');
	await until(async () => (await backends('frontdesk')).length === 1, 20_000, 'the old connection to end');
	assert.equal(await pidOf(database.tenants[0]), second);
	assert.equal(renewals('frontdesk').length, 1);
});

test('the old connection serves until the new one is there, and finishes what it has begun before', async () => {
	start();
	const first = await pidOf(database.tenants[0]);
	const begun = driver.together(() => database.tenants.map(tenant => sleep(tenant, 0.2)));
	await until(() => driver.log.match(/"event":"database connected","link":"frontdesk"[,}]/g).length === 2, 20_000, 'a new connection beside the old');
	const answered = [];
	const late = database.tenants.map(async tenant => answered.push(await pidOf(tenant)));
	for (const answer of await Promise.all(begun)) assert.deepEqual(answer, { word: 'none', count: 0, json: String(first) });
	await Promise.all(late);
	assert.ok(answered.every(pid => pid !== first), 'what came later is for the new one');
});

test('of many connections that are due one is renewed at a time', async () => {
	start({ connections: 8, renewAfter: 1 });
	const events = () => [...driver.log.matchAll(/"event":"database connection (is to be renewed|renewed)"/g)].map(([, what]) => what);
	await until(async () => {
		await Promise.all(database.tenants.map(pidOf));
		return events().length >= 20;
	}, 20_000, 'ten renewals');
	events().forEach((what, i) => assert.equal(what, i % 2 === 0 ? 'is to be renewed' : 'renewed'));
});

test("the writer's connection is renewed between two batches, and every message is stored once", async () => {
	start();
	const sessions = await Promise.all(database.tenants.map(tenant => database.makeSessions(tenant, 1)));
	const messages = Array.from({ length: 600 }, (_, i) => ({ tenant: database.tenants[i % TENANTS], session: sessions[i % TENANTS][0], id: randomUUID() }));
	const put = ({ tenant, session, id }) => driver.store(tenant, session, id, 'a message');
	for (let at = 0; at < messages.length; at += 100) {
		const answers = await Promise.all(messages.slice(at, at + 100).map(put));
		assert.deepEqual([...new Set(answers.map(answer => answer.word))], ['fresh']);
	}
	for (const tenant of database.tenants) {
		const seqs = (await database.messages(tenant)).map(row => row.seq);
		assert.deepEqual(seqs, seqs.map((_, i) => i + 1));
		assert.equal(seqs.length, messages.length / TENANTS);
	}
	assert.ok(renewals('frontdesk writer').length > 0);
});
