// What rules make of tickets, what happens when many change them at once, and what remains of them.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { until } from '../harness/wait.mjs';
import { Database, roleOf } from './database.mjs';

let database, tenant, agent;
before(async () => {
	database = Database.start(['Tickets']);
	[tenant] = database.tenants;
	const [{ id }] = await database.postgresql.query("INSERT INTO public.users (email, name, password_hash) VALUES ('a@x.example', 'Ada', 'hash') RETURNING id");
	agent = (await one("INSERT INTO support_agents (user_id, name, email) VALUES ($1, 'Ada', 'a@x.example') RETURNING id", [id])).id;
});
after(() => database?.stop());

const run = (text, values = []) => database.inScope(tenant, async client => (await client.query(text, values)).rows);
const one = async (text, values) => (await run(text, values))[0];
const make = async (fields = {}) => one(`SELECT (m.made).* FROM ticket_make(gen_random_uuid(), '\\x00', 'agent', $1, 'agent', $2, gen_random_uuid(), true, NULL, NULL) m`, [agent, { subject: 'Fern', ...fields }]);
const change = (ticket, version, given, isAdmin = true) => one('SELECT c.outcome, (c.changed).* FROM ticket_change($1, $2, \'agent\', $3, $4, $5) c', [ticket, version, agent, isAdmin, given]);
const read = id => one('SELECT * FROM support_tickets WHERE id = $1', [id]);
const chat = async (fields = {}) => {
	const { visitor = `v-${randomUUID()}`, said = true } = fields, session = randomUUID();
	await run('INSERT INTO visitors (visitor_id) VALUES ($1) ON CONFLICT DO NOTHING', [visitor]);
	await run("INSERT INTO chat_sessions (id, visitor_id, visitor_name, first_response_at) VALUES ($1, $2, 'Kim', $3)", [session, visitor, fields.answered ? new Date() : null]);
	if (said) await run("INSERT INTO chat_messages (session_id, seq, sender_id, sender_type, content, fingerprint) VALUES ($1, 1, $2, 'visitor', '\\x00', $3)", [session, visitor, randomBytes(16)]);
	return { visitor, session };
};
const end = (session, by = 'visitor', reason = null) => run("UPDATE chat_sessions SET status = 'ended', ended_at = now(), ended_by = $2, end_reason = $3 WHERE id = $1", [session, by, reason]);
const ticketsOf = session => run('SELECT * FROM support_tickets WHERE session_id = $1', [session]);

test('a ticket goes through the statuses that follow each other, and through no others', async () => {
	const statuses = ['open', 'pending', 'snoozed', 'resolved', 'closed'], allowed = [];
	for (const before of statuses) for (const after of statuses) for (const isAdmin of [false, true]) {
		const { may } = await one('SELECT ticket_may_become($1, $2, $3) AS may', [before, after, isAdmin]);
		if (may && before !== after && !(isAdmin && allowed.includes(`${before} ${after}`))) allowed.push(`${before} ${after}${isAdmin ? ' by an admin' : ''}`);
	}
	assert.deepEqual(allowed, ['open pending', 'open snoozed', 'open resolved', 'pending open', 'pending snoozed', 'pending resolved', 'snoozed open', 'snoozed pending', 'snoozed resolved', 'resolved open', 'resolved closed', 'closed open by an admin']);
});

test('what is resolved is closed after its days by rule, a part at a time, and nothing else is', async () => {
	const tickets = [];
	for (let i = 0; i < 4; i++) tickets.push((await change((await make()).id, null, { status: 'resolved' })).id);
	await run("UPDATE support_tickets SET resolved_at = now() - interval '3 days 1 minute' WHERE id = ANY ($1)", [tickets.slice(0, 3)]);
	const close = async most => (await run('SELECT tickets_close($1) AS digest', [most])).length;
	assert.equal(await close(10), 0, 'no rule, nothing closed');
	await run('UPDATE ticket_settings SET close_after_days = 3');
	assert.deepEqual([await close(2), await close(10), await close(10)], [2, 1, 0]);
	assert.deepEqual((await Promise.all(tickets.map(read))).map(each => each.status), ['closed', 'closed', 'closed', 'resolved']);
	const { actor_type, actor_id, changes } = await one('SELECT * FROM ticket_history WHERE ticket_id = $1 ORDER BY version DESC LIMIT 1', [tickets[0]]);
	assert.deepEqual({ actor_type, actor_id, changes }, { actor_type: 'system', actor_id: 'closed', changes: { status: ['resolved', 'closed'] } });
});

