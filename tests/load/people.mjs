// Visitors with open sessions, made as their browsers would make them, and written to the file that
// the loader reads: a line for each, "token session-id".
import { Agent, request } from 'node:http';
import { writeFileSync } from 'node:fs';

const ORIGIN = 'http://shop.example';
const AT_ONCE = 16;

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

/** Adds lines to `lines` until there are `count`, spread over the tenants; writes the file. */
export async function makePeople(server, tenantIds, lines, count, file) {
	const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
	let next = lines.length;
	const worker = async () => {
		while (next < count) {
			const index = next++;
			lines[index] = await start(server, tenantIds[index % tenantIds.length], agent);
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, worker));
	agent.destroy();
	writeFileSync(file, lines.join('\n') + '\n', { mode: 0o600 });
}
