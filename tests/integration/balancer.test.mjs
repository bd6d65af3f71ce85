// Two replicas behind HAProxy with deploy/haproxy.cfg: clients come to whichever there is.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { get } from 'node:http';
import { after, before, test } from 'node:test';
import { Calm } from '../harness/calm.mjs';
import { Chatter } from '../harness/chatter.mjs';
import { Agent, Visitor, sendMessage } from '../harness/client.mjs';
import { Balancer } from '../harness/balancer.mjs';
import { EventStream } from '../harness/events.mjs';
import { Redis } from '../harness/redis.mjs';
import { freePort, Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const soon = 20_000;
let redis, one, two, balancer, tenant, agent;

before(async () => {
	const port = await freePort();
	redis = await Redis.start();
	one = await Server.start({ redis: redis.address, workers: 1, public_url: `http://localhost:${port}`, trusted_proxies: '127.0.0.1', rate_limits: 'true' });
	two = await Server.twin(one);
	balancer = await Balancer.start(port, [one, two]);
	tenant = one.createTenant('Shop');
	agent = await Agent.signIn(balancer, one.addAgent(tenant, 'robin@shop.example'));
});
after(async () => {
	await balancer?.stop();
	await two?.kill('SIGTERM');
	await one?.stop();
	await redis?.stop();
});

const sockets = async server => (await server.figures('frontdesk_ws_connections'))[0];

/** GET through the balancer from that address of the loopback; answers the status, 0 for none. */
function askFrom(localAddress, path, headers = {}) {
	return new Promise(resolve => {
		get({ host: '127.0.0.1', port: balancer.port, path, localAddress, headers, agent: false }, answer => {
			answer.resume();
			resolve(answer.statusCode);
		}).on('error', () => resolve(0));
	});
}
let asked = 0;
/** Each time from another address: the limits are for real here. */
const config = () => askFrom(`127.0.1.${1 + asked++ % 250}`, `/api/support/chat/widget-config?tenantId=${tenant}`, { Origin: 'http://shop.example' });

/** By the event of its storage, or by the comparison of positions that never stops. */
const hearsOf = (seq, person) => until(() => person.socket.events.some(event => event.seq >= seq || event.headSeq >= seq), soon, `message ${seq} to be heard of`);

test('a visitor at one replica and an agent at the other chat', async () => {
	const calm = await Calm.begin(one, two);
	const visitor = await Visitor.start(balancer, tenant);
	const { id } = visitor.session;
	assert.equal((await agent.request('POST', `/api/admin/support/chat/${id}/assign`, {})).status, 200);
	for (const person of [visitor, agent]) {
		await person.connect();
		person.socket.send('resume', { sessionId: id });
		await person.socket.event('resumed');
	}
	assert.deepEqual([await sockets(one), await sockets(two)], [1, 1]);
	await sendMessage(visitor, id, 'Is anybody there?');
	await hearsOf(1, agent);
	await sendMessage(agent, id, 'I am.');
	await hearsOf(2, visitor);
	for (const person of [visitor, agent]) {
		const page = await person.request('GET', `/api/${person === agent ? 'admin/' : ''}support/chat/${id}/messages`);
		assert.deepEqual(page.body.messages.map(message => message.content), ['Is anybody there?', 'I am.']);
		await person.socket.close();
	}
	await calm.end({ opened: 2 });
});

test('an event stream passes the balancer', async () => {
	const calm = await Calm.begin(one, two);
	const visitor = await Visitor.start(balancer, tenant);
	const { id } = visitor.session;
	await agent.request('POST', `/api/admin/support/chat/${id}/assign`, {});
	const stream = await EventStream.open(visitor, [id], { server: balancer });
	await stream.event('resumed');
	await agent.connect();
	await sendMessage(agent, id, 'Can you hear me?');
	await stream.event('message.stored', event => event.sessionId === id);
	await stream.close();
	await agent.socket.close();
	await calm.end({ opened: 2 });
});

test('operators\' paths do not pass the balancer', async () => {
	for (const path of ['/metrics', '/healthz', '/readyz']) assert.equal(await askFrom('127.0.0.1', path), 404);
});

test('limits hold the client that asks, not the balancer, whatever it claims to be', async () => {
	let claimed = 0;
	const knock = () => askFrom('127.0.0.2', '/api/support/chat/widget-config', { 'X-Forwarded-For': `203.0.113.${claimed++ % 200}` });
	await until(async () => (await Promise.all(Array.from({ length: 100 }, knock))).includes(429), 60_000, 'a 429');
	assert.equal(await config(), 200);
});

test('with PostgreSQL away no replica is ready, and open chats go on all the same', async () => {
	const visitor = await Visitor.start(balancer, tenant);
	await visitor.connect();
	visitor.socket.send('resume', { sessionId: visitor.session.id });
	await visitor.socket.event('resumed');
	one.postgresql.halt('immediate');
	await balancer.sees('one', 'DOWN');
	await balancer.sees('two', 'DOWN');
	const id = randomUUID();
	visitor.socket.send('message.send', { sessionId: visitor.session.id, id, content: 'Still there?' });
	await visitor.socket.event('message.accepted', event => event.id === id);
	const told = await visitor.request('POST', '/api/support/chat', { tenantId: tenant });
	assert.deepEqual([told.status, told.body.code], [503, 'busy'], 'a replica says it, not the balancer');
	one.postgresql.boot();
	await visitor.socket.event('message.stored', event => event.id === id, 60_000);
	await balancer.sees('one', 'UP');
	await balancer.sees('two', 'UP');
	await visitor.socket.close();
});

test('a draining replica gets nothing new, its sockets move, and nobody is refused', async () => {
	const visitors = await Promise.all(Array.from({ length: 6 }, () => Visitor.start(balancer, tenant)));
	const chatters = visitors.map(visitor => new Chatter(visitor, visitor.session.id));
	await Promise.all(chatters.map(chatter => chatter.connect()));
	await until(async () => (await sockets(one)) > 0 && (await sockets(two)) > 0, soon, 'sockets at both');
	two.process.kill('SIGTERM');
	for (let isOver = false; !isOver; isOver = two.process.exitCode !== null) assert.equal(await config(), 200);
	assert.deepEqual(await two.exited, [0, null]);
	for (const chatter of chatters) chatter.say('still here');
	await until(() => chatters.every(chatter => chatter.isSettled(1)), soon, 'all to go on at the other');
	await balancer.sees('two', 'DOWN');
	for (let i = 0; i < 20; i++) assert.equal(await config(), 200);
	await two.boot();
	await balancer.sees('two', 'UP');
	for (const chatter of chatters) await chatter.close();
});

test('a killed replica\'s clients reach the other, and nothing stored is lost', async () => {
	const visitors = await Promise.all(Array.from({ length: 6 }, () => Visitor.start(balancer, tenant)));
	const chatters = visitors.map(visitor => new Chatter(visitor, visitor.session.id));
	await Promise.all(chatters.map(chatter => chatter.connect()));
	await until(async () => (await sockets(one)) > 0 && (await sockets(two)) > 0, soon, 'sockets at both');
	for (let i = 0; i < 20; i++) for (const chatter of chatters) chatter.say(`line ${i}`);
	await two.kill('SIGKILL');
	for (let i = 0; i < 20; i++) for (const chatter of chatters) chatter.say(`further line ${i}`);
	for (let i = 0; i < 20; i++) assert.equal(await config(), 200);
	await until(() => chatters.every(chatter => chatter.isSettled(40)), 60_000, 'every message to be stored, once');
	assert.ok(chatters.every(chatter => chatter.shownTwice === 0));
	await two.boot();
	await balancer.sees('two', 'UP');
	for (const chatter of chatters) await chatter.close();
});
