// Rate limits over the workers of a host and over replicas, and what they mean for signing in: who
// guesses is stopped, wherever they come from, and the owner of the account is not.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request as open } from 'node:http';
import { after, before, test } from 'node:test';
import { Agent, Visitor } from '../harness/client.mjs';
import { deliver, mail } from '../harness/lmtp.mjs';
import { Server, freePort } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const workers = 3, soon = 20_000, password = 'correct horse battery';
/** What a network or a known browser may try at one address at once, and what all networks, or all known browsers, together may;
 *  what a network may try at all addresses together. */
const burst = 10, cap = 60, known = 60, crowd = 30, strangers = 40;
let server, twin, tenant, lmtp, count = 0;

before(async () => {
	lmtp = await freePort();
	server = await Server.start({ workers, rate_limits: 'true', trusted_proxies: '127.0.0.1', smtp_server: 'inbox', mail_inbound_domain: 'in.desk.example', lmtp_listen: `127.0.0.1:${lmtp}` }, { redis: true });
	await allUp();
	twin = await Server.twin(server, { workers: 1, spool: '', lmtp_listen: '' });
	tenant = server.createTenant('Shop');
});
after(async () => {
	await twin?.kill('SIGTERM');
	await server?.stop();
});

const allUp = () => until(async () => (await server.figures('frontdesk_worker_up')).filter(Boolean).length === workers, soon, 'every worker to be up');
const newNetwork = () => `198.51.${100 + (count >> 8)}.${count++ & 255}`;
const newAgent = () => server.addAgent(tenant, `agent${++count}@shop.example`).email;
const cookieOf = (answer, name) => answer.headers['set-cookie']?.find(line => line.startsWith(`${name}=`));

/** One try to sign in, on a connection of its own, so that any worker may get it. */
function attempt(email, { secret = 'wrong horse battery', ...options } = {}) {
	return post('/api/admin/sign-in', { email, password: secret }, options);
}

function post(path, fields, { at = server, from = '192.0.2.1', cookie } = {}) {
	const body = JSON.stringify(fields);
	const headers = { Origin: at.url, 'Content-Type': 'application/json', 'Content-Length': body.length, 'X-Forwarded-For': from };
	return new Promise((resolve, reject) => {
		open(`${at.url}${path}`, { agent: false, method: 'POST', headers: cookie ? { ...headers, Cookie: cookie } : headers }, async answer => {
			const text = Buffer.concat(await answer.toArray()).toString();
			resolve({ status: answer.statusCode, headers: answer.headers, body: text && JSON.parse(text) });
		}).on('error', reject).end(body);
	});
}

/** So many tries, one after the other: how many were let through to the password. */
async function countAllowed(tries, email, options = () => ({})) {
	let allowed = 0;
	for (let i = 0; i < tries; i++) {
		const { status } = await attempt(email, options(i));
		assert.ok(status === 401 || status === 429, `${status}`);
		allowed += status === 401 ? 1 : 0;
	}
	return allowed;
}

/** A browser in which the agent has signed in before. */
async function knownBrowser(email, from = newNetwork()) {
	const answer = await attempt(email, { from, secret: password });
	assert.equal(answer.status, 200);
	return cookieOf(answer, '__Host-frontdesk-browser').split(';')[0];
}

test('all workers of a host together allow the tries of one', async () => {
	const answered = await server.figures('frontdesk_http_requests_total');
	assert.equal(await countAllowed(2 * burst, newAgent(), () => ({ from: '192.0.2.1' })), burst);
	const then = await server.figures('frontdesk_http_requests_total');
	assert.ok(then.filter((figure, i) => figure > answered[i] + 1).length > 1, 'more than one worker was asked');
});

test('who is limited stays so when the workers die', async () => {
	const email = newAgent(), from = newNetwork();
	await countAllowed(burst, email, () => ({ from }));
	await server.redis.command('FLUSHALL');
	const before = server.workers();
	server.expect('worker ended');
	before.forEach(pid => process.kill(pid, 'SIGKILL'));
	await until(() => server.workers().every(pid => !before.includes(pid)), soon, 'their successors');
	await allUp();
	assert.equal(await countAllowed(3, email, () => ({ from })), 0);
});

test('replicas together allow the tries of one', async () => {
	const email = newAgent(), from = newNetwork();
	assert.equal(await countAllowed(2 * burst, email, i => ({ from, at: i % 2 ? twin : server })), burst);
});

test('over all networks together an account can be tried so often and no more, and its owner gets in', async () => {
	const email = newAgent();
	const began = performance.now(), browser = await knownBrowser(email);
	const allowed = await countAllowed(cap + 5, email, i => ({ from: newNetwork(), at: i % 2 ? twin : server }));
	const back = Math.floor((performance.now() - began) / 60_000); // one in a minute
	assert.ok(allowed >= cap - 1 && allowed <= cap - 1 + back, `${allowed} tries`);
	for (const at of [server, twin])
		assert.equal((await attempt(email, { at, from: newNetwork(), cookie: browser, secret: password })).status, 200);
	assert.equal((await attempt(email, { from: newNetwork(), secret: password })).status, 429);
});

