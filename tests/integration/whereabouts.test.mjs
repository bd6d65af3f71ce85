// Whether visitors are there, and on which page: what agents hear and read of it, over two replicas, by sockets
// and by event streams, and with Redis away.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Agent, Visitor } from '../harness/client.mjs';
import { EventStream } from '../harness/events.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

let server, other, tenant, ann;
before(async () => {
	server = await Server.start({ workers: '1' }, { redis: true });
	other = await Server.twin(server);
	tenant = server.createTenant('Whereabouts');
	ann = await Agent.signIn(other, server.addAgent(tenant, 'ann@whereabouts.example', { name: 'Ann Reed' }));
	await ann.connect();
});
after(async () => {
	await other?.kill('SIGTERM');
	await server?.stop();
});

const at = path => `https://shop.example${path}`;

/** A visitor who listens to their session at a replica. */
async function arrived(replica = server) {
	const visitor = await Visitor.start(replica, tenant, { pageUrl: at('/') });
	await listen(visitor);
	return visitor;
}

async function listen(visitor) {
	await visitor.connect();
	visitor.socket.send('resume', { sessionId: visitor.session.id });
	await visitor.socket.event('resumed');
}

const look = (visitor, pageUrl) => visitor.socket.send('page.set', { sessionId: visitor.session.id, pageUrl });
const told = (agent, visitor, matches, ms) => agent.socket.event('presence', e => e.sessionId === visitor.session.id && matches(e), ms);
const workersOf = async visitor => (await server.postgresql.query(
	`SELECT cardinality(visitor_workers) AS n FROM tenant_${tenant.replaceAll('-', '')}.chat_sessions WHERE id = $1`, [visitor.session.id]))[0].n;
const listed = async visitor => (await ann.request('GET', '/api/admin/support/chat/queue')).body.items.find(s => s.id === visitor.session.id);

test('agents at another replica hear that a visitor is there and where, and lists say the same', async () => {
	const visitor = await arrived();
	await told(ann, visitor, e => e.isVisitorHere);
	look(visitor, at('/ferns?token=secret#care'));
	const event = await told(ann, visitor, e => e.currentPageUrl);
	assert.equal(event.currentPageUrl, at('/ferns'));
	const { isVisitorHere, currentPageUrl, presenceAt, pageUrl } = await listed(visitor);
	assert.deepEqual([isVisitorHere, currentPageUrl, presenceAt, pageUrl], [true, at('/ferns'), event.presenceAt, at('/')]);
	await visitor.socket.close();
});

test('the visitor hears nothing of it, by socket or by REST', async () => {
	const visitor = await arrived();
	look(visitor, at('/figs'));
	await told(ann, visitor, e => e.currentPageUrl === at('/figs'));
	visitor.socket.send('resume', { sessionId: visitor.session.id });
	await until(() => visitor.socket.events.filter(e => e.type === 'resumed').length === 2, 10_000, 'another resume');
	const { text } = await visitor.request('GET', `/api/support/chat/${visitor.session.id}`);
	const { text: all } = await visitor.request('GET', '/api/support/chat/sessions');
	const heard = JSON.stringify(visitor.socket.events) + text + all;
	for (const word of ['/figs', 'isVisitorHere', 'currentPageUrl', 'presence']) assert.ok(!heard.includes(word), word);
	await visitor.socket.close();
});

/** What was heard of whether they are there, without what only repeats it. */
const heard = visitor => ann.socket.events.filter(e => e.type === 'presence' && e.sessionId === visitor.session.id)
	.map(e => e.isVisitorHere).filter((isHere, i, all) => isHere !== all[i - 1]);

describe('leaving', { concurrency: true }, () => {
	test('who is back within seconds, at whatever replica, has not gone', async () => {
		const visitor = await arrived();
		await told(ann, visitor, e => e.isVisitorHere);
		await visitor.socket.close();
		visitor.server = other;
		await listen(visitor);
		for (const count of [2, 1])
			await until(async () => await workersOf(visitor) === count, 30_000, `${count} to say that they have them`);
		assert.deepEqual([heard(visitor), (await listed(visitor)).isVisitorHere], [[true], true]);
		await visitor.socket.close();
	});

	test('who stays away has gone', async () => {
		const visitor = await arrived();
		await told(ann, visitor, e => e.isVisitorHere);
		await visitor.socket.close();
		await told(ann, visitor, e => !e.isVisitorHere, 30_000);
		assert.deepEqual([heard(visitor), (await listed(visitor)).isVisitorHere], [[true, false], false]);
	});
});

test('by an event stream and POST it is the same, wherever the POST goes', async () => {
	const visitor = await Visitor.start(server, tenant, {});
	const stream = await EventStream.open(visitor, [visitor.session.id]);
	await stream.event('resumed');
	await told(ann, visitor, e => e.isVisitorHere);
	visitor.server = other;
	const { status } = await visitor.request('POST', `/api/support/chat/${visitor.session.id}/page`, { pageUrl: at('/stream') });
	assert.equal(status, 204);
	const event = await told(ann, visitor, e => e.currentPageUrl === at('/stream'));
	assert.equal(event.isVisitorHere, true);
	await stream.close();
});

test('pages that follow each other are told every few seconds, the last one at last, and no row is written for each', async () => {
	const visitor = await arrived();
	await told(ann, visitor, e => e.isVisitorHere);
	const before = ann.socket.events.length;
	for (let i = 0; i < 50; i++) look(visitor, at(`/page/${i}`));
	await told(ann, visitor, e => e.currentPageUrl === at('/page/49'));
	const events = ann.socket.events.slice(before).filter(e => e.type === 'presence' && e.sessionId === visitor.session.id);
	assert.ok(events.length <= 3, `${events.length} events for 50 pages`);
	await visitor.socket.close();
});

test('what is no page of a shop, and what is not the visitor’s, is refused', async () => {
	const visitor = await arrived(), stranger = await arrived();
	for (const pageUrl of ['javascript:alert(1)', `https://shop.example/${'x'.repeat(3000)}`]) {
		look(visitor, pageUrl);
		assert.equal((await visitor.socket.event('error')).code, 'field');
		visitor.socket.forget();
	}
	look({ socket: stranger.socket, session: visitor.session }, at('/'));
	assert.equal((await stranger.socket.event('error')).code, 'absent');
	ann.socket.send('page.set', { sessionId: visitor.session.id, pageUrl: at('/') });
	assert.equal((await ann.socket.event('error', e => e.request === 'page.set')).code, 'denied');
	const answer = await stranger.request('POST', `/api/support/chat/${visitor.session.id}/page`, { pageUrl: at('/') });
	assert.equal(answer.status, 404);
	await Promise.all([visitor.socket.close(), stranger.socket.close()]);
});

test('with Redis away consoles are told to read again, and lists are true', async () => {
	await server.redis.kill();
	try {
		const visitor = await arrived();
		look(visitor, at('/away'));
		await until(async () => (await listed(visitor))?.currentPageUrl === at('/away'), 20_000, 'the list to say it');
		ann.socket.forget();
		look(visitor, at('/far'));
		await ann.socket.event('lists', e => e.queue, 20_000);
		await until(async () => (await listed(visitor)).currentPageUrl === at('/far'), 20_000, 'the list to say it');
		await visitor.socket.close();
	} finally {
		await server.redis.boot();
	}
});
