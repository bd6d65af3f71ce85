// Short messages, at a real provider: how it is asked, and what becomes of what it does not take.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Agent, Visitor } from '../harness/client.mjs';
import { Receiver } from '../harness/receiver.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const SMS = '/api/admin/sms', SOON = 30_000, to = '+49 (30) 1234567', dialled = '+49301234567', token = 's3cret:token';
let server, provider, inside, count = 0;

before(async () => {
	[provider, inside] = [await Receiver.start('127.0.0.2'), await Receiver.start('127.0.0.1')];
	server = await Server.start({ webhooks_http: 'true', outside_networks: '127.0.0.2/32' });
});
after(async () => {
	await server?.stop();
	provider?.stop();
	inside?.stop();
});

const query = (text, values) => server.postgresql.query(text, values);
const taken = (request, response) => response.writeHead(201, { 'Content-Type': 'application/json' }).end('{"sid":"SM1","status":"queued"}');
const refused = (status, body, headers = {}) => (request, response) => response.writeHead(status, headers).end(body);

/** A tenant of the test's own, whose provider answers so. */
async function openShop(answer = taken, { at = provider, ...settings } = {}) {
	const number = ++count, tenant = server.createTenant(`Shop ${number}`, ['http://shop.example']), account = `AC${number}`;
	const admin = await Agent.signIn(server, server.addAgent(tenant, `admin.${number}@shop.example`, { name: 'Ada', role: 'admin' }));
	const path = `2010-04-01/Accounts/${account}/Messages.json`;
	at.answers[path] = answer;
	const change = { baseUrl: new URL(at.url('')).origin, account, token, sender: 'Fern 1', segmentsMost: 3, ...settings };
	const set = await admin.request('PATCH', SMS, change);
	assert.equal(set.status, 200, set.text);
	const send = async (text = 'Hello', recipient = to) => {
		const made = await admin.request('POST', `${SMS}/test`, { recipient, text });
		assert.equal(made.status, 200, made.text);
		return made.body.id;
	};
	const read = async id => (await admin.request('GET', `${SMS}/outgoing/${id}`)).body;
	const become = (id, isSo, what) => until(async () => {
		const sms = await read(id);
		return isSo(sms) && sms;
	}, SOON, what);
	return { tenant, schema: `tenant_${tenant.replaceAll('-', '')}`, admin, path, change, send, read, become, asked: () => at.at(path), answer: next => (at.answers[path] = next) };
}
const hasten = id => query("UPDATE control.jobs SET run_at = now(), wakes_at = now() WHERE subject_id = $1 AND state = 'later'", [id]);

test('the provider is asked as Twilio is, with what it says kept word for word, and nothing of the text', async () => {
	const shop = await openShop(), text = 'Your code & more: 100 % „grün“ +1 🌱';
	const id = await shop.send(text);
	const sms = await shop.become(id, ({ state }) => state === 'sent', 'it to be sent');
	const { triedAt, createdAt, ...told } = sms;
	assert.deepEqual(told, { id, kind: 'notify.test', recipient: dialled, segments: 1, state: 'sent', tries: 1, status: 201, answer: '{"sid":"SM1","status":"queued"}' });
	const [request] = shop.asked();
	assert.equal(shop.asked().length, 1);
	assert.equal(request.method, 'POST');
	assert.equal(request.headers['content-type'], 'application/x-www-form-urlencoded');
	assert.equal(request.headers.authorization, `Basic ${Buffer.from(`${shop.change.account}:${token}`).toString('base64')}`);
	assert.deepEqual(request.body, { From: 'Fern 1', To: dialled, Body: text });
	const [row] = await query(`SELECT body, answer FROM ${shop.schema}.outgoing_sms WHERE id = $1`, [id]);
	assert.equal(row.body, null, 'what it said is gone');
	const [{ sealed }] = await query(`SELECT token AS sealed FROM ${shop.schema}.sms_settings`);
	assert.ok(!sealed.includes(token));
	const settings = (await shop.admin.request('GET', SMS)).text;
	assert.ok(!settings.includes(token) && settings.includes('"tokenSetAt"'));
});

