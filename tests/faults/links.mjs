// The two ways to a replica, alike to who uses them: a WebSocket, or a stream of events with POST
// beside it. A link is open once the server has said welcome; it tells `hear` every event and `lost`
// once, and never comes back by itself.
import WebSocket from 'ws';
import { request } from '../harness/client.mjs';

const BLOCKED = new Set([400, 404, 405, 426]); // what a request for a WebSocket becomes without Upgrade
const POST_MOST_MS = 8_000;
const SILENCE_MOST_MS = 18_000;                // the stream's comments come every 15 s

class Link {
	constructor(listener) {
		this.listener = listener;
		this.isOpen = this.isDone = false;
		this.heardAt = Date.now();
	}

	hear(event) {
		if (this.isDone) return;
		if (event.type === 'welcome') this.isOpen = true;
		this.heardAt = Date.now();
		this.listener.hear(event, this);
	}

	end(reason) {
		if (this.isDone) return;
		this.isDone = true;
		if (this.isOpen) this.listener.lost(this, reason);
	}
}

export class SocketLink extends Link {
	/** Throws when it does not come to be; the error has `isBlocked` when something took the Upgrade away. */
	static open(door, who, listener, { patienceMs, deadMs }) {
		const link = new SocketLink(listener);
		link.deadMs = deadMs;
		const socket = new WebSocket(`${door.url.replace('http', 'ws')}${who.base}/ws`, 'frontdesk.v1', { origin: who.origin, headers: who.headers, handshakeTimeout: patienceMs });
		link.socket = socket;
		return new Promise((resolve, reject) => {
			const timer = setTimeout(() => socket.terminate(), patienceMs);
			socket.on('unexpected-response', (_, response) => {
				reject(Object.assign(new Error(`status ${response.statusCode}`), { isBlocked: BLOCKED.has(response.statusCode) }));
				response.destroy();
				socket.terminate();
			});
			socket.on('error', reject);
			socket.on('open', () => socket.send(JSON.stringify({ type: 'hello', token: who.token })));
			socket.on('message', data => {
				const event = JSON.parse(data);
				if (event.type === 'welcome') {
					clearTimeout(timer);
					resolve(link);
				}
				link.hear(event);
			});
			socket.on('close', code => {
				clearTimeout(timer);
				reject(new Error(`closed: ${code}`));
				link.end(code);
			});
		});
	}

	send(type, fields = {}) {
		if (!this.isDone) this.socket.send(JSON.stringify({ type, ...fields }), () => {});
	}

	/** Called now and then: a link that has been silent for too long is given up. */
	check() {
		if (Date.now() - this.heardAt > this.deadMs) this.close();
		else this.send('ping');
	}

	close() {
		this.socket.terminate();
		this.end('given up');
	}
}

export class StreamLink extends Link {
	/** `positions`: [{session, afterSeq?}] and the epoch that they count in. `anyDoor` is for what is posted. */
	static async open(door, who, listener, { patienceMs, positions, epoch, anyDoor }) {
		const link = new StreamLink(listener);
		Object.assign(link, { who, anyDoor, abort: new AbortController() });
		const query = positions.map(({ session, afterSeq }) => `session=${session}${afterSeq === undefined ? '' : `,${afterSeq}`}`);
		if (epoch) query.push(`epoch=${encodeURIComponent(epoch)}`);
		const timer = setTimeout(() => link.abort.abort(), patienceMs);
		try {
			const answer = await fetch(`${door.url}${who.base}/events?${query.join('&')}`, {
				headers: { Accept: 'text/event-stream', Origin: who.origin, ...link.proof() }, signal: link.abort.signal,
			});
			if (answer.status !== 200) throw new Error(`events: ${answer.status} ${await answer.text()}`);
			const welcomed = new Promise((resolve, reject) => Object.assign(link, { resolve, reject }));
			link.read(answer.body);
			await welcomed;
			return link;
		} finally {
			clearTimeout(timer);
		}
	}

	proof() {
		return { ...this.who.headers, ...(this.who.token ? { Authorization: `Bearer ${this.who.token}` } : {}) };
	}

	async read(body) {
		let text = '';
		try {
			for await (const part of body.pipeThrough(new TextDecoderStream())) {
				this.heardAt = Date.now();
				text += part;
				for (let end; (end = text.indexOf('\n\n')) >= 0; text = text.slice(end + 2)) this.take(text.slice(0, end));
			}
			this.end('the stream ended');
		} catch (error) {
			this.end(error.message);
		} finally {
			this.reject(new Error('the stream ended before its welcome'));
		}
	}

	take(block) {
		const data = block.split('\n').filter(line => line.startsWith('data:')).map(line => line.slice(5).trimStart()).join('\n');
		if (!data) return;
		const event = JSON.parse(data);
		if (event.type === 'welcome') this.resolve(this);
		this.hear(event);
		// A session that could not be resumed is not listened to by this stream: only another one will.
		if (event.type === 'error' && event.request === 'resume') this.close();
	}

	async ask(method, path, body) {
		const options = { body, headers: { Origin: this.who.origin, 'Sec-Fetch-Site': 'same-origin', ...this.proof() }, signal: AbortSignal.timeout(POST_MOST_MS) };
		return request(this.anyDoor(), method, this.who.base + path, options);
	}

	send(type, fields = {}) {
		const handle = { 'message.send': 'post', resume: 'resume', 'receipt.send': 'receipt', 'typing.set': 'typing' }[type];
		if (handle && !this.isDone) void this[handle](fields);
	}

	async post({ sessionId, id, content }) {
		const answer = await this.ask('POST', `/${sessionId}`, { id, content }).catch(() => null);
		const told = { sessionId, id, ...answer?.body };
		if (!answer) this.hear({ type: 'unanswered', sessionId, id });
		else if (answer.status === 200) this.hear({ ...told, type: 'message.stored' });
		else if (answer.status === 202) this.hear({ ...told, type: told.isKept ? 'message.kept' : 'message.accepted' });
		else if (answer.status >= 500 || answer.status === 429) this.hear({ type: 'message.refused', sessionId, id, code: told.code, retryAfterMs: told.retryAfterMs ?? 1000 });
		else this.hear({ type: 'message.refused', sessionId, id, code: told.code });
	}

	async resume({ sessionId, afterSeq, epoch }) {
		const query = afterSeq === undefined ? '' : `?afterSeq=${afterSeq}&epoch=${encodeURIComponent(epoch)}`;
		const answer = await this.ask('GET', `/${sessionId}/resume${query}`).catch(() => null);
		if (answer?.status === 200) this.hear(answer.body);
		else this.hear({ type: 'error', request: 'resume', sessionId, code: answer?.body?.code ?? 'unreachable', retryAfterMs: answer?.body?.retryAfterMs ?? 500 });
	}

	receipt({ sessionId, ...seqs }) {
		return this.ask('POST', `/${sessionId}/read`, seqs).catch(() => {});
	}

	typing({ sessionId, typing }) {
		return this.ask('POST', `/${sessionId}/typing`, { typing }).catch(() => {});
	}

	check() {
		if (Date.now() - this.heardAt > SILENCE_MOST_MS) this.close();
	}

	close() {
		this.abort.abort();
		this.end('given up');
	}
}