test('one network’s tries at a crowd of addresses are bounded by the network, and one address’s from a crowd of /64s by the address', async () => {
	const [network, email] = [newNetwork(), newAgent()];
	const browser = await knownBrowser(email, network), began = performance.now();
	let allowed = 0;
	for (let i = 0; i < crowd + 20; i++) allowed += await countAllowed(1, `nobody${i}@crowd.example`, () => ({ from: network }));
	const back = Math.ceil((performance.now() - began) / 2000); // one in 2 s
	assert.ok(allowed < crowd + back, `${allowed} tries`);
	const spellings = i => [`2001:db8:${i}::1`, `[2001:db8:${i}::2]:4000`, `2001:0DB8:${i}:0::3`][i % 3];
	assert.ok(await countAllowed(cap + 5, email, i => ({ from: spellings(i) })) <= cap);
	const cookie = [...Array(20).fill('other=1'), browser].join('; ');
	assert.equal((await attempt(email, { from: network, cookie, secret: password })).status, 200);
});

test('strangers start so many chats from one network, also over workers and a /64, and who is known goes on', async () => {
	const begin = (from, headers = {}) => new Promise((resolve, reject) => {
		const body = JSON.stringify({ tenantId: tenant });
		open(`${server.url}/api/support/chat`, { agent: false, method: 'POST', headers: { Origin: 'http://shop.example', 'Content-Type': 'application/json', 'Content-Length': body.length, 'X-Forwarded-For': from, ...headers } },
			async answer => resolve({ status: answer.statusCode, body: JSON.parse(Buffer.concat(await answer.toArray()).toString()) })).on('error', reject).end(body);
	});
	const count = async from => {
		const answers = [], began = performance.now();
		for (let i = 0; i < strangers + 10; i++) answers.push(await begin(from(i)));
		assert.ok(answers.every(({ status, body }) => status === 201 || (status === 429 && body.retryAfterMs > 0)));
		const begun = answers.filter(({ status }) => status === 201);
		const back = Math.ceil((performance.now() - began) / 30_000); // one in half a minute
		assert.ok(begun.length >= strangers && begun.length <= strangers + back, `${begun.length} chats`);
		return begun;
	};
	const network = newNetwork(), begun = await count(() => network);
	await count(i => `2001:db8:77:1::${i + 1}`);
	assert.equal((await begin(network, { Authorization: `Bearer ${begun[0].body.token}` })).status, 200);
	assert.equal((await begin(newNetwork())).status, 201);
});

test('a page that says ever new attributes of its visitor is told to wait, and what the visitor writes is not', async () => {
	const visitor = await Visitor.start(server, tenant), path = '/api/support/chat';
	const ask = (...asked) => visitor.request(...asked, { 'X-Forwarded-For': newNetwork() });
	const say = (_, i) => ask('PATCH', `${path}/attributes`, { attributes: { i } });
	const refused = await until(async () => (await Promise.all(Array.from({ length: 100 }, say))).find(({ status }) => status !== 204), soon, 'a refusal');
	assert.equal(refused.status, 429);
	assert.ok(refused.body.retryAfterMs > 0);
	assert.equal((await ask('POST', `${path}/${visitor.session.id}`, { id: randomUUID(), content: 'still here' })).status, 200);
});

test('a page that says ever more of what its visitor does is told to wait, and what the visitor writes is not', async () => {
	const visitor = await Visitor.start(server, tenant), path = '/api/support/chat';
	const ask = (...asked) => visitor.request(...asked, { 'X-Forwarded-For': newNetwork() });
	const say = () => ask('POST', `${path}/visitor-events`, { events: [{ id: randomUUID(), name: 'clicked' }] });
	const refused = await until(async () => (await Promise.all(Array.from({ length: 40 }, say))).find(({ status }) => status !== 204), soon, 'a refusal');
	assert.equal(refused.status, 429);
	assert.ok(refused.body.retryAfterMs > 0);
	assert.equal((await ask('POST', `${path}/${visitor.session.id}`, { id: randomUUID(), content: 'still here' })).status, 200);
	assert.equal((await ask('PATCH', `${path}/attributes`, { attributes: { plan: 'gold' } })).status, 204);
});

test('a proof longer than any makes no browser known, and hurts none', async () => {
	const email = newAgent(), mine = await knownBrowser(email), from = newNetwork();
	assert.equal(await countAllowed(burst + 2, email, () => ({ cookie: mine + 'A'.repeat(4000), from })), burst);
	assert.equal((await attempt(email, { cookie: mine, from, secret: password })).status, 200);
});

