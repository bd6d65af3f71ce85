// The writer and chat_messages_store: every message once, without a gap, whatever happens on the way.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, test } from 'node:test';
import { until } from '../harness/wait.mjs';
import { Database, roleOf } from './database.mjs';

let database, ours, theirs;
let drivers = [];
before(() => {
	database = Database.start(['Northwind', 'Contoso']);
	[ours, theirs] = database.tenants;
});
after(() => database?.stop());
afterEach(async () => {
	const ended = drivers;
	drivers = [];
	for (const driver of ended) assert.equal(await driver.end(), 0, driver.log.slice(-2000));
});

function driver() {
	drivers.push(database.driver());
	return drivers.at(-1);
}

function shuffled(list) {
	return list.map(item => [Math.random(), item]).sort((a, b) => a[0] - b[0]).map(([, item]) => item);
}

/** Every id once, and in each session seq 1, 2, 3 … */
async function assertWhole(tenant, messages) {
	const stored = (await database.messages(tenant)).filter(row => messages.some(message => message.session === row.session_id));
	assert.equal(stored.length, messages.length);
	assert.deepEqual(new Set(stored.map(row => row.id)), new Set(messages.map(message => message.id)));
	let last = {};
	for (const row of stored) {
		assert.equal(row.seq, (row.session_id === last.session_id ? last.seq : 0) + 1);
		last = row;
	}
	for (const { id, content } of messages) assert.equal(stored.find(row => row.id === id).content.toString(), content);
}

async function makeMessages(tenant, sessionCount, count) {
	const sessions = await database.makeSessions(tenant, sessionCount);
	return Array.from({ length: count }, (_, i) => ({ tenant, session: sessions[i % sessionCount], id: randomUUID(), content: `message ${i} of many` }));
}

/** The next transaction id and multixact, on a server whose own housekeeping takes none. */
async function counters() {
	const client = await database.postgresql.client();
	await client.query('ALTER SYSTEM SET autovacuum = off');
	await client.query('SELECT pg_reload_conf()');
	const read = async () => {
		await client.query('CHECKPOINT');
		const { rows: [{ xid, multixact }] } = await client.query(
			'SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS xid, next_multixact_id::text AS multixact FROM pg_control_checkpoint()');
		return { xid: Number(xid), multixact: Number(multixact) };
	};
	return { client, read };
}

const put = (writer, { tenant, session, id, content }) => writer.store(tenant, session, id, content);

test('a message sent again answers with the seq it has; the same id with anything else is refused', async () => {
	const [first, second] = await database.makeSessions(ours, 2);
	const id = randomUUID();
	const writer = driver();
	assert.deepEqual(await writer.store(ours, first, id, 'the content'), { word: 'fresh', count: 1, json: '' });
	assert.deepEqual(await writer.store(ours, first, id, 'the content'), { word: 'duplicate', count: 1, json: '' });
	assert.equal((await writer.store(ours, first, id, 'other content')).word, 'conflict');
	assert.equal((await writer.store(ours, first, id, 'the content', 'somebody')).word, 'conflict');
	assert.equal((await writer.store(ours, second, id, 'the content')).word, 'conflict');
	assert.equal((await writer.store(theirs, second, id, 'the content')).word, 'erased');
	assert.equal((await writer.store(ours, second, randomUUID(), 'the content')).count, 1);
});

