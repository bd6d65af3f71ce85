// Event streams: the same events as over sockets, and the same conduct at every limit.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createHmac, randomUUID } from 'node:crypto';
import { Calm } from '../harness/calm.mjs';
import { Agent, Socket, Visitor, request, sendMessage } from '../harness/client.mjs';
import { EventStream } from '../harness/events.mjs';
import { Haproxy } from '../harness/haproxy.mjs';
import { Raw } from '../harness/raw.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const path = '/api/support/chat/events';
const agentPath = '/api/admin/support/chat/events';
let server, tenant, visitor, agent;
before(async () => {
	server = await Server.start();
	tenant = server.createTenant('Events');
	visitor = await Visitor.start(server, tenant);
	agent = await Agent.signIn(server, server.addAgent(tenant, 'events@shop.example'));
});
after(() => server?.stop());

const post = (person, sessionId, content, id = randomUUID()) =>
	person.request('POST', `/api/${person.cookie ? 'admin/' : ''}support/chat/${sessionId}`, { id, content });
const metric = async name => Number((await (await fetch(`${server.url}/metrics`)).text()).match(new RegExp(`^${name}\\S* (\\d+)`, 'm'))[1]);
const connections = () => metric('frontdesk_ws_connections');
const get = (person, query = '', headers = {}, method = 'GET') =>
	request(server, method, (person.cookie ? agentPath : path) + query, { headers: { ...EventStream.proof(person), ...headers } });

/** The bytes of a stream that nobody parses: for clients that do not read. */
async function open(person, query) {
	const raw = await Raw.open(server);
	const proof = Object.entries(EventStream.proof(person)).map(([name, value]) => `${name}: ${value}\r\n`).join('');
	raw.write(`GET ${path}?${query} HTTP/1.1\r\nHost: localhost\r\n${proof}\r\n`);
	assert.equal(await raw.status(), 200);
	return raw;
}

/** A stream's events, every one of them whole. */
function eventsIn(raw) {
	const text = raw.received.toString();
	const blocks = text.slice(text.indexOf('\r\n\r\n') + 4).split('\n\n');
	assert.equal(blocks.pop(), '', 'the stream ended in the midst of an event');
	return blocks.filter(block => block[0] !== ':').map(block => JSON.parse(block.replace(/^data: /, '')));
}

test('a stream begins with welcome, and resumes each session that its query names', async () => {
	const calm = await Calm.begin(server);
	const stream = await EventStream.open(visitor, [visitor.session.id]);
	const { visitorId, epoch } = await stream.event('welcome');
	assert.equal(visitorId, visitor.id);
	await stream.event('resumed', e => e.sessionId === visitor.session.id && e.isReset);
	assert.equal(stream.events[0].type, 'welcome');
	for (const [name, value] of [['content-type', 'text/event-stream'], ['cache-control', 'no-store'], ['x-accel-buffering', 'no'], ['connection', 'close'], ['access-control-allow-origin', visitor.origin]])
		assert.equal(stream.headers.get(name), value, name);
	const ids = [];
	for (let i = 0; i < 3; i++) ids.push((await post(visitor, visitor.session.id, `note ${i}`)).body.id);
	await stream.event('message.stored', e => e.id === ids[2]);
	const later = await EventStream.open(visitor, [[visitor.session.id, 2]], { epoch });
	const { messages, isReset } = await later.event('resumed');
	assert.deepEqual([isReset, messages.map(m => m.id)], [false, [ids[2]]]);
	const other = await EventStream.open(visitor, [[visitor.session.id, 2]], { epoch: 'another' });
	assert.equal((await other.event('resumed')).isReset, true);
	await Promise.all([stream, later, other].map(s => s.close()));
	await calm.end({ opened: 3 });
});

test('a stream shows what a socket shows, whether others speak over a socket or by POST', async () => {
	const calm = await Calm.begin(server);
	const { id } = visitor.session;
	await visitor.connect();
	visitor.socket.send('resume', { sessionId: id });
	await visitor.socket.event('resumed');
	await agent.connect();
	agent.socket.send('resume', { sessionId: id });
	await agent.socket.event('resumed');
	const stream = await EventStream.open(agent, [id]);
	const seen = await EventStream.open(visitor, [id]);
	await Promise.all([stream.event('resumed'), seen.event('resumed')]);
	agent.socket.forget();
	stream.events.length = 0;
	assert.equal((await agent.request('POST', `/api/admin/support/chat/${id}/assign`, {})).status, 200);
	visitor.socket.send('typing.set', { sessionId: id, typing: true });
	await sendMessage(visitor, id, 'over a socket, ä and \u2028 and all');
	await post(visitor, id, 'by POST');
	await post(agent, id, 'an answer by POST');
	const last = await sendMessage(visitor, id, 'goodbye');
	visitor.socket.send('receipt.send', { sessionId: id, read: last.seq });
	const isLast = e => e.type === 'receipt' && e.senderType === 'visitor' && e.read === last.seq;
	await stream.event('receipt', isLast);
	await agent.socket.event('receipt', isLast);
	// Of the counts of the desk, and of where visitors are, which come once a second, either may have one more; what
	// comes after the last receipt may have come to one of them only.
	const shown = events => events.slice(0, events.findIndex(isLast) + 1).filter(e => !['queue', 'presence', 'message.accepted'].includes(e.type));
	assert.deepEqual(shown(stream.events), shown(agent.socket.events));
	assert.deepEqual(stream.events.filter(e => e.type === 'message.new').map(e => e.message.content),
		['over a socket, ä and \u2028 and all', 'by POST', 'an answer by POST', 'goodbye']);
	await seen.event('message.new', e => e.message.content === 'an answer by POST');
	await Promise.all([stream.close(), seen.close(), agent.socket.close(), visitor.socket.close()]);
	await calm.end({ opened: 4 });
});

