// Chat across replicas: two workers, one PostgreSQL, one Redis. What one accepts, the other's people
// hear; what Redis drops, position sync brings; what a vanished agent had goes back to the queue.
import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Calm, TROUBLE } from '../harness/calm.mjs';
import { Agent, Socket, Visitor, sendMessage } from '../harness/client.mjs';
import { EventStream } from '../harness/events.mjs';
import { Redis } from '../harness/redis.mjs';
import { Server } from '../harness/server.mjs';
import { until, within } from '../harness/wait.mjs';

const RESTORED = ['the database has another history now', 'positions are of another history: everybody loads anew'];
const admin = '/api/admin/support/chat';
let redis, here, there, tenant, schema, ann, chief;

before(async () => {
	redis = await Redis.start();
	here = await Server.start({ redis: redis.address });
	there = await Server.twin(here);
	tenant = here.createTenant('Replicas');
	schema = `tenant_${tenant.replaceAll('-', '')}`;
	ann = await Agent.signIn(there, there.addAgent(tenant, 'ann@replicas.example', { name: 'Ann Reed' }));
	chief = await Agent.signIn(here, here.addAgent(tenant, 'cleo@replicas.example', { name: 'Cleo Hart', role: 'supervisor' }));
	await ann.connect();
	await chief.connect();
});
after(async () => {
	await there?.kill('SIGTERM');
	await here?.stop();
	await redis?.stop();
});

const sql = (text, values) => here.postgresql.query(text.replaceAll('$schema', schema), values);

async function listen(person, sessionId, known = {}) {
	if (person.socket?.ws.readyState !== 1) await person.connect();
	person.socket.events = person.socket.events.filter(e => e.type !== 'resumed' || e.sessionId !== sessionId);
	person.socket.send('resume', { sessionId, ...known });
	return person.socket.event('resumed', e => e.sessionId === sessionId);
}

/** A visitor here, and an agent there who took the session; both listen. */
async function conversation(fields = {}) {
	const visitor = await Visitor.start(here, tenant, fields);
	const { id } = visitor.session;
	assert.equal((await ann.request('POST', `${admin}/${id}/assign`, {})).status, 200);
	await listen(visitor, id);
	await listen(ann, id);
	return { visitor, id };
}

test('what is said at one replica is heard at the other, and stored for both alike', async () => {
	const calm = await Calm.begin(here, there);
	const { visitor, id } = await conversation();
	const asked = await sendMessage(visitor, id, 'hello from here');
	const shown = await ann.socket.event('message.new', e => e.message.id === asked.id);
	assert.equal(shown.message.content, 'hello from here');
	assert.deepEqual(await ann.socket.event('message.stored', e => e.id === asked.id), asked);
	const answered = await sendMessage(ann, id, 'hello from there');
	assert.deepEqual(await visitor.socket.event('message.stored', e => e.id === answered.id), answered);
	assert.equal(answered.seq, asked.seq + 1);
	assert.ok(answered.createdAt > asked.createdAt);
	await calm.end({ opened: 1 });
});

test('receipts and typing reach the other replica, and its own receipts build on them', async () => {
	const { visitor, id } = await conversation();
	const { seq } = await sendMessage(visitor, id, 'read me');
	await ann.socket.event('message.stored', e => e.sessionId === id && e.seq === seq);
	ann.socket.send('receipt.send', { sessionId: id, read: seq });
	await visitor.socket.event('receipt', e => e.sessionId === id && e.senderType === 'agent' && e.read === seq);
	ann.socket.send('typing.set', { sessionId: id, typing: true });
	await visitor.socket.event('typing', e => e.sessionId === id && e.senderType === 'agent' && e.typing);
	const { session } = await listen(visitor, id);
	assert.deepEqual(session.receipts.agent, { delivered: seq, read: seq });
	assert.equal((await visitor.request('POST', `/api/support/chat/${id}/typing`, { typing: true })).status, 204);
	await ann.socket.event('typing', e => e.sessionId === id && e.senderType === 'visitor' && e.typing);
	assert.equal((await visitor.request('POST', `/api/support/chat/${id}/read`, { delivered: 1 })).status, 204);
	await ann.socket.event('receipt', e => e.sessionId === id && e.senderType === 'visitor' && e.delivered === 1 && e.read === 0);
});

