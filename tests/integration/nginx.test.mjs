// Two replicas behind nginx with deploy/nginx.conf: sockets and streams pass, and nobody is refused
// while a replica drains.
import assert from 'node:assert/strict';
import { get } from 'node:http';
import { after, before, test } from 'node:test';
import { Chatter } from '../harness/chatter.mjs';
import { Agent, Visitor, sendMessage } from '../harness/client.mjs';
import { EventStream } from '../harness/events.mjs';
import { Nginx } from '../harness/nginx.mjs';
import { Redis } from '../harness/redis.mjs';
import { freePort, Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const soon = 20_000;
let redis, one, two, nginx, tenant, agent;

before(async () => {
	const port = await freePort();
	redis = await Redis.start();
	one = await Server.start({ redis: redis.address, workers: 1, public_url: `http://localhost:${port}`, trusted_proxies: '127.0.0.1', rate_limits: 'true' }, { tls: false });
	two = await Server.twin(one);
	nginx = await Nginx.start(port, [one, two]);
	tenant = one.createTenant('Shop');
	agent = await Agent.signIn(nginx, one.addAgent(tenant, 'robin@shop.example'));
});
after(async () => {
	await nginx?.stop();
	await two?.kill('SIGTERM');
	await one?.stop();
	await redis?.stop();
});

const sockets = async server => (await server.figures('frontdesk_ws_connections'))[0];

/** GET through nginx from that address of the loopback; answers the status, 0 for none. */
function askFrom(localAddress, path, headers = {}) {
	return new Promise(resolve => {
		get({ host: '127.0.0.1', port: nginx.port, path, localAddress, headers, agent: false }, answer => {
			answer.resume();
			resolve(answer.statusCode);
		}).on('error', () => resolve(0));
	});
}
let asked = 0;
/** Each time from another address: the limits are for real here. */
const config = () => askFrom(`127.0.1.${1 + asked++ % 250}`, `/api/support/chat/widget-config?tenantId=${tenant}`, { Origin: 'http://shop.example' });

test('a visitor and an agent chat by sockets, and a stream hears of it', async () => {
	const visitor = await Visitor.start(nginx, tenant);
	const { id } = visitor.session;
	assert.equal((await agent.request('POST', `/api/admin/support/chat/${id}/assign`, {})).status, 200);
	const stream = await EventStream.open(visitor, [id], { server: nginx });
	await stream.event('resumed');
	for (const person of [visitor, agent]) {
		await person.connect();
		person.socket.send('resume', { sessionId: id });
		await person.socket.event('resumed');
	}
	await sendMessage(visitor, id, 'Is anybody there?');
	await sendMessage(agent, id, 'I am.');
	await stream.event('message.stored', event => event.seq === 2 || event.headSeq === 2);
	await stream.close();
	for (const person of [visitor, agent]) await person.socket.close();
});

test('operators\' paths do not pass', async () => {
	for (const path of ['/metrics', '/healthz', '/readyz']) assert.equal(await askFrom('127.0.0.1', path), 404);
});

test('limits hold the client that asks, not nginx, whatever it claims to be', async () => {
	let claimed = 0;
	const claim = () => `203.0.113.${claimed++ % 200}`;
	const knock = () => askFrom('127.0.0.2', '/api/support/chat/widget-config', { 'X-Forwarded-For': claim(), Forwarded: `for=${claim()}` });
	await until(async () => (await Promise.all(Array.from({ length: 100 }, knock))).includes(429), 60_000, 'a 429');
	assert.equal(await config(), 200);
});

test('a draining replica gets nothing new, its sockets move, and nobody is refused', async () => {
	const visitors = await Promise.all(Array.from({ length: 6 }, () => Visitor.start(nginx, tenant)));
	const chatters = visitors.map(visitor => new Chatter(visitor, visitor.session.id));
	await Promise.all(chatters.map(chatter => chatter.connect()));
	await until(async () => (await sockets(one)) > 0 && (await sockets(two)) > 0, soon, 'sockets at both');
	two.process.kill('SIGTERM');
	for (let isOver = false; !isOver; isOver = two.process.exitCode !== null) assert.equal(await config(), 200);
	assert.deepEqual(await two.exited, [0, null]);
	for (const chatter of chatters) chatter.say('still here');
	await until(() => chatters.every(chatter => chatter.isSettled(1)), soon, 'all to go on at the other');
	for (let i = 0; i < 20; i++) assert.equal(await config(), 200);
	await two.boot();
	for (const chatter of chatters) await chatter.close();
});
