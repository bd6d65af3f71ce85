// What a client gets who comes back: the page of the session, by its bounds and bytes; and the day that
// a visitor's token gains.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readStatements } from '../../sql/parse.mjs';
import { until } from '../harness/wait.mjs';
import { Database, project } from './database.mjs';

const statements = new Map(readStatements(join(project, 'sql')).chat.map(({ name, sql }) => [name, sql]));
let database, tenant, epoch;
before(async () => {
	database = Database.start(['Northwind']);
	[tenant] = database.tenants;
	epoch = await database.inScope(tenant, async client => (await client.query('SELECT control.epoch() AS epoch')).rows[0].epoch);
});
after(() => database?.stop());

/** A session with messages of so many bytes each; those of `agents`, by place from 0, are an agent's. */
async function talk(sizes, agents = []) {
	const [session] = await database.makeSessions(tenant, 1);
	await database.inScope(tenant, async client => {
		await client.query("INSERT INTO session_keys (session_id, wrapped) VALUES ($1, 'a key')", [session]);
		if (sizes.length > 0)
			await client.query(
				`SELECT chat_messages_store(array_agg(gen_random_uuid()), array_agg($1::uuid), array_agg(sender), array_agg(sender),
					array_agg(convert_to(repeat(chr(96 + (place % 26)::int), size), 'UTF8')), array_agg(decode(md5(''), 'hex')), array_agg(now()), false)
				FROM (SELECT size, place, CASE WHEN place - 1 = ANY ($3::int[]) THEN 'agent' ELSE 'visitor' END AS sender
					FROM unnest($2::int[]) WITH ORDINALITY AS r (size, place) ORDER BY place) r`, [session, sizes, agents]);
	});
	return session;
}

async function resume(session, { since = null, history = epoch, most = 10, bytes = 10_000 } = {}) {
	const { rows } = await database.inScope(tenant, client =>
		client.query('SELECT * FROM chat_resume($1, $2, $3, $4, $5, NULL)', [session, since, history, most, bytes]));
	const [head, ...messages] = rows;
	for (const message of messages) {
		assert.equal(message.epoch, null);
		assert.equal(message.message_session_id, session);
		assert.equal(message.wrapped.toString(), 'a key');
		const { id, seq, senderId, senderType } = JSON.parse(message.message_head);
		assert.deepEqual([id, senderId, senderType], [message.message_id, message.sender_id, message.sender_type]);
		assert.equal(message.content[0], 96 + (seq % 26), 'the content is this message\'s');
	}
	assert.equal(head?.content ?? null, null);
	return head && { head, first: Number(head.first_seq), seqs: messages.map(message => JSON.parse(message.message_head).seq) };
}

test('what follows a position is found by its bounds, and the newest where there is none', async () => {
	const session = await talk([1, 1, 1, 1, 1]);
	const pages = [
		[{ since: 0 }, 1, [1, 2, 3, 4, 5]], [{ since: 3 }, 4, [4, 5]], [{ since: 1, most: 2 }, 2, [2, 3]],
		[{ since: 5 }, 6, []], [{ since: 6 }, 1, [1, 2, 3, 4, 5]], [{ since: 9, most: 2 }, 4, [4, 5]],
		[{}, 1, [1, 2, 3, 4, 5]], [{ most: 2 }, 4, [4, 5]],
		[{ since: 4, history: 'another', most: 3 }, 3, [3, 4, 5]], [{ since: 4, history: null, most: 3 }, 3, [3, 4, 5]],
	];
	for (const [asked, first, seqs] of pages) {
		const page = await resume(session, asked);
		assert.deepEqual([page.first, page.seqs], [first, seqs], JSON.stringify(asked));
		assert.deepEqual([page.head.epoch, Number(page.head.head), page.head.status], [epoch, 5, 'active']);
	}
});

test('a page is cut to its bytes where the asker needs it last, and one message stays', async () => {
	const session = await talk([400, 400, 400, 400]);
	const pages = [
		[{ since: 0, bytes: 801 }, 1, [1, 2, 3]], [{ since: 0, bytes: 800 }, 1, [1, 2]], [{ since: 2, bytes: 1 }, 3, [3]],
		[{ bytes: 801 }, 2, [2, 3, 4]], [{ bytes: 800 }, 3, [3, 4]], [{ bytes: 1 }, 4, [4]],
	];
	for (const [asked, first, seqs] of pages) {
		const page = await resume(session, asked);
		assert.deepEqual([page.first, page.seqs], [first, seqs], JSON.stringify(asked));
	}
});

test('what is unread is counted up to 100, for each side its own', async () => {
	const session = await talk(Array(150).fill(1), [10, 20, 149]);
	const unread = async () => {
		const { head } = await resume(session);
		return [head.for_agent, head.for_visitor].map(view => JSON.parse(view).unreadCount);
	};
	const read = seq => database.inScope(tenant, client =>
		client.query('UPDATE chat_sessions SET agent_delivered_seq = $2, agent_read_seq = $2 WHERE id = $1', [session, seq]));
	assert.deepEqual(await unread(), [100, 3]);
	await read(50);
	assert.deepEqual(await unread(), [99, 3]);
	await read(150);
	assert.deepEqual(await unread(), [0, 3]);
});

