// Several workers on one port: what their supervisor does when they die, drain, or are to be replaced.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { Calm, TROUBLE } from '../harness/calm.mjs';
import { Chatter } from '../harness/chatter.mjs';
import { Agent, Visitor } from '../harness/client.mjs';
import { endWithUs } from '../harness/ending.mjs';
import { Redis } from '../harness/redis.mjs';
import { freePort, Server } from '../harness/server.mjs';
import { dial, readyEvent } from '../harness/tls.mjs';
import { until } from '../harness/wait.mjs';

const workers = 3, soon = 20_000;
const folder = mkdtempSync(join(tmpdir(), 'frontdesk-workers-'));
const binary = join(folder, 'frontdesk');
const built = process.env.FRONTDESK_BINARY ?? join(dirname(fileURLToPath(import.meta.url)), '../../build/release/frontdesk');
let redis, server, tenant;

before(async () => {
	copyFileSync(built, binary);
	process.env.FRONTDESK_BINARY = binary;
	redis = await Redis.start();
	server = await Server.start({ workers, redis: redis.address });
	await said('all workers serve');
	tenant = server.createTenant('Shop');
});
after(async () => {
	await server?.stop();
	await redis?.stop();
	rmSync(folder, { recursive: true, force: true });
});

/** Puts what `write` makes in the binary's place, at once, as an upgrade does. */
function install(write) {
	write(`${binary}.new`);
	renameSync(`${binary}.new`, binary);
}

/** Lines of the log, as objects, that name this event. */
const lines = (event, of = server) => [...of.log.matchAll(/^\{.*\}$/gm)].map(([line]) => JSON.parse(line)).filter(line => line.event === event);
const said = (event, count = 1, of = server) => until(() => lines(event, of).length >= count, soon, `${count} × "${event}"`);
/** What the supervisor says of a worker's end: a moment after the worker is gone. */
const endOf = pid => until(() => lines('worker ended').find(line => line.pid === pid), soon, `the end of ${pid} to be said`);
const lives = pid => existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
const allUp = (of = server) => until(async () => (await of.figures('frontdesk_worker_up')).filter(Boolean).length === workers, soon, 'every worker to be up');
const ask = () => server.ask('/healthz');

/** The same, with a pause between connecting and asking; answers what came, or the error. */
async function askSlowly(ms) {
	const socket = dial(server).setEncoding('latin1');
	let received = '';
	socket.on('data', data => (received += data)).on('error', error => (received += error.code));
	const closed = new Promise(resolve => socket.once('close', resolve));
	socket.once(readyEvent(server), () => setTimeout(() => socket.write('GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'), ms));
	await closed;
	return received;
}

/** Visitors' sockets until every worker has one; answers a visitor for each worker. */
async function visitorsEverywhere() {
	const found = [];
	await until(async () => {
		const had = await server.figures('frontdesk_ws_connections');
		const visitor = await Visitor.start(server, tenant);
		await visitor.connect();
		const has = await server.figures('frontdesk_ws_connections');
		const worker = has.findIndex((count, i) => count > had[i]);
		if (worker >= 0 && !found[worker]) found[worker] = visitor;
		return found.filter(Boolean).length === workers;
	}, soon, 'a socket at every worker');
	return found;
}

test('every worker takes connections of the one port', async () => {
	const calm = await Calm.begin(server);
	assert.equal(new Set(server.workers()).size, workers);
	await until(async () => {
		await ask();
		return (await server.figures('frontdesk_http_requests_total')).every(count => count > 0);
	}, soon, 'each to have answered');
	await calm.end({ opened: 0 });
});

