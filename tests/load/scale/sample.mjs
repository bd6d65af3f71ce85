// Some of what a filled tenant has, for the parameters of statements: the same draws at every run.

const KINDS = ['active', 'waiting', 'ended', 'long'];
const EACH = 400;

/** Numbers from 0 to 1 (mulberry32). */
function numbers(seed) {
	return () => {
		seed = (seed + 0x6d2b79f5) | 0;
		let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

const wherever = {
	active: "s.status = 'active'", waiting: "s.status IN ('waiting', 'transferred')", ended: "s.status = 'ended'",
	long: 'c.last_seq >= (SELECT 0.9 * max(last_seq) FROM control.session_counters WHERE tenant_id = $1)',
};
const sessionsOf = kind => `SELECT '${kind}' AS kind, s.*, list_cursor(s.started_at, s.id) AS started, list_cursor(s.ended_at, s.id) AS ended,
		m.id AS message_id, m.sender_type, m.sender_id
	FROM (SELECT s.id, s.visitor_id, s.status, s.assigned_agent_id AS agent_id, s.started_at, s.ended_at, c.last_seq::int AS head
		FROM chat_sessions s JOIN control.session_counters c ON c.tenant_id = $1 AND c.session_id = s.id
		WHERE ${wherever[kind]} ORDER BY hashtext(s.id::text) LIMIT ${EACH}) s
	JOIN LATERAL (SELECT id, sender_type, sender_id FROM chat_messages WHERE session_id = s.id ORDER BY seq DESC LIMIT 1) m ON true`;
const others = {
	agents: 'SELECT id, user_id, email, list_cursor(created_at, id) AS place FROM support_agents ORDER BY created_at DESC',
	signIns: 'SELECT s.id, s.token_hash, s.user_id FROM control.sign_ins s WHERE s.tenant_id = $1 ORDER BY s.id',
	tokens: `SELECT token_hash FROM visitor_tokens ORDER BY token_hash LIMIT ${EACH}`,
	// Jobs that somebody has taken, for what finishes one: the tenant's, and the installation's.
	jobs: "INSERT INTO control.jobs (kind, tenant_id, state, fence) SELECT 'sample', t, 'taken', 1 FROM unnest(ARRAY[$1::uuid, NULL]) AS t RETURNING id, tenant_id",
	tickets: `SELECT t.id, t.version::int, (SELECT c.id FROM ticket_comments c WHERE c.ticket_id = t.id LIMIT 1) AS comment_id FROM support_tickets t ORDER BY hashtext(t.id::text) LIMIT ${EACH}`,
	keys: `SELECT key_hash FROM idempotency_keys ORDER BY key_hash LIMIT ${EACH}`,
};

export class Sample {
	static async read(client, tenant) {
		const sample = Object.assign(new Sample(), { tenant, random: numbers(1), count: 0, sessionsBy: {} });
		const read = async text => (await client.query(text, text.includes('$1') ? [tenant] : [])).rows;
		for (const kind of KINDS) sample.sessionsBy[kind] = await read(sessionsOf(kind));
		for (const [name, text] of Object.entries(others)) sample[name] = await read(text);
		[{ epoch: sample.epoch }] = await read('SELECT control.epoch() AS epoch');
		for (const [kind, list] of Object.entries({ ...sample.sessionsBy, agents: sample.agents, signIns: sample.signIns, tokens: sample.tokens, keys: sample.keys }))
			if (list.length === 0) throw new Error(`the tenant has none of ${kind}`);
		return sample;
	}

	pick(list) {
		return list[Math.floor(this.random() * list.length)];
	}

	/** The value every other time, else NULL. */
	maybe(value) {
		return this.random() < 0.5 ? value : null;
	}

	number(least, most) {
		return least + Math.floor(this.random() * (most - least + 1));
	}

	bytes(size) {
		return Buffer.from(Array.from({ length: size }, () => this.number(0, 255)));
	}

	uuid() {
		return this.bytes(16).toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
	}

	/** A session of one of these kinds, each in its turn. */
	session(...kinds) {
		const among = kinds.length > 0 ? kinds : KINDS;
		return this.pick(this.sessionsBy[among[this.count++ % among.length]]);
	}

	/** Different sessions, in no order. */
	sessions(count, ...kinds) {
		const found = new Map();
		for (let tries = 0; found.size < count && tries < 20 * count; tries++) {
			const session = this.session(...kinds);
			found.set(session.id, session);
		}
		return [...found.values()];
	}

	agent() {
		return this.pick(this.agents);
	}

	agentIds(count) {
		return [...new Set(Array.from({ length: count }, () => this.agent().id))];
	}

	/** A job that was taken: a tenant's, or nobody's. */
	job(isTenants) {
		return this.jobs.find(({ tenant_id }) => Boolean(tenant_id) === isTenants);
	}

	signIn() {
		return this.pick(this.signIns);
	}
}