test('a session that changes at one replica changes at the other', async () => {
	const { visitor, id } = await conversation();
	await chief.socket.event('session', e => e.session.id === id && e.session.status === 'active');
	assert.equal((await ann.request('POST', `${admin}/${id}/transfer`, {})).status, 200);
	await visitor.socket.event('session', e => e.session.id === id && e.session.status === 'transferred');
	assert.equal((await chief.request('POST', `${admin}/${id}/assign`, {})).status, 200);
	await ann.socket.event('session', e => e.session.id === id && e.session.assignedAgent?.id === chief.id);
	ann.socket.send('message.send', { sessionId: id, id: randomUUID(), content: 'no longer mine' });
	await ann.socket.event('message.refused', e => e.sessionId === id && e.code === 'denied');
	assert.equal((await visitor.request('POST', `/api/support/chat/${id}/end`)).status, 200);
	await ann.socket.event('session', e => e.session.id === id && e.session.status === 'ended');
});

test("agents' lists show what is written to a session that their replica does not have", async () => {
	const visitor = await Visitor.start(here, tenant);
	const { id } = visitor.session;
	await listen(visitor, id);
	const { seq } = await sendMessage(visitor, id, 'is anybody there?');
	await ann.socket.event('session', e => e.session.id === id && e.session.headSeq === seq && e.session.unreadCount === 1);
	assert.equal((await visitor.request('POST', `/api/support/chat/${id}/end`)).status, 200);
});

test('in whatever order its pictures come, the one of the highest version is what has become of a session', async () => {
	const talks = await Promise.all(Array.from({ length: 20 }, () => conversation()));
	await Promise.all(talks.map(async ({ visitor, id }) => {
		await sendMessage(visitor, id, 'one more thing');
		visitor.socket.send('message.send', { sessionId: id, id: randomUUID(), content: 'stored before the end, or refused' });
		await ann.request('POST', `${admin}/${id}/end`, {});
	}));
	for (const { id } of talks) {
		const newest = () => chief.socket.events.filter(e => e.type === 'session' && e.session.id === id)
			.reduce((newer, e) => (newer?.version > e.session.version ? newer : e.session), undefined);
		await until(() => newest()?.status === 'ended', 10_000, () => `the end of ${id}; got ${JSON.stringify(newest())}`);
		const [row] = await sql('SELECT version::int FROM $schema.chat_sessions WHERE id = $1', [id]);
		assert.ok(newest().version > 1 && newest().version <= row.version);
		assert.equal((await chief.request('GET', `${admin}/${id}`)).body.version, row.version);
	}
});

/** The same person, whose requests another replica answers. */
const at = (person, server) => Object.assign(new person.constructor(), person, { server, socket: undefined });

