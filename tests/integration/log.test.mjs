// The log: whoever reads it slowly, or not at all, or truncates it, holds up nobody but the log.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readFileSync, readSync, statSync, truncateSync, writeSync } from 'node:fs';
import { Agent as Connections, get } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { Visitor } from '../harness/client.mjs';
import { isHardlyLonger } from '../harness/compare.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const soon = 20_000, requests = 2700; // more lines than the log's buffer holds
const paths = ['/healthz', '/readyz', '/nothing', '/api/admin/me', '/api/admin/support/agents', '/api/admin/support/chat', '/api/admin/support/chat/queue', '/api/admin/support/chat/config', '/api/support/chat/sessions'];

/** The lines of a log, as objects, that have come to their end. */
const whole = text => text.slice(0, text.lastIndexOf('\n') + 1).split('\n').filter(Boolean).map(line => JSON.parse(line));

/** A pipe that a server has as its standard error, read when the test wants it. */
class Pipe {
	constructor(folder) {
		this.path = join(folder, `log-${randomUUID()}`);
		execFileSync('mkfifo', [this.path]);
		this.file = openSync(this.path, constants.O_RDWR | constants.O_NONBLOCK);
		this.text = '';
	}

	/** Has the server start with it, behind a shell that opens it for the server alone. */
	get prefix() {
		return ['sh', '-c', 'exec "$@" 2>"$0"', this.path];
	}

	readAll() {
		const buffer = Buffer.alloc(65536);
		try {
			for (;;) this.text += buffer.toString('utf8', 0, readSync(this.file, buffer));
		} catch (error) {
			if (error.code !== 'EAGAIN') throw error;
		}
	}

	read() {
		clearInterval(this.reading);
		this.reading = setInterval(() => this.readAll(), 5);
	}

	/** Not a byte has room from now on. */
	stop() {
		clearInterval(this.reading);
		for (const size of [4096, 1])
			try {
				for (;;) writeSync(this.file, Buffer.alloc(size, '\n'));
			} catch (error) {
				if (error.code !== 'EAGAIN') throw error;
			}
	}

	close() {
		clearInterval(this.reading);
		closeSync(this.file);
	}

	/** Lines, as objects, that name this event; each line must be whole. */
	lines(event) {
		return whole(this.text).filter(line => line.event === event);
	}
}

function status(server, agent, path) {
	return new Promise((resolve, reject) => {
		get(`${server.url}${path}`, { agent }, answer => answer.resume().on('end', () => resolve(answer.statusCode))).on('error', reject);
	});
}

/** Many requests at once, of every kind; answers how many were answered. */
async function ask(server, count) {
	const agent = new Connections({ keepAlive: true, maxSockets: 8 });
	const answers = await Promise.all(Array.from({ length: count }, (_, i) => status(server, agent, paths[i % paths.length])));
	agent.destroy();
	return answers.filter(code => code < 500).length;
}

/** The 99th percentile of the time, in ms, until a visitor's messages are accepted, while `others` runs. */
async function slowest(visitor, others) {
	const { socket, session } = visitor, times = [];
	let isOver = false;
	const over = others().finally(() => (isOver = true));
	while (!isOver) {
		const id = randomUUID(), since = performance.now();
		const accepted = new Promise(resolve => socket.ws.on('message', function hear(data) {
			const event = JSON.parse(data);
			if (event.type !== 'message.accepted' || event.id !== id) return;
			socket.ws.off('message', hear);
			resolve();
		}));
		socket.send('message.send', { sessionId: session.id, id, content: 'how long?' });
		await accepted;
		times.push(performance.now() - since);
	}
	await over;
	return times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)];
}

async function talkative(server, tenant) {
	const visitor = await Visitor.start(server, tenant);
	await visitor.connect();
	visitor.socket.send('resume', { sessionId: visitor.session.id });
	await visitor.socket.event('resumed');
	return visitor;
}

/** Ends the server and starts it with another standard error. */
async function restart(server, prefix) {
	await server.kill('SIGTERM');
	server.prefix = prefix;
	await server.boot();
}

const sum = (lines, name) => lines.reduce((total, line) => total + (line[name] ?? 0), 0);

for (const [count, name] of [[1, 'one worker'], [2, 'two workers']]) {
	test(`${name}, whose log nobody reads`, async t => {
		const server = await Server.start({ workers: count, log_level: 'debug' }, { redis: true });
		t.after(() => server.stop());
		const tenant = server.createTenant('Shop');
		const pipe = new Pipe(server.folder);
		t.after(() => pipe.close());
		pipe.read();
		await restart(server, pipe.prefix);
		const visitor = await talkative(server, tenant);
		let answered;
		const many = async () => (answered = await ask(server, requests));

		await t.test('answers every request, and nobody waits', async () => {
			await isHardlyLonger(async () => {
				pipe.read();
				const calmMs = await slowest(visitor, many);
				pipe.stop();
				const otherMs = await slowest(visitor, many);
				assert.equal(answered, requests);
				return { calmMs, otherMs };
			}, '99 in 100 messages are accepted within, with the log read and with nobody reading it');
		});

		await t.test('says how many lines were dropped when it is read again, and the metric too', async () => {
			const dropped = async () => (await server.figures('frontdesk_log_dropped_total')).reduce((a, b) => a + b);
			await until(async () => (await ask(server, requests), await dropped() > 0), soon, 'lines to be dropped');
			const counted = await dropped();
			pipe.read();
			await until(() => sum(pipe.lines('log lines were dropped'), 'number') >= counted, soon, 'the number');
		});

		if (count > 1)
			await t.test('is killed all the same when its loop does not turn', async () => {
				pipe.stop();
				const supervisor = server.process.pid;
				const [stuck] = readFileSync(`/proc/${supervisor}/task/${supervisor}/children`, 'utf8').trim().split(' ').map(Number);
				process.kill(stuck, 'SIGSTOP');
				await until(() => ask(server, 1), soon, 'an answer of the other');
				await until(async () => {
					const restarts = await server.figures('frontdesk_worker_restarts_total').catch(() => []);
					return restarts.includes(1);
				}, 60_000, 'the supervisor to notice');
				await until(async () => (await server.figures('frontdesk_worker_up')).every(Boolean), soon, 'its successor');
			});

		await t.test('ends as usual', async () => {
			pipe.stop();
			server.process.kill('SIGTERM');
			const [code, signal] = await server.exited;
			assert.deepEqual([code, signal], [0, null]);
		});
	});
}

