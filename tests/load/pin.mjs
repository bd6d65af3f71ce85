// Who runs where, and how much processor time they used.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** A process and all that descends from it. */
export function family(pid) {
	const parents = new Map();
	for (const name of readdirSync('/proc').filter(n => /^\d+$/.test(n))) {
		const stat = readStat(name);
		if (stat) parents.set(Number(name), Number(stat[1]));
	}
	const found = [pid];
	for (const one of found) for (const [child, parent] of parents) if (parent === one) found.push(child);
	return found;
}

// The fields behind the command's name, which may hold anything: state, parent, …
function readStat(pid) {
	try {
		const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
		return text.slice(text.lastIndexOf(')') + 2).split(' ');
	} catch {
		return null;
	}
}

/** Keeps a process, its threads and its descendants on these cores ("0", "0,1"). */
export function pin(pid, cores) {
	for (const one of family(pid))
		try {
			execFileSync('taskset', ['-a', '-p', '-c', cores, String(one)], { stdio: 'ignore' });
		} catch {
			// it has ended meanwhile
		}
}

/** Seconds of processor time that they have used, with their descendants. */
export function cpuSeconds(pids) {
	let ticks = 0;
	for (const pid of pids.flatMap(family)) {
		const stat = readStat(pid);
		if (stat) ticks += Number(stat[11]) + Number(stat[12]);
	}
	return ticks / ticksPerSecond;
}

/** Resident memory in bytes, with the descendants'. */
export function residentBytes(pids) {
	let kilobytes = 0;
	for (const pid of pids.flatMap(family))
		kilobytes += Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)?.[1] ?? 0);
	return kilobytes * 1024;
}
