// A client of Redis for tests: RESP2 over a socket, commands answered in order, pushed messages.
import { connect } from 'node:net';
import { once } from 'node:events';

const end = '\r\n';

/** One command as an array of bulk strings; arguments are strings, numbers or Buffers. */
export function encode(args) {
	const pieces = [Buffer.from(`*${args.length}${end}`)];
	for (const arg of args) {
		const bytes = Buffer.isBuffer(arg) ? arg : Buffer.from(String(arg));
		pieces.push(Buffer.from(`$${bytes.length}${end}`), bytes, Buffer.from(end));
	}
	return Buffer.concat(pieces);
}

// Reads one reply at `at`: [value, next position], or null when it has not come whole.
function decode(bytes, at) {
	const stop = bytes.indexOf(end, at);
	if (stop < 0) return null;
	const line = bytes.toString('latin1', at + 1, stop), next = stop + 2;
	switch (String.fromCharCode(bytes[at])) {
		case '+': return [line, next];
		case '-': return [new Error(line), next];
		case ':': return [Number(line), next];
		case '$': return decodeBulk(bytes, next, Number(line));
		case '*': return decodeArray(bytes, next, Number(line));
		default: throw new Error(`no RESP: ${line}`);
	}
}

function decodeBulk(bytes, at, size) {
	if (size < 0) return [null, at];
	return bytes.length < at + size + 2 ? null : [bytes.subarray(at, at + size), at + size + 2];
}

function decodeArray(bytes, at, count) {
	const values = [];
	for (let i = 0; i < count; i++) {
		const found = decode(bytes, at);
		if (!found) return null;
		values.push(found[0]);
		at = found[1];
	}
	return [values, at];
}

export class RespClient {
	/** `where` is what net.connect takes: {path} or {port}. */
	static async open(where) {
		const client = new RespClient();
		client.socket = connect(where);
		client.bytes = Buffer.alloc(0);
		client.waiting = [];
		client.onPush = null;
		client.socket.on('data', piece => client.take(piece));
		client.socket.on('close', () => client.waiting.splice(0).forEach(w => w.reject(new Error('Redis closed the connection'))));
		await once(client.socket, 'connect');
		client.socket.on('error', () => {});
		return client;
	}

	take(piece) {
		this.bytes = Buffer.concat([this.bytes, piece]);
		for (let found; this.bytes.length && (found = decode(this.bytes, 0)); ) {
			this.bytes = this.bytes.subarray(found[1]);
			const waiting = this.waiting.shift();
			if (!waiting) this.onPush?.(found[0]);
			else if (found[0] instanceof Error) waiting.reject(found[0]);
			else waiting.resolve(found[0]);
		}
	}

	command(...args) {
		return new Promise((resolve, reject) => {
			this.waiting.push({ resolve, reject });
			this.socket.write(encode(args));
		});
	}

	close() {
		this.socket.destroy();
	}
}
