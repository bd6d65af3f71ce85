// A tenant whose customers are asked, by the functions that the server calls, and what became of it. Times are given,
// not waited for.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { Database, roleOf } from './database.mjs';

const SETTINGS = ['is_enabled', 'delay_minutes', 'channel', 'expiry_days', 'cooldown_days', 'reminder_days', 'asks_by_rule', 'asks_in_chat', 'low_mails', 'low_opens_ticket'];

/** The difference between the figures that are kept and a recount of the surveys' rows: nothing, if all is well. */
export const UNEQUAL = `WITH recount AS (
	SELECT c.metric_date, c.agent_id, c.team_id, c.channel, sum(c.sent) AS sent, sum(c.responded) AS responded, sum(c.answered) AS answered,
		sum(c.total) AS total, sum(c.rated_1) AS r1, sum(c.rated_2) AS r2, sum(c.rated_3) AS r3, sum(c.rated_4) AS r4, sum(c.rated_5) AS r5
	FROM (
		SELECT (s.sent_at AT TIME ZONE $1)::date AS metric_date, s.agent_id, s.team_id, s.channel, 1 AS sent, 0 AS responded, (s.rating IS NOT NULL)::int AS answered,
			0 AS total, 0 AS rated_1, 0 AS rated_2, 0 AS rated_3, 0 AS rated_4, 0 AS rated_5 FROM csat_surveys s WHERE s.sent_at IS NOT NULL
		UNION ALL SELECT (s.responded_at AT TIME ZONE $1)::date, s.agent_id, s.team_id, s.channel, 0, 1, 0, s.rating,
			(s.rating = 1)::int, (s.rating = 2)::int, (s.rating = 3)::int, (s.rating = 4)::int, (s.rating = 5)::int FROM csat_surveys s WHERE s.rating IS NOT NULL
	) c GROUP BY 1, 2, 3, 4
), counted AS (
	SELECT metric_date, nullif(agent_id, '00000000-0000-0000-0000-000000000000') AS agent_id, nullif(team_id, '00000000-0000-0000-0000-000000000000') AS team_id,
		channel, surveys_sent AS sent, surveys_responded AS responded, surveys_answered AS answered, total_rating AS total, rating_1_count AS r1,
		rating_2_count AS r2, rating_3_count AS r3, rating_4_count AS r4, rating_5_count AS r5
	FROM csat_metrics_parts WHERE surveys_sent <> 0 OR surveys_responded <> 0 OR surveys_answered <> 0
), days AS (
	SELECT metric_date, surveys_sent AS sent, surveys_responded AS responded, surveys_answered AS answered, total_rating AS total, rating_1_count AS r1,
		rating_2_count AS r2, rating_3_count AS r3, rating_4_count AS r4, rating_5_count AS r5
	FROM csat_metrics_daily WHERE surveys_sent <> 0 OR surveys_responded <> 0 OR surveys_answered <> 0
), summed AS (
	SELECT metric_date, sum(sent) AS sent, sum(responded) AS responded, sum(answered) AS answered, sum(total) AS total, sum(r1) AS r1, sum(r2) AS r2,
		sum(r3) AS r3, sum(r4) AS r4, sum(r5) AS r5 FROM recount GROUP BY 1
)
SELECT 'parts' AS what, to_jsonb(p) AS row FROM ((TABLE recount EXCEPT TABLE counted) UNION ALL (TABLE counted EXCEPT TABLE recount)) p
UNION ALL SELECT 'daily', to_jsonb(d) FROM ((TABLE summed EXCEPT TABLE days) UNION ALL (TABLE days EXCEPT TABLE summed)) d`;

export class Surveys {
	static async start(zone = 'Europe/Berlin') {
		const surveys = new Surveys();
		surveys.database = Database.start(['Northwind']);
		[surveys.tenant] = surveys.database.tenants;
		await surveys.enter(surveys.tenant, zone);
		return surveys;
	}

	/** Goes on with this tenant, and makes its agents. */
	async enter(tenant, zone) {
		this.tenant = tenant;
		this.zone = zone;
		await this.database.postgresql.query('UPDATE public.tenants SET time_zone = $2 WHERE id = $1', [tenant, zone]);
		this.agents = [];
		for (const name of ['Ada', 'Bob', 'Eve']) {
			const [{ id }] = await this.database.postgresql.query(`WITH person AS (
					INSERT INTO public.users (email, name, password_hash) VALUES ($1, $2, 'none') RETURNING id, email, name)
				INSERT INTO ${roleOf(tenant)}.support_agents (user_id, name, email) SELECT id, name, email FROM person RETURNING id`,
			[`${name.toLowerCase()}-${randomUUID()}@x.example`, name]);
			this.agents.push(id);
		}
	}

	stop() {
		this.database.stop();
	}

	rows(text, values = []) {
		return this.database.inScope(this.tenant, async client => {
			await client.query("SET LOCAL lock_timeout = '60s'; SET LOCAL statement_timeout = '60s'");
			return (await client.query(text, values)).rows;
		});
	}

