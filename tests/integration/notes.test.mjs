// What an agent says to a colleague at handing a chat over: read by agents at any replica, sealed at rest, gone
// with the session, and never the visitor's, whatever they listen to or ask for.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { Agent, Visitor, sendMessage } from '../harness/client.mjs';
import { EventStream } from '../harness/events.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

let server, other, tenant, schema, ann, kim;
before(async () => {
	server = await Server.start({ workers: '1' }, { redis: true });
	other = await Server.twin(server);
	tenant = server.createTenant('Notes');
	schema = `tenant_${tenant.replaceAll('-', '')}`;
	const sign = (name, at) => Agent.signIn(at, server.addAgent(tenant, `${name}@notes.example`, { name: `${name} Reed` }));
	[ann, kim] = await Promise.all([sign('Ann', server), sign('Kim', other)]);
	for (const agent of [ann, kim]) await agent.connect();
	await until(async () => (await ann.request('GET', '/api/admin/support/agents')).body.items.filter(a => a.status === 'online').length === 2, 10_000, 'both to be online');
});
after(async () => {
	await other?.kill('SIGTERM');
	await server?.stop();
});

/** A chat of Ann's, whose visitor listens. */
async function chat() {
	const visitor = await Visitor.start(server, tenant);
	const sessionId = visitor.session.id;
	await visitor.connect();
	visitor.socket.send('resume', { sessionId });
	await visitor.socket.event('resumed');
	await sendMessage(visitor, sessionId, 'Is it in stock?');
	assert.equal((await ann.request('POST', `/api/admin/support/chat/${sessionId}/assign`, {})).status, 200);
	return { visitor, sessionId };
}
const transfer = (sessionId, body, agent = ann) => agent.request('POST', `/api/admin/support/chat/${sessionId}/transfer`, body);
const notesOf = async (sessionId, agent = kim) => (await agent.request('GET', `/api/admin/support/chat/${sessionId}/notes`)).body.items;
/** As the server would, in the tenant's scope. */
async function erase(sessionId) {
	const client = await server.postgresql.client('frontdesk_gateway');
	await client.query('BEGIN');
	await client.query("SELECT set_config('role', $1, true), set_config('search_path', $1, true)", [schema]);
	await client.query("SELECT chat_sessions_erase(ARRAY[$1::uuid], 'system', 'a test')", [sessionId]);
	await client.query('COMMIT');
	await client.end();
}
const rows = sessionId => server.postgresql.query(`SELECT content FROM ${schema}.chat_notes WHERE session_id = $1`, [sessionId]);

test('the colleague reads it at another replica, and knows from the session that it came', async () => {
	const { visitor, sessionId } = await chat();
	const note = 'Wants two, جدّ مستعجلة.\nCheck the stock in Bremen first.';
	const answer = await transfer(sessionId, { agentId: kim.id, note });
	assert.equal(answer.status, 200, answer.text);
	const { session } = await kim.socket.event('session', e => e.session.id === sessionId && e.session.status === 'transferred');
	const [read, ...more] = await notesOf(sessionId);
	assert.deepEqual(more, []);
	const { id, ...rest } = read;
	assert.match(id, /^[0-9a-f-]{36}$/);
	assert.deepEqual(rest, { sessionId, agentId: ann.id, agentName: 'Ann Reed', toAgentId: kim.id, toAgentName: 'Kim Reed', createdAt: session.transferredAt, content: note });
	assert.equal((await kim.request('POST', `/api/admin/support/chat/${sessionId}/assign`, {})).status, 200);
	assert.equal((await transfer(sessionId, { note: 'Back to anybody.' }, kim)).status, 200);
	const both = await notesOf(sessionId, ann);
	assert.deepEqual(both.map(each => each.content), [note, 'Back to anybody.']);
	assert.equal('toAgentId' in both[1], false);
	await visitor.socket.close();
});

