// The spool: what is kept while PostgreSQL is away is stored once when it is back, by this worker or
// by the next, whatever ended the first.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Visitor } from '../harness/client.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

let server, spool;
before(async () => {
	server = await Server.start();
	spool = join(server.folder, 'spool');
});
after(() => server?.stop());

function settings() {
	return Object.fromEntries(readFileSync(server.config, 'utf8').trim().split('\n').map(line => line.split(' = ')));
}

async function metric(name, of = server) {
	const page = await (await fetch(`${of.url}/metrics`)).text();
	return [...page.matchAll(new RegExp(`^${name}(?:{[^}]*})? (\\S+)$`, 'gm'))].reduce((sum, [, value]) => sum + Number(value), 0);
}

/** A tenant's visitor with an open socket. */
async function visit(name) {
	const tenant = server.createTenant(name);
	const visitor = await Visitor.start(server, tenant, { visitorName: name });
	const socket = await visitor.connect();
	socket.send('resume', { sessionId: visitor.session.id });
	await socket.event('resumed');
	return { tenant, visitor, socket, sent: [] };
}

function say(chat, count) {
	for (let i = 0; i < count; i++) {
		const id = randomUUID();
		chat.sent.push(id);
		chat.socket.send('message.send', { sessionId: chat.visitor.session.id, id, content: `plaintext that nobody else may see ${id}` });
	}
}

function kept(count) {
	return until(async () => (await metric('frontdesk_spool_rows')) >= count, 20_000, `${count} messages to be kept`);
}

function stored({ tenant }) {
	return server.postgresql.query(`SELECT id, seq::int AS seq FROM tenant_${tenant.replaceAll('-', '')}.chat_messages ORDER BY seq`);
}

async function storedOnce(chat) {
	await until(async () => (await stored(chat)).length >= chat.sent.length, 30_000, 'all to be stored');
	const rows = await stored(chat);
	assert.deepEqual(new Set(rows.map(row => row.id)), new Set(chat.sent));
	assert.deepEqual(rows.map(row => row.seq), rows.map((_, i) => i + 1));
}

const workers = () => readdirSync(spool).filter(name => name.startsWith('worker-'));

test('while PostgreSQL is away messages are kept, sealed, and stored once when it is back', async () => {
	const chat = await visit('Away');
	server.postgresql.halt();
	say(chat, 50);
	await kept(50);
	const folders = workers();
	assert.equal(folders.length, 1);
	for (const file of readdirSync(join(spool, folders[0]))) {
		const bytes = readFileSync(join(spool, folders[0], file));
		assert.ok(bytes.includes('FDRE'));
		assert.ok(!bytes.includes('plaintext'));
		assert.ok(!bytes.includes(chat.visitor.session.visitorId));
	}
	server.postgresql.boot();
	await storedOnce(chat);
	await until(async () => (await metric('frontdesk_spool_rows')) === 0, 10_000, 'the spool to be empty');
	await chat.socket.close();
});

test('what a killed worker kept, the next one stores once', async () => {
	const chat = await visit('Killed');
	server.postgresql.halt('immediate');
	say(chat, 40);
	await kept(40);
	const [dead] = workers();
	await server.kill('SIGKILL');
	server.postgresql.boot();
	await server.boot();
	await storedOnce(chat);
	await until(() => !workers().includes(dead), 10_000, 'the dead folder to go');
});
