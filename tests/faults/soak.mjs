// A long run of everything at once, by hand: a replica on plain HTTP and one that ends TLS, two workers
// each, sockets and event streams, a steady pace of messages, and every minute something that breaks.
// What must not grow is measured by the minute, and in the end the books are compared.
//
//     soak.mjs [--minutes 30] [--connections 2000] [--rate 200] [--pause 60]
//
// `pause`: seconds from one fault to the next. Ends with a table, and a status of 1 when something was
// lost or has grown. A quarter of the clients come over TLS, a quarter by event streams.
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { until } from '../harness/wait.mjs';
import { Installation } from './installation.mjs';
import { Load } from './load.mjs';
import { Chance } from './seed.mjs';
import { pause } from './series.mjs';

const TENANTS = 20, AGENTS = 5, WORKERS = 2;
const GROWTH_MOST = 1.1; // the last quarter's median to the second's
const { values } = parseArgs({ options: Object.fromEntries([['minutes', '30'], ['connections', '2000'], ['rate', '200'], ['pause', '60']].map(([name, usual]) => [name, { type: 'string', default: usual }])) });
const [minutes, connections, rate, pauseSeconds] = ['minutes', 'connections', 'rate', 'pause'].map(name => Number(values[name]));

class MixedInstallation extends Installation {
	/** Of four doors one leads to the replica that ends TLS. */
	doors(isStripped) {
		const [plain, secure] = this.servers;
		return isStripped ? [plain.stripping, plain.stripping, plain.stripping, secure.stripping] : [plain, plain.proxy, plain.proxy, secure.proxy];
	}
}

const faults = [
	['kill -9 of a worker on plain HTTP', ({ servers: [plain] }) => process.kill(plain.workers()[1], 'SIGKILL')],
	['Redis is killed', async ({ redis }) => {
		await redis.kill();
		await delay(1000);
		await redis.boot();
	}],
	['kill -9 of a worker with TLS', ({ servers: [, secure] }) => process.kill(secure.workers()[1], 'SIGKILL')],
	['PostgreSQL is killed', async ({ postgresql }) => {
		await postgresql.crash();
		await postgresql.revive();
	}],
	['networks are half-open, then cut', async ({ proxies }) => {
		for (const proxy of proxies) proxy.freeze();
		await delay(3000);
		for (const proxy of proxies) proxy.cut();
	}],
	['a rolling restart with TLS', ({ servers: [, secure] }) => secure.process.kill('SIGHUP')],
	['Redis is stopped for 5 s', ({ redis }, load) => pause(load, 'Redis', () => redis.freeze(), () => redis.thaw())],
	['a worker is stopped for 5 s', ({ servers: [plain] }, load) => pause(load, 'a worker', () => process.kill(plain.workers()[1], 'SIGSTOP'), () => process.kill(plain.workers()[1], 'SIGCONT'))],
	['PostgreSQL is away for 10 s, the disk full for five of them', async ({ postgresql, disk }) => {
		disk.fill();
		await postgresql.crash();
		await delay(5000);
		disk.free();
		await delay(5000);
		await postgresql.revive();
	}],
];

/** Kilobytes that a process holds in memory, and its descriptors; zeros when it is gone. */
function look(pid) {
	try {
		const [, kilobytes] = readFileSync(`/proc/${pid}/status`, 'utf8').match(/^VmRSS:\s+(\d+) kB/m);
		return { kilobytes: Number(kilobytes), descriptors: readdirSync(`/proc/${pid}/fd`).length };
	} catch {
		return { kilobytes: 0, descriptors: 0 };
	}
}

const total = (looks, what) => looks.reduce((sum, each) => sum + each[what], 0);

/** One row of the table; what was logged since the one before. The first worker on plain HTTP is never broken: what it holds tells most. */
function measure(minute, { servers }, before) {
	const looks = servers.map(server => server.workers().map(look));
	const logged = servers.reduce((sum, { log }) => sum + log.length, 0);
	return {
		minute, logged,
		'steady worker KiB': looks[0][0].kilobytes,
		...Object.fromEntries(['plain', 'TLS'].flatMap((name, i) => [[`${name} KiB`, total(looks[i], 'kilobytes')], [`${name} fds`, total(looks[i], 'descriptors')]])),
		'log KiB': Math.round((logged - (before?.logged ?? 0)) / 1024),
	};
}

function median(rows, column) {
	const sorted = rows.map(row => row[column]).sort((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)];
}

/** The columns that have grown from the second quarter to the last. */
function grown(rows) {
	const quarter = Math.floor(rows.length / 4);
	return Object.keys(rows[0]).filter(name => !['minute', 'logged'].includes(name)).filter(column =>
		median(rows.slice(-quarter), column) > GROWTH_MOST * median(rows.slice(quarter, 2 * quarter), column));
}

async function run(installation, load) {
	const chance = new Chance('soak');
	const rows = [];
	load.talk();
	for (let round = 0; round * pauseSeconds < 60 * minutes; round++) {
		const next = Date.now() + 1000 * pauseSeconds;
		await until(() => load.threads.every(thread => thread.isCurrent), 1000 * pauseSeconds, 'everybody to be there').catch(error => load.say(error.message));
		rows.push(measure(Math.round((round * pauseSeconds) / 60), installation, rows.at(-1)));
		const [name, act] = faults[round % faults.length];
		load.note(name);
		load.say(`${JSON.stringify(rows.at(-1))}; now ${name}`);
		await act(installation, load, chance);
		await delay(Math.max(0, next - Date.now()));
	}
	await load.settle();
	return rows;
}

const installation = await MixedInstallation.open({ workers: WORKERS, tenants: TENANTS, agents: AGENTS });
try {
	const load = await Load.open(installation, 'soak', { conversations: connections - TENANTS * AGENTS, rate, streaming: 2.5, isTerse: true });
	try {
		const rows = await run(installation, load);
		console.table(rows.map(({ logged, ...row }) => row));
		const columns = grown(rows);
		console.log(columns.length ? `grown: ${columns.join(', ')}` : 'nothing has grown');
		if (columns.length) process.exitCode = 1;
	} finally {
		load.close();
	}
} finally {
	await installation.stop();
}
