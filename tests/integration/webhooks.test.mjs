// Webhooks, at a real receiver: what it is told, signed with what, and what becomes of what it does not take.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Agent, Visitor, sendMessage } from '../harness/client.mjs';
import { Receiver, isSigned } from '../harness/receiver.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const HOOKS = '/api/admin/support/webhooks', SOON = 30_000;
const EVENTS = ['conversation_created', 'message_created', 'conversation_ended'];
let server, receiver, inside, hanging, count = 0;

// The receiver's address may be reached, though it is private; the loopback's others may not.
before(async () => {
	[receiver, inside] = [await Receiver.start('127.0.0.2'), await Receiver.start('127.0.0.1')];
	server = await Server.start({ webhooks_http: 'true', outside_networks: '127.0.0.2/32' });
	// It takes as long as a receiver may: asked now, looked at in the end.
	const shop = await openShop();
	hanging = shop.test('hang/test');
});
after(async () => {
	await server?.stop();
	receiver?.stop();
	inside?.stop();
});

const query = (text, values) => server.postgresql.query(text, values);

/** A tenant of the test's own, with an admin who makes webhooks. */
async function openShop() {
	const number = ++count, tenant = server.createTenant(`Shop ${number}`, ['http://shop.example']);
	const admin = await Agent.signIn(server, server.addAgent(tenant, `admin.${number}@shop.example`, { name: 'Ada', role: 'admin' }));
	const schema = `tenant_${tenant.replaceAll('-', '')}`;
	const add = async (path, events = EVENTS) => {
		const { status, body, text } = await admin.request('POST', HOOKS, { url: path.includes('://') ? path : receiver.url(path), events });
		assert.equal(status, 201, text);
		return { ...body.endpoint, secret: body.secret };
	};
	const log = async id => (await admin.request('GET', `${HOOKS}/${id}/deliveries`)).body.items;
	const test = async path => (await admin.request('POST', `${HOOKS}/${(await add(path)).id}/test`)).body;
	const begin = async fields => {
		const visitor = await Visitor.start(server, tenant, fields);
		await visitor.connect();
		visitor.socket.send('resume', { sessionId: visitor.session.id });
		await visitor.socket.event('resumed');
		return visitor;
	};
	return { tenant, email: `admin.${number}@shop.example`, admin, schema, add, log, test, begin };
}

/** What waits for its time has come to it. */
const hasten = () => query("UPDATE control.jobs SET run_at = now(), wakes_at = now() WHERE kind = 'notify.webhook' AND state = 'later'");
const told = (path, number) => until(() => receiver.at(path).length >= number && receiver.at(path), SOON, () => `${number} requests at ${path}, not ${receiver.at(path).length}`);

test('each event is told once, signed, with its rows as they are, and nothing of another tenant', async () => {
	const [ours, theirs] = [await openShop(), await openShop()];
	const hook = await ours.add('ok/ours');
	await theirs.add('ok/theirs');
	const visitor = await ours.begin({ visitorName: 'Ünal “U” Öz' });
	const content = 'Is the fern <safe> for cats?\n– “Yes”';
	await sendMessage(visitor, visitor.session.id, content);
	await visitor.request('POST', `/api/support/chat/${visitor.session.id}/end`, {});
	const requests = await told('ok/ours', 3);
	const byEvent = Object.fromEntries(requests.map(request => [request.body.event, request]));
	assert.deepEqual(Object.keys(byEvent).sort(), [...EVENTS].sort());
	for (const request of requests) {
		assert.ok(isSigned(request, hook.secret), 'signed');
		assert.ok(!isSigned({ ...request, text: request.text.replace('Ünal', 'Unal') }, hook.secret), 'a changed body is not');
		assert.equal(request.method, 'POST');
		assert.equal(request.headers['content-type'], 'application/json');
		assert.equal(request.headers['x-frontdesk-event'], request.body.event);
		assert.equal(request.body.tenantId, ours.tenant);
		assert.equal(request.body.conversation.id, visitor.session.id);
		assert.equal(request.body.conversation.visitorName, 'Ünal “U” Öz');
	}
	assert.equal(byEvent.message_created.body.message.content, content);
	assert.equal(byEvent.conversation_created.body.message, undefined);
	const ids = requests.map(({ headers }) => headers['x-frontdesk-delivery']);
	const log = await until(async () => (items => items.every(({ state }) => state === 'delivered') && items)(await ours.log(hook.id)), SOON, 'all of it to be noted');
	assert.deepEqual(log.map(({ id }) => id).sort(), ids.sort());
	assert.ok(log.every(({ lastStatus, attempts, sessionId }) => lastStatus === 200 && attempts === 1 && sessionId === visitor.session.id));
	assert.deepEqual(receiver.at('ok/theirs'), []);
	const [{ secret }] = await query(`SELECT encode(secret, 'escape') AS secret FROM ${ours.schema}.webhook_endpoints`);
	assert.ok(!secret.includes(hook.secret.slice(6)), 'the secret is sealed');
});