test('a stranger’s tries from one network keep nobody out of another', async () => {
	const email = newAgent();
	await countAllowed(burst + 5, email, () => ({ from: '192.0.2.77' }));
	assert.equal((await attempt(email, { from: '192.0.2.77', secret: password })).status, 429);
	assert.equal((await attempt(email, { from: newNetwork(), secret: password })).status, 200);
});

/** How much of the time a process's loop has to wait for the kernel, meanwhile unable to go on. */
function watchLoop(pid) {
	let looks = 0, waits = 0;
	const timer = setInterval(() => {
		looks++;
		if (readFileSync(`/proc/${pid}/task/${pid}/stat`, 'utf8').replace(/.*\) /, '')[0] === 'D') waits++;
	}, 1);
	return { end: () => (clearInterval(timer), waits / looks) };
}

test('the loop does not wait for the memory of passwords that are compared', async () => {
	const loop = watchLoop(twin.worker);
	const tries = await Promise.all(Array.from({ length: 30 }, async (_, i) => {
		for (let n = 0; n < 3; n++) await attempt(`nobody${i}@shop.example`, { at: twin, from: newNetwork() });
	}));
	const share = loop.end();
	assert.equal(tries.length, 30);
	assert.ok(share < 0.1, `${share} of the time`);
});

test('who has to wait is told how long and what else helps, alike for addresses that are nobody’s', async () => {
	const [someone, nobody] = [newAgent(), 'nobody@shop.example'];
	const answers = [];
	for (const email of [someone, nobody]) {
		const from = newNetwork();
		assert.equal(await countAllowed(burst, email, () => ({ from })), burst);
		answers.push(await attempt(email, { from }));
	}
	for (const { status, headers, body } of answers) {
		assert.equal(status, 429);
		assert.ok(Number(headers['retry-after']) > 100 && Number(headers['retry-after']) <= 180);
		assert.ok(Math.abs(body.retryAfterMs / 1000 - headers['retry-after']) <= 1);
	}
	assert.equal(answers[0].body.detail, answers[1].body.detail);
	assert.match(answers[0].body.detail, /^Too many tries\. Wait, or use a browser in which you have signed in before/);
});

test('a browser stays known when its agent has signed out, and is counted for itself', async () => {
	const email = newAgent();
	const first = await attempt(email, { from: newNetwork(), secret: password });
	const line = cookieOf(first, '__Host-frontdesk-browser');
	assert.match(line, /^__Host-frontdesk-browser=[\w-]{75}; Path=\/; Max-Age=31536000; Secure; HttpOnly; SameSite=Strict$/);
	const signIn = cookieOf(first, '__Host-frontdesk').split(';')[0], cookie = line.split(';')[0];
	const left = await fetch(`${server.url}/api/admin/sign-out`, {
		method: 'POST', body: '{}',
		headers: { Origin: server.url, 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'application/json', Cookie: `${signIn}; ${cookie}` },
	});
	assert.equal(left.status, 204);
	assert.deepEqual(left.headers.getSetCookie().map(set => set.split('=')[0]), ['__Host-frontdesk']);
	assert.equal(await countAllowed(burst + 3, email, i => ({ cookie, from: newNetwork(), at: i % 2 ? twin : server })), burst);
	assert.equal((await attempt(email, { cookie, from: newNetwork() })).body.detail, 'Too many tries; wait a little');
	assert.equal((await attempt(email, { from: newNetwork(), secret: password })).status, 200);
});

test('the known browsers of one account are counted together, too', async () => {
	const email = newAgent(), tries = known + burst;
	const browsers = [];
	while (browsers.length * burst < tries) browsers.push(await knownBrowser(email));
	const began = performance.now();
	const allowed = await countAllowed(tries, email, i => ({ cookie: browsers[i % browsers.length], from: newNetwork() }));
	const back = Math.ceil((performance.now() - began) / 6000); // one in 6 s
	assert.ok(allowed >= known && allowed <= known + back, `${allowed} tries`);
});

test('a proof that was changed, or is another person’s, makes no browser known', async () => {
	const [email, other] = [newAgent(), newAgent()];
	const mine = await knownBrowser(email), theirs = await knownBrowser(other), from = newNetwork();
	const changed = `${mine.slice(0, -1)}${mine.endsWith('A') ? 'E' : 'A'}`;
	const cookies = [changed, theirs, mine.slice(0, -4), '__Host-frontdesk-browser='];
	assert.equal(await countAllowed(burst + 4, email, i => ({ cookie: cookies[i % cookies.length], from })), burst);
});

