// Frames that no client sends: the right close code, and nothing stops.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Agent, Socket, Visitor, sendMessage } from '../harness/client.mjs';
import { Raw, closeCode, frame, handshake } from '../harness/raw.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const path = '/api/support/chat/ws';
let server, tenant, visitor, pid;
before(async () => {
	server = await Server.start();
	pid = server.worker;
	tenant = server.createTenant('Hostile');
	visitor = await Visitor.start(server, tenant);
});
after(() => server?.stop());
afterEach(async () => {
	assert.equal((await fetch(`${server.url}/healthz`)).status, 200, 'the worker answers');
	assert.equal(server.worker, pid);
});

const hello = () => frame(JSON.stringify({ type: 'hello', token: visitor.token }));

async function open(headers) {
	const raw = await Raw.open(server);
	raw.write(handshake(server, path, headers));
	await raw.status();
	return raw;
}

async function welcomed() {
	const raw = await open();
	raw.write(hello());
	await until(() => raw.received.includes('"welcome"'), 20_000, 'welcome');
	return raw;
}

async function closesWith(raw, ...codes) {
	await until(() => raw.isClosed || closeCode(raw.received) !== 0, 20_000, 'a close');
	const code = closeCode(raw.received);
	raw.destroy();
	assert.ok(codes.includes(code), `closed with ${code}, expected ${codes}`);
}

test('an unmasked frame ends the connection', async () => {
	const raw = await welcomed();
	raw.write(frame('{"type":"ping"}', { masked: false }));
	await closesWith(raw, 1002, 0);
});

test('an oversized frame is 1009', async () => {
	const raw = await welcomed();
	raw.write(frame('x'.repeat(70_000)));
	await closesWith(raw, 1009, 0);
});

test('a frame that announces 4 GB ends the connection before it came', async () => {
	const raw = await welcomed();
	raw.write(frame('x', { length: 0xffffffff }));
	raw.write(Buffer.alloc(200_000)); // what the mask makes of it need not be UTF-8
	await closesWith(raw, 1009, 1007, 1002, 0);
});

test('endless fragments end the connection', async () => {
	const raw = await welcomed();
	raw.write(frame('{', { fin: false }));
	for (let i = 0; i < 2000 && !raw.isClosed; i++) raw.write(frame(' ', { opcode: 0, fin: false }));
	await closesWith(raw, 1008, 1009, 1002, 0);
});

test('a new message inside a fragmented one ends the connection', async () => {
	const raw = await welcomed();
	raw.write(frame('{"type":', { fin: false }));
	raw.write(frame('{"type":"ping"}'));
	await closesWith(raw, 1002, 0);
});

test('a continuation of nothing ends the connection', async () => {
	const raw = await welcomed();
	raw.write(frame('x', { opcode: 0 }));
	await closesWith(raw, 1002, 0);
});

test('reserved bits and opcodes end the connection', async () => {
	for (const odd of [{ rsv: 4 }, { opcode: 3 }, { opcode: 11 }]) {
		const raw = await welcomed();
		raw.write(frame('x', odd));
		await closesWith(raw, 1002, 0);
	}
});

test('a control frame over 125 bytes ends the connection', async () => {
	const raw = await welcomed();
	raw.write(frame('x'.repeat(126), { opcode: 9 }));
	await closesWith(raw, 1002, 0);
});

test('invalid UTF-8 is 1007', async () => {
	const raw = await welcomed();
	raw.write(frame(Buffer.from([0x7b, 0xff, 0x7d])));
	await closesWith(raw, 1007, 0);
});

test('a binary message is refused', async () => {
	const raw = await welcomed();
	raw.write(frame('{"type":"ping"}', { opcode: 2 }));
	await closesWith(raw, 1003, 1008, 0);
});

test('a message in frames of one byte each, byte by byte, is understood', async () => {
	const raw = await welcomed();
	const text = '{"type":"ping"}';
	for (let i = 0; i < text.length; i++)
		await raw.trickle(frame(text[i], { opcode: i === 0 ? 1 : 0, fin: i === text.length - 1 }));
	await until(() => raw.received.includes('"pong"'), 20_000, 'pong');
	raw.destroy();
});

