// The first bytes of TLS as no client sends them: each hello is answered or refused with the right alert,
// leaves no line in the log, and the next client is served.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { Visitor } from '../harness/client.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

let server, pid;
before(async () => {
	server = await Server.start({ rate_limits: 'true' }, { tls: true });
	server.expect('connections were not read for a while: they took more than their share'); // on a slow machine
	pid = server.worker;
});
after(() => server?.stop());
afterEach(async () => {
	assert.equal((await server.ask('/healthz')).status, 200);
	assert.equal(server.worker, pid);
});

const SERVER_HELLO = 'an answer';
const UNEXPECTED = 10, ILLEGAL = 47, DECODE_ERROR = 50, NO_SUCH_NAME = 112, NO_PROTOCOL = 120; // RFC 8446, 6

const sized = (bytes, width) => {
	const size = Buffer.alloc(width);
	size.writeUIntBE(bytes.length, 0, width);
	return Buffer.concat([size, bytes]);
};
const record = (type, body) => Buffer.concat([Buffer.from([type, 3, 3]), sized(body, 2)]);
const message = (type, body) => record(22, Buffer.concat([Buffer.from([type]), sized(body, 3)]));
const extension = (type, body) => Buffer.concat([Buffer.from([type >> 8, type & 255]), sized(body, 2)]);
const named = (host, type = 0) => Buffer.concat([Buffer.from([type]), sized(Buffer.from(host, 'latin1'), 2)]);
const names = (...list) => extension(0, sized(Buffer.concat(list), 2));
const protocols = (...list) => extension(16, sized(Buffer.concat(list.map(each => sized(Buffer.from(each), 1))), 2));
const some = count => Array.from({ length: count }, (_, i) => `p${i}`);

/** A client's hello of TLS 1.2, with P-256 and what the certificate's key can sign, and these extensions. */
function hello(...extensions) {
	const usual = [extension(10, sized(Buffer.from([0, 23]), 2)), extension(11, Buffer.from([1, 0])), extension(13, sized(Buffer.from([4, 3]), 2))];
	return message(1, Buffer.concat([Buffer.from([3, 3]), randomBytes(32), Buffer.from([0]), sized(Buffer.from([0xc0, 0x2b]), 2), Buffer.from([1, 0]), sized(Buffer.concat([...usual, ...extensions]), 2)]));
}

/** A connection of bytes. */
async function open() {
	const socket = connect(server.port, '127.0.0.1');
	socket.received = Buffer.alloc(0);
	socket.on('data', data => (socket.received = Buffer.concat([socket.received, data]))).on('error', () => {});
	await once(socket, 'connect');
	return socket;
}

/** The server's whole records that have come: an alert's number, else that it has answered. */
function heard({ received }) {
	if (received.length < 7) return null;
	return received[0] === 21 ? received[6] : SERVER_HELLO;
}

async function answerTo(bytes) {
	const socket = await open();
	socket.write(bytes);
	const answer = await until(() => heard(socket), 20_000, 'an answer');
	if (answer !== SERVER_HELLO) await until(() => socket.destroyed, 20_000, 'it to be closed');
	socket.destroy();
	return answer;
}

describe('a hello', () => {
	const cases = [
		['without any name or protocol is answered', hello(), SERVER_HELLO],
		['with an empty list of protocols is refused', hello(protocols()), DECODE_ERROR],
		['with an empty extension of protocols is refused', hello(extension(16, Buffer.alloc(0))), DECODE_ERROR],
		['with an empty protocol is refused', hello(protocols('')), DECODE_ERROR],
		['with a protocol that is longer than its list is refused', hello(extension(16, Buffer.from([0, 9, 200, 104, 50]))), DECODE_ERROR],
		['for h2 alone is refused', hello(protocols('h2')), NO_PROTOCOL],
		['with a protocol of 255 bytes is refused', hello(protocols('x'.repeat(255))), NO_PROTOCOL],
		['with 300 protocols is refused', hello(protocols(...some(300))), NO_PROTOCOL],
		['with 300 protocols and ours is answered', hello(protocols(...some(300), 'http/1.1')), SERVER_HELLO],
		['with two lists of protocols is refused', hello(protocols('http/1.1'), protocols('h2')), ILLEGAL],
		['for a name of 255 bytes is answered', hello(names(named('a'.repeat(255)))), SERVER_HELLO],
		['for a name of 256 bytes is refused', hello(names(named('a'.repeat(256)))), NO_SUCH_NAME],
		['for a name with a NUL is refused', hello(names(named('localhost\0.example'))), NO_SUCH_NAME],
		['for a name in no alphabet is answered', hello(names(named('\xff\xfe'))), SERVER_HELLO],
		['for two names is refused', hello(names(named('localhost'), named('other'))), DECODE_ERROR],
		['with two lists of names is refused', hello(names(named('localhost')), names(named('localhost'))), ILLEGAL],
		['for a name of another kind is refused', hello(names(named('localhost', 9))), DECODE_ERROR],
		['without a body is refused', message(1, Buffer.alloc(0)), DECODE_ERROR],
		['that announces 16 MB is refused', record(22, Buffer.concat([Buffer.from([1, 0xff, 0xff, 0xff]), randomBytes(16_000)])), ILLEGAL],
		['after a thousand empty records is refused', Buffer.concat(Array(1000).fill(record(22, Buffer.alloc(0)))), UNEXPECTED],
		['after an alert is refused', Buffer.concat([record(21, Buffer.from([1, 90])), hello()]), UNEXPECTED],
		['after data is refused', Buffer.concat([record(23, randomBytes(100)), hello()]), UNEXPECTED],
	];
	for (const [name, bytes, expected] of cases)
		test(name, async () => {
			const said = server.log.length;
			assert.equal(await answerTo(bytes), expected);
			assert.doesNotMatch(server.log.slice(said), /"level":"(warn|error)"/);
		});
});

