// A merchant's server that webhooks tell what happens: it remembers what it was asked, and answers as it is told.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';

/** What it may answer: by the first part of the path, or as `receiver.answers[path]` says. */
const ANSWERS = {
	ok: (request, response) => response.end('Thank you.'),
	fail: (request, response) => response.writeHead(500, { 'Content-Type': 'text/plain' }).end('Out of order: “closed”'),
	hang: () => {},
	cut: (request, response) => {
		response.writeHead(200, { 'Content-Length': 1000 });
		response.write('The beginning of');
		setImmediate(() => response.socket.destroy());
	},
	large: (request, response) => response.end('0123456789abcdef'.repeat(65_536)),
	odd: (request, response) => response.end(Buffer.from([0x68, 0x69, 0xff, 0x00, 0x21])),
};

export class Receiver {
	requests = [];
	answers = {};

	static async start(host = '127.0.0.1') {
		const receiver = new Receiver();
		receiver.host = host;
		receiver.server = createServer((request, response) => void receiver.take(request, response));
		receiver.server.listen(0, host);
		await once(receiver.server, 'listening');
		return receiver;
	}

	/** The address of a path: its first part says what is answered. */
	url(path) {
		return `http://${this.host}:${this.server.address().port}/${path}`;
	}

	async take(request, response) {
		const pieces = [];
		request.on('error', () => {});
		for await (const piece of request) pieces.push(piece);
		const path = request.url.slice(1), text = Buffer.concat(pieces).toString();
		const isForm = request.headers['content-type'] === 'application/x-www-form-urlencoded';
		this.requests.push({ path, method: request.method, headers: request.headers, text, body: isForm ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text) });
		(this.answers[path] ?? ANSWERS[path.split('/')[0]])(request, response);
	}

	at(path) {
		return this.requests.filter(request => request.path === path);
	}

	stop() {
		this.server.closeAllConnections();
		this.server.close();
	}
}

/** Whether a request was signed with this secret, as a merchant's server checks it. */
export function isSigned({ headers, text }, secret) {
	const [time, ...signatures] = headers['x-frontdesk-signature'].split(',').map(part => part.split('='));
	const digest = createHmac('sha256', secret).update(`${time[1]}.${text}`).digest();
	const isRecent = Math.abs(Date.now() / 1000 - Number(time[1])) < 300;
	return time[0] === 't' && isRecent && signatures.some(([name, hex]) => name === 'v1' && hex.length === 64 && timingSafeEqual(Buffer.from(hex, 'hex'), digest));
}
