// An HTTP proxy as some networks have one, in front of a server under test: it lets no WebSocket
// through, in one of the ways in which that is done, and can cut and delay what goes through it.
import { createHash } from 'node:crypto';
import { createServer, request } from 'node:http';
import { once } from 'node:events';
import { Transform } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

const WEBSOCKET_KEY = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'; // RFC 6455, 1.3
const HOP_BY_HOP = ['connection', 'upgrade', 'keep-alive', 'proxy-connection'];

export class Proxy {
	/**
	 * `upgrade`: 'strip' (the handshake goes on as a plain request), 'swallow' (it is answered, and
	 * nothing follows) or a status that it is answered with. The server may not be there yet.
	 */
	static async start(port, targetPort, { upgrade = 'strip' } = {}) {
		const proxy = Object.assign(new Proxy(), { port, targetPort, url: `http://localhost:${port}`, delayMs: 0, isCut: false, handshakes: 0, sockets: new Set() });
		proxy.http = createServer((incoming, answer) => proxy.pass(incoming, answer));
		proxy.http.on('connection', socket => proxy.admit(socket));
		if (upgrade === 'swallow') proxy.http.on('upgrade', (incoming, socket) => proxy.swallow(incoming, socket));
		proxy.refusal = typeof upgrade === 'number' ? upgrade : undefined;
		proxy.http.listen(port, '127.0.0.1');
		await once(proxy.http, 'listening');
		return proxy;
	}

	admit(socket) {
		if (this.isCut) return socket.destroy();
		this.sockets.add(socket);
		socket.on('error', () => {});
		socket.on('close', () => this.sockets.delete(socket));
	}

	/** Breaks every connection, and while `isCut` each new one. */
	cut() {
		for (const socket of this.sockets) socket.destroy();
	}

	pass(incoming, answer) {
		const isHandshake = 'upgrade' in incoming.headers;
		if (isHandshake) this.handshakes++;
		if (isHandshake && this.refusal) return void answer.writeHead(this.refusal, { 'Content-Length': 0 }).end();
		const headers = Object.fromEntries(Object.entries(incoming.headers).filter(([name]) => !HOP_BY_HOP.includes(name)));
		const outgoing = request({ host: '127.0.0.1', port: this.targetPort, method: incoming.method, path: incoming.url, headers });
		outgoing.on('response', response => {
			answer.writeHead(response.statusCode, response.headers);
			answer.flushHeaders();
			response.on('error', () => answer.destroy());
			response.pipe(this.slow()).pipe(answer);
		});
		outgoing.on('error', () => answer.destroy());
		answer.on('close', () => outgoing.destroy());
		incoming.pipe(this.slow()).pipe(outgoing);
	}

	/** Every piece as much later as `delayMs` says when it comes, in their order. */
	slow() {
		const proxy = this;
		return new Transform({
			async transform(piece, _, done) {
				if (proxy.delayMs > 0) await delay(proxy.delayMs);
				done(null, piece);
			},
		});
	}

	swallow(incoming, socket) {
		this.handshakes++;
		const accept = createHash('sha1').update(incoming.headers['sec-websocket-key'] + WEBSOCKET_KEY).digest('base64');
		socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: frontdesk.v1\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
		socket.resume();
	}

	stop() {
		this.cut();
		return new Promise(resolve => this.http.close(resolve));
	}
}
