// What is there: the rows of the sessions, their counters, and what else lies about them.
import { microseconds, contentHash } from './record.mjs';

const schemaOf = tenant => `tenant_${tenant.replaceAll('-', '')}`;

async function readRows(client, tenant, sessions, rows) {
	const found = await client.query(`SELECT id, session_id, seq::int AS seq, sender_id, encode(fingerprint, 'hex') AS fingerprint,
			(extract(epoch FROM created_at) * 1000000)::bigint::text AS created_at, late
		FROM ${schemaOf(tenant)}.chat_messages WHERE session_id = ANY ($1) ORDER BY session_id, seq`, [sessions]);
	for (const session of sessions) rows.set(session, []);
	for (const row of found.rows)
		rows.get(row.session_id).push({ id: row.id, seq: row.seq, senderId: row.sender_id, fingerprint: row.fingerprint, createdAt: Number(row.created_at), isLate: row.late });
}

/** tenants: [{id, sessions: [id]}] */
export async function readTruth(postgresql, tenants) {
	const rows = new Map(), heads = new Map(), elsewhere = new Map();
	const sessions = tenants.flatMap(tenant => tenant.sessions);
	const client = await postgresql.client();
	try {
		for (const tenant of tenants) await readRows(client, tenant.id, tenant.sessions, rows);
		const counters = await client.query('SELECT session_id, last_seq::int AS seq FROM control.session_counters WHERE session_id = ANY ($1)', [sessions]);
		for (const { session_id, seq } of counters.rows) heads.set(session_id, seq);
		const dead = await client.query('SELECT message_id FROM control.dead_letters WHERE session_id = ANY ($1)', [sessions]);
		for (const { message_id } of dead.rows) elsewhere.set(message_id, 'a dead letter');
	} finally {
		await client.end();
	}
	return { rows, heads, elsewhere };
}

/** Adds to each row the hash of its content, as an agent reads it by REST. `ask(path)` answers a body. */
export async function readContents(rows, session, ask) {
	const byId = new Map(rows.map(row => [row.id, row]));
	for (let after = 0; after < rows.length;) {
		const { messages } = await ask(`/api/admin/support/chat/${session}/messages?after=${after}&limit=200`);
		if (messages.length === 0) return;
		for (const message of messages) {
			const row = byId.get(message.id);
			if (row && row.seq === message.seq && row.createdAt === microseconds(message.createdAt)) row.hash = contentHash(message.content ?? '');
		}
		after = messages.at(-1).seq;
	}
}
