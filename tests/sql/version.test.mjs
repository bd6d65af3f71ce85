// A session's version: whatever changes its row raises it, and both of its pictures name it.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { readStatements } from '../../sql/parse.mjs';
import { Database, project, roleOf } from './database.mjs';

const statements = new Map(Object.values(readStatements(join(project, 'sql'))).flat().map(each => [each.name, each.sql]));
let database, tenant, agent, session;
before(async () => {
	database = Database.start(['Northwind']);
	[tenant] = database.tenants;
	await database.postgresql.query("INSERT INTO public.users (email, name, password_hash) VALUES ('a@x.example', 'A', 'A')");
	[{ id: agent }] = await database.postgresql.query(`INSERT INTO ${roleOf(tenant)}.support_agents (user_id, name, email, seen_at, noted_at)
		SELECT id, name, email, now(), now() FROM public.users RETURNING id`);
	[{ session_id: session }] = await run(statements.get('chat_session_start'), 'v-1', null, null, null, null, null, null, randomUUID(), 'a key', null);
});
after(() => database?.stop());

const run = (text, ...values) => database.inScope(tenant, async client => (await client.query(text, values)).rows);
const version = async () => Number((await run('SELECT version FROM chat_sessions WHERE id = $1', session))[0].version);
const store = sender => ["SELECT * FROM chat_messages_store(ARRAY[gen_random_uuid()], ARRAY[$1::uuid], ARRAY[$2], ARRAY[$2], ARRAY['x'::bytea], ARRAY[decode(md5(''), 'hex')], ARRAY[now()], false)", session, sender];
const open = ['waiting', 'active', 'transferred'];

test('each change of a session raises its version', async () => {
	const changes = [
		['a name', statements.get('chat_session_name'), session, 'v-1', 'Ada', null],
		['an agent', 'SELECT * FROM chat_session_assign($1, $2, $2, false, $3)', session, agent, open],
		['a message', ...store('agent')],
		['another one', ...store('visitor')],
		['a receipt', statements.get('chat_receipts_store'), [session], ['visitor'], [1], [1]],
		['a transfer', "SELECT * FROM chat_session_hand_over($1, NULL, $2, false, '{active}')", session, agent],
		['a proof', statements.get('visitor_prove'), 'v-1', 'c-1', 'c-0', 'customer', null, null],
		['its name', statements.get('visitor_prove'), 'c-1', 'c-1', 'c-0', 'customer', 'Grace', null],
		['what nobody foresaw', "UPDATE chat_sessions SET page_url = 'http://shop.example/' WHERE id = $1", session],
		['the end', "SELECT chat_session_end($1, 'agent', $2, true, $3)", session, agent, open],
	];
	let before = await version();
	for (const [what, text, ...values] of changes) {
		await run(text, ...values);
		const now = await version();
		assert.ok(now > before, `${what} left it at ${now}`);
		before = now;
	}
});

test('that a visitor is still here is no change: nobody sees it', async () => {
	await run("UPDATE chat_sessions SET status = 'waiting', ended_at = NULL WHERE id = $1", session);
	const seen = async () => (await run('SELECT visitor_seen_at AS at FROM chat_sessions WHERE id = $1', session))[0].at;
	const [before, earlier] = [await version(), await seen()];
	await run(statements.get('chat_visitors_note'), [session]);
	assert.ok(await seen() > earlier);
	assert.equal(await version(), before);
});

test('of two who change it at once each raises it', async () => {
	const before = await version();
	await Promise.all(Array.from({ length: 4 }, (_, i) => run('UPDATE chat_sessions SET visitor_name = $2 WHERE id = $1', session, `name ${i}`)));
	await Promise.all(Array.from({ length: 4 }, (_, i) => run(statements.get('chat_receipts_store'), [session], ['agent'], [1 + (i % 2)], [1])));
	assert.equal(await version(), before + 8);
});

test('a session names its version to both of its sides, in a list and alone', async () => {
	const wanted = await version();
	const [{ visitor, agent }] = await run('SELECT for_visitor AS visitor, for_agent AS agent FROM chat_session_views($1, NULL)', session);
	const [{ listed }] = await run("SELECT chat_session_json(s, 'agent', NULL, 0, NULL) AS listed FROM chat_sessions s WHERE id = $1", session);
	assert.deepEqual([visitor, agent, listed].map(picture => picture.version), [wanted, wanted, wanted]);
});
