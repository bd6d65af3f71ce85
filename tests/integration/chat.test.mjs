// The chat service from both sides: start, queue, assign, transfer, end; messages with their
// receipts; resume; what happens when the worker or PostgreSQL goes away in the middle.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, test } from 'node:test';
import { Calm } from '../harness/calm.mjs';
import { Agent, Visitor, request, sendMessage } from '../harness/client.mjs';
import { Chatter } from '../harness/chatter.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const admin = '/api/admin/support/chat';
let server, tenant, schema, ann, bob, chief;

before(async () => {
	server = await Server.start();
	tenant = server.createTenant('Chat');
	schema = `tenant_${tenant.replaceAll('-', '')}`;
	[ann, bob, chief] = await Promise.all([['Ann Reed', 'agent'], ['Bob Lane', 'agent'], ['Cleo Hart', 'supervisor']].map(([name, role]) =>
		Agent.signIn(server, server.addAgent(tenant, `${name.slice(0, 3).toLowerCase()}@chat.example`, { name, role }))));
	for (const agent of [ann, bob, chief]) await agent.connect();
	await ann.socket.event('queue', e => e.agentsOnline === 3);
});
after(() => server?.stop());

// Each test leaves an empty queue behind.
const started = [];
afterEach(() => Promise.all(started.splice(0).map(finish)));
async function start(fields) {
	const visitor = await Visitor.start(server, tenant, fields);
	started.push(visitor);
	return visitor;
}
const sql = (text, values) => server.postgresql.query(text.replaceAll('$schema', schema), values);
const assign = (agent, id, body = {}) => agent.request('POST', `${admin}/${id}/assign`, body);

async function listen(person, sessionId, known = {}) {
	if (person.socket?.ws.readyState !== 1) await person.connect();
	person.socket.events = person.socket.events.filter(e => e.type !== 'resumed' || e.sessionId !== sessionId);
	person.socket.send('resume', { sessionId, ...known });
	return person.socket.event('resumed', e => e.sessionId === sessionId);
}

/** A conversation with an agent who took it, both listening. */
async function conversation(agent = ann, fields = {}) {
	const visitor = await start(fields);
	const { id } = visitor.session;
	assert.equal((await assign(agent, id)).status, 200);
	await listen(visitor, id);
	await listen(agent, id);
	return { visitor, id };
}

async function finish(visitor) {
	await visitor.request('POST', `/api/support/chat/${visitor.session.id}/end`, {});
	await visitor.socket?.close();
}

test('a visitor starts, agents hear of it, one takes it, and both talk', async () => {
	const calm = await Calm.begin(server);
	const visitor = await start({ visitorName: 'Vic', pageUrl: 'http://shop.example/cart' });
	const { id } = visitor.session;
	assert.equal(visitor.session.status, 'waiting');
	assert.equal(visitor.session.queuePosition, 1);
	assert.equal(visitor.session.agentsOnline, 3);
	assert.ok(!('expectedWaitSeconds' in visitor.session), 'below five samples it is unknown');
	const heard = await ann.socket.event('session', e => e.session.id === id);
	assert.equal(heard.session.visitorName, 'Vic');
	await ann.socket.event('queue', e => e.waiting === 1);
	const queue = (await ann.request('GET', `${admin}/queue`)).body;
	assert.deepEqual(queue.items.map(s => [s.id, s.queuePosition]), [[id, 1]]);
	assert.equal(queue.waiting, 1);

	await listen(visitor, id);
	await visitor.socket.event('position', e => e.queuePosition === 1);
	const taken = await assign(ann, id);
	assert.equal(taken.body.assignedAgent.email, 'ann@chat.example');
	const told = await visitor.socket.event('session', e => e.session.status === 'active');
	assert.deepEqual(told.session.assignedAgent, { id: ann.id, name: 'Ann Reed' }, 'visitors learn no more of an agent');

	await listen(ann, id);
	for (let i = 0; i < 50; i++)
		await Promise.all([sendMessage(visitor, id, `question ${i}`), sendMessage(ann, id, `answer ${i}`)]);
	const rows = await sql('SELECT seq::int AS seq FROM $schema.chat_messages WHERE session_id = $1 ORDER BY seq', [id]);
	assert.deepEqual(rows.map(r => r.seq), Array.from({ length: 100 }, (_, i) => i + 1));
	const shown = () => ann.socket.events.filter(e => e.type === 'message.new' && e.message.senderType === 'visitor' && e.sessionId === id).length;
	await until(() => shown() >= 50, 20_000, 'all questions to be shown');
	assert.equal(shown(), 50);
	assert.ok(!ann.socket.events.some(e => e.type === 'message.new' && e.message.senderId === ann.id), 'a sender does not hear itself');

	const session = (await ann.request('GET', `${admin}/${id}`)).body;
	assert.ok(session.waitTimeSeconds >= 0);
	assert.equal(session.headSeq, 100);
	await calm.end({ opened: 1 });
});

