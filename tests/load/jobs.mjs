// make scale JOBS=100000: so many durable jobs of 1,000 tenants, done by two workers that are killed and stopped
// at random. What a claim costs PostgreSQL, whether each job has its effect once, and whether any tenant waits
// behind another.
//
//     make scale JOBS=100000 [SCALE="[--tenants 1000]"]
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Database, roleOf } from '../sql/database.mjs';
import { makeEffects, Worker } from '../sql/workers.mjs';
import { Chance } from '../faults/seed.mjs';
import { until } from '../harness/wait.mjs';
import { percentile } from './scale/times.mjs';

const CLAIM_MS = 0.2, LATECOMERS = 20;
const { values: options } = parseArgs({ options: { jobs: { type: 'string', default: '100000' }, tenants: { type: 'string', default: '1000' } } });
const began = Date.now();
const say = what => console.error(`scale: ${Math.round((Date.now() - began) / 1000)} s: ${what}`);
const faults = [];
const report = (what, value, unit, most) => {
	console.log(`${what}: ${value.toFixed(3)} ${unit}${most === undefined ? '' : `, at most ${most}`}`);
	if (value > most) faults.push(`${what}: ${value.toFixed(3)} ${unit}, more than ${most}`);
};

/** All in one client's hand: a transaction for each tenant. */
async function enqueue(postgresql, tenants, count) {
	const client = await postgresql.client('frontdesk_gateway');
	for (const tenant of tenants) {
		await client.query('BEGIN');
		await client.query("SELECT set_config('role', $1, true), set_config('search_path', $1, true)", [roleOf(tenant)]);
		await client.query("SELECT control.job_enqueue('probe.effect', gen_random_uuid()) FROM generate_series(1, $1)", [count]);
		await client.query('COMMIT');
	}
	await client.end();
}

/** Kills and stops the workers until `isOver`; answers how often. */
async function disturb(database, workers, isOver) {
	const chance = new Chance('jobs'), times = { killed: 0, stopped: 0 };
	while (!isOver()) {
		await delay(chance.int(1000, 4000));
		const place = chance.int(0, workers.length - 1);
		if (chance.int(0, 3) > 0) {
			await workers[place].end('SIGKILL');
			workers[place] = Worker.start(database);
			times.killed++;
		} else {
			workers[place].process.kill('SIGSTOP');
			await delay(chance.int(1000, 25_000)); // its leases may end meanwhile
			workers[place].process.kill('SIGCONT');
			times.stopped++;
		}
	}
	return times;
}

/** Every effect of the tenants: who, when, in order. */
async function readEffects(postgresql, tenants) {
	const client = await postgresql.client(), effects = [];
	for (const [i, tenant] of tenants.entries()) {
		const { rows } = await client.query(`SELECT job_id, extract(epoch FROM at)::float AS at FROM ${roleOf(tenant)}.effects`);
		effects.push(...rows.map(row => ({ ...row, tenant: i })));
	}
	await client.end();
	return effects.sort((a, b) => a.at - b.at);
}

/** When half of all is done, nobody has done much more of theirs than another. */
function judgeShares(effects, tenants) {
	const start = effects[0].at, first = new Map(), half = Array(tenants.length).fill(0);
	for (const [i, { tenant, at }] of effects.entries()) {
		if (!first.has(tenant)) first.set(tenant, at - start);
		if (i < effects.length / 2) half[tenant]++;
	}
	const starts = [...first.values()];
	report('from the first effect of all to the first of the last tenant', Math.max(...starts), 's');
	report('until the last effect', effects.at(-1).at - start, 's');
	report('at half time a tenant has done, the least', Math.min(...half), 'jobs');
	report('the most', Math.max(...half), 'jobs');
}

/** How long a process has had a processor, in milliseconds. */
function processorMs(pid) {
	const [, ...fields] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' '); // behind the state
	return (Number(fields[10]) + Number(fields[11])) * 10;
}