test('one scrape holds all workers, each family described once', async () => {
	const { text: page } = await server.ask('/metrics');
	const families = [...page.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name]) => name);
	assert.equal(new Set(families).size, families.length);
	assert.equal([...page.matchAll(/^# HELP /gm)].length, families.length);
	for (const line of page.trim().split('\n').filter(line => !line.startsWith('#'))) {
		const [, name, worker] = line.match(/^([a-z_]+)\{worker="(\d+)"(?:,le="[^"]+")?\} -?[\d.]+$/) ?? assert.fail(line);
		assert.ok(Number(worker) < workers && families.includes(name.replace(/_(bucket|sum|count)$/, '')) || families.includes(name), line);
	}
	assert.deepEqual(await server.figures('frontdesk_worker_up'), [1, 1, 1]);
});

test('a worker that is killed comes back at once, and nobody is refused meanwhile', async () => {
	server.expect('worker ended');
	const before = server.workers();
	const restarts = (await server.figures('frontdesk_worker_restarts_total'))[1];
	process.kill(before[1], 'SIGKILL');
	for (let i = 0; i < 40; i++) assert.equal((await ask()).status, 200);
	await until(() => server.workers()[1] !== before[1], soon, 'its successor');
	await allUp();
	assert.deepEqual(server.workers().filter(pid => before.includes(pid)), [before[0], before[2]]);
	assert.equal((await server.figures('frontdesk_worker_restarts_total'))[1], restarts + 1);
	const { worker, signal } = await endOf(before[1]);
	assert.deepEqual([worker, signal], [1, 'KILL']);
});

test('counters go on over a crash, gauges do not', async () => {
	const found = await visitorsEverywhere();
	const names = ['frontdesk_http_requests_total', 'frontdesk_ws_received_total', 'frontdesk_db_statements_total', 'frontdesk_db_statement_seconds_count'];
	const read = async () => Promise.all(names.map(name => server.figures(name)));
	const before = await read();
	assert.ok(before[1][2] > 0);
	const killed = server.workers()[2];
	process.kill(killed, 'SIGKILL');
	await found[2].socket.closed;
	await endOf(killed); // whose gauges are of use until it is known
	await allUp();
	const then = await read();
	before.forEach((figures, i) => figures.forEach((figure, k) => assert.ok(then[i][k] >= figure, `${names[i]} of ${k}: ${figure} → ${then[i][k]}`)));
	assert.equal((await server.figures('frontdesk_ws_connections'))[2], 0);
	for (const visitor of found) await visitor.socket.close();
});

test('a worker that cannot start waits ever longer while the others serve, and comes back', async () => {
	const keys = join(server.folder, 'keys');
	server.expect(...TROUBLE.workers);
	const waits = lines('worker waits before it is started again').length;
	renameSync(keys, `${keys}.away`);
	process.kill(server.workers()[0], 'SIGKILL');
	await said('worker waits before it is started again', waits + 4);
	for (let i = 0; i < 20; i++) assert.equal((await ask()).status, 200);
	assert.deepEqual(await server.figures('frontdesk_worker_up'), [0, 1, 1]);
	renameSync(`${keys}.away`, keys);
	await allUp();
	const deaths = lines('worker waits before it is started again').slice(waits).map(line => line.deaths);
	assert.ok(deaths.every((count, i) => i === 0 || count === deaths[i - 1] + 1), `${deaths}`);
	assert.ok(lines('worker ended').some(line => line.worker === 0 && line.status === 1));
});

test('a worker that hangs before it listens takes no connection, and is killed', async () => {
	server.expect('worker is killed: it does not begin to listen', ...TROUBLE.workers);
	const starts = join(folder, 'starts');
	writeFileSync(starts, '');
	install(path => writeFileSync(path, `#!/bin/sh\necho >>'${starts}'\n[ "$(wc -l <'${starts}')" -gt 2 ] || exit 1\nexec sleep infinity\n`, { mode: 0o755 }));
	process.kill(server.workers()[2], 'SIGKILL');
	await until(() => readFileSync(starts, 'utf8').length === 3, soon, 'the third start');
	for (let i = 0; i < 40; i++) assert.equal((await ask()).status, 200);
	install(path => copyFileSync(built, path));
	assert.equal(lines('worker is killed: it does not begin to listen').length, 0);
	await until(() => lines('worker is killed: it does not begin to listen').length === 1, 60_000, 'the supervisor to notice');
	await allUp();
});

test('SIGTERM to one worker drains it, and another takes its place meanwhile', async () => {
	const found = await visitorsEverywhere();
	const before = server.workers();
	process.kill(before[1], 'SIGTERM');
	await found[1].socket.event('goodbye', event => event.reason === 'drain');
	await found[1].socket.closed;
	assert.equal((await endOf(before[1])).status, 0);
	await allUp();
	assert.notEqual(server.workers()[1], before[1]);
	assert.deepEqual([found[0], found[2]].map(visitor => visitor.socket.ws.readyState), [1, 1]);
	for (const visitor of found) await visitor.socket.close();
});

test('SIGHUP replaces one worker after the other by what binary and settings are then: nobody is refused, nothing lost', async () => {
	const agent = await Agent.signIn(server, server.addAgent(tenant, 'roll@shop.example'));
	const visitors = await Promise.all(Array.from({ length: 6 }, () => Visitor.start(server, tenant)));
	const pairs = [];
	for (const visitor of visitors) {
		await agent.request('POST', `/api/admin/support/chat/${visitor.session.id}/assign`, {});
		pairs.push([new Chatter(visitor, visitor.session.id), new Chatter(agent, visitor.session.id)]);
	}
	const chatters = pairs.flat();
	await Promise.all(chatters.map(chatter => chatter.connect()));
	const before = server.workers();
	install(path => writeFileSync(path, `#!/bin/sh\necho the upgraded one >&2\nexec ${built} "$@"\n`, { mode: 0o755 }));

	let asked = 0, sent = 0, isOver = false;
	const asking = Promise.all(Array.from({ length: 8 }, async () => {
		for (; !isOver; asked++) assert.match(await askSlowly(Math.random() * 3), /^HTTP\/1.1 200 /);
	}));
	const talking = (async () => {
		while (!isOver) {
			for (const chatter of chatters) chatter.say(`line ${sent++}`);
			await new Promise(resolve => setTimeout(resolve, 50));
		}
	})();
	const done = lines('rolling restart done').length;
	server.process.kill('SIGHUP');
	await said('rolling restart done', done + 1);
	isOver = true;
	await Promise.all([asking, talking]);
	const counts = pairs.map(pair => pair.reduce((sum, chatter) => sum + chatter.sent.size, 0));
	await until(() => pairs.every((pair, i) => pair.every(chatter => chatter.isSettled(counts[i]))), 60_000, 'every message to be with both sides');
	assert.deepEqual(chatters.map(chatter => chatter.shownTwice), chatters.map(() => 0));
	assert.ok(asked > workers && sent > 0);
	await allUp();
	const then = server.workers();
	assert.deepEqual(then.filter(pid => before.includes(pid)), []);
	assert.equal(server.log.match(/^the upgraded one$/gm).length, workers);
	await Promise.all(before.map(endOf));
	const ends = before.map(pid => lines('worker ended').findIndex(line => line.pid === pid));
	assert.deepEqual(ends, [...ends].sort((a, b) => a - b), 'one after the other');
	for (const chatter of chatters) await chatter.close();
	install(path => copyFileSync(built, path));
});

test('a rolling restart whose newcomer does not start is given up, and the old ones stay', async () => {
	const before = server.workers();
	const good = Object.fromEntries(server.settings());
	server.expect('rolling restart given up: the new worker does not get ready, the old ones stay', ...TROUBLE.workers);
	const count = lines('rolling restart given up: the new worker does not get ready, the old ones stay').length;
	server.configure({ ...good, log_level: 'nonsense' });
	server.process.kill('SIGHUP');
	await said('rolling restart given up: the new worker does not get ready, the old ones stay', count + 1);
	assert.equal((await ask()).status, 200);
	assert.ok(before.every(lives));
	server.configure(good);
	const done = lines('rolling restart done').length;
	server.process.kill('SIGHUP');
	await said('rolling restart done', done + 1);
	assert.ok(!before.some(lives));
});

test('SIGTERM to the supervisor drains every worker and ends with 0', async () => {
	const found = await visitorsEverywhere();
	const before = server.workers();
	server.process.kill('SIGTERM');
	for (const visitor of found) await visitor.socket.event('goodbye', event => event.reason === 'drain');
	await assert.rejects(ask());
	assert.deepEqual(await server.exited, [0, null]);
	assert.ok(!before.some(lives));
	await server.boot();
	await allUp();
});

test('a second SIGTERM kills a worker that does not drain', async () => {
	const [stuck] = server.workers();
	const ends = lines('ending: all workers drain').length;
	process.kill(stuck, 'SIGSTOP');
	server.process.kill('SIGTERM');
	await said('ending: all workers drain', ends + 1);
	await until(() => server.workers().slice(1).every(pid => !lives(pid)), soon, 'the others to drain');
	assert.ok(lives(stuck));
	server.process.kill('SIGTERM');
	assert.deepEqual(await server.exited, [0, null]);
	assert.ok(!lives(stuck));
	await server.boot();
	await allUp();
});

test('workers whose supervisor is killed drain and end', async () => {
	const found = await visitorsEverywhere();
	const before = server.workers();
	server.process.kill('SIGKILL');
	for (const visitor of found) await visitor.socket.event('goodbye', event => event.reason === 'drain');
	await until(() => !before.some(lives), soon, 'the workers to end');
	await server.exited;
	await server.boot();
	await allUp();
});

test('a worker whose loop does not turn any more is killed and replaced', async () => {
	const [stuck] = server.workers();
	server.expect('worker is killed: its loop does not turn', ...TROUBLE.workers);
	const count = lines('worker is killed: its loop does not turn').length;
	process.kill(stuck, 'SIGSTOP');
	await until(() => lines('worker is killed: its loop does not turn').length > count, 60_000, 'the supervisor to notice');
	await until(() => server.workers()[0] !== stuck, soon, 'its successor');
	assert.ok(!lives(stuck));
	await allUp();
});

/** Runs `serve` with these flags until it ends by itself. */
const refusal = flags => spawnSync(binary, ['serve', '--config', server.config, ...flags], { encoding: 'utf8', timeout: soon });

test('several workers without Redis are refused with the remedy', () => {
	const { status, stderr } = refusal(['--redis', '', '--workers', '2']);
	assert.equal(status, 1);
	assert.match(stderr, /several workers need Redis .*: set redis, or workers = 1/);
});

test('what will not pass ends the first start with its reason, said once', async () => {
	const listen = `127.0.0.1:${await freePort()}`;
	const noKeys = refusal(['--listen', listen, '--keys', join(folder, 'none')]);
	assert.equal(noKeys.status, 1);
	assert.equal(noKeys.stderr.match(/frontdesk: .*none/g).length, 1, noKeys.stderr);
	const other = createServer().listen(0, '127.0.0.1');
	await once(other, 'listening');
	const taken = refusal(['--listen', `127.0.0.1:${other.address().port}`]);
	other.close();
	assert.equal(taken.status, 1);
	assert.match(taken.stderr, /cannot listen on .*: another process listens there; .*--listen/);
});

test('a service manager hears of the start, the reload and the end', async t => {
	const socket = join(folder, 'notify');
	const listener = spawn('perl', ['-MIO::Socket::UNIX', '-e', `$| = 1;
		my $socket = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => $ARGV[0]) or die $!;
		print "bound\\n"; while (defined $socket->recv(my $said, 512)) { print "$said\\n" }`, socket], { stdio: ['ignore', 'pipe', 'inherit'] });
	endWithUs(listener);
	t.after(() => listener.kill());
	let heard = '';
	listener.stdout.setEncoding('utf8').on('data', text => (heard += text));
	const hears = pattern => until(() => pattern.test(heard), soon, `${pattern}; heard ${heard}`);
	await hears(/bound/);
	const port = await freePort();
	const other = spawn(binary, ['serve', '--config', server.config, '--listen', `127.0.0.1:${port}`], {
		stdio: 'ignore', env: { ...process.env, NOTIFY_SOCKET: socket, WATCHDOG_USEC: '2000000' } });
	endWithUs(other);
	t.after(() => other.kill('SIGKILL'));
	const ended = once(other, 'exit');
	await hears(/bound\n(WATCHDOG=1\n)*READY=1\n/);
	other.kill('SIGHUP');
	await hears(/RELOADING=1\n(WATCHDOG=1\n)*READY=1\n/);
	await hears(/READY=1\n(WATCHDOG=1\n)+$/);
	other.kill('SIGTERM');
	await hears(/STOPPING=1/);
	assert.deepEqual(await ended, [0, null]);
});
