// Satisfaction surveys: what admins say of them, and one from a resolved ticket to the figures.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Agent } from '../harness/client.mjs';
import { MailServer } from '../harness/mail.mjs';
import { Receiver } from '../harness/receiver.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const TICKETS = '/api/admin/support/tickets', CSAT = '/api/admin/support/csat', SETTINGS = `${CSAT}/settings`;
const SOON = 30_000;
let server, smtp, provider, tenant, schema, ada, ben, eve;

before(async () => {
	smtp = await MailServer.start({});
	provider = await Receiver.start('127.0.0.2');
	server = await Server.start({ smtp_server: `smtp://127.0.0.1:${smtp.port}`, smtp_tls: 'none', mail_sender: 'desk@mail.example', webhooks_http: 'true', outside_networks: '127.0.0.2/32' });
	tenant = server.createTenant('The shop', ['http://shop.example']);
	schema = `tenant_${tenant.replaceAll('-', '')}`;
	const sign = (name, role) => Agent.signIn(server, server.addAgent(tenant, `${name}@shop.example`, { name, role }));
	[ada, ben, eve] = [await sign('Ada', 'admin'), await sign('Ben', 'agent'), await sign('Eve', 'agent')];
});
after(async () => {
	await server?.stop();
	await smtp?.stop();
	provider?.stop();
});

const read = async () => (await ada.request('GET', SETTINGS)).body;
const change = (changes, updatedAt) => ada.request('PATCH', SETTINGS, { updatedAt, ...changes });

test('settings are read, changed in part and noted, and nobody overwrites what they have not seen', async () => {
	const before = await read();
	assert.deepEqual({ ...before, updatedAt: undefined }, { isEnabled: false, delayMinutes: 60, channel: 'email', expiryDays: 7, cooldownDays: 30, reminderDays: null, asksByRule: false,
		asksInChat: true, scale: 'stars', texts: {}, lowMails: true, lowOpensTicket: false, updatedAt: undefined });
	const texts = { de: { question: 'Wie war es?\nSagen Sie es uns.' }, en: { thanks: 'Thank you' } };
	const changed = await change({ isEnabled: true, delayMinutes: 1, reminderDays: 3, scale: 'faces', texts }, before.updatedAt);
	assert.equal(changed.status, 200, changed.text);
	assert.deepEqual([changed.body.isEnabled, changed.body.delayMinutes, changed.body.reminderDays, changed.body.texts], [true, 1, 3, texts]);
	assert.equal((await change({ isEnabled: false }, before.updatedAt)).body.code, 'conflict');
	const { body: { items: [{ action, actorName }] } } = await ada.request('GET', '/api/admin/support/audit?action=csat&limit=1');
	assert.deepEqual([action, actorName], ['csat.settings', 'Ada']);
});

test('what will not do is named, and changes nothing', async () => {
	const before = await read();
	for (const [field, value] of [['isEnabled', 'yes'], ['delayMinutes', -1], ['delayMinutes', 43201], ['delayMinutes', null], ['channel', 'fax'], ['expiryDays', 0], ['expiryDays', 91],
		['cooldownDays', 1.5], ['reminderDays', 0], ['reminderDays', 90], ['scale', 'thumbs'], ['texts', []], ['texts', { fr: {} }], ['texts', { en: 'x' }], ['texts', { en: { question: '' } }],
		['texts', { en: { question: 'x'.repeat(501) } }], ['texts', { en: { question: 'a\x01' } }], ['lowMails', 1], ['lowOpensTicket', null]]) {
		const { status, body } = await change({ [field]: value }, before.updatedAt);
		assert.deepEqual([status, body.detail?.startsWith(`${field} `)], [422, true], `${field} ${JSON.stringify(value)} ${JSON.stringify(body)}`);
	}
	assert.match((await change({ reminderDays: before.expiryDays }, before.updatedAt)).body.detail, /^reminderDays /);
	assert.deepEqual(await read(), before);
	assert.equal((await ben.request('GET', SETTINGS)).status, 403);
	assert.equal((await ben.request('PATCH', SETTINGS, { updatedAt: before.updatedAt, isEnabled: false })).status, 403);
});

/** A statement in the tenant's scope. */
const inScope = async (text, values) => (await server.postgresql.inScope(tenant, client => client.query(text, values))).rows;

