// The conversations that go on while things break: each a visitor and an agent, agents holding
// several, all talking at a steady pace. Afterwards: quiet, and the books are compared.
import { randomUUID } from 'node:crypto';
import { Visitor } from '../harness/client.mjs';
import { until } from '../harness/wait.mjs';
import { check } from './checker.mjs';
import { Client, identityOf } from './client.mjs';
import { Record } from './record.mjs';
import { Chance, seed } from './seed.mjs';
import { readContents, readTruth } from './truth.mjs';

const BEAT_MS = 50;
const UNANSWERED_MOST = 40; // then a person waits: the slower the machine is the longer servers are away, and what is owed may not grow with that
const SETTLE_MS = process.env.FRONTDESK_TESTS_FULL === '1' ? 300_000 : 120_000;

export class Load {
	/** `streaming`: of so many clients in ten, a proxy on the way takes the Upgrade away. `isTerse`: what is told
	 *  again and again and of no message is recorded once. */
	static async open(installation, name, { conversations = 50, rate = 200, streaming = 2, isTerse = false } = {}) {
		const load = new Load();
		Object.assign(load, { installation, name, rate, streaming, record: new Record({ isTerse }), chance: new Chance(`${name}/load`), clients: [], pairs: [] });
		const { tenants } = installation;
		load.tenants = tenants.map(tenant => ({ id: tenant.id, sessions: [] }));
		load.agents = tenants.map(tenant => tenant.agents.map(agent => load.add(agent, agent.id, tenant)));
		for (let first = 0; first < conversations; first += 10)
			await Promise.all(Array.from({ length: Math.min(10, conversations - first) }, (_, i) => load.converse(first + i)));
		for (const client of load.clients) client.start();
		await until(() => load.threads.every(thread => thread.isCurrent), 20_000 + 40 * conversations, 'every client to be there').catch(error => {
			const absent = load.threads.filter(thread => !thread.isCurrent).map(thread => thread.describe());
			load.close();
			throw new Error(`${error.message}: ${absent.slice(0, 5).join('; ')}`);
		});
		return load;
	}

	add(person, senderId, tenant) {
		const index = this.clients.length;
		const client = new Client({
			index, senderId, record: this.record, tenantSessions: tenant.sessions,
			who: identityOf(person, this.installation.publicUrl),
			doors: this.installation.doors((index % 20) / 2 < this.streaming),
			chance: new Chance(`${this.name}/client ${index}`),
		});
		this.clients.push(client);
		return client;
	}

	async converse(i) {
		const t = i % this.tenants.length;
		const tenant = this.installation.tenants[t];
		const server = this.installation.anyServer();
		const visitor = await Visitor.start({ url: server.url }, tenant.id, { visitorName: `Visitor ${i}` });
		const session = visitor.session.id;
		const a = Math.floor(i / this.tenants.length) % tenant.agents.length;
		const taken = await tenant.agents[a].request('POST', `/api/admin/support/chat/${session}/assign`, {});
		if (taken.status !== 200) throw new Error(`assign: ${taken.status} ${taken.text}`);
		tenant.sessions.add(session);
		this.tenants[t].sessions.push(session);
		const client = this.add(visitor, visitor.id, tenant);
		this.pairs.push({ visitor, session, sides: [client.join(session), this.agents[t][a].join(session)] });
	}

	/** Conversations of these numbers begin beside those that go on. */
	async join(...numbers) {
		for (const i of numbers) {
			await this.converse(i);
			this.clients.at(-1).start();
			const [, { client: agent }] = this.pairs.at(-1).sides;
			if (agent.isStreaming) agent.link?.close(); // a stream has the sessions that it was opened with
		}
	}

	get threads() {
		return this.pairs.flatMap(pair => pair.sides);
	}

	/** Talks from now on, `rate` messages a second in all. */
	talk() {
		let last = Date.now(), owed = 0;
		this.beat = setInterval(() => {
			const now = Date.now();
			owed += (this.rate * (now - last)) / 1000;
			last = now;
			for (; owed >= 1; owed--) this.turn(this.chance.pick(this.chance.pick(this.pairs).sides));
		}, BEAT_MS);
	}

	turn(side) {
		const text = this.text();
		if (side.unansweredCount < UNANSWERED_MOST) side.say(text);
	}

	text() {
		const long = this.isVerbose || this.chance.int(1, 50) === 1 ? 'é — '.repeat(this.chance.int(1, this.isVerbose ? 2200 : 500)) : '';
		return `${randomUUID()} ${'x'.repeat(this.chance.int(0, 150))}${long}`;
	}

	hush() {
		clearInterval(this.beat);
	}

