// The harness: what a test run has started is gone when it is.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { endWithUs } from '../harness/ending.mjs';
import { until } from '../harness/wait.mjs';

const harness = fileURLToPath(new URL('../harness/server.mjs', import.meta.url));
const script = `import { Server } from '${harness}'; await Server.start({}, { redis: true }); console.log('started'); setInterval(() => {}, 1000);`;

function isAbout(pid, folder) {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`${folder}/`) || readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
	} catch {
		return false; // gone, or not ours
	}
}

const processesAbout = folder => readdirSync('/proc').filter(name => /^\d+$/.test(name) && isAbout(name, folder));

for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'])
	test(`a run that is ended by ${signal} leaves neither processes nor files`, async t => {
		const folder = mkdtempSync(join(tmpdir(), 'frontdesk-ending-'));
		chmodSync(folder, 0o755); // PostgreSQL may be another user
		t.after(() => rmSync(folder, { recursive: true, force: true }));
		const run = endWithUs(spawn(process.execPath, ['--input-type=module', '-e', script], { env: { ...process.env, TMPDIR: folder }, stdio: ['ignore', 'pipe', 'inherit'] }));
		let said = '';
		run.stdout.setEncoding('utf8').on('data', text => (said += text));
		await until(() => said.includes('started') || run.exitCode !== null, 30_000, 'the servers');
		assert.ok(processesAbout(folder).length >= 4, 'a PostgreSQL, a Redis, a supervisor and its worker');
		const exited = once(run, 'exit');
		run.kill(signal);
		await exited;
		await until(() => processesAbout(folder).length === 0, 5000, 'all that it started to be gone').catch(error => {
			for (const pid of processesAbout(folder)) process.kill(pid, 'SIGKILL');
			throw error;
		});
		assert.deepEqual(readdirSync(folder), []);
	});
