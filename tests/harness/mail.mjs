// A mail server that speaks STARTTLS, wants a password, keeps what it takes, and does as it is told.
import { once } from 'node:events';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { readPair } from './tls.mjs';
import { until } from './wait.mjs';

/** The link that stands on a line of its own in a mail's text. */
export const linkIn = ({ mail }) => mail.text.match(/^http\S+$/m)[0];

/** What a server says in place of yes: a reply's code and text; 'hang' for nothing any more; 'die' to go away. */
const refusal = ({ code, text }) => Object.assign(new Error(text), { responseCode: code });

export class MailServer {
	/** `pair`: a certificate as makeCertificate makes it, for STARTTLS; with `user` whoever sends signs in. */
	static async start({ pair, user, password } = {}) {
		const server = new MailServer();
		server.taken = [];
		server.trouble = {};
		server.tried = { from: 0, to: 0, data: 0 };
		server.smtp = new SMTPServer({
			...(pair ? readPair(pair) : {}),
			disabledCommands: [...(pair ? [] : ['STARTTLS']), ...(user ? [] : ['AUTH'])],
			authOptional: !user,
			closeTimeout: 100,
			logger: false,
			onAuth: (given, session, done) => given.username === user && given.password === password
				? done(null, { user }) : done(refusal({ code: 535, text: '5.7.8 Nobody here by that name' })),
			onMailFrom: (address, session, done) => server.answer('from', session, done),
			onRcptTo: (address, session, done) => server.answer('to', session, done, address.address),
			onData: (stream, session, done) => server.take(stream, session, done),
		});
		server.smtp.on('error', () => {}); // clients that leave
		server.sockets = new Set();
		server.smtp.server.on('connection', socket => server.sockets.add(socket.on('close', () => server.sockets.delete(socket))));
		server.smtp.listen(0, '127.0.0.1');
		await once(server.smtp.server, 'listening');
		server.port = server.smtp.server.address().port;
		return server;
	}

	/** What is to become of the next ones at a step, 'from', 'to' or 'data': one trouble each, the last one for all
	 *  that follow where `always`. */
	plan(step, troubles, { always = false } = {}) {
		this.trouble[step] = { troubles: [...troubles], always };
	}

	#next(step) {
		const plan = this.trouble[step];
		if (!plan || plan.troubles.length === 0) return null;
		return plan.always && plan.troubles.length === 1 ? plan.troubles[0] : plan.troubles.shift();
	}

	answer(step, session, done) {
		this.tried[step]++;
		const trouble = this.#next(step);
		if (trouble === 'hang') return;
		if (trouble === 'die') this.drop();
		else done(trouble ? refusal(trouble) : null);
	}

	/** With 'die' it goes away in the middle of the message. */
	take(stream, session, done) {
		this.tried.data++;
		const trouble = this.#next('data');
		if (trouble === 'die') return stream.once('data', () => this.drop());
		const parts = [];
		stream.on('data', part => parts.push(part));
		stream.once('end', async () => {
			if (trouble === 'hang') return;
			if (trouble) return done(refusal(trouble));
			const raw = Buffer.concat(parts);
			const envelope = { from: session.envelope.mailFrom.address, to: session.envelope.rcptTo.map(each => each.address) };
			this.taken.push({ raw, envelope, secure: session.secure, user: session.user, mail: await simpleParser(raw) });
			done(null, 'queued as 1');
		});
	}

	/** The last of the mails to an address, once it has taken so many. */
	async arrived(address, times = 1) {
		const taken = () => this.taken.filter(each => each.envelope.to.includes(address));
		await until(() => taken().length >= times, 30_000, `mail to ${address}`);
		return taken().at(-1);
	}

	drop() {
		for (const socket of this.sockets) socket.destroy();
	}

	async stop() {
		this.drop();
		await new Promise(resolve => this.smtp.close(resolve));
	}
}