test('resume after a reconnect brings what was missed and nothing else', async () => {
	const { visitor, id } = await conversation();
	for (let i = 0; i < 3; i++) await sendMessage(visitor, id, `before ${i}`);
	const { epoch } = await listen(visitor, id);
	await visitor.socket.close();
	for (let i = 0; i < 120; i++) await sendMessage(ann, id, `meanwhile ${i}`);
	await visitor.connect();
	const first = await listen(visitor, id, { afterSeq: 3, epoch });
	assert.equal(first.isReset, false);
	assert.deepEqual(first.messages.map(m => m.seq), Array.from({ length: 100 }, (_, i) => i + 4), 'a page of 100');
	assert.equal(first.headSeq, 123);
	const second = await listen(visitor, id, { afterSeq: 103, epoch });
	assert.deepEqual(second.messages.map(m => m.content), Array.from({ length: 20 }, (_, i) => `meanwhile ${i + 100}`));
	assert.equal(second.messages[0].senderName, 'Ann Reed');
	const reset = await listen(visitor, id, { afterSeq: 103, epoch: 'another' });
	assert.equal(reset.isReset, true);
	assert.deepEqual([reset.messages.length, reset.messages[0].seq], [50, 74], 'the newest page');

	const path = `/api/support/chat/${id}/messages`;
	const newest = (await visitor.request('GET', `${path}?limit=100`)).body;
	assert.deepEqual([newest.messages[0].seq, newest.messages.at(-1).seq, newest.hasMore], [24, 123, true]);
	const older = (await visitor.request('GET', `${path}?before=24`)).body;
	assert.deepEqual([older.messages[0].senderName, older.messages.at(-1).senderName], [undefined, 'Ann Reed']);
	assert.deepEqual([older.messages[0].seq, older.messages.at(-1).seq, older.hasMore], [1, 23, false]);
	const newer = (await visitor.request('GET', `${path}?after=120`)).body;
	assert.deepEqual([newer.messages.map(m => m.seq), newer.hasMore], [[121, 122, 123], false]);
	const beyond = (await visitor.request('GET', `${path}?after=${2n ** 63n - 1n}`)).body;
	assert.deepEqual([beyond.isReset, beyond.messages.at(-1).seq], [true, 123], 'what was counted beyond the head is of another history');
});

test('of two clicks one wins, and the other hears who', async () => {
	for (let round = 0; round < 5; round++) {
		const visitor = await start();
		const answers = await Promise.all([assign(ann, visitor.session.id), assign(bob, visitor.session.id)]);
		assert.deepEqual(answers.map(a => a.status).sort(), [200, 409]);
		const won = answers.find(a => a.status === 200).body.assignedAgent;
		const lost = answers.find(a => a.status === 409);
		assert.equal(lost.body.code, 'conflict');
		assert.equal(lost.body.assignedAgent.id, won.id);
		assert.match(lost.headers.get('content-type'), /problem\+json/);
		assert.equal((await assign(won.id === ann.id ? ann : bob, visitor.session.id)).status, 200, 'who has it may ask again');
		await finish(visitor);
	}
});

test('an agent takes a session before writing; a supervisor may always', async () => {
	const visitor = await start();
	const say = agent => agent.request('POST', `${admin}/${visitor.session.id}`, { id: randomUUID(), content: 'hello' });
	const refused = await say(ann);
	assert.deepEqual([refused.status, refused.body.code], [403, 'denied']);
	assert.equal((await say(chief)).status, 200);
	assert.equal((await assign(ann, visitor.session.id, { agentId: bob.id })).status, 403, 'only a supervisor gives to others');
	assert.equal((await assign(chief, visitor.session.id, { agentId: bob.id })).body.assignedAgent.id, bob.id);
	assert.equal((await say(ann)).status, 403);
	assert.equal((await say(bob)).status, 200);
});

