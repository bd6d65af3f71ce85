// PostgreSQL's programs, the user that they run as, and the files of a cluster.
import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, readdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';

const isRoot = process.getuid() === 0;

/** Where Debian has the newest version's program of that name. */
export function program(name) {
	const versions = readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a));
	return join('/usr/lib/postgresql', versions[0], 'bin', name);
}

// PostgreSQL refuses to be root; the run's user then is Debian's own for it.
export function account() {
	if (!isRoot) return { name: userInfo().username };
	const id = flag => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
	return { name: 'postgres', uid: id('-u'), gid: id('-g') };
}

/** Gives PostgreSQL's user a folder; answers it. */
export function give(folder) {
	const { uid, gid } = account();
	if (uid) chownSync(folder, uid, gid);
	return folder;
}

export function run(name, args, input) {
	const { uid, gid } = account();
	const done = spawnSync(program(name), args, { uid, gid, input, encoding: 'utf8', cwd: '/' });
	if (done.status !== 0) throw new Error(`${name}: ${done.stderr || done.stdout || done.error}`);
	return done.stdout;
}

/** Makes a cluster's files, with the login frontdesk_admin and the database frontdesk. */
export function makeCluster(data) {
	run('initdb', ['-D', data, '-U', 'frontdesk_admin', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync']);
	run('postgres', ['--single', '-D', data, 'postgres'], 'CREATE DATABASE frontdesk;\n');
}

/** The same from one that nobody has started yet, with its owner and rights, which PostgreSQL looks at. */
export function copyCluster(made, data) {
	execFileSync('cp', ['-a', made, data]);
}
