// TLS ended by the server itself, under attack: what is slow, silent, deaf, garbled or too much costs
// its own connection, and one conversation beside it all goes on from the first test to the last.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { Calm } from '../harness/calm.mjs';
import { Agent, Socket, Visitor, sendMessage } from '../harness/client.mjs';
import { endWithUs } from '../harness/ending.mjs';
import { EventStream } from '../harness/events.mjs';
import { Raw, frame, handshake } from '../harness/raw.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const GET = path => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
const OTHERS = 1;        // the socket that is reset in the midst of a record
const CALM_MS = 75_000; // longer than any deadline that a connection in traffic could run into

let server, tenant, calm;
const figure = async name => (await server.figures(`frontdesk_tls_${name}_total`))[0];
const connections = async () => (await server.figures('frontdesk_ws_connections'))[0];

/** A visitor by socket, an agent by event stream, and a socket that says nothing, for the whole file. */
class Conversation {
	async begin() {
		this.watch = await Calm.begin(server);
		this.visitor = await Visitor.start(server, tenant);
		this.agent = await Agent.signIn(server, server.addAgent(tenant, 'calm@tls.example'));
		await this.visitor.connect();
		this.visitor.socket.send('resume', { sessionId: this.visitor.session.id });
		await this.visitor.socket.event('resumed');
		this.stream = await EventStream.open(this.agent, [this.visitor.session.id]);
		await this.stream.event('resumed');
		this.silent = await Socket.open(server, '/api/support/chat/ws', { origin: this.visitor.origin });
		this.silent.send('hello', { token: this.visitor.token });
		await this.silent.event('welcome');
		this.began = Date.now();
		this.said = [];
		this.talking = this.talk();
	}

	async talk() {
		for (; !this.isOver; await delay(50)) {
			const at = performance.now();
			const { id } = await sendMessage(this.visitor, this.visitor.session.id, 'calm');
			this.said.push({ id, at, ms: performance.now() - at });
		}
	}

	/** The 99th percentile of the time until `stored`, of what was said since then. */
	slowest(since) {
		const times = this.said.filter(({ at }) => at >= since).map(({ ms }) => ms).sort((a, b) => a - b);
		return times[Math.ceil(times.length * 0.99) - 1];
	}
}

before(async () => {
	server = await Server.start({}, { tls: true, certificate: { key: ['rsa:2048'] } });
	tenant = server.createTenant('Shop');
	calm = new Conversation();
	await calm.begin();
});
after(() => server?.stop());

/** The log, but for requests that were answered. */
const said = () => server.log.trim().split('\n').filter(line => !line.includes('"event":"request"'));

/** A TCP connection that knows nothing of TLS. */
async function dialPlainly(to = server) {
	const socket = connect(to.port, '127.0.0.1');
	await once(socket, 'connect');
	socket.received = Buffer.alloc(0);
	socket.on('data', data => (socket.received = Buffer.concat([socket.received, data]))).on('error', () => {});
	socket.gone = new Promise(resolve => socket.once('close', () => resolve(performance.now())));
	return socket;
}

/** A TLS connection of these options; its `failure` is an error's code, null for none. */
async function shake(options) {
	const socket = connectSecurely({ port: server.port, host: '127.0.0.1', servername: 'localhost', ...options });
	socket.failure = await new Promise(resolve => socket.once('secureConnect', () => resolve(null)).on('error', error => resolve(error.code)));
	return socket;
}