test('what closes tickets goes on while there are more, so many steps at most', async () => {
	const tickets = [];
	for (let i = 0; i < 5; i++) tickets.push((await change((await make()).id, null, { status: 'resolved' })).id);
	await run("UPDATE support_tickets SET resolved_at = now() - interval '4 days' WHERE id = ANY ($1)", [tickets]);
	await run('UPDATE ticket_settings SET close_after_days = 3');
	const [{ id: job }] = await database.postgresql.query("INSERT INTO control.jobs (kind, tenant_id, state, fence, period_seconds) VALUES ('tickets.close', $1, 'taken', 7, 3600) RETURNING id", [tenant]);
	const state = async () => (await database.postgresql.query('SELECT state, step FROM control.jobs WHERE id = $1', [job]))[0];
	const step = async isLast => (await run('SELECT is_more FROM tickets_close_step(2, $1, $2, 7, 30)', [isLast, job])).map(each => each.is_more);
	assert.deepEqual([await step(false), await state()], [[true, true], { state: 'taken', step: 1 }]);
	assert.deepEqual([await step(true), await state()], [[false, false], { state: 'later', step: 0 }], 'it was to be the last');
	await database.postgresql.query("UPDATE control.jobs SET state = 'taken', fence = 7 WHERE id = $1", [job]);
	assert.deepEqual([await step(false), await state()], [[false], { state: 'later', step: 0 }]);
	assert.deepEqual((await Promise.all(tickets.map(read))).map(each => each.status), Array(5).fill('closed'));
	await run('UPDATE ticket_settings SET close_after_days = NULL');
});

test('a chat becomes a ticket by rule where nobody answered it, something was said, and the tenant wants it', async () => {
	const off = await chat();
	await end(off.session);
	assert.equal((await ticketsOf(off.session)).length, 0);
	await run('UPDATE ticket_settings SET unanswered_becomes_ticket = true');
	const cases = [[{}, ['visitor'], 1], [{}, ['system', 'visitor_away'], 1], [{ answered: true }, ['visitor'], 0], [{ said: false }, ['visitor'], 0], [{}, ['system'], 0]];
	for (const [fields, how, count] of cases) {
		const { session } = await chat(fields);
		await end(session, ...how);
		assert.equal((await ticketsOf(session)).length, count, JSON.stringify([fields, how]));
	}
	const { session } = await chat();
	const client = await database.postgresql.client();
	await client.query(`BEGIN; SET LOCAL search_path = ${roleOf(tenant)}; UPDATE chat_sessions SET status = 'ended', ended_at = now(), ended_by = 'visitor' WHERE id = '${session}'; ROLLBACK`);
	await client.end();
	assert.equal((await ticketsOf(session)).length, 0, 'it comes and goes with the end');
});

test('of many who change a ticket that they have seen one does, and of many rules and people all in turn', async () => {
	const { id } = await make();
	for (let round = 1; round <= 10; round++) {
		const answers = await Promise.all(Array.from({ length: 6 }, (_, i) => change(id, round, { priority: ['low', 'high', 'urgent'][(round + i) % 3], tags: [`${round} ${i}`] })));
		assert.deepEqual(answers.map(each => each.outcome).sort(), ['conflict', 'conflict', 'conflict', 'conflict', 'conflict', 'done']);
		const won = answers.find(each => each.outcome === 'done');
		for (const lost of answers) assert.deepEqual(lost.tags, won.tags, 'all see what came of it');
	}
	assert.equal((await read(id)).version, '11');
	assert.equal((await one('SELECT count(*)::int FROM ticket_history WHERE ticket_id = $1', [id])).count, 11);
});

