// A small TCP proxy that is as bad as a network can be: late, cut, or silent without an end. It
// listens on a port or, for PostgreSQL and Redis, on a UNIX socket.
import { connect, createServer } from 'node:net';
import { connect as connectSecurely, createServer as createSecureServer } from 'node:tls';
import { readPair } from '../harness/tls.mjs';

export class Proxy {
	/** `to` and `at` as node:net takes them: {port, host} or {path}. `to.scheme` is that of a URL to there, and
	 *  `to.pair` the certificate of a server that ends TLS. */
	static async open(to, at = { port: 0, host: '127.0.0.1' }) {
		const proxy = new this();
		Object.assign(proxy, { to, pairs: new Set(), taken: new Set(), delayMs: 0, isRefusing: false });
		proxy.server = proxy.listener(client => proxy.pair(client));
		proxy.server.on('connection', socket => {
			proxy.taken.add(socket);
			socket.once('close', () => proxy.taken.delete(socket));
		});
		await new Promise((resolve, reject) => proxy.server.once('error', reject).listen(at, resolve));
		if (at.path === undefined) proxy.url = `${to.scheme ?? 'http'}://127.0.0.1:${proxy.server.address().port}`;
		return proxy;
	}

	pair(client) {
		if (this.isRefusing) return client.destroy();
		const server = this.dial();
		const pair = { client, server, isDead: false };
		this.pairs.add(pair);
		for (const [from, to, change] of [[client, server, this.upward()], [server, client, this.downward()]]) {
			const way = { to, waiting: [] };
			from.on('data', data => pair.isDead || this.pass(pair, way, change(data)));
			from.on('end', () => this.pass(pair, way, null));
			from.on('error', () => this.end(pair));
			from.on('close', () => this.end(pair));
		}
	}

	/** How it listens, and how it connects; for heirs. */
	listener(take) {
		return createServer({ allowHalfOpen: true }, take);
	}

	dial() {
		return connect({ ...this.to, allowHalfOpen: true });
	}

	/** What happens to bytes on their way to the server, and to the client; for heirs. */
	upward() {
		return data => data;
	}

	downward() {
		return data => data;
	}

	/** `data` null: the end. What waits goes first, whatever the delay is by now. */
	pass(pair, way, data) {
		if (pair.isDead) return;
		way.waiting.push({ data, due: Date.now() + this.delayMs });
		if (way.waiting.length === 1) this.flush(pair, way);
	}

	flush(pair, way) {
		for (; way.waiting.length > 0 && !pair.isDead; way.waiting.shift()) {
			const [{ data, due }] = way.waiting;
			const restMs = due - Date.now();
			if (restMs > 0) return setTimeout(() => this.flush(pair, way), restMs);
			if (data === null) way.to.end();
			else way.to.write(data);
		}
	}

	end(pair) {
		if (pair.isDead || !this.pairs.delete(pair)) return;
		pair.client.destroy();
		pair.server.destroy();
	}

	/** Ends every connection, as a reset on the way would. */
	cut() {
		for (const pair of this.pairs) {
			pair.isDead = false;
			this.end(pair);
		}
	}

	/** Half-open: what is connected now hears nothing more, and no end either. New connections work. */
	freeze() {
		for (const pair of this.pairs) pair.isDead = true;
	}

	/** Also what is in a handshake of TLS that goes no further. */
	close() {
		this.cut();
		for (const socket of this.taken) socket.destroy();
		return new Promise(resolve => this.server.close(resolve));
	}
}

/** As a company's proxy that knows no WebSockets: the Upgrade never reaches the server. Where that speaks
 *  TLS, it is ended here, by the same certificate, and begun anew, as such proxies do. */
export class StrippingProxy extends Proxy {
	listener(take) {
		return this.to.pair ? createSecureServer({ ...readPair(this.to.pair), allowHalfOpen: true }, take) : super.listener(take);
	}

	dial() {
		return this.to.pair ? connectSecurely({ ...this.to, servername: 'localhost', allowHalfOpen: true }) : super.dial();
	}

	upward() {
		return data => {
			const text = data.toString('latin1');
			if (!text.startsWith('GET ')) return data;
			return Buffer.from(text.replace(/\r\n(Upgrade: [^\r]*|Connection: Upgrade)(?=\r\n)/gi, ''), 'latin1');
		};
	}
}

/** Where a RESP value ends that begins at `at`, or -1 when it is not all there. */
function valueEnd(bytes, at) {
	const line = bytes.indexOf('\r\n', at);
	if (line < 0) return -1;
	const count = Number(bytes.toString('latin1', at + 1, line));
	const kind = bytes[at];
	let end = line + 2;
	if (kind === 0x24) end += count < 0 ? 0 : count + 2; // $: so many bytes and their line's end
	if (kind === 0x2a) for (let i = 0; i < count && end >= 0; i++) end = valueEnd(bytes, end); // *: so many values
	return end > bytes.length ? -1 : end;
}

const PUBLICATION = Buffer.from('*3\r\n$7\r\nmessage\r\n');

/** Before Redis: of the publications that a subscriber would hear, some are dropped when asked for. */
export class ForgetfulProxy extends Proxy {
	/** Drops `share` of them from now on, by the draws of `chance`. */
	forget(share, chance) {
		Object.assign(this, { share, chance, dropped: 0, passed: 0 });
	}

	isForgotten(value) {
		if (!this.share || !value.subarray(0, PUBLICATION.length).equals(PUBLICATION)) return false;
		const isForgotten = this.chance.next() < this.share;
		this[isForgotten ? 'dropped' : 'passed']++;
		return isForgotten;
	}

	downward() {
		let rest = Buffer.alloc(0);
		return data => {
			const passed = [];
			rest = Buffer.concat([rest, data]);
			for (let end; rest.length > 0 && (end = valueEnd(rest, 0)) > 0; rest = rest.subarray(end))
				if (!this.isForgotten(rest.subarray(0, end))) passed.push(rest.subarray(0, end));
			return Buffer.concat(passed);
		};
	}
}
