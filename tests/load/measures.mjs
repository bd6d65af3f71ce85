// What is measured: each answers rows of the table. Runs of ours and of the partner alternate, each
// with its own warm-up, so that a neighbour's noise hits both.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { load } from './loader.mjs';
import { residentBytes } from './pin.mjs';
import { built, startBareRelay, startNodeRelays, startRedis } from './servers.mjs';
import { medians, number } from './table.mjs';
import { widget } from './widget.mjs';
import { roleOf } from '../sql/database.mjs';

// One worker, or the partner that replaces it, has core 0 to itself; the loader and PostgreSQL share
// core 1. Of two servers each has a core, and whatever else there is may use both.
const PEOPLE = 1000, LINGER_MS = 8000;
export const pins = { worker: '0', rest: '1', both: '0,1' };

async function alternate(rounds, ours, partner) {
	const results = { ours: [], partner: [] };
	for (let i = 0; i < rounds; i++) {
		results.ours.push(await ours());
		if (partner) results.partner.push(await partner());
	}
	return { ours: medians(results.ours), partner: partner ? medians(results.partner) : {} };
}

// Deliveries a second, and the processor time that each cost: the latter also holds when neighbours
// take processor time away.
function talkRows(name, { ours, partner }, bounds, hasLatency = true) {
	const cost = result => (result.cpuSeconds / result.deliveries) * 1e6;
	const limit = Math.max(ours.loaderCpu, partner.loaderCpu) > 0.9 ? 'the loader is the limit' : '';
	const rows = [
		{ measure: `${name}: deliveries/s`, ours: ours.perSecond, partner: partner.perSecond, value: ours.perSecond / partner.perSecond, ...bounds, note: limit },
		{ measure: `${name}: server's CPU a delivery`, ours: cost(ours), partner: cost(partner), unit: 'µs' },
	];
	if (hasLatency)
		rows.push({ measure: `${name}: p50`, ours: ours.p50Ms, partner: partner.p50Ms, unit: 'ms' }, { measure: `${name}: p99`, ours: ours.p99Ms, partner: partner.p99Ms, unit: 'ms' });
	return rows;
}

async function talk(bench, partner, options) {
	const { house } = bench;
	const common = { run: bench.runMs, warmup: bench.warmupMs, ...options };
	return alternate(bench.rounds, async () => {
		const result = await load('talk', house, { ...common, people: house.file }, { cores: pins.rest });
		await house.settle();
		return result;
	}, partner && (() => load('talk', partner, { ...common, relay: 1 }, { cores: pins.rest })));
}

async function withBareRelay(bench, work) {
	bench.house.pin({ worker: pins.worker, database: pins.rest });
	const relay = await startBareRelay(pins.worker);
	try {
		return await work(relay);
	} finally {
		await relay.stop();
	}
}

// The relay stores nothing. Beside PostgreSQL, on the loader's core, no server that stores can be as quick as it:
// what stands to be compared with is the relay's time a delivery and that of a row which is inserted by hand.
async function pairs(bench) {
	const { house } = bench;
	await house.people(200);
	const result = await withBareRelay(bench, relay => talk(bench, relay, { sessions: 200, window: 1 }));
	const { ours } = await alternate(bench.rounds, await rowsByHand(bench, 'Pairs'));
	const both = 1 / (1 / result.partner.perSecond + 1 / ours.perSecond);
	return [
		...talkRows('(b) 200 pairs, one worker', result, { wanted: 0.75 }),
		{
			measure: '(b) 200 pairs, against relay and unnest together: deliveries/s', ours: result.ours.perSecond, partner: both,
			value: result.ours.perSecond / both, floor: 0.75, wanted: 0.9, note: `unnest by hand: ${Math.round(ours.perSecond)} rows/s`,
		},
	];
}

async function rooms(bench) {
	await bench.house.people(20);
	const result = await withBareRelay(bench, relay => talk(bench, relay, { sessions: 20, listeners: 50, window: 1 }));
	return talkRows('(b) 20 rooms of 50, one worker', result, { floor: 0.6, wanted: 0.9 });
}

