// The operator at a terminal: a command, its status, and what it said; tenants that migrate has still to make.
import { randomUUID } from 'node:crypto';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { project } from './database.mjs';

const binary = process.env.FRONTDESK_BINARY ?? join(project, 'build/release/frontdesk');

/** Runs a command to its end: { status, said, complained }. `program`: another than this version's. */
export function operate(database, args, input = '', program = binary) {
	const done = spawnSync(program, [...args, '--config', database.config], { input, encoding: 'utf8' });
	return { status: done.status, said: done.stdout, complained: done.stderr };
}

/** Starts a command and answers its process. */
export function begin(database, args, program = binary) {
	return spawn(program, [...args, '--config', database.config], { stdio: 'ignore' });
}

/** The same, and what it says is kept: `said`, `complained`, whole when `status` comes. */
export function beginHeard(database, args, program = binary) {
	const run = Object.assign(spawn(program, [...args, '--config', database.config]), { said: '', complained: '' });
	run.stdout.setEncoding('utf8').on('data', text => (run.said += text));
	run.stderr.setEncoding('utf8').on('data', text => (run.complained += text));
	run.status = once(run, 'close').then(([status]) => status);
	return run;
}

/** How many migrations the tenant's schema has. */
export const countApplied = async (admin, tenant) =>
	(await admin.query('SELECT count(*)::int AS n FROM control.tenant_migrations WHERE tenant_id = $1', [tenant])).rows[0].n;

/** Tenants that exist in name only, in this order: what migrate must make. */
export async function nameUnmade(admin, count) {
	const ids = Array.from({ length: count }, () => randomUUID());
	for (const id of ids) await admin.query("INSERT INTO public.tenants (id, name, created_at) VALUES ($1, 'Unmade', clock_timestamp())", [id]);
	return ids;
}
