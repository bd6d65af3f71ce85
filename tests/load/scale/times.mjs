// How long statements take, without anybody who watches their plans.
import { readFileSync } from 'node:fs';
import { run, SESSION } from './scope.mjs';

// A machine that others use, or that is one of several on a host, takes milliseconds from whoever computes: of
// three runs of one call the quickest is what the statement took.
const RUNS = 3;

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
		return times;
	}

	/** Runs a statement with each of these values: the milliseconds by the clock, and those of PostgreSQL's process. The
	 *  first tenth, whose plans are new and whose pages were not read before, does not count. */
	async take(statement, calls) {
		const clock = [], processor = [];
		for (const values of calls) {
			const runs = [];
			for (let i = 0; i < RUNS; i++) runs.push(await this.#once(statement, values));
			clock.push(Math.min(...runs.map(took => took.clock)));
			processor.push(Math.min(...runs.map(took => took.processor)));
		}
		const settled = list => list.slice(Math.ceil(list.length / 10));
		return { clock: settled(clock), processor: settled(processor) };
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
