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

/** A test under load: the conversations of the test before go on, or new ones if those went wrong or
 * would become endless. */
function fault(name, act) {
	test(name, { timeout: isFull ? 1_800_000 : 300_000 }, async () => {
		const current = (load ??= await Load.open(installation, name));
		load = undefined;
		Object.assign(current, { name, isGood: false });
		current.talk();
		try {
			await act(current, new Chance(name));
			await current.settle();
			current.isGood = true;
			if (isFull) await current.end();
			load = isFull ? undefined : current;
		} finally {
			if (!load) current.close();
			if (!current.isGood) await installation.heal();
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
	current.note('PostgreSQL goes away');
	await installation.postgresql.crash();
	for (let seconds = 0; seconds < (isFull ? 120 : 15); seconds += 5) {
		const since = Date.now();
		await delay(5000);
		const counts = ['accepted', 'kept', 'shown'].map(state => [state, current.record.count(state, since)]);
		current.note(`in 5 s: ${counts.map(each => each.reverse().join(' ')).join(', ')}`);
		for (const [count, state] of counts) assert.ok(count > current.rate, `in 5 s without PostgreSQL only ${count} were ${state}`);
	}
	await installation.postgresql.revive();
	current.note('PostgreSQL is back');
});

fault('the spool disk is full and freed again while PostgreSQL is away', async current => {
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
	assert.equal(current.record.count('kept', full), 0, 'what has no room is not kept');
	assert.ok(current.record.count('accepted', full) > current.rate, 'but accepted');
	installation.disk.free();
	const freed = Date.now();
	current.note('the disk is freed');
	await until(() => current.record.count('kept', freed) > 0, 30_000, 'messages to be kept again');
	await installation.postgresql.revive();
	current.note('PostgreSQL is back');
});

fault('what a dead worker kept is stored by the other, though nobody sends it again', async (current, chance) => {
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
});

fault('half of all publications through Redis are lost, and every listener is complete within 6 s', async (current, chance) => {
	await current.shuffle(); // so that both replicas have much to tell the other
	for (const { ways } of installation.servers) ways.redis.forget(0.5, chance);
	await delay(isFull ? 60_000 : 6000);
	current.hush();
	const hushed = Date.now();
	const dropped = installation.servers.map(({ ways }) => ways.redis.dropped);
	current.note(`dropped ${dropped} publications`);
	assert.ok(dropped.every(count => count > 100), `dropped ${dropped}`);
	await until(() => current.isComplete(), 30_000, 'every listener to be complete');
	const lastMs = current.lastCompletedAt() - hushed;
	current.say(`${dropped} publications lost, complete ${lastMs} ms after the last word`);
	for (const { ways } of installation.servers) ways.redis.forget(0);
	assert.ok(lastMs < 6000, `the last listener was complete after ${lastMs} ms`);
});

fault('the networks are half-open, late, and cut', async (current, chance) => {
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
});

fault("a worker's clock is a day off", async (current, chance) => {
	const server = chance.pick(installation.servers);
	const ahead = chance.pick(['+1d', '-1d']);
	server.environment = fakeTime(ahead);
	current.note(`the clock of the worker on ${server.port} goes ${ahead}`);
	await server.crash();
	await current.shuffle();
	const since = Date.now();
	await delay(isFull ? 30_000 : 4000);
	const stamps = current.record.told.filter(told => told.at > since && told.state === 'accepted').map(told => told.createdAt / 1000 - told.at);
	const [least, most] = [Math.min(...stamps), Math.max(...stamps)];
	assert.ok(least > -4000 && most < 4000, `messages are stamped within 2 s of PostgreSQL's clock: ${least} to ${most} ms`);
	server.environment = {};
	await server.crash();
	await current.shuffle();
});

function fakeTime(offset) {
	const said = execFileSync('faketime', ['-f', offset, 'env'], { encoding: 'utf8' });
	const preload = said.match(/^LD_PRELOAD=(.*)$/m)[1];
	return { LD_PRELOAD: preload, FAKETIME: offset, FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1' };
}

test('in the end every conversation is ended, and both sides hear of it', async () => {
	load ??= await Load.open(installation, 'the end');
	await load.end();
});
