// Whom a worker holds responsible: the address that counts against limits, behind proxies of each kind.
import assert from 'node:assert/strict';
import { Agent, get } from 'node:http';
import { after, before, test } from 'node:test';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

let server;
const connections = new Agent({ keepAlive: true, maxSockets: 20 });
before(async () => (server = await Server.start({ trusted_proxies: '127.0.0.1', rate_limits: 'true' }, { tls: false })));
after(async () => {
	connections.destroy();
	await server?.stop();
});

/** The status of a request with these headers; a list gives a line for each. */
function status(headers) {
	return new Promise((resolve, reject) => {
		get({ host: '127.0.0.1', port: server.port, path: '/api/nowhere', headers, agent: connections }, answer => {
			answer.resume();
			answer.on('end', () => resolve(answer.statusCode));
		}).on('error', reject);
	});
}

/** Asks again and again, each time with other headers, until the limit of one address stops it. */
async function isOneClient(headersOf) {
	let asked = 0;
	const knock = () => status(headersOf(asked++));
	await until(async () => (await Promise.all(Array.from({ length: 200 }, knock))).includes(429), 20_000, 'a 429');
	assert.ok(asked > 400, 'its own limit, not one that it shares');
}

test('what a client claims on a line of its own does not hide it from its limit', () =>
	isOneClient(i => ({ 'X-Forwarded-For': [`198.51.100.${i % 250}`, '203.0.113.1'] })));

test('a client is one client whatever its ports are', async () => {
	await isOneClient(i => ({ 'X-Forwarded-For': `203.0.113.2:${1024 + i}` }));
	await isOneClient(i => ({ 'X-Forwarded-For': `[2001:db8::2]:${1024 + i}` }));
});

test('a header that the proxy does not set, so that it is the client’s word, is not believed', () =>
	isOneClient(i => ({ Forwarded: `for=198.51.100.${i % 250}`, 'X-Forwarded-For': '203.0.113.4' })));