test('two who merge the same tickets into each other, or change many in another order, do not wait in a ring', async () => {
	for (let round = 0; round < 10; round++) {
		const [a, b] = [await make(), await make()];
		const merge = (from, into) => one('SELECT m.outcome FROM ticket_merge($1, 1, $2, 1, $3) m', [from.id, into.id, agent]);
		const outcomes = (await Promise.all([merge(a, b), merge(b, a)])).map(each => each.outcome).sort();
		assert.deepEqual(outcomes, ['conflict', 'done']);
		const lot = await Promise.all([make(), make(), make()]), ids = lot.map(each => each.id);
		const many = list => run('SELECT c.item FROM tickets_change($1, ARRAY[1, 1, 1], $2, true, \'{"priority": "low"}\') c', [list, agent]);
		const done = (await Promise.all([many(ids), many([...ids].reverse())])).flat().map(each => each.item.outcome).sort();
		assert.deepEqual(done, ['conflict', 'conflict', 'conflict', 'done', 'done', 'done']);
	}
});

/** What `held` says is done, and held; then what `others` do begins, and waits; then what `then` says is done. */
async function inTurn(held, others, then) {
	let waiting;
	const rows = await database.inScope(tenant, async client => {
		await client.query(...held);
		waiting = others();
		await until(() => database.postgresql.query('SELECT FROM pg_locks WHERE NOT granted').then(locks => locks.length), 10_000, 'somebody who waits');
		return (await client.query(...then)).rows;
	});
	return [await waiting, rows];
}

test('two who give the same new tag to several tickets do not wait in a ring', async () => {
	const [a, b] = [await make(), await make()], tags = { tags: ['new to both'] };
	const step = (id, given) => ["SELECT c.outcome FROM ticket_change($1, NULL, 'agent', $2, false, $3) c", [id, agent, given]];
	const [other, mine] = await inTurn(step(a.id, tags), () => change(b.id, null, tags), step(b.id, tags));
	assert.deepEqual([other.outcome, mine[0].outcome], ['done', 'done']);
	assert.deepEqual((await read(b.id)).tags, ['new to both']);
});

test('what an agent sends again while it is made is known, and another’s is not', async () => {
	for (const [who, outcome] of [[agent, 'known'], [randomUUID(), 'conflict']]) {
		const id = randomUUID();
		const make = by => ["SELECT m.outcome, (m.made).id FROM ticket_make($1, '\\x00', 'agent', $2, 'agent', $3, gen_random_uuid(), true, NULL, NULL) m", [id, by, { subject: 'Fern' }]];
		const [again] = await inTurn(make(agent), () => one(...make(who)), ['SELECT']);
		assert.deepEqual(again, { outcome, id });
	}
});

test('what is said in a ticket whose chat is erased meanwhile waits for that, and is said nowhere', async () => {
	const { session } = await chat();
	const { id } = await one("SELECT (m.made).id FROM ticket_make_of_chat($1, gen_random_uuid(), '\\x00', $2, NULL) m", [session, agent]);
	const say = () => one("SELECT c.outcome FROM ticket_comment($1, gen_random_uuid(), $2, false, true, '\\x00', $3, '{\"status\": \"resolved\"}', NULL, NULL, NULL) c", [id, agent, randomBytes(16)]);
	const [said] = await inTurn(['SELECT FROM chat_sessions WHERE id = $1 FOR UPDATE', [session]], say, ["SELECT chat_sessions_erase(ARRAY[$1::uuid], 'system', 'a test')", [session]]);
	assert.equal(said.outcome, 'absent');
});

test('who proves to be a customer takes their tickets along in the order in which others change them', async () => {
	const { visitor } = await chat();
	const [first, last] = [await make({ visitorId: visitor }), await make({ visitorId: visitor })].map(({ id }) => id).sort();
	await change(first, null, { priority: 'low' }); // so that its row stands behind the other's
	const lock = ticket => ['SELECT FROM support_tickets WHERE id = $1 FOR NO KEY UPDATE', [ticket]];
	const prove = () => one("SELECT customer FROM visitor_prove($1, 'c-other', 'c-before', 'lee', 'Lee', NULL)", [visitor]);
	const [{ customer }] = await inTurn(lock(first), prove, lock(last));
	assert.deepEqual([(await read(first)).visitor_id, (await read(last)).visitor_id], [customer, customer]);
});

