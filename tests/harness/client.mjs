// Clients as the protocol wants them: REST with the right headers, and a socket that remembers what
// it was told, so that a test can wait for an event that has already come.
import { once } from 'node:events';
import WebSocket from 'ws';
import { messageId } from './ids.mjs';
import { until } from './wait.mjs';

/** One REST request: {status, headers, body}; body is parsed when it is JSON. */
export async function request(server, method, path, { body, headers = {} } = {}) {
	const answer = await fetch(server.url + path, {
		method,
		headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
		body: body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
		redirect: 'manual',
	});
	const text = await answer.text();
	const isJson = /json/.test(answer.headers.get('content-type') ?? '');
	return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : text, text };
}

export class Socket {
	static async open(server, path, { origin, headers = {}, protocol = 'frontdesk.v1' } = {}) {
		const socket = new Socket();
		socket.events = [];
		socket.seen = 0;
		socket.ws = new WebSocket(server.url.replace('http', 'ws') + path, protocol, { origin, headers });
		socket.closed = once(socket.ws, 'close').then(([code]) => (socket.closeCode = code));
		socket.ws.on('message', data => socket.events.push(JSON.parse(data)));
		socket.ws.on('error', () => {});
		await Promise.race([once(socket.ws, 'open'), socket.closed.then(code => { throw new Error(`socket closed: ${code}`); })]);
		return socket;
	}

	send(type, fields = {}) {
		this.ws.send(JSON.stringify({ type, ...fields }));
	}

	/** The first event, past or future, that matches. */
	event(type, matches = () => true, ms = 20_000) {
		return until(() => this.events.find(e => e.type === type && matches(e)), ms, () => `a ${type} event; got ${this.events.slice(-8).map(e => e.type)}`);
	}

	/** The code with which it closes. */
	end() {
		return until(() => this.closeCode, 20_000, 'the socket to close');
	}

	/** Forgets what came so far: later waits see only what is new. */
	forget() {
		this.events.length = 0;
	}

	close() {
		this.ws.terminate();
		return this.closed;
	}
}

export class Visitor {
	/** Starts a session as a browser on `origin` would. */
	static async start(server, tenantId, { origin = 'http://shop.example', ...fields } = {}) {
		const visitor = new Visitor();
		Object.assign(visitor, { server, tenantId, origin });
		const answer = await visitor.request('POST', '/api/support/chat', { tenantId, ...fields });
		if (answer.status !== 201 && answer.status !== 200) throw new Error(`start: ${answer.status} ${answer.text}`);
		visitor.token = answer.body.token;
		visitor.id = answer.body.visitorId;
		visitor.session = answer.body.session;
		return visitor;
	}

	request(method, path, body, headers = {}) {
		const proof = this.token ? { Authorization: `Bearer ${this.token}` } : {};
		return request(this.server, method, path, { body, headers: { Origin: this.origin, ...proof, ...headers } });
	}

	async connect() {
		this.socket = await Socket.open(this.server, '/api/support/chat/ws', { origin: this.origin });
		this.socket.send('hello', { token: this.token });
		this.welcome = await this.socket.event('welcome');
		return this.socket;
	}
}

export class Agent {
	static async signIn(server, { email, password }, tenantId) {
		const agent = new Agent();
		agent.server = server;
		const answer = await agent.request('POST', '/api/admin/sign-in', { email, password, ...(tenantId ? { tenantId } : {}) });
		if (answer.status !== 200 || !answer.body.agent) throw new Error(`sign-in: ${answer.status} ${answer.text}`);
		agent.cookie = answer.headers.get('set-cookie').split(';')[0];
		Object.assign(agent, { id: answer.body.agent.id, me: answer.body });
		return agent;
	}

	request(method, path, body, headers = {}) {
		const proof = this.cookie ? { Cookie: this.cookie } : {};
		return request(this.server, method, path, { body, headers: { Origin: this.server.url, 'Sec-Fetch-Site': 'same-origin', ...proof, ...headers } });
	}

	async connect() {
		this.socket = await Socket.open(this.server, '/api/admin/support/chat/ws', { origin: this.server.url, headers: { Cookie: this.cookie } });
		this.socket.send('hello');
		this.welcome = await this.socket.event('welcome');
		return this.socket;
	}
}

/** Sends a message over the person's socket and waits until it is stored. */
export async function sendMessage(person, sessionId, content, id = messageId()) {
	person.socket.send('message.send', { sessionId, id, content });
	return person.socket.event('message.stored', e => e.id === id);
}
