// Fifty conversations over two replicas go on, 200 messages a second, while one thing after the other
// breaks. After each: whatever a client was told is compared with what is there.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../harness/wait.mjs';
import { Installation } from './installation.mjs';
import { Load } from './load.mjs';
import { Chance } from './seed.mjs';

const isFull = process.env.FRONTDESK_TESTS_FULL === '1';
const times = full => (isFull ? full : Math.max(1, full / 10));

let installation, load;
before(async () => (installation = await Installation.open()));
after(async () => {
	load?.close();
	await installation?.stop();
});

/** A test under load: the conversations of the test before go on, or new ones if those went wrong. */
function fault(name, act) {
	test(name, { timeout: isFull ? 1_800_000 : 180_000 }, async () => {
		const current = (load ??= await Load.open(installation, name));
		load = undefined;
		Object.assign(current, { name });
		current.talk();
		try {
			await act(current, new Chance(name));
			await current.settle();
			load = current;
		} finally {
			if (!load) {
				current.close();
				await installation.heal();
			}
		}
	});
}

/** Stops a process in its tracks for 5 s. */
async function pause(current, name, freeze, thaw) {
	current.note(`${name} is stopped`);
	freeze();
	await delay(5000);
	thaw();
	current.note(`${name} goes on`);
}

fault('nothing breaks', async () => delay(2000));

fault('a worker is killed with -9, again and again', async (current, chance) => {
	for (let i = 0; i < times(100); i++) {
		await delay(chance.int(100, 1200));
		const server = chance.pick(installation.servers);
		current.note(`kill -9 of the worker on ${server.port}`);
		await server.crash();
	}
});

fault('a worker is stopped for 5 s', async (current, chance) => {
	for (let i = 0; i < times(20); i++) {
		await delay(chance.int(200, 1000));
		const server = chance.pick(installation.servers);
		await pause(current, `the worker on ${server.port}`, () => server.process.kill('SIGSTOP'), () => server.process.kill('SIGCONT'));
	}
});

fault('each worker is drained in turn', async (current, chance) => {
	for (const server of installation.servers) {
		await delay(chance.int(300, 1500));
		current.note(`the worker on ${server.port} is drained`);
		await server.kill('SIGTERM');
		current.note(`the worker on ${server.port} has ended`);
		await server.boot();
	}
});

fault('Redis is killed', async (current, chance) => {
	for (let i = 0; i < times(20); i++) {
		await delay(chance.int(500, 1500));
		current.note('kill -9 of Redis');
		await installation.redis.kill();
		await delay(chance.int(0, 1500));
		await installation.redis.boot();
		current.note('Redis is back');
	}
});

fault('Redis is stopped for 5 s', async (current, chance) => {
	for (let i = 0; i < times(20); i++) {
		await delay(chance.int(200, 1000));
		await pause(current, 'Redis', () => installation.redis.freeze(), () => installation.redis.thaw());
	}
});

fault('PostgreSQL is killed', async (current, chance) => {
	for (let i = 0; i < times(20); i++) {
		await delay(chance.int(500, 1500));
		current.note('kill -9 of PostgreSQL');
		await installation.postgresql.crash();
		await delay(chance.int(0, 500));
		await installation.postgresql.revive();
		current.note('PostgreSQL is back');
	}
});

fault('PostgreSQL is away, and sessions already open keep chatting', async current => {
	const seconds = isFull ? 120 : 15;
	current.note('PostgreSQL goes away');
	await installation.postgresql.crash();
	for (let i = 0; i < seconds; i += 5) {
		const since = Date.now();
		await delay(5000);
		const [accepted, shown] = ['accepted', 'shown'].map(state => current.record.count(state, since));
		current.note(`in 5 s: ${accepted} accepted, ${shown} shown`);
		assert.ok(accepted > current.rate, `in 5 s without PostgreSQL ${accepted} messages were accepted`);
		assert.ok(shown > current.rate, `in 5 s without PostgreSQL ${shown} messages were shown to the other side`);
	}
	await installation.postgresql.revive();
	current.note('PostgreSQL is back');
});

fault('half of all publications through Redis are lost, and every listener is complete within 6 s', async (current, chance) => {
	for (const { ways } of installation.servers) ways.redis.forget(0.5, chance);
	await delay(isFull ? 60_000 : 6000);
	current.hush();
	const hushed = Date.now();
	const dropped = installation.servers.map(({ ways }) => ways.redis.dropped);
	current.note(`dropped ${dropped} publications`);
	assert.ok(dropped.every(count => count > 0), `dropped ${dropped}`);
	await until(() => current.isComplete(), 30_000, 'every listener to be complete');
	const lastMs = current.lastCompletedAt() - hushed;
	current.say(`${dropped} publications lost, complete ${lastMs} ms after the last word`);
	for (const { ways } of installation.servers) ways.redis.forget(0);
	assert.ok(lastMs < 6000, `the last listener was complete after ${lastMs} ms`);
});

fault('the network between clients and workers is late, cut, and half-open', async (current, chance) => {
	for (let i = 0; i < (isFull ? 10 : 1); i++) {
		for (const proxy of installation.proxies) proxy.delayMs = chance.int(50, 400);
		current.note('late');
		await delay(2500);
		for (const proxy of installation.proxies) proxy.delayMs = 0;
		for (const proxy of installation.proxies) proxy.cut();
		current.note('cut');
		await delay(1500);
		for (const proxy of installation.proxies) proxy.freeze();
		current.note('half-open');
		await delay(2500);
	}
});

fault('the network between workers and PostgreSQL is late, cut, and half-open', async (current, chance) => {
	for (let i = 0; i < (isFull ? 10 : 1); i++)
		for (const { ways, port } of installation.servers) {
			ways.postgresql.delayMs = chance.int(20, 200);
			current.note(`late for ${port}`);
			await delay(1500);
			ways.postgresql.delayMs = 0;
			ways.postgresql.cut();
			current.note(`cut for ${port}`);
			await delay(1000);
			ways.postgresql.freeze();
			current.note(`half-open for ${port}`);
			await delay(1500);
		}
});

fault("a worker's clock is a day off", async (current, chance) => {
	const server = chance.pick(installation.servers);
	const ahead = chance.pick(['+1d', '-1d']);
	server.environment = fakeTime(ahead);
	current.note(`the clock of the worker on ${server.port} goes ${ahead}`);
	await server.crash();
	const since = Date.now();
	await delay(isFull ? 30_000 : 4000);
	const stamps = current.record.told.filter(told => told.at > since && told.state === 'accepted').map(told => told.createdAt / 1000 - told.at);
	const [least, most] = [Math.min(...stamps), Math.max(...stamps)];
	assert.ok(least > -4000 && most < 4000, `messages are stamped within 2 s of PostgreSQL's clock: ${least} to ${most} ms`);
	server.environment = {};
	await server.crash();
});

function fakeTime(offset) {
	const said = execFileSync('faketime', ['-f', offset, 'env'], { encoding: 'utf8' });
	const preload = said.match(/^LD_PRELOAD=(.*)$/m)[1];
	return { LD_PRELOAD: preload, FAKETIME: offset, FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1' };
}

test('in the end every conversation is ended, and both sides hear of it', async () => {
	assert.ok(load, 'the conversations before went well');
	await load.end();
});