test('an agent with a stream alone is at the desk, and gone with it', async () => {
	const desk = await EventStream.open(agent);
	assert.equal((await desk.event('welcome')).agent.id, agent.id);
	assert.equal((await agent.request('POST', '/api/admin/support/agents/status', { status: 'online' })).status, 200);
	await desk.event('agent', e => e.agent.id === agent.id && e.agent.status === 'online');
	const before = await connections();
	await desk.close();
	await until(async () => await connections() === before - 1, 20_000, 'the stream to be gone');
});

test('a session that is not the visitor’s is refused by an event, and the stream goes on', async () => {
	const sessionId = randomUUID();
	const stream = await EventStream.open(visitor, [sessionId, visitor.session.id]);
	const { code, request: refused, sessionId: told } = await stream.event('error');
	assert.deepEqual([code, refused, told], ['absent', 'resume', sessionId]);
	await stream.event('resumed');
	await stream.close();
});

test('what cannot begin is refused by a problem document', async () => {
	const { id } = visitor.session;
	const many = Array(21).fill(`session=${id}`).join('&');
	const refusals = [
		[400, 'invalid', get(visitor, '?session=nobody')],
		[400, 'invalid', get(visitor, `?session=${id},-1`)],
		[400, 'invalid', get(visitor, `?session=${id},9007199254740992`)],
		[400, 'invalid', get(visitor, `?session=${id}&session=`)],
		[400, 'invalid', get(visitor, `?epoch=%ff`)],
		[400, 'invalid', get(visitor, `?epoch=${'e'.repeat(101)}`)],
		[400, 'invalid', get(visitor, `?${many}`)],
		[401, 'signed_out', get(visitor, '', { Authorization: `Bearer ${'A'.repeat(64)}` })],
		[401, 'signed_out', get(visitor, '', { Authorization: '' })],
		[401, 'signed_out', get(visitor, '', { Origin: 'http://evil.example' })],
		[405, 'method', get(visitor, '', {}, 'POST')],
		[403, 'origin', get(agent, '', { 'Sec-Fetch-Site': 'cross-site' })],
		[403, 'origin', get(agent, '', { 'Sec-Fetch-Site': 'same-site' })],
		[401, 'signed_out', get(agent, '', { Cookie: 'a=b' })],
	];
	for (const [status, code, asked] of refusals) {
		const answer = await asked;
		assert.deepEqual([answer.status, answer.body.code, answer.headers.get('content-type')], [status, code, 'application/problem+json']);
	}
	assert.equal((await get(visitor, '', { Authorization: 'Bearer x' })).headers.get('access-control-allow-origin'), visitor.origin);
	const head = await fetch(server.url + path, { method: 'HEAD', headers: EventStream.proof(visitor) });
	assert.deepEqual([head.status, head.headers.get('allow')], [405, 'GET, OPTIONS']);
	const preflight = await request(server, 'OPTIONS', path, { headers: { Origin: visitor.origin, 'Access-Control-Request-Method': 'GET', 'Access-Control-Request-Headers': 'authorization' } });
	assert.equal(preflight.status, 204);
	assert.match(preflight.headers.get('access-control-allow-headers'), /authorization/i);
});

