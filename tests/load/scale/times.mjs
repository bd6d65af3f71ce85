// How long statements take, without anybody who watches their plans.
import { readFileSync } from 'node:fs';
import { run, SESSION } from './scope.mjs';

// A machine that others use, or that is one of several on a host, takes milliseconds from whoever computes: of
// three runs of one call the quickest is what the statement took. In turns with it PostgreSQL counts for as long
// as the statement takes in the middle, without a table: what that takes longer at times is the machine's.
const RUNS = 3;
const COUNT = 'SELECT max(i) FROM (SELECT generate_series(1, $1::int) AS i) counted';

/** So much of the values is below it. */
export function percentile(values, part) {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
}

/** Milliseconds that a process has had of a processor. */
const processorMs = pid => Number(readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ')[0]) / 1e6;

export class Times {
	static async open(postgresql, tenant) {
		const times = Object.assign(new Times(), { tenant });
		times.client = await postgresql.client('frontdesk_gateway');
		await times.client.query(SESSION);
		[{ pid: times.pid }] = (await times.client.query('SELECT pg_backend_pid() AS pid')).rows;
		const counted = 20_000, took = [];
		for (let i = 0; i < 20; i++) took.push(await times.#count(counted));
		times.countedInMs = counted / Math.min(...took);
		return times;
	}

	/** Runs a statement with each of these values: the milliseconds by the clock, those of PostgreSQL's process, and by
	 *  the clock those of counting as long. The first tenth, whose plans are new and whose pages were not read before,
	 *  does not count. */
	async take(statement, calls) {
		const clock = [], processor = [], counting = [];
		for (const values of calls) {
			const runs = [], counts = [];
			const until = clock.length > 0 && Math.ceil(percentile(clock, 0.5) * this.countedInMs);
			for (let i = 0; i < RUNS; i++) {
				runs.push(await this.#once(statement, values));
				if (until) counts.push(await this.#count(until));
			}
			clock.push(Math.min(...runs.map(took => took.clock)));
			processor.push(Math.min(...runs.map(took => took.processor)));
			counting.push(Math.min(...counts));
		}
		const settled = list => list.slice(Math.ceil(list.length / 10));
		return { clock: settled(clock), processor: settled(processor), counting: settled(counting) };
	}

	async #count(until) {
		const began = process.hrtime.bigint();
		await this.client.query(COUNT, [until]);
		return Number(process.hrtime.bigint() - began) / 1e6;
	}

	async #once(statement, values) {
		const before = processorMs(this.pid);
		const clock = await run(this.client, statement, values, this.tenant);
		return { clock, processor: processorMs(this.pid) - before };
	}

	close() {
		return this.client.end();
	}
}
