// Every statement where there is much of everything: none of a conversation reads a large table as a whole, nor
// much that it drops. How fast they are `make scale` measures.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { checkCases, statements, valuesOf } from '../load/scale/cases.mjs';
import { fill } from '../load/scale/fill.mjs';
import { Plans } from '../load/scale/plans.mjs';
import { Sample } from '../load/scale/sample.mjs';
import { pretendToBeOld } from '../load/scale/scope.mjs';
import { Database, roleOf } from './database.mjs';

// So many are open that to go through all sessions for some of these seems cheap, as it does among a million.
const SESSIONS = 20_000, MESSAGES = 200_000, WAITING = 3_000, ACTIVE = 300;
const CALLS = 10; // the sixth of a function may have another plan than the first

let database, sample, plans;
before(async () => {
	database = Database.start(['Northwind']);
	const { postgresql, tenants: [tenant] } = database;
	await postgresql.query('ALTER SYSTEM SET autovacuum = off');
	await postgresql.query('SELECT pg_reload_conf()');
	await fill(database, tenant, { sessions: SESSIONS, messages: MESSAGES, waiting: WAITING, active: ACTIVE });
	await pretendToBeOld(postgresql, tenant);
	const client = await postgresql.client();
	await client.query(`SET search_path = ${roleOf(tenant)}, public`);
	sample = await Sample.read(client, tenant);
	await client.end();
	plans = await Plans.open(postgresql, tenant);
});
after(async () => {
	await plans?.close();
	database?.stop();
});

test('what statements are called with is known of every one, and of no other', () => {
	checkCases();
	for (const statement of statements) assert.equal(valuesOf(statement, sample).length, statement.params.length, statement.name);
});

test('a statement that reads all of a table, or drops most of what it reads, is named with both', async () => {
	const [{ id }] = sample.sessionsBy.long;
	const look = async (sql, values) => (await plans.look({ name: 'tried', sql }, [values])).faults.map(fault => fault.split(':').slice(0, 2).join(':'));
	assert.deepEqual(await look('SELECT count(*) FROM chat_messages WHERE sender_id = $1', ['nobody']), ['tried: Seq Scan on chat_messages reads all of it']);
	const [dropping, ...rest] = await look("SELECT count(*) FROM chat_messages WHERE session_id = $1 AND sender_type = 'bot'", [id]);
	assert.match(dropping, /^tried: .* on chat_messages .*drops most of what it reads$/);
	assert.deepEqual(rest, []);
	assert.deepEqual(await look('SELECT count(*) FROM chat_messages WHERE session_id = $1 AND seq < 10', [id]), []);
});

test('the places of those who wait are read in their order, and not sorted', async () => {
	await plans.look(statements.find(({ name }) => name === 'chat_places'), [[100_000]]);
	assert.doesNotMatch(JSON.stringify(plans.heard), /"Sort"/);
});

test('of the tickets that a filter leaves few of each is read once, however many others have the words', async () => {
	const statement = statements.find(({ name }) => name === 'ticket_list'), filter = { status: ['open', 'pending', 'snoozed', 'resolved', 'closed'], tag: 'tag 3', channel: 'chat' };
	const { postgresql, tenants: [tenant] } = database;
	const [{ left, found }] = await postgresql.query(`SELECT count(*)::int AS left, (count(*) FILTER (WHERE requester_name LIKE 'Visitor 1%'))::int AS found
		FROM ${roleOf(tenant)}.support_tickets WHERE tags @> '{tag 3}' AND channel = 'chat'`);
	assert.ok(found > 0 && found < left, `${found} of ${left}`);
	const nodes = node => [node, ...(node.Plans ?? []).flatMap(nodes)];
	for (const sort of ['-updatedAt', 'createdAt', '-priority', 'number']) {
		await plans.look(statement, [[{ ...filter, q: 'visitor 1' }, sort, null, left]]);
		const scans = plans.heard.flatMap(({ Plan }) => nodes(Plan)).filter(node => node['Relation Name'] === 'support_tickets' && node['Node Type'] !== 'Sample Scan');
		const dropped = node => (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
		const kept = scans.reduce((sum, node) => sum + node['Actual Loops'] * node['Actual Rows'], 0), read = kept + scans.reduce((sum, node) => sum + node['Actual Loops'] * dropped(node), 0);
		assert.equal(kept, found, sort);
		assert.ok(read <= SESSIONS / 50, `${sort}: ${read} are read, of ${left} that are left and ${SESSIONS / 50} that have the tag`);
		assert.ok(scans.every(node => !JSON.stringify(node).includes('support_tickets_words_idx')), sort);
	}
});

for (const statement of statements) {
	test(`${statement.name} reads what it wants of large tables, and no more`, async () => {
		const { faults } = await plans.look(statement, Array.from({ length: CALLS }, () => valuesOf(statement, sample)));
		assert.deepEqual(faults, []);
	});
}
