// Tickets that are resolved, reopened, handed on, asked about, answered, corrected and answered too late, in random
// order, by two workers that race and are killed: each resolution has one survey, of who had it then, and the figures are
// what a recount finds, in zones whose clocks change meanwhile. FRONTDESK_SEED repeats an order; --full makes it long.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Surveys, UNEQUAL } from './csat.mjs';
import { roleOf } from './database.mjs';

const TICKETS = process.env.FRONTDESK_TESTS_FULL ? 2500 : 25; // of each zone
const SEED = Number(process.env.FRONTDESK_SEED ?? Date.now() % 1_000_000);
/** Each with a moment at which its clocks change. */
const ZONES = {
	'Europe/Berlin': '2026-10-25T01:00:00Z', 'America/New_York': '2026-11-01T06:00:00Z', 'Asia/Kathmandu': '2026-10-25T01:00:00Z', 'Australia/Lord_Howe': '2026-10-03T15:30:00Z',
};

let surveys;
before(async () => (surveys = await Surveys.start()));
after(() => surveys?.stop());

/** Numbers below n, the same ones for the same seed (mulberry32). */
function dice(seed) {
	return n => {
		seed = (seed + 0x6d2b79f5) | 0;
		let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) % n;
	};
}

/** A connection in the tenant's scope, which may be killed in the midst of a transaction; then the next is another. */
class Worker {
	constructor(shop, roll) {
		Object.assign(this, { shop, roll, client: null });
	}

	async #open() {
		this.client = await surveys.database.postgresql.client('frontdesk_gateway');
		this.client.on('error', () => {});
		({ rows: [{ pid: this.pid }] } = await this.client.query('SELECT pg_backend_pid() AS pid'));
	}

	/** Whether the work was done, as far as this worker knows. */
	async run(work) {
		if (!this.client) await this.#open();
		try {
			await this.client.query('BEGIN');
			await this.client.query("SELECT set_config('role', $1, true), set_config('search_path', $1, true), set_config('lock_timeout', '20s', true)", [this.shop.role]);
			const killed = this.roll(25) === 0 ? surveys.database.postgresql.query('SELECT pg_terminate_backend($1)', [this.pid]) : null;
			const answer = await work(this.client);
			await this.client.query('COMMIT');
			await killed;
			return answer;
		} catch (error) {
			if (error.code && !['57P01', 'ECONNRESET', 'EPIPE'].includes(error.code)) throw error; // as one that waits in a ring, 40P01
			await this.client?.end().catch(() => {});
			this.client = null;
			return null;
		}
	}

	end() {
		return this.client?.end().catch(() => {});
	}
}

const put = (shop, kind, survey) => surveys.database.postgresql.query(
	"INSERT INTO control.jobs (kind, tenant_id, subject_id, state, fence) VALUES ($1, $2, $3, 'taken', 1) RETURNING id", [kind, shop.tenant, survey]).then(([{ id }]) => id);

const acts = {
	async resolve({ worker, ticket }) {
		await worker.run(async client => {
			const { rows: [held] } = await client.query("SELECT * FROM support_tickets WHERE id = $1 AND status <> 'resolved' FOR UPDATE", [ticket.id]);
			if (!held) return;
			const { rows: [now] } = await client.query(`UPDATE support_tickets SET status = 'resolved', resolution_number = resolution_number + 1, resolved_at = now() WHERE id = $1
				RETURNING resolution_number AS number, assigned_agent_id AS agent`, [ticket.id]);
			await client.query('SELECT csat_ticket_resolved($1, false)', [ticket.id]);
			await client.query("INSERT INTO ticket_history (ticket_id, actor_type, version, changes) VALUES ($1, 'system', 1, $2)", [ticket.id, now]); // with it, or not at all
		});
	},
	async reopen({ worker, ticket }) {
		await worker.run(async client => {
			const { rowCount } = await client.query("UPDATE support_tickets SET status = 'open', resolved_at = NULL WHERE id = $1 AND status = 'resolved'", [ticket.id]);
			if (rowCount) await client.query('SELECT csat_ticket_reopened($1)', [ticket.id]);
		});
	},
	async reassign({ shop, worker, ticket, roll }) {
		await worker.run(client => client.query('UPDATE support_tickets SET assigned_agent_id = $2 WHERE id = $1', [ticket.id, roll(4) ? shop.agents[roll(3)] : null]));
	},
	async disable({ shop, worker, roll }) {
		await worker.run(client => client.query('UPDATE support_agents SET is_active = NOT is_active WHERE id = $1', [shop.agents[roll(3)]]));
	},
	/** By as many workers as happen to, each with a job of its own. */
	async ask({ shop, worker, ticket }) {
		const waiting = await worker.run(async client => (await client.query('SELECT id FROM csat_surveys WHERE ticket_id = $1 AND sent_at IS NULL AND cancelled_at IS NULL', [ticket.id])).rows);
		for (const { id } of waiting ?? []) {
			const job = await put(shop, 'csat.ask', id), token = randomBytes(32);
			await worker.run(async client => {
				const { rows: [plan] } = await client.query('SELECT * FROM csat_plan($1, false)', [id]);
				await client.query("SELECT csat_ask($1, $2, $3, $4, $5, 'sealed', 1, $6, 1)", [id, plan.channel, plan.note, token, randomUUID(), job]);
			});
			ticket.tokens.push(token);
		}
	},
	/** An answer that was lost is given again. */
	async answer({ worker, ticket, roll }) {
		const token = ticket.tokens[roll(Math.max(1, ticket.tokens.length))];
		if (!token) return;
		const rating = 1 + roll(5);
		for (let tries = 1 + roll(3); tries > 0; tries--)
			await worker.run(client => client.query('SELECT csat_answer($1, $2, $3, $4, NULL)', [token, rating, roll(2) ? Buffer.from('sealed') : null, roll(2) === 0]));
	},
	async expire({ worker, ticket, roll }) {
		if (roll(4) === 0) await worker.run(client => client.query("UPDATE csat_surveys SET expires_at = now() - interval '1 second' WHERE ticket_id = $1 AND sent_at IS NOT NULL", [ticket.id]));
	},
	/** Time passes: what was sent, or answered, was so at some moment around the change of the clocks. */
	async pass({ shop, worker, ticket, roll }) {
		const at = new Date(Date.parse(shop.change) + (roll(4 * 24 * 60) - 2 * 24 * 60) * 60_000);
		await worker.run(client => client.query(roll(2) ? 'UPDATE csat_surveys SET sent_at = $2, sent_on = csat_day($2) WHERE ticket_id = $1 AND sent_at IS NOT NULL AND rating IS NULL'
			: 'UPDATE csat_surveys SET responded_at = $2, responded_on = csat_day($2) WHERE ticket_id = $1 AND rating IS NOT NULL', [ticket.id, at]));
	},
};
const WEIGHTS = { resolve: 8, reopen: 4, reassign: 2, disable: 1, ask: 6, answer: 8, expire: 1, pass: 4 };
const WHEEL = Object.entries(WEIGHTS).flatMap(([name, weight]) => Array(weight).fill(name));