test('what is stamped after its session has ended is refused; what was stored stands, and what came before the end is stored', async () => {
	const [ended, ending] = await database.makeSessions(ours, 2);
	const writer = driver(), early = randomUUID(), late = randomUUID();
	assert.equal((await writer.store(ours, ended, early, 'in time')).word, 'fresh');
	await database.inScope(ours, client => client.query("SELECT chat_session_end($1, 'agent', 'x', true, '{active}')", [ended]));
	await database.inScope(ours, client => client.query("UPDATE chat_sessions SET status = 'ended', ended_at = now() + interval '1 hour' WHERE id = $1", [ending]));
	const together = [writer.store(ours, ended, late, 'too late'), writer.store(ours, ending, randomUUID(), 'in time'), writer.store(ours, ended, early, 'in time')];
	assert.deepEqual((await Promise.all(together)).map(({ word }) => word), ['ended', 'fresh', 'duplicate']);
	assert.equal((await writer.store(ours, ended, early, 'something else')).word, 'conflict');
	assert.deepEqual((await database.messages(ours)).filter(row => row.id === late), []);
	const [{ is_after: isAfter }] = await database.postgresql.query(
		`SELECT s.ended_at < s.last_message_at AS is_after FROM ${roleOf(ours)}.chat_sessions s WHERE id = $1`, [ended]);
	assert.equal(isAfter, false);
});

// Subtransactions, and rows that one locked before another changed them, would cost each tenant of each
// batch an id and two multixacts more: numbers of which a server has four billion until it must freeze.
test('a batch takes one transaction id, whatever the number of its tenants, and no multixact', async () => {
	const rounds = 20;
	const { client, read } = await counters();
	const messages = await Promise.all([ours, theirs].map(tenant => makeMessages(tenant, rounds, rounds)));
	const writer = driver();
	await Promise.all(messages.map(([message]) => put(writer, message))); // it is connected
	const before = await read();
	for (let i = 1; i < rounds; i++) {
		const answers = await Promise.all(messages.map(of => put(writer, of[i])));
		assert.deepEqual(answers.map(answer => answer.word), ['fresh', 'fresh']);
	}
	const after = await read();
	await client.query('ALTER SYSTEM RESET autovacuum');
	await client.end();
	// A round may become two batches, never more than it has messages.
	assert.ok(after.xid - before.xid <= 2 * (rounds - 1), `${after.xid - before.xid} transaction ids`);
	assert.equal(after.multixact - before.multixact, 0, 'multixacts');
});

test('a message for an erased session is dropped, and its counter is gone with it', async () => {
	const [session] = await database.makeSessions(ours, 1);
	await database.inScope(ours, client => client.query('DELETE FROM chat_sessions WHERE id = $1', [session]));
	assert.equal((await driver().store(ours, session, randomUUID(), 'too late')).word, 'erased');
	assert.deepEqual(await database.postgresql.query('SELECT FROM control.session_counters WHERE session_id = $1', [session]), []);
});

test('four writers with the same messages in any order store each once, without a gap', async () => {
	const messages = [...await makeMessages(ours, 12, 1500), ...await makeMessages(theirs, 5, 500)];
	const answers = await Promise.all([1, 2, 3, 4].map(async () => {
		const writer = driver();
		return new Map(await Promise.all(shuffled(messages).map(async message => [message.id, await put(writer, message)])));
	}));
	for (const { id } of messages) {
		const said = answers.map(answer => answer.get(id));
		assert.deepEqual(said.map(answer => answer.word).sort(), ['duplicate', 'duplicate', 'duplicate', 'fresh']);
		assert.equal(new Set(said.map(answer => answer.count)).size, 1);
	}
	await assertWhole(ours, messages.filter(message => message.tenant === ours));
	await assertWhole(theirs, messages.filter(message => message.tenant === theirs));
	for (const writer of drivers) assert.doesNotMatch(writer.log, /40P01/);
});