test('what is not taken is sent again under its id, what was sent is sent again by hand, and only chosen events are', async () => {
	const shop = await openShop();
	const hook = await shop.add('fail/again', ['conversation_created']);
	const visitor = await shop.begin();
	await sendMessage(visitor, visitor.session.id, 'of which nobody is told');
	const [first] = await told('fail/again', 1);
	const [failed] = await until(async () => (items => items[0].attempts === 1 && items)(await shop.log(hook.id)), SOON, 'the failure to be noted');
	assert.deepEqual([failed.state, failed.lastStatus, failed.failure], ['pending', 500, undefined]);
	assert.ok(Date.parse(failed.nextAt) > Date.parse(failed.attemptedAt));
	assert.equal((await shop.admin.request('POST', `${HOOKS}/${hook.id}/deliveries/${failed.id}/resend`)).status, 409, 'it is under way');
	receiver.answers['fail/again'] = (request, response) => response.writeHead(204).end();
	await hasten();
	const [, second] = await told('fail/again', 2);
	assert.equal(second.headers['x-frontdesk-delivery'], first.headers['x-frontdesk-delivery']);
	await until(async () => (await shop.log(hook.id))[0].state === 'delivered', SOON, 'it to be delivered');
	assert.equal((await shop.admin.request('POST', `${HOOKS}/${hook.id}/deliveries/${failed.id}/resend`)).status, 204);
	const [, , third] = await told('fail/again', 3);
	assert.equal(third.headers['x-frontdesk-delivery'], failed.id);
	assert.equal(receiver.requests.filter(({ body }) => body.event === 'message_created' && body.tenantId === shop.tenant).length, 0);
});

test('who fails is tried by one at a time, is disabled after a day, and enabled again', async () => {
	const shop = await openShop();
	const hook = await shop.add('fail/day', ['message_created']);
	const visitor = await shop.begin();
	for (let i = 0; i < 12; i++) await sendMessage(visitor, visitor.session.id, `message ${i}`);
	const endpoint = async () => (await shop.admin.request('GET', HOOKS)).body.items[0];
	const row = async () => (await query(`SELECT failures, held_until > now() AS is_held FROM ${shop.schema}.webhook_endpoints`))[0];
	await until(async () => (await row()).is_held, SOON, 'it to be held');
	await until(async () => (await query("SELECT FROM control.jobs WHERE tenant_id = $1 AND kind = 'notify.webhook' AND state <> 'later'", [shop.tenant])).length === 0, SOON, 'all to wait');
	const tried = receiver.at('fail/day').length;
	assert.ok(tried < 12, `${tried} of 12 were sent`);
	assert.ok((await endpoint()).failingSince);
	await query(`UPDATE ${shop.schema}.webhook_endpoints SET failing_since = now() - interval '25 hours', held_until = now()`);
	await hasten();
	const given = await until(async () => (item => item.state === 'disabled' && item)(await endpoint()), SOON, 'it to be disabled');
	const { items: mails } = (await shop.admin.request('GET', '/api/admin/mail/outgoing')).body;
	assert.deepEqual(mails.map(({ kind, recipient }) => [kind, recipient]), [['notify.webhook_disabled', shop.email]], 'its admins are told, once');
	assert.equal(given.isGivenUp, true);
	assert.deepEqual(await query(`SELECT actor_type, actor_id FROM ${shop.schema}.audit_log WHERE action = 'webhook.disable'`), [{ actor_type: 'system', actor_id: 'failing' }]);
	await hasten();
	await until(async () => (await shop.log(hook.id)).every(({ state }) => state === 'failed'), SOON, 'what waited to end');
	receiver.answers['fail/day'] = (request, response) => response.end();
	const enabled = (await shop.admin.request('PATCH', `${HOOKS}/${hook.id}`, { state: 'active' })).body;
	assert.deepEqual([enabled.state, enabled.isGivenUp, enabled.failingSince], ['active', false, undefined]);
	const before = receiver.at('fail/day').length;
	await sendMessage(visitor, visitor.session.id, 'after that');
	const [last] = (await told('fail/day', before + 1)).slice(-1);
	assert.equal(last.body.message.content, 'after that');
});

