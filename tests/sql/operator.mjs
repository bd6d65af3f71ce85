// The operator at a terminal: a command, its status, and what it said.
import { spawn, spawnSync } from 'node:child_process';
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
