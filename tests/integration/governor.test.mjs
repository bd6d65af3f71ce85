// One client that takes what is everybody's: places, the loop's time, over TLS where that is what the
// tests run over. The others do not notice.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { Visitor } from '../harness/client.mjs';
import { isHardlyLonger } from '../harness/compare.mjs';
import { handshake } from '../harness/raw.mjs';
import { Server } from '../harness/server.mjs';
import { dial, isTls, readyEvent } from '../harness/tls.mjs';
import { until, within } from '../harness/wait.mjs';

const path = '/api/support/chat/ws', places = 200;
let server, tenant;
before(async () => {
	server = await Server.start({ rate_limits: 'true', connections_max: String(places), trusted_proxies: '127.0.5.1' });
	tenant = server.createTenant('Governed');
	server.expect('connections were refused: their address has as many as one may', 'connections were refused: all places are taken',
		'connections that waited were closed for new ones', 'connections were not read for a while: they took more than their share');
});
after(() => server?.stop());

/** A connection from an address of its own; Linux has all of 127.0.0.0/8. */
class From {
	static async open(address) {
		const from = Object.assign(new From(), { received: '', isClosed: false });
		from.socket = dial(server, { localAddress: address });
		from.socket.on('data', data => (from.received += data.toString('latin1'))).on('error', () => {});
		await new Promise(resolve => from.socket.once(readyEvent(server), resolve).once('close', () => resolve(from.isClosed = true)));
		return from;
	}

	static all(count, address) {
		return Promise.all(Array.from({ length: count }, () => From.open(address)));
	}

	status() {
		return Number(this.received.match(/^HTTP\/1\.1 (\d{3})/)?.[1] ?? 0);
	}