for (const [name, bytes] of [['a certificate that nobody asked for', message(11, sized(Buffer.alloc(0), 3))], ['a second hello', hello()]])
	test(`${name} ends the handshake`, async () => {
		const socket = await open();
		socket.write(hello());
		await until(() => heard(socket) === SERVER_HELLO, 20_000, 'an answer');
		const before = socket.received.length;
		socket.write(bytes);
		await until(() => socket.destroyed, 20_000, 'it to be closed');
		const alert = socket.received.subarray(socket.received.length - 7);
		assert.ok(socket.received.length > before);
		assert.deepEqual([alert[0], alert[6]], [21, UNEXPECTED]);
	});

test('a client that has a certificate is not asked for it', async () => {
	const [cert, key] = [server.pair.tls_certificate, server.pair.tls_key].map(path => readFileSync(path));
	for (const version of ['TLSv1.2', 'TLSv1.3']) {
		const socket = connectSecurely({ port: server.port, host: '127.0.0.1', servername: 'localhost', cert, key, minVersion: version, maxVersion: version });
		await once(socket, 'secureConnect');
		socket.write('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n');
		const [answer] = await once(socket, 'data');
		assert.match(String(answer), /^HTTP\/1\.1 200 /);
		socket.destroy();
	}
});

/** As great as one record can be. */
const greatHello = hello(protocols(...Array.from({ length: 62 }, (_, i) => String(i).padStart(255, 'x')), 'http/1.1'));

test('a hello of 16 KB that comes byte by byte is answered', async () => {
	assert.ok(greatHello.length > 15_900);
	const socket = await open();
	socket.setNoDelay(true);
	for (let i = 0; i < greatHello.length; i++)
		if (!socket.write(greatHello.subarray(i, i + 1))) await once(socket, 'drain');
	await until(() => heard(socket) === SERVER_HELLO, 20_000, 'an answer');
	socket.destroy();
});

test('200 connections that send it so, and never its end, are let go after 10 s, and who talks beside them is answered', async () => {
	const tenant = server.createTenant('Shop');
	const visitor = await Visitor.start(server, tenant);
	await visitor.connect();
	const failed = (await server.figures('frontdesk_tls_handshakes_failed_total'))[0];
	const crowd = new Worker(`
		const { connect } = require('node:net');
		const { parentPort, workerData: { port, hello } } = require('node:worker_threads');
		let gone = 0;
		for (let i = 0; i < 200; i++) {
			const socket = connect({ port, host: '127.0.0.1', localAddress: '127.0.8.1' });
			let at = 0;
			const drip = () => at < hello.length - 1 && !socket.destroyed && socket.write(hello.subarray(at, ++at), drip);
			socket.setNoDelay(true).once('connect', drip).on('data', () => {}).on('error', () => {});
			socket.on('close', () => ++gone === 200 && parentPort.postMessage(at));
		}
	`, { eval: true, workerData: { port: server.port, hello: greatHello } });
	let isOver = false, said = 0;
	const over = once(crowd, 'message').then(() => (isOver = true));
	for (; !isOver; said++) {
		const pong = once(visitor.socket.ws, 'message');
		visitor.socket.send('ping');
		await pong;
		await delay(20); // as a client would
	}
	await over;
	await crowd.terminate();
	assert.ok(said > 20, `${said} round trips`);
	assert.equal((await server.figures('frontdesk_tls_handshakes_failed_total'))[0], failed + 200);
	await visitor.socket.close();
});
