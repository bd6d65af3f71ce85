// People at a few tenants who talk, and what a message takes until it is stored; and the people of a tenant with a
// long queue, who make all of it be worked out every second.
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent, Visitor } from '../../harness/client.mjs';

const admin = '/api/admin/support/chat';
const PAUSE_MS = 50, BEAT_MS = 1000;

/** Pairs of a visitor and an agent. */
export class Talk {
	static async open(server, tenants, pairsEach) {
		const talk = new Talk();
		talk.pairs = [];
		for (const [i, tenant] of tenants.entries()) {
			const agent = await Agent.signIn(server, server.addAgent(tenant, `talk${i}@others.example`));
			await agent.connect();
			for (let pair = 0; pair < pairsEach; pair++) {
				const visitor = await Visitor.start(server, tenant);
				await visitor.connect();
				const { status, text } = await agent.request('POST', `${admin}/${visitor.session.id}/assign`, {});
				if (status !== 200) throw new Error(`assign: ${status} ${text}`);
				for (const side of [visitor, agent]) side.socket.send('resume', { sessionId: visitor.session.id });
				talk.pairs.push({ visitor, agent });
			}
		}
		return talk;
	}

	/** Talks for so long; answers the milliseconds of each message from its sending until its sender heard that it is stored. */
	async run(ms) {
		const end = Date.now() + ms, took = [];
		await Promise.all(this.pairs.map(async ({ visitor, agent }) => {
			while (Date.now() < end) {
				took.push(await say(visitor, visitor.session.id));
				agent.socket.forget();
				await delay(PAUSE_MS);
			}
		}));
		return took;
	}

	async close() {
		for (const { visitor, agent } of this.pairs) await Promise.all([visitor.socket.close(), agent.socket.close()]);
	}
}

function say({ socket }, sessionId) {
	const id = randomUUID(), began = performance.now();
	return new Promise((resolve, reject) => {
		const heard = data => {
			const event = JSON.parse(data);
			if (event.type !== 'message.stored' || event.id !== id) return;
			socket.ws.off('message', heard).off('close', reject);
			socket.forget();
			resolve(performance.now() - began);
		};
		socket.ws.on('message', heard).on('close', reject);
		socket.send('message.send', { sessionId, id, content: 'How long does this take?' });
	});
}

/** A console and visitors who wait, at one tenant: all of them write every second, and somebody else comes. */
export class Crowd {
	static async open(server, tenant, count) {
		const crowd = Object.assign(new Crowd(), { server, tenant });
		crowd.agent = await Agent.signIn(server, server.addAgent(tenant, 'crowd@others.example', { role: 'supervisor' }), tenant);
		crowd.visitors = [];
		for (let i = 0; i < count; i++) crowd.visitors.push(await Visitor.start(server, tenant));
		return crowd;
	}

	/** Is there for so long. */
	async run(ms) {
		const people = [this.agent, ...this.visitors];
		for (const person of people) await person.connect();
		for (const visitor of this.visitors) visitor.socket.send('resume', { sessionId: visitor.session.id });
		for (const end = Date.now() + ms; Date.now() < end; await delay(BEAT_MS)) {
			await Visitor.start(this.server, this.tenant);
			for (const visitor of this.visitors) visitor.socket.send('message.send', { sessionId: visitor.session.id, id: randomUUID(), content: 'Still here.' });
			for (const person of people) person.socket.forget();
		}
		await Promise.all(people.map(person => person.socket.close()));
	}
}
