// The replicas break: killed, stopped, drained, gone for good, with a wrong clock.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../harness/wait.mjs';
import { isFull, pause, series, times } from './series.mjs';

series(
	['a worker is killed with -9, again and again', async (current, installation, chance) => {
		for (let i = 0; i < times(100); i++) {
			await delay(chance.int(100, 1200));
			const server = chance.pick(installation.servers);
			current.note(`kill -9 of the worker on ${server.port}`);
			await server.crash();
		}
	}],

	['a worker is stopped for 5 s', async (current, installation, chance) => {
		for (let i = 0; i < times(20); i++) {
			await delay(chance.int(200, 1000));
			const server = chance.pick(installation.servers);
			await pause(current, `the worker on ${server.port}`, () => process.kill(server.worker, 'SIGSTOP'), () => process.kill(server.worker, 'SIGCONT'));
		}
	}],

	['each worker is drained in turn', async (current, installation, chance) => {
		for (const server of installation.servers) {
			await delay(chance.int(300, 1500));
			current.note(`the worker on ${server.port} is drained`);
			await server.kill('SIGTERM');
			current.note(`the worker on ${server.port} has ended`);
			await server.boot();
		}
	}],

	['what a dead worker kept is stored by the other, though nobody sends it again', async (current, installation, chance) => {
		const dead = chance.pick(installation.servers);
		const living = installation.servers.filter(server => server !== dead);
		const adopted = await installation.metric('frontdesk_spool_adopted_total', living);
		for (const client of current.clients) client.isForgetful = true;
		current.note('PostgreSQL goes away');
		await installation.postgresql.crash();
		await delay(chance.int(2000, 4000));
		current.hush();
		current.note(`kill -9 of the worker on ${dead.port}, for good`);
		await dead.kill('SIGKILL');
		await installation.postgresql.revive();
		current.note('PostgreSQL is back');
		await until(async () => (await installation.metric('frontdesk_spool_adopted_total', living)) > adopted, 30_000, 'the spool to be adopted');
		await until(() => current.isComplete(), 60_000, 'everything to be there');
		for (const client of current.clients) client.isForgetful = false;
		await dead.boot();
		await current.shuffle();
	}],

	["a worker's clock is a day off", async (current, installation, chance) => {
		const server = chance.pick(installation.servers);
		const ahead = chance.pick(['+1d', '-1d']);
		server.environment = fakeTime(ahead);
		current.note(`the clock of the worker on ${server.port} goes ${ahead}`);
		await server.crash();
		await current.shuffle();
		const since = Date.now();
		await delay(isFull ? 30_000 : 4000);
		const stamped = current.record.toldOf('accepted', since);
		const early = Math.min(...stamped.map(({ createdAt, saidAt }) => createdAt / 1000 - saidAt));
		const late = Math.max(...stamped.map(({ createdAt, at }) => createdAt / 1000 - at));
		assert.ok(stamped.length > 0 && early > -4000 && late < 4000, `messages are stamped between their being said and its being heard, within 2 s of PostgreSQL's clock: ${early} and ${late} ms`);
		server.environment = {};
		await server.crash();
		await current.shuffle();
	}],
);

function fakeTime(offset) {
	const said = execFileSync('faketime', ['-f', offset, 'env'], { encoding: 'utf8' });
	const preload = said.match(/^LD_PRELOAD=(.*)$/m)[1];
	return { LD_PRELOAD: preload, FAKETIME: offset, FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1' };
}
