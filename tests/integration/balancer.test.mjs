// Two replicas behind HAProxy with deploy/haproxy.cfg: clients come to whichever there is.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Balancer } from '../harness/balancer.mjs';
import { Calm } from '../harness/calm.mjs';
import { Visitor, sendMessage } from '../harness/client.mjs';
import { EventStream } from '../harness/events.mjs';
import { Site } from '../harness/site.mjs';
import { until } from '../harness/wait.mjs';

const soon = 20_000;
let site, one, two, balancer, tenant, agent;

before(async () => {
	site = await Site.open(Balancer);
	({ one, two, proxy: balancer, tenant, agent } = site);
});
after(() => site?.close());

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
	assert.deepEqual(await site.sockets(), [1, 1]);
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

test('operators\' paths do not pass the balancer', () => site.hidesOperatorsPaths());

test('limits hold the client that asks, not the balancer, whatever it claims to be', () => site.limitsTheClientThatAsks());

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
	await site.drains(() => balancer.sees('two', 'DOWN'));
	await balancer.sees('two', 'UP');
});

test('a killed replica\'s clients reach the other, and nothing stored is lost', async () => {
	const chatters = await site.chatters(6);
	for (let i = 0; i < 20; i++) for (const chatter of chatters) chatter.say(`line ${i}`);
	await two.kill('SIGKILL');
	for (let i = 0; i < 20; i++) for (const chatter of chatters) chatter.say(`further line ${i}`);
	for (let i = 0; i < 20; i++) assert.equal(await site.config(), 200);
	await until(() => chatters.every(chatter => chatter.isSettled(40)), 60_000, 'every message to be stored, once');
	assert.ok(chatters.every(chatter => chatter.shownTwice === 0));
	await two.boot();
	await balancer.sees('two', 'UP');
	for (const chatter of chatters) await chatter.close();
});
