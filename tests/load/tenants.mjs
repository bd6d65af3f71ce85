// make scale TENANTS=2000: so many tenants at one worker, and 20,000 sessions waiting in one of them. What that
// queue's digests and places take, what it costs others, and how large PostgreSQL's processes get meanwhile.
//
//     make scale TENANTS=2000 [SCALE="[--waiting 20000] [--rounds 3] [--seconds 10]"]
import { parseArgs } from 'node:util';
import { Server } from '../harness/server.mjs';
import { fill } from './scale/fill.mjs';
import { Crowd, Talk } from './scale/talk.mjs';
import { percentile } from './scale/times.mjs';
import { hireEverywhere, visitAll } from './scale/visits.mjs';
import { median } from './table.mjs';

const QUEUE_MS = 20, BACKEND_MB = 150;
const { values: options } = parseArgs({
	options: {
		tenants: { type: 'string', default: '2000' }, waiting: { type: 'string', default: '20000' }, rounds: { type: 'string', default: '3' },
		seconds: { type: 'string', default: '10' },
	},
});
const began = Date.now();
const say = what => console.error(`scale: ${Math.round((Date.now() - began) / 1000)} s: ${what}`);
const p99 = took => percentile(took, 0.99);
const faults = [];
const report = (what, value, unit, most) => {
	console.log(`${what}: ${value.toFixed(1)} ${unit}${most === undefined ? '' : `, at most ${most}`}`);
	if (value > most) faults.push(`${what}: ${value.toFixed(1)} ${unit}, more than ${most}`);
};

async function makeTenants(server, count) {
	const tenants = [], took = [];
	for (let i = 0; i < count; i++) {
		const at = Date.now();
		tenants.push(server.createTenant(`Shop ${i}`));
		took.push(Date.now() - at);
		if (i % 100 === 99) {
			say(`${i + 1} tenants`);
			await new Promise(setImmediate); // what the server says is read
		}
	}
	report('a tenant is made in, of the first hundred', median(took.slice(0, 100)), 'ms');
	report('of the last hundred', median(took.slice(-100)), 'ms');
	return tenants;
}

/** With the queue's people and without, in turns. */
async function compare(server, others, queue) {
	const talk = await Talk.open(server, others, 5), crowd = await Crowd.open(server, queue, 50);
	const runMs = Number(options.seconds) * 1000, took = { without: [], with: [] };
	await talk.run(2000);
	await server.postgresql.query('CREATE EXTENSION pg_stat_statements');
	await server.postgresql.query('SELECT pg_stat_statements_reset()'); // it has counted from the start
	for (let round = 0; round < Number(options.rounds); round++) {
		took.without.push(await talk.run(runMs));
		const [during] = await Promise.all([talk.run(runMs), crowd.run(runMs)]);
		took.with.push(during);
		say(`round ${round + 1}: p99 ${p99(took.without.at(-1)).toFixed(1)} ms without the queue, ${p99(during).toFixed(1)} ms with it`);
	}
	await talk.close();
	report("others' messages, 99th percentile until stored, without the queue", median(took.without.map(p99)), 'ms');
	report('the same with it', median(took.with.map(p99)), 'ms');
}

async function readQueueTimes(server) {
	for (const [what, text] of [['places', 'chat_queue_ids_'], ['digests', 'chat_session_digests_'], ['counts', 's.transferred_to IS NOT NULL AND chat_kept_for_']]) {
		const [row] = await server.postgresql.query(`SELECT sum(calls)::int AS calls, max(mean_exec_time) AS mean, max(max_exec_time) AS most FROM pg_stat_statements
			WHERE strpos(query, $1) > 0 AND toplevel`, [text]);
		if (!row.calls) continue;
		report(`${what} of the queue, ${row.calls} times, mean`, row.mean, 'ms', QUEUE_MS);
		report('the longest', row.most, 'ms');
	}
}

const server = await Server.start({ workers: '1', log_level: 'warn' });
try {
	for (const setting of ['fsync = off', 'full_page_writes = off', "max_wal_size = '8GB'"]) await server.postgresql.query(`ALTER SYSTEM SET ${setting}`);
	await server.postgresql.query('SELECT pg_reload_conf()');
	const tenants = await makeTenants(server, Number(options.tenants)), [queue, ...rest] = tenants;
	const waiting = Number(options.waiting);
	await fill(server, queue, { sessions: 2 * waiting, messages: 10 * waiting, waiting, active: Math.ceil(waiting / 100), agents: 20 }, say);
	await compare(server, rest.slice(0, 4), queue);
	await readQueueTimes(server);
	const who = server.addAgent(queue, 'everybody@others.example', { role: 'supervisor' });
	await hireEverywhere(server.postgresql, who.email, tenants);
	const { processes, most, visits } = await visitAll(server, who, tenants);
	report(`${visits.length} tenants visited by ${processes} processes of PostgreSQL; a visit, 99th percentile`, p99(visits), 'ms');
	for (const [link, mb] of Object.entries(most)) report(`private memory of the largest "${link}"`, mb, 'MB', BACKEND_MB);
} finally {
	await server.stop();
}
for (const fault of faults) console.log(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
