// Two replicas behind nginx with deploy/nginx.conf: sockets and streams pass, and nobody is refused
// while a replica drains.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Visitor, sendMessage } from '../harness/client.mjs';
import { EventStream } from '../harness/events.mjs';
import { Nginx } from '../harness/nginx.mjs';
import { Site } from '../harness/site.mjs';

let site;
before(async () => (site = await Site.open(Nginx)));
after(() => site?.close());

test('a visitor and an agent chat by sockets, and a stream hears of it', async () => {
	const { agent, proxy } = site;
	const visitor = await Visitor.start(proxy, site.tenant);
	const { id } = visitor.session;
	assert.equal((await agent.request('POST', `/api/admin/support/chat/${id}/assign`, {})).status, 200);
	const stream = await EventStream.open(visitor, [id], { server: proxy });
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

test('operators\' paths do not pass', () => site.hidesOperatorsPaths());

test('limits hold the client that asks, not nginx, whatever it claims to be', () => site.limitsTheClientThatAsks());

test('a draining replica gets nothing new, its sockets move, and nobody is refused', () => site.drains());