	run(text, values) {
		return this.rows(text, values);
	}

	set(settings) {
		const given = SETTINGS.filter(name => name in settings);
		return this.run(`UPDATE csat_settings SET ${given.map((name, i) => `${name} = $${i + 1}`).join(', ')}`, given.map(name => settings[name]));
	}

	async ticket({ email = null, phone = null, agent = null, tags = [], team = null, hasChat = false } = {}) {
		const session = hasChat ? (await this.chat()).session : null;
		const [{ id }] = await this.rows(`INSERT INTO support_tickets (subject, channel, requester_email, requester_phone, assigned_agent_id, tags, team_id, session_id)
			VALUES ('A question', 'email', $1, $2, $3, $4, $5, $6) RETURNING id`, [email, phone, agent, tags, team, session]);
		return id;
	}

	comment(ticket, agent) {
		return this.run(`INSERT INTO ticket_comments (ticket_id, author_type, author_id, is_public, content, fingerprint)
			VALUES ($1, 'agent', $2, true, 'sealed', decode(repeat('00', 16), 'hex'))`, [ticket, agent]);
	}

	/** As the tickets' own function does it; answers the survey's id, or null. */
	async resolve(ticket, { by = null, isByRule = false } = {}) {
		const [{ id }] = await this.database.inScope(this.tenant, async client => {
			await client.query("UPDATE support_tickets SET status = 'resolved', resolution_number = resolution_number + 1, resolved_at = now(), resolved_by = $2 WHERE id = $1", [ticket, by]);
			return (await client.query('SELECT csat_ticket_resolved($1, $2) AS id', [ticket, isByRule])).rows;
		});
		return id;
	}

	async tellResolved(ticket) {
		return (await this.rows('SELECT csat_ticket_resolved($1, false) AS id', [ticket]))[0].id;
	}

	reopen(ticket) {
		return this.database.inScope(this.tenant, async client => {
			await client.query("UPDATE support_tickets SET status = 'open', resolved_at = NULL, resolved_by = NULL WHERE id = $1", [ticket]);
			await client.query('SELECT csat_ticket_reopened($1)', [ticket]);
		});
	}

	async survey(id) {
		return (await this.rows('SELECT * FROM csat_surveys WHERE id = $1', [id]))[0];
	}

	async plan(survey) {
		return (await this.rows('SELECT * FROM csat_plan($1, false)', [survey]))[0];
	}

	/** A job that is being worked at. */
	async job(kind, survey) {
		const [{ id }] = await this.database.postgresql.query(
			"INSERT INTO control.jobs (kind, tenant_id, subject_id, state, fence) VALUES ($1, $2, $3, 'taken', 1) RETURNING id", [kind, this.tenant, survey]);
		return id;
	}

	/** What the job csat.ask does; whether the survey was sent. */
	async ask(survey, token = randomBytes(32)) {
		const { channel, note } = await this.plan(survey);
		const job = await this.job('csat.ask', survey);
		const [{ asked }] = await this.rows("SELECT csat_ask($1, $2, $3, $4, $5, 'sealed', 1, $6, 1) AS asked",
			[survey, channel, note, channel ? token : null, randomUUID(), job]);
		return asked;
	}

	async remind(survey, token) {
		await this.run("SELECT csat_remind($1, $2, $3, 'sealed', 1, $4, 1)", [survey, token, randomUUID(), await this.job('csat.remind', survey)]);
	}

	/** A survey that was sent, and its link's token. */
	async sent(ticket) {
		const token = randomBytes(32);
		const survey = await this.resolve(await this.ticket(ticket));
		assert.equal(await this.ask(survey, token), true);
		return { survey, token };
	}

	async answer(token, rating, feedback, fingerprint = null) {
		return (await this.rows('SELECT outcome, survey FROM csat_answer($1, $2, $3, $4, $5)', [token, rating, feedback ?? null, feedback !== undefined, fingerprint]))[0];
	}

	async chat({ agent = this.agents[0], isAnswered = true } = {}) {
		const visitor = `v-${randomUUID()}`;
		const [{ id }] = await this.rows(`WITH v AS (INSERT INTO visitors (visitor_id) VALUES ($1) RETURNING visitor_id)
			INSERT INTO chat_sessions (visitor_id, status, assigned_agent_id, first_response_at) SELECT visitor_id, 'active', $2, $3 FROM v RETURNING id`,
		[visitor, agent, isAnswered ? new Date() : null]);
		return { session: id, visitor };
	}

	endChat(session, by = 'agent') {
		return this.run("UPDATE chat_sessions SET status = 'ended', ended_at = now(), ended_by = $2 WHERE id = $1", [session, by]);
	}

	/** The figures that are kept are what a recount of the rows finds. */
	async assertCounted() {
		assert.deepEqual(await this.rows(UNEQUAL, [this.zone]), []);
	}
}