	note(text) {
		this.record.note(text);
	}

	/** Everybody leaves and knocks again, at whatever replica. */
	async shuffle() {
		for (const { link } of this.clients) link?.close();
		await until(() => this.threads.every(thread => thread.isCurrent), 60_000, 'everybody to be back');
	}

	/** The threads that do not hold yet all that was said in their sessions. */
	incomplete() {
		const { saidIn } = this.record;
		return this.threads.filter(thread => !thread.isQuiet || thread.top !== (saidIn.get(thread.id) ?? 0));
	}

	isComplete() {
		return this.incomplete().length === 0;
	}

	/** Whether PostgreSQL holds all that was said, whoever has heard of it. */
	async isStored(postgresql) {
		const sessions = this.threads.map(thread => thread.id);
		const rows = await postgresql.query('SELECT session_id AS id, last_seq::int AS seq FROM control.session_counters WHERE session_id = ANY ($1)', [sessions]);
		const heads = new Map(rows.map(({ id, seq }) => [id, seq]));
		return sessions.every(id => heads.get(id) >= (this.record.saidIn.get(id) ?? 0));
	}

	/** Says every 15 s who is not there yet; answers false. */
	watch(began) {
		const round = Math.floor((Date.now() - began) / 15_000);
		if (round > (this.round ?? 0)) this.say(`after ${15 * round} s still ${this.incomplete().map(thread => thread.describe()).slice(0, 3).join('; ')}`);
		this.round = round;
		return false;
	}

	/** When the last client came to hold what it lacked. */
	lastCompletedAt() {
		return Math.max(...this.threads.map(thread => thread.advancedAt));
	}

	/** Until every outbox is empty and everybody holds what was said; then what was told is compared.
	 *  `mayReload`: positions meant nothing any more, on purpose. */
	async settle(ms = SETTLE_MS, { mayReload = false } = {}) {
		this.hush();
		const began = Date.now();
		const waited = await until(() => this.watch(began) || this.isComplete(), ms, 'quiet').then(() => null, error => error);
		const late = this.incomplete().map(thread => thread.describe());
		const findings = await this.compare();
		if (mayReload) findings.reloaded = [];
		if (waited) findings.unfinished.push(...late);
		if (waited && findings.count === 0) findings.unfinished.push(waited.message);
		this.say(`${findings.summary()}; quiet after ${((Date.now() - began) / 1000).toFixed(1)} s`);
		if (findings.count > 0)
			throw new Error(`FRONTDESK_SEED=${seed}, ${this.name}: ${findings.summary()}\n${findings.detail()}\nthe faults:\n${this.record.faults()}\n${this.stories(findings)}`);
		return findings;
	}

	say(text) {
		const { said, told } = this.record;
		console.log(`${this.name}: ${this.pairs.length} conversations, ${this.clients.length} clients, ${said.length} said, ${told.length} told; ${text}`);
	}

	async compare() {
		const truth = await readTruth(this.installation.postgresql, this.tenants);
		const reader = Object.fromEntries(this.installation.tenants.flatMap((tenant, t) => this.tenants[t].sessions.map(session => [session, tenant.agents[0]])));
		for (const [session, rows] of truth.rows)
			await readContents(rows, session, async path => {
				const answer = await reader[session].request('GET', path);
				if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
				return answer.body;
			});
		for (const [id, place] of await this.installation.leftovers()) truth.elsewhere.set(id, place);
		return check(this.record, this.listeners(), truth);
	}

	listeners() {
		return this.clients.map(client => ({
			index: client.index,
			tenantSessions: client.tenantSessions,
			sessions: new Map(client.threads.map(thread => [thread.id, { held: thread.held, outbox: thread.outbox.size }])),
		}));
	}

	/** What was told of the first messages and sessions that findings name. */
	stories(findings) {
		const ids = [...new Set(findings.detail(2).match(/(?<=message |row |session )[0-9a-f-]{36}/g) ?? [])].slice(0, 4);
		return ids.map(id => `the story of ${id}:\n${this.record.story(id)}`).join('\n');
	}

	/** Ends every conversation; both sides hear of it. */
	async end() {
		await Promise.all(this.pairs.map(async ({ visitor, session }) => {
			visitor.server = { url: this.installation.anyServer().url };
			const answer = await visitor.request('POST', `/api/support/chat/${session}/end`);
			if (answer.status !== 200) throw new Error(`end: ${answer.status} ${answer.text}`);
		}));
		await until(() => this.threads.every(thread => thread.isEnded), 30_000, 'both sides to hear of the end');
		this.close();
	}

	close() {
		this.hush();
		for (const client of this.clients) client.stop();
	}
}