test('what is unread is looked for among the newest 999 messages', async () => {
	const unread = async visitors => {
		const session = await talk(Array(1050).fill(1), Array.from({ length: 1050 - visitors }, (_, i) => visitors + i));
		return JSON.parse((await resume(session)).head.for_agent).unreadCount;
	};
	assert.equal(await unread(51), 0);
	assert.equal(await unread(53), 2);
});

test('a message is read as far as the other side has read, on every page', async () => {
	const session = await talk([1, 1, 1, 1], [1, 3]);
	const pages = [
		['SELECT * FROM chat_resume($1, $2, $3, $4, $5, NULL)', 0, epoch, 10, 10_000], [statements.get('chat_messages_after'), 0, 10, 10_000],
		[statements.get('chat_messages_before'), 5, 10, 10_000],
	];
	const read = () => Promise.all(pages.map(([sql, ...values]) => database.inScope(tenant, async client => {
		const { rows } = await client.query({ text: sql, values: [session, ...values], rowMode: 'array' });
		const heads = rows.flatMap(row => row.filter(value => typeof value === 'string' && value.includes('"isRead"')));
		return heads.map(head => JSON.parse(head).isRead);
	})));
	const tell = (side, delivered, seen) => database.inScope(tenant, client =>
		client.query(statements.get('chat_receipts_store'), [[session], [side], [delivered], [seen]]));
	const steps = [[['visitor', 4, 0], [false, false, false, false]], [['agent', 4, 2], [true, false, false, false]], [['visitor', 4, 4], [true, true, false, true]]];
	for (const [receipt, expected] of steps) {
		await tell(...receipt);
		for (const page of await read()) assert.deepEqual(page, expected);
	}
});

test('a thousand messages that are read are not written a second time', async () => {
	const session = await talk(Array(1000).fill(1), [500]);
	await database.inScope(tenant, async client => {
		const size = async () => (await client.query("SELECT pg_relation_size('chat_messages')::int AS bytes")).rows[0].bytes;
		const before = await size();
		await client.query(statements.get('chat_receipts_store'), [[session, session], ['visitor', 'agent'], [1000, 1000], [1000, 1000]]);
		const { rows: [{ written }] } = await client.query("SELECT n_tup_upd::int AS written FROM pg_stat_xact_user_tables WHERE relid = 'chat_messages'::regclass");
		assert.deepEqual([written, await size()], [0, before]);
	});
});

test('a session without messages has a page that begins at 1; an unknown one has none', async () => {
	const page = await resume(await talk([]));
	assert.deepEqual([page.first, page.seqs, page.head.wrapped.toString()], [1, [], 'a key']);
	assert.equal(await resume(randomUUID()), undefined);
});

test('a token gains time once a day; one that has ended or is unknown is nobody\'s', async () => {
	const check = (hash, end) => database.inScope(tenant, async client =>
		(await client.query('SELECT * FROM visitor_token_check($1, $2)', [hash, end])).rows);
	const days = count => new Date(Date.now() + count * 86_400_000);
	await database.inScope(tenant, client => client.query("INSERT INTO visitors (visitor_id) VALUES ('visitor')"));
	await database.inScope(tenant, client => client.query(
		`INSERT INTO visitor_tokens (token_hash, visitor_id, origin, last_used_at, expires_at)
		VALUES ('today', 'visitor', '', now(), $1), ('before', 'visitor', '', now() - interval '25 hours', $1),
			('ended', 'visitor', '', now() - interval '25 hours', now() - interval '1 second')`, [days(1)]));
	const [today] = await check('today', days(9));
	assert.equal(today.visitor_id, 'visitor');
	assert.ok(today.expires_at < days(2), 'used within a day: as it was');
	const end = days(9);
	assert.deepEqual(await check('before', end), [{ visitor_id: 'visitor', expires_at: end }]);
	assert.deepEqual(await check('before', days(20)), [{ visitor_id: 'visitor', expires_at: end }], 'used just now');
	assert.deepEqual(await check('ended', days(9)), []);
	assert.deepEqual(await check('unknown', days(9)), []);
	const held = days(1);
	await database.inScope(tenant, client => client.query("INSERT INTO visitor_tokens (token_hash, visitor_id, origin, last_used_at, expires_at) VALUES ('both', 'visitor', '', now() - interval '25 hours', $1)", [held]));
	let second;
	await database.inScope(tenant, async client => {
		const { rows } = await client.query('SELECT * FROM visitor_token_check($1, $2)', ['both', days(3)]);
		assert.ok(rows[0].expires_at > days(2));
		second = check('both', days(30)); // waits for the first one's end, and renews nothing
		const waits = async () => (await database.postgresql.query("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'")).length > 0;
		await until(waits, 20_000, 'the second check to wait');
	});
	assert.deepEqual(await second, [{ visitor_id: 'visitor', expires_at: held }]);
	assert.ok((await check('both', days(30)))[0].expires_at < days(4));
});
