// A socket's own conduct: the order of its messages, its limits, its close codes, its farewell.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { randomUUID } from 'node:crypto';
import { Visitor } from '../harness/client.mjs';
import { Raw, closeCode, frame, handshake } from '../harness/raw.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const path = '/api/support/chat/ws';
let server, visitor;
before(async () => {
	server = await Server.start({ rate_limits: 'true' });
	visitor = await Visitor.start(server, server.createTenant('Conduct'));
});
after(() => server?.stop());

/** The events that have arrived whole. */
function events(raw) {
	const found = [];
	let at = raw.received.indexOf('\r\n\r\n') + 4;
	while (at > 3 && at + 2 <= raw.received.length) {
		let size = raw.received[at + 1] & 127;
		let start = at + 2;
		if (size === 126) { size = raw.received.readUInt16BE(start); start += 2; }
		else if (size === 127) { size = Number(raw.received.readBigUInt64BE(start)); start += 8; }
		if (start + size > raw.received.length) break;
		if ((raw.received[at] & 15) === 1) found.push(JSON.parse(raw.received.subarray(start, start + size)));
		at = start + size;
	}
	return found;
}

async function connect(headers) {
	const raw = await Raw.open(server);
	raw.write(handshake(server, path, headers));
	assert.equal(await raw.status(), 101);
	return raw;
}

const say = (raw, message) => raw.write(frame(JSON.stringify(message)));
const seen = (raw, type) => until(() => events(raw).find(event => event.type === type), 20_000, type);

async function welcomed() {
	const raw = await connect();
	say(raw, { type: 'hello', token: visitor.token });
	await seen(raw, 'welcome');
	return raw;
}

async function closesWith(raw, code, ms = 20_000) {
	await until(() => raw.isClosed || closeCode(raw.received) !== 0, ms, 'a close');
	assert.equal(closeCode(raw.received), code);
	raw.destroy();
}

test('messages behind one that waits for PostgreSQL are answered after it', async () => {
	const raw = await welcomed();
	say(raw, { type: 'resume', sessionId: visitor.session.id });
	for (let i = 0; i < 5; i++) say(raw, { type: 'no.such', sessionId: randomUUID() });
	say(raw, { type: 'ping' });
	await seen(raw, 'pong');
	const types = events(raw).map(event => event.type).filter(type => ['resumed', 'error', 'pong'].includes(type));
	assert.deepEqual(types, ['resumed', ...Array(5).fill('error'), 'pong']);
	raw.destroy();
});

test('what is sent right behind hello is heard once hello is proven', async () => {
	const raw = await connect();
	raw.write(Buffer.concat([frame(JSON.stringify({ type: 'hello', token: visitor.token })), frame('{"type":"ping"}')]));
	await seen(raw, 'pong');
	assert.deepEqual(events(raw).map(event => event.type).slice(0, 2), ['welcome', 'pong']);
	raw.destroy();
});

test('a refusal names the message and its session', async () => {
	const raw = await welcomed();
	const sessionId = randomUUID();
	say(raw, { type: 'message.send', sessionId, id: 'x', content: 'y' });
	const { code, detail, request, sessionId: told } = await seen(raw, 'error');
	assert.deepEqual({ code, detail, request, told }, { code: 'invalid', detail: 'id must be a UUID', request: 'message.send', told: sessionId });
	raw.destroy();
});

test('each breach has its close code', async () => {
	const breaches = [
		[1002, frame('{"type":"ping"}', { masked: false })],
		[1002, frame('x'.repeat(3000), { masked: false })],
		[1003, frame('{"type":"ping"}', { opcode: 2 })],
		[1007, frame(Buffer.from([0x22, 0xc3, 0x28, 0x22]))],
		[1009, frame('x'.repeat(66_000))],
		[1009, Buffer.concat([frame('{', { fin: false }), ...Array(200).fill(frame('', { opcode: 0, fin: false }))])],
	];
	for (const [code, bytes] of breaches) {
		const raw = await welcomed();
		raw.write(bytes);
		await closesWith(raw, code);
	}
});

test('an unmasked frame that comes along with the handshake ends the socket with 1002', async () => {
	const hello = frame(JSON.stringify({ type: 'hello', token: visitor.token }));
	for (const frames of [[frame('{}', { masked: false })], [hello, frame('x'.repeat(3000)), frame('{"type":"ping"}', { masked: false })]]) {
		const raw = await Raw.open(server);
		raw.write(Buffer.concat([Buffer.from(handshake(server, path)), ...frames]));
		await closesWith(raw, 1002);
	}
	const proper = await Raw.open(server);
	proper.write(Buffer.concat([Buffer.from(handshake(server, path)), hello, frame('{"type":"ping"}')]));
	await seen(proper, 'pong');
	proper.destroy();
});

test('without hello within 5 s, and with anything else first, the socket ends with 1008', async () => {
	const silent = await connect();
	const eager = await connect();
	say(eager, { type: 'ping' });
	await closesWith(eager, 1008);
	await closesWith(silent, 1008, 20_000);
});

test('a message that is not whole after 10 s ends the socket with 1008', async () => {
	const raw = await welcomed();
	raw.write(frame('{', { fin: false }));
	await closesWith(raw, 1008, 30_000);
});

test('a forged token hears signed_out and 4001', async () => {
	const raw = await connect();
	say(raw, { type: 'hello', token: 'A'.repeat(64) });
	await closesWith(raw, 4001);
	assert.equal(events(raw)[0].code, 'signed_out');
	assert.equal(events(raw)[0].request, 'hello');
});

test('many events are told how long to wait, and a flood is told to go', async () => {
	const raw = await welcomed();
	for (let i = 0; i < 1000; i++) say(raw, { type: 'ping' });
	await closesWith(raw, 4003);
	const told = events(raw);
	assert.ok(told.some(event => event.code === 'too_many' && event.retryAfterMs > 0));
	assert.deepEqual([told.at(-1).type, told.at(-1).reason], ['goodbye', 'rate']);
});

test('a refused handshake says why in a problem document', async () => {
	for (const [headers, status, code] of [[{ Origin: null }, 403, 'origin'], [{ Origin: 'null' }, 403, 'origin']]) {
		const raw = await Raw.open(server);
		raw.write(handshake(server, path, headers));
		assert.equal(await raw.status(), status);
		await raw.closed();
		assert.match(raw.received.toString(), new RegExp(`application/problem\\+json[^]*"code":"${code}"`));
	}
});