test('a transferred session stands first in the queue, and is held for the agent it was handed to', async () => {
	const { visitor, id } = await conversation();
	const waiting = await start();
	assert.equal((await assign(ann, id)).status, 200);
	assert.equal((await bob.request('POST', `${admin}/${id}/transfer`, {})).status, 403, 'not his to hand over');
	const handed = (await ann.request('POST', `${admin}/${id}/transfer`, { agentId: bob.id })).body;
	assert.deepEqual([handed.status, handed.assignedAgent.id, handed.queuePosition], ['transferred', bob.id, 1]);
	const queue = (await ann.request('GET', `${admin}/queue`)).body;
	assert.deepEqual(queue.items.map(s => s.id), [id, waiting.session.id]);
	const held = await assign(ann, id);
	assert.deepEqual([held.status, held.body.assignedAgent.id], [409, bob.id]);
	assert.equal((await ann.request('POST', `${admin}/${id}/transfer`, {})).status, 409, 'not active: state');
	assert.equal((await assign(bob, id)).status, 200);
	assert.equal((await bob.request('POST', `${admin}/${id}/transfer`, {})).body.status, 'transferred');
	assert.equal((await assign(ann, id)).status, 200, 'back in the queue it is anybody\'s');
});

test('what was handed to one agent is anybody\'s after a minute, and a supervisor\'s at once', async () => {
	for (const [taker, age] of [[ann, '61 seconds'], [chief, '0 seconds']]) {
		const { id } = await conversation();
		await ann.request('POST', `${admin}/${id}/transfer`, { agentId: bob.id });
		await sql('UPDATE $schema.chat_sessions SET transferred_at = now() - $2::interval WHERE id = $1', [id, age]);
		assert.equal((await assign(taker, id)).status, 200);
	}
});

test('a session ends once, with its times, and takes nothing more', async () => {
	const { visitor, id } = await conversation();
	const first = await sendMessage(visitor, id, 'first');
	const ended = await visitor.request('POST', `/api/support/chat/${id}/end`, {});
	assert.equal(ended.body.status, 'ended');
	assert.ok(ended.body.durationSeconds >= 0 && ended.body.endedAt >= ended.body.startedAt);
	await ann.socket.event('session', e => e.session.id === id && e.session.status === 'ended');
	const again = await visitor.request('POST', `/api/support/chat/${id}/end`, {});
	assert.deepEqual([again.status, again.body.code], [409, 'state']);
	assert.equal((await assign(ann, id)).status, 409);
	visitor.socket.send('message.send', { sessionId: id, id: randomUUID(), content: 'too late' });
	await visitor.socket.event('message.refused', e => e.code === 'state');
	visitor.socket.forget();
	visitor.socket.send('message.send', { sessionId: id, id: first.id, content: 'first' });
	assert.equal((await visitor.socket.event('message.stored')).seq, 1, 'what was stored before is said again');
	await visitor.socket.close();
});

test('the same id is stored once; with another content it is refused', async () => {
	const { visitor, id } = await conversation();
	const message = { sessionId: id, id: randomUUID(), content: 'once' };
	for (let i = 0; i < 5; i++) visitor.socket.send('message.send', message);
	const stored = await visitor.socket.event('message.stored', e => e.id === message.id);
	visitor.socket.forget();
	visitor.socket.send('message.send', message);
	const again = await visitor.socket.event('message.stored', e => e.id === message.id);
	assert.deepEqual([again.seq, again.createdAt, again.fingerprint], [stored.seq, stored.createdAt, stored.fingerprint]);
	visitor.socket.send('message.send', { ...message, content: 'twice' });
	await visitor.socket.event('message.refused', e => e.id === message.id && e.code === 'conflict');
	assert.equal((await sql('SELECT count(*)::int AS n FROM $schema.chat_messages WHERE session_id = $1', [id]))[0].n, 1);

	const posted = { id: randomUUID(), content: 'by POST' };
	const post = body => visitor.request('POST', `/api/support/chat/${id}`, body);
	const one = await post(posted);
	assert.equal(one.status, 200);
	assert.deepEqual((await post(posted)).body, one.body);
	assert.equal((await post({ ...posted, content: 'other' })).status, 409);
	const seen = await ann.socket.event('message.stored', e => e.id === posted.id);
	assert.equal(seen.seq, one.body.seq);
});

