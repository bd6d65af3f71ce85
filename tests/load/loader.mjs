// Runs the loader once against one side, and reads the servers' processor time while it measures.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { cpuSeconds } from './pin.mjs';
import { built } from './servers.mjs';

/** One run; its JSON, with the servers' processor seconds. `onReady` runs while an idle crowd holds. */
export function load(mode, side, options, { cores, onReady } = {}) {
	const args = [mode, `ports=${side.ports}`, ...Object.entries(options).map(([name, value]) => `${name}=${value}`)];
	const command = cores ? ['taskset', '-c', cores, join(built, 'load'), ...args] : [join(built, 'load'), ...args];
	const child = spawn(command[0], command.slice(1), { stdio: ['pipe', 'pipe', 'pipe'] });
	let output = '', said = '', before, after, ready;
	child.stdout.setEncoding('utf8').on('data', text => (output += text));
	child.stderr.setEncoding('utf8').on('data', text => {
		said += text;
		if (text.includes('begin\n')) before = cpuSeconds(side.pids);
		if (text.includes('end\n')) after = cpuSeconds(side.pids);
		if (text.includes('ready\n') && onReady) ready = Promise.resolve(onReady()).finally(() => mode === 'idle' && child.stdin.end());
	});
	return new Promise((resolve, reject) => child.once('error', reject).once('close', async code => {
		await ready;
		if (code !== 0) return reject(new Error(`load ${args.join(' ')} ended with ${code}:\n${said}${output}`));
		const result = JSON.parse(output);
		resolve({ ...result, cpuSeconds: after - before });
	}));
}