test('a mail that answers a ticket while it is merged is said in it, and opens the other one', async () => {
	const [a, b] = [await make(), await make()];
	await change(b.id, null, { status: 'resolved' });
	const take = () => one("SELECT ticket_mail_take(gen_random_uuid(), $1, NULL, 'a@mail.example', 'jane@example.org', true, '\\x00', $2) AS is_new", [a.id, randomBytes(16)]);
	const merge = ['SELECT m.outcome FROM ticket_merge($1, 1, $2, 2, $3) m', [a.id, b.id, agent]];
	const [taken] = await inTurn(merge, take, ['SELECT']);
	assert.equal(taken.is_new, true);
	assert.deepEqual([(await read(a.id)).status, (await read(b.id)).status], ['closed', 'open']);
});

test('a ticket is found by its number however it was typed, and a day is one of the calendar', async () => {
	const numbers = await one("SELECT array_agg(ticket_number(typed)::int ORDER BY place) AS found FROM unnest($1::text[]) WITH ORDINALITY AS t (typed, place)",
		[['12', ' #12 ', '\u300012', '#12\u2003', '# 12', '12a', '1234567890123456789']]);
	assert.deepEqual(numbers.found, [12, 12, 12, 12, null, null, null]);
	await run("INSERT INTO ticket_fields (key, label, kind) VALUES ('due', 'Due', 'date')");
	const { id } = await make();
	for (const [due, outcome] of [['2028-02-29', 'done'], ['2027-02-29', 'fields'], ['0000-01-01', 'fields'], ['9999-99-99', 'fields'], ['9999-12-31', 'done'], ['tomorrow', 'fields']])
		assert.equal((await change(id, null, { fields: { due } })).outcome, outcome, due);
});

test('what is typed is searched as it is, whatever is in it', async () => {
	const { id } = await make({ requesterEmail: 'back\\slash@x.example' });
	const found = async typed => (await one("SELECT ticket_list(jsonb_build_object('status', '[\"open\"]'::jsonb, 'q', $1::text), '-updatedAt', NULL, 10) AS page", [typed])).page.items.map(each => each.id);
	for (const typed of ['back\\slash@x.example', 'BACK\\sl', 'slash@']) assert.deepEqual(await found(typed), typed === 'slash@' ? [] : [id], typed);
	for (const typed of ["o'neil@x.example", '\\', "'@\\", "\\'@"]) assert.deepEqual(await found(typed), [], typed);
});

/** A statement of who made the functions. */
async function asOwner(text) {
	const client = await database.postgresql.client();
	try {
		await client.query(`SET search_path = ${roleOf(tenant)}, public`);
		await client.query(text);
	} finally {
		await client.end();
	}
}

/** Each search finds, page after page, what there is, in its order. */
async function foundEverywhere() {
	for (const [q, share] of [['zq', 5600], ['order', 10_900], ['seldom', 10], ['even zq', 2800], ['seldom zq1', 1], ['nobodyhasthis', 0]]) {
		const { count } = await one('SELECT ticket_words_count(ticket_words($1))::int AS count', [q]);
		assert.equal(count > 5000, share > 5000, `${q}: ${count}`);
		for (const [statuses, sort] of [[['open'], '-updatedAt'], [['open', 'resolved'], '-updatedAt'], [['resolved', 'open'], 'number']]) {
			const walked = [];
			for (let place = null, page; walked.length < 250; place = page.next) {
				({ page } = await one('SELECT ticket_list($1, $2, $3, 100) AS page', [{ status: statuses, q, channel: 'api' }, sort, place]));
				walked.push(...page.items.map(each => each.number));
				if (page.next === undefined) break;
			}
			const [order, way] = sort === 'number' ? ['number', ''] : ['updated_at', 'DESC'];
			const all = await run(`SELECT number::int FROM support_tickets WHERE words @@ ticket_words($1) AND status = ANY ($2) AND channel = 'api' ORDER BY ${order} ${way} LIMIT 300`, [q, statuses]);
			assert.deepEqual(walked, all.slice(0, walked.length).map(each => each.number), `${q} ${statuses} ${sort}`);
			assert.equal(walked.length, Math.min(all.length, 300), `${q} ${statuses} ${sort}`);
		}
	}
}