test('receipts rise, never beyond the head, and mark what was read', async () => {
	const { visitor, id } = await conversation();
	await sendMessage(visitor, id, 'one');
	await sendMessage(visitor, id, 'two');
	assert.equal((await ann.request('GET', `${admin}/${id}`)).body.unreadCount, 2);
	ann.socket.send('receipt.send', { sessionId: id, delivered: 2, read: 1 });
	await visitor.socket.event('receipt', e => e.senderType === 'agent' && e.delivered === 2 && e.read === 1);
	ann.socket.send('receipt.send', { sessionId: id, delivered: 1, read: 99 });
	await visitor.socket.event('receipt', e => e.delivered === 2 && e.read === 2);
	await until(async () => (await visitor.request('GET', `/api/support/chat/${id}/messages`)).body.messages.every(m => m.isRead), 20_000, 'the receipts to be written');
	const session = (await ann.request('GET', `${admin}/${id}`)).body;
	assert.deepEqual(session.receipts.agent, { delivered: 2, read: 2 });
	assert.equal(session.unreadCount, 0);
	await sendMessage(ann, id, 'three');
	assert.equal((await visitor.request('POST', `/api/support/chat/${id}/read`, { seq: 3 })).status, 204);
	await ann.socket.event('receipt', e => e.senderType === 'visitor' && e.read === 3);
});

test('typing reaches the other side, and lapses', async () => {
	const { visitor, id } = await conversation();
	visitor.socket.send('typing.set', { sessionId: id, typing: true });
	await ann.socket.event('typing', e => e.sessionId === id && e.typing && e.senderType === 'visitor');
	await ann.socket.event('typing', e => e.sessionId === id && !e.typing);
	assert.ok(!visitor.socket.events.some(e => e.type === 'typing'), 'not told to who types');
});

test('a start repeated with its key, or by a visitor with an open session, gives that session', async () => {
	const key = { 'Idempotency-Key': randomUUID() };
	const body = { tenantId: tenant, visitorName: 'Ida' };
	const begin = headers => request(server, 'POST', '/api/support/chat', { body, headers: { Origin: 'http://shop.example', ...headers } });
	const first = await begin(key);
	assert.equal(first.status, 201);
	assert.deepEqual((await begin(key)).body, first.body);
	const again = await begin({ Authorization: `Bearer ${first.body.token}` });
	assert.equal(again.status, 200);
	assert.deepEqual([again.body.session.id, again.body.visitorId], [first.body.session.id, first.body.visitorId]);
	const visitor = Object.assign(new Visitor(), { server, origin: 'http://shop.example', ...first.body });
	await finish(visitor);
	const next = await begin({ Authorization: `Bearer ${first.body.token}` });
	assert.equal(next.status, 201);
	assert.notEqual(next.body.session.id, first.body.session.id);
	const history = (await visitor.request('GET', '/api/support/chat/sessions?limit=1')).body;
	assert.equal(history.items[0].id, next.body.session.id);
	const rest = (await visitor.request('GET', `/api/support/chat/sessions?limit=1&after=${history.next}`)).body;
	assert.deepEqual([rest.items.map(s => s.id), rest.next], [[first.body.session.id], undefined]);
	const others = (await ann.request('GET', `${admin}/${next.body.session.id}/history`)).body;
	assert.deepEqual(others.items.map(s => s.id), [first.body.session.id]);
	started.push(Object.assign(visitor, { session: next.body.session }));
});

test('a waiting visitor leaves name and e-mail', async () => {
	const visitor = await start();
	const path = `/api/support/chat/${visitor.session.id}`;
	const left = await visitor.request('PATCH', path, { visitorName: 'Nell', visitorEmail: 'nell@customer.example' });
	assert.deepEqual([left.status, left.body.visitorName, left.body.visitorEmail], [200, 'Nell', 'nell@customer.example']);
	await ann.socket.event('session', e => e.session.visitorEmail === 'nell@customer.example');
	for (const visitorEmail of ['nowhere', 'a@', '@x', 'a@b.c\r\nBcc: all@shop.example']) {
		const refused = await visitor.request('PATCH', path, { visitorEmail });
		assert.deepEqual([refused.status, refused.body.code], [422, 'field'], visitorEmail);
		assert.match(refused.body.detail, /^visitorEmail /);
	}
	const typed = '"Nell, at home"@M\u00fcller.example';
	assert.equal((await visitor.request('PATCH', path, { visitorEmail: typed })).body.visitorEmail, typed, 'what was typed is kept');
});

