// A tenant as two years leave it, put into its tables set by set. Sessions are numbered by their start, and
// all about one follows from its number; the table `life` says what became of each.
import { roleOf } from '../../sql/database.mjs';

const DAYS = 730, CHUNK = 25_000, LONG = 5000;

/** What there is of each, of so many sessions and messages. */
export function sizes({ sessions, messages, agents = 200, waiting = Math.floor(sessions / 50), active = Math.floor(sessions / 500) }) {
	const ended = sessions - waiting - active, long = Math.min(LONG, Math.ceil(messages / 40));
	const longEvery = Math.floor(sessions / Math.max(2, sessions * 0.0004));
	const usual = Math.max(1, (messages - long * (ended / longEvery + active / 50)) / sessions);
	return { sessions, messages, agents, waiting, active, ended, visitors: Math.ceil(sessions * 0.6), long, longEvery, usual, least: Math.min(5, usual / 2) };
}

// A number from 0 to 1 of each session, another for each seed, the same at every run.
const chance = seed => `((hashint8extended(n, ${seed}) & 1048575) / 1048576.0::float8)`;

// Most have some messages, a few thousands. A visitor has one session, as a rule; regular ones have hundreds.
const lives = of => `CREATE TEMP TABLE life AS
SELECT w.*, a.id AS agent_id,
	CASE WHEN w.status IN ('waiting', 'transferred') THEN w.started_at + w.length * interval '5 seconds'
		ELSE least(w.started_at + least(60 + w.length * 20 * (0.5 + ${chance(4)}), 18000) * interval '1 second', now()) END AS last_at,
	CASE WHEN w.status = 'ended' AND ${chance(8)} < 0.15 THEN greatest(w.length - 3, 0) WHEN w.status = 'active' THEN greatest(w.length - n % 3, 0)
		ELSE w.length END AS visitor_read,
	CASE WHEN w.status IN ('waiting', 'transferred') OR ${chance(9)} < 0.02 THEN 0 WHEN w.status = 'active' THEN greatest(w.length - n % 4, 0)
		ELSE w.length END AS agent_read
FROM (
	SELECT n, md5('session' || n)::uuid AS id, md5('visitor' || v)::uuid::text AS visitor_id, md5('conversation' || v)::uuid AS conversation_id,
		v % 5 = 0 AS is_customer, status,
		CASE status WHEN 'ended' THEN now() - interval '6 hours' - interval '${DAYS} days' * (1 - n / ${of.ended}.0::float8)
			WHEN 'active' THEN now() - interval '3 hours' * ${chance(3)}
			ELSE now() - interval '5 hours' * ((${of.sessions} - n) / ${of.waiting}.0::float8) END AS started_at,
		CASE WHEN status IN ('waiting', 'transferred') THEN 1 + n % 4
			WHEN status = 'active' AND n % 50 = 0 OR n % ${of.longEvery} = 7 THEN ${of.long}
			ELSE greatest(1, floor(${of.least} + ${chance(2)} ^ 2 * 3 * ${of.usual - of.least})::int) END AS length,
		CASE WHEN status = 'active' THEN 1 + n % ${of.agents}
			WHEN status = 'ended' AND ${chance(6)} < 0.95 THEN 1 + floor(${chance(7)} ^ 2 * ${of.agents})::int END AS agent_number
	FROM (
		SELECT n, CASE WHEN n <= ${of.ended} THEN floor(${chance(1)} ^ 2 * ${of.visitors})::bigint ELSE ${of.visitors + of.ended} - n END AS v,
			CASE WHEN n <= ${of.ended} THEN 'ended' WHEN n <= ${of.ended + of.active} THEN 'active'
				WHEN n % 100 = 0 THEN 'transferred' ELSE 'waiting' END AS status
		FROM generate_series(1::bigint, ${of.sessions}) AS g (n)) who) w
LEFT JOIN staff a ON a.number = w.agent_number`;

// A tenth is away; the first five had their consoles closed an hour ago. Who is here stays so while this runs.
const people = (of, tenant) => [
	`INSERT INTO public.users (email, name, password_hash) SELECT 'agent' || n || '@x.example', 'Agent ' || n, 'hash' FROM generate_series(1, ${of.agents}) n`,
	`INSERT INTO support_agents (user_id, name, email, status, seen_at, noted_at, max_chats, created_at)
		SELECT u.id, u.name, u.email, CASE WHEN n % 10 = 0 THEN 'away' ELSE 'online' END, t.at, t.at, 100, now() - n * interval '1 day'
		FROM generate_series(1, ${of.agents}) n JOIN public.users u ON u.email = 'agent' || n || '@x.example',
		LATERAL (SELECT CASE WHEN n > 5 THEN now() + interval '1 day' ELSE now() - interval '1 hour' END AS at) t`,
	`INSERT INTO control.memberships (user_id, tenant_id, agent_id, role) SELECT user_id, '${tenant}', id, 'agent' FROM support_agents
		WHERE email LIKE 'agent%@x.example'`,
	`INSERT INTO control.sign_ins (token_hash, user_id, tenant_id, expires_at)
		SELECT sha256(convert_to(user_id || ' ' || n, 'UTF8')), user_id, '${tenant}', now() + interval '14 days' FROM control.memberships, generate_series(1, 10) n
		WHERE tenant_id = '${tenant}'`,
	`CREATE TEMP TABLE staff AS SELECT row_number() OVER (ORDER BY created_at DESC) AS number, id FROM support_agents WHERE email LIKE 'agent%@x.example'`,
	`UPDATE chat_settings SET waiting_most = 100000, away_minutes = 1440, silent_minutes = 1440`,
];

