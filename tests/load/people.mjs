// Visitors with open sessions, made as their browsers would make them, and written to the file that
// the loader reads: a line for each, "token session-id".
import { Agent, request } from 'node:http';
import { writeFileSync } from 'node:fs';

const ORIGIN = 'http://shop.example';
const AT_ONCE = 16;
const TAKEN_AT_ONCE = 500;

function start(server, tenantId, agent) {
	const body = JSON.stringify({ tenantId });
	return new Promise((resolve, reject) => {
		const asked = request({
			agent, host: '127.0.0.1', port: server.port, method: 'POST', path: '/api/support/chat',
			headers: { Origin: ORIGIN, 'Content-Type': 'application/json', 'Content-Length': body.length },
		}, answer => {
			let text = '';
			answer.setEncoding('utf8').on('data', part => (text += part)).on('end', () => {
				if (answer.statusCode !== 201) return reject(new Error(`start: ${answer.statusCode} ${text}`));
				const started = JSON.parse(text);
				resolve(`${started.token} ${started.session.id}`);
			});
		});
		asked.on('error', reject).end(body);
	});
}

// Nobody is left waiting: thousands in a queue would be another measure.
function take(server, tenantIds) {
	return Promise.all(tenantIds.map(id => server.postgresql.query(
		`UPDATE tenant_${id.replaceAll('-', '')}.chat_sessions SET status = 'active', queue_position = NULL WHERE status = 'waiting'`)));
}

/** Adds lines to `lines` until there are `count`, spread over the tenants; writes the file. */
export async function makePeople(server, tenantIds, lines, count, file) {
	const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
	let next = lines.length;
	const worker = async end => {
		while (next < end) {
			const index = next++;
			lines[index] = await start(server, tenantIds[index % tenantIds.length], agent);
		}
	};
	while (next < count) {
		const end = Math.min(count, next + TAKEN_AT_ONCE);
		await Promise.all(Array.from({ length: AT_ONCE }, () => worker(end)));
		await take(server, tenantIds);
	}
	agent.destroy();
	writeFileSync(file, lines.join('\n') + '\n', { mode: 0o600 });
}

// A visitor's further sessions: ended, so that there may be many. Each has a key of the same size as
// an open one's; nothing is ever sealed under it.
const FURTHER = `WITH owner AS (
	SELECT s.visitor_id, k.wrapped FROM chat_sessions s JOIN session_keys k ON k.session_id = s.id WHERE s.id = ANY ($1)
), made AS (
	INSERT INTO chat_sessions (visitor_id, status, ended_at)
	SELECT o.visitor_id, 'ended', now() FROM owner o, generate_series(1, $2) RETURNING id, visitor_id
), keyed AS (
	INSERT INTO session_keys (session_id, wrapped) SELECT m.id, o.wrapped FROM made m JOIN owner o USING (visitor_id)
)
SELECT s.id AS first, m.id FROM made m JOIN chat_sessions s ON s.visitor_id = m.visitor_id AND s.id = ANY ($1)`;

/** Gives the people further sessions, until there are `count` in all; writes a file with all. */
export async function makeCrowd(server, tenantIds, lines, count, file) {
	const tokens = new Map(lines.map(line => line.split(' ').reverse()));
	const each = Math.ceil((count - lines.length) / lines.length);
	const all = [...lines];
	for (const tenantId of tenantIds) {
		const client = await server.postgresql.client('frontdesk_gateway');
		try {
			await client.query("SELECT set_config('role', $1, false), set_config('search_path', $1, false)", [`tenant_${tenantId.replaceAll('-', '')}`]);
			const { rows } = await client.query(FURTHER, [[...tokens.keys()], each]);
			all.push(...rows.map(row => `${tokens.get(row.first)} ${row.id}`));
		} finally {
			await client.end();
		}
	}
	writeFileSync(file, all.slice(0, count).join('\n') + '\n', { mode: 0o600 });
}