async function fanOut(bench) {
	const listeners = bench.isQuick ? 2000 : 5000;
	await bench.house.people(1);
	return withBareRelay(bench, async relay => {
		const options = { sessions: 1, listeners, window: 1 };
		const event = await talk(bench, relay, { ...options, typing: 1 });
		const message = await talk(bench, relay, options);
		return [
			...talkRows(`(f) one event to ${listeners}`, event, { floor: 0.6, wanted: 0.9 }, false),
			...talkRows(`(f) one message, and its stored, to ${listeners}`, message, { floor: 0.6, wanted: 0.9 }),
		];
	});
}

async function acknowledgement(bench) {
	await bench.house.people(200);
	bench.house.pin({ worker: pins.worker, database: pins.rest });
	const { ours } = await talk(bench, null, { sessions: 200, rate: 2000 });
	return [
		{ measure: '(g) stored ack at 2,000/s: p99', ours: ours.storedP99Ms, value: ours.storedP99Ms, wanted: 20, lowIsGood: true, unit: 'ms' },
		{ measure: '(g) stored ack at 2,000/s: p50', ours: ours.storedP50Ms, unit: 'ms' },
	];
}

// A fresh worker each time: what starting the sessions has left in its memory is not the connections'.
async function memory(bench) {
	const count = bench.isQuick ? 3000 : 15000;
	const { house } = bench;
	await house.people(PEOPLE);
	const people = await house.crowd(count);
	await house.restart();
	house.pin({ worker: pins.worker, database: pins.rest });
	const before = residentBytes(house.pids);
	let after;
	// What a resume has read answers others for some seconds: it is none of an idle connection's.
	const look = async () => {
		await delay(LINGER_MS);
		after = residentBytes(house.pids);
	};
	await load('idle', house, { opening: 100, sessions: count, people }, { cores: pins.rest, onReady: look });
	const kilobytes = (after - before) / count / 1024;
	return [{
		measure: `(c) memory a connection at ${count}`, ours: kilobytes, value: kilobytes,
		floor: 3, wanted: 2, lowIsGood: true, unit: 'KiB', note: 'each with a session and a channel of its own',
	}];
}

async function connects(bench) {
	const count = PEOPLE;
	const { house } = bench;
	await house.people(count);
	const { ours } = await alternate(bench.rounds, async () => {
		await house.restart(); // who was there a moment ago is believed without PostgreSQL
		house.pin({ worker: pins.worker, database: pins.rest });
		const result = await load('storm', house, { sessions: count, opening: 100, people: house.file }, { cores: pins.rest });
		return { ...result, perCore: count / result.cpuSeconds };
	});
	return [
		{ measure: '(d) authenticated connects/s', ours: ours.perSecond, value: ours.perSecond, wanted: 10000, note: `PostgreSQL and the loader on one core; p99 ${ours.p99Ms} ms` },
		{ measure: "(d) connects a second of the worker's CPU", ours: ours.perCore, value: ours.perCore, wanted: 10000 },
	];
}

/** A run of a program that writes rows for 100 sessions of a tenant of its own: a partner's rows are numbered as no session's may be. */
async function rowsWritten(bench, name, program, argumentsOf) {
	const { house } = bench, { folder, postgresql } = house.server;
	const tenant = house.server.createTenant(name), file = join(folder, `sessions-${tenant}`);
	writeFileSync(file, (await house.emptySessions(tenant, 100)).map(id => id + '\n').join(''));
	const [user, ...rest] = argumentsOf(tenant, folder);
	const command = ['-c', pins.worker, join(built, program), postgresql.connection(user), ...rest, file, String(bench.isQuick ? 10000 : 40000)];
	return async () => JSON.parse(execFileSync('taskset', command, { encoding: 'utf8' }));
}

const rowsByHand = (bench, name) => rowsWritten(bench, name, 'unnest', tenant => ['frontdesk_admin', roleOf(tenant)]);

async function writer(bench) {
	const ours = await rowsWritten(bench, 'Ours', 'writer_rows', (tenant, folder) => ['frontdesk_gateway', join(folder, 'keys'), tenant]);
	const theirs = await rowsByHand(bench, 'Theirs');
	bench.house.pin({ worker: pins.worker, database: pins.rest });
	const { ours: mine, partner } = await alternate(bench.rounds, ours, theirs);
	return [{
		measure: '(e) writer, rows/s', ours: mine.perSecond, partner: partner.perSecond, value: mine.perSecond / partner.perSecond,
		floor: 0.7, note: '100 sessions of one tenant, batches of 256',
	}];
}

