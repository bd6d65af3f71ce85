// The pipelined connections: what a statement's caller hears, whatever becomes of the connection.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { until } from '../harness/wait.mjs';
import { Database, roleOf } from './database.mjs';

let database, ours, theirs, driver;
before(async () => {
	database = Database.start(['Northwind', 'Contoso']);
	[ours, theirs] = database.tenants;
	await database.postgresql.query(`CREATE TABLE ${roleOf(ours)}.tried (
		n integer PRIMARY KEY, parent integer REFERENCES ${roleOf(ours)}.tried DEFERRABLE INITIALLY DEFERRED)`);
	await database.postgresql.query(`GRANT ALL ON ${roleOf(ours)}.tried TO ${roleOf(ours)}`);
});
after(() => database?.stop());
afterEach(async () => {
	assert.equal(await driver.end(), 0, driver.log.slice(-2000));
});

const write = { write: true, returns: 'nothing' };
const backends = name => database.postgresql.query('SELECT pid, query FROM pg_stat_activity WHERE application_name = $1', [name]);
const rowsTried = async () => (await database.postgresql.query(`SELECT n FROM ${roleOf(ours)}.tried ORDER BY n`)).map(row => row.n);

/** Ends the backend that runs a statement with this text in it, as kill -9 of a server process would look to us. */
async function terminateRunning(text) {
	const [{ pid }] = await until(async () => {
		const rows = await database.postgresql.query(
			"SELECT pid FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid() AND query LIKE $1", [`%${text}%`]);
		return rows.length > 0 && rows;
	}, 20_000, `a backend that runs ${text}`);
	await database.postgresql.query('SELECT pg_terminate_backend($1)', [pid]);
}

test("a statement runs in its tenant's scope, another tenant's next to it in theirs", async () => {
	driver = database.driver();
	const answers = await Promise.all([ours, theirs, ours, null].map(tenant => driver.run(tenant, 'SELECT to_json(current_user::text)')));
	assert.deepEqual(answers.map(answer => answer.json), [`"${roleOf(ours)}"`, `"${roleOf(theirs)}"`, `"${roleOf(ours)}"`, '"frontdesk_gateway"']);
});

test('one failing call does nothing to those before and behind it', async () => {
	driver = database.driver();
	const answers = await Promise.all([
		driver.run(ours, 'INSERT INTO tried VALUES (1)', write),
		driver.run(ours, 'INSERT INTO tried VALUES (1)', write),
		driver.run(ours, 'INSERT INTO tried VALUES (2)', write),
	]);
	assert.deepEqual(answers.map(answer => answer.word), ['none', 'conflict', 'none']);
	assert.deepEqual(await rowsTried(), [1, 2]);
});

test('a write whose commit fails has failed, though its statement had succeeded', async () => {
	driver = database.driver();
	assert.equal((await driver.run(ours, 'INSERT INTO tried VALUES (3, 99)', write)).word, 'absent');
	assert.deepEqual(await rowsTried(), [1, 2]);
});

test("a tenant's role that cannot be entered is busy, and the tenant is read anew", async () => {
	driver = database.driver();
	const unknown = '99999999-9999-4999-8999-999999999999';
	assert.equal((await driver.run(unknown, 'SELECT to_json(1)')).word, 'busy');
	assert.match(driver.log, /"level":"info","event":"a tenant has gone, it is read anew".*"sqlstate":"22023"/);
	assert.equal((await driver.run(ours, 'SELECT to_json(1)')).word, 'none');
});

test('what a tenant has lost since its scope was entered is busy, and the tenant is read anew', async () => {
	driver = database.driver();
	assert.equal((await driver.run(ours, 'SELECT to_json(n) FROM has_gone')).word, 'busy');
	assert.match(driver.log, /"level":"info","event":"a tenant has gone, it is read anew".*"sqlstate":"42P01"/);
	assert.equal((await driver.run(theirs, 'SELECT to_json(has_gone())')).word, 'busy');
	assert.match(driver.log, /"level":"info","event":"a tenant has gone, it is read anew".*"sqlstate":"42883"/);
	assert.equal((await driver.run(null, 'SELECT to_json(n) FROM has_gone')).word, 'internal', 'where there is no tenant');
});

test('no row, and NULL, are absent where one value is asked for', async () => {
	driver = database.driver();
	assert.equal((await driver.run(ours, 'SELECT to_json(n) FROM tried WHERE n = 77')).word, 'absent');
	assert.equal((await driver.run(ours, 'SELECT NULL::jsonb')).word, 'absent');
	assert.equal((await driver.run(ours, 'SELECT jsonb_build_object($$a$$, 1)')).json, '{"a": 1}');
});

test('a statement that runs for too long is busy, and the log holds no value', async () => {
	driver = database.driver();
	assert.equal((await driver.run(ours, "SELECT to_json('canary' || pg_sleep(9)::text)")).word, 'busy');
	assert.match(driver.log, /"sqlstate":"57014"/);
	assert.doesNotMatch(driver.log, /canary/);
});

test('a connection lost under a read is busy, under a write uncertain, and comes back', async () => {
	driver = database.driver();
	const read = driver.run(ours, 'SELECT to_json(pg_sleep(2)::text)');
	const written = driver.run(ours, 'INSERT INTO tried VALUES (10)', write);
	await terminateRunning('pg_sleep(2)');
	assert.equal((await read).word, 'busy');
	assert.equal((await written).word, 'uncertain');
	assert.equal((await driver.run(ours, 'INSERT INTO tried VALUES (11)', write)).word, 'none');
	assert.match(driver.log, /database connection lost/);
});

test('a statement waits for PostgreSQL to come back', async () => {
	driver = database.driver();
	assert.equal((await driver.run(ours, 'SELECT to_json(1)')).word, 'none');
	database.postgresql.halt('immediate');
	const answer = driver.run(ours, 'SELECT to_json(2)');
	database.postgresql.boot();
	assert.match((await answer).word, /none|busy/); // busy: it was on the wire as the server fell
	assert.equal((await driver.run(ours, 'SELECT to_json(3)')).json, '3');
});

test('a flood of one tenant is bounded, and leaves room for another', async () => {
	driver = database.driver();
	const slow = driver.run(ours, 'SELECT to_json(pg_sleep(1)::text)');
	const flood = driver.queue(ours, 'SELECT to_json(1)', 1000);
	const other = driver.run(theirs, 'SELECT to_json(2)');
	const words = (await flood).map(answer => answer.word);
	assert.ok(words.filter(word => word === 'busy').length > 500);
	assert.ok(words.filter(word => word === 'none').length >= 255); // an eighth of the queue, with the slow one
	assert.equal((await other).word, 'none');
	assert.equal((await slow).word, 'none');
});

test('a connection is renewed after many statements, unnoticed', async () => {
	driver = database.driver();
	const pid = 'SELECT to_json(pg_backend_pid())';
	const first = (await driver.run(ours, pid)).json;
	for (let sent = 0; sent < 30_000; sent += 250) {
		const words = new Set((await driver.queue(ours, 'SELECT to_json(1)', 250)).map(answer => answer.word));
		assert.deepEqual([...words], ['none']);
	}
	await until(async () => (await driver.run(ours, pid)).json !== first, 20_000, 'the new connection to be used');
	await until(async () => (await backends('frontdesk')).length === 1, 20_000, 'the old connection to be gone');
});