test('a worker where nobody listens to a session reads it before it believes what it remembers', async () => {
	const visitor = await Visitor.start(here, tenant);
	const { id } = visitor.session;
	assert.equal((await ann.request('POST', `${admin}/${id}/assign`, {})).status, 200);
	await listen(visitor, id);
	const [reader, writer] = [at(visitor, there), at(chief, there)];
	const stream = await EventStream.open(ann, [id], { server: here });
	const post = (person, path, body) => person.request('POST', `${person.cookie ? admin : '/api/support/chat'}/${id}${path}`, body);
	try {
		/* `there` remembers the session as it is now; nobody listens there. */
		assert.equal((await post(writer, '', { id: randomUUID(), content: 'remember' })).status, 200);
		const { seq } = await sendMessage(visitor, id, 'and more');
		await stream.event('message.stored', e => e.seq === seq);
		assert.equal((await post(ann, '/read', { delivered: seq, read: seq })).status, 204);
		await stream.event('receipt', e => e.senderType === 'agent' && e.read === seq);
		const whole = (await reader.request('GET', `/api/support/chat/${id}/resume`)).body;
		assert.equal(whole.headSeq, seq);
		const next = await sendMessage(visitor, id, 'a moment later');
		const again = (await reader.request('GET', `/api/support/chat/${id}/resume`)).body;
		assert.deepEqual([again.headSeq, again.messages.at(-1).content], [next.seq, 'a moment later']);
		const mine = { id: randomUUID(), content: 'is it still mine?' };
		assert.equal((await chief.request('POST', `${admin}/${id}/transfer`, {})).status, 200);
		assert.equal((await chief.request('POST', `${admin}/${id}/assign`, {})).status, 200);
		assert.equal((await post(ann, '', mine)).status, 403);
		assert.equal((await post(ann, '/typing', { typing: true })).status, 204);
		await visitor.socket.event('session', e => e.session.id === id && e.session.assignedAgent?.id === chief.id);
		assert.equal((await visitor.request('POST', `/api/support/chat/${id}/end`)).status, 200);
		assert.equal((await post(ann, '', { id: randomUUID(), content: 'too late' })).status, 409);
		assert.equal(visitor.socket.events.some(e => e.type === 'typing' && e.typing), false);
	} finally {
		stream.close();
	}
});

test('a REST resume answers what the socket would hear', async () => {
	const { visitor, id } = await conversation();
	await sendMessage(visitor, id, 'one');
	await sendMessage(visitor, id, 'two');
	const whole = (await visitor.request('GET', `/api/support/chat/${id}/resume`)).body;
	assert.deepEqual([whole.type, whole.isReset, whole.headSeq, whole.messages.map(m => m.content)], ['resumed', true, 2, ['one', 'two']]);
	const rest = (await ann.request('GET', `${admin}/${id}/resume?afterSeq=1&epoch=${whole.epoch}`)).body;
	assert.deepEqual([rest.isReset, rest.messages.map(m => m.seq)], [false, [2]]);
	const other = await Visitor.start(here, tenant);
	assert.equal((await other.request('GET', `/api/support/chat/${id}/resume`)).status, 404);
	assert.equal((await other.request('POST', `/api/support/chat/${id}/typing`, { typing: true })).status, 404);
	assert.equal((await visitor.request('POST', `/api/support/chat/${id}/typing`, {})).status, 400);
});

test('a sign-out at one replica closes the sockets at the other', async () => {
	const before = await Agent.signIn(here, here.addAgent(tenant, 'out@replicas.example'));
	const elsewhere = Object.assign(new Agent(), before, { server: there });
	elsewhere.request = (method, path, body) => Agent.prototype.request.call({ ...elsewhere, server: there }, method, path, body);
	await elsewhere.connect();
	assert.equal((await before.request('POST', '/api/admin/sign-out', {})).status, 204);
	assert.equal(await elsewhere.socket.closed, 4001);
});

