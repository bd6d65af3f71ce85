// make scale: a tenant of a million sessions and twenty million messages, and what every statement does there.
//
//     make scale [SESSIONS=1000000] [MESSAGES=20000000] [SCALE="[--calls 300] [--keep FOLDER] [--only chat_resume,…] [--processor]"]
//
// It fails with the statement, what PostgreSQL did and with which table, where a lane's bounds are passed
// (scale/lanes.mjs). --keep leaves the database in a folder, and finds it there: filling takes most of the time.
// --processor judges times by the processor's, where others use the machine as well.
import { parseArgs } from 'node:util';
import { checkCases, statements, valuesOf } from './scale/cases.mjs';
import { fill } from './scale/fill.mjs';
import { LANES, laneOf } from './scale/lanes.mjs';
import { Place } from './scale/place.mjs';
import { Plans } from './scale/plans.mjs';
import { Sample } from './scale/sample.mjs';
import { pretendToBeOld } from './scale/scope.mjs';
import { percentile, Times } from './scale/times.mjs';
import { roleOf } from '../sql/database.mjs';

const PLANNED = 24; // calls whose plans are looked at: the sixth of a function may have another than the first
const { values: options } = parseArgs({
	options: {
		sessions: { type: 'string', default: '1000000' }, messages: { type: 'string', default: '20000000' }, calls: { type: 'string', default: '300' },
		keep: { type: 'string' }, only: { type: 'string' }, processor: { type: 'boolean', default: false },
	},
});
const began = Date.now();
const say = what => console.error(`scale: ${Math.round((Date.now() - began) / 1000)} s: ${what}`);

/** The tenant that is filled, now or by an earlier run. */
async function prepare(place) {
	if (place.noted) return place.noted;
	const tenant = place.createTenant('Northwind');
	const of = await fill(place, tenant, { sessions: Number(options.sessions), messages: Number(options.messages) }, say);
	place.note({ tenant, of });
	return { tenant, of };
}

async function readSample(place, tenant) {
	const client = await place.postgresql.client();
	try {
		await client.query(`SET search_path = ${roleOf(tenant)}, public`);
		return await Sample.read(client, tenant);
	} finally {
		await client.end();
	}
}

const calls = (statement, sample, count) => Array.from({ length: count }, () => valuesOf(statement, sample));
const columns = [['statement', 34], ['lane', -12], ['calls', 6], ['p50 ms', 8], ['p99 ms', 8], ['counting', 9], ['processor', 10], ['buffers', 8], ['most', 8]];
const print = cells => console.log(cells.map((cell, i) => (i < 2 ? String(cell).padEnd(Math.abs(columns[i][1])) : String(cell).padStart(columns[i][1]))).join('  '));

/** One statement's line; answers what is wrong with it. */
async function measure(statement, { plans, times, sample, tidy }) {
	const lane = laneOf(statement);
	const { faults, buffers } = await plans.look(statement, calls(statement, sample, PLANNED));
	const { clock, processor, counting } = await times.take(statement, calls(statement, sample, Number(options.calls)));
	if (statement.isWrite) await tidy();
	const [p99, countingP99, processorP99] = [clock, counting, processor].map(took => percentile(took, 0.99));
	print([statement.name, lane, clock.length, percentile(clock, 0.5).toFixed(2), p99.toFixed(2), countingP99.toFixed(2), processorP99.toFixed(2), percentile(buffers, 0.5), Math.max(...buffers)]);
	const ofMachine = countingP99 - percentile(counting, 0.5);
	const own = (options.processor ? processorP99 : p99) - ofMachine;
	const much = `${statement.name}: ${own.toFixed(1)} ms at the 99th percentile without the ${ofMachine.toFixed(1)} that the machine takes of who only counts`;
	return own > LANES[lane].p99Ms ? [...faults, `${much}, more than ${LANES[lane].p99Ms}`] : faults;
}

/** The functions that no statement has come to: of these nothing is known. */
async function readUncalled(postgresql, tenant) {
	const rows = await postgresql.query(`SELECT proname FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE l.lanname = 'plpgsql'
		AND pronamespace IN ($1::regnamespace, 'control'::regnamespace) AND pg_stat_get_function_calls(p.oid) IS NULL ORDER BY 1`, [roleOf(tenant)]);
	return rows.map(row => row.proname);
}

async function main(place) {
	checkCases();
	const { tenant, of } = await prepare(place);
	await pretendToBeOld(place.postgresql, tenant);
	const admin = await place.postgresql.client();
	// What was written and taken back is dead, and lies where the next would read: autovacuum would come by.
	const tidy = () => admin.query(`VACUUM ${['chat_sessions', 'support_agents', 'visitors'].map(table => `${roleOf(tenant)}.${table}`).join(', ')}`);
	const context = { tidy, sample: await readSample(place, tenant), plans: await Plans.open(place.postgresql, tenant), times: await Times.open(place.postgresql, tenant) };
	const only = options.only?.split(',');
	const faults = [];
	console.log(Object.entries(of).map(([name, count]) => `${name} ${count}`).join(', '));
	print(columns.map(([name]) => name));
	for (const statement of statements.filter(({ name }) => !only || only.includes(name))) faults.push(...await measure(statement, context));
	await context.plans.close();
	await context.times.close();
	await admin.end();
	if (!only) console.log(`functions that were not called: ${(await readUncalled(place.postgresql, tenant)).join(', ')}`);
	return faults;
}

const place = Place.open(options.keep);
try {
	const faults = await main(place);
	for (const fault of faults) console.log(fault);
	process.exitCode = faults.length > 0 ? 1 : 0;
} finally {
	place.stop();
}