test('a receiver that hangs holds up nobody else', async () => {
	const [slow, quick] = [await openShop(), await openShop()];
	await slow.add('hang/up', ['message_created']);
	await quick.add('ok/quick', ['message_created']);
	const [one, other] = [await slow.begin(), await quick.begin()];
	for (let i = 0; i < 6; i++) await sendMessage(one, one.session.id, `message ${i}`);
	await told('hang/up', 4);
	await sendMessage(other, other.session.id, 'at once');
	await told('ok/quick', 1);
	const [{ n }] = await query("SELECT count(*)::int AS n FROM control.jobs WHERE tenant_id = $1 AND kind = 'notify.webhook' AND state = 'taken'", [slow.tenant]);
	assert.ok(n <= 4, `${n} at once`);
});

test('a test shows what the receiver said, word for word, or why it said nothing', async () => {
	const shop = await openShop();
	receiver.answers.elsewhere = (request, response) => response.writeHead(302, { Location: inside.url('ok/redirected') }).end('over there');
	const [ok, fail, redirect, cut, large, odd] = await Promise.all(['ok', 'fail', 'elsewhere', 'cut', 'large', 'odd'].map(shop.test));
	assert.deepEqual([ok.isDelivered, ok.status, ok.answer, ok.isCut], [true, 200, 'Thank you.', false]);
	assert.deepEqual([fail.isDelivered, fail.status, fail.answer, fail.contentType], [false, 500, 'Out of order: “closed”', 'text/plain']);
	assert.deepEqual([redirect.isDelivered, redirect.status, redirect.answer], [false, 302, 'over there']);
	assert.equal(cut.isDelivered, false);
	assert.match(cut.failure, /./);
	assert.deepEqual([large.isDelivered, large.answer.length, large.isCut], [true, 16_384, true]);
	assert.deepEqual([odd.isDelivered, odd.answer], [true, 'hi??!']);
	const [request] = receiver.at('ok');
	assert.equal(request.body.event, 'test');
	assert.deepEqual(Object.keys(request.body).sort(), ['createdAt', 'event', 'tenantId']);
});

test('no private address is reached: as it stands, by a name, by another spelling, or led there', async () => {
	const shop = await openShop(), { port } = inside.server.address();
	const outcomes = await Promise.all([`127.0.0.1:${port}`, `localhost:${port}`, `[::ffff:127.0.0.1]:${port}`, '169.254.169.254', '10.0.0.1'].map(place => shop.test(`http://${place}/ok`)));
	for (const outcome of outcomes) {
		assert.equal(outcome.isDelivered, false);
		assert.equal(outcome.status, undefined);
		assert.match(outcome.failure, /./);
	}
	assert.deepEqual(inside.requests, []);
});

test('a new secret signs beside the one before for a day, and then alone', async () => {
	const shop = await openShop();
	const hook = await shop.add('ok/rotated');
	const { endpoint, secret } = (await shop.admin.request('POST', `${HOOKS}/${hook.id}/rotate`)).body;
	assert.notEqual(secret, hook.secret);
	assert.ok(Date.parse(endpoint.formerSecretUntil) > Date.now() + 23 * 3600_000);
	await shop.admin.request('POST', `${HOOKS}/${hook.id}/test`);
	await query(`UPDATE ${shop.schema}.webhook_endpoints SET former_until = now()`);
	await shop.admin.request('POST', `${HOOKS}/${hook.id}/test`);
	const [both, alone] = receiver.at('ok/rotated');
	assert.deepEqual([isSigned(both, hook.secret), isSigned(both, secret)], [true, true]);
	assert.deepEqual([isSigned(alone, hook.secret), isSigned(alone, secret)], [false, true]);
});