test('with nobody online the visitor is told, and waits', async () => {
	const choose = status => Promise.all([ann, bob, chief].map(a => a.request('POST', '/api/admin/support/agents/status', { status })));
	await choose('away');
	const visitor = await start();
	assert.deepEqual([visitor.session.status, visitor.session.agentsOnline], ['waiting', 0]);
	await listen(visitor, visitor.session.id);
	await visitor.socket.event('position', e => e.agentsOnline === 0);
	const config = await request(server, 'GET', `/api/support/chat?tenantId=${tenant}`, { headers: { Origin: 'http://shop.example' } });
	assert.equal(config.body.agentsOnline, false);
	await choose('online');
	await visitor.socket.event('position', e => e.agentsOnline === 3);
});

test('the configuration is public and says whether somebody is there', async () => {
	const config = await request(server, 'GET', `/api/support/chat/widget-config?tenantId=${tenant}`, { headers: { Origin: 'http://shop.example' } });
	assert.equal(config.status, 200);
	assert.equal(config.headers.get('cache-control'), 'public, max-age=15');
	assert.deepEqual([config.body.primaryColor, config.body.agentsOnline, config.body.timeZone], ['#374d42', true, 'Europe/Berlin']);
	assert.deepEqual((await ann.request('GET', `${admin}/config`)).body.allowedFileTypes, ['image/*', 'application/pdf']);
});

test('lists are paged in their order', async () => {
	const visitors = [];
	for (let i = 0; i < 5; i++) visitors.push(await start());
	const ids = visitors.map(v => v.session.id);
	const walk = async path => {
		const seen = [];
		for (let next = ''; next !== undefined;) {
			const page = (await ann.request('GET', `${path}limit=2${next && `&after=${next}`}`)).body;
			seen.push(...page.items);
			next = page.next;
		}
		return seen;
	};
	const queue = await walk(`${admin}/queue?`);
	assert.deepEqual(queue.map(s => s.id), ids);
	assert.deepEqual(queue.map(s => s.queuePosition), [1, 2, 3, 4, 5]);
	for (const id of ids) await assign(bob, id);
	for (const visitor of visitors) await listen(visitor, visitor.session.id);
	for (const visitor of [visitors[1], visitors[3]]) await sendMessage(visitor, visitor.session.id, 'newest');
	const refused = await Promise.all(['nonsense', '1', '99999999999999999999_', `1_${randomUUID()}_x`, `999999999999999999_${randomUUID()}`].flatMap(cursor =>
		[`${admin}/queue`, admin, `${admin}/${ids[0]}/history`, '/api/admin/support/agents'].map(path => ann.request('GET', `${path}?after=${cursor}`))));
	assert.deepEqual(refused.filter(({ status }) => status !== 400).map(({ text }) => text), [], 'no other cursor reaches PostgreSQL');
	const active = (await walk(`${admin}?mine=true&`)).length;
	assert.equal(active, 0);
	const all = (await walk(`${admin}?status=active&`)).map(s => s.id).filter(id => ids.includes(id));
	assert.deepEqual(all, ids.toReversed(), 'newest first');
	for (const visitor of visitors) await finish(visitor);
	const ended = (await walk(`${admin}?status=ended&`)).map(s => s.id);
	assert.deepEqual(ended.slice(0, 5), ids.toReversed());
	assert.equal(new Set(ended).size, ended.length);
});

test('a list that moves while it is paged shows each session that stays in it once', async () => {
	const visitors = [];
	for (let i = 0; i < 12; i++) visitors.push(await start());
	const ids = visitors.map(v => v.session.id);
	/* Pages of three; `move` happens behind each page, with what was shown so far. */
	const walk = async (path, move) => {
		const seen = [];
		for (let next = ''; next !== undefined;) {
			const page = (await ann.request('GET', `${path}limit=3${next && `&after=${next}`}`)).body;
			seen.push(...page.items.map(s => s.id));
			next = page.next;
			await move(seen);
		}
		assert.equal(new Set(seen).size, seen.length, 'nothing comes twice');
		return seen;
	};
	const left = new Set();
	const leave = async (id, agent = bob) => {
		left.add(id);
		assert.equal((await assign(agent, id)).status, 200);
	};
	const queue = await walk(`${admin}/queue?`, async seen => {
		for (const id of [seen.at(-1), ids.findLast(one => !left.has(one) && !seen.includes(one))])
			if (id) await leave(id);
		await start();
	});
	assert.deepEqual(ids.filter(id => !left.has(id) && !queue.includes(id)), [], 'nobody who waits is passed over');
	for (const id of ids.filter(one => !left.has(one))) await leave(id);
	for (const visitor of visitors) await listen(visitor, visitor.session.id);
	const ended = new Set();
	const active = await walk(`${admin}?status=active&`, async seen => {
		const unseen = visitors.filter(v => !seen.includes(v.session.id) && !ended.has(v.session.id));
		for (const visitor of [...unseen.slice(0, 2), ...visitors.slice(-1)]) await sendMessage(visitor, visitor.session.id, 'newest');
		if (unseen.length > 4) await finish(unseen[2]).then(() => ended.add(unseen[2].session.id));
		const late = await start();
		await assign(bob, late.session.id);
	});
	assert.deepEqual(ids.filter(id => !ended.has(id) && !active.includes(id)), [], 'nobody who talks is passed over');
	for (const visitor of visitors) if (!ended.has(visitor.session.id)) await finish(visitor);
	const past = await walk(`${admin}?status=ended&`, async seen => {
		if (seen.length > 9) return;
		await finish(await start());
	});
	assert.deepEqual(ids.filter(id => !past.includes(id)), [], 'nothing that has ended is passed over');
});

