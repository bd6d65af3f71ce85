// Surveys while replicas are killed: tickets are resolved, opened again, handed on, asked about, answered, corrected and
// answered too late, in random order, by several at once, over two replicas of which one after the other dies in the midst of
// it. Each resolution has one survey, of who had it then; what was acknowledged stands; the figures are what a recount finds.
// FRONTDESK_SEED repeats the order; --full makes it long.
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { TROUBLE } from '../harness/calm.mjs';
import { Agent, request } from '../harness/client.mjs';
import { MailServer } from '../harness/mail.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';
import { UNEQUAL } from '../sql/csat.mjs';
import { Chance, seed } from './seed.mjs';

const FULL = !!process.env.FRONTDESK_TESTS_FULL;
const TICKETS = FULL ? 2500 : 20, ACTS = TICKETS * 8, KILLS = 3, PATIENCE_MS = FULL ? 1_800_000 : 120_000; // of each zone
/** Each with a moment at which its clocks change. */
const ZONES = { 'Australia/Lord_Howe': '2026-10-03T15:30:00Z', ...(FULL ? { 'Europe/Berlin': '2026-10-25T01:00:00Z', 'America/New_York': '2026-11-01T06:00:00Z', 'Asia/Kathmandu': '2026-10-25T01:00:00Z' } : {}) };
const API = '/api/admin/support', ACTORS = 3; // of each, too

let smtp, replicas;
before(async () => {
	console.log(`FRONTDESK_SEED=${seed}`);
	smtp = await MailServer.start();
	const first = await Server.start({ smtp_server: `smtp://127.0.0.1:${smtp.port}`, smtp_tls: 'none', mail_sender: 'desk@mail.example' }, { redis: true });
	replicas = [first];
	first.expect(...TROUBLE.postgresql, ...TROUBLE.redis, 'jobs are late');
	replicas.push(await Server.twin(first));
});
after(async () => {
	const [first, twin] = replicas ?? [];
	await twin?.kill('SIGTERM');
	await first?.stop();
	await smtp?.stop();
});

class Shop {
	static async open(zone) {
		const [first] = replicas, shop = Object.assign(new Shop(), { zone, change: Date.parse(ZONES[zone]), tenant: first.createTenant(zone, undefined, zone), tickets: [] });
		const join = (name, role) => Agent.signIn(first, first.addAgent(shop.tenant, `${name.toLowerCase()}@${zone.toLowerCase().replace(/\W|_/g, '-')}.example`, { name, role }));
		shop.ada = await join('Ada', 'admin');
		shop.colleagues = [await join('Bob', 'agent'), await join('Eve', 'agent'), await join('Kim', 'agent')];
		const { body } = await shop.ada.request('GET', `${API}/csat/settings`);
		const { status, text } = await shop.ada.request('PATCH', `${API}/csat/settings`, { updatedAt: body.updatedAt, isEnabled: true, delayMinutes: 0, cooldownDays: 0, channel: 'email' });
		assert.equal(status, 200, text);
		for (let i = 0; i < TICKETS; i++) {
			const made = await shop.ada.request('POST', `${API}/tickets`, { subject: 'A question', requesterEmail: `${i}@customer.example`, assignedAgentId: shop.colleagues[i % 3].id });
			assert.equal(made.status, 201, made.text);
			shop.tickets.push(made.body.id);
		}
		return shop;
	}

	async rows(text, values) {
		return (await replicas[0].postgresql.inScope(this.tenant, client => client.query(text, values))).rows;
	}

	/** What a replica answers; undefined where it died, and nobody knows what came of it. */
	ask(server, method, path, body) {
		return request(server, method, path, { body, headers: { Origin: server.url, 'Sec-Fetch-Site': 'same-origin', Cookie: this.ada.cookie } }).catch(() => undefined);
	}
}

/** The links that were mailed: of which survey each is, and what its rating may be by what was acknowledged. */
class Links {
	byToken = new Map();

	/** Those that have come since. */
	look() {
		for (const { mail } of smtp.taken) {
			const token = mail.text.match(/\/csat\/([A-Za-z0-9_-]{64})\?/)?.[1];
			if (!token) continue; // it tells an admin of a low rating
			const link = this.byToken.get(token) ?? { token, possible: new Set([null]), mailIds: new Set() };
			link.mailIds.add(mail.messageId.slice(1, 37));
			this.byToken.set(token, link);
		}
		return [...this.byToken.values()];
	}
}
const links = new Links();

