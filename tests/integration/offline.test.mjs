// What is left where nobody answers right away: a ticket, once, whatever is lost on the way; and a mail that says so.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Agent, Visitor, request } from '../harness/client.mjs';
import { deliver, mail } from '../harness/lmtp.mjs';
import { MailServer } from '../harness/mail.mjs';
import { Raw } from '../harness/raw.mjs';
import { Server, freePort } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const OFFLINE = '/api/support/chat/offline', TICKETS = '/api/admin/support/tickets', ORIGIN = 'http://shop.example', PATIENCE_MS = 60_000;
let server, smtp, lmtp, tenant, ada;

before(async () => {
	smtp = await MailServer.start();
	lmtp = await freePort();
	server = await Server.start({ workers: '2', rate_limits: 'true', trusted_proxies: '127.0.0.1', smtp_server: `smtp://127.0.0.1:${smtp.port}`, smtp_tls: 'none', mail_sender: 'desk@mail.example', mail_inbound_domain: 'in.desk.example', lmtp_listen: `127.0.0.1:${lmtp}` }, { redis: true });
	tenant = server.createTenant('Closed');
	ada = await Agent.signIn(server, server.addAgent(tenant, 'ada@shop.example', { name: 'Ada', role: 'admin' }));
});
after(async () => {
	await server?.stop();
	await smtp?.stop();
});

let writers = 0;
const form = (more = {}) => ({ formId: randomUUID(), name: 'Jane Doe', email: `jane${++writers}@customer.example`, message: 'When will you be there?', ...more });
let peers = 0;
/** Each from a network of its own. */
const leave = (body, headers = {}) => request(server, 'POST', OFFLINE, { body: { tenantId: tenant, ...body }, headers: { Origin: ORIGIN, 'X-Forwarded-For': `10.0.${++peers >> 8}.${peers & 255}`, ...headers } });
const ticketOf = async ({ formId }) => (await ada.request('GET', `${TICKETS}/${formId}`)).body;
const saidIn = async ({ formId }) => (await ada.request('GET', `${TICKETS}/${formId}/comments`)).body.items;
const inScope = async (text, values) => (await server.postgresql.inScope(tenant, client => client.query(text, values))).rows;
const ticketsOf = async ({ email }) => (await inScope('SELECT id FROM support_tickets WHERE requester_email = $1', [email])).length;

test('a message that is left is a ticket, of which consoles hear, and whoever left it is told by mail', async () => {
	await ada.connect();
	const left = form({ message: 'When will you be there?\r\nI need a fern.', pageUrl: 'https://shop.example/ferns?secret=1#x' }), answer = await leave(left);
	assert.equal(answer.status, 201, answer.text);
	const ticket = await ticketOf(left);
	assert.deepEqual(answer.body, { formId: left.formId, number: ticket.number });
	assert.deepEqual((await ada.socket.event('ticket_changed')).ticket, { id: left.formId, version: 1, number: ticket.number, status: 'open' });
	assert.deepEqual([ticket.channel, ticket.status, ticket.subject, ticket.requesterName, ticket.requesterEmail, ticket.visitorId], ['form', 'open', 'Message from Jane Doe', 'Jane Doe', left.email, undefined]);
	const [comment, ...others] = await saidIn(left);
	assert.deepEqual([comment.content, comment.isPublic, comment.authorType, others.length], ['When will you be there?\nI need a fern.\n\nhttps://shop.example/ferns', true, 'visitor', 0]);
	const { mail: received } = await smtp.arrived(left.email);
	assert.equal(received.subject, `[#${ticket.number}] Closed has your message`);
	assert.ok(received.text.includes(`Its number is ${ticket.number}.`));
	assert.ok(!received.text.includes('fern') && !received.html.includes('fern'), 'nobody sends their words to others through us');
	assert.equal(received.headers.get('auto-submitted'), 'auto-generated');
	await ada.socket.close();
});

test('who answers that mail goes on in the ticket', async () => {
	const left = form();
	await leave(left);
	const { mail: received } = await smtp.arrived(left.email);
	const [reply] = await deliver(lmtp, received.replyTo.value[0].address, mail({ from: left.email, subject: `Re: ${received.subject}`, text: 'And at the weekend?' }), { from: left.email });
	assert.match(reply, /^250/);
	await until(async () => (await saidIn(left)).length === 2, PATIENCE_MS, 'the answer to be a comment');
	assert.equal((await saidIn(left))[1].content, 'And at the weekend?');
});

test('the same form is one ticket and one mail, however often and wherever it comes at once', async () => {
	const left = form(), answers = await Promise.all(Array.from({ length: 20 }, () => leave(left)));
	assert.deepEqual([...new Set(answers.map(({ status }) => status))].sort(), [200, 201]);
	assert.equal(answers.filter(({ status }) => status === 201).length, 1);
	assert.equal(new Set(answers.map(({ body }) => body.number)).size, 1);
	assert.equal((await saidIn(left)).length, 1);
	await smtp.arrived(left.email);
	assert.equal((await inScope("SELECT FROM outgoing_mails WHERE recipient = $1", [left.email])).length, 1);
});