const answeredAt = `CASE WHEN agent_id IS NOT NULL THEN least(started_at + (10 + 200 * ${chance(5)}) * interval '1 second', last_at) END`;

// Each table with what fills it, in the order in which they refer to each other.
const sets = (of, tenant) => ({
	visitors: `INSERT INTO visitors (visitor_id, identifier, is_verified, name, created_at)
		SELECT md5('visitor' || v)::uuid::text, CASE WHEN v % 5 = 0 THEN 'customer-' || v END, v % 5 = 0, 'Visitor ' || v, now() - interval '${DAYS} days'
		FROM generate_series(0, ${of.visitors - 1}) v`,
	conversations: `INSERT INTO conversations (id, visitor_id) SELECT md5('conversation' || v)::uuid, md5('visitor' || v)::uuid::text
		FROM generate_series(0, ${of.visitors - 1}) v`,
	visitor_tokens: `INSERT INTO visitor_tokens (token_hash, visitor_id, origin, last_used_at, expires_at)
		SELECT sha256(convert_to('token' || v, 'UTF8')), md5('visitor' || v)::uuid::text, 'http://shop.example', now() - interval '1 hour',
			CASE WHEN v % 300 = 0 THEN now() - interval '1 hour' ELSE now() + interval '30 days' END
		FROM generate_series(${Math.floor(of.visitors * 0.6)}, ${of.visitors - 1}) v`,
	chat_sessions: `INSERT INTO chat_sessions (id, conversation_id, visitor_id, visitor_verified, page_url, status, assigned_agent_id, assigned_at,
			queue_position, started_at, ended_at, ended_by, wait_time_seconds, duration_seconds, first_response_at, transferred_to, transferred_by,
			transferred_at, last_message_at, visitor_delivered_seq, visitor_read_seq, agent_delivered_seq, agent_read_seq, created_at,
			visitor_seen_at, version)
		SELECT id, conversation_id, visitor_id, is_customer, 'https://shop.example/things/' || n % 1000, status, agent_id, ${answeredAt},
			CASE WHEN status = 'waiting' THEN n - ${of.ended + of.active} END, started_at, CASE WHEN status = 'ended' THEN last_at END,
			CASE WHEN status = 'ended' THEN 'agent' END, extract(epoch FROM ${answeredAt} - started_at)::int,
			CASE WHEN status = 'ended' THEN extract(epoch FROM last_at - started_at)::int END, ${answeredAt},
			CASE WHEN status = 'transferred' AND n % 1000 = 0 THEN (SELECT id FROM staff WHERE number = 20) END,
			CASE WHEN status = 'transferred' THEN (SELECT id FROM staff WHERE number = 7) END,
			CASE WHEN status = 'transferred' THEN started_at + interval '2 minutes' END, last_at, visitor_read, visitor_read, agent_read, agent_read,
			started_at, last_at, length
		FROM life ORDER BY n`,
	session_keys: `INSERT INTO session_keys (session_id, wrapped, created_at) SELECT id, decode(repeat(md5(n::text), 5), 'hex'), started_at FROM life ORDER BY n`,
	audit_log: `INSERT INTO audit_log (actor_type, actor_id, action, target_id, created_at)
		SELECT 'agent', agent_id, act, id, CASE act WHEN 'session.assign' THEN started_at ELSE last_at END
		FROM life, unnest(ARRAY['session.assign', 'session.end']) AS act WHERE agent_id IS NOT NULL AND (act = 'session.assign' OR status = 'ended') ORDER BY n`,
	idempotency_keys: `INSERT INTO idempotency_keys (key_hash, body_hash, status, answer, claimed_at, created_at)
		SELECT sha256(convert_to('key' || n, 'UTF8')), sha256('body'), 201, decode(repeat(md5(n::text), 20), 'hex'), t.at, t.at
		FROM generate_series(1, ${Math.ceil(of.sessions / 20)}) n,
		LATERAL (SELECT now() - interval '25 hours' * (n * 20 / ${of.sessions}.0::float8) AS at) t`,
	// As many as chats, of which every third was made of one; most are long done.
	support_tickets: `INSERT INTO support_tickets (id, subject, status, priority, channel, visitor_id, requester_name, conversation_id, session_id,
			assigned_agent_id, tags, resolved_at, resolution_number, created_at, updated_at)
		SELECT md5('ticket' || n)::uuid, (ARRAY['Order', 'Refund', 'Delivery', 'Question'])[1 + n % 4] || ' no. ' || n,
			CASE WHEN done THEN 'closed' WHEN n % 3 = 0 THEN 'resolved' WHEN n % 3 = 1 THEN 'open' ELSE 'pending' END,
			(ARRAY['low', 'normal', 'normal', 'high', 'urgent'])[1 + n % 5], CASE n % 3 WHEN 0 THEN 'chat' ELSE 'email' END, visitor_id, 'Visitor ' || n,
			conversation_id, CASE n % 3 WHEN 0 THEN id END, agent_id, ARRAY['tag ' || n % 50], CASE WHEN done OR n % 3 = 0 THEN last_at END, 1, started_at, last_at
		FROM (SELECT l.*, n < ${of.sessions} * 0.97 AS done FROM life l) l ORDER BY n`,
	ticket_keys: `INSERT INTO ticket_keys (ticket_id, wrapped, created_at)
		SELECT md5('ticket' || n)::uuid, decode(repeat(md5(n::text), 5), 'hex'), started_at FROM life ORDER BY n`,
	ticket_comments: `INSERT INTO ticket_comments (id, ticket_id, author_type, author_id, is_public, content, fingerprint, created_at)
		SELECT md5('comment' || n || i)::uuid, md5('ticket' || n)::uuid, 'agent', agent_id, true, decode(repeat(md5(n::text), 10), 'hex'),
			decode(md5(n || ' ' || i), 'hex'), last_at FROM life, generate_series(1, 2) i ORDER BY n`,
	ticket_history: `INSERT INTO ticket_history (ticket_id, actor_type, actor_id, version, changes, created_at)
		SELECT md5('ticket' || n)::uuid, 'agent', agent_id, 1, '{"status": [null, "open"]}', started_at FROM life ORDER BY n`,
	'control.session_counters': `INSERT INTO control.session_counters (tenant_id, session_id, last_seq) SELECT '${tenant}', id, length FROM life ORDER BY n`,
});