test('what is refused for good has failed at once: a bad login, a bad number, a redirect that is not followed', async () => {
	for (const [status, body, headers] of [[401, '{"code":20003}'], [400, '{"code":21211,"message":"Invalid \'To\' Phone Number"}'], [307, 'elsewhere', { Location: inside.url('ok') }]]) {
		const shop = await openShop(refused(status, body, headers));
		const id = await shop.send(), sms = await shop.become(id, ({ state }) => state === 'failed', 'it to fail');
		assert.deepEqual([sms.status, sms.answer, sms.tries, shop.asked().length], [status, body, 1, 1]);
		shop.answer(taken);
		assert.equal((await shop.admin.request('POST', `${SMS}/outgoing/${id}/retry`)).body.state, 'waiting');
		await shop.become(id, ({ state }) => state === 'sent', 'it to be sent after all');
	}
	assert.equal(inside.requests.length, 0);
});

test('what fails for now is tried again, after as long as the provider asks for', async () => {
	const shop = await openShop(refused(429, 'slow down', { 'Retry-After': '120' }));
	const id = await shop.send();
	await shop.become(id, ({ status }) => status === 429, 'the first answer');
	const [{ wait }] = await until(async () => {
		const rows = await query("SELECT extract(epoch FROM run_at - now())::float AS wait FROM control.jobs WHERE subject_id = $1 AND state = 'later'", [id]);
		return rows.length > 0 && rows;
	}, SOON, 'the job to wait');
	assert.ok(wait > 60 && wait <= 120, `${wait} s`);
	shop.answer(refused(503, 'out of order'));
	await hasten(id);
	assert.equal((await shop.become(id, ({ status }) => status === 503, 'the second answer')).state, 'waiting');
	shop.answer(taken);
	await until(async () => (await hasten(id), (await shop.read(id)).state === 'sent'), SOON, 'it to be sent');
	assert.equal(shop.asked().length, 3);
	shop.answer(refused(500, 'still out of order'));
	const late = await shop.send();
	await shop.become(late, ({ status }) => status === 500, 'its first answer');
	await query(`UPDATE ${shop.schema}.outgoing_sms SET first_tried_at = now() - interval '25 hours' WHERE id = $1`, [late]);
	await until(async () => (await hasten(late), (await shop.read(late)).state === 'failed'), SOON, 'it to be given up after a day');
});

test('a provider that hears and does not answer is asked three times, and no more', async () => {
	const shop = await openShop((request, response) => response.socket.destroy());
	const id = await shop.send();
	await until(async () => (await hasten(id), (await shop.read(id)).state === 'failed'), SOON, 'it to be given up');
	assert.equal(shop.asked().length, 3);
	assert.equal((await shop.read(id)).status, undefined);
});

test('addresses inside are not reached', async () => {
	const shop = await openShop(taken, { at: inside });
	const id = await shop.send();
	assert.equal((await shop.become(id, ({ answer }) => answer, 'the refusal')).state, 'waiting');
	assert.equal(inside.requests.length, 0);
});

test('who says STOP is written to no more, until an admin says otherwise; admins suppress numbers themselves', async () => {
	const shop = await openShop(refused(400, '{"code":21610,"message":"Attempt to send to unsubscribed recipient"}'));
	await shop.become(await shop.send(), ({ state }) => state === 'failed', 'it to fail');
	const [entry] = (await shop.admin.request('GET', `${SMS}/suppressions`)).body.items;
	assert.deepEqual([entry.number, /unsubscribed/.test(entry.answer)], [dialled, true]);
	shop.answer(taken);
	const again = await shop.become(await shop.send(), ({ state }) => state === 'failed', 'the next to fail');
	assert.equal(again.answer, 'The number is on the list of suppressed ones');
	assert.equal(shop.asked().length, 1);
	assert.equal((await shop.admin.request('DELETE', `${SMS}/suppressions/${entry.id}`)).status, 204);
	await shop.become(await shop.send(), ({ state }) => state === 'sent', 'it to be sent');
	for (const number of ['+1 555 010 9999', '0015550109999']) assert.equal((await shop.admin.request('POST', `${SMS}/suppressions`, { number })).status, 204);
	const { items } = (await shop.admin.request('GET', `${SMS}/suppressions`)).body;
	assert.deepEqual(items.map(({ number, answer }) => [number, answer]), [['+15550109999', undefined]]);
});