/** What claims take of PostgreSQL's processor, whatever else the machine does; what they take is put back. */
async function measureClaims(postgresql, claims, most) {
	const client = await postgresql.client('frontdesk_gateway'), admin = await postgresql.client(), after = [randomUUID(), ''];
	const claim = async () => {
		const { rows } = await client.query("SELECT * FROM control.jobs_claim('{probe.effect}', '{4}', '{600}', '{5}', $1, $2, $3)", [...after, most]);
		if (rows.length > 0) after.splice(0, 2, rows[0].reached_id, rows[0].reached_kind);
		await admin.query("UPDATE control.jobs SET state = 'due', attempts = 0 WHERE state = 'taken'");
		return rows.length;
	};
	const { rows: [{ pid }] } = await client.query('SELECT pg_backend_pid() AS pid');
	await claim(); // plans
	const before = processorMs(pid);
	let jobs = 0;
	for (let i = 0; i < claims; i++) jobs += await claim();
	report(`claims of ${most}, ${jobs} jobs: of PostgreSQL's processor a job`, (processorMs(pid) - before) / jobs, 'ms', CLAIM_MS);
	await client.end();
	await admin.end();
	await postgresql.query('VACUUM ANALYZE control.jobs');
}

async function readTimes(postgresql, count) {
	for (const [what, text] of [['claims', 'control.jobs_claim('], ['effects with their finish', 'control.job_finish(']]) {
		const [row] = await postgresql.query('SELECT sum(calls)::int AS calls, sum(total_exec_time) AS ms FROM pg_stat_statements WHERE strpos(query, $1) > 0 AND toplevel', [text]);
		report(`${row.calls} ${what} beside all else: PostgreSQL's time a job`, row.ms / count, 'ms');
	}
}

const database = Database.start([]);
try {
	const { postgresql } = database, jobs = Number(options.jobs), count = Number(options.tenants);
	const tenants = [];
	for (let i = 0; i < count + LATECOMERS; i++) {
		tenants.push(database.createTenant(`Shop ${i}`));
		if (i % 100 === 99) say(`${i + 1} tenants`);
	}
	const late = tenants.splice(count);
	await makeEffects(postgresql, [...tenants, ...late]);
	await enqueue(postgresql, tenants, Math.ceil(jobs / count));
	const total = Math.ceil(jobs / count) * count;
	await postgresql.query('CREATE EXTENSION pg_stat_statements');
	await postgresql.query('ANALYZE control.jobs');
	say(`${total} jobs are there`);
	for (const most of [16, 32]) await measureClaims(postgresql, Math.min(500, Math.floor(total / most / 4)), most);
	const left = async () => (await postgresql.query('SELECT count(*)::int AS n FROM control.jobs'))[0].n;
	const workers = [Worker.start(database), Worker.start(database)];
	let isOver = false;
	const disturbing = disturb(database, workers, () => isOver);
	const waits = [];
	for (const tenant of late) {
		if ((await left()) === 0) break;
		await delay(500);
		const at = Date.now() / 1000;
		await enqueue(postgresql, [tenant], 1);
		waits.push({ tenant, at });
	}
	await until(async () => (await left()) === 0, 1_800_000, 'all to be done');
	isOver = true;
	const times = await disturbing;
	say(`done; killed ${times.killed} times, stopped ${times.stopped} times`);
	for (const worker of workers) await worker.end();
	const effects = await readEffects(postgresql, tenants), once = new Set(effects.map(({ job_id }) => job_id)).size;
	report('jobs without an effect', total - once, '', 0);
	report('effects that are there twice', effects.length - once, '', 0);
	judgeShares(effects, tenants);
	const came = await readEffects(postgresql, waits.map(({ tenant }) => tenant));
	const waited = came.map(({ tenant, at }) => at - waits[tenant].at).sort((a, b) => a - b);
	if (waited.length) report(`${waited.length} who came with one job meanwhile waited, at half of them`, percentile(waited, 0.5), 's');
	if (waited.length) report('the longest', waited.at(-1), 's');
	await readTimes(postgresql, total);
} finally {
	database.stop();
}
for (const fault of faults) console.log(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