// Ids as clients make them, which begin with the time; the messages of sessions that went on at once lie side by side.
const messages = `INSERT INTO chat_messages (id, session_id, seq, sender_id, sender_type, content, fingerprint, created_at)
SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(hash, 1, 3) || '8' || substr(hash, 4, 15))::uuid,
	id, seq, CASE WHEN is_visitors THEN visitor_id ELSE agent_id::text END, CASE WHEN is_visitors THEN 'visitor' ELSE 'agent' END,
	decode(repeat(hash, (5 + seq % 3)::int), 'hex'), decode(hash, 'hex'), at
FROM (SELECT l.*, s.seq, l.started_at + (l.last_at - l.started_at) * (s.seq / l.length::float8) AS at, md5(l.n || ' ' || s.seq) AS hash,
		l.agent_id IS NULL OR s.seq % 2 = 1 AS is_visitors
	FROM life l CROSS JOIN generate_series(1, l.length) AS s (seq) WHERE l.n > $1 AND l.n <= $2) m
ORDER BY at`;

/** A table's indexes rest while it is filled, and are built when it is: the same in a fraction of the time. */
async function bulk(client, table, fill) {
	await client.query('BEGIN');
	if (!table.startsWith('control.')) await client.query(`TRUNCATE ${table} CASCADE`); // made in this transaction, it needs no log
	await client.query('UPDATE pg_index SET indisready = false WHERE indrelid = $1::regclass', [table]);
	await fill();
	await client.query('UPDATE pg_index SET indisready = true WHERE indrelid = $1::regclass', [table]);
	await client.query(`REINDEX TABLE ${table}`);
	await client.query('COMMIT');
}

/**
 * Fills a tenant that is empty; answers the sizes. Triggers and foreign keys rest meanwhile: `wanted` is as sizes()
 * takes it, `say` hears of each table.
 */
export async function fill(database, tenant, wanted, say = () => {}) {
	const of = sizes(wanted);
	const client = await database.postgresql.client();
	try {
		await client.query(`SET search_path = ${roleOf(tenant)}, public; SET session_replication_role = replica; SET synchronous_commit = off;
			SET statement_timeout = 0; SET client_min_messages = warning; SET work_mem = '256MB'; SET maintenance_work_mem = '1GB'`);
		for (const text of [...people(of, tenant), lives(of), 'ANALYZE life']) await client.query(text);
		for (const [table, text] of Object.entries(sets(of, tenant))) {
			await bulk(client, table, () => client.query(text));
			say(table);
		}
		await bulk(client, 'chat_messages', async () => {
			for (let n = 0; n < of.sessions; n += CHUNK) {
				await client.query(messages, [n, n + CHUNK]);
				say(`chat_messages, of ${Math.min(n + CHUNK, of.sessions)} sessions`);
			}
		});
		await client.query(`VACUUM ANALYZE ${[...Object.keys(sets(of, tenant)), 'chat_messages', 'support_agents', 'public.users', 'control.memberships', 'control.sign_ins']}`);
		say('statistics');
	} finally {
		await client.end();
	}
	return of;
}
