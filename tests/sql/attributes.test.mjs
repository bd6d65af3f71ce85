// What pages say of visitors, in PostgreSQL: of two who write at once nothing is lost, a merge leaves no more
// than there may be, and an id that gives way takes all along.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readStatements } from '../../sql/parse.mjs';
import { Database, project } from './database.mjs';

const statements = new Map(Object.values(readStatements(join(project, 'sql'))).flat().map(each => [each.name, each.sql]));
let database, tenant;
before(() => {
	database = Database.start(['Northwind']);
	[tenant] = database.tenants;
});
after(() => database?.stop());

const run = (text, ...values) => database.inScope(tenant, async client => (await client.query(statements.get(text) ?? text, values)).rows);
const note = async (visitor, said, identifier = null, vouched = null) => (await run('visitor_attributes_note', visitor, said, identifier, vouched))[0];
const kept = async visitor => (await run('SELECT said, vouched FROM visitor_attributes WHERE visitor_id = $1', visitor))[0];
const some = (from, to) => Object.fromEntries(Array.from({ length: to - from }, (_, i) => [`a${from + i}`, i]));
const start = async (identifier = null) => {
	const visitor = identifier ? `c-${randomUUID().replaceAll('-', '')}` : `v-${randomUUID()}`;
	const [{ session_id: session }] = await run('chat_session_start', visitor, null, identifier, null, null, null, null, randomUUID(), 'a key', null);
	return { visitor, session };
};
const prove = (visitor, proven, identifier, former = null) => run('visitor_prove', visitor, proven, former ?? proven, identifier, null, null);

test('of many who write at once nothing is lost, and none is more than there may be', async () => {
	const { visitor, session } = await start();
	const outcomes = await Promise.all(Array.from({ length: 12 }, (_, i) => note(visitor, some(3 * i, 3 * i + 3))));
	assert.deepEqual(outcomes.map(row => row.outcome).sort(), [...Array(10).fill('done'), 'many', 'many']);
	assert.ok(outcomes.every(row => (row.outcome === 'done') === (row.session_id === session)));
	assert.equal(Object.keys((await kept(visitor)).said).length, 30);
});

test('what is as it was changes nothing, and who is nobody says nothing', async () => {
	const { visitor, session } = await start();
	assert.deepEqual(await note(visitor, { a: 1, b: null }), { outcome: 'done', session_id: session });
	const [before] = await run('SELECT version, visitor_attributes_at AS at FROM chat_sessions WHERE id = $1', session);
	for (const same of [null, {}, { a: 1 }, { b: null }]) assert.deepEqual(await note(visitor, same), { outcome: 'done', session_id: null });
	assert.deepEqual((await run('SELECT version, visitor_attributes_at AS at FROM chat_sessions WHERE id = $1', session))[0], before);
	assert.deepEqual(await note(`v-${randomUUID()}`, { a: 1 }), { outcome: 'absent', session_id: null });
});

test('a customer alone is vouched for, by their own identifier', async () => {
	const customer = await start('customer 1'), stranger = await start();
	assert.equal((await note(customer.visitor, null, 'customer 1', { a: 1 })).outcome, 'done');
	for (const [{ visitor }, identifier] of [[customer, 'customer 2'], [customer, null], [stranger, 'customer 1'], [stranger, null]])
		assert.equal((await note(visitor, { b: 1 }, identifier, { a: 2 })).outcome, 'denied');
	assert.deepEqual([await kept(customer.visitor), await kept(stranger.visitor)], [{ said: {}, vouched: { a: 1 } }, undefined]);
});

test('a merge gives the customer what was said of the visitor, the customer’s own first, and no more than there may be', async () => {
	const customer = await start('customer 3'), visitor = await start(), crowded = await start();
	await note(customer.visitor, { a0: 'theirs', ...some(20, 25) }, 'customer 3', { a0: 'signed' });
	await note(visitor.visitor, some(0, 10));
	const [{ session_ids: told }] = await prove(visitor.visitor, customer.visitor, 'customer 3');
	assert.equal(told.length, 32, 'the session that ended and the one that goes on');
	const { said, vouched } = await kept(customer.visitor);
	assert.deepEqual([said, vouched], [{ ...some(0, 10), a0: 'theirs', ...some(20, 25) }, { a0: 'signed' }]);
	await note(crowded.visitor, some(30, 50));
	await prove(crowded.visitor, customer.visitor, 'customer 3');
	assert.deepEqual(await kept(customer.visitor), { said, vouched });
	for (const { visitor: gone } of [visitor, crowded]) {
		assert.equal(await kept(gone), undefined);
		assert.equal((await note(gone, { a: 1 })).outcome, 'absent');
	}
	const [row] = await run('SELECT s.visitor_attributes_at = a.updated_at AS is_told FROM chat_sessions s JOIN visitor_attributes a USING (visitor_id) WHERE s.id = $1', customer.session);
	assert.equal(row.is_told, true);
});

test('an id that gives way takes all along, and a visitor who is erased too', async () => {
	const customer = await start('customer 4'), proven = `c-${randomUUID().replaceAll('-', '')}`;
	await note(customer.visitor, { a: 1 }, 'customer 4', { b: 2 });
	await prove(customer.visitor, proven, 'customer 4', customer.visitor);
	assert.deepEqual([await kept(proven), await kept(customer.visitor)], [{ said: { a: 1 }, vouched: { b: 2 } }, undefined]);
	await run('DELETE FROM visitors WHERE visitor_id = $1', proven);
	assert.equal(await kept(proven), undefined);
});

test('what is no object, or too much, has no place in the table', async () => {
	const { visitor } = await start();
	for (const said of ['[]', '7', JSON.stringify({ a: 'x'.repeat(70_000) })])
		await assert.rejects(run('INSERT INTO visitor_attributes (visitor_id, said) VALUES ($1, $2::jsonb)', visitor, said), { code: '23514' });
});
