// What customers see of surveys: the page of a link, what counts as an answer and what does not, and the
// same as JSON, by the link and in the window of a chat.
import assert from 'node:assert/strict';
import { request as plainly } from 'node:http';
import { request as securely } from 'node:https';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent, Visitor, request } from '../harness/client.mjs';
import { messageId } from '../harness/ids.mjs';
import { MailServer } from '../harness/mail.mjs';
import { Receiver } from '../harness/receiver.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const API = '/api/support/csat', SOON = 20_000;
const LEAST_MS = 1200; // nobody reads, chooses and presses sooner
const READING_MS = 2000; // the server's clock may be set meanwhile
const HUMAN = { 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-User': '?1', Origin: 'null' };
let server, smtp, provider, tenant, other, ada;

before(async () => {
	[smtp, provider] = await Promise.all([MailServer.start({}), Receiver.start('127.0.0.2')]);
	server = await Server.start({ smtp_server: `smtp://127.0.0.1:${smtp.port}`, mail_sender: 'desk@mail.example', smtp_tls: 'none', outside_networks: '127.0.0.2/32', webhooks_http: 'true' });
	tenant = server.createTenant('Fern & <Sons>', ['http://shop.example']);
	other = server.createTenant('Another', ['http://another.example']);
	ada = await Agent.signIn(server, server.addAgent(tenant, 'ada@shop.example', { name: 'Ada', role: 'admin' }));
	await settle({});
});
after(async () => {
	await server?.stop();
	await smtp?.stop();
	await provider?.stop();
});

async function settle(settings) {
	const path = '/api/admin/support/csat/settings';
	const { body: { updatedAt } } = await ada.request('GET', path);
	const { status, text } = await ada.request('PATCH', path, { updatedAt, isEnabled: true, delayMinutes: 0, cooldownDays: 0, channel: 'email', texts: {}, scale: 'stars', ...settings });
	assert.equal(status, 200, text);
}

const inScope = async (text, values) => (await server.postgresql.inScope(tenant, client => client.query(text, values))).rows;

const stored = async id => (await inScope('SELECT * FROM csat_surveys WHERE id = $1', [id]))[0];
const day = async () => (await inScope('SELECT coalesce(sum(surveys_responded), 0)::int AS count, coalesce(sum(total_rating), 0)::int AS total FROM csat_metrics_daily'))[0];
const set = (id, change) => inScope(`UPDATE csat_surveys SET ${change} WHERE id = $1`, [id]);

let customers = 0;
/** A ticket that is resolved in this moment, whose customer has the mail: {id, path} of the survey. */
async function survey() {
	const email = `customer${++customers}@customer.example`;
	const [{ id: ticket }] = await inScope(`INSERT INTO support_tickets (subject, channel, status, resolution_number, resolved_at, requester_email, assigned_agent_id)
		VALUES ('A question', 'email', 'resolved', 1, now(), $1, $2) RETURNING id`, [email, ada.id]);
	const [{ id }] = await inScope('SELECT csat_ticket_resolved($1, false) AS id', [ticket]);
	const { mail } = await smtp.arrived(email);
	return { id, path: mail.text.match(/\/csat\/[A-Za-z0-9_-]{64}/)[0] };
}

const get = (path, headers = {}, method = 'GET') => request(server, method, path, { headers });
const stampOf = ({ text }) => text.match(/name="stamp" value="([a-z2-7]{40})"/)?.[1];
/** As a browser's navigation: what fetch says of itself is a script's. */
function post(path, fields, headers = HUMAN) {
	const body = typeof fields === 'string' ? fields : new URLSearchParams(fields).toString();
	return new Promise((resolve, reject) => {
		const ask = server.url.startsWith('https:') ? securely : plainly;
		const asked = ask(server.url + path, { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': Buffer.byteLength(body), ...headers } }, async answer => {
			const parts = await answer.toArray();
			resolve({ status: answer.statusCode, location: answer.headers.location ?? null, text: Buffer.concat(parts).toString() });
		});
		asked.on('error', reject).end(body);
	});
}
/** A page that was opened, and read for as long as it takes. */
async function opened(path, headers) {
	const page = await get(path, headers);
	await delay(READING_MS);
	return stampOf(page);
}

test('a page is its tenant’s, in the customer’s language, and lets nothing out', async () => {
	const { path } = await survey();
	const page = await get(`${path}?rating=4`, { 'Accept-Language': 'de-AT,en;q=0.5' });
	assert.equal(page.status, 200);
	assert.match(page.text, /<html lang="de" dir="ltr">[\s\S]*Fern &amp; &lt;Sons&gt;[\s\S]*id="r4" value="4" checked>/);
	assert.match((await get(path, { 'Accept-Language': 'ar' })).text, /<html lang="ar" dir="rtl">/);
	const header = name => page.headers.get(name);
	const nonce = page.text.match(/<style nonce="([\w-]+)">/)[1];
	assert.equal(header('content-security-policy'), `default-src 'none'; style-src 'nonce-${nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`);
	assert.deepEqual([header('referrer-policy'), header('x-robots-tag'), header('cache-control'), header('content-type'), header('content-language'), header('access-control-allow-origin')],
		['no-referrer', 'noindex, nofollow', 'no-store', 'text/html; charset=utf-8', 'de', null]);
	await settle({ scale: 'faces', texts: { de: { question: 'War <alles> gut?' } } });
	const own = await get(path, { 'Accept-Language': 'de' });
	assert.match(own.text, /War &lt;alles&gt; gut\?/);
	assert.match(own.text, /class="row faces"/);
	await settle({});
});

test('looking, prefetching and following every link change nothing', async () => {
	const { id, path } = await survey();
	const before = [await stored(id), await day()];
	for (let rating = 0; rating <= 6; rating++)
		for (const [method, headers] of [['GET', {}], ['HEAD', {}], ['GET', { 'Sec-Purpose': 'prefetch;prerender' }], ['GET', { Purpose: 'prefetch' }]])
			assert.equal((await get(`${path}?rating=${rating}&feedback=x&stamp=x`, headers, method)).status, 200);
	assert.equal((await get(path, {}, 'HEAD')).text, '');
	for (const method of ['PUT', 'PATCH', 'DELETE']) assert.ok((await get(path, {}, method)).status >= 400);
	assert.deepEqual([await stored(id), await day()], before);
});

test('an answer counts once, however often it arrives; within its time it is corrected, after it there is a page that says so', async () => {
	const { id, path } = await survey();
	const before = await day();
	const stamp = await opened(path);
	const fifty = await Promise.all(Array.from({ length: 50 }, () => post(path, { stamp, rating: 2, feedback: 'Too slow,\r\nsorry' })));
	assert.deepEqual([...new Set(fifty.map(({ status, location }) => `${status} ${location}`))], [`303 ${path}`]);
	assert.deepEqual(await day(), { count: before.count + 1, total: before.total + 2 });
	assert.equal((await stored(id)).corrected_at, null, 'what comes again corrects nothing');
	const thanks = await get(path);
	assert.match(thanks.text, /Thank you for your feedback[\s\S]*Your answer: 2 of 5, Dissatisfied/);
	assert.doesNotMatch(thanks.text, /<form|Too slow/);
	const change = await get(`${path}?change=1`);
	assert.match(change.text, /id="r2" value="2" checked>[\s\S]*What you wrote before stays/);
	assert.doesNotMatch(change.text, /Too slow/);
	assert.equal((await post(path, { stamp, rating: 5, feedback: '' })).status, 303);
	assert.deepEqual(await day(), { count: before.count + 1, total: before.total + 5 });
	const row = await stored(id);
	assert.ok(row.feedback && !row.feedback.includes('Too slow'));
	await set(id, "expires_at = now() - interval '1 second'");
	const late = await post(path, { stamp, rating: 1 });
	assert.deepEqual([late.status, /This survey is over[\s\S]*5 of 5[\s\S]*cannot be changed/.test(late.text)], [410, true]);
	assert.equal((await get(path)).status, 410);
	assert.equal((await stored(id)).rating, 5);
});

test('what a program sends is asked once more, and what it was trapped by never counts', async () => {
	const { id, path } = await survey();
	const stamp = await opened(`${path}?rating=4`);
	const answer = async (fields, headers) => {
		const { status, text } = await post(path, fields, headers);
		assert.equal((await stored(id)).rating, null, JSON.stringify([fields, headers]));
		return { status, text };
	};
	for (const [fields, headers] of [[{ rating: 4 }, HUMAN], [{ rating: 4, stamp: stamp.replace(/^./, c => c === 'a' ? 'b' : 'a') }, HUMAN], [{ rating: 4, stamp }, { ...HUMAN, 'Sec-Fetch-Site': 'cross-site' }],
		[{ rating: 4, stamp }, { ...HUMAN, Origin: 'https://mail.example' }], [{ rating: 4, stamp }, { ...HUMAN, 'Sec-CH-UA': '"Chromium";v="120"', 'Sec-Fetch-User': '' }]]) {
		const again = await answer(fields, headers);
		assert.deepEqual([again.status, /role="alert">Please press “Send” once more/.test(again.text), /value="4" checked/.test(again.text)], [403, true, true], JSON.stringify(fields));
	}
	const spoilt = await answer({ rating: 4, stamp, website: 1 }, HUMAN);
	assert.deepEqual([spoilt.status, /<form/.test(spoilt.text), spoilt.text.includes(`href="${path}?rating=4"`)], [403, false, true]);
	// A browser from before Fetch Metadata: its person presses twice.
	const again = await answer({ rating: 4, stamp }, { Origin: 'null' });
	await delay(READING_MS);
	assert.equal((await post(path, { rating: 4, stamp: stampOf(again) }, { Origin: 'null' })).status, 303);
	assert.equal((await stored(id)).rating, 4);
});

test('what is sent sooner than anybody reads is asked once more', async () => {
	let answer, tookMs;
	do { // where the machine takes as long as a person, another survey is answered
		const { path } = await survey(), began = performance.now();
		answer = await post(path, { rating: 4, stamp: stampOf(await get(path)) });
		tookMs = performance.now() - began;
	} while (answer.status === 303 && tookMs > LEAST_MS);
	assert.deepEqual([answer.status, /role="alert">Please press “Send” once more/.test(answer.text)], [403, true]);
});

test('a form that is not whole comes again as it was filled in', async () => {
	const { id, path } = await survey();
	const stamp = await opened(path);
	const none = await post(path, { stamp, feedback: 'A "comment" & more' });
	assert.deepEqual([none.status, /role="alert">Please choose one/.test(none.text), none.text.includes('A &quot;comment&quot; &amp; more</textarea>')], [422, true, true]);
	const long = await post(path, { stamp, rating: 3, feedback: 'x'.repeat(6001) });
	assert.deepEqual([long.status, /too long/.test(long.text), /value="3" checked/.test(long.text)], [422, true, true]);
	for (const body of ['rating=3&feedback=%00', 'rating=3&feedback=%ff', 'rating=3&feedback=%zz'])
		assert.equal((await post(path, `${body}&stamp=${stamp}`)).status, 422, body);
	assert.equal((await request(server, 'POST', path, { body: { rating: 3, stamp }, headers: HUMAN })).status, 415);
	assert.equal((await stored(id)).rating, null);
});

test('a link that is nobody’s, another tenant’s, tampered or withdrawn leads to a page that says so', async () => {
	const { id, path } = await survey();
	const foreign = Buffer.from(path.slice(6), 'base64url');
	Buffer.from(other.replaceAll('-', ''), 'hex').copy(foreign);
	const unknown = Buffer.from(foreign);
	unknown.fill(9, 0, 16);
	for (const link of [`/csat/${foreign.toString('base64url')}`, `/csat/${unknown.toString('base64url')}`, `${path.slice(0, -1)}${path.endsWith('A') ? 'B' : 'A'}`, `${path}.`, '/csat/x', '/csat/<script>', '/r/x',
		`/r/${'a'.repeat(26)}`, `/r/${path.slice(6)}x`]) {
		const page = await get(link);
		assert.deepEqual([page.status, page.headers.get('content-type'), /There is no survey here/.test(page.text), /Fern|<script/.test(page.text)], [404, 'text/html; charset=utf-8', true, false], link);
		assert.equal((await post(link, { rating: 4 })).status, 404, link);
	}
	await set(id, 'cancelled_at = now()');
	const withdrawn = await get(path);
	assert.deepEqual([withdrawn.status, /is not needed any more/.test(withdrawn.text)], [404, true]);
	assert.equal((await post(path, { rating: 4 })).status, 404);
});

test('a short link leads to the same page', async () => {
	const path = '2010-04-01/Accounts/AC1/Messages.json';
	provider.answers[path] = (_, response) => response.writeHead(201, { 'Content-Type': 'application/json' }).end('{}');
	assert.equal((await ada.request('PATCH', '/api/admin/sms', { baseUrl: new URL(provider.url('')).origin, account: 'AC1', token: 'x', sender: 'Shop', segmentsMost: 3 })).status, 200);
	await settle({ channel: 'sms' });
	const [{ id: ticket }] = await inScope(`INSERT INTO support_tickets (subject, channel, status, resolution_number, resolved_at, requester_phone) VALUES ('A call', 'email', 'resolved', 1, now(), '+493012345678') RETURNING id`);
	const [{ id }] = await inScope('SELECT csat_ticket_resolved($1, false) AS id', [ticket]);
	const [message] = await until(() => provider.at(path)?.length > 0 && provider.at(path), SOON, 'the short message');
	const link = message.body.Body.match(/\/r\/[a-z2-7]{26}/)[0];
	const stamp = await opened(link);
	assert.equal((await post(link.toUpperCase().replace('/R/', '/r/'), { rating: 3, stamp })).status, 303);
	assert.equal((await stored(id)).rating, 3);
	await settle({});
});

test('whoever draws their own page reads and answers by the token', async () => {
	const { id, path } = await survey();
	const token = path.slice(6), asked = `${API}?token=${token}`;
	const read = await request(server, 'GET', asked);
	assert.deepEqual([read.status, read.body.id, read.body.state, read.body.rating], [200, id, 'open', undefined]);
	const answer = (body, headers) => request(server, 'POST', API, { body: { token, ...body }, headers });
	for (const [body, wrong] of [[{}, 'rating'], [{ rating: 0 }, 'rating'], [{ rating: 2.5 }, 'rating'], [{ rating: '4' }, 'rating'], [{ rating: 4, feedback: 1 }, 'feedback'], [{ rating: 4, feedback: 'a\x01' }, 'feedback'],
		[{ rating: 4, feedback: 'x'.repeat(6001) }, 'feedback']]) {
		const { status, body: { detail } } = await answer(body);
		assert.deepEqual([status, detail.startsWith(wrong)], [422, true], JSON.stringify(body));
	}
	const answered = await answer({ rating: 4, feedback: 'Good' }, { Origin: 'http://shop.example' });
	assert.deepEqual([answered.status, answered.body.state, answered.body.rating, answered.headers.get('access-control-allow-origin')], [200, 'answered', 4, 'http://shop.example']);
	assert.equal((await answer({ rating: 4 }, { Origin: 'http://elsewhere.example' })).headers.get('access-control-allow-origin'), null);
	assert.ok((await stored(id)).feedback, 'what is not said of it leaves it');
	assert.equal((await answer({ rating: 4, feedback: null })).status, 200);
	assert.equal((await stored(id)).feedback, null);
	assert.equal((await request(server, 'GET', `${API}/${id}?token=${token}`)).body.rating, 4);
	assert.equal((await request(server, 'GET', `${API}/${messageId()}?token=${token}`)).status, 404);
	assert.equal((await request(server, 'GET', `${API}/${id}?token=${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`)).status, 404);
	for (const path of [API, `${API}?token=`, `${API}?token=x`]) assert.equal((await request(server, 'GET', path)).status, 404, path);
	await set(id, "expires_at = now() - interval '1 second'");
	assert.equal((await request(server, 'GET', asked)).body.state, 'expired');
	const late = await answer({ rating: 1 });
	assert.deepEqual([late.status, late.body.code], [410, 'expired']);
});

test('in the window of a chat its visitor is asked once it has ended, and nobody else', async () => {
	const visitor = await Visitor.start(server, tenant), stranger = await Visitor.start(server, tenant);
	const { id } = visitor.session, chat = `/api/admin/support/chat/${id}`;
	const asked = (who = visitor) => who.request('GET', `${API}?sessionId=${id}`);
	const answer = (body, who = visitor) => who.request('POST', API, { sessionId: id, ...body });
	assert.equal((await ada.request('PATCH', '/api/admin/support/agents/me', { status: 'online' })).status < 500, true);
	await ada.connect();
	assert.equal((await ada.request('POST', `${chat}/assign`, {})).status, 200);
	const said = await ada.request('POST', chat, { id: messageId(), content: 'Hello' });
	assert.ok([200, 202].includes(said.status), said.text);
	assert.deepEqual((await asked()).body, { state: 'absent' });
	assert.equal((await answer({ rating: 5 })).status, 404);
	await until(async () => (await visitor.request('GET', `/api/support/chat/${id}`)).body.headSeq > 0, SOON, 'the answer to be stored');
	assert.equal((await visitor.request('POST', `/api/support/chat/${id}/end`, {})).status, 200);
	assert.equal((await asked()).body.state, 'open');
	assert.deepEqual((await asked(stranger)).body, { state: 'absent' });
	assert.equal((await answer({ rating: 1 }, stranger)).status, 404);
	assert.equal((await request(server, 'GET', `${API}?sessionId=${id}`)).status, 401);
	assert.equal((await answer({ rating: 9 })).status, 422);
	assert.equal((await visitor.request('POST', API, { sessionId: 'x', rating: 1 })).status, 422);
	ada.socket.forget();
	const given = await answer({ rating: 5, feedback: 'Thank you!' });
	assert.deepEqual([given.status, given.body.state, given.body.rating], [200, 'answered', 5]);
	await ada.socket.event('csat_changed');
	assert.equal((await answer({ rating: 4 })).body.rating, 4);
	assert.deepEqual([(await asked()).body.rating, given.headers.get('access-control-allow-origin')], [4, 'http://shop.example']);
});