test('the visitor gets nothing of it, by socket, by stream or by REST, and no message is numbered for it', async () => {
	const { visitor, sessionId } = await chat();
	const stream = await EventStream.open(visitor, [sessionId]);
	await stream.event('resumed');
	const secret = `secret-${randomBytes(8).toString('hex')}`;
	await transfer(sessionId, { agentId: kim.id, note: secret });
	const isTransferred = e => e.session.status === 'transferred';
	await visitor.socket.event('session', isTransferred);
	await stream.event('session', isTransferred);
	assert.equal((await kim.request('POST', `/api/admin/support/chat/${sessionId}/assign`, {})).status, 200);
	kim.socket.send('resume', { sessionId });
	await kim.socket.event('resumed', e => e.sessionId === sessionId);
	await sendMessage(kim, sessionId, 'Yes, it is.');
	const stored = await visitor.socket.event('message.stored', e => e.seq === 2);
	assert.equal(stored.seq, 2);
	visitor.socket.send('resume', { sessionId });
	await visitor.socket.event('resumed', e => e.headSeq === 2);
	const path = `/api/support/chat/${sessionId}`;
	const answers = await Promise.all(['', '/messages', '/messages?after=0', '/resume'].map(what => visitor.request('GET', path + what)));
	answers.push(await visitor.request('GET', '/api/support/chat/sessions'), await visitor.request('GET', `${path}/notes`), await visitor.request('GET', `/api/admin/support/chat/${sessionId}/notes`));
	assert.deepEqual(answers.map(answer => answer.status), [200, 200, 200, 200, 200, 404, 401]);
	const heard = JSON.stringify([visitor.socket.events, stream.events, answers.map(answer => answer.text)]);
	for (const word of [secret, 'transferredAt', '"note']) assert.ok(!heard.includes(word), word);
	assert.ok(JSON.stringify(await notesOf(sessionId)).includes(secret), 'the search itself works');
	assert.ok(!JSON.stringify([ann.socket.events, kim.socket.events]).includes(secret), 'no event carries it');
	await stream.close();
	await visitor.socket.close();
});

test('it is sealed at rest, and erased with the session', async () => {
	const { visitor, sessionId } = await chat();
	const secret = `canary-${randomBytes(12).toString('hex')}`;
	await transfer(sessionId, { note: secret });
	const [{ content }] = await rows(sessionId);
	assert.ok(content.length > 90 && !content.includes(Buffer.from(secret)));
	await server.postgresql.query('CHECKPOINT');
	for (const form of [secret, Buffer.from(secret).toString('base64').slice(4, 24), Buffer.from(secret).toString('hex')])
		assert.equal(spawnSync('grep', ['-rlaF', '--', form, server.postgresql.folder, server.redis.folder], { encoding: 'utf8' }).stdout, '');
	for (const { log } of [server, other]) assert.ok(!log.includes(secret));
	await erase(sessionId);
	assert.deepEqual(await rows(sessionId), []);
	await visitor.socket.close();
});

test('who may not hand the chat over leaves no note, and one that is too long or has controls is refused with nothing done', async () => {
	const { visitor, sessionId } = await chat();
	assert.equal((await transfer(sessionId, { agentId: ann.id, note: 'mine' }, kim)).status, 403);
	for (const note of ['x'.repeat(4001), 'a\x01b', 7]) {
		const answer = await transfer(sessionId, { agentId: kim.id, note });
		assert.deepEqual([answer.status, answer.body.code], [422, 'field']);
	}
	assert.deepEqual(await rows(sessionId), []);
	assert.equal((await ann.request('GET', `/api/admin/support/chat/${sessionId}`)).body.status, 'active');
	for (const note of ['', null]) {
		assert.equal((await transfer(sessionId, { note })).status, 200);
		assert.deepEqual(await rows(sessionId), []);
		assert.equal((await ann.request('POST', `/api/admin/support/chat/${sessionId}/assign`, {})).status, 200);
	}
	assert.equal((await transfer(sessionId, { note: 'ä'.repeat(2000) })).status, 200);
	assert.deepEqual((await notesOf(sessionId)).map(note => note.content), ['ä'.repeat(2000)]);
	await visitor.socket.close();
});

test('another tenant reads nothing of it', async () => {
	const { visitor, sessionId } = await chat();
	await transfer(sessionId, { note: 'ours' });
	const elsewhere = server.createTenant('Elsewhere');
	const stranger = await Agent.signIn(server, server.addAgent(elsewhere, 'zoe@elsewhere.example', { name: 'Zoe', role: 'admin' }));
	assert.equal((await stranger.request('GET', `/api/admin/support/chat/${sessionId}/notes`)).status, 404);
	await visitor.socket.close();
});
