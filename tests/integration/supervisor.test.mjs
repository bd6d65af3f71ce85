// A supervisor and its single worker: replaced without a refused connection, started again when it
// dies, from the binary as it is called, with nothing around it that a container does not have.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, constants, copyFileSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Visitor } from '../harness/client.mjs';
import { endWithUs } from '../harness/ending.mjs';
import { Raw } from '../harness/raw.mjs';
import { freePort, Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const soon = 20_000;
const folder = mkdtempSync(join(tmpdir(), 'frontdesk-supervisor-'));
let server, tenant;
before(async () => {
	server = await Server.start();
	tenant = server.createTenant('Shop');
});
after(async () => {
	await server?.stop();
	rmSync(folder, { recursive: true, force: true });
});

const childrenOf = pid => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
const lives = pid => existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
const lines = event => [...server.log.matchAll(/^\{.*\}$/gm)].map(([line]) => JSON.parse(line)).filter(line => line.event === event);
const said = (event, count = 1) => until(() => lines(event).length >= count, soon, `${count} × "${event}"`);

test('SIGHUP replaces a single worker, and no connection is refused meanwhile', async () => {
	const visitor = await Visitor.start(server, tenant);
	await visitor.connect();
	const { pid } = server.process, before = server.worker, done = lines('rolling restart done').length;
	let isOver = false, asked = 0;
	const asking = Promise.all(Array.from({ length: 8 }, async () => {
		for (; !isOver; asked++) assert.equal((await server.ask('/healthz')).status, 200);
	}));
	server.process.kill('SIGHUP');
	await visitor.socket.event('goodbye', event => event.reason === 'drain');
	await said('rolling restart done', done + 1);
	isOver = true;
	await asking;
	assert.ok(asked > 8);
	assert.notEqual(server.worker, before);
	assert.deepEqual([server.process.pid, server.process.exitCode], [pid, null]);
});

test('a single worker that is killed is started again at once', async () => {
	const before = server.worker;
	server.expect('worker ended');
	process.kill(before, 'SIGKILL');
	await until(() => server.worker !== before, soon, 'its successor');
	await until(async () => (await server.ask('/readyz').catch(() => null))?.status === 200, soon, 'it to be ready');
	assert.deepEqual(await server.figures('frontdesk_worker_restarts_total'), [1]);
});

test('after kill -9 of the supervisor its worker stores what it has accepted, and ends', async () => {
	const visitor = await Visitor.start(server, tenant);
	await visitor.connect();
	visitor.socket.send('resume', { sessionId: visitor.session.id });
	await visitor.socket.event('resumed');
	const ids = Array.from({ length: 200 }, () => randomUUID()), { worker } = server;
	for (const id of ids) visitor.socket.send('message.send', { sessionId: visitor.session.id, id, content: 'before the end' });
	await visitor.socket.event('message.accepted', event => event.id === ids[0]);
	server.process.kill('SIGKILL');
	await visitor.socket.event('goodbye', event => event.reason === 'drain');
	await visitor.socket.closed;
	await server.exited;
	await until(() => !lives(worker), soon, 'the worker to end');
	const promised = visitor.socket.events.filter(event => event.type === 'message.accepted').map(event => event.id);
	await server.boot();
	const page = await visitor.request('GET', `/api/support/chat/${visitor.session.id}/messages?limit=200`);
	const stored = new Set(page.body.messages.map(message => message.id));
	assert.deepEqual(promised.filter(id => !stored.has(id)), []);
});

/** Another Frontdesk of this installation: its settings, on a port of its own. */
async function start(program, { args = [], ...options } = {}) {
	const port = await freePort();
	const child = spawn(program, [...args, 'serve', '--config', server.config, '--listen', `127.0.0.1:${port}`], { stdio: ['ignore', 'ignore', 'pipe'], ...options });
	endWithUs(child);
	const other = { port, child, log: '', exited: once(child, 'close') };
	child.stderr?.setEncoding('utf8').on('data', text => (other.log += text));
	await until(() => fetch(`http://127.0.0.1:${port}/readyz`).then(answer => answer.ok, () => assert.equal(child.exitCode, null, other.log)), soon, "it to be ready").catch(error => assert.fail(`${error.message}: ${other.log}`));
	other.end = async (pid = child.pid) => {
		process.kill(pid, 'SIGTERM');
		assert.deepEqual(await other.exited, [0, null]);
	};
	return other;
}

/** A release that says its name when it starts, and is the binary. */
function release(name) {
	mkdirSync(join(folder, name));
	writeFileSync(join(folder, name, 'frontdesk'), `#!/bin/sh\necho this is ${name} >&2\nexec ${server.binary} "$@"\n`, { mode: 0o755 });
}

/** Sets the link at once, as a deployment does. */
function link(target) {
	symlinkSync(target, join(folder, 'new'));
	renameSync(join(folder, 'new'), join(folder, 'frontdesk'));
}

test('a link that was set to another release is followed at the next start, also when PATH led to it', async () => {
	release('release-2');
	for (const program of [join(folder, 'frontdesk'), 'frontdesk']) {
		link(server.binary);
		const other = await start(program, { env: { ...process.env, PATH: `${folder}:${process.env.PATH}` } });
		link('release-2/frontdesk');
		other.child.kill('SIGHUP');
		await until(() => other.log.includes('"rolling restart done"'), soon, 'the restart');
		assert.match(other.log, /^this is release-2$/m, program);
		await other.end();
	}
});

test('a name that does not lead to the binary is not run, and that is said', async () => {
	release('liar');
	const other = await start(server.binary, { argv0: join(folder, 'liar/frontdesk') });
	assert.match(other.log, /"the name that this was called by is not its own/);
	assert.doesNotMatch(other.log, /this is liar/);
	await other.end();
});

test('while the link leads nowhere the old worker stays, and the next SIGHUP goes on', async () => {
	link(server.binary);
	const other = await start(join(folder, 'frontdesk'));
	const [old] = childrenOf(other.child.pid);
	link('nowhere');
	other.child.kill('SIGHUP');
	await until(() => other.log.includes('"rolling restart given up'), soon, 'it to be given up');
	assert.match(other.log, /"a worker cannot be started".*"ENOENT"/);
	assert.deepEqual(childrenOf(other.child.pid), [old]);
	link(server.binary);
	other.child.kill('SIGHUP');
	await until(() => other.log.includes('"rolling restart done"'), soon, 'the restart');
	assert.ok(!childrenOf(other.child.pid).includes(old));
	await other.end();
});

/** Runs `serve` from a file that is gone by then, with `put` at the path where the kernel says that it was. */
function refusal(put) {
	const path = join(folder, 'fleeting'), gone = `${path} (deleted)`;
	copyFileSync(server.binary, path);
	const file = openSync(path, 'r');
	rmSync(path);
	put?.(gone);
	const done = spawnSync('/dev/fd/3', ['serve', '--config', server.config, '--listen', `unix:${join(folder, 'socket')}`], { argv0: 'fleeting', encoding: 'utf8', timeout: soon, stdio: ['ignore', 'ignore', 'pipe', file] });
	closeSync(file);
	rmSync(gone, { force: true });
	return done;
}

test('what cannot be run at the first start ends it with the cause, for whoever started it to try again', () => {
	const causes = [
		[undefined, 'No such file or directory'],
		[path => writeFileSync(path, '', { mode: 0o644 }), 'Permission denied'],
		[path => writeFileSync(path, 'no program', { mode: 0o755 }), 'Exec format error'],
	];
	for (const [put, cause] of causes) {
		const { status, stderr } = refusal(put);
		assert.equal(status, 1, stderr);
		assert.match(stderr, new RegExp(`^frontdesk: a worker cannot be started: .*/fleeting \\(deleted\\): ${cause}$`, 'm'));
	}
});

test('a limit of file sizes that leaves no room is said, and kills nobody', () => {
	const { status, signal, stderr } = spawnSync('prlimit', ['--fsize=1000:', server.binary, 'serve', '--config', server.config, '--listen', `unix:${join(folder, 'socket')}`], { encoding: 'utf8', timeout: soon });
	assert.deepEqual([status, signal], [1, null]);
	assert.match(stderr, /^frontdesk: the memory that the workers share cannot be had/m);
});

test('it ends as it should although it was started with its signals blocked', async () => {
	const other = await start('env', { args: ['--block-signal', server.binary] });
	await other.end();
	assert.doesNotMatch(other.log, /"level":"warn"/);
});

test('a worker has drain_seconds for what it has begun', async () => {
	const other = await start(server.binary, { args: ['--drain-seconds', '1'] });
	const slow = await Raw.open(other);
	slow.write('POST /api/admin/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{');
	for (let i = 0; i < 2; i++) await fetch(`http://127.0.0.1:${other.port}/healthz`); // those before have been accepted, and read
	await other.end();
	assert.ok(await slow.closed());
	assert.equal(await slow.status(), 0, 'it did not wait for the 408 that comes after 5 s');
});

test('a worker that does not drain is killed a quarter of drain_seconds later', async () => {
	const other = await start(server.binary, { args: ['--drain-seconds', '1'] });
	const [stuck] = childrenOf(other.child.pid);
	process.kill(stuck, 'SIGSTOP');
	await other.end();
	assert.match(other.log, /"worker is killed: it did not drain in time"/);
	assert.ok(!lives(stuck));
});

test('a worker whose loop does not turn is killed and replaced, though nobody reads the log and its pipe is full', async t => {
	const pipe = join(folder, 'log');
	assert.equal(spawnSync('mkfifo', [pipe]).status, 0);
	const log = openSync(pipe, constants.O_RDWR), own = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
	t.after(() => [log, own].forEach(closeSync));
	const other = await start(server.binary, { stdio: ['ignore', 'ignore', log] });
	t.after(() => other.child.kill('SIGKILL'));
	assert.throws(() => { for (;;) writeSync(own, Buffer.alloc(4096)); }, { code: 'EAGAIN' });
	assert.throws(() => { for (;;) writeSync(own, '\n'); }, { code: 'EAGAIN' });
	const [stuck] = childrenOf(other.child.pid);
	process.kill(stuck, 'SIGSTOP');
	await until(() => !lives(stuck), 60_000, 'it to be killed');
	await until(() => fetch(`http://127.0.0.1:${other.port}/readyz`).then(answer => answer.ok, () => false), soon, 'its successor');
	await other.end();
});

// What comes around a container's first process: nothing may be written but the spool, /proc is not
// there (but for a sanitizer, which needs it), and a process that lost its parent is its child.
const CONTAINER = `mount --bind "$SPOOL" "$SPOOL"; [ -n "$PROC" ] || mount -t tmpfs none /proc; mount -o remount,ro,bind /
	! touch "$SPOOL/../file" 2>/dev/null || exit 1; (sleep 1 &) ; exec "$0" "$@"`;
const NAMESPACES = ['unshare', ...(process.getuid() === 0 ? [] : ['-U', '-r']), '--pid', '--mount', '--fork', '--kill-child'];

/** Starts it as process 1 of such a container. Where there are no namespaces, as an ordinary process that takes orphans in (PR_SET_CHILD_SUBREAPER). */
async function startContained() {
	const env = { ...process.env, SPOOL: join(folder, 'spool'), PROC: readFileSync(server.binary).includes('__asan_init') ? 'yes' : '' };
	mkdirSync(env.SPOOL);
	const flags = [server.binary, '--spool', env.SPOOL];
	const [program, ...args] = NAMESPACES;
	const hasNamespaces = spawnSync(program, [...args, 'sh', '-c', 'mount -o remount,ro,bind /']).status === 0;
	const other = hasNamespaces
		? await start(program, { env, args: [...args, 'sh', '-c', CONTAINER, ...flags] })
		: await start('perl', { env, args: ['-e', 'syscall(157, 36, 1, 0, 0, 0) == 0 or die $!; exec @ARGV', 'sh', '-c', '(sleep 1 &) ; exec "$0" "$@"', ...flags] });
	other.pid = hasNamespaces ? childrenOf(other.child.pid)[0] : other.child.pid;
	return other;
}

test('in a container it is process 1: it buries orphans, serves from a read-only root, and ends at SIGTERM', async t => {
	const other = await startContained();
	t.after(() => other.child.kill('SIGKILL'));
	await until(() => childrenOf(other.pid).length === 1, soon, 'the orphan to be buried');
	process.kill(other.pid, 'SIGHUP');
	await until(() => other.log.includes('"rolling restart done"'), soon, 'the restart');
	await other.end(other.pid);
});
