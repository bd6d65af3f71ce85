// make bench: prints one table, each measure beside its partner in the same run.
//
//     make bench [BENCH="[--quick] [--only b,c] [--rounds 5] [--seconds 5]"]
//
// a  two workers, Redis and PostgreSQL, sealed and stored, against a Node relay that stores nothing
// b  one worker, pairs, against a bare libwebsockets relay; r: rooms of 50
// c  memory of an idle connection      d  authenticated connects
// e  the writer, against unnest by hand      f  one event to 5,000 listeners
// g  how soon a message is stored      n  a client that never reads      x  a worker dies
// w  what the widget takes of a page's main thread
import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { measures, pins } from './measures.mjs';
import { House } from './servers.mjs';
import { printTable } from './table.mjs';

const { values } = parseArgs({
	options: {
		quick: { type: 'boolean', default: false }, only: { type: 'string' }, help: { type: 'boolean', default: false },
		rounds: { type: 'string' }, seconds: { type: 'string' },
	},
});
if (values.help) {
	console.log('make bench BENCH="[--quick] [--only ' + Object.keys(measures).join(',') + '] [--rounds 5] [--seconds 5]"');
	process.exit(0);
}
const wanted = (values.only ?? Object.keys(measures).join(',')).split(',');
const unknown = wanted.filter(letter => !measures[letter]);
if (unknown.length > 0) throw new Error(`there is no measure ${unknown}; there are ${Object.keys(measures)}`);

const bench = {
	isQuick: values.quick,
	rounds: Number(values.rounds ?? (values.quick ? 1 : 5)),
	runMs: Number(values.seconds ?? (values.quick ? 2 : 5)) * 1000,
	warmupMs: values.quick ? 500 : 2000,
	house: await House.start(),
};
const rows = [];
for (const signal of ['SIGINT', 'SIGTERM'])
	process.once(signal, () => bench.house.stop().finally(() => process.exit(1)));
try {
	for (const letter of wanted) {
		console.error(`bench: ${letter}`);
		try {
			rows.push(...await measures[letter](bench));
		} catch (error) {
			rows.push({ measure: `(${letter}) failed`, note: String(error.message).split('\n')[0] });
			console.error(error);
			process.exitCode = 1;
		}
	}
} finally {
	await bench.house.stop();
}

const said = (command, ...args) => execFileSync(command, args, { encoding: 'utf8' }).trim();
const commit = (() => {
	try {
		return said('git', 'describe', '--always', '--dirty');
	} catch {
		return 'unknown';
	}
})();
console.log(`${new Date().toISOString().slice(0, 16)}Z · commit ${commit} · ${cpus().length} × ${cpus()[0].model} · ${Math.round(totalmem() / 2 ** 30)} GiB · Linux ${said('uname', '-r')}`);
console.log(`median of ${bench.rounds} alternating runs of ${bench.runMs / 1000} s after ${bench.warmupMs / 1000} s of warm-up; the worker, or its partner, on core ${pins.worker}; loader and PostgreSQL on core ${pins.rest}; of (a) each server a core, all else both\n`);
printTable(rows);
