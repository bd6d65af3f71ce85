// Where the visitors of open sessions are, as several workers tell of them.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Database, roleOf } from './database.mjs';

let database, tenant, schema;
const query = (text, values) => database.inScope(tenant, async client => (await client.query(text, values)).rows);
const own = (text, values) => database.postgresql.query(text.replaceAll('$schema', schema), values);
before(() => {
	database = Database.start(['Northwind']);
	[tenant] = database.tenants;
	schema = roleOf(tenant);
});
after(() => database?.stop());

const [ONE, OTHER] = [randomUUID(), randomUUID()];
const session = () => database.makeSessions(tenant, 1).then(([id]) => id);
const tell = async (worker, id, word, page = '') => (await query(
	'SELECT is_news, is_here, page, at FROM chat_visitors_tell($1, $2, $3, $4)', [worker, [id], [word], [page]]))[0];
const seen = async id => (await query("SELECT chat_session_json(s, 'agent', NULL, 0, NULL) AS json FROM chat_sessions s WHERE id = $1", [id]))[0].json;
const isHere = async id => (await seen(id)).isVisitorHere;
const age = (id, seconds) => own(`UPDATE $schema.chat_sessions SET visitor_seen_at = now() - interval '${seconds} seconds' WHERE id = $1`, [id]);
const lapse = async () => (await query('SELECT session_id FROM chat_visitors_lapse(100)')).map(row => row.session_id);

test('of a session nothing is known before somebody tells of its visitor, and visitors are told nothing of it', async () => {
	const id = await session();
	assert.equal(await isHere(id), undefined);
	assert.deepEqual(await tell(ONE, id, 'here', 'https://shop.example/one').then(({ at, ...told }) => told),
		{ is_news: true, is_here: true, page: 'https://shop.example/one' });
	const { isVisitorHere, currentPageUrl, presenceAt } = await seen(id);
	assert.deepEqual([isVisitorHere, currentPageUrl], [true, 'https://shop.example/one']);
	assert.match(presenceAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
	const [views] = await query("SELECT for_visitor, for_agent, chat_session_json(s, 'visitor', NULL, 0, NULL) AS own FROM chat_session_views($1, NULL), chat_sessions s WHERE s.id = $1", [id]);
	assert.equal(views.for_agent.currentPageUrl, 'https://shop.example/one');
	for (const view of [views.for_visitor, views.own])
		assert.deepEqual(['isVisitorHere', 'currentPageUrl', 'presenceAt'].filter(name => name in view), []);
	const [digest] = await query("SELECT session::jsonb AS session FROM chat_session_digests(ARRAY[$1::uuid], ARRAY[''])", [id]);
	assert.equal(digest.session.presenceAt, presenceAt);
});

test('what is as before is no news, raises no version, and has no later time', async () => {
	const id = await session();
	await tell(ONE, id, 'here', 'https://shop.example/one');
	const before = await seen(id);
	for (const page of ['', 'https://shop.example/one'])
		assert.deepEqual((await tell(ONE, id, 'here', page)).is_news, false);
	assert.deepEqual(await seen(id), before);
	const other = await tell(ONE, id, 'here', 'https://shop.example/two');
	assert.deepEqual([other.is_news, other.page], [true, 'https://shop.example/two']);
	const after = await seen(id);
	assert.equal(after.version, before.version);
	assert.ok(after.presenceAt > before.presenceAt);
});

test('a visitor has gone when no worker has a page of theirs any more', async () => {
	const id = await session();
	await tell(ONE, id, 'here');
	assert.equal((await tell(OTHER, id, 'here')).is_news, false);
	assert.deepEqual((await tell(ONE, id, 'gone')).is_news, false);
	assert.equal(await isHere(id), true);
	const gone = await tell(OTHER, id, 'gone');
	assert.deepEqual([gone.is_news, gone.is_here], [true, false]);
	assert.equal(await isHere(id), false);
});

test('a page alone says nothing of whether they are there', async () => {
	const id = await session();
	await tell(ONE, id, 'here');
	assert.equal((await tell(OTHER, id, 'page', 'https://shop.example/two')).is_here, true);
	assert.deepEqual((await tell(ONE, id, 'gone')).is_here, false);
	assert.equal((await tell(OTHER, id, 'page', 'https://shop.example/three')).is_here, false);
});

test('of whom no worker has told for a minute is gone: lists say so, and each is told once', async () => {
	const id = await session(), stays = await session();
	await tell(ONE, id, 'here');
	await tell(ONE, stays, 'here');
	await age(id, 61);
	const { isVisitorHere, presenceAt } = await seen(id);
	assert.equal(isVisitorHere, false);
	assert.deepEqual(await lapse(), [id]);
	assert.deepEqual(await lapse(), []);
	const marked = await seen(id);
	assert.ok(!marked.isVisitorHere && marked.presenceAt >= presenceAt);
	assert.equal(await isHere(stays), true);
	assert.equal((await tell(OTHER, id, 'here')).is_news, true);
});

test('a worker that died is nobody where another one tells first, and many of them are not remembered', async () => {
	const id = await session();
	await tell(ONE, id, 'here');
	await age(id, 61);
	await tell(OTHER, id, 'here');
	assert.equal((await tell(OTHER, id, 'gone')).is_here, false);
	for (let i = 0; i < 20; i++) await tell(randomUUID(), id, 'here');
	const [{ workers }] = await query('SELECT cardinality(visitor_workers) AS workers FROM chat_sessions WHERE id = $1', [id]);
	assert.ok(workers <= 8, `${workers}`);
});

test('a row that is changing is passed over', async () => {
	const id = await session();
	await database.inScope(tenant, async client => {
		await client.query('SELECT FROM chat_sessions WHERE id = $1 FOR UPDATE', [id]);
		assert.equal(await tell(ONE, id, 'here'), undefined);
	});
	assert.equal((await tell(ONE, id, 'here')).is_news, true);
});

test('of an ended session nothing stays, its version rises, and nothing is noted any more', async () => {
	const id = await session();
	await tell(ONE, id, 'here', 'https://shop.example/secret');
	const { version } = await seen(id);
	await query("SELECT chat_session_end($1, 'agent', NULL, true, ARRAY['active'])", [id]);
	const ended = await seen(id);
	assert.deepEqual([ended.status, ended.version, ended.isVisitorHere, ended.currentPageUrl], ['ended', version + 1, undefined, undefined]);
	assert.equal(await tell(ONE, id, 'here', 'https://shop.example/secret'), undefined);
	const [row] = await query('SELECT visitor_workers, current_page_url, presence_at FROM chat_sessions WHERE id = $1', [id]);
	assert.deepEqual(row, { visitor_workers: null, current_page_url: null, presence_at: null });
});