test('Redis hears neither addresses nor networks, and forgets a bucket when it is full', async () => {
	const monitor = await server.redis.monitor();
	const email = newAgent(), from = '203.0.113.99';
	await countAllowed(2, email, () => ({ from }));
	const asked = await until(() => {
		const found = monitor.lines().filter(line => /"EVAL"/i.test(line));
		return found.length >= 2 && found;
	}, soon, 'the questions');
	monitor.close();
	assert.ok(!monitor.lines().join('\n').includes(email) && !monitor.lines().join('\n').includes(from));
	const keys = asked[0].match(/fd1:l:[0-9a-f]{32}/g);
	assert.equal(keys.length, 3);
	for (const key of keys) assert.ok(await server.redis.command('PTTL', key) > 0, key);
});

test('links for a forgotten password are asked for so often, whoever has the address, from everywhere together', async () => {
	const forget = (email, options) => post('/api/admin/password/forgotten', { email }, options);
	const ofAddress = async (email, options) => {
		const statuses = [];
		for (let i = 0; i < 7; i++) statuses.push((await forget(email, { from: newNetwork(), at: i % 2 ? twin : server, ...options })).status);
		return statuses;
	};
	const held = [204, 204, 204, 204, 204, 429, 429], known = newAgent();
	assert.deepEqual(await ofAddress(known), held);
	assert.deepEqual(await ofAddress(`nobody${++count}@shop.example`), held);
	assert.deepEqual(await ofAddress(known, { cookie: await knownBrowser(known) }), held, 'who has signed in there before is counted apart');
	const from = newNetwork(), ofNetwork = [];
	for (let i = 0; i < 12; i++) ofNetwork.push((await forget(`nobody${++count}@shop.example`, { from, at: i % 2 ? twin : server })).status);
	assert.deepEqual(ofNetwork, [...Array(10).fill(204), 429, 429]);
});

test('a Redis that hangs or is away holds up no sign-in for more than a second, and this host’s limits hold', async () => {
	const email = newAgent(), from = newNetwork(), before = performance.now();
	await countAllowed(3, newAgent(), () => ({ from, at: twin }));
	const ownMs = performance.now() - before; // more than any of them takes, on a machine as it is now
	await allowedWhile(() => server.redis.freeze(), () => server.redis.thaw(), email, from);
	await server.redis.kill();
	const began = performance.now();
	assert.equal(await countAllowed(burst, email, () => ({ from, at: twin })), burst);
	assert.equal((await attempt(email, { from, at: twin })).status, 429);
	assert.ok(performance.now() - began < (burst + 1) * (1000 + ownMs), 'none waits for more than a second');
	await server.redis.boot();
});

/** With Redis frozen one try is answered, after a second at most, and counted alone. */
async function allowedWhile(freeze, thaw, email, from) {
	const alone = async () => (await server.figures('frontdesk_limits_alone_total')).reduce((sum, figure) => sum + figure, 0);
	const before = await alone();
	freeze();
	try {
		const began = performance.now();
		assert.equal((await attempt(email, { from })).status, 401);
		assert.ok(performance.now() - began < 8_000, `${performance.now() - began} ms`);
		assert.equal(await alone(), before + 1);
	} finally {
		thaw();
	}
}

test('who answers surveys more often than people do reads that they are to come again, on a page', async () => {
	const path = `/csat/${'A'.repeat(64)}`, headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'X-Forwarded-For': newNetwork() };
	const answers = [];
	for (let i = 0; i < 121; i++) answers.push(await fetch(server.url + path, { method: 'POST', headers, body: 'rating=1' }).then(async answer => ({ status: answer.status, text: await answer.text(), later: answer.headers.get('retry-after') })));
	assert.deepEqual([...new Set(answers.slice(0, 120).map(({ status }) => status))], [404]);
	const { status, text, later } = answers[120];
	assert.deepEqual([status, Number(later) > 0, text.startsWith('<!doctype html>'), text.includes('Please try again in a moment')], [429, true, true, true]);
	assert.equal((await fetch(server.url + path, { headers })).status, 404, 'looking is counted apart');
});

test('who writes more mails than a person does is told to come again, and none is told as stored that is not', async () => {
	const ada = await Agent.signIn(server, server.addAgent(tenant, 'ada@shop.example', { role: 'admin' }), tenant);
	const { body: { address } } = await ada.request('PATCH', '/api/admin/mail/inbound', { takesStrangers: true });
	const replies = [];
	for (let i = 0; i < 31; i++) replies.push((await deliver(lmtp, address, mail({ from: 'often@customer.example', text: `Number ${i}` })))[0].slice(0, 9));
	assert.deepEqual([replies.slice(0, 30).every(reply => reply === '250 2.0.0'), replies[30]], [true, '451 4.3.0']);
	const [{ count: kept }] = await server.postgresql.query(`SELECT count(*)::int FROM tenant_${tenant.replaceAll('-', '')}.message_mails`);
	assert.equal(kept, 30);
});
