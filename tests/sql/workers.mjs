// Workers of durable jobs on a database of tests/sql, as processes (worker.c), and what their jobs did.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { atEnd } from '../harness/ending.mjs';
import { hasEnded, until } from '../harness/wait.mjs';
import { program, roleOf } from './database.mjs';

export class Worker {
	/** `folder`: where its jobs look for the file `go`. `renewAfter`: tenants that a connection enters before another
	 *  takes its place. */
	static start(database, folder = database.folder, { connections = 4, renewAfter = 40 } = {}) {
		const worker = Object.assign(new Worker(), { begun: [], log: '' });
		const args = [database.postgresql.connection('frontdesk_gateway'), connections, join(database.folder, 'keys'), renewAfter, folder];
		worker.process = spawn(process.env.FRONTDESK_SQL_WORKER ?? program('worker'), args.map(String), { stdio: ['ignore', 'pipe', 'pipe'] });
		worker.process.once('exit', atEnd(() => worker.process.kill('SIGKILL')));
		worker.process.stderr.setEncoding('utf8').on('data', text => (worker.log += text));
		createInterface({ input: worker.process.stdout }).on('line', line => {
			const [kind, job, step, attempt] = line.split(' ');
			worker.begun.push({ kind, job, step: Number(step), attempt: Number(attempt), at: Date.now() });
		});
		worker.exited = once(worker.process, 'close');
		return worker;
	}

	/** Until it has begun a step of the job. */
	hasBegun(job, step = 0) {
		return until(() => this.begun.find(each => each.job === job && each.step === step), 30_000, () => `step ${step} to be begun; it said:\n${this.log.slice(-2000)}`);
	}

	/** Answers its status, or the signal that it ended by. */
	async end(signal = 'SIGTERM') {
		if (!hasEnded(this.process)) this.process.kill(signal);
		const [status, by] = await this.exited;
		return by ?? status;
	}
}

/** A table for the jobs' effects in each tenant's schema. */
export async function makeEffects(postgresql, tenants) {
	const client = await postgresql.client();
	for (const tenant of tenants)
		await client.query(`CREATE TABLE ${roleOf(tenant)}.effects (job_id uuid, step bigint, subject_id uuid, at timestamptz NOT NULL DEFAULT clock_timestamp());
			GRANT INSERT ON ${roleOf(tenant)}.effects TO ${roleOf(tenant)}`);
	await client.end();
}