test('a crowd that comes back to a worker costs PostgreSQL one reading of its session', async () => {
	const { visitor, id } = await conversation();
	await sendMessage(visitor, id, 'before');
	const { epoch } = await listen(visitor, id);
	const third = await Server.twin(here, { workers: 1 });
	try {
		const crowd = await Promise.all(Array.from({ length: 20 }, async () => {
			const tab = Object.assign(new Visitor(), visitor, { server: third, socket: undefined });
			await tab.connect();
			return tab;
		}));
		await sql('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
		await sql('SELECT pg_stat_statements_reset()');
		const answers = await Promise.all(crowd.map(tab => listen(tab, id, { afterSeq: 0, epoch })));
		assert.ok(answers.every(answer => answer.messages.at(-1).content === 'before' && answer.headSeq === 1));
		const [{ calls }] = await sql("SELECT coalesce(sum(calls), 0)::int AS calls FROM pg_stat_statements WHERE query LIKE '%FROM chat_resume\\_%'");
		assert.equal(calls, 1);
	} finally {
		await third.kill('SIGTERM');
	}
});

test('who was an anonymous visitor is nobody at any replica, as soon as a merchant has said who they are', async () => {
	const { visitor, id } = await conversation();
	const tab = Object.assign(new Visitor(), visitor, { server: there, socket: undefined });
	await listen(tab, id);
	const secret = here.command(['tenant', 'secret', tenant]).match(/^secret:\s+(\S+)$/m)[1];
	const identifierHash = createHmac('sha256', secret).update('customer').digest('hex');
	await until(async () => (await visitor.request('POST', '/api/support/chat/identify', { identifier: 'customer', identifierHash })).status === 200, 10_000, 'the secret to be known');
	assert.equal(await tab.socket.closed, 1001);
	await tab.connect();
	tab.socket.send('resume', { sessionId: id });
	assert.equal((await tab.socket.event('error')).code, 'absent', 'the session is the customer\'s');
});

test('what Redis loses is brought by position sync, and its return is noticed', async () => {
	const { visitor, id } = await conversation();
	const { epoch } = await listen(ann, id);
	here.expect(...TROUBLE.redis);
	await redis.kill();
	const lost = await sendMessage(visitor, id, 'nobody carries this');
	const head = await ann.socket.event('head', e => e.sessionId === id && e.headSeq === lost.seq);
	const { messages } = await listen(ann, id, { afterSeq: head.headSeq - 1, epoch });
	assert.equal(messages.at(-1).content, 'nobody carries this');
	assert.equal((await visitor.request('POST', `/api/support/chat/${id}/end`)).status, 200);
	await ann.socket.event('session', e => e.session.id === id && e.session.status === 'ended');
	await redis.boot();
	const { visitor: next, id: nextId } = await conversation();
	const carried = await until(async () => {
		const message = await sendMessage(next, nextId, 'somebody carries this');
		return within(() => ann.socket.events.find(e => e.type === 'message.stored' && e.id === message.id), 1000);
	}, 30_000, 'the bus to carry again');
	assert.equal(carried.sessionId, nextId);
});

test('a message that PostgreSQL does not take yet is kept, says so, and is stored by who comes after', async () => {
	const { visitor, id } = await conversation();
	const keeper = await Server.twin(here, { spool: mkdtempSync(join(here.folder, 'spool-')) });
	const tab = Object.assign(new Visitor(), visitor, { server: keeper, socket: undefined });
	await listen(tab, id);
	here.expect('a batch of messages failed');
	const lock = await here.postgresql.client();
	await lock.query('BEGIN');
	await lock.query('SELECT FROM control.session_counters WHERE session_id = $1 FOR UPDATE', [id]);
	const overSocket = randomUUID(), byPost = { id: randomUUID(), content: 'kept by POST' };
	tab.socket.send('message.send', { sessionId: id, id: overSocket, content: 'kept over a socket' });
	await tab.socket.event('message.kept', e => e.id === overSocket);
	const answer = await tab.request('POST', `/api/support/chat/${id}`, byPost);
	assert.deepEqual([answer.status, answer.body.id, answer.body.isKept], [202, byPost.id, true]);
	await keeper.kill('SIGKILL');
	await lock.query('ROLLBACK');
	await lock.end();
	await keeper.boot();
	for (const message of [overSocket, byPost.id]) await ann.socket.event('message.stored', e => e.id === message, 20_000);
	await keeper.kill('SIGTERM');
	const { messages } = await listen(visitor, id);
	assert.deepEqual(messages.map(m => m.content).sort(), ['kept by POST', 'kept over a socket']);
});

test('what was kept before its chat ended at another replica is stored, and stands before the end; what was said after it is refused', async () => {
	const { visitor, id } = await conversation();
	const keeper = await Server.twin(here, { spool: mkdtempSync(join(here.folder, 'spool-')) });
	const tab = Object.assign(new Visitor(), visitor, { server: keeper, socket: undefined });
	await listen(tab, id);
	here.expect('a batch of messages failed');
	const lock = await here.postgresql.client();
	await lock.query('BEGIN');
	await lock.query('SELECT FROM control.session_counters WHERE session_id = $1 FOR UPDATE', [id]);
	const early = randomUUID(), late = randomUUID();
	tab.socket.send('message.send', { sessionId: id, id: early, content: 'kept before the end' });
	await tab.socket.event('message.kept', e => e.id === early);
	assert.equal((await ann.request('POST', `${admin}/${id}/end`, {})).status, 200);
	await tab.socket.event('session', e => e.session.id === id && e.session.status === 'ended');
	tab.socket.send('message.send', { sessionId: id, id: late, content: 'after the end' });
	await tab.socket.event('message.refused', e => e.id === late && e.code === 'state');
	await keeper.kill('SIGKILL');
	await lock.query('ROLLBACK');
	await lock.end();
	await keeper.boot();
	const stored = () => sql(`SELECT m.id, m.created_at <= s.ended_at AND s.last_message_at <= s.ended_at AS is_before
		FROM $schema.chat_messages m JOIN $schema.chat_sessions s ON s.id = m.session_id WHERE s.id = $1`, [id]);
	await until(async () => (await stored()).length > 0, 20_000, 'the kept message to be stored');
	await keeper.kill('SIGTERM');
	assert.deepEqual(await stored(), [{ id: early, is_before: true }]);
});

test('a database that was restored sends everybody back for all of it', async () => {
	const { visitor, id } = await conversation();
	await sendMessage(visitor, id, 'one');
	const { epoch } = await listen(visitor, id);
	const noticed = () => here.log.split(RESTORED[1]).length + there.log.split(RESTORED[1]).length;
	const before = noticed(), workers = here.workers().length + there.workers().length;
	here.expect(...RESTORED);
	here.command(['migrate', '--restored']);
	assert.equal(await visitor.socket.closed, 1001);
	assert.equal(await ann.socket.closed, 1001);
	await until(() => noticed() === before + workers, 15_000, 'every worker to notice'); // one that has not would send away who comes
	const reset = await listen(visitor, id, { afterSeq: 1, epoch });
	assert.deepEqual([reset.isReset, reset.messages.length, reset.headSeq], [true, 1, 1]);
	assert.notEqual(reset.epoch, epoch);
});

test('who comes back while others are still being sent away stays', async () => {
	const alone = await Server.start();
	try {
		alone.expect(...RESTORED);
		const visitor = await Visitor.start(alone, alone.createTenant('Alone'));
		const open = () => Socket.open(alone, '/api/support/chat/ws', { origin: visitor.origin });
		const greet = async sockets => {
			for (const socket of sockets) socket.send('hello', { token: visitor.token });
			await Promise.all(sockets.map(socket => socket.event('welcome')));
		};
		const crowd = await Promise.all(Array.from({ length: 120 }, open));
		await greet(crowd);
		alone.command(['migrate', '--restored']);
		await until(() => crowd.some(({ events }) => events.some(event => event.type === 'goodbye')), 15_000, 'the first goodbye');
		const back = await Promise.all(Array.from({ length: 80 }, open)); // more than the places that are free again by now
		await Promise.all(crowd.map(({ closed }) => closed));
		await greet(back);
		for (const socket of back) socket.send('resume', { sessionId: visitor.session.id });
		await Promise.all(back.map(socket => socket.event('resumed')));
		assert.deepEqual(back.flatMap(({ events }) => events).filter(event => event.type === 'goodbye'), []);
	} finally {
		await alone.stop();
	}
});