/** A ticket that Ben resolves; answers its survey. */
async function resolve({ email, phone, tags = [] }) {
	const made = await ben.request('POST', TICKETS, { subject: 'A question', requesterEmail: email, requesterPhone: phone, assignedAgentId: ben.id, tags });
	assert.equal(made.status, 201, made.text);
	const { status, body } = await ben.request('PATCH', `${TICKETS}/${made.body.id}`, { version: made.body.version, status: 'resolved' });
	assert.deepEqual([status, body.status], [200, 'resolved']);
	return (await inScope('SELECT id FROM csat_surveys WHERE ticket_id = $1', [made.body.id]))[0].id;
}
const stored = async id => (await inScope('SELECT * FROM csat_surveys WHERE id = $1', [id]))[0];
const settle = async settings => assert.equal((await change({ isEnabled: true, delayMinutes: 0, cooldownDays: 0, reminderDays: null, texts: {}, ...settings }, (await read()).updatedAt)).status, 200);

test('whoever’s ticket was resolved has a mail, whose links only choose a rating', async () => {
	await settle({ channel: 'email', texts: { en: { question: 'Was it <good>?' } } });
	const survey = await resolve({ email: 'one@customer.example' });
	const { mail } = await smtp.arrived('one@customer.example');
	assert.match(mail.text, /^Was it <good>\?$/m);
	assert.match(mail.html, /Was it &lt;good&gt;\?/);
	const links = [...new Set([...mail.text.matchAll(/\/csat\/([A-Za-z0-9_-]{64})\?rating=([1-5])/g)].map(([, token, rating]) => `${token} ${rating}`))];
	assert.equal(links.length, 5);
	assert.equal(new Set(links.map(link => link.split(' ')[0])).size, 1);
	const row = await stored(survey);
	assert.deepEqual([row.channel, row.note, row.agent_id, row.rating, row.token_hash.length], ['email', null, ben.id, null, 32]);
});

test('who has left a number has a short message with a short link, where there is a provider; else a mail, and it is said why', async () => {
	await settle({ channel: 'sms' });
	const unsent = await resolve({ email: 'two@customer.example', phone: '+49 30 12345678' });
	await until(async () => (await stored(unsent)).sent_at, SOON, 'the survey to go by mail');
	assert.deepEqual([(await stored(unsent)).channel, (await stored(unsent)).note], ['email', 'no_provider']);
	const path = '2010-04-01/Accounts/AC1/Messages.json';
	provider.answers[path] = (request, response) => response.writeHead(201, { 'Content-Type': 'application/json' }).end('{}');
	assert.equal((await ada.request('PATCH', '/api/admin/sms', { baseUrl: new URL(provider.url('')).origin, account: 'AC1', token: 'x', sender: 'Shop', segmentsMost: 3 })).status, 200);
	await resolve({ phone: '+493012345678' });
	const [request] = await until(() => provider.at(path)?.length > 0 && provider.at(path), SOON, 'the short message');
	assert.match(request.body.Body, /^The shop: How was our help\? \S+\/r\/[a-z2-7]{26}$/);
	assert.equal(request.body.To, '+493012345678');
});

test('a worker that dies while it asks leaves one survey, and one mail', async () => {
	await settle({ channel: 'email' });
	smtp.taken.length = 0;
	const made = [];
	for (let i = 0; i < 12; i++) made.push(await resolve({ email: `many${i}@customer.example` }));
	await server.kill('SIGKILL');
	await server.postgresql.query("UPDATE control.jobs SET wakes_at = now() WHERE state = 'taken'"); // its leases have ended
	await server.boot();
	await until(async () => (await Promise.all(made.map(stored))).every(({ sent_at }) => sent_at), SOON, 'all to be sent');
	const mails = await inScope('SELECT subject_id, count(*)::int FROM outgoing_mails WHERE subject_id = ANY ($1) GROUP BY 1', [made]);
	assert.deepEqual([mails.length, mails.every(({ count }) => count === 1)], [12, true]);
});

