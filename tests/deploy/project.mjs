// A project of its own for deploy/up and deploy/down: links to this one, which is built already, and
// a state of its own below it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { atEnd } from '../harness/ending.mjs';
import { freePort } from '../harness/server.mjs';

export const source = join(dirname(fileURLToPath(import.meta.url)), '../..');
const NOT_LINKED = ['var', '.git'];

function tryTo(read) {
	try {
		return read();
	} catch {
		return undefined; // gone meanwhile, or another user's
	}
}

/** Whether a process was told of a folder or has something open in it. */
function isAbout(pid, folder) {
	if (tryTo(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))?.includes(`${folder}/`)) return true;
	const links = tryTo(() => readdirSync(`/proc/${pid}/fd`))?.map(fd => `fd/${fd}`) ?? [];
	return [...links, 'cwd'].some(link => tryTo(() => readlinkSync(`/proc/${pid}/${link}`))?.startsWith(folder));
}

export class Project {
	static async make() {
		const project = new Project();
		project.folder = mkdtempSync(join(realpathSync(tmpdir()), 'frontdesk-up-'));
		chmodSync(project.folder, 0o755);
		project.forget = atEnd(() => project.end());
		for (const name of readdirSync(source))
			if (!NOT_LINKED.includes(name)) symlinkSync(join(source, name), join(project.folder, name));
		project.state = join(project.folder, 'var');
		project.port = await freePort();
		project.shopPort = await freePort();
		return project;
	}

	/** Has a build of its own from now on: that of the source, but for the server's program, which `change` makes of it. */
	build(change) {
		const [from, to] = [source, this.folder].map(folder => join(folder, 'build'));
		const link = (...path) => {
			for (const name of readdirSync(join(from, ...path))) symlinkSync(join(from, ...path, name), join(to, ...path, name));
		};
		rmSync(to);
		mkdirSync(to);
		link();
		rmSync(join(to, 'release'));
		mkdirSync(join(to, 'release'));
		link('release');
		rmSync(join(to, 'release/frontdesk'));
		writeFileSync(join(to, 'release/frontdesk'), change(join(from, 'release/frontdesk')), { mode: 0o755 });
	}

	/** Starts a script of deploy/, in a group of its own; `said` grows, `ended` answers its status. */
	run(script, ...args) {
		const run = { said: '' };
		run.process = spawn(join(this.folder, 'deploy', script), args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: '/', detached: true });
		for (const stream of [run.process.stdout, run.process.stderr])
			stream.setEncoding('utf8').on('data', text => (run.said += text.replace(/\x1b\[[\d;]*m/g, '')));
		run.ended = once(run.process, 'exit').then(([status, signal]) => status ?? signal);
		run.closed = once(run.process, 'close');
		return run;
	}

	/** Runs it to its end: { status, said }. */
	async to(script, ...args) {
		const run = this.run(script, ...args);
		await run.closed;
		return { status: await run.ended, said: run.said };
	}

	/** With nothing that an earlier run was told. */
	ports() {
		return ['--reset', '--port', String(this.port), '--shop-port', String(this.shopPort)];
	}

	up(...more) {
		return this.to('up', ...this.ports(), ...more);
	}

	down() {
		return this.to('down');
	}

	/** What works in the state, by the program's name and its process id. */
	processes(folder = this.state) {
		return readdirSync('/proc').filter(name => /^\d+$/.test(name) && isAbout(name, folder))
			.map(pid => ({ pid: Number(pid), name: tryTo(() => readFileSync(`/proc/${pid}/comm`, 'utf8'))?.trim(), words: tryTo(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))?.split('\0') ?? [] }))
			.filter(({ name, words }) => name !== 'grep' || !words[1]?.startsWith('-r')); // other tests search all files there are
	}

	/** How many of each leading program there are: those whose parent is not in the state itself. */
	leaders() {
		const all = this.processes();
		const isChild = pid => all.some(other => other.pid === Number(tryTo(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))?.split(') ')[1].split(' ')[1]));
		return all.filter(({ pid }) => !isChild(pid)).map(({ name }) => name).sort();
	}

	async answers(port = this.port, path = '/readyz') {
		return (await fetch(`http://127.0.0.1:${port}${path}`).catch(() => null))?.status === 200;
	}

	/** As if it had never been up. */
	async clear() {
		await this.down();
		rmSync(this.state, { recursive: true, force: true });
	}

	/** What a broken deploy/down has left ends here. */
	async remove() {
		await this.down();
		this.end();
	}

	/** Scripts that are at work, too. */
	end() {
		this.forget();
		for (const { pid } of this.processes(this.folder)) process.kill(pid, 'SIGKILL');
		rmSync(this.folder, { recursive: true, force: true });
	}
}