	async ask(target = '/healthz', fields = '') {
		this.received = '';
		this.socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\n${fields}\r\n`);
		await until(() => this.isClosed || this.received.includes('\r\n\r\n'), 20_000, 'an answer');
		return this.status();
	}

	async upgrade(headers = {}) {
		this.received = '';
		this.socket.write(handshake(server, path, headers));
		await until(() => this.isClosed || this.received.includes('\r\n\r\n'), 20_000, 'an answer');
		return this.status();
	}
}

const leave = connections => connections.forEach(each => each.socket.destroy());
const sum = async name => (await server.figures(name)).reduce((all, figure) => all + figure, 0);
const lines = event => server.log.split('\n').filter(line => line.includes(`"event":"${event}`));
/** What a passing crowd leaves behind is gone when its address may come again. */
const settled = () => until(async () => {
	const probe = await From.open('127.0.0.200');
	const status = await probe.ask();
	leave([probe]);
	return status === 200;
}, 20_000, 'the crowd to be gone');

test('one address cannot hold every place, is told so, and may come again', async () => {
	const began = performance.now();
	const idle = await From.all(places, '127.0.0.2');
	await until(() => idle.filter(each => each.status() === 429 || each.isClosed).length >= places * 3 / 4, 20_000, 'three quarters to be refused');
	if (!isTls) { // before a handshake there is nobody to tell
		const told = idle.find(each => each.status() === 429);
		assert.match(told.received, /\r\nRetry-After: \d+\r\n/);
		assert.match(told.received, /"code":"too_many"/);
	}
	const other = await From.open('127.0.0.3');
	assert.equal(await other.ask(), 200);
	assert.ok(await sum('frontdesk_connections_crowded_total') >= places * 3 / 4);
	assert.equal(await sum('frontdesk_connections_refused_total'), 0);
	await until(() => lines('connections were refused: their address').length > 0, 20_000, 'a line');
	assert.ok(lines('connections were refused: their address').length <= 2 + (performance.now() - began) / 1000, 'one a second');
	leave([...idle, other]);
	await until(async () => {
		const again = await From.open('127.0.0.2');
		const status = await again.ask();
		leave([again]);
		return status === 200;
	}, 20_000, 'the address to be let in again');
});

test('when places are short the connection that has idled longest gives way, and nobody is refused', async () => {
	await settled();
	const refused = await sum('frontdesk_connections_refused_total');
	const idle = [];
	for (let i = 0; i < 5; i++) idle.push(...await From.all(40, `127.0.1.${i + 1}`));
	await until(async () => (await Promise.all(idle.map(each => each.isClosed || each.ask()))).every(Boolean), 20_000, 'all to have been answered');
	const oldest = idle.filter(each => !each.isClosed);
	const comers = await From.all(10, '127.0.1.100');
	for (const each of comers) assert.equal(await each.ask(), 200);
	assert.ok(oldest.filter(each => each.isClosed).length >= 1);
	assert.ok(await sum('frontdesk_connections_given_up_total') > 0);
	assert.equal(await sum('frontdesk_connections_refused_total'), refused);
	leave([...idle, ...comers]);
});

test('who does not send a head gives way to who does', async () => {
	await settled();
	const mute = [];
	for (let i = 0; i < 5; i++) mute.push(...await From.all(40, `127.0.2.${i + 1}`));
	await until(async () => {
		const comer = await From.open('127.0.2.100');
		const status = await comer.ask();
		leave([comer]);
		return status === 200;
	}, 20_000, 'a place');
	assert.ok(mute.some(each => each.isClosed));
	leave(mute);
});

test('where all places are at work a newcomer is asked to come again', async () => {
	await settled();
	const sockets = [];
	for (let i = 0; i < 5; i++) sockets.push(...await From.all(40, `127.0.3.${i + 1}`));
	for (const each of sockets) await each.upgrade();
	const comers = await From.all(5, '127.0.3.100');
	await until(() => comers.some(each => (isTls ? each.isClosed : each.status() === 503)), 20_000, 'a refusal');
	if (!isTls) assert.match(comers.find(each => each.status() === 503).received, /\r\nRetry-After: \d+\r\n/);
	leave(comers);
	leave(sockets);
	await settled();
	assert.ok(await sum('frontdesk_connections_refused_total') > 0);
	await until(() => lines('connections were refused: all places are taken').length > 0, 20_000, 'a line');
});

/** What a flood writes next, and when. */
const WHEN_TAKEN = 'while (socket.writable && socket.write(chunk));', AFTER_EACH_BYTE = 'if (socket.writable) socket.write(chunk.subarray(at = (at + 1) % chunk.length, at + 1), pour);', AFTER_EACH_ANSWER = 'if (socket.writable) socket.write(chunk);';

/** The same once an answer of that size has come. */
const afterEachAnswer = size => `let left = ${size}; socket.write(chunk); socket.on('data', data => { left -= data.length; if (left <= 0) { left += ${size}; socket.write(chunk); } });`;

/** Bytes without end, written by a thread of their own so that the measuring is not disturbed: so many
 *  connections from one address, each of which greets and then pours `chunk`. */
function flood({ chunk, sockets = 2, address, pace = WHEN_TAKEN, greeting = handshake(server, path) }) {
	const { pair } = server;
	return new Worker(`
		const { connect } = require('node:net'), tls = require('node:tls');
		const { workerData: { port, greeting, chunk, sockets, address, ca } } = require('node:worker_threads');
		const where = { port, host: '127.0.0.1', localAddress: address, allowHalfOpen: true, servername: 'localhost', ...(ca && { secureContext: tls.createSecureContext({ ca }) }) };
		const open = () => {
			let at = 0;
			const socket = (ca ? tls.connect : connect)(where);
			const pour = () => { ${pace} };
			socket.${pace === AFTER_EACH_ANSWER ? 'on' : 'once'}('data', pour).on('data', () => {}).on('error', () => {});
			${pace === WHEN_TAKEN ? "socket.on('drain', pour);" : ''}
			socket.on('close', () => setTimeout(open, 200));
			socket.write(greeting);
		};
		for (let i = 0; i < sockets; i++) open();
	`, { eval: true, workerData: { port: server.port, chunk: Buffer.from(chunk), sockets, address, greeting, ca: pair && readFileSync(pair.tls_certificate, 'utf8') } });
}

/** The 99th percentiles of a visitor's round trips, window by window. */
async function roundTrips(visitor, windows) {
	const found = [];
	for (let i = 0; i < windows; i++) {
		const times = [];
		for (const end = performance.now() + 1000; performance.now() < end;) {
			const start = performance.now();
			const pong = once(visitor.socket.ws, 'message');
			visitor.socket.send('ping');
			await pong;
			times.push(performance.now() - start);
			await new Promise(resolve => setTimeout(resolve, 40));
		}
		times.sort((a, b) => a - b);
		found.push(times[Math.floor(times.length * 0.99)]);
	}
	return found.sort((a, b) => a - b)[Math.floor(windows / 2)];
}

/** Seconds of a processor that the worker has used. */
function used() {
	const fields = readFileSync(`/proc/${server.workers()[0]}/stat`, 'utf8').replace(/.*\) /, '').split(' ');
	return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Masked with zeroes, which is a mask as any. */
const masked = (opcode, payload) => {
	const size = payload.length < 126 ? [0x80 | payload.length] : [0x80 | 126, payload.length >> 8, payload.length & 255];
	return Buffer.concat([Buffer.from([0x80 | opcode, ...size, 0, 0, 0, 0]), Buffer.from(payload)]);
};

/** Their 99th percentiles calm and under attack, which is held and costs less than half a core. */
async function attacked(attack) {
	await settled();
	const visitor = await Visitor.start(server, tenant);
	await visitor.connect();
	const calmMs = await roundTrips(visitor, 5);
	const held = await sum('frontdesk_connections_held_total');
	const attacker = flood(attack);
	await until(async () => await sum('frontdesk_connections_held_total') > held, 20_000, 'the flood to be held');
	const [before, start] = [used(), performance.now()];
	const otherMs = await roundTrips(visitor, 5);
	const share = (used() - before) * 1000 / (performance.now() - start);
	await attacker.terminate();
	await visitor.socket.close();
	assert.ok(share < 0.5, `the worker used ${share} of a core`);
	await until(() => lines('connections were not read for a while').length > 0, 20_000, 'a line');
	return { calmMs, otherMs };
}

const othersDoNotNotice = attack => isHardlyLonger(() => attacked(attack), '99th percentiles calm and under attack');

test('pings without end are read no faster than their share, and the others do not notice', async () => {
	await othersDoNotNotice({ chunk: Buffer.concat(Array(4000).fill(masked(9, ''))), address: '127.0.4.1' });
});

test('pongs without payload, of which libwebsockets tells nobody, count too', async () => {
	await othersDoNotNotice({ chunk: Buffer.concat(Array(4000).fill(masked(10, ''))), address: '127.0.4.2' });
});

test('messages of 64 KB that nobody understands, from five sockets, are paid for, also once the socket is closed', async () => {
	const nonsense = JSON.stringify({ type: 'nonsense', values: Array(32_000).fill(0) });
	await othersDoNotNotice({ chunk: masked(1, nonsense), sockets: 5, address: '127.0.4.3' });
});

test('records of one byte each are paid for by who sends them', { skip: !isTls }, async () => {
	await othersDoNotNotice({ chunk: masked(9, ''), pace: AFTER_EACH_BYTE, sockets: 2, address: '127.0.4.5' });
});

test('large answers, asked for again and again and read at once, are paid for down to the last byte', async () => {
	const [, target] = (await server.ask('/admin/')).text.match(/src="(\/assets\/main[^"]+)"/);
	const ask = target => `GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
	const one = await From.open('127.0.4.7');
	await one.ask(target);
	const [head, length] = [one.received.indexOf('\r\n\r\n') + 4, one.received.match(/\r\nContent-Length: (\d+)/i)[1]];
	const size = head + Number(length);
	leave([one]);
	await othersDoNotNotice({ greeting: ask('/healthz'), chunk: ask(target), pace: afterEachAnswer(size), address: '127.0.4.7' });
});

test('who goes on speaking after the end of its answer pays for that', { skip: !isTls }, async () => {
	const ask = 'GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
	await othersDoNotNotice({ greeting: ask, chunk: Buffer.alloc(2 ** 16), address: '127.0.4.6' });
});

const asking = (target, fields = '') => `GET ${target} HTTP/1.1\r\nHost: a\r\n${fields}\r\n`;

test('requests over kept connections, each after the answer before, are read no faster than their share', async () => {
	await othersDoNotNotice({ greeting: asking('/healthz'), chunk: asking('/nothing'), pace: AFTER_EACH_ANSWER, sockets: 20, address: '127.0.4.7' });
});

test('behind a proxy they are answered no faster than the share of whom it names', async () => {
	const fields = 'X-Forwarded-For: 203.0.113.9\r\n';
	await othersDoNotNotice({ greeting: asking('/healthz', fields), chunk: asking('/nothing', fields), pace: AFTER_EACH_ANSWER, sockets: 20, address: '127.0.5.1' });
	await othersDoNotNotice({ greeting: asking('/chat-widget.js', fields), chunk: asking('/chat-widget.js', fields), pace: AFTER_EACH_ANSWER, sockets: 20, address: '127.0.5.1' });
	const other = await From.open('127.0.5.1');
	assert.equal(await other.ask('/healthz', 'X-Forwarded-For: 203.0.113.10\r\n'), 200);
	leave([other]);
});

test('of a connection no more bytes are read than it may send, whatever they cost', async () => {
	const second = 2 ** 16, debt = 5; // seconds that may be owed before it is held
	const slow = await Server.start({ rate_limits: 'true', connection_bytes: String(second) });
	slow.expect('connections were not read for a while: they took more than their share');
	const socket = dial(slow).on('error', () => {});
	await once(socket, readyEvent(slow));
	let answered = 0;
	socket.on('data', data => (answered += data.length));
	const began = performance.now();
	socket.write(handshake(slow, path));
	await until(() => answered > 0, 20_000, 'an answer');
	socket.write(Buffer.concat(Array(16_000).fill(masked(9, 'x'.repeat(100)))));
	await until(async () => (await slow.figures('frontdesk_connections_held_total'))[0] > 0, 20_000, 'it to be held');
	const most = (debt + (performance.now() - began) / 1000) * second + 2 ** 16; // and one read
	assert.ok(answered <= most, `${answered} bytes of pongs, at most ${most}`);
	socket.destroy();
	await slow.stop();
});

test('behind a proxy each client has its own places, and the proxy as many as it wants', async () => {
	await settled();
	const sockets = await From.all(80, '127.0.5.1');
	const statuses = [];
	for (const each of sockets.slice(0, 60)) statuses.push(await each.upgrade({ 'X-Forwarded-For': '203.0.113.7' }));
	assert.equal(statuses.filter(status => status === 101).length, places / 4);
	assert.equal(statuses.filter(status => status === 429).length, 60 - places / 4);
	const probe = sockets.at(-1);
	assert.equal(await probe.ask('/healthz', 'X-Forwarded-For: 203.0.113.7\r\n'), 429);
	assert.equal(await probe.ask('/healthz', 'X-Forwarded-For: 203.0.113.8\r\n'), 200);
	assert.equal(await sockets.at(-2).upgrade({ 'X-Forwarded-For': '2001:db8::1' }), 101);
	leave(sockets);
});

test('who holds most of too many bytes in flight goes first, and requests are put off meanwhile', async () => {
	const tight = await Server.start({ flight_bytes: String(2 ** 22) });
	tight.expect('connections were closed: they held most of too many bytes in flight', 'requests were put off: too many bytes are in flight');
	const figure = async name => (await tight.figures(name))[0];
	const head = 'POST /api/support/chat HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n';
	const small = dial(tight).on('error', () => {});
	small.write(head);
	const stalled = Array.from({ length: 100 }, () => dial(tight).on('error', () => {}));
	stalled.forEach(socket => socket.write(head + ' '.repeat(59_000)));
	await until(() => stalled.some(socket => socket.destroyed), 20_000, 'the heaviest to go');
	await until(async () => await figure('frontdesk_in_flight_bytes') < 2 ** 22, 20_000, 'less to be in flight');
	assert.ok(await figure('frontdesk_in_flight_shed_total') > 0);
	assert.equal(small.destroyed, false);
	assert.equal((await tight.ask('/healthz')).status, 200);
	await until(() => /they held most of too many bytes in flight/.test(tight.log), 20_000, 'a line');
	[small, ...stalled].forEach(socket => socket.destroy());
	await until(async () => await figure('frontdesk_in_flight_bytes') < 2 ** 14, 20_000, 'all to be given back');
	await tight.stop();
});

test('an address has as many places on the host, whatever the number of workers, and a killed one gives its own back', async () => {
	const several = await Server.start({ rate_limits: 'true', connections_max: String(places), address_connections: '40', workers: '2' }, { redis: true });
	several.expect('connections were refused: their address has as many as one may', 'worker ended');
	const crowd = () => Promise.all(Array.from({ length: 100 }, async () => {
		const socket = dial(several, { localAddress: '127.0.6.1' }).on('error', () => {});
		socket.on('data', () => (socket.isTold = true)).on('close', () => (socket.isTold = true));
		await new Promise(resolve => socket.once(readyEvent(several), resolve).once('close', resolve));
		return socket;
	}));
	const first = await crowd();
	await until(() => first.filter(socket => socket.isTold).length >= 56, 20_000, 'all but forty to be refused');
	const kept = first.filter(socket => !socket.isTold); // two workers that accept at once may let in one more
	// One of them may have accepted before the other did, and have all the places.
	for (const worker of several.workers()) {
		process.kill(worker, 'SIGKILL');
		if (await within(() => kept.some(socket => socket.isTold), 3000)) break; // the killed worker's
	}
	assert.ok(kept.some(socket => socket.isTold));
	await until(async () => (await several.ask('/readyz').catch(() => ({}))).status === 200, 20_000, 'the workers');
	const second = await crowd();
	await until(() => second.filter(socket => socket.isTold).length >= 56 + kept.filter(socket => !socket.isTold).length, 20_000, 'the rest to be refused');
	assert.ok(second.some(socket => !socket.isTold), 'the killed worker’s places are free');
	[...first, ...second].forEach(socket => socket.destroy());
	await several.stop();
});

test('a process that may open few files refuses before it runs out of them', async () => {
	const small = await Server.start({ rate_limits: 'false', connections_max: '15000' });
	small.expect('the descriptor limit carries fewer connections than connections_max', 'connections were refused: all places are taken',
		'connections that waited were closed for new ones');
	await small.kill('SIGTERM');
	small.prefix = ['prlimit', '--nofile=304:304'];
	await small.boot();
	assert.match(small.log, /the descriptor limit carries fewer connections than connections_max","worker":0,"connections":(\d+)/);
	const sockets = Array.from({ length: 300 }, () => dial(small).on('error', () => {}));
	await until(async () => (await small.ask('/healthz').catch(() => ({}))).status === 200, 20_000, 'an answer among many');
	assert.doesNotMatch(small.log, /out of descriptors/);
	sockets.forEach(socket => socket.destroy());
	await small.stop();
});