test('what will not do is refused with its name, a repeated request makes one webhook, and 20 are as many as may be', async () => {
	const shop = await openShop();
	const good = { url: 'https://shop.example/hook?key=1', events: ['message_created'] };
	const wrong = [{ url: 'ftp://shop.example/' }, { url: 'https://user:secret@shop.example/' }, { url: 'https://shop.example/#part' }, { url: 'https:///path' },
		{ url: 'https://shop.example:0/' }, { url: 'https://shop.example:99999/' }, { url: 'https://a b/' }, { url: 'https://shop.example/ä' }, { url: `https://shop.example/${'x'.repeat(2048)}` },
		{ url: 7 }, { url: undefined }, { events: [] }, { events: ['everything'] }, { events: 'message_created' }, { events: undefined }, { description: 'x'.repeat(256) }, { description: 'two\nlines' }];
	for (const change of wrong) {
		const { status, body } = await shop.admin.request('POST', HOOKS, { ...good, ...change });
		assert.equal(status, 422, JSON.stringify(change));
		assert.ok(body.detail.startsWith(Object.keys(change)[0]), body.detail);
	}
	const key = { 'Idempotency-Key': randomUUID() };
	const [first, again] = [await shop.admin.request('POST', HOOKS, good, key), await shop.admin.request('POST', HOOKS, good, key)];
	assert.equal(first.body.endpoint.url, good.url);
	assert.equal(again.text, first.text);
	await Promise.all(Array.from({ length: 22 }, () => shop.admin.request('POST', HOOKS, { ...good, url: 'HTTPS://Shop.Example' })));
	const { items } = (await shop.admin.request('GET', HOOKS)).body;
	assert.equal(items.length, 20);
	assert.equal(items.at(-1).url, 'https://shop.example/');
	assert.ok(!JSON.stringify(items).includes('whsec_'));
});

test('of another tenant an admin learns nothing, and who is no admin nothing at all', async () => {
	const [ours, theirs] = [await openShop(), await openShop()];
	const hook = await theirs.add('ok/foreign');
	const visitor = await theirs.begin();
	await told('ok/foreign', 1);
	const [delivery] = await theirs.log(hook.id);
	const agent = await Agent.signIn(server, server.addAgent(ours.tenant, 'plain@shop.example', { name: 'Pia', role: 'supervisor' }));
	const routes = [['GET', id => `${HOOKS}/${id}/deliveries`], ['PATCH', id => `${HOOKS}/${id}`, { state: 'disabled' }], ['POST', id => `${HOOKS}/${id}/rotate`],
		['POST', id => `${HOOKS}/${id}/test`], ['POST', id => `${HOOKS}/${id}/deliveries/${delivery.id}/resend`], ['DELETE', id => `${HOOKS}/${id}`]];
	for (const [method, path, body] of routes) {
		const [foreign, unknown] = [await ours.admin.request(method, path(hook.id), body), await ours.admin.request(method, path(randomUUID()), body)];
		assert.equal(foreign.status, 404, `${method} ${path('ID')}`);
		assert.equal(foreign.text, unknown.text);
		assert.equal((await agent.request(method, path(hook.id), body)).status, 403);
	}
	for (const [method, body] of [['GET'], ['POST', { url: 'https://shop.example', events: EVENTS }]]) assert.equal((await agent.request(method, HOOKS, body)).status, 403);
	const own = await ours.add('ok/own');
	assert.equal((await ours.admin.request('POST', `${HOOKS}/${own.id}/deliveries/${delivery.id}/resend`)).status, 404);
	assert.equal((await theirs.admin.request('GET', HOOKS)).body.items[0].state, 'active');
	assert.equal((await theirs.admin.request('DELETE', `${HOOKS}/${hook.id}`)).status, 204);
	const before = receiver.at('ok/foreign').length;
	await sendMessage(visitor, visitor.session.id, 'of which nobody is told');
	assert.equal((await query(`SELECT count(*)::int AS n FROM ${theirs.schema}.webhook_deliveries WHERE event = 'message_created'`))[0].n, 0);
	assert.equal(receiver.at('ok/foreign').length, before);
	const acts = (await query(`SELECT action FROM ${theirs.schema}.audit_log WHERE action LIKE 'webhook.%' ORDER BY created_at`)).map(({ action }) => action);
	assert.deepEqual(acts, ['webhook.create', 'webhook.delete']);
});