for (const opening of ['>', '>>'])
	test(`a log file that was opened with ${opening} and is truncated goes on from its beginning`, async t => {
		const server = await Server.start({ workers: 2 }, { redis: true });
		t.after(() => server.stop());
		const file = join(server.folder, 'log');
		await restart(server, ['sh', '-c', `exec "$@" 2${opening}"$0"`, file]);
		const lines = () => whole(readFileSync(file, 'utf8'));
		await until(() => lines().some(line => line.event === 'all workers serve'), soon, 'the first lines');
		truncateSync(file);
		await ask(server, paths.length);
		await until(() => lines().filter(line => line.event === 'request').length >= paths.length, soon, 'the lines after it');
		assert.ok(!lines().some(line => line.event === 'all workers serve'));
	});

/** A limit of file sizes, which is to who writes as a full disk; `bytes` may be 'unlimited'. */
const limitFiles = (pid, bytes) => execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`]);
const childrenOf = pid => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);

test('a log whose disk is full holds up nobody, nor a rolling restart, and says later what it lacks', async t => {
	const server = await Server.start({ spool: '' });
	t.after(() => server.stop());
	const tenant = server.createTenant('Shop');
	const file = join(server.folder, 'log');
	await restart(server, ['sh', '-c', 'exec "$@" 2>>"$0"', file]);
	const { pid } = server.process, [old] = childrenOf(pid);
	const isWhole = line => line.startsWith('{"time"') && line.endsWith('}') && !line.slice(1).includes('{');
	const written = () => readFileSync(file, 'utf8').trim().split('\n');
	const lines = event => written().filter(isWhole).map(line => JSON.parse(line)).filter(line => line.event === event);
	await until(() => lines('all workers serve').length, soon, 'it to serve');
	for (const each of [pid, old]) limitFiles(each, statSync(file).size + 100); // within a line
	server.process.kill('SIGHUP');
	await until(() => childrenOf(pid).length === 1 && childrenOf(pid)[0] !== old, soon, 'the restart');
	const [worker] = childrenOf(pid);
	const visitor = await talkative(server, tenant);
	const dropped = async () => (await server.figures('frontdesk_log_dropped_total'))[0];
	const before = await dropped();
	await until(async () => (assert.equal(await ask(server, requests), requests), await dropped() > before), soon, 'lines to be dropped');
	visitor.socket.send('ping');
	await visitor.socket.event('pong');
	const counted = await dropped() - before;
	for (const each of [pid, worker]) limitFiles(each, 'unlimited');
	await until(() => sum(lines('log lines were dropped'), 'number') >= counted, soon, 'the number');
	await until(() => lines('rolling restart done').length, soon, 'what the supervisor had to say');
	const broken = written().filter(line => !isWhole(line));
	assert.ok(broken.every(line => !line.endsWith('}')), `a piece of a line holds no other's: ${broken}`);
	assert.ok(broken.length <= 1, `only what was cut when the disk was full: ${broken}`);
});

test('a server whose outputs are full from the beginning serves, and ends as usual', async t => {
	const server = await Server.start();
	t.after(() => server.stop());
	await restart(server, ['sh', '-c', 'exec "$@" >/dev/full 2>&1', 'sh']);
	assert.equal(await ask(server, requests), requests);
	server.process.kill('SIGTERM');
	assert.deepEqual(await server.exited, [0, null]);
});

test('a flood of lines alike is written in part, and its number said', async t => {
	const server = await Server.start();
	t.after(() => server.stop());
	const lines = () => whole(server.log).filter(line => line.name === 'no route');
	const agent = new Connections({ keepAlive: true, maxSockets: 8 });
	await Promise.all(Array.from({ length: 2000 }, (_, i) => status(server, agent, `/nothing/${i}`)));
	agent.destroy();
	await until(() => lines().length - lines().filter(line => line.repeated).length + sum(lines(), 'repeated') === 2000, soon, () => `all to be written or counted: ${lines().length} ${sum(lines(), 'repeated')}`);
	assert.ok(lines().length < 1000, `${lines().length} lines`);
	const route = await status(server, undefined, '/healthz');
	assert.equal(route, 200);
	await until(() => server.log.includes('"name":"/healthz"'), soon, 'a line of another kind');
});
