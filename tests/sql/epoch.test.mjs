// The name of the database's history: another one after a promotion, which may have lost the newest.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Database } from './database.mjs';

let database, standby;
before(async () => {
	database = Database.start(['Northwind']);
	standby = await database.postgresql.standby();
});
after(() => {
	standby?.stop();
	database?.stop();
});

test('a standby that is promoted counts in a history of its own', async () => {
	const epoch = async server => (await server.query('SELECT control.epoch() AS name'))[0].name;
	const old = await epoch(database.postgresql);
	database.postgresql.halt('immediate');
	standby.promote();
	const fresh = await epoch(standby);
	assert.notEqual(fresh, old);
	assert.equal(fresh.split('-')[0], old.split('-')[0]); // the same system, another timeline
	assert.equal(await epoch(standby), fresh);
});