test('who does not answer within ten seconds is not waited for', async () => {
	const outcome = await hanging;
	assert.equal(outcome.isDelivered, false);
	assert.match(outcome.failure, /./);
	assert.ok(outcome.durationMs >= 9_000, `${outcome.durationMs} ms`);
});

test('a delivery whose job is dropped has failed, and can be sent again', async () => {
	const shop = await openShop(), hook = await shop.add('dropped/once', ['conversation_created']);
	receiver.answers['dropped/once'] = (request, response) => response.writeHead(500).end();
	await shop.begin();
	const [{ id }] = await until(async () => {
		const items = await shop.log(hook.id);
		return items[0]?.attempts > 0 && items;
	}, SOON, 'the first try');
	const [{ job }] = await query("UPDATE control.jobs SET state = 'dead', failure = 'busy' WHERE subject_id = $1 RETURNING id AS job", [id]);
	assert.equal((await shop.admin.request('DELETE', `/api/admin/support/jobs/${job}`)).status, 204);
	const [dropped] = await shop.log(hook.id);
	assert.deepEqual([dropped.state, dropped.nextAt, dropped.failure], ['failed', undefined, 'Its job was dropped']);
	receiver.answers['dropped/once'] = (request, response) => response.end();
	assert.equal((await shop.admin.request('POST', `${HOOKS}/${hook.id}/deliveries/${id}/resend`)).status, 204);
	await until(async () => (await shop.log(hook.id))[0].state === 'delivered', SOON, 'it to arrive after all');
});

test('tickets and surveys are told as well, with what was said and written', async () => {
	const shop = await openShop(), tickets = '/api/admin/support/tickets', settings = '/api/admin/support/csat/settings';
	const events = ['ticket_created', 'ticket_updated', 'ticket_resolved', 'ticket_commented', 'csat_sent', 'csat_responded', 'csat_low'];
	const hook = await shop.add('ok/tickets', events);
	const { updatedAt } = (await shop.admin.request('GET', settings)).body;
	assert.equal((await shop.admin.request('PATCH', settings, { updatedAt, isEnabled: true, delayMinutes: 0 })).status, 200);
	const { body: ticket } = await shop.admin.request('POST', tickets, { subject: 'A pot', requesterEmail: 'jane@customer.example', content: 'It broke.' });
	assert.equal((await shop.admin.request('PATCH', `${tickets}/${ticket.id}`, { version: ticket.version, status: 'resolved' })).status, 200);
	const sent = await told('ok/tickets', 5);
	assert.deepEqual(sent.map(({ body }) => body.event).sort(), ['csat_sent', 'ticket_commented', 'ticket_created', 'ticket_resolved', 'ticket_updated']);
	for (const { body } of sent) assert.equal(body.ticket?.id ?? body.survey.ticketId, ticket.id);
	assert.equal(sent.find(({ body }) => body.event === 'ticket_commented').body.comment.content, 'It broke.');
	const { survey } = sent.find(({ body }) => body.event === 'csat_sent').body;
	const answer = rating => server.postgresql.client('frontdesk_gateway').then(async client => {
		await client.query("SELECT set_config('role', $1, false), set_config('search_path', $1, false)", [shop.schema]);
		await client.query('SELECT csat_survey_answer($1, $2, NULL, false, NULL)', [survey.id, rating]);
		await client.end();
	});
	for (const rating of [2, 2]) await answer(rating);
	const all = await told('ok/tickets', 7);
	assert.deepEqual(all.slice(5).map(({ body }) => [body.event, body.survey.rating]).sort(), [['csat_low', 2], ['csat_responded', 2]]);
	const log = await until(async () => (await shop.log(hook.id)).every(({ state }) => state === 'delivered') && shop.log(hook.id), SOON, 'all to be noted');
	assert.deepEqual([log.length, log.filter(({ ticketId }) => ticketId === ticket.id).length, log.filter(({ surveyId }) => surveyId === survey.id).length], [7, 4, 3]);
});
