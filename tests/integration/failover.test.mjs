// PostgreSQL's primary dies and a synchronous standby takes over: what was `stored` is there.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Chatter } from '../harness/chatter.mjs';
import { Visitor } from '../harness/client.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

let server, primary, standby, tenant;
before(async () => {
	server = await Server.start();
	primary = server.postgresql;
	standby = await primary.standby();
	const either = user => `host=${primary.folder},${standby.folder} user=${user} dbname=frontdesk target_session_attrs=read-write`;
	await server.kill('SIGTERM');
	const settings = Object.fromEntries(server.settings());
	server.configure({ ...settings, database: either('frontdesk_gateway'), owner_database: either('frontdesk_admin') });
	await server.boot();
	tenant = server.createTenant('Shop');
});
after(async () => {
	if (standby) server.postgresql = standby; // the primary has died
	await server?.stop();
	if (standby) rmSync(primary.folder, { recursive: true, force: true });
});

test('a server that accepts and never answers is passed over for the next', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'frontdesk-mute-'));
	const mute = createServer().listen(join(folder, '.s.PGSQL.5432'));
	await once(mute, 'listening');
	server.expect('database does not answer');
	const sockets = [];
	mute.on('connection', socket => sockets.push(socket));
	const other = await Server.twin(server, { database: `host=${folder},${primary.folder} user=frontdesk_gateway dbname=frontdesk` });
	assert.ok(sockets.length > 0, 'it was asked first');
	await other.kill('SIGTERM');
	for (const socket of sockets) socket.destroy();
	mute.close();
	rmSync(folder, { recursive: true, force: true });
});

test('while the synchronous standby is away messages are kept, and stored when it is back', async () => {
	const visitor = await Visitor.start(server, tenant);
	await visitor.connect();
	visitor.socket.send('resume', { sessionId: visitor.session.id });
	await visitor.socket.event('resumed');
	standby.halt();
	const id = randomUUID();
	visitor.socket.send('message.send', { sessionId: visitor.session.id, id, content: 'Is this safe?' });
	await visitor.socket.event('message.kept', event => event.id === id);
	assert.equal(visitor.socket.events.filter(event => event.type === 'message.stored').length, 0);
	standby.boot();
	const { seq } = await visitor.socket.event('message.stored', event => event.id === id, 60_000);
	assert.equal(seq, 1);
	await visitor.socket.close();
});

test('every message that was stored is with the new primary, once, and clients learn of its history', async () => {
	const visitors = await Promise.all(Array.from({ length: 4 }, () => Visitor.start(server, tenant)));
	const chatters = visitors.map(visitor => new Chatter(visitor, visitor.session.id));
	await Promise.all(chatters.map(chatter => chatter.connect()));
	for (let i = 0; i < 25; i++) for (const chatter of chatters) chatter.say(`before ${i}`);
	await until(() => chatters.every(chatter => chatter.promised.size >= 10), 20_000, 'some of them to be stored');
	const epochs = chatters.map(chatter => chatter.epoch);

	primary.halt('immediate');
	for (let i = 0; i < 25; i++) for (const chatter of chatters) chatter.say(`while nobody is there ${i}`);
	const promised = chatters.map(chatter => new Map(chatter.promised));
	server.expect('the database has another history now', 'positions are of another history: everybody loads anew');
	standby.promote();
	// Nobody follows it yet: it must not wait.
	await standby.query("ALTER SYSTEM SET synchronous_standby_names = ''");
	await standby.query('SELECT pg_reload_conf()');
	await until(() => chatters.every(chatter => chatter.isSettled(50)), 60_000, 'all messages to be stored by the new primary');

	for (const [i, visitor] of visitors.entries()) {
		const page = await visitor.request('GET', `/api/support/chat/${visitor.session.id}/messages?limit=200`);
		const seqs = new Map(page.body.messages.map(message => [message.id, message.seq]));
		assert.equal(seqs.size, 50);
		for (const [id, seq] of promised[i]) assert.equal(seqs.get(id), seq);
		assert.equal(chatters[i].shownTwice, 0);
		await chatters[i].close();
		const again = new Chatter(visitor, visitor.session.id);
		await again.connect();
		await until(() => again.epoch, 20_000, 'the epoch');
		assert.notEqual(again.epoch, epochs[i]);
		await again.close();
	}
});
