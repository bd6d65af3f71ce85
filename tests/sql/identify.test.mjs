// Customers for whom the merchant vouches: of two at once none is made twice and nothing lost, what an
// anonymous visitor began goes with them, and nobody is named by an id that is no more.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readStatements } from '../../sql/parse.mjs';
import { within } from '../harness/wait.mjs';
import { Database, project, roleOf } from './database.mjs';

const statements = new Map(Object.values(readStatements(join(project, 'sql'))).flat().map(each => [each.name, each.sql]));
let database, tenant;
before(() => {
	database = Database.start(['Northwind']);
	[tenant] = database.tenants;
});
after(() => database?.stop());

const own = async (text, ...values) => database.postgresql.query(text.replaceAll('$schema', roleOf(tenant)), values);
const anonymous = () => `v-${randomUUID()}`;
const customers = () => {
	const part = () => randomUUID().replaceAll('-', '');
	return { identifier: `customer ${part()}`, proven: `c-${part()}`, former: `c-${part()}` };
};

/** What a connection in the tenant's scope does, in a transaction that it ends itself. */
class Work {
	static async begin() {
		const work = new Work();
		work.client = await database.postgresql.client('frontdesk_gateway');
		work.pid = (await work.client.query('SELECT pg_backend_pid() AS pid')).rows[0].pid;
		await work.client.query('BEGIN');
		await work.client.query("SELECT set_config('role', $1, true), set_config('search_path', $1, true)", [roleOf(tenant)]);
		await work.client.query("SET LOCAL lock_timeout = '60s'");
		return work;
	}

	async run(name, ...values) {
		return (await this.client.query(statements.get(name) ?? name, values)).rows[0];
	}

	start(visitor, { name = null, identifier = null, former = null } = {}) {
		return this.run('chat_session_start', visitor, former, identifier, name, name && `${name}@x.example`, null, null, randomUUID(), 'a key', null);
	}

	prove(visitor, { identifier, proven, former }, name = null) {
		return this.run('visitor_prove', visitor, proven, former, identifier, name, name && `${name}@x.example`);
	}

	async end(word = 'COMMIT') {
		await this.client.query(word);
		await this.client.end();
	}

	/** Until somebody waits for this one. */
	isWaitedFor() {
		return within(async () => (await own('SELECT FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))', this.pid)).length > 0, 10_000);
	}
}

async function once(does) {
	const work = await Work.begin();
	try {
		return await does(work);
	} finally {
		await work.end();
	}
}

