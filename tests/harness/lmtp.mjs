// A mail server's side of LMTP (RFC 2033): hands messages over, and tells what it is answered.
import { once } from 'node:events';
import { connect } from 'node:net';

export class Lmtp {
	/** `to`: a port of this machine, or a path of a socket. */
	static async open(to) {
		const peer = new Lmtp();
		peer.heard = '';
		peer.wanted = [];
		peer.socket = typeof to === 'number' ? connect(to, '127.0.0.1') : connect(to);
		peer.socket.setEncoding('utf8').on('data', text => peer.#hear(text)).on('error', () => {});
		peer.closed = once(peer.socket, 'close').then(() => peer.wanted.splice(0).forEach(({ reject }) => reject(new Error('the connection was closed'))));
		peer.greeting = await peer.reply();
		return peer;
	}

	#hear(text) {
		this.heard += text;
		for (let found; this.wanted.length > 0 && (found = /^(?:\d{3}-.*\r\n)*\d{3} .*\r\n/.exec(this.heard));) {
			this.heard = this.heard.slice(found[0].length);
			this.wanted.shift().resolve(found[0].trimEnd());
		}
	}

	/** The next reply, of one line or several. */
	reply() {
		const reply = new Promise((resolve, reject) => this.wanted.push({ resolve, reject }));
		this.#hear('');
		return reply;
	}

	say(line) {
		this.socket.write(`${line}\r\n`);
		return this.reply();
	}

	/** Hands a message over, and answers the reply for each recipient, whatever stood in its way. */
	async send(to, message, { from = 'ada@customer.example', size } = {}) {
		const recipients = [to].flat();
		await this.say('LHLO mx.example');
		await this.say(`MAIL FROM:<${from}>${size ? ` SIZE=${size}` : ''}`);
		const replies = await Promise.all(recipients.map(each => this.say(`RCPT TO:<${each}>`)));
		if (!replies.some(reply => reply.startsWith('250'))) return replies;
		await this.say('DATA');
		this.socket.write(stuffed(message));
		this.socket.write('.\r\n');
		const answers = await Promise.all(replies.map(reply => (reply.startsWith('250') ? this.reply() : reply)));
		return answers;
	}

	end() {
		this.socket.destroy();
		return this.closed;
	}
}

/** Dots that begin a line are doubled (RFC 5321, 4.5.2). */
export const stuffed = message => {
	const bytes = Buffer.isBuffer(message) ? message.toString('latin1') : Buffer.from(message).toString('latin1');
	return Buffer.from(`${bytes.replace(/\r\n$/, '')}\r\n`.replace(/^\./gm, '..'), 'latin1');
};

/** A mail as people's programs write them; `headers` come first and win. */
export const mail = ({ from = 'Ada <ada@customer.example>', subject = 'Re: hello', id = `${crypto.randomUUID()}@customer.example`, headers = {}, text = 'Hello!' }) =>
	Object.entries({ From: from, Subject: subject, 'Message-ID': `<${id}>`, 'MIME-Version': '1.0', ...('Content-Type' in headers ? {} : { 'Content-Type': 'text/plain; charset=utf-8' }), ...headers })
		.map(([name, value]) => `${name}: ${value}\r\n`).join('') + `\r\n${text.replace(/\r?\n/g, '\r\n')}\r\n`;

/** Hands one over, on a connection of its own. */
export async function deliver(port, to, message, options) {
	const peer = await Lmtp.open(port);
	try {
		return await peer.send(to, message, options);
	} finally {
		await peer.end();
	}
}
