// What the replicas stand on breaks: Redis, PostgreSQL, the spool's disk, the networks.
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../harness/wait.mjs';
import { isFull, pause, series, times } from './series.mjs';

series(
	['Redis is killed', async (current, installation, chance) => {
		for (let i = 0; i < times(20); i++) {
			await delay(chance.int(500, 1500));
			current.note('kill -9 of Redis');
			await installation.redis.kill();
			await delay(chance.int(0, 1500));
			await installation.redis.boot();
			current.note('Redis is back');
		}
	}],

	['Redis is stopped for 5 s', async (current, installation, chance) => {
		for (let i = 0; i < times(20); i++) {
			await delay(chance.int(200, 1000));
			await pause(current, 'Redis', () => installation.redis.freeze(), () => installation.redis.thaw());
		}
	}],

	['PostgreSQL is killed', async (current, installation, chance) => {
		for (let i = 0; i < times(20); i++) {
			await delay(chance.int(500, 1500));
			current.note('kill -9 of PostgreSQL');
			await installation.postgresql.crash();
			await delay(chance.int(0, 500));
			await installation.postgresql.revive();
			current.note('PostgreSQL is back');
		}
	}],

	['PostgreSQL is away, and sessions already open keep chatting', async (current, installation) => {
		current.note('PostgreSQL goes away');
		await installation.postgresql.crash();
		for (let seconds = 0; seconds < (isFull ? 120 : 15); seconds += 5) {
			const since = Date.now();
			await delay(5000);
			const counts = ['accepted', 'kept', 'shown'].map(state => [state, current.record.count(state, since)]);
			current.note(`in 5 s: ${counts.map(each => each.reverse().join(' ')).join(', ')}`);
			for (const [, state] of counts) await until(() => current.record.count(state, since) > current.rate, 30_000, `messages to be ${state} without PostgreSQL`);
		}
		await installation.postgresql.revive();
		current.note('PostgreSQL is back');
	}],

	['the spool disk is full and freed again while PostgreSQL is away', async (current, installation) => {
		installation.disk.fill();
		current.note('PostgreSQL goes away, and the disk has no room');
		await installation.postgresql.crash();
		current.isVerbose = true;
		await until(async () => (await installation.metric('frontdesk_spool_healthy')) === 0, 60_000, 'the spools to be full');
		current.isVerbose = false;
		current.note('the spools are full');
		await delay(1000);
		const full = Date.now();
		await delay(2000);
		await until(() => current.record.count('accepted', full) > current.rate, 30_000, 'messages to be accepted');
		assert.equal(current.record.toldOf('kept', full).length, 0, 'what has no room is not kept');
		installation.disk.free();
		const freed = Date.now();
		current.note('the disk is freed');
		await until(() => current.record.count('kept', freed) > 0, 30_000, 'messages to be kept again');
		await installation.postgresql.revive();
		current.note('PostgreSQL is back');
	}],

	['half of all publications through Redis are lost, and every listener is complete within 6 s of the last one’s being stored', async (current, installation, chance) => {
		await current.shuffle(); // so that both replicas have much to tell the other
		for (const { ways } of installation.servers) ways.redis.forget(0.5, chance);
		await delay(isFull ? 60_000 : 6000);
		current.hush();
		const dropped = installation.servers.map(({ ways }) => ways.redis.dropped);
		current.note(`dropped ${dropped} publications`);
		assert.ok(dropped.every(count => count > 100), `dropped ${dropped}`);
		await until(() => current.isStored(installation.postgresql), 120_000, 'all to be stored');
		const stored = Date.now();
		await until(() => current.isComplete(), 30_000, 'every listener to be complete');
		const lastMs = current.lastCompletedAt() - stored;
		current.say(`${dropped} publications lost, complete ${lastMs} ms after all was stored`);
		for (const { ways } of installation.servers) ways.redis.forget(0);
		assert.ok(lastMs < 6000, `the last listener was complete after ${lastMs} ms`);
	}],

	['the networks are half-open, late, and cut', async (current, installation, chance) => {
		const late = () => chance.int(20, 200);
		for (let i = 0; i < (isFull ? 10 : 1); i++) {
			current.note('half-open between clients and workers');
			for (const proxy of installation.proxies) proxy.freeze();
			for (const { ways, port } of installation.servers) {
				const both = [ways.postgresql, ways.redis];
				current.note(`late between ${port} and PostgreSQL, and Redis, then cut, then half-open`);
				for (const way of both) way.delayMs = late();
				await delay(1500);
				for (const way of both) way.delayMs = 0;
				for (const way of both) way.cut();
				await delay(1000);
				for (const way of both) way.freeze();
				await delay(1500);
			}
			current.note('late between clients and workers, then cut');
			for (const proxy of installation.proxies) proxy.delayMs = 2 * late();
			await delay(2500);
			for (const proxy of installation.proxies) proxy.delayMs = 0;
			for (const proxy of installation.proxies) proxy.cut();
			await delay(1000);
		}
	}],
);