const start = (...args) => once(work => work.start(...args));
const prove = (...args) => once(work => work.prove(...args));
const sessionsOf = async visitor => (await own('SELECT id FROM $schema.chat_sessions WHERE visitor_id = $1 ORDER BY id', visitor)).map(({ id }) => id);
const idsIn = bytes => Array.from({ length: bytes.length / 16 }, (_, i) =>
	bytes.subarray(16 * i, 16 * i + 16).toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'));

test('a start that is under way goes with its visitor', async () => {
	const visitor = anonymous(), customer = customers();
	await own('INSERT INTO $schema.visitors (visitor_id) VALUES ($1)', visitor); // who has a token has a row
	const starting = await Work.begin();
	const { session_id: session } = await starting.start(visitor);
	const proving = prove(visitor, customer);
	await Promise.race([starting.isWaitedFor(), proving]);
	await starting.end();
	const proof = await proving;
	assert.deepEqual([await sessionsOf(visitor), await sessionsOf(customer.proven), idsIn(proof.session_ids)], [[], [session], [session]]);
});

test('who starts while they become a customer starts as somebody new, the same one each time', async () => {
	const visitor = anonymous(), customer = customers();
	const { session_id: first } = await start(visitor, { name: 'ada' });
	const proving = await Work.begin();
	await proving.prove(visitor, customer);
	const starting = start(visitor, { name: 'ada' });
	await Promise.race([proving.isWaitedFor(), starting]);
	await proving.end();
	const next = await starting;
	assert.equal(next.is_new, true);
	assert.match(next.visitor_id, /^v-[0-9a-f-]{36}$/);
	assert.deepEqual([await sessionsOf(visitor), await sessionsOf(customer.proven), await sessionsOf(next.visitor_id)], [[], [first], [next.session_id]]);
	const again = await start(visitor);
	assert.deepEqual([again.session_id, again.visitor_id, again.is_new], [next.session_id, next.visitor_id, false]);
	await prove(next.visitor_id, customers());
	const third = await start(visitor);
	assert.ok(![visitor, next.visitor_id].includes(third.visitor_id));
});

test('of two customers that one visitor is at once, the first gets all', async () => {
	const visitor = anonymous(), first = customers(), second = customers();
	const { session_id: session } = await start(visitor);
	const proving = await Work.begin();
	await proving.prove(visitor, first);
	const other = prove(visitor, second);
	await Promise.race([proving.isWaitedFor(), other]);
	await proving.end();
	assert.equal((await other).customer_id, second.proven);
	assert.deepEqual([await sessionsOf(first.proven), await sessionsOf(second.proven)], [[session], []]);
	const [{ merged_into: into }] = await own('SELECT merged_into FROM $schema.visitors WHERE visitor_id = $1', visitor);
	assert.equal(into, first.proven);
});

test('a customer whom many visitors are at once is one, with all their sessions, of which one stays open', async () => {
	const customer = customers(), visitors = Array.from({ length: 8 }, anonymous);
	const sessions = (await Promise.all(visitors.map(visitor => start(visitor)))).map(row => row.session_id);
	const proofs = await Promise.all(visitors.map((visitor, i) => prove(visitor, { ...customer, proven: i % 2 ? customer.proven : customer.proven.replace(/.$/, 'x') })));
	assert.equal(new Set(proofs.map(proof => proof.customer_id)).size, 1); // two workers with other keys agree, too
	const [{ customer_id: id }] = proofs;
	assert.equal((await own('SELECT FROM $schema.visitors WHERE identifier = $1', customer.identifier)).length, 1);
	assert.deepEqual(await sessionsOf(id), [...sessions].sort());
	const rows = await own('SELECT s.id, s.status, a.actor_type, a.actor_id FROM $schema.chat_sessions s LEFT JOIN $schema.audit_log a ON a.target_id = s.id::text WHERE s.visitor_id = $1', id);
	assert.deepEqual(rows.map(row => [row.status, row.actor_type, row.actor_id]).sort(),
		[...Array(7).fill(['ended', 'system', 'identified']), ['waiting', null, null]]);
	const merges = await own("SELECT actor_id FROM $schema.audit_log WHERE action = 'visitor.identify' AND target_id = $1", id);
	assert.deepEqual(merges.map(row => row.actor_id).sort(), [...visitors].sort());
});

test('nothing that names anybody stays with the old id, and what they were called goes with them', async () => {
	const visitor = anonymous(), customer = customers();
	const { session_id: session } = await start(visitor, { name: 'ada' });
	const proof = await prove(visitor, customer);
	assert.deepEqual(idsIn(proof.session_ids), [session]);
	const read = async id => (await own('SELECT identifier, name, email, is_verified, merged_into FROM $schema.visitors WHERE visitor_id = $1', id))[0];
	assert.deepEqual(await read(visitor), { identifier: null, name: null, email: null, is_verified: false, merged_into: customer.proven });
	assert.deepEqual(await read(customer.proven), { identifier: customer.identifier, name: 'ada', email: 'ada@x.example', is_verified: true, merged_into: null });
	await assert.rejects(own("UPDATE $schema.visitors SET name = 'ada' WHERE visitor_id = $1", visitor), { code: '23514' });
	assert.deepEqual(idsIn((await prove(visitor, customer)).session_ids), [], 'again, and nothing is news');
	assert.equal((await own("SELECT FROM $schema.audit_log WHERE action = 'visitor.identify' AND actor_id = $1", visitor)).length, 1);
	const renamed = await prove(customer.proven, customer, 'grace');
	assert.deepEqual(idsIn(renamed.session_ids), [session]);
	const [shown] = await own('SELECT visitor_name AS name, visitor_email AS email, visitor_verified AS verified FROM $schema.chat_sessions WHERE id = $1', session);
	assert.deepEqual(shown, { name: 'grace', email: 'grace@x.example', verified: true });
	await own('DELETE FROM $schema.visitors WHERE visitor_id = $1', customer.proven);
	assert.equal(await read(visitor), undefined, 'who is deleted is deleted with all their ids');
});

test('what they sent before, and send again, they have sent once', async () => {
	const visitor = anonymous(), customer = customers(), id = randomUUID();
	const { session_id: session } = await start(visitor);
	const store = (sender, known = false) => once(work => work.run(
		`SELECT outcome FROM chat_messages_store(ARRAY[$1::uuid], ARRAY[$2::uuid], ARRAY['visitor'], ARRAY[$3], ARRAY['\\x00'::bytea], ARRAY[decode(repeat('00', 16), 'hex')], ARRAY[now()], $4)`,
		id, session, sender, known));
	const find = sender => once(work => work.run('chat_message_find', id, session, 'visitor', sender));
	assert.equal((await store(visitor)).outcome, 'fresh');
	await prove(visitor, customer);
	assert.equal((await store(customer.proven, true)).outcome, 'duplicate');
	assert.equal((await store(anonymous(), true)).outcome, 'conflict');
	assert.equal(Number((await find(customer.proven)).seq), 1);
	assert.equal(await find(anonymous()), undefined);
});

/** A customer as the release before made them, who has a session and a token. */
async function knownBefore(customer) {
	const anonymousOnce = anonymous();
	await once(work => work.run('SELECT visitor_prove($1, $2, $2, $3, $4, NULL)', anonymousOnce, customer.former, customer.identifier, 'ada'));
	const session = (await once(work => work.run('SELECT session_id FROM chat_session_begin($1, $1, $2, NULL, NULL, NULL, NULL, $3, $4, NULL, true)',
		customer.former, customer.identifier, randomUUID(), 'a key'))).session_id;
	await once(work => work.run('visitor_token_store', customer.former, customer.identifier, 'http://shop.example', new Date(Date.now() + 86_400_000)));
	assert.deepEqual(await sessionsOf(customer.former), [session]);
	return session;
}

const tokenOf = async customer => (await once(work => work.run('visitor_token_check', customer.identifier, new Date(Date.now() + 86_400_000)))).visitor_id;

test('an id that can be reckoned gives way to one that cannot, with all that hangs on it', async () => {
	for (const meet of [customer => prove(anonymous(), customer), customer => start(customer.proven, customer)]) {
		const customer = customers(), session = await knownBefore(customer);
		const met = await meet(customer);
		assert.deepEqual([met.customer_id ?? met.visitor_id, met.gave_way], [customer.proven, customer.former]);
		assert.deepEqual([await sessionsOf(customer.former), await sessionsOf(customer.proven)], [[], [session]]);
		assert.equal(await tokenOf(customer), customer.proven);
		assert.equal((await meet(customer)).gave_way, null);
		assert.equal((await start(customer.former)).session_id, session, 'who is still known by it is led on');
		const names = await own('SELECT name, identifier FROM $schema.visitors WHERE visitor_id = $1 AND merged_into = $2', customer.former, customer.proven);
		assert.deepEqual(names, [{ name: null, identifier: null }]);
	}
});

test('who has had so many chats that to rename them takes longer than a statement may keeps the id, and is served', async () => {
	const customer = customers(), session = await knownBefore(customer);
	await once(work => work.run(`INSERT INTO chat_sessions (visitor_id, conversation_id, status, ended_at)
		SELECT s.visitor_id, s.conversation_id, 'ended', now() FROM chat_sessions s, generate_series(1, 5000) WHERE s.id = $1`, session));
	const visitor = anonymous(), begun = await start(visitor);
	for (const proof of [await prove(visitor, customer), await prove(customer.former, customer)])
		assert.deepEqual([proof.customer_id, proof.gave_way], [customer.former, null]);
	const [{ visitor_id: owner }] = await own('SELECT visitor_id FROM $schema.chat_sessions WHERE id = $1', begun.session_id);
	assert.equal(owner, customer.former);
	const met = await start(customer.proven, customer);
	assert.deepEqual([met.session_id, met.visitor_id, met.gave_way], [session, customer.former, null]);
});

test('who locks some of the sessions in the order of their ids meanwhile does not wait in a ring', async () => {
	const visitor = anonymous(), customer = customers(), theirs = await knownBefore(customer);
	const first = `00000000${randomUUID().slice(8)}`; // before the customer's
	await once(work => work.run('chat_session_start', visitor, null, null, null, null, null, null, first, 'a key', null));
	const other = await Work.begin(), lock = id => other.client.query('SELECT FROM chat_sessions WHERE id = $1 FOR UPDATE', [id]);
	await lock(first);
	const proving = prove(visitor, customer);
	await Promise.race([other.isWaitedFor(), proving]);
	await Promise.all([lock(theirs).then(() => other.end()), proving]);
	assert.deepEqual(await sessionsOf(customer.proven), [first, theirs]);
});

/** As the job's worker does it. */
async function upkeep() {
	const [{ id }] = await own("INSERT INTO control.jobs (kind, tenant_id, state, fence) VALUES ('accounts.upkeep', $1, 'taken', 1) RETURNING id", tenant);
	await once(work => work.run('upkeep_tenant', id, 1));
}

test('an id that gave way is deleted after a week', async () => {
	const customer = customers();
	await knownBefore(customer);
	await prove(anonymous(), customer);
	const left = async () => (await own('SELECT FROM $schema.visitors WHERE visitor_id = $1', customer.former)).length;
	await upkeep();
	assert.equal(await left(), 1);
	await own("UPDATE $schema.visitors SET last_seen_at = now() - interval '8 days'");
	await upkeep();
	assert.equal(await left(), 0);
	assert.equal(await tokenOf(customer), customer.proven);
});
