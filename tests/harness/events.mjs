// An event stream as a client behind a proxy without WebSockets reads it: by fetch, line by line.
import { until } from './wait.mjs';

const paths = { visitor: '/api/support/chat/events', agent: '/api/admin/support/chat/events' };

export class EventStream {
	/** Opens a person's stream; `sessions` are ids, or [id, afterSeq] pairs. */
	static async open(person, sessions = [], { epoch, server = person.server } = {}) {
		const query = new URLSearchParams(sessions.map(session => ['session', [session].flat().join(',')]));
		if (epoch) query.set('epoch', epoch);
		const stream = await EventStream.fetch(server, `${person.cookie ? paths.agent : paths.visitor}?${query}`, EventStream.proof(person));
		if (stream.status !== 200) throw new Error(`stream: ${stream.status} ${await stream.answer.text()}`);
		return stream;
	}

	/** The headers that a browser would send for this person. */
	static proof(person) {
		return person.cookie
			? { Cookie: person.cookie, 'Sec-Fetch-Site': 'same-origin' }
			: { Authorization: `Bearer ${person.token}`, Origin: person.origin };
	}

	/** Any request of that kind: a stream when its status is 200. */
	static async fetch(server, path, headers) {
		const stream = new EventStream();
		Object.assign(stream, { events: [], comments: 0, ended: false, aborter: new AbortController() });
		stream.answer = await fetch(server.url + path, { headers, signal: stream.aborter.signal });
		stream.status = stream.answer.status;
		stream.headers = stream.answer.headers;
		if (stream.status === 200) stream.done = stream.read().catch(() => {}).finally(() => (stream.ended = true));
		return stream;
	}

	async read() {
		let rest = '';
		for await (const piece of this.answer.body.pipeThrough(new TextDecoderStream())) {
			const blocks = (rest + piece).split('\n\n');
			rest = blocks.pop();
			for (const block of blocks) this.take(block);
		}
		if (rest) throw new Error(`the stream ended in the midst of ${rest.slice(0, 80)}`);
	}

	take(block) {
		if (block.startsWith(':')) this.comments++;
		else if (/^data: [^\r\n]*$/.test(block)) this.events.push(JSON.parse(block.slice(6)));
		else throw new Error(`no event of ours: ${block.slice(0, 80)}`);
	}

	/** The first event, past or future, that matches. */
	event(type, matches = () => true, ms = 20_000) {
		return until(() => this.events.find(e => e.type === type && matches(e)), ms, `a ${type} event; got ${this.events.slice(-8).map(e => e.type)}`);
	}

	end(ms = 10_000) {
		return until(() => this.ended, ms, 'the stream to end');
	}

	close() {
		this.aborter.abort();
		return this.done;
	}
}
