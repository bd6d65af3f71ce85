// A disk of a few megabytes that can be filled: a tmpfs in a mount namespace of its own, where the
// processes run that are started with its prefix. Where no such namespace can be made (in a chroot,
// in some containers) it is an ordinary folder, and filling it means that the files of the processes
// that write there may not grow.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endWithUs } from '../harness/ending.mjs';

export class SmallDisk {
	/** `writers` answers the ids of the processes that write to it. */
	static open(megabytes, writers) {
		const canMount = spawnSync('unshare', ['-U', '-r', '-m', 'true']).status === 0;
		return canMount ? SmallDisk.mount(megabytes) : new RationedFolder(writers);
	}

	static async mount(megabytes) {
		const disk = new SmallDisk();
		disk.path = mkdtempSync(join(tmpdir(), 'frontdesk-disk-'));
		const script = `mount -t tmpfs -o size=${megabytes}m,mode=700 tmpfs "$0" && echo ready && exec sleep infinity`;
		disk.holder = spawn('unshare', ['-U', '-r', '-m', 'sh', '-c', script, disk.path], { stdio: ['ignore', 'pipe', 'pipe'] });
		endWithUs(disk.holder);
		let said = '';
		disk.holder.stderr.setEncoding('utf8').on('data', text => (said += text));
		const ready = await Promise.race([once(disk.holder.stdout, 'data').then(() => true), once(disk.holder, 'exit').then(() => false)]);
		if (!ready) throw new Error(`a small disk cannot be mounted: ${said}`);
		disk.prefix = ['nsenter', '--preserve-credentials', '-U', '-m', '-t', String(disk.holder.pid)];
		return disk;
	}

	/** Runs a command where the disk is; answers what it said, whatever its verdict. */
	run(...command) {
		const [program, ...args] = [...this.prefix, ...command];
		return spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 26 }).stdout;
	}

	fill() {
		this.run('sh', '-c', 'cat /dev/zero > "$0/ballast" 2>/dev/null', this.path);
	}

	free() {
		this.run('rm', '-f', join(this.path, 'ballast'));
	}

	/** The names of all files, relative to the disk. */
	files() {
		return this.run('find', this.path, '-type', 'f', '-printf', '%P\n').split('\n').filter(Boolean);
	}

	async close() {
		this.holder.kill('SIGKILL');
		await once(this.holder, 'exit');
		rmSync(this.path, { recursive: true, force: true });
	}
}

class RationedFolder extends SmallDisk {
	constructor(writers) {
		super();
		this.path = mkdtempSync(join(tmpdir(), 'frontdesk-disk-'));
		this.prefix = [];
		this.writers = writers;
	}

	/** The soft limit alone, which anybody may raise again. */
	limit(bytes) {
		for (const pid of this.writers()) execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`]);
	}

	fill() {
		this.limit(1);
	}

	free() {
		this.limit('unlimited');
	}

	async close() {
		rmSync(this.path, { recursive: true, force: true });
	}
}
