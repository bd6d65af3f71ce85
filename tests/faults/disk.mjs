// A disk of a few megabytes that can be filled: a tmpfs in a mount namespace of its own, where the
// processes run that are started with its prefix. Needs no rights but that of making such a namespace.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class SmallDisk {
	static async open(megabytes) {
		const disk = new SmallDisk();
		disk.path = mkdtempSync(join(tmpdir(), 'frontdesk-disk-'));
		const script = `mount -t tmpfs -o size=${megabytes}m,mode=700 tmpfs "$0" && echo ready && exec sleep infinity`;
		disk.holder = spawn('unshare', ['-U', '-r', '-m', 'sh', '-c', script, disk.path], { stdio: ['ignore', 'pipe', 'pipe'] });
		let said = '';
		disk.holder.stderr.setEncoding('utf8').on('data', text => (said += text));
		const ready = await Promise.race([once(disk.holder.stdout, 'data').then(() => true), once(disk.holder, 'exit').then(() => false)]);
		if (!ready) throw new Error(`a small disk needs user and mount namespaces (unshare -U -r -m): ${said}`);
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
