// Bytes on a connection, over TLS where the server speaks it, for requests that no client would send.
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { dial, readyEvent } from './tls.mjs';

export class Raw {
	static async open(server, { localAddress } = {}) {
		const raw = new Raw();
		raw.received = Buffer.alloc(0);
		raw.isClosed = false;
		raw.socket = dial(server, { localAddress });
		raw.socket.on('data', data => (raw.received = Buffer.concat([raw.received, data])));
		raw.socket.on('close', () => (raw.isClosed = true));
		raw.socket.on('error', () => {});
		await new Promise((resolve, reject) => raw.socket.once(readyEvent(server), resolve).once('error', reject));
		return raw;
	}

	write(bytes) {
		if (!this.isClosed) this.socket.write(bytes);
	}

	/** Writes one byte at a time, each in its own packet as far as the kernel allows. */
	async trickle(bytes, pauseMs = 0) {
		this.socket.setNoDelay(true);
		for (const byte of Buffer.from(bytes)) {
			this.write(Buffer.from([byte]));
			await delay(pauseMs);
		}
	}

	/** Waits until the status line is there, or the peer has closed; answers the status, 0 for none. */
	async status(ms = 20_000) {
		const end = Date.now() + ms;
		while (!this.isClosed && Date.now() < end && !this.received.includes('\r\n')) await delay(5);
		const found = this.received.toString('latin1').match(/^HTTP\/1\.1 (\d{3})/);
		return found ? Number(found[1]) : 0;
	}

	async closed(ms = 20_000) {
		const end = Date.now() + ms;
		while (!this.isClosed && Date.now() < end) await delay(5);
		return this.isClosed;
	}

	destroy() {
		this.socket.destroy();
	}
}

/** The request of a WebSocket handshake; `headers` replace or remove (null) the usual ones. */
export function handshake(server, path, headers = {}) {
	const all = {
		Host: `localhost:${server.port}`,
		Upgrade: 'websocket',
		Connection: 'Upgrade',
		'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
		'Sec-WebSocket-Version': '13',
		'Sec-WebSocket-Protocol': 'frontdesk.v1',
		Origin: 'http://shop.example',
		...headers,
	};
	const lines = Object.entries(all).filter(([, value]) => value !== null).map(([name, value]) => `${name}: ${value}`);
	return `GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
}

/** One frame (RFC 6455, 5.2) as a client sends it. */
export function frame(payload, { opcode = 1, fin = true, masked = true, rsv = 0, length } = {}) {
	const body = Buffer.from(payload);
	const size = length ?? body.length;
	const head = [(fin ? 0x80 : 0) | (rsv << 4) | opcode];
	const mark = masked ? 0x80 : 0;
	if (size < 126) head.push(mark | size);
	else if (size < 65536) head.push(mark | 126, size >> 8, size & 255);
	else head.push(mark | 127, 0, 0, 0, 0, (size >>> 24) & 255, (size >>> 16) & 255, (size >>> 8) & 255, size & 255);
	if (!masked) return Buffer.concat([Buffer.from(head), body]);
	const mask = randomBytes(4);
	return Buffer.concat([Buffer.from(head), mask, body.map((byte, i) => byte ^ mask[i % 4])]);
}

/** The close code in what the server sent after its handshake answer, 0 when there is none. */
export function closeCode(received) {
	let at = received.indexOf('\r\n\r\n');
	if (at < 0) return 0;
	at += 4;
	while (at + 2 <= received.length) {
		const opcode = received[at] & 15;
		let size = received[at + 1] & 127;
		let start = at + 2;
		if (size === 126) { size = received.readUInt16BE(start); start += 2; }
		else if (size === 127) { size = Number(received.readBigUInt64BE(start)); start += 8; }
		if (opcode === 8) return size >= 2 && start + 2 <= received.length ? received.readUInt16BE(start) : 1005;
		at = start + size;
	}
	return 0;
}

export function acceptOf(key) {
	return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
}
