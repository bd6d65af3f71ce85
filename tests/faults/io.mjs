// Failing system calls, by libfiu: its library stands between a worker and the C library, and hears
// through a named pipe which call fails, how and how often.
import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { until } from '../harness/wait.mjs';

const run = promisify(execFile);
const LIBRARIES = '/usr/lib/fiu/fiu_run_preload.so /usr/lib/fiu/fiu_posix_preload.so';
const source = fileURLToPath(new URL('strdup.c', import.meta.url));

export const ENOSPC = 28, EIO = 5, ECONNRESET = 104;

/** Starts the server again, with its calls at our mercy. */
export async function takeCalls(server) {
	const pipe = join(server.folder, `fiu-${server.port}`), strdup = join(server.folder, 'strdup.so');
	if (!existsSync(strdup)) execFileSync('cc', ['-shared', '-fPIC', '-O2', '-o', strdup, source]);
	// `env` comes after whatever the prefix runs, so that supervisor and worker alone make pipes. libfiu's
	// thread is there before the supervisor blocks the signals that it waits for, and would die of them.
	server.prefix = [...server.prefix, 'env', '--block-signal=HUP,INT,TERM,CHLD,USR1', `FIU_CTRL_FIFO=${pipe}`, `LD_PRELOAD=${strdup} ${LIBRARIES}`];
	await server.crash();
	await until(() => existsSync(`${pipe}-${server.worker}.in`), 10_000, 'libfiu to listen');
	server.fiu = pipe;
}

function control(server, command) {
	return run('fiu-ctrl', ['-f', server.fiu, '-c', command, String(server.worker)]);
}

/** From now on a call fails with this errno; `share`: not always, but at random. */
export function failCall(server, { call, errno, share }) {
	const what = share ? `enable_random name=${call},probability=${share}` : `enable name=${call}`;
	return control(server, errno ? `${what},failinfo=${errno}` : what);
}

export function mendCall(server, { call }) {
	return control(server, `disable name=${call}`);
}
