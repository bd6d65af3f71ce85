// System calls of the spool and the writer fail under load: for a while always, or one in three, with
// no space, with input/output errors, or doing less than they were asked to.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Installation } from './installation.mjs';
import { ECONNRESET, EIO, ENOSPC, failCall, mendCall, takeCalls } from './io.mjs';
import { Load } from './load.mjs';
import { Chance } from './seed.mjs';

const isFull = process.env.FRONTDESK_TESTS_FULL === '1';

// What the spool calls (gateway/spool/file.c), but for those that libfiu does not know (openat and
// its like): these are in the unit tests. And what the writer's connection calls.
const SPOOL = [
	...[ENOSPC, EIO].map(errno => ({ call: 'posix/io/rw/pwrite', errno })),
	{ call: 'posix/io/rw/pwrite/reduce' },
	{ call: 'posix/io/sync/fdatasync', errno: EIO },
	{ call: 'posix/io/sync/fsync', errno: EIO },
	{ call: 'posix/io/rw/pread', errno: EIO },
	{ call: 'posix/io/rw/pread/reduce' },
	{ call: 'posix/io/oc/open', errno: ENOSPC },
	{ call: 'posix/io/dir/fdopendir', errno: EIO },
	{ call: 'posix/io/dir/readdir', errno: EIO },
];
const WRITER = [
	{ call: 'posix/io/net/send', errno: ECONNRESET },
	{ call: 'posix/io/net/recv', errno: ECONNRESET },
	{ call: 'posix/io/net/connect', errno: EIO },
];

let installation;
before(async () => {
	installation = await Installation.open();
	for (const server of installation.servers) await takeCalls(server);
});
after(() => installation?.stop());

/** Lets each call fail for a while at one of the replicas, in an order that the seed gives. */
async function failEach(calls, current, chance, act) {
	const left = [...calls];
	while (left.length > 0) {
		const [fault] = left.splice(chance.int(0, left.length - 1), 1);
		const server = chance.pick(installation.servers);
		current.note(`${fault.call} fails at ${server.port}${fault.errno ? ` with ${fault.errno}` : ''}${fault.share ? `, ${fault.share} of all` : ''}`);
		await failCall(server, fault);
		await act(server, chance);
		await mendCall(server, fault);
		current.note('it works again');
		await delay(200);
	}
}

const sometimes = fault => ({ ...fault, share: 0.3 });
const rounds = isFull ? 5 : 1;

/** The load, while PostgreSQL is so slow that every message goes through the spool. */
function slowly(name, act) {
	test(name, { timeout: isFull ? 900_000 : 300_000 }, async () => {
		const load = await Load.open(installation, name);
		try {
			for (const { ways } of installation.servers) ways.postgresql.delayMs = 200;
			load.talk();
			for (let i = 0; i < rounds; i++) await act(load, new Chance(`${name}/${i}`));
			for (const { ways } of installation.servers) ways.postgresql.delayMs = 0;
			await load.settle();
		} finally {
			load.close();
		}
	});
}

slowly("the spool's calls fail, always or now and then", async (load, chance) => {
	const failures = await installation.metric('frontdesk_spool_failures_total');
	await failEach([...SPOOL, ...SPOOL.filter(() => isFull || chance.int(0, 2) === 0).map(sometimes)], load, chance, () => delay(700));
	assert.ok(load.record.count('kept') > 0, 'messages went through the spool');
	assert.ok((await installation.metric('frontdesk_spool_failures_total')) > failures, 'calls of the spool failed');
});

slowly("the writer's calls fail, always or now and then", async (load, chance) => {
	await failEach([...WRITER, ...WRITER.map(sometimes)], load, chance, async server => {
		if (chance.int(0, 1)) server.ways.postgresql.cut();
		await delay(700);
	});
});

slowly('a worker that adopts a spool cannot read it at first', async (load, chance) => {
	const [dead, living] = chance.int(0, 1) ? installation.servers : [...installation.servers].reverse();
	await installation.postgresql.crash();
	await delay(2000);
	load.note(`kill -9 of the worker on ${dead.port}`);
	await failCall(living, { call: 'posix/io/rw/pread', errno: EIO });
	await failCall(living, { call: 'posix/io/dir/readdir', errno: EIO, share: 0.5 });
	await dead.kill('SIGKILL');
	await installation.postgresql.revive();
	await delay(3000);
	await mendCall(living, { call: 'posix/io/rw/pread' });
	await mendCall(living, { call: 'posix/io/dir/readdir' });
	await dead.boot();
});