async function deaf(bench) {
	const { house } = bench;
	await house.people(PEOPLE);
	await house.restart();
	house.pin({ worker: pins.worker, database: pins.rest });
	const listeners = bench.isQuick ? 1 : Math.floor(5000 / PEOPLE) - 1, count = PEOPLE * (listeners + 1);
	const options = { sessions: PEOPLE, listeners, rate: 400, size: 4000, flood: 1, run: bench.runMs, warmup: bench.warmupMs, people: house.file };
	const run = extra => async () => {
		const result = await load('talk', house, { ...options, ...extra }, { cores: pins.rest });
		await house.settle();
		return result;
	};
	const { ours, partner } = await alternate(bench.rounds, run({ deaf: 1 }), run({}));
	return [{
		measure: `one of ${count} never reads: the others' p99`, ours: ours.p99Ms, partner: partner.p99Ms, unit: 'ms',
		value: Math.min(ours.p99Ms / partner.p99Ms / 1.2, (ours.p99Ms - partner.p99Ms) / 2), wanted: 1, lowIsGood: true,
		note: `partner: all read; within 1.2 times and 2 ms; slow consumers closed: ${await house.metric('frontdesk_ws_slow_consumers_total')}`,
	}];
}

async function replicas(bench) {
	await bench.house.people(200);
	const redis = await startRedis(pins.both);
	const node = await startNodeRelays(redis, ['0', '1']);
	try {
		const ours = await bench.house.replicas(redis, ['0', '1'], pins.both);
		const common = { sessions: 200, window: 1, run: bench.runMs, warmup: bench.warmupMs };
		const result = await alternate(bench.rounds, async () => {
			const done = await load('talk', ours, { ...common, people: bench.house.file });
			await bench.house.settle();
			return done;
		}, () => load('talk', node, { ...common, relay: 1 }));
		await ours.stop();
		return talkRows('(a) 200 pairs across two workers, Redis', result, { floor: 0.5, wanted: 1 });
	} finally {
		await node.stop();
		await redis.stop();
	}
}

// By then a worker asks again for what it has read of a session (after 5 s) and of a token (30 s).
const COLD_MS = 31000;

// The first of two replicas dies with its half of the connections; the other half talks on.
async function exodus(bench) {
	const count = bench.isQuick ? 500 : 5000, { house } = bench;
	await house.people(PEOPLE);
	const people = await house.crowd(count);
	await house.countStatements();
	const redis = await startRedis(pins.both);
	try {
		const replicas = await house.replicas(redis, ['0', '1'], pins.both);
		const before = { resumes: 0 };
		const options = { sessions: count, talkers: Math.min(count, PEOPLE), rate: 500, opening: 100, jitter: 2000, limit: 60000 + COLD_MS, people };
		const result = await load('exodus', replicas, options, { onReady: async () => {
			await delay(COLD_MS);
			before.resumes = await house.calls('FROM chat_resume_');
			await replicas.loseFirst();
		} });
		const resumes = (await house.calls('FROM chat_resume_')) - before.resumes;
		await replicas.stop();
		if (result.lost < count || result.back < result.lost) throw new Error(`storm: of ${count}, ${result.lost} were lost and ${result.back} came back`);
		if (resumes === 0) throw new Error('storm: nobody has asked PostgreSQL: is the statement named so?');
		return [
			{ measure: `storm: ${count} of ${2 * count} clients lose their worker; all back, gaps filled`, ours: result.allBackSeconds, value: result.allBackSeconds, wanted: 10, lowIsGood: true, unit: 's', note: `${result.filled} messages caught up with; half of them back after ${number(result.p50Ms)} ms` },
			{ measure: 'storm: resume queries a session', ours: resumes / count, value: resumes / count, note: `${resumes} queries, ${result.resumedFurther} resumed further`, wanted: 1, lowIsGood: true },
		];
	} finally {
		await redis.stop();
	}
}

/** By the letter that asks for them. */
export const measures = { a: replicas, b: pairs, r: rooms, c: memory, d: connects, e: writer, f: fanOut, g: acknowledgement, n: deaf, w: widget, x: exodus };
