// What pages say that visitors did, in PostgreSQL: each is noted once whoever says it again, the newest fifty stay, a
// merge takes them along, and what is old goes.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readStatements } from '../../sql/parse.mjs';
import { Database, project } from './database.mjs';

const statements = new Map(Object.values(readStatements(join(project, 'sql'))).flat().map(each => [each.name, each.sql]));
const MINUTE_MS = 60_000;
let database, tenant;
before(() => {
	database = Database.start(['Northwind']);
	[tenant] = database.tenants;
});
after(() => database?.stop());

const run = (text, ...values) => database.inScope(tenant, async client => (await client.query(statements.get(text) ?? text, values)).rows);
const event = (name, agoMs = 0, properties = {}) => ({ id: randomUUID(), name, agoMs, properties });
const note = async (visitor, ...told) => (await run('visitor_events_note', visitor, JSON.stringify(told)))[0];
const kept = async visitor => (await run('SELECT name FROM visitor_events WHERE visitor_id = $1 ORDER BY happened_at DESC, id DESC', visitor)).map(row => row.name);
const told = async session => (await run('SELECT version, visitor_events_at AS at FROM chat_sessions WHERE id = $1', session))[0];
const start = async (identifier = null, visitor = identifier ? `c-${randomUUID().replaceAll('-', '')}` : `v-${randomUUID()}`) => {
	const [{ session_id: session }] = await run('chat_session_start', visitor, null, identifier, null, null, null, null, randomUUID(), 'a key', null);
	return { visitor, session };
};
const prove = (visitor, proven, identifier, former = null) => run('visitor_prove', visitor, proven, former ?? proven, identifier, null, null);

test('an event that is told again, also by two at once, is noted once and told once', async () => {
	const { visitor, session } = await start();
	const one = event('one', 5 * MINUTE_MS, { sku: 'fern-1', none: null }), two = event('two');
	const outcomes = await Promise.all(Array.from({ length: 4 }, () => note(visitor, one)));
	assert.ok(outcomes.every(({ outcome }) => outcome === 'done'));
	assert.deepEqual(outcomes.filter(row => row.session_id).map(row => row.session_id), [session]);
	const before = await told(session);
	assert.deepEqual(await note(visitor, one, one), { outcome: 'done', session_id: null });
	assert.deepEqual(await told(session), before);
	assert.equal((await note(visitor, one, two, two)).session_id, session);
	assert.deepEqual(await kept(visitor), ['two', 'one']);
	assert.ok((await told(session)).at > before.at);
	const [{ properties, ago }] = await run('SELECT properties, round(extract(epoch FROM updated_at - happened_at)) AS ago FROM visitor_events WHERE visitor_id = $1 AND name = $2', visitor, 'one');
	assert.deepEqual([properties, Number(ago)], [{ sku: 'fern-1' }, 300]);
	assert.deepEqual(await note(`v-${randomUUID()}`, one), { outcome: 'absent', session_id: null });
});

test('another visitor’s id takes nothing away', async () => {
	const one = await start(), other = await start(), same = event('the same');
	for (const { visitor, session } of [one, other]) assert.equal((await note(visitor, same)).session_id, session);
	assert.deepEqual([await kept(one.visitor), await kept(other.visitor)], [['the same'], ['the same']]);
});

test('the newest fifty stay, whichever are told last', async () => {
	const { visitor } = await start();
	for (let ten = 0; ten < 6; ten++) await note(visitor, ...Array.from({ length: 10 }, (_, i) => event(`e${10 * ten + i}`, (60 - 10 * ten - i) * MINUTE_MS)));
	const newest = Array.from({ length: 50 }, (_, i) => `e${59 - i}`);
	assert.deepEqual(await kept(visitor), newest);
	await note(visitor, event('older than all', 3 * 60 * MINUTE_MS));
	assert.deepEqual(await kept(visitor), newest);
});

test('a merge gives the customer what the visitor did, of both the newest, and leaves the old id nothing', async () => {
	const customer = await start('customer 1'), visitor = await start();
	await note(customer.visitor, ...Array.from({ length: 10 }, (_, i) => event(`c${i}`, i * MINUTE_MS)));
	for (let ten = 0; ten < 5; ten++) await note(visitor.visitor, ...Array.from({ length: 10 }, (_, i) => event(`v${10 * ten + i}`, (10 * ten + i + 0.5) * MINUTE_MS)));
	const before = await told(customer.session);
	await prove(visitor.visitor, customer.visitor, 'customer 1');
	const all = await kept(customer.visitor);
	assert.deepEqual([all.length, all.slice(0, 4), all.at(-1)], [50, ['c0', 'v0', 'c1', 'v1'], 'v39']);
	assert.deepEqual(await kept(visitor.visitor), []);
	assert.equal((await note(visitor.visitor, event('late'))).outcome, 'absent');
	assert.ok((await told(customer.session)).at > before.at, 'whoever shows it reads it again');
});

test('an id that gives way takes all along, the next chat knows of them, and a visitor who is erased leaves none', async () => {
	const customer = await start('customer 2'), proven = `c-${randomUUID().replaceAll('-', '')}`;
	await note(customer.visitor, event('before'));
	await prove(customer.visitor, proven, 'customer 2', customer.visitor);
	assert.deepEqual([await kept(proven), await kept(customer.visitor)], [['before'], []]);
	await run("UPDATE chat_sessions SET status = 'ended', ended_at = clock_timestamp(), queue_position = NULL WHERE id = $1", customer.session);
	assert.deepEqual(await note(proven, event('between two chats')), { outcome: 'done', session_id: null });
	assert.ok((await told((await start('customer 2', proven)).session)).at);
	await run('DELETE FROM visitors WHERE visitor_id = $1', proven);
	assert.deepEqual(await kept(proven), []);
});

test('what is older than three months goes, and nothing else does', async () => {
	const { visitor } = await start();
	await note(visitor, event('of today'), event('of spring'), event('of last week'));
	for (const [name, days] of [['of spring', 91], ['of last week', 89]])
		await run("UPDATE visitor_events SET happened_at = now() - $2 * interval '1 day' WHERE name = $1", name, days);
	const [job] = await database.postgresql.query("INSERT INTO control.jobs (kind, tenant_id, state, fence) VALUES ('accounts.upkeep', $1, 'taken', 1) RETURNING id", [tenant]);
	await run('upkeep_tenant', job.id, 1);
	assert.deepEqual(await kept(visitor), ['of today', 'of last week']);
});

test('what is no object, or too much, has no place in the table', async () => {
	const { visitor } = await start();
	for (const properties of ['[]', '7', JSON.stringify({ a: 'x'.repeat(20_000) })])
		await assert.rejects(run("INSERT INTO visitor_events (visitor_id, id, name, properties, happened_at) VALUES ($1, gen_random_uuid(), 'x', $2::jsonb, now())", visitor, properties), { code: '23514' });
});