test('bytes behind the request are dropped, a body is refused, and neither harms the stream', async () => {
	const withBody = await Raw.open(server);
	withBody.write(`GET ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}`);
	assert.equal(await withBody.status(), 400);
	const raw = await open(visitor, `session=${visitor.session.id}`);
	raw.write('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(100));
	await until(() => raw.received.includes('"resumed"'), 20_000, 'resumed');
	const { id } = (await post(visitor, visitor.session.id, 'still here')).body;
	await until(() => raw.received.includes(`"message.stored","sessionId":"${visitor.session.id}","id":"${id}"`), 20_000, 'the message');
	assert.deepEqual(eventsIn(raw).map(e => e.type).slice(0, 2), ['welcome', 'resumed']);
	const count = await connections();
	raw.destroy();
	withBody.destroy();
	await until(async () => await connections() === count - 1, 20_000, 'the stream to be gone');
});

test('a client that has left, or closed its side, is let go at once', async () => {
	const before = await connections();
	const left = await open(visitor, '');
	const halfClosed = await open(visitor, '');
	assert.equal(await connections(), before + 2);
	left.destroy();
	halfClosed.socket.end();
	await until(async () => await connections() === before, 20_000, 'both to be gone');
	await halfClosed.closed();
});

test('a client that does not read is told so and let go, and its events stay whole', async () => {
	const { id } = visitor.session;
	const slow = await metric('frontdesk_ws_slow_consumers_total');
	const deaf = await open(visitor, `session=${id}`);
	await until(() => deaf.received.includes('"resumed"'), 20_000, 'resumed');
	deaf.socket.pause();
	const text = 'x'.repeat(15_000);
	for (let i = 0; i < 1000 && await metric('frontdesk_ws_slow_consumers_total') === slow; i++) await post(agent, id, text);
	deaf.socket.resume();
	await deaf.closed();
	const events = eventsIn(deaf);
	assert.deepEqual([events.at(-1).type, events.at(-1).reason], ['goodbye', 'slow']);
	assert.ok(events.filter(e => e.type === 'message.new').every(e => e.message.content === text));
});

test('sign-out, and a visitor who has become a customer, end their streams', async () => {
	const other = await Agent.signIn(server, server.addAgent(tenant, 'leaves@shop.example'));
	const own = await EventStream.open(other);
	const another = await EventStream.open(agent);
	await Promise.all([own.event('welcome'), another.event('welcome')]);
	assert.equal((await other.request('POST', '/api/admin/sign-out', {})).status, 204);
	assert.equal((await own.event('goodbye')).reason, 'signed_out');
	await own.end();
	assert.equal(another.ended, false);
	await another.close();
	const customer = { identifier: 'customer-7' };
	const secret = server.command(['tenant', 'secret', tenant]).match(/^secret:\s+(\S+)$/m)[1];
	await server.crash(); // the secret is known at once, not within 5 s
	const guest = await Visitor.start(server, tenant);
	const old = await EventStream.open(guest);
	await old.event('welcome');
	customer.identifierHash = createHmac('sha256', secret).update(customer.identifier).digest('hex');
	assert.equal((await guest.request('POST', '/api/support/chat/identify', customer)).status, 200);
	assert.equal((await old.event('goodbye')).reason, 'drain');
	await old.end();
});

test('a suspended tenant’s streams end within its check of tenants', async () => {
	const suspended = server.createTenant('Suspended');
	const guest = await Visitor.start(server, suspended);
	const stream = await EventStream.open(guest, [guest.session.id]);
	await stream.event('resumed');
	server.command(['tenant', 'suspend', suspended]);
	assert.equal((await stream.event('goodbye', () => true, 15_000)).reason, 'signed_out');
	await stream.end();
});

test('through HAProxy as it comes, which lets no WebSocket through, each event arrives by itself', async () => {
	const proxy = await Haproxy.start(server, 'http-request del-header Upgrade');
	try {
		const { id } = visitor.session;
		await assert.rejects(Socket.open(proxy, '/api/support/chat/ws', { origin: visitor.origin }));
		const stream = await EventStream.open(visitor, [id], { server: proxy });
		await stream.event('resumed');
		for (let i = 0; i < 20; i++) {
			const sent = await post(agent, id, `through the proxy ${i}`);
			await stream.event('message.stored', e => e.id === sent.body.id);
		}
		assert.equal(stream.ended, false);
		const before = await connections();
		await stream.close();
		// HAProxy looks at who listens only when it has something to hand on.
		await until(async () => await post(agent, id, 'is anybody there?') && await connections() === before - 1, 20_000, 'the stream to be gone');
	} finally {
		await proxy.stop();
	}
});

test('a comment comes every 15 s', async () => {
	const stream = await EventStream.open(visitor);
	await stream.event('welcome');
	assert.equal(stream.comments, 0);
	await until(() => stream.comments === 2, 45_000, 'two comments');
	assert.equal(stream.ended, false);
	await stream.close();
});

test('a draining worker says goodbye to its streams with a hint, and ends', async () => {
	const streams = await Promise.all([visitor, agent].map(person => EventStream.open(person)));
	await Promise.all(streams.map(stream => stream.event('welcome')));
	await server.kill('SIGTERM');
	for (const stream of streams) {
		const { reason, retryAfterMs } = await stream.event('goodbye');
		assert.equal(reason, 'drain');
		assert.ok(retryAfterMs >= 200 && retryAfterMs < 5000);
		await stream.end();
	}
	await server.boot();
});