/** Milliseconds of the processor that the worker has had. */
function processorMs() {
	const fields = readFileSync(`/proc/${server.worker}/stat`, 'utf8').split(') ')[1].split(' ');
	return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** The bytes of a client's first record. */
async function clientHello() {
	const sink = createServer().listen(0, '127.0.0.1');
	await once(sink, 'listening');
	const client = connectSecurely({ port: sink.address().port, host: '127.0.0.1', servername: 'localhost' }).on('error', () => {});
	const [peer] = await once(sink, 'connection');
	const [bytes] = await once(peer, 'data');
	client.destroy();
	sink.close();
	return bytes;
}

test('who does not begin the handshake, takes too long over it, or says nothing after it, is let go after 10 s', async () => {
	const failed = await figure('handshakes_failed');
	const began = performance.now();
	const silent = await dialPlainly();
	const slow = await dialPlainly();
	const drip = (async () => {
		for (const byte of await clientHello()) {
			if (slow.destroyed) return;
			slow.write(Buffer.from([byte]));
			await delay(200);
		}
	})();
	const shaken = await Raw.open(server);
	const goneAt = new Promise(resolve => shaken.socket.once('close', () => resolve(performance.now())));
	for (const gone of await Promise.all([silent.gone, slow.gone, goneAt])) {
		assert.ok(gone - began > 9000, `after ${gone - began} ms`);
		assert.ok(gone - began < 20_000, `after ${gone - began} ms`);
	}
	await drip;
	assert.equal(await figure('handshakes_failed'), failed + 2);
});

test('in a handshake a connection is one of its address, and gives way when places are short', async () => {
	const small = await Server.start({ rate_limits: 'true', address_connections: '8' }, { tls: true });
	small.expect('connections were refused: their address has as many as one may', 'connections that waited were closed for new ones', 'connections were refused: all places are taken');
	try {
		const silent = await Promise.all(Array.from({ length: 12 }, () => dialPlainly(small)));
		await until(() => silent.filter(socket => socket.destroyed).length >= 4, 20_000, 'those beyond eight to be refused');
		for (const socket of silent) socket.destroy();
		small.configure({ ...Object.fromEntries(small.settings()), rate_limits: 'false', connections_max: '10' });
		await small.crash();
		const full = await Promise.all(Array.from({ length: 10 }, () => dialPlainly(small)));
		await until(() => small.ask('/healthz').then(answer => answer.status === 200, () => false), 20_000, 'one of those that wait to give way');
		for (const socket of full) socket.destroy();
	} finally {
		await small.stop();
	}
});

test('who does not read the end of an answer is one of its address until it is gone', async () => {
	const small = await Server.start({ rate_limits: 'true', address_connections: '8' }, { tls: true });
	small.expect('connections were refused: their address has as many as one may');
	const deaf = [];
	try {
		const [, style] = (await small.ask('/admin')).text.match(/href="([^"]+css)"/);
		const began = performance.now();
		while (performance.now() - began < 5000) { // a while in which the server would have let several rounds of them go
			const raw = await Raw.open(small, { localAddress: '127.0.7.1' }).catch(() => null);
			raw?.socket.pause();
			raw?.write(GET(style)); // fills what the kernel holds for the client
			await small.ask('/healthz');
			raw?.write(`GET ${style} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
			if (raw) deaf.push(raw);
		}
		assert.ok(deaf.length > 0 && deaf.length <= 8, `${deaf.length} at once`);
	} finally {
		for (const raw of deaf) raw.destroy();
		await small.stop();
	}
});

test('garbage ends its connection at once, and plain HTTP hears why', async () => {
	const failed = await figure('handshakes_failed');
	const known = said().length;
	for (const garbage of [randomBytes(200), Buffer.from('\x80\x2e\x01\x00\x02'), Buffer.alloc(600), Buffer.from('SSH-2.0-scanner\r\n')]) {
		const socket = await dialPlainly();
		socket.write(garbage);
		socket.end();
		await socket.gone;
		assert.ok(!socket.received.includes('HTTP'));
	}
	const plain = await dialPlainly();
	plain.write(GET('/healthz'));
	await plain.gone;
	assert.match(plain.received.toString(), /^HTTP\/1\.1 400 [^]*This port speaks https:\/\/\n$/);
	assert.equal(await figure('handshakes_failed'), failed + 5);
	assert.deepEqual(said().slice(known), []);
});

test('TLS is 1.2 or 1.3, for HTTP/1.1 alone, and nothing is resumed', async () => {
	for (const version of ['TLSv1.2', 'TLSv1.3']) {
		const socket = await shake({ minVersion: version, maxVersion: version, ALPNProtocols: ['h2', 'http/1.1'] });
		assert.deepEqual([socket.failure, socket.getProtocol(), socket.alpnProtocol], [null, version, 'http/1.1']);
		socket.write(GET('/healthz'));
		await once(socket, 'data');
		assert.equal(socket.getTLSTicket(), undefined);
		const again = await shake({ session: socket.getSession(), minVersion: version, maxVersion: version });
		assert.deepEqual([again.failure, again.isSessionReused()], [null, false]);
		for (const each of [socket, again]) each.destroy();
	}
	const refused = [{ minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }, { ALPNProtocols: ['h2'] },
		{ maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA' }, { maxVersion: 'TLSv1.2', ciphers: 'AES256-GCM-SHA384' }];
	for (const options of refused) assert.notEqual((await shake(options)).failure, null, JSON.stringify(options));
});

test('a handshake that is asked for anew is refused', async () => {
	const socket = await shake({ maxVersion: 'TLSv1.2' });
	const error = await new Promise(resolve => {
		socket.on('error', resolve);
		socket.renegotiate({}, resolve);
	});
	assert.match(error.code, /NO_RENEGOTIATION/);
	socket.destroy();
});

test('renewed keys are taken, and a flood of them ends the connection', async () => {
	const client = spawn('openssl', ['s_client', '-connect', `127.0.0.1:${server.port}`, '-tls1_3', '-CAfile', server.pair.tls_certificate], { stdio: ['pipe', 'pipe', 'pipe'] });
	endWithUs(client);
	let said = '', complaint = '';
	client.stdout.setEncoding('latin1').on('data', text => (said += text));
	client.stderr.setEncoding('latin1').on('data', text => (complaint += text));
	client.stdin.on('error', () => {});
	const ended = once(client, 'exit');
	await until(() => said.includes('Verify return code: 0'), 10_000, 'the handshake');
	const renew = async () => {
		const before = complaint.split('KEYUPDATE').length;
		client.stdin.write('K\n');
		await until(() => complaint.split('KEYUPDATE').length > before || client.exitCode !== null, 20_000, 'the client to renew its keys');
	};
	await renew();
	client.stdin.write(GET('/healthz').replaceAll('\r\n', '\n').replaceAll('\n', '\r\n'));
	await until(() => said.includes('200 OK'), 20_000, 'an answer under new keys');
	let renewed = 1;
	for (; renewed < 400 && client.exitCode === null; renewed++) await renew();
	assert.ok(renewed > 50 && renewed < 400, `${renewed} times`);
	await ended;
});

test('a connection that is reset in the midst of a record is gone, with its socket', async () => {
	const before = await connections();
	const tcp = await dialPlainly();
	const socket = connectSecurely({ socket: tcp, servername: 'localhost' }).on('error', () => {});
	let received = '';
	socket.on('data', data => (received += data.toString('latin1')));
	socket.write(handshake(server, '/api/support/chat/ws'));
	socket.write(frame(JSON.stringify({ type: 'hello', token: calm.visitor.token })));
	await until(() => received.includes('"welcome"'), 20_000, 'welcome');
	assert.equal(await connections(), before + 1);
	tcp.write(Buffer.from([0x17, 3, 3, 0x10, 0, 1, 2, 3]));
	tcp.resetAndDestroy();
	await until(async () => await connections() === before, 20_000, 'the socket to be gone');
});

test('a record that was changed on the way ends the connection', async () => {
	const tcp = await dialPlainly();
	const socket = connectSecurely({ socket: tcp, servername: 'localhost' }).on('error', () => {});
	await once(socket, 'secureConnect');
	tcp.write(Buffer.concat([Buffer.from([0x17, 3, 3, 0, 40]), randomBytes(40)]));
	await tcp.gone;
});

test('either side may end first: an answer follows the end of the request, and an end the answer', async () => {
	const raw = await Raw.open(server);
	raw.write(GET('/healthz'));
	raw.socket.end();
	assert.ok(await raw.closed());
	assert.match(raw.received.toString(), /^HTTP\/1\.1 200 [^]*\r\n\r\n./);
	const socket = await shake();
	const ended = once(socket, 'end');
	let size = 0;
	socket.on('data', data => (size += data.length));
	socket.write('GET /chat-widget.js HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
	await ended; // with close_notify: without it this would be an error
	assert.ok(size > 1000);
});

const CROWD = 200; // as many as a slow machine gets through before the first are let go, who say nothing

test(`${CROWD} handshakes at once leave a conversation its pace`, async () => {
	const done = await figure('handshakes');
	const since = performance.now();
	const crowd = new Worker(`
		const { connect } = require('node:tls');
		const { parentPort, workerData: { port, ca, count } } = require('node:worker_threads');
		const { createSecureContext } = require('node:tls');
		const secureContext = createSecureContext({ ca });
		let shaken = 0;
		for (let i = 0; i < count; i++)
			connect({ port, host: '127.0.0.1', servername: 'localhost', secureContext })
				.once('secureConnect', () => ++shaken === count && parentPort.postMessage('all')).on('error', error => { throw error; });
	`, { eval: true, workerData: { port: server.port, count: CROWD, ca: readFileSync(server.pair.tls_certificate, 'utf8') } });
	await once(crowd, 'message');
	const tookMs = performance.now() - since;
	await until(() => calm.said.some(({ at }) => at > since + tookMs), 10_000, 'the conversation to go on');
	const slowest = calm.slowest(since);
	await crowd.terminate();
	console.log(`${CROWD} handshakes in ${tookMs.toFixed()} ms; beside them 99 of 100 messages were stored within ${slowest.toFixed()} ms`);
	assert.equal(await figure('handshakes') >= done + CROWD, true);
	// On a busy machine both take longer: what may not be is that a message waits until all are through.
	assert.ok(slowest < tookMs / 2, `${slowest} of ${tookMs} ms`);
});

test('connections that hang cost no time of the processor', async () => {
	const raws = await Promise.all(Array.from({ length: 20 }, () => Raw.open(server)));
	for (const [i, raw] of raws.entries()) {
		raw.socket.pause();
		raw.write(i % 2 ? GET('/chat-widget.js') : 'GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
		if (i % 4 === 0) raw.socket.end();
	}
	await delay(3000); // a while over which the processor's time is counted
	const before = processorMs();
	await delay(2000);
	const used = processorMs() - before;
	for (const raw of raws) raw.destroy();
	assert.ok(used < 400, `${used} ms in 2 s`);
});

test('beside all this, for 75 s, a socket in traffic, a silent one and a stream stayed open, and nothing healed', async () => {
	await until(() => Date.now() - calm.began > CALM_MS, CALM_MS, 'the time to be over');
	calm.isOver = true;
	await calm.talking;
	const told = calm.visitor.socket.events.filter(event => event.type === 'message.stored');
	assert.deepEqual([calm.visitor.socket.ws.readyState, calm.silent.ws.readyState, calm.stream.ended], [1, 1, false]);
	assert.equal(new Set(told.map(event => event.id)).size, told.length, 'each is stored once');
	await until(() => calm.said.every(({ id }) => calm.stream.events.some(event => event.type === 'message.stored' && event.id === id)), 20_000, 'the stream to have told them all');
	assert.deepEqual(calm.stream.events.filter(event => event.type === 'resumed').length, 1);
	await calm.watch.end({ opened: 3 + OTHERS });
});