test('JSON 10,000 deep, no JSON, no type and an unknown type get a polite error', async () => {
	const raw = await welcomed();
	for (const text of ['['.repeat(10_000), 'nonsense', '{}', '{"type":7}', '{"type":"no.such"}']) {
		const before = raw.received.length;
		raw.write(frame(text));
		await until(() => raw.received.subarray(before).includes('"error"'), 20_000, `an error for ${text.slice(0, 20)}`);
	}
	raw.write(frame('{"type":"ping","more":[1]}'));
	await until(() => raw.received.includes('"pong"'), 20_000, 'pong');
	raw.destroy();
});

test('an origin that is not on the list is refused', async () => {
	const raw = await open({ Origin: 'http://evil.example' });
	raw.write(hello());
	await until(() => raw.isClosed || closeCode(raw.received) !== 0, 20_000, 'a close');
	assert.ok(!raw.received.includes('"welcome"'));
	raw.destroy();
});

test('a handshake for another upgrade, version, protocol or path is refused', async () => {
	for (const headers of [{ Upgrade: 'other' }, { 'Sec-WebSocket-Version': '7' }, { 'Sec-WebSocket-Protocol': 'chat' }, { 'Sec-WebSocket-Key': null }, { Origin: null }]) {
		const raw = await open(headers);
		assert.notEqual(await raw.status(), 101, JSON.stringify(headers));
		raw.destroy();
	}
	const raw = await Raw.open(server);
	raw.write(handshake(server, '/elsewhere'));
	assert.notEqual(await raw.status(), 101);
	raw.destroy();
});

test('forged tokens, foreign tokens and none at all are told the same', async () => {
	const other = await Visitor.start(server, server.createTenant('Other', ['http://other.example']), { origin: 'http://other.example' });
	const forged = visitor.token.slice(0, -4) + (visitor.token.endsWith('AAAA') ? 'BBBB' : 'AAAA');
	const told = [];
	for (const token of [forged, other.token, 'A'.repeat(64), 'x']) {
		const raw = await open();
		raw.write(frame(JSON.stringify({ type: 'hello', token })));
		await until(() => raw.isClosed || closeCode(raw.received) !== 0, 20_000, 'a close');
		assert.ok(!raw.received.includes('"welcome"'));
		told.push(closeCode(raw.received));
		raw.destroy();
	}
	assert.equal(new Set(told).size, 1, `${told}`);
});

test('nothing but hello is heard before hello, and silence is cut off', async () => {
	const eager = await open();
	eager.write(frame(JSON.stringify({ type: 'resume', sessionId: visitor.session.id })));
	await until(() => eager.isClosed || eager.received.includes('"error"') || closeCode(eager.received) !== 0, 10_000, 'a refusal');
	assert.ok(!eager.received.includes('"resumed"'));
	eager.destroy();
	const silent = await open();
	assert.ok(await silent.closed(15_000));
});

test('a client that never reads is let go, and the others do not notice', async () => {
	const agent = await Agent.signIn(server, server.addAgent(tenant, 'slow@shop.example'));
	await agent.connect();
	await agent.request('POST', `/api/admin/support/chat/${visitor.session.id}/assign`, {});
	agent.socket.send('resume', { sessionId: visitor.session.id });
	await agent.socket.event('resumed');
	const deaf = await welcomed();
	deaf.write(frame(JSON.stringify({ type: 'resume', sessionId: visitor.session.id })));
	await until(() => deaf.received.includes('"resumed"'), 20_000, 'resumed');
	deaf.socket.pause();
	const text = 'x'.repeat(15_000);
	for (let i = 0; i < 600; i++) {
		await sendMessage(agent, visitor.session.id, text);
		agent.socket.forget();
		if ((await server.figures('frontdesk_ws_slow_consumers_total'))[0] > 0) break;
	}
	assert.equal((await server.figures('frontdesk_ws_slow_consumers_total'))[0], 1);
	deaf.destroy();
	await agent.socket.close();
});

test('a socket that is dropped in the middle of a frame leaves nothing behind', async () => {
	for (let i = 0; i < 50; i++) {
		const raw = await welcomed();
		raw.write(frame('{"type":"ping"}').subarray(0, 5));
		raw.destroy();
	}
	const socket = await Socket.open(server, path, { origin: 'http://shop.example' });
	socket.send('hello', { token: visitor.token });
	await socket.event('welcome');
	await socket.close();
});