const change = async ({ shop, server, ticket }, fields) => {
	const read = await shop.ask(server, 'GET', `${API}/tickets/${ticket}`);
	if (read?.status === 200) await shop.ask(server, 'PATCH', `${API}/tickets/${ticket}`, { version: read.body.version, ...fields });
};
const acts = {
	resolve: on => change(on, { status: 'resolved' }),
	reopen: on => change(on, { status: 'open' }),
	reassign: on => change(on, { assignedAgentId: on.chance.pick([null, ...on.shop.colleagues.map(({ id }) => id)]) }),
	disable: ({ shop, server, chance }) => shop.ask(server, 'PATCH', `${API}/agents/${chance.pick(shop.colleagues).id}`, { isActive: chance.int(0, 2) > 0 }),
	async answer({ server, chance }) {
		const link = chance.pick(links.look().filter(({ isBusy }) => !isBusy)), rating = chance.int(1, 5);
		if (!link) return;
		link.isBusy = true;
		const answer = await request(server, 'POST', '/api/support/csat', { body: { token: link.token, rating } }).catch(() => undefined);
		if (answer?.status === 200) link.possible = new Set([rating]);
		else if (answer?.status !== 410) link.possible.add(rating);
		link.isBusy = false;
	},
	async expire({ shop, ticket, chance }) {
		if (chance.int(0, 5) === 0) await shop.rows("UPDATE csat_surveys SET expires_at = now() - interval '1 second' WHERE ticket_id = $1 AND sent_at IS NOT NULL", [ticket]);
	},
	/** Time passes: what was sent, or answered, was so at some moment around the change of the clocks. */
	async pass({ shop, ticket, chance }) {
		const moment = new Date(shop.change + chance.int(-2 * 24 * 60, 2 * 24 * 60) * 60_000);
		await shop.rows(chance.int(0, 1) ? 'UPDATE csat_surveys SET sent_at = $2, sent_on = csat_day($2) WHERE ticket_id = $1 AND sent_at IS NOT NULL AND rating IS NULL'
			: 'UPDATE csat_surveys SET responded_at = $2, responded_on = csat_day($2) WHERE ticket_id = $1 AND rating IS NOT NULL', [ticket, moment]);
	},
};
const WHEEL = Object.entries({ resolve: 8, reopen: 5, reassign: 2, disable: 1, answer: 8, expire: 1, pass: 3 }).flatMap(([name, weight]) => Array(weight).fill(name));

async function act(shop, actor) {
	const chance = new Chance(`${shop.zone} ${actor}`);
	for (let i = 0; i < ACTS / ACTORS; i++)
		await acts[chance.pick(WHEEL)]({ shop, chance, server: chance.pick(replicas), ticket: chance.pick(shop.tickets) });
}

/** One replica after the other, whatever it is at. */
async function kill(isOver) {
	const chance = new Chance('killer');
	let killed = 0;
	for (; killed < KILLS || !isOver(); killed++) {
		await delay(chance.int(200, FULL ? 5_000 : 900));
		await chance.pick(replicas).crash();
	}
	return killed;
}

/** What became of each ticket, by its history: of each resolution who had it. */
async function resolutions(shop) {
	const resolved = [], held = new Map(), counts = new Map();
	for (const { ticket_id: ticket, changes, actor_id: actor } of await shop.rows('SELECT ticket_id, changes, actor_id FROM ticket_history ORDER BY ticket_id, version')) {
		if (changes.assignedAgentId) held.set(ticket, changes.assignedAgentId[1]);
		if (changes.status?.[1] !== 'resolved') continue;
		counts.set(ticket, (counts.get(ticket) ?? 0) + 1);
		resolved.push({ ticket_id: ticket, resolution_number: counts.get(ticket), agent_id: held.get(ticket) ?? actor });
	}
	return resolved;
}

/** What stands in the end. */
async function judge(shop) {
	const surveys = await shop.rows('SELECT id, ticket_id, resolution_number, agent_id, rating, sent_at FROM csat_surveys ORDER BY ticket_id, resolution_number');
	const wanted = await resolutions(shop);
	assert.ok(wanted.length > TICKETS / 2, `${wanted.length} resolutions`);
	assert.deepEqual(surveys.map(({ ticket_id, resolution_number, agent_id }) => ({ ticket_id, resolution_number, agent_id })), wanted, 'one survey of each resolution, of who had it');

	// A mail may come twice where its server had it in the moment of dying, as the same one.
	const surveyOf = new Map((await shop.rows("SELECT id, subject_id FROM outgoing_mails WHERE kind = 'csat.survey'")).map(mail => [mail.id, mail.subject_id]));
	const mailed = links.look().filter(({ mailIds: [mail] }) => surveyOf.has(mail));
	assert.ok(mailed.every(({ mailIds }) => mailIds.size === 1));
	assert.equal(mailed.length, surveys.filter(survey => survey.sent_at).length, 'one mail of each that was sent');
	for (const { possible, mailIds: [mail] } of mailed) {
		const { rating } = surveys.find(({ id }) => id === surveyOf.get(mail));
		assert.ok(possible.has(rating), `a survey has ${rating}, of ${[...possible]} that were acknowledged, or said and not answered`);
	}
	assert.ok(surveys.some(({ rating }) => rating !== null));
	assert.deepEqual(await shop.rows(UNEQUAL, [shop.zone]), [], `what is counted in ${shop.zone}`);
}

test(`of ${TICKETS} tickets in each zone every resolution is asked about once, and counted right, whichever replica dies`, { timeout: PATIENCE_MS * 2 }, async () => {
	const shops = [];
	for (const zone of Object.keys(ZONES)) shops.push(await Shop.open(zone));
	let isOver = false;
	const killing = kill(() => isOver);
	await Promise.all(shops.flatMap(shop => Array.from({ length: ACTORS }, (_, actor) => act(shop, actor))));
	isOver = true;
	assert.ok(await killing >= KILLS);
	await replicas[0].postgresql.query("UPDATE control.jobs SET wakes_at = now() WHERE state = 'taken'"); // the leases of who died have ended
	for (const shop of shops) {
		await until(async () => (await shop.rows("SELECT (SELECT count(*) FROM csat_surveys WHERE sent_at IS NULL AND cancelled_at IS NULL)::int + (SELECT count(*) FROM outgoing_mails WHERE state = 'waiting')::int AS left"))[0].left === 0,
			PATIENCE_MS, 'everything to be asked and sent');
		await judge(shop);
	}
});