test('what many tickets have is found as what few have is, wherever in the list they stand', async () => {
	// Of 10,900 tickets the oldest have a word each that begins alike, the newest have none of it, and few have one that is rare.
	await run(`INSERT INTO support_tickets (subject, channel, requester_name, status, resolved_at, updated_at)
		SELECT 'Order ' || CASE WHEN g <= 5600 THEN 'zq' || g ELSE 'x' END || CASE WHEN g % 1000 = 0 THEN ' seldom' ELSE '' END, 'api', CASE WHEN g % 2 = 0 THEN 'Even' END,
			CASE WHEN g % 3 = 0 THEN 'resolved' ELSE 'open' END, CASE WHEN g % 3 = 0 THEN now() END, '2026-01-01'::timestamptz + g * interval '1 s' FROM generate_series(1, 10900) AS g`);
	await run('ANALYZE support_tickets').catch(() => {}); // its owner's alone
	await foundEverywhere();
	// The filter leaves so few that all of them are looked through. Where it leaves many, the list is gone through in its order.
	await asOwner("CREATE OR REPLACE FUNCTION ticket_filter_count(filter jsonb) RETURNS numeric LANGUAGE sql STABLE AS 'SELECT 1e9'");
	assert.equal((await one('SELECT ticket_filter_count($1)::int AS count', [{ status: ['open'] }])).count, 1e9);
	await foundEverywhere();
	await run("DELETE FROM support_tickets WHERE channel = 'api'");
});

test('a ticket is resolved as often as it is, and its survey is made with it and cancelled when it is opened again', async () => {
	await run('UPDATE csat_settings SET is_enabled = true');
	const { id } = await make({ requesterEmail: 'jane@example.org' });
	const first = await change(id, 1, { status: 'resolved' });
	assert.deepEqual([first.resolution_number, first.resolved_by], [1, agent]);
	const surveys = () => run('SELECT resolution_number, cancelled_at IS NOT NULL AS is_cancelled FROM csat_surveys WHERE ticket_id = $1 ORDER BY 1', [id]);
	assert.deepEqual(await surveys(), [{ resolution_number: 1, is_cancelled: false }]);
	await change(id, 2, { status: 'open' });
	await change(id, 3, { status: 'resolved' });
	assert.deepEqual(await surveys(), [{ resolution_number: 1, is_cancelled: true }, { resolution_number: 2, is_cancelled: false }]);
	await run('UPDATE csat_settings SET is_enabled = false');
});

test('an anonymous visitor\'s tickets go with them to the customer whom they turn out to be', async () => {
	const { visitor, session } = await chat();
	const { id } = await one("SELECT (m.made).id FROM ticket_make_of_chat($1, gen_random_uuid(), '\\x00', $2, NULL) m", [session, agent]);
	const { customer } = await one("SELECT customer FROM visitor_prove($1, 'c-proven', 'c-former', 'kim', 'Kim', NULL)", [visitor]);
	assert.equal((await read(id)).visitor_id, customer);
});

test('a chat that is erased takes its ticket along, and those merged into it, and their numbers do not come again', async () => {
	const { session } = await chat();
	const { made } = await one("SELECT to_jsonb(m.made) AS made FROM ticket_make_of_chat($1, gen_random_uuid(), '\\x00', $2, NULL) m", [session, agent]);
	const other = await make();
	await run("SELECT ticket_say($1, gen_random_uuid(), 'agent', $2, true, '\\x00', $3)", [made.id, agent, randomBytes(16)]);
	await run('SELECT ticket_merge($1, 1, $2, 1, $3)', [other.id, made.id, agent]);
	await run("SELECT chat_sessions_erase(ARRAY[$1::uuid], 'system', 'a test')", [session]);
	for (const table of ['ticket_keys', 'ticket_comments', 'ticket_history'])
		assert.deepEqual(await run(`SELECT FROM ${table} WHERE ticket_id = ANY ($1)`, [[made.id, other.id]]), [], table);
	assert.deepEqual(await run('SELECT FROM support_tickets WHERE id = ANY ($1)', [[made.id, other.id]]), []);
	assert.equal((await run("SELECT FROM audit_log WHERE action = 'ticket.erase' AND target_id = ANY ($1)", [[made.id, other.id]])).length, 2);
	assert.ok(BigInt((await make()).number) > BigInt(other.number));
});