test('places move up when somebody ahead is taken, and agents see what is unread', async () => {
	const [first, second] = [await start(), await start()];
	for (const visitor of [first, second]) await listen(visitor, visitor.session.id);
	await second.socket.event('position', e => e.queuePosition === 2 && e.agentsOnline === 3);
	await assign(ann, first.session.id);
	await second.socket.event('position', e => e.queuePosition === 1);
	await sendMessage(second, second.session.id, 'anybody there?');
	const digest = await bob.socket.event('session', e => e.session.id === second.session.id && e.session.unreadCount === 1);
	assert.equal(digest.session.queuePosition, 1);
	assert.ok(digest.session.lastMessageAt);
});

test('several chats are ended at once, each by its own rules, and the same may be asked again', async () => {
	const waiting = await start(), mine = await conversation(ann), theirs = await conversation(bob), nobody = randomUUID();
	await listen(waiting, waiting.session.id);
	const end = (agent, sessionIds) => agent.request('POST', `${admin}/end`, { sessionIds });
	const outcomes = ({ body }, ...ids) => ids.map(id => body.results.find(result => result.sessionId === id)?.outcome);
	const ids = [waiting.session.id, mine.id, theirs.id, nobody];
	const first = await end(ann, [...ids, mine.id]);
	assert.equal(first.status, 200);
	assert.equal(first.body.results.length, 4);
	assert.deepEqual(outcomes(first, ...ids), ['ended', 'ended', 'denied', 'absent']);
	for (const [visitor, id] of [[waiting, waiting.session.id], [mine.visitor, mine.id]]) {
		await visitor.socket.event('session', e => e.session.id === id && e.session.status === 'ended');
		await bob.socket.event('session', e => e.session.id === id && e.session.status === 'ended');
	}
	assert.deepEqual(outcomes(await end(ann, ids), ...ids), ['ended', 'ended', 'denied', 'absent']);
	assert.deepEqual(outcomes(await end(chief, [theirs.id]), theirs.id), ['ended']);
	const notes = await sql("SELECT count(*)::int AS n FROM $schema.audit_log WHERE action = 'session.end' AND target_id = ANY ($1)", [ids]);
	assert.equal(notes[0].n, 3);
	for (const wrong of [undefined, [], 'all', [1], ['x'], Array.from({ length: 101 }, () => randomUUID())])
		assert.equal((await end(ann, wrong)).status, 400);
	assert.equal((await end(ann, Array.from({ length: 100 }, () => randomUUID()))).status, 200);
	assert.equal((await waiting.request('POST', `${admin}/end`, { sessionIds: ids })).status, 403);
});

test('as many wait as a tenant allows: who comes then is told so, gets in when there is room, and leaves nothing', async () => {
	server.command(['tenant', 'set', tenant, '--waiting-most', '2']);
	try {
		const [first] = [await start(), await start()];
		const late = () => request(server, 'POST', '/api/support/chat', { body: { tenantId: tenant }, headers: { Origin: 'http://shop.example', 'Idempotency-Key': randomUUID() } });
		const people = () => sql('SELECT count(*)::int AS n FROM $schema.visitors').then(([{ n }]) => n);
		const before = await people(), refused = await late();
		assert.deepEqual([refused.status, refused.body.code, refused.body.detail], [503, 'queue_full', 'Too many are waiting right now. Try again in a few minutes.']);
		assert.ok(Number(refused.headers.get('retry-after')) > 0);
		assert.equal(await people(), before);
		assert.equal((await first.request('POST', '/api/support/chat', { tenantId: tenant })).status, 200, 'who is in the queue has their place');
		await assign(ann, first.session.id);
		const admitted = await late();
		assert.deepEqual([admitted.status, admitted.body.session.queuePosition], [201, 2]);
		const [{ place }] = await sql('SELECT queue_position AS place FROM $schema.chat_sessions WHERE id = $1', [admitted.body.session.id]);
		assert.equal(place, 2);
		await sql("UPDATE $schema.chat_sessions SET status = 'ended', ended_at = now() WHERE status <> 'ended'");
	} finally {
		server.command(['tenant', 'set', tenant, '--waiting-most', 'off']);
	}
});