test(`in any order, ${TICKETS} tickets in each zone are asked about once, and counted right (seed ${SEED})`, async () => {
	const shops = [];
	for (const [zone, change] of Object.entries(ZONES)) {
		await surveys.enter(surveys.database.createTenant(zone), zone);
		await surveys.set({ is_enabled: true, cooldown_days: 0, channel: 'email' });
		const { tenant, agents } = surveys, shop = { tenant, zone, agents, change, role: roleOf(tenant), tickets: [] };
		for (let i = 0; i < TICKETS; i++)
			shop.tickets.push({ id: await surveys.ticket({ email: `${i}@customer.example`, agent: agents[i % 3] }), tokens: [] });
		shops.push(shop);
	}
	await Promise.all(shops.flatMap((shop, i) => [0, 1].map(async number => {
		const roll = dice(SEED + 10 * i + number), worker = new Worker(shop, roll);
		for (let step = 0; step < TICKETS * 10; step++)
			await acts[WHEEL[roll(WHEEL.length)]]({ shop, worker, ticket: shop.tickets[roll(TICKETS)], roll });
		await worker.end();
	})));
	for (const shop of shops) {
		Object.assign(surveys, { tenant: shop.tenant, zone: shop.zone });
		const resolved = await surveys.rows("SELECT ticket_id, (changes -> 'number')::int AS resolution_number, (changes ->> 'agent')::uuid AS agent_id FROM ticket_history ORDER BY 1, 2");
		const asked = await surveys.rows('SELECT ticket_id, resolution_number, agent_id FROM csat_surveys ORDER BY 1, 2');
		assert.ok(resolved.length > TICKETS / 2);
		assert.deepEqual(asked, resolved, `one survey of each resolution, of who had it, in ${shop.zone}`);
		const [{ mails }] = await surveys.rows('SELECT count(*)::int - (SELECT count(*)::int FROM csat_surveys WHERE sent_at IS NOT NULL) AS mails FROM outgoing_mails');
		assert.equal(mails, 0, 'one mail of each that was sent');
		assert.ok((await surveys.rows('SELECT count(DISTINCT metric_date)::int AS days FROM csat_metrics_daily'))[0].days >= 2, 'time has passed');
		assert.deepEqual(await surveys.rows(UNEQUAL, [shop.zone]), [], `what is counted in ${shop.zone}`);
	}
});

test('a day is the tenant’s, of 23, 24, 24½ or 25 hours', async () => {
	for (const [zone, change] of Object.entries(ZONES)) {
		await surveys.enter(surveys.database.createTenant(zone), zone);
		const days = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' });
		const moments = [change, zone === 'Europe/Berlin' ? '2026-03-29T01:00:00Z' : '2026-03-08T07:00:00Z', '2026-04-04T15:00:00Z'].flatMap(at => Array.from({ length: 192 }, (_, i) => new Date(Date.parse(at) + (i - 96) * 15 * 60_000)));
		const rows = await surveys.rows('SELECT csat_day(at)::text AS day FROM unnest($1::timestamptz[]) WITH ORDINALITY AS m (at, place) ORDER BY place', [moments]);
		assert.deepEqual(rows.map(({ day }) => day), moments.map(at => days.format(at)), zone);
	}
});
