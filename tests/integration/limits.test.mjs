// Rate limits over the workers of a host: one table for all, which no worker's death empties.
import assert from 'node:assert/strict';
import { request as open } from 'node:http';
import { after, before, test } from 'node:test';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const workers = 3, soon = 20_000, burst = 10;
let server;

before(async () => {
	server = await Server.start({ workers, rate_limits: 'true', trusted_proxies: '127.0.0.1' }, { redis: true });
	await allUp();
});
after(() => server?.stop());

const allUp = () => until(async () => (await server.figures('frontdesk_worker_up')).filter(Boolean).length === workers, soon, 'every worker to be up');

/** A guess from that network, on a connection of its own, so that any worker may get it: the status. */
function guess(email, address) {
	const body = JSON.stringify({ email, password: 'wrong horse battery' });
	return new Promise((resolve, reject) => {
		open(`${server.url}/api/admin/sign-in`, {
			agent: false, method: 'POST',
			headers: { Origin: server.url, 'Content-Type': 'application/json', 'Content-Length': body.length, 'X-Forwarded-For': address },
		}, answer => resolve(answer.resume().statusCode)).on('error', reject).end(body);
	});
}

async function guessAll(count, email, address) {
	const statuses = [];
	for (let i = 0; i < count; i++) statuses.push(await guess(email, address));
	return statuses;
}

test('all workers of a host together allow the guesses of one', async () => {
	const answered = await server.figures('frontdesk_http_requests_total');
	const statuses = await guessAll(4 * burst, 'one@shop.example', '192.0.2.1');
	assert.deepEqual([...new Set(statuses)], [401, 429]);
	const allowed = statuses.filter(status => status === 401).length;
	assert.ok(allowed >= burst && allowed <= burst + 2, `${allowed} guesses`);
	const then = await server.figures('frontdesk_http_requests_total');
	assert.ok(then.filter((count, i) => count > answered[i] + 1).length > 1, 'more than one worker was asked');
});

test('who is limited stays so when the workers die', async () => {
	await guessAll(2 * burst, 'two@shop.example', '192.0.2.2');
	const before = server.workers();
	before.forEach(pid => process.kill(pid, 'SIGKILL'));
	await until(() => server.workers().every(pid => !before.includes(pid)), soon, 'their successors');
	await allUp();
	const statuses = await guessAll(burst, 'two@shop.example', '192.0.2.2');
	assert.ok(statuses.filter(status => status === 401).length <= 3, `${statuses}`);
});