test('the expected wait is known from five answered waits on', async () => {
	for (let i = 0; i < 5; i++) {
		const { visitor, id } = await conversation();
		await sendMessage(ann, id, 'hello');
		await finish(visitor);
	}
	await sql('UPDATE $schema.chat_sessions SET wait_time_seconds = 40 WHERE first_response_at IS NOT NULL');
	const waiting = [];
	for (let i = 0; i < 4; i++) waiting.push(await start());
	const sessions = await Promise.all(waiting.map(v => v.request('GET', `/api/support/chat/${v.session.id}`)));
	assert.deepEqual(sessions.map(s => s.body.expectedWaitSeconds), [40, 40, 40, 80], 'three agents take three at a time');
	assert.equal((await ann.request('GET', `${admin}/queue`)).body.expectedWaitSeconds, 80);
});

test('a POST whose message is not stored within 3 s is accepted, and stored later', async () => {
	const { visitor, id } = await conversation();
	const client = await server.postgresql.client();
	await client.query('BEGIN');
	await client.query('SELECT FROM control.session_counters WHERE session_id = $1 FOR UPDATE', [id]);
	const message = { id: randomUUID(), content: 'patience' };
	const accepted = await visitor.request('POST', `/api/support/chat/${id}`, message);
	assert.equal(accepted.status, 202);
	await client.query('ROLLBACK');
	await client.end();
	await visitor.socket.event('message.stored', e => e.id === message.id, 15_000);
	assert.equal((await visitor.request('POST', `/api/support/chat/${id}`, message)).body.seq, 1);
});

test('a long session opens with its newest page alone', async t => {
	const { visitor, id } = await conversation();
	const count = 1000; // ten times as many are opened in browsers
	for (let i = 1; i <= count; i++) {
		visitor.socket.send('message.send', { sessionId: id, id: randomUUID(), content: `message ${i}` });
		if (i % 100 === 0) await visitor.socket.event('message.stored', e => e.seq === i).then(() => visitor.socket.forget());
	}
	const began = performance.now();
	const opened = await listen(visitor, id);
	t.diagnostic(`opened in ${Math.round(performance.now() - began)} ms`);
	assert.deepEqual([opened.messages.length, opened.headSeq, opened.messages.at(-1).content], [50, count, `message ${count}`]);
});

test('long messages come in pages that a socket can take', async () => {
	const { visitor, id } = await conversation();
	const long = '"'.repeat(16_000);
	for (let i = 1; i <= 30; i++) await sendMessage(visitor, id, long);
	const { epoch, messages: newest } = await listen(visitor, id);
	assert.equal(newest.at(-1).seq, 30);
	assert.ok(newest.length < 30 && newest.every(m => m.content === long));
	let held = 0;
	while (held < 30) {
		const page = await listen(visitor, id, { afterSeq: held, epoch });
		assert.equal(page.messages[0].seq, held + 1);
		assert.ok(JSON.stringify(page).length < 200_000);
		held = page.messages.at(-1).seq;
	}
	const page = (await visitor.request('GET', `/api/support/chat/${id}/messages?limit=30`)).body;
	assert.equal(page.messages.at(-1).seq, 30);
	assert.ok(page.messages.length < 30 && page.hasMore);
});

test('what goes through another worker is noticed by position sync', async () => {
	const { visitor, id } = await conversation(bob);
	const twin = await Server.twin(server);
	const other = Object.assign(new Agent(), bob, { server: twin, socket: undefined });
	try {
		const { epoch } = await listen(other, id);
		for (let i = 0; i < 3; i++) await sendMessage(visitor, id, `here ${i}`);
		const head = await other.socket.event('head', e => e.sessionId === id);
		const caught = await listen(other, id, { afterSeq: 0, epoch });
		assert.equal(caught.messages.length, head.headSeq);
		await sendMessage(other, id, 'there');
		await visitor.socket.event('head', e => e.sessionId === id && e.headSeq === 4);
		assert.equal((await listen(visitor, id, { afterSeq: 3, epoch })).messages[0].content, 'there');
	} finally {
		await other.socket?.close();
		await twin.kill('SIGTERM');
	}
});