test('figures and surveys are agents’ own, and everybody’s to admins; what was written is opened for them', async () => {
	await settle({ channel: 'email' });
	const survey = await resolve({ email: 'four@customer.example', tags: ['refund'] });
	await until(async () => (await stored(survey)).sent_at, SOON, 'the survey to be sent');
	const [{ outcome }] = await inScope('SELECT csat_survey_answer($1, 2, NULL, false, NULL) AS outcome', [survey]);
	assert.equal(outcome, 'done');
	const ask = async (who, path = '') => (await who.request('GET', `${CSAT}${path}`)).body;
	const { figures, days, timeZone } = await ask(ada, '?tag=refund');
	assert.deepEqual([figures.sent, figures.responded, figures.averageRating, figures.score, figures.distribution[2], days.length, timeZone], [1, 1, 2, 0, 1, 30, 'Europe/Berlin']);
	assert.equal((await ask(ada)).figures.sent, (await ask(ada, '/surveys?limit=200')).items.length);
	assert.deepEqual((await ask(ada, '/agents')).items.map(({ agent, responded }) => [agent.name, responded]), [['Ben', 1]]);
	const { items: [low] } = await ask(ben, '/surveys?rating=1,2');
	assert.deepEqual([low.id, low.rating, low.agent.name, low.customerEmail, low.tags, low.channel, low.state], [survey, 2, 'Ben', 'four@customer.example', ['refund'], 'email', 'answered']);
	const first = await ask(ada, '/surveys?limit=1');
	assert.equal((await ask(ada, `/surveys?limit=1&after=${first.next}`)).items.length, 1);
	assert.equal((await ben.request('GET', `${CSAT}?agent=${ada.id}`)).status, 403);
	assert.deepEqual((await ask(eve)).figures.sent, 0);
	assert.deepEqual((await ask(eve, '/surveys')).items, []);
	assert.deepEqual((await ask(eve, '/agents')).items, []);
});

test('what is asked wrongly is refused by its name', async () => {
	for (const query of ['from=2026-13-01', 'to=yesterday', 'from=2026-11-30T00:00:00Z', 'agent=me', 'team=x', 'channel=fax', 'rating=6', 'rating=1,', 'rating=1%2C2%2C3%2C4%2C5%2C1', 'by=name', 'answered=yes', `tag=${'x'.repeat(201)}`])
		for (const path of ['', '/agents', '/surveys']) {
			const { status, body } = await ada.request('GET', `${CSAT}${path}?${query}`);
			assert.deepEqual([status, body.detail?.startsWith(query.split('=')[0])], [422, true], `${path} ${query} ${JSON.stringify(body)}`);
		}
	for (const query of ['from=2026-11-30&to=2026-11-29', 'from=2020-01-01&to=2026-01-01']) assert.equal((await ada.request('GET', `${CSAT}?${query}`)).status, 422);
	assert.equal((await ada.request('GET', `${CSAT}/surveys?after=x`)).status, 400);
});

test('a rating of 1 or 2 is told to each admin by mail, and opens a ticket where that is wanted, once', async () => {
	await settle({ channel: 'email', lowMails: true, lowOpensTicket: true });
	server.addAgent(tenant, 'second.admin@shop.example', { name: 'Second', role: 'admin' });
	const survey = await resolve({ email: 'five@customer.example' });
	await until(async () => (await stored(survey)).sent_at, SOON, 'the survey to be sent');
	await smtp.arrived('five@customer.example');
	const from = smtp.taken.length, answer = rating => inScope('SELECT csat_survey_answer($1, $2, NULL, false, NULL)', [survey, rating]);
	await answer(1);
	const told = await until(async () => {
		const { items } = (await ada.request('GET', `${TICKETS}?q=five@customer.example&status=open`)).body;
		return items.length > 0 && items;
	}, SOON, 'the ticket');
	assert.deepEqual(told.map(({ priority, requesterEmail }) => [priority, requesterEmail]), [['high', 'five@customer.example']]);
	assert.match(told[0].subject, /^1 of 5 for ticket no\. \d+$/);
	for (const rating of [5, 2]) await answer(rating);
	await smtp.arrived('second.admin@shop.example');
	await until(() => smtp.taken.some(({ envelope, mail }) => envelope.to.includes('ada@shop.example') && mail.subject.startsWith('1 of 5')), SOON, 'the other admin’s mail');
	await until(async () => (await server.postgresql.query("SELECT FROM control.jobs WHERE kind = 'csat.low'")).length === 0, SOON, 'all jobs to end');
	assert.deepEqual(smtp.taken.slice(from).filter(({ mail }) => /of 5/.test(mail.subject)).map(({ envelope }) => envelope.to[0]).sort(), ['ada@shop.example', 'second.admin@shop.example']);
});
