// The spool: what is kept while PostgreSQL is away is stored once when it is back, by this worker or
// by the next, whatever ended the first.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, rmdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { TROUBLE } from '../harness/calm.mjs';
import { Agent, Visitor } from '../harness/client.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

let server, spool;
before(async () => {
	server = await Server.start();
	spool = join(server.folder, 'spool');
});
after(() => server?.stop());

async function metric(name, of = server) {
	const page = await (await fetch(`${of.url}/metrics`)).text();
	return [...page.matchAll(new RegExp(`^${name}(?:{[^}]*})? (\\S+)$`, 'gm'))].reduce((sum, [, value]) => sum + Number(value), 0);
}

/** A tenant's visitor with an open socket. */
function visit(name) {
	return enter(server.createTenant(name), name);
}

async function enter(tenant, name) {
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

/** PostgreSQL goes; so many messages are kept; the server dies. */
async function leave(chat, count) {
	server.postgresql.halt();
	say(chat, count);
	await kept(count);
	await server.kill('SIGKILL');
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
/** Once all is stored: who takes a dead worker's folder over removes it a moment later. */
const adopted = dead => until(() => !workers().includes(dead), 20_000, 'the dead folder to go');

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

test('the sender hears that a message is kept, once, and then that it is stored', async () => {
	const chat = await visit('Heard');
	server.postgresql.halt();
	say(chat, 3);
	for (const id of chat.sent) await chat.socket.event('message.kept', event => event.id === id);
	server.postgresql.boot();
	for (const id of chat.sent) await chat.socket.event('message.stored', event => event.id === id);
	assert.equal(chat.socket.events.filter(event => event.type === 'message.kept').length, 3);
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
	await adopted(dead);
});

test('what a killed worker kept, a living one of the host stores', async () => {
	const twin = await Server.twin(server);
	const chat = await visit('Adopted');
	await leave(chat, 40);
	server.postgresql.boot();
	await storedOnce(chat);
	await until(async () => (await metric('frontdesk_spool_adopted_total', twin)) === 1, 10_000, 'the twin to have adopted it');
	await twin.kill('SIGTERM');
	await server.boot();
});

test('SIGTERM while PostgreSQL is away leaves what is kept to the next worker, and waits for nobody', async () => {
	const chat = await visit('Terminated');
	server.postgresql.halt();
	say(chat, 30);
	await chat.socket.event('message.accepted', event => event.id === chat.sent.at(-1));
	const begin = Date.now();
	await server.kill('SIGTERM');
	assert.ok(Date.now() - begin < 15_000, 'it did not wait for PostgreSQL');
	assert.equal(server.process.exitCode, 0);
	assert.match(server.command(['spool', 'list']), /^worker-\S+ +abandoned +1 segments, 30 messages/m);
	assert.match(server.command(['spool', 'verify']), /30 messages in .*; 0 files in its quarantine/);
	server.postgresql.boot();
	assert.match(server.command(['spool', 'drain']), /Stored: 30 new, 0 that were stored already/);
	assert.deepEqual(workers(), []);
	await storedOnce(chat);
	await server.boot();
});

test('a worker that ends in peace leaves no folder', async () => {
	const chat = await visit('Peace');
	say(chat, 5);
	await storedOnce(chat);
	await server.kill('SIGTERM');
	assert.deepEqual(workers(), []);
	await server.boot();
});

test('a damaged record goes to the quarantine, the others are stored', async () => {
	const chat = await visit('Damaged');
	server.postgresql.halt();
	say(chat, 9);
	await kept(9);
	say(chat, 1); // a group of its own: what stands before it was synced
	await kept(10);
	await server.kill('SIGKILL');
	const [dead] = workers(), [file] = readdirSync(join(spool, dead));
	const bytes = readFileSync(join(spool, dead, file));
	server.expect('the spool is damaged: bytes put into its quarantine', 'the spool is damaged: records are missing');
	bytes[bytes.indexOf('FDRE', bytes.indexOf('FDRE') + 4) + 60] ^= 1;
	writeFileSync(join(spool, dead, file), bytes);
	assert.match(server.command(['spool', 'verify'], { expect: 1 }), /9 messages, .*, 1 damaged places, 1 missing/);
	server.postgresql.boot();
	await server.boot();
	await until(async () => (await stored(chat)).length === 9, 20_000, 'the others to be stored');
	await adopted(dead);
	assert.equal(await metric('frontdesk_spool_damaged_total'), 1);
	assert.match(server.command(['spool', 'list']), /1 files in its quarantine/);
	const { status, stderr } = spawnSync(server.binary, ['spool', 'list', '--config', server.config, '--spool', join(server.config, 'spool')], { encoding: 'utf8' });
	assert.equal(status, 1);
	assert.match(stderr, /spool cannot be read: Not a directory/);
	assert.match(server.doctor(), /^warn +spool +1 damaged pieces/m);
	rmSync(join(spool, 'quarantine'), { recursive: true });
});

test('drain tells what is lost, and what it leaves because it cannot be read', async () => {
	const chat = await visit('Drained');
	server.postgresql.halt();
	say(chat, 9);
	await kept(9);
	say(chat, 1); // a group of its own: what stands before it was synced
	await kept(10);
	await server.kill('SIGKILL');
	const [dead] = workers(), [file] = readdirSync(join(spool, dead)), unreadable = join(spool, dead, 'ffffffffffffffff.segment');
	const bytes = readFileSync(join(spool, dead, file));
	bytes[bytes.indexOf('FDRE', bytes.indexOf('FDRE') + 4) + 60] ^= 1;
	writeFileSync(join(spool, dead, file), bytes);
	mkdirSync(unreadable);
	server.postgresql.boot();
	const first = server.command(['spool', 'drain'], { expect: 1 });
	assert.match(first, /^Stored: 9 new, 0 that were stored already\.\nLost: 1 messages.*\nDamaged: 1 places/m);
	assert.match(first, /^Left: 1 segments, 1 of which cannot be read/m);
	rmdirSync(unreadable);
	rmSync(join(spool, 'quarantine'), { recursive: true }); // what is there is counted
	writeFileSync(join(spool, dead, file), bytes);
	const second = server.command(['spool', 'drain'], { expect: 3 });
	assert.match(second, /^Stored: 0 new, 9 that were stored already\.\nLost: 1 messages/m);
	assert.doesNotMatch(second, /^Left/m);
	assert.deepEqual(workers(), []);
	assert.equal(server.command(['spool', 'drain']), 'Stored: 0 new, 0 that were stored already.\n');
	rmSync(join(spool, 'quarantine'), { recursive: true });
	await server.boot();
});

test('drain without PostgreSQL leaves all, and says so', async () => {
	const chat = await visit('Undrained');
	await leave(chat, 3);
	assert.match(server.command(['spool', 'drain'], { expect: 1 }), /^Stored: 0 new, .*\nLeft: 1 segments\./m);
	server.postgresql.boot();
	assert.match(server.command(['spool', 'drain']), /^Stored: 3 new/m);
	await storedOnce(chat);
	await server.boot();
});

test('drain stores what is there where no file may grow', async () => {
	const chat = await visit('Limited');
	await leave(chat, 3);
	server.postgresql.boot();
	const said = execFileSync('prlimit', ['--fsize=10000', server.binary, 'spool', 'drain', '--config', server.config], { encoding: 'utf8', stdio: 'pipe' });
	assert.match(said, /^Stored: 3 new/m);
	await storedOnce(chat);
	await server.boot();
});

test('of a segment that was cut short, verify and who takes it over say so, and what is left is stored', async () => {
	const chat = await visit('Short');
	await leave(chat, 10);
	const [dead] = workers(), [name] = readdirSync(join(spool, dead)), file = join(spool, dead, name);
	server.expect('the spool is damaged: a segment is shorter than it was made', "the end of a dead worker's spool is torn, as when a disk loses power");
	truncateSync(file, readFileSync(file).lastIndexOf('FDRE') + 20);
	assert.match(server.command(['spool', 'verify'], { expect: 1 }), /9 messages, .*, 1 segments cut short/);
	server.postgresql.boot();
	await server.boot();
	await until(async () => (await stored(chat)).length === 9, 20_000, 'the others to be stored');
	await adopted(dead);
	assert.equal(await metric('frontdesk_spool_damaged_total'), 1);
});

test('messages of a tenant that was deleted meanwhile are dropped, and the folder goes', async () => {
	const gone = await visit('Gone'), there = await visit('There');
	server.postgresql.halt();
	say(gone, 7);
	say(there, 8);
	await kept(15);
	await server.kill('SIGKILL');
	server.postgresql.boot();
	server.expect('messages of a deleted tenant are dropped from the spool');
	server.command(['tenant', 'delete', gone.tenant, '--yes', 'Gone']);
	await server.boot();
	await storedOnce(there);
	await until(async () => (await metric('frontdesk_spool_dropped_total')) === 7, 20_000, 'the rest to be dropped');
	await until(() => workers().length === 1, 20_000, 'the dead folder to go');
});

test('doctor refuses a spool that lies in memory', () => {
	const folder = mkdtempSync('/dev/shm/frontdesk-test-');
	try {
		assert.match(server.command(['doctor', '--spool', folder], { expect: 1 }), /^FAIL +spool +\S+ lies in memory/m);
	} finally {
		rmSync(folder, { recursive: true });
	}
});

test('doctor tells of what dead workers left', async () => {
	const chat = await visit('Left');
	await leave(chat, 4);
	assert.match(server.doctor(), /^warn +spool +Dead workers left 1 folders with 4 messages/m);
	const [dead] = workers();
	server.postgresql.boot();
	await server.boot();
	await storedOnce(chat);
	await adopted(dead);
});

test('who sends by POST goes on while PostgreSQL is away, visitors and agents', async () => {
	const chat = await visit('By POST');
	const agent = await Agent.signIn(server, server.addAgent(chat.tenant, 'post@desk.example'));
	const session = chat.visitor.session.id;
	assert.equal((await agent.request('POST', `/api/admin/support/chat/${session}/assign`, {})).status, 200);
	server.postgresql.halt();
	const ids = [randomUUID(), randomUUID()];
	const sent = await Promise.all([
		chat.visitor.request('POST', `/api/support/chat/${session}`, { id: ids[0], content: 'from the visitor' }),
		agent.request('POST', `/api/admin/support/chat/${session}`, { id: ids[1], content: 'from the agent' }),
	]);
	assert.deepEqual(sent.map(({ status, body }) => [status, body.isKept]), [[202, true], [202, true]]);
	chat.sent.push(...ids);
	server.postgresql.boot();
	await storedOnce(chat);
});

test('messages of a suspended tenant are stored all the same', async () => {
	const chat = await visit('Suspended');
	await leave(chat, 6);
	const [dead] = workers();
	server.postgresql.boot();
	server.command(['tenant', 'suspend', chat.tenant]);
	await server.boot();
	await storedOnce(chat);
	await adopted(dead);
});

test('a tenant does not move away from what the spool keeps for it', async () => {
	const chat = await visit('Moving');
	await leave(chat, 3);
	server.postgresql.boot();
	await server.postgresql.query("UPDATE public.tenants SET status = 'moving', updated_at = now() - interval '1 minute' WHERE id = $1", [chat.tenant]);
	const passphrase = join(server.folder, 'passphrase');
	writeFileSync(passphrase, 'correct horse battery staple\n', { mode: 0o600 });
	const args = ['tenant', 'export', chat.tenant, '--move', '--to', join(server.folder, 'moving'), '--passphrase-file', passphrase];
	const move = (...more) => spawnSync(server.binary, [...args, '--config', server.config, ...more], { encoding: 'utf8' });
	const unreadable = move('--spool', join(passphrase, 'spool'));
	assert.equal(unreadable.status, 1);
	assert.match(unreadable.stderr, /The spool \S+ cannot be read: Not a directory\./);
	const { status, stderr } = move();
	assert.equal(status, 1);
	assert.match(stderr, /: 3 messages of this tenant are kept in the spool \S+, and not stored: resume it/);
	server.command(['tenant', 'resume', chat.tenant]);
	await server.boot();
	await storedOnce(chat);
});

test('a full disk ends the promise and nothing else, until there is room again', async () => {
	const chat = await visit('Full');
	// Files of this process may not grow beyond 100 KB: a disk that is full, for whoever writes.
	const limit = soft => execFileSync('prlimit', ['--pid', String(server.worker), `--fsize=${soft}:`]);
	server.expect(...TROUBLE.disk);
	limit(100_000);
	server.postgresql.halt();
	say(chat, 1000);
	await until(async () => (await metric('frontdesk_spool_healthy')) === 0, 20_000, 'the spool to be full');
	await chat.socket.event('message.accepted', event => event.id === chat.sent.at(-1));
	assert.ok((await metric('frontdesk_spool_rows')) < 1000);
	limit('unlimited');
	await kept(1000);
	server.postgresql.boot();
	await storedOnce(chat);
});

test('24,000 messages of one tenant are taken while PostgreSQL is away, and stored once', async () => {
	const tenant = server.createTenant('Busy'), chats = [];
	for (let i = 0; i < 40; i++) chats.push(await enter(tenant, `Visitor ${i}`));
	const heard = type => chats.reduce((sum, chat) => sum + chat.socket.events.filter(event => event.type === type).length, 0);
	server.postgresql.halt();
	for (let round = 1; round <= 24; round++) {
		for (const chat of chats) say(chat, 25);
		await kept(1000 * round);
	}
	assert.equal(heard('message.refused'), 0);
	await until(async () => (await metric('frontdesk_writer_pending')) < 8192, 20_000, 'memory to let go of what is kept');
	server.postgresql.boot();
	await until(async () => (await metric('frontdesk_spool_rows')) === 0, 120_000, 'the spool to be empty');
	const rows = await stored({ tenant });
	assert.equal(rows.length, 24_000);
	assert.deepEqual(new Set(rows.map(row => row.id)), new Set(chats.flatMap(chat => chat.sent)));
	await until(() => heard('message.stored') >= 24_000, 20_000, 'the senders to know');
});