test('longer ones than are allowed are not sent, and without a provider all wait', async () => {
	const shop = await openShop(taken, { segmentsMost: 1 });
	const long = await shop.become(await shop.send('x'.repeat(161)), ({ state }) => state === 'failed', 'it to fail');
	assert.deepEqual([long.segments, long.answer], [2, 'It takes 2 segments, and 1 are allowed']);
	assert.equal((await shop.admin.request('DELETE', SMS)).body.isSet, false);
	const id = await shop.send();
	assert.equal((await shop.admin.request('DELETE', `${SMS}/outgoing/${long.id}`)).status, 204);
	assert.deepEqual((await shop.admin.request('GET', `${SMS}/outgoing?state=waiting`)).body.items.map(item => item.id), [id]);
	assert.equal(shop.asked().length, 0);
	assert.equal((await shop.admin.request('PATCH', SMS, { ...shop.change, token: undefined })).status, 422, 'the token is gone');
	assert.equal((await shop.admin.request('PATCH', SMS, shop.change)).status, 200);
	await until(async () => (await hasten(id), (await shop.read(id)).state === 'sent'), SOON, 'it to go');
});

test('settings are judged, a token goes to no other server, changes are noted without it, and admins alone see any of it', async () => {
	const shop = await openShop();
	for (const [field, value] of [['baseUrl', 'ftp://a'], ['account', '../x'], ['token', 'a b'], ['sender', 'Fern & Moss'], ['segmentsMost', 0]]) {
		const answer = await shop.admin.request('PATCH', SMS, { ...shop.change, [field]: value });
		assert.deepEqual([answer.status, answer.body.detail.split(' ')[0]], [422, field]);
	}
	assert.equal((await shop.admin.request('PATCH', SMS, { ...shop.change, token: undefined, segmentsMost: 5 })).body.segmentsMost, 5);
	const moved = await shop.admin.request('PATCH', SMS, { ...shop.change, token: undefined, baseUrl: 'https://evil.example' });
	assert.deepEqual([moved.status, moved.body.detail.split(' ')[0]], [422, 'token']);
	const log = (await shop.admin.request('GET', '/api/admin/support/audit?action=sms')).text;
	assert.ok(log.includes('"sms.settings"') && log.includes('"segmentsMost"') && !log.includes(token));
	for (const [recipient, text] of [['030 123', 'Hi'], [to, ''], [to, 'a\0'], [to, 'x'.repeat(4001)]])
		assert.equal((await shop.admin.request('POST', `${SMS}/test`, { recipient, text })).status, 422);
	const supervisor = await Agent.signIn(server, server.addAgent(shop.tenant, `sue.${count}@shop.example`, { name: 'Sue', role: 'supervisor' }));
	const visitor = await Visitor.start(server, shop.tenant);
	for (const [method, path, body] of [['GET', SMS], ['PATCH', SMS, shop.change], ['DELETE', SMS], ['GET', `${SMS}/outgoing`], ['POST', `${SMS}/test`, { recipient: to, text: 'Hi' }], ['GET', `${SMS}/suppressions`], ['POST', `${SMS}/suppressions`, { number: to }]]) {
		assert.equal((await supervisor.request(method, path, body)).status, 403);
		assert.ok([401, 403].includes((await visitor.request(method, path, body)).status), `${method} ${path}`);
	}
});