test('nothing is lost or doubled when server processes die in the middle', async () => {
	const messages = [], answered = [];
	const writer = driver();
	const client = await database.postgresql.client();
	for (let killed = 0; killed === 0;) {
		const more = await makeMessages(ours, 8, 6000);
		let isDone = false;
		messages.push(...more);
		answered.push(Promise.all(more.map(message => put(writer, message))).finally(() => (isDone = true)));
		while (!isDone && killed < 8)
			killed += (await client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'frontdesk writer' AND state = 'active'")).rowCount;
	}
	await client.end();
	for (const answer of (await Promise.all(answered)).flat()) assert.match(answer.word, /fresh|duplicate/);
	await assertWhole(ours, messages);
});

test('messages wait while PostgreSQL is away, and are stored when it comes back', async () => {
	const messages = await makeMessages(ours, 3, 300);
	const writer = driver();
	assert.equal((await put(writer, messages[0])).word, 'fresh');
	database.postgresql.halt('immediate');
	const answers = messages.slice(1).map(message => put(writer, message));
	database.postgresql.boot();
	for (const answer of await Promise.all(answers)) assert.match(answer.word, /fresh|duplicate/);
	await assertWhole(ours, messages);
});

test('a guilty row goes to the dead letters alone', async () => {
	const messages = await makeMessages(ours, 2, 100);
	const others = await makeMessages(theirs, 2, 50);
	const guilty = messages[37];
	await database.postgresql.query(`ALTER TABLE ${roleOf(ours)}.chat_messages ADD CONSTRAINT refusal CHECK (id <> '${guilty.id}')`);
	const writer = driver();
	const answers = await Promise.all([...messages, ...others].map(message => put(writer, message)));
	assert.deepEqual(answers.filter(answer => answer.word === 'failed').length, 1);
	assert.equal(writer.answers.get(guilty.id).word, 'failed');
	await assertWhole(ours, messages.filter(message => message !== guilty));
	await assertWhole(theirs, others);
	const [letter] = await database.postgresql.query('SELECT * FROM control.dead_letters WHERE message_id = $1', [guilty.id]);
	assert.equal(letter.tenant_id, ours);
	assert.equal(letter.sqlstate, '23514');
	assert.equal(letter.content.toString(), guilty.content);
	await database.postgresql.query(`ALTER TABLE ${roleOf(ours)}.chat_messages DROP CONSTRAINT refusal`);
});

test("a tenant whose role is closed keeps its messages and holds nobody else's up", async () => {
	const held = await makeMessages(ours, 1, 20);
	const others = await makeMessages(theirs, 1, 20);
	await database.postgresql.query(`REVOKE ${roleOf(ours)} FROM frontdesk_gateway`);
	const writer = driver();
	const waiting = Promise.all(held.map(message => put(writer, message)));
	const answers = await Promise.all(others.map(message => put(writer, message)));
	assert.deepEqual([...new Set(answers.map(answer => answer.word))], ['fresh']);
	await until(() => writer.log.includes("a tenant's messages cannot be stored"), 20_000, 'the alarm');
	await database.postgresql.query(`GRANT ${roleOf(ours)} TO frontdesk_gateway`);
	assert.deepEqual([...new Set((await waiting).map(answer => answer.word))], ['fresh']);
	await assertWhole(ours, held);
});

test('a session that somebody holds locked delays its own messages only', async () => {
	const held = await makeMessages(ours, 1, 5);
	const others = await makeMessages(ours, 1, 5);
	const client = await database.postgresql.client();
	await client.query('BEGIN');
	await client.query('SELECT FROM control.session_counters WHERE session_id = $1 FOR UPDATE', [held[0].session]);
	const writer = driver();
	const waiting = Promise.all(held.map(message => put(writer, message)));
	const answers = await Promise.all(others.map(message => put(writer, message)));
	assert.deepEqual([...new Set(answers.map(answer => answer.word))], ['fresh']);
	await client.query('ROLLBACK');
	await client.end();
	assert.deepEqual([...new Set((await waiting).map(answer => answer.word))], ['fresh']);
});

test('an id that comes for an erased session and for a living one is stored in the living one', async () => {
	const [session] = await database.makeSessions(ours, 1);
	const id = randomUUID();
	const answers = await database.inScope(ours, async client => (await client.query(
		`SELECT outcome, seq FROM chat_messages_store(ARRAY[$1::uuid, $1], ARRAY[gen_random_uuid(), $2], ARRAY['visitor', 'visitor'], ARRAY['s', 's'],
			ARRAY['\\x00', '\\x00']::bytea[], array_fill(decode(repeat('00', 16), 'hex'), ARRAY[2]), array_fill(now(), ARRAY[2]), false) ORDER BY place`, [id, session])).rows);
	assert.deepEqual(answers, [{ outcome: 'erased', seq: null }, { outcome: 'fresh', seq: '1' }]);
	assert.deepEqual((await database.messages(ours)).filter(message => message.id === id).map(message => message.session_id), [session]);
});

test("the first agent's answer ends the wait, and the newest message's time is the session's", async () => {
	const [session] = await database.makeSessions(ours, 1);
	await database.inScope(ours, client => client.query("UPDATE chat_sessions SET started_at = '2026-01-01 12:00:00Z' WHERE id = $1", [session]));
	const store = (type, at) => database.inScope(ours, client => client.query(
		`SELECT * FROM chat_messages_store(ARRAY[$1::uuid], ARRAY[$2::uuid], ARRAY[$3], ARRAY['s'], ARRAY['\\x00'::bytea],
			ARRAY[decode(repeat('00', 16), 'hex')], ARRAY[$4::timestamptz], false)`, [randomUUID(), session, type, at]));
	const read = async () => (await database.postgresql.query(
		`SELECT wait_time_seconds AS wait, last_message_at AS last, first_response_at AS first FROM ${roleOf(ours)}.chat_sessions WHERE id = $1`, [session]))[0];
	await store('visitor', '2026-01-01 12:00:05Z');
	assert.deepEqual(await read(), { wait: null, last: new Date('2026-01-01T12:00:05Z'), first: null });
	await store('agent', '2026-01-01 12:00:42Z');
	await store('agent', '2026-01-01 12:01:42Z');
	assert.deepEqual(await read(), { wait: 42, last: new Date('2026-01-01T12:01:42Z'), first: new Date('2026-01-01T12:00:42Z') });
	const [row] = await database.postgresql.query(`SELECT bool_and(late) AS late FROM ${roleOf(ours)}.chat_messages WHERE session_id = $1`, [session]);
	assert.equal(row.late, true);
});

test('the first answer is the one that was given first, however late it is stored', async () => {
	const [session] = await database.makeSessions(ours, 1);
	await database.inScope(ours, client => client.query("UPDATE chat_sessions SET started_at = '2026-01-01 12:00:00Z' WHERE id = $1", [session]));
	const store = (...at) => database.inScope(ours, client => client.query(
		`SELECT chat_messages_store(array_agg(gen_random_uuid()), array_agg($1::uuid), array_agg('agent'::text), array_agg('s'::text), array_agg('\\x00'::bytea),
			array_agg(decode(repeat('00', 16), 'hex')), array_agg(a.at), false) FROM unnest($2::timestamptz[]) AS a (at)`, [session, at]));
	const read = async () => (await database.postgresql.query(
		`SELECT wait_time_seconds AS wait, first_response_at AS first, last_message_at AS last FROM ${roleOf(ours)}.chat_sessions WHERE id = $1`, [session]))[0];
	await store('2026-01-01 12:10:00Z');
	assert.equal((await read()).wait, 600);
	await store('2026-01-01 12:00:42Z', '2026-01-01 12:00:50Z'); // kept by a worker that did not reach PostgreSQL
	assert.deepEqual(await read(), { wait: 42, first: new Date('2026-01-01T12:00:42Z'), last: new Date('2026-01-01T12:10:00Z') });
	await store('2026-01-01 12:05:00Z');
	assert.equal((await read()).wait, 42);
});

test('two that race for one id in different sessions: one is stored, the other a conflict', async () => {
	const [first, second] = await database.makeSessions(ours, 2);
	const [one, other] = [driver(), driver()];
	const ids = Array.from({ length: 300 }, () => randomUUID());
	const answers = await Promise.all(ids.map(id => Promise.all([
		one.store(ours, first, id, 'from the first'), other.store(ours, second, id, 'from the second')])));
	for (const pair of answers) assert.deepEqual(pair.map(answer => answer.word).sort(), ['conflict', 'fresh']);
});
