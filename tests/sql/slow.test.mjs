// The slow lane: what is marked [slow] has connections and a limit of time of its own.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Database } from './database.mjs';

let database, ours, theirs;
before(() => {
	database = Database.start(['Northwind', 'Contoso']);
	[ours, theirs] = database.tenants;
});
after(() => database?.stop());

const slow = { slow: true };
const report = 'SELECT to_json(pg_sleep(4)::text)'; // longer than a statement of a conversation may take

test('a report keeps its own tenant\'s lists waiting, nobody else\'s and no conversation', async () => {
	const driver = database.driver();
	const order = [];
	const run = async (name, ...asked) => {
		const { word } = await driver.run(...asked);
		order.push(`${name} ${word}`);
	};
	const reports = run('report', ours, report, slow);
	const lists = run('list', ours, 'SELECT to_json(1)', slow);
	await Promise.all([
		run('message', ours, 'SELECT to_json(1)'),
		run('their list', theirs, 'SELECT to_json(1)', slow),
		run('their message', theirs, 'SELECT to_json(1)'),
	]);
	assert.deepEqual([...order].sort(), ['message none', 'their list none', 'their message none']);
	await Promise.all([reports, lists]);
	assert.deepEqual(order.slice(3), ['report none', 'list none']);
	assert.equal(await driver.end(), 0, driver.log.slice(-2000));
});

test('a report that takes longer than any may is ended by PostgreSQL', async () => {
	const driver = database.driver();
	assert.equal((await driver.run(ours, 'SELECT to_json(pg_sleep(60)::text)', slow)).word, 'busy');
	assert.match(driver.log, /"sqlstate":"57014"/);
	assert.equal(await driver.end(), 0, driver.log.slice(-2000));
});
