// Replicas that tell each other through Redis: two workers on one database.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { Agent, Visitor, sendMessage } from '../harness/client.mjs';
import { Redis } from '../harness/redis.mjs';
import { Server, freePort } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

let one, two, tenant, robin;

/** A metric of a worker, as a number. */
async function metric(server, name) {
	const page = await (await fetch(`${server.url}/metrics`)).text();
	const lines = page.split('\n').filter(line => line.startsWith(`frontdesk_${name} `) || line.startsWith(`frontdesk_${name}{`));
	assert.notEqual(lines.length, 0, `no metric ${name}`);
	return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

function untilMetric(server, name, isWanted, ms = 20_000) {
	return until(async () => isWanted(await metric(server, name)), ms, `the metric ${name}`);
}

const untilJoined = server => untilMetric(server, 'bus_connected', count => count > 0);

/** A visitor on the first worker and an agent on the second, both in one session. */
async function meet() {
	await Promise.all([one, two].map(untilJoined)); // both their connections: an earlier test may have cut them
	const visitor = await Visitor.start(one, tenant);
	const agent = await Agent.signIn(two, robin, tenant);
	const sessionId = visitor.session.id;
	const taken = await agent.request('POST', `/api/admin/support/chat/${sessionId}/assign`, {});
	assert.equal(taken.status, 200, taken.text);
	for (const person of [visitor, agent]) {
		await person.connect();
		person.socket.send('resume', { sessionId, afterSeq: 0 });
		await person.socket.event('resumed', e => e.sessionId === sessionId);
	}
	return { visitor, agent, sessionId };
}

const part = ({ visitor, agent }) => Promise.all([visitor.socket.close(), agent.socket.close()]);

before(async () => {
	one = await Server.start({ workers: 1 }, { redis: true });
	two = await Server.twin(one);
	tenant = one.createTenant('Bus');
	robin = one.addAgent(tenant, 'robin@bus.example');
	await Promise.all([one, two].map(untilJoined));
});

after(async () => {
	await two?.kill('SIGTERM');
	await one?.stop();
});

test('what one worker accepts is seen at the other before it could be found in PostgreSQL', async () => {
	const met = await meet();
	const heard = await metric(two, 'bus_received_total');
	const { id } = await sendMessage(met.visitor, met.sessionId, 'over the bus');
	const { message } = await met.agent.socket.event('message.new', e => e.message.id === id);
	assert.equal(message.content, 'over the bus');
	await met.agent.socket.event('message.stored', e => e.id === id);
	assert.ok(await metric(two, 'bus_received_total') > heard);
	met.agent.socket.send('typing.set', { sessionId: met.sessionId, typing: true });
	await met.visitor.socket.event('typing', e => e.typing);
	await part(met);
});

test('who publishes does not hear itself, and nobody hears twice', async () => {
	const met = await meet();
	const { id } = await sendMessage(met.visitor, met.sessionId, 'once');
	const after = await sendMessage(met.visitor, met.sessionId, 'the last');
	for (const person of [met.visitor, met.agent]) {
		await person.socket.event('message.stored', e => e.id === after.id);
		assert.equal(person.socket.events.filter(e => e.type === 'message.stored' && e.id === id).length, 1);
		assert.ok(person.socket.events.filter(e => e.type === 'message.new' && e.message.id === id).length <= 1);
	}
	await part(met);
});

test('Redis sees no content, no name, no address', async () => {
	const heard = await one.redis.listen();
	const monitor = await one.redis.monitor();
	const visitor = await Visitor.start(one, tenant, { visitorName: 'Canary Name', visitorEmail: 'canary@example.org' });
	await visitor.connect();
	const { id } = await sendMessage(visitor, visitor.session.id, 'canary-content');
	await until(() => heard.heard.some(e => e.channel.startsWith('fd1:s:')), 10_000, 'a publication');
	assert.ok(id);
	const all = [...heard.heard.map(e => e.channel + e.payload.toString('latin1')), ...monitor.lines()].join('\n');
	assert.doesNotMatch(all, /canary/i);
	heard.close();
	monitor.close();
	await visitor.socket.close();
});

test('publications that were changed, moved or made up are ignored and counted', async () => {
	const met = await meet();
	const channel = `fd1:s:${tenant}:${met.sessionId}`.replaceAll('-', '');
	const heard = await one.redis.listen(channel);
	const { id } = await sendMessage(met.visitor, met.sessionId, 'the one');
	await until(() => heard.heard.length > 0, 10_000, 'a publication');
	await met.agent.socket.event('message.stored', e => e.id === id);
	const unreadable = await metric(two, 'bus_unreadable_total');
	const { payload } = heard.heard[0];
	const changed = Buffer.from(payload);
	changed[payload.length - 1] ^= 1;
	const relabelled = Buffer.from(payload);
	relabelled[1] ^= 1; // another origin
	const unknownKey = Buffer.from(payload);
	unknownKey[25] ^= 1;
	met.agent.socket.forget();
	const forgeries = [changed, relabelled, unknownKey, randomBytes(185), Buffer.from('{"type":"message.new"}'), Buffer.alloc(0)];
	for (const forgery of forgeries)
		await one.redis.command('PUBLISH', channel, forgery);
	await one.redis.command('PUBLISH', `fd1:a:${tenant}:${'0'.repeat(32)}`.replaceAll('-', ''), payload);
	await untilMetric(two, 'bus_unreadable_total', count => count >= unreadable + forgeries.length + 1);
	const next = await sendMessage(met.visitor, met.sessionId, 'and on');
	await met.agent.socket.event('message.stored', e => e.id === next.id);
	assert.deepEqual(met.agent.socket.events.filter(e => e.type === 'message.new').map(e => e.message.id), [next.id]);
	heard.close();
	await part(met);
});

test('while Redis is away, what was said is found in PostgreSQL; when it is back, it is heard at once', async () => {
	const met = await meet();
	await one.redis.kill();
	const { id } = await sendMessage(met.visitor, met.sessionId, 'without Redis');
	await met.agent.socket.event('head', e => e.sessionId === met.sessionId && e.headSeq >= 1);
	met.agent.socket.send('resume', { sessionId: met.sessionId, afterSeq: 0 });
	await met.agent.socket.event('resumed', e => e.messages.some(m => m.id === id));
	const restored = await metric(two, 'bus_restored_total');
	await one.redis.boot();
	await untilMetric(two, 'bus_restored_total', count => count > restored);
	await untilJoined(one);
	const next = await sendMessage(met.visitor, met.sessionId, 'with Redis');
	await met.agent.socket.event('message.new', e => e.message.id === next.id);
	await part(met);
});

test('a Redis that hangs is left after three heartbeats, takes no more than it may, and is joined again', async () => {
	const met = await meet();
	const [dropped, restored] = await Promise.all([metric(one, 'bus_dropped_total'), metric(two, 'bus_restored_total')]);
	one.redis.freeze();
	const content = 'x'.repeat(15_000);
	const stored = [];
	while (await metric(one, 'bus_connected') > 0) stored.push(await sendMessage(met.visitor, met.sessionId, content));
	stored.push(await sendMessage(met.visitor, met.sessionId, 'said to nobody'));
	await untilMetric(one, 'bus_dropped_total', count => count > dropped);
	await untilMetric(two, 'bus_connected', count => count === 0);
	one.redis.thaw();
	await untilMetric(two, 'bus_restored_total', count => count > restored);
	await met.agent.socket.event('head', e => e.headSeq >= stored.length);
	met.agent.socket.forget();
	await untilJoined(one);
	const next = await sendMessage(met.visitor, met.sessionId, 'well again');
	await met.agent.socket.event('message.new', e => e.message.id === next.id);
	await part(met);
});

test('a Redis that loads its data keeps nobody waiting, at the start or in between, is said to, and joined once it has', async () => {
	const slow = await Redis.start({ 'enable-debug-command': 'yes' });
	const isLoading = () => slow.command('PING').then(() => false, error => /^LOADING/.test(error.message));
	const load = async () => {
		await slow.kill();
		await slow.boot({ ms: 90_000 });
	};
	await slow.command('DEBUG', 'POPULATE', '8000');
	await slow.command('SAVE');
	const DELAY = 4000; // microseconds a key: until the test has it hurry, whatever the machine's pace
	const hurry = () => slow.command('CONFIG', 'SET', 'key-load-delay', '0');
	Object.assign(slow.settings, { 'key-load-delay': DELAY, 'loading-process-events-interval-bytes': 1024 });
	one.expect('Redis refuses us: it is loading its data', 'Redis connection lost', 'Redis does not answer');
	let loaded = load();
	await until(isLoading, 10_000, 'it to load');
	const server = await Server.twin(one, { redis: slow.address });
	const told = () => server.log.split('"Redis refuses us: it is loading its data"').length - 1;
	try {
		const visitor = await Visitor.start(server, tenant);
		await visitor.connect();
		for (const when of ['at the start', 'in between']) {
			const before = when === 'in between' ? told() : 0;
			if (when === 'in between') loaded = load();
			await until(isLoading, 10_000, 'it to load');
			await sendMessage(visitor, visitor.session.id, when);
			assert.equal((await server.ask('/readyz')).status, 200);
			assert.ok(await isLoading(), when);
			await until(() => told() > before, 20_000, 'a line');
			await hurry();
			await loaded;
			await untilJoined(server);
		}
		await visitor.socket.close();
	} finally {
		await server.kill('SIGTERM');
		await slow.stop();
	}
});

test('a slow subscriber that Redis cuts off subscribes again', async () => {
	const met = await meet();
	one.expect('Redis connection lost');
	const restored = await metric(two, 'bus_restored_total');
	const killed = await one.redis.command('CLIENT', 'KILL', 'TYPE', 'pubsub');
	assert.ok(killed >= 2);
	await untilMetric(two, 'bus_restored_total', count => count > restored);
	await untilMetric(two, 'bus_subscriptions', count => count >= 1);
	const next = await sendMessage(met.visitor, met.sessionId, 'still here');
	await met.agent.socket.event('message.stored', e => e.id === next.id);
	await part(met);
});

test('Redis behind a password, on TCP, in another database, is joined; a wrong password is not, and neither is logged', async () => {
	one.expect('Redis refuses us: the password is wrong');
	const port = await freePort();
	const locked = await Redis.start({ port, bind: '127.0.0.1', requirepass: 'k3y,of@redis' });
	const right = await Server.twin(one, { redis: `redis://:k3y%2Cof%40redis@127.0.0.1:${port}/3` });
	const wrong = await Server.twin(one, { redis: `redis://:guess@localhost:${port}` });
	try {
		await untilJoined(right);
		await until(() => /Redis refuses us: the password is wrong/.test(wrong.log), 10_000, 'the refusal');
		assert.equal(await metric(wrong, 'bus_connected'), 0);
		assert.doesNotMatch(right.log + wrong.log, /k3y|guess/);
		const clients = String(await locked.command('CLIENT', 'LIST'));
		assert.match(clients, /db=3/);
	} finally {
		await right.kill('SIGTERM');
		await wrong.kill('SIGTERM');
		await locked.stop();
	}
});

test('what Redis never says ends the connection, not the worker', async () => {
	const nonsense = ['*2\r\n:1\r\n$-1\r\n', '*3\r\n$7\r\nmessage\r\n:5\r\n*0\r\n', '*1\r\n*1\r\n*1\r\n:1\r\n', ':7\r\n', '-ERR no\r\n',
		'+OK\r\n*-1\r\n', '$-1\r\n', '*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$-1\r\n', '$99999999999\r\n', 'HTTP/1.1 400 Bad Request\r\n\r\n', '\0\0\0\0\r\n'];
	const heard = new Map();
	const liars = nonsense.map(lie => {
		return createServer(socket => {
			heard.set(lie, (heard.get(lie) ?? 0) + 1);
			socket.on('error', () => {}).on('data', data => {
				if (String(data).includes('PING')) socket.write('+PONG\r\n');
				else socket.end(lie.repeat(3));
			});
		}).listen(0, '127.0.0.1');
	});
	await Promise.all(liars.map(liar => once(liar, 'listening')));
	one.expect('Redis connection lost', 'Redis does not answer', 'Redis refuses us');
	const server = await Server.twin(one, { redis: liars.map(liar => `127.0.0.1:${liar.address().port}`).join(',') });
	try {
		await until(() => nonsense.every(lie => heard.get(lie) > 4), 60_000, 'the worker to come back after every lie');
		assert.equal((await fetch(`${server.url}/readyz`)).status, 200);
	} finally {
		await server.kill('SIGTERM');
		liars.forEach(liar => liar.close());
	}
});

test('a server that accepts and says nothing is given up and tried again, as one that cannot be found', async () => {
	let connections = 0;
	const silent = createServer(socket => void (connections++, socket.on('error', () => {}).resume())).listen(0, '127.0.0.1');
	await once(silent, 'listening');
	one.expect('Redis does not answer');
	const server = await Server.twin(one, { redis: `127.0.0.1:${silent.address().port}, nowhere.invalid:6379` });
	try {
		await until(() => connections > 2, 60_000, 'another attempt');
		await until(() => server.log.split('\n').filter(line => /Redis does not answer/.test(line)).length >= 4, 60_000, 'both links of both servers to be missed');
		assert.equal((await fetch(`${server.url}/readyz`)).status, 200);
	} finally {
		await server.kill('SIGTERM');
		silent.close();
	}
});

test('of several Redis servers each carries its share, and one that dies takes only its own', async () => {
	const other = await Redis.start();
	const redis = `${one.redis.address}, ${other.address}`;
	const servers = [await Server.twin(one, { redis }), await Server.twin(one, { redis })];
	const kept = [one, two];
	[one, two] = servers;
	try {
		for (const server of servers) await untilMetric(server, 'bus_connected', count => count === 2);
		const heard = [await kept[0].redis.listen('fd1:s:*'), await other.listen('fd1:s:*')];
		const mets = [];
		while (!heard.every(h => h.heard.length > 0)) {
			assert.ok(mets.length < 40, 'all channels went to one server');
			const met = await meet();
			mets.push(met);
			await sendMessage(met.visitor, met.sessionId, 'shared');
		}
		const ofOther = heard[1].heard[0].channel.slice(39);
		heard.forEach(h => h.close());
		one.expect('Redis connection lost', 'Redis does not answer');
		await other.kill();
		const living = mets.find(met => met.sessionId.replaceAll('-', '') !== ofOther && heard[0].heard.some(h => h.channel.endsWith(met.sessionId.replaceAll('-', ''))));
		const { id } = await sendMessage(living.visitor, living.sessionId, 'on the living one');
		await living.agent.socket.event('message.new', e => e.message.id === id);
		await Promise.all(mets.map(part));
	} finally {
		[one, two] = kept;
		for (const server of servers) await server.kill('SIGTERM');
		await other.stop();
	}
});

test('what is no list of servers is refused at the start, without its password', async () => {
	await assert.rejects(Server.twin(one, { redis: 'redis://:hidden@host/x' }), error => {
		assert.match(error.message, /redis must be a list of/);
		assert.doesNotMatch(error.message, /hidden/);
		return true;
	});
});

test('who waited for Redis to be listened to hears what comes, whoever had the session read meanwhile', async () => {
	const visitor = await Visitor.start(one, tenant);
	const sessionId = visitor.session.id;
	visitor.server = two; // where nobody knows the session yet
	await visitor.connect();
	one.redis.freeze();
	visitor.socket.send('resume', { sessionId });
	assert.equal((await visitor.request('GET', `/api/support/chat/${sessionId}/resume`)).status, 200);
	await visitor.socket.event('resumed');
	one.redis.thaw();
	const id = randomUUID();
	const sent = await visitor.request('POST', `/api/support/chat/${sessionId}`, { id, content: 'by another tab' });
	assert.ok([200, 202].includes(sent.status), sent.text); // a slow disk keeps it first
	await visitor.socket.event('message.stored', e => e.id === id);
	await visitor.socket.close();
});

test('a Redis that refuses our subscriptions is said in the log, and the connection is kept', async () => {
	const strict = await Redis.start();
	await strict.command('ACL', 'SETUSER', 'default', 'resetchannels');
	one.expect('Redis refuses us: the user may not do this');
	const server = await Server.twin(one, { redis: strict.address });
	try {
		await until(() => /"Redis refuses us: the user may not do this".*"command":"SUBSCRIBE"/.test(server.log), 20_000, 'the refusal');
		await untilMetric(server, 'bus_connected', count => count === 1);
	} finally {
		await server.kill('SIGTERM');
		await strict.stop();
	}
});