test('what another worker does to a session is told here, and holds here', async () => {
	const visitor = await start();
	const { id } = visitor.session;
	const twin = await Server.twin(server);
	const there = Object.assign(new Agent(), bob, { server: twin, socket: undefined });
	const told = status => visitor.socket.event('session', e => e.session.id === id && e.session.status === status);
	try {
		await listen(visitor, id);
		await assign(there, id);
		assert.equal((await told('active')).session.assignedAgent.name, 'Bob Lane');
		await sendMessage(visitor, id, 'hello');
		await there.request('POST', `${admin}/${id}/end`, {});
		await told('ended');
		const message = { sessionId: id, id: randomUUID(), content: 'too late' };
		visitor.socket.send('message.send', message);
		await visitor.socket.event('message.refused', e => e.id === message.id && e.code === 'state');
	} finally {
		await twin.kill('SIGTERM');
	}
});

test('who sends too fast is told how long to wait, and nothing is lost', async () => {
	const strict = await Server.twin(server, { rate_limits: 'true' });
	const visitor = await Visitor.start(strict, tenant);
	const chatter = new Chatter(visitor, visitor.session.id);
	try {
		await chatter.connect();
		await until(() => chatter.isOpen, 20_000, 'the chat to open');
		for (let i = 0; i < 65; i++) chatter.say(`quick ${i}`);
		const refused = await chatter.socket.event('message.refused');
		assert.equal(refused.code, 'too_many');
		assert.ok(refused.retryAfterMs > 0 && refused.retryAfterMs <= 1000, `${refused.retryAfterMs}`);
		await until(() => chatter.isSettled(65), 30_000, 'everything to get through');
	} finally {
		await chatter.close();
		await strict.kill('SIGTERM');
		visitor.server = server;
		started.push(visitor);
	}
});

test('while PostgreSQL is away, messages are accepted and new sessions asked to wait', async () => {
	const { visitor, id } = await conversation();
	await sendMessage(visitor, id, 'before');
	server.postgresql.halt('immediate');
	const message = { sessionId: id, id: randomUUID(), content: 'meanwhile' };
	visitor.socket.send('message.send', message);
	await visitor.socket.event('message.accepted', e => e.id === message.id);
	await ann.socket.event('message.new', e => e.message.id === message.id);
	const refused = await request(server, 'POST', '/api/support/chat', { body: { tenantId: tenant }, headers: { Origin: 'http://shop.example' } });
	assert.equal(refused.status, 503);
	assert.ok(Number(refused.headers.get('retry-after')) > 0);
	server.postgresql.boot();
	const stored = await visitor.socket.event('message.stored', e => e.id === message.id, 30_000);
	assert.equal(stored.seq, 2);
});

test('kill -9 in the middle: both resend, and each message is there once', async () => {
	const { visitor, id } = await conversation();
	for (const person of [visitor, ann]) await person.socket.close();
	const chatters = [visitor, ann].map(person => new Chatter(person, id));
	await Promise.all(chatters.map(c => c.connect()));
	for (let i = 0; i < 100; i++) {
		for (const chatter of chatters) chatter.say(`${chatter.name} ${i}`);
		if (i % 30 === 20) await server.crash();
		await new Promise(resolve => setTimeout(resolve, 10));
	}
	await until(() => chatters.every(c => c.isSettled(200)), 40_000, 'everybody to hold everything')
		.catch(error => { throw new Error(`${error.message}: ${chatters.map(c => c.describe()).join('; ')}`); });
	const rows = await sql('SELECT id, seq::int AS seq FROM $schema.chat_messages WHERE session_id = $1 ORDER BY seq', [id]);
	assert.deepEqual(rows.map(r => r.seq), Array.from({ length: 200 }, (_, i) => i + 1));
	assert.equal(new Set(rows.map(r => r.id)).size, 200);
	assert.deepEqual(chatters.map(c => c.shownTwice), [0, 0]);
	assert.deepEqual(chatters[0].order(), chatters[1].order());
	await Promise.all(chatters.map(c => c.close()));
});