test('who heard no answer sends it again, and it is there once', async () => {
	const left = form(), body = JSON.stringify({ tenantId: tenant, ...left });
	const raw = await Raw.open(server);
	raw.write(`POST ${OFFLINE} HTTP/1.1\r\nHost: x\r\nOrigin: ${ORIGIN}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
	await until(async () => (await ticketsOf(left)) === 1, PATIENCE_MS, 'the ticket');
	raw.socket.destroy();
	const again = await leave(left);
	assert.equal(again.status, 200);
	assert.equal(await ticketsOf(left), 1);
});

test('another text, or another address, under the same id is refused, and changes nothing', async () => {
	const left = form();
	await leave(left);
	for (const other of [{ message: 'Something else' }, { email: 'mallory@customer.example' }]) {
		const refused = await leave({ ...left, ...other });
		assert.deepEqual([refused.status, refused.body.code], [409, 'conflict']);
	}
	const made = await ada.request('POST', TICKETS, { subject: 'An agent’s', content: left.message });
	assert.equal((await leave(form({ formId: made.body.id }))).status, 409, 'nor does the id of another ticket');
	const comment = randomUUID();
	assert.equal((await ada.request('POST', `${TICKETS}/${made.body.id}/comments`, { id: comment, content: 'Between us', isPublic: false })).status, 201);
	assert.equal((await leave(form({ formId: comment }))).status, 409, 'nor that of what was said in one');
	assert.equal((await saidIn(left)).length, 1);
});

test('of a visitor who is known it is their ticket', async () => {
	const visitor = await Visitor.start(server, tenant, { visitorName: 'Vera', visitorEmail: 'vera@customer.example' }), left = form({ name: undefined });
	const answer = await visitor.request('POST', OFFLINE, { tenantId: tenant, ...left });
	assert.equal(answer.status, 201, answer.text);
	const ticket = await ticketOf(left);
	assert.deepEqual([ticket.visitorId, ticket.requesterName, ticket.requesterEmail], [visitor.id, 'Vera', left.email]);
	assert.equal((await saidIn(left))[0].content, left.message);
	const stranger = form();
	assert.equal((await leave(stranger, { Authorization: 'Bearer nobody' })).status, 201, 'whose token is good no more is a stranger, and is heard all the same');
	assert.equal((await ticketOf(stranger)).visitorId, undefined);
});

test('what will not do is named, and from pages that are not the tenant’s nothing is taken', async () => {
	for (const [wrong, field] of [
		[{ formId: 'x' }, 'formId'], [{ formId: undefined }, 'formId'], [{ email: undefined }, 'email'], [{ email: 'jane' }, 'email'], [{ email: 'a@b.example\r\nBcc: c@d.example' }, 'email'],
		[{ message: '' }, 'message'], [{ message: ' \u200b\n' }, 'message'], [{ message: 'x'.repeat(16001) }, 'message'], [{ message: 'a\0b' }, 'message'], [{ message: 7 }, 'message'],
		[{ name: 'x'.repeat(256) }, 'name'], [{ name: 'a\nb' }, 'name'], [{ locale: {} }, 'locale'], [{ pageUrl: [] }, 'pageUrl'],
	]) {
		const { status, body } = await leave(form(wrong));
		assert.equal(status, 422, JSON.stringify(wrong));
		assert.ok(body.detail.startsWith(`${field} `), `${field}: ${body.detail}`);
	}
	assert.equal((await leave(form(), { Origin: 'https://elsewhere.example' })).status, 403);
	assert.equal((await leave(form({ pageUrl: 'ftp://shop.example/' }))).status, 201, 'a page’s odd address costs no message');
});

test('the mail is in the language of whoever wrote, where mails have it, and an address has few in an hour', async () => {
	const email = 'often@customer.example';
	for (let i = 0; i < 5; i++) assert.equal((await leave(form({ email, locale: 'de-AT' }))).status, 201);
	const { mail: received } = await smtp.arrived(email, 3);
	assert.match(received.subject, /^\[#\d+\] Closed hat Ihre Nachricht$/);
	assert.equal((await inScope('SELECT FROM outgoing_mails WHERE recipient = $1', [email])).length, 3);
	assert.equal(await ticketsOf({ email }), 5);
});

test('from one network so many come, and whoever is one too many is told when', async () => {
	const from = { 'X-Forwarded-For': '10.9.9.9' };
	for (let i = 0; i < 20; i++) assert.equal((await leave(form({ email: 'busy@customer.example' }), from)).status, 201);
	const refused = await leave(form(), from);
	assert.equal(refused.status, 429);
	assert.ok(Number(refused.headers.get('retry-after')) > 0);
});

test('without PostgreSQL nothing is promised, and the same form is taken once it is there again', async () => {
	const left = form();
	server.expect('database connection lost', 'database does not answer', 'a job could not be begun');
	await server.postgresql.crash();
	const refused = await leave(left);
	assert.equal(refused.status, 503, refused.text);
	assert.ok(refused.headers.get('retry-after'));
	await server.postgresql.revive();
	await until(async () => [200, 201].includes((await leave(left)).status), PATIENCE_MS, 'the form to be taken');
	assert.equal(await ticketsOf(left), 1);
	assert.equal((await saidIn(left)).length, 1);
});
