// The harness: what a test run has started is gone when it is.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { endWithUs } from '../harness/ending.mjs';
import { until } from '../harness/wait.mjs';

const harness = name => fileURLToPath(new URL(`../harness/${name}.mjs`, import.meta.url));
const start = `import { Server } from '${harness('server')}'; await Server.start({}, { redis: true }); console.log('started');`;
const script = `${start} setInterval(() => {}, 1000);`;
const file = `import { test } from 'node:test'; import { Server } from '${harness('server')}';
	test('goes on', async () => { await Server.start({}, { redis: true }); console.log('started'); await new Promise(resolve => setTimeout(resolve, 600_000)); });`;

function isAbout(pid, folder) {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`${folder}/`) || readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
	} catch {
		return false; // gone, or not ours
	}
}

const processesAbout = folder => readdirSync('/proc').filter(name => /^\d+$/.test(name) && isAbout(name, folder));

/** A folder for all that is temporary, and how to look whether anything is left in it. */
function place(t) {
	const folder = mkdtempSync(join(tmpdir(), 'frontdesk-ending-'));
	chmodSync(folder, 0o755); // PostgreSQL may be another user
	t.after(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

/** Starts node with `args`, ends it by `kill`, and asserts that nothing is left. */
async function leavesNothing(folder, args, kill) {
	const { NODE_TEST_CONTEXT, ...env } = process.env; // or a runner within a test would run nothing
	const run = endWithUs(spawn(process.execPath, args, { env: { ...env, TMPDIR: folder }, stdio: ['ignore', 'pipe', 'inherit'], detached: true }), 'SIGTERM');
	let said = '';
	run.stdout.setEncoding('utf8').on('data', text => (said += text));
	await until(() => said.includes('started') || run.exitCode !== null, 30_000, 'the servers');
	assert.ok(processesAbout(folder).length >= 4, 'a PostgreSQL, a Redis, a supervisor and its worker');
	const exited = once(run, 'exit');
	kill(run.pid);
	assert.notEqual((await exited)[0], 0);
	const ours = () => processesAbout(folder);
	await until(() => ours().length === 0, 20_000, 'all that it started to be gone').catch(error => {
		for (const pid of ours()) process.kill(pid, 'SIGKILL');
		throw error;
	});
	const left = readdirSync(folder).filter(name => name.startsWith('frontdesk-'));
	assert.deepEqual(left, []);
}

for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'])
	test(`a file that is ended by ${signal} leaves neither processes nor files`, t =>
		leavesNothing(place(t), ['--input-type=module', '-e', script], pid => process.kill(pid, signal)));

for (const [what, kill] of [
	['Ctrl-C', pid => process.kill(-pid, 'SIGINT')],
	['SIGTERM to its first process', pid => process.kill(pid, 'SIGTERM')],
])
	test(`a run of several files that is ended by ${what} leaves neither processes nor files`, t => {
		const folder = place(t), path = join(folder, 'long.test.mjs');
		writeFileSync(path, file);
		return leavesNothing(folder, [harness('run'), '1', path], kill);
	});
