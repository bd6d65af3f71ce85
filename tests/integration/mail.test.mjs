// Mails, from what asks for them to a mail server that takes them, or does not.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { Agent } from '../harness/client.mjs';
import { MailServer } from '../harness/mail.mjs';
import { Server } from '../harness/server.mjs';
import { makeCertificate } from '../harness/tls.mjs';
import { until } from '../harness/wait.mjs';

const patienceMs = 30_000;
const folder = mkdtempSync(join(tmpdir(), 'frontdesk-mail-'));
let server, smtp, client, a, b;

before(async () => {
	const pair = makeCertificate(folder, { name: 'smtp' });
	writeFileSync(join(folder, 'password'), 'correct horse\n', { mode: 0o600 });
	smtp = await MailServer.start({ pair, user: 'desk', password: 'correct horse' });
	server = await Server.start({
		smtp_server: `smtp://localhost:${smtp.port}`,
		smtp_user: 'desk',
		smtp_password_file: join(folder, 'password'),
		outside_ca: pair.tls_certificate,
		mail_sender: 'desk@mail.example',
	});
	client = await server.postgresql.client('frontdesk_admin');
	[a, b] = await Promise.all(['Fern & Möss', 'Other'].map(async (name, i) => {
		const tenant = server.createTenant(name);
		const login = server.addAgent(tenant, `admin${i}@shop.example`, { name: 'Ada\u202e Admin', role: 'admin' });
		return { tenant, login, schema: `tenant_${tenant.replaceAll('-', '')}` };
	}));
	for (const side of [a, b]) side.admin = await Agent.signIn(server, side.login, side.tenant);
});
after(async () => {
	await client?.end();
	await server?.stop();
	await smtp?.stop();
	rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
	smtp.trouble = {};
	smtp.taken.length = 0;
});

const sql = async (side, text, values = []) => (await client.query(text.replaceAll('$schema', side.schema), values)).rows;
const ask = async (side, recipient) => {
	const answer = await side.admin.request('POST', '/api/admin/mail/test', { recipient });
	assert.equal(answer.status, 200, answer.text);
	return answer.body.id;
};
const read = async (side, id) => (await side.admin.request('GET', `/api/admin/mail/outgoing/${id}`)).body;
const become = (side, id, isSo, what) => until(async () => {
	const mail = await read(side, id);
	return isSo(mail) && mail;
}, patienceMs, what);
/** Time passes for a job that waits for its next try. */
const hasten = id => client.query("UPDATE control.jobs SET run_at = now(), wakes_at = now() WHERE subject_id = $1 AND state = 'later'", [id]);
/** What doctor says; the mail server that it asks is this process's. */
const doctor = () => new Promise(resolve => execFile(server.binary, ['doctor', '--config', server.config], (failure, said) => resolve(said)));
const taken = to => smtp.taken.filter(each => each.envelope.to.includes(to));

test('a test mail arrives over TLS, in the tenant’s name, as text and as HTML', async () => {
	const id = await ask(a, 'one@customer.example');
	const mail = await become(a, id, found => found.state === 'sent', 'the mail to be sent');
	assert.equal(mail.answer, '250 queued as 1');
	assert.ok((await a.admin.request('GET', '/api/admin/support/setup')).body.mailSentAt, 'mail works, and that is remembered');
	assert.equal(mail.tries, 1);
	const [{ mail: parsed, envelope, secure, user, raw }] = smtp.taken;
	assert.deepEqual(envelope, { from: 'desk@mail.example', to: ['one@customer.example'] });
	assert.ok(secure && user === 'desk');
	assert.equal(parsed.subject, 'Test mail from Fern & Möss');
	assert.deepEqual(parsed.from.value, [{ address: 'desk@mail.example', name: 'Fern & Möss' }]);
	assert.equal(parsed.messageId, `<${id}@localhost>`);
	assert.equal(parsed.headers.get('auto-submitted'), 'auto-generated');
	assert.match(parsed.text, /Ada.* Admin asked for it in the settings of Fern & Möss/);
	assert.match(parsed.html, /<html lang="en">[^]*solid #374d42">Fern &amp; Möss<\/p>/);
	assert.ok(raw.toString().split('\r\n').every(line => line.length <= 78));
	assert.equal(parsed.headers.get('list-unsubscribe'), undefined);
});

test('what it says is sealed, and gone once it was sent', async () => {
	smtp.plan('to', [{ code: 450, text: '4.2.0 later' }]);
	const id = await ask(a, 'sealed@customer.example');
	await become(a, id, found => found.tries === 1 && found.answer, 'the first try');
	const [{ parameters }] = await sql(a, 'SELECT parameters FROM $schema.outgoing_mails WHERE id = $1', [id]);
	assert.ok(parameters.length > 90 && !parameters.includes('Ada'));
	await hasten(id);
	await become(a, id, found => found.state === 'sent', 'the second try');
	assert.deepEqual(await sql(a, 'SELECT parameters FROM $schema.outgoing_mails WHERE id = $1', [id]), [{ parameters: null }]);
});

test('450 and then 250: it waits, tells the answer, and arrives once, under the same id', async () => {
	smtp.plan('to', [{ code: 450, text: '4.2.0 Greylisted, come back' }]);
	const id = await ask(a, 'grey@customer.example');
	const waiting = await become(a, id, found => found.answer, 'the refusal');
	assert.deepEqual([waiting.state, waiting.answerCode, waiting.answerStep, waiting.answer], ['waiting', 450, 'RCPT TO', '450 4.2.0 Greylisted, come back']);
	const [{ message_id: first }] = await sql(a, 'SELECT message_id FROM $schema.outgoing_mails WHERE id = $1', [id]);
	const again = await a.admin.request('POST', `/api/admin/mail/outgoing/${id}/retry`, {});
	assert.equal(again.status, 200);
	await become(a, id, found => found.state === 'sent', 'the mail to be sent');
	assert.deepEqual(taken('grey@customer.example').map(each => each.mail.messageId), [`<${first}>`]);
});

test('550 for a recipient ends it, and nothing is sent there until an admin takes it off the list', async () => {
	smtp.plan('to', [{ code: 550, text: '5.1.1 No such user' }]);
	const id = await ask(a, 'gone@customer.example');
	const failed = await become(a, id, found => found.state === 'failed', 'the mail to fail');
	assert.deepEqual([failed.answerCode, failed.answer], [550, '550 5.1.1 No such user']);
	const next = await ask(a, 'gone@customer.example');
	assert.match((await become(a, next, found => found.state === 'failed', 'the next to fail')).answer, /suppressed/);
	assert.equal(smtp.taken.length, 0);
	const { body: list } = await a.admin.request('GET', '/api/admin/mail/suppressions');
	assert.deepEqual(list.items.map(({ address, answer }) => ({ address, answer })), [{ address: 'gone@customer.example', answer: '550 5.1.1 No such user' }]);
	assert.deepEqual((await b.admin.request('GET', '/api/admin/mail/suppressions')).body.items, []);
	assert.equal((await b.admin.request('DELETE', `/api/admin/mail/suppressions/${list.items[0].id}`)).status, 404);
	assert.equal((await a.admin.request('DELETE', `/api/admin/mail/suppressions/${list.items[0].id}`)).status, 204);
	await a.admin.request('POST', `/api/admin/mail/outgoing/${next}/retry`, {});
	await become(a, next, found => found.state === 'sent', 'it to be sent after all');
});

test('550 for a message ends that mail alone', async () => {
	smtp.plan('data', [{ code: 554, text: '5.7.1 Spam' }]);
	const id = await ask(a, 'spam@customer.example');
	assert.equal((await become(a, id, found => found.state === 'failed', 'the mail to fail')).answerStep, 'the message');
	assert.ok(!(await a.admin.request('GET', '/api/admin/mail/suppressions')).text.includes('spam@'));
	assert.equal((await a.admin.request('DELETE', `/api/admin/mail/outgoing/${id}`)).status, 204);
	assert.equal((await a.admin.request('GET', `/api/admin/mail/outgoing/${id}`)).status, 404);
});

test('a server that dies in the middle of a message, or is not there, costs nothing but time', async () => {
	smtp.plan('data', ['die']);
	const id = await ask(a, 'twice@customer.example');
	const waiting = await become(a, id, found => found.answer, 'the loss to be noted');
	assert.deepEqual([waiting.state, waiting.answerStep, waiting.answer], ['waiting', 'the message', 'The connection was lost']);
	await hasten(id);
	await become(a, id, found => found.state === 'sent', 'the mail to be sent');
	assert.equal(taken('twice@customer.example').length, 1);
});

test('a server that hangs holds up nobody else', async () => {
	smtp.plan('to', ['hang']);
	const stuck = await ask(a, 'stuck@customer.example');
	await until(() => smtp.trouble.to.troubles.length === 0, patienceMs, 'the server to hang');
	const id = await ask(b, 'other@customer.example');
	await become(b, id, found => found.state === 'sent', 'another tenant’s mail');
	assert.equal((await read(a, stuck)).state, 'waiting');
	smtp.drop();
	await become(a, stuck, found => found.answer, 'the loss to be noted');
	await hasten(stuck);
	await become(a, stuck, found => found.state === 'sent', 'the mail to be sent');
});

test('after a day of failures it has failed, and can be tried again', async () => {
	smtp.plan('to', [{ code: 451, text: '4.3.0 not now' }], { always: true });
	const id = await ask(a, 'late@customer.example');
	await become(a, id, found => found.answer, 'the first refusal');
	await sql(a, "UPDATE $schema.outgoing_mails SET first_tried_at = now() - interval '25 hours' WHERE id = $1", [id]);
	await hasten(id);
	await become(a, id, found => found.state === 'failed', 'the last refusal');
	assert.equal((await client.query('SELECT FROM control.jobs WHERE subject_id = $1', [id])).rowCount, 0);
	smtp.trouble = {};
	await a.admin.request('POST', `/api/admin/mail/outgoing/${id}/retry`, {});
	await become(a, id, found => found.state === 'sent', 'the mail to be sent');
});

test('a tenant’s sender, its language and its names arrive as they were typed, and end no header', async () => {
	const change = { senderName: 'Grüße, "Möss" <x>', senderAddress: 'Shop@Fern.example', replyTo: 'help@fern.example', locale: 'de' };
	const changed = await a.admin.request('PATCH', '/api/admin/mail', change);
	assert.equal(changed.status, 200, changed.text);
	assert.deepEqual([changed.body.senderName, changed.body.senderAddress], [change.senderName, 'shop@fern.example']);
	const id = await ask(a, 'deutsch@customer.example');
	await become(a, id, found => found.state === 'sent', 'the mail to be sent');
	const [{ mail, envelope }] = smtp.taken;
	assert.equal(envelope.from, 'shop@fern.example');
	assert.deepEqual(mail.from.value, [{ address: 'shop@fern.example', name: change.senderName }]);
	assert.equal(mail.replyTo.value[0].address, 'help@fern.example');
	assert.equal(mail.subject, 'Testmail von Fern & Möss');
	for (const wrong of [{ senderName: 'a\r\nBcc: x@y.example' }, { senderAddress: 'a@b.example\r\nx' }, { senderAddress: 'nobody' }, { replyTo: 7 }, { locale: 'fr' }])
		assert.equal((await a.admin.request('PATCH', '/api/admin/mail', { locale: 'en', ...wrong })).status, 422, JSON.stringify(wrong));
	await a.admin.request('PATCH', '/api/admin/mail', { locale: 'en' });
});

test('what admins do is in the audit log, and others may do none of it', async () => {
	const actions = (await sql(a, "SELECT DISTINCT action FROM $schema.audit_log WHERE action LIKE 'mail.%' AND actor_id = $1 ORDER BY 1", [a.admin.id])).map(row => row.action);
	assert.deepEqual(actions, ['mail.drop', 'mail.settings', 'mail.test', 'mail.try_again', 'mail.unsuppress']);
	const agent = await Agent.signIn(server, server.addAgent(a.tenant, 'agent@shop.example'), a.tenant);
	for (const [method, path, body] of [['GET', ''], ['PATCH', '', { locale: 'en' }], ['GET', '/outgoing'], ['POST', '/test', { recipient: 'a@b.example' }], ['GET', '/suppressions']])
		assert.equal((await agent.request(method, `/api/admin/mail${path}`, body)).status, 403, path);
	assert.equal((await a.admin.request('POST', '/api/admin/mail/test', { recipient: 'nobody' })).status, 422);
	const { body } = await a.admin.request('GET', '/api/admin/mail/outgoing?state=sent&limit=2');
	assert.equal(body.items.length, 2);
	assert.ok(body.next);
	const rest = (await a.admin.request('GET', `/api/admin/mail/outgoing?state=sent&after=${body.next}`)).body.items;
	assert.ok(rest.length > 0 && !rest.some(item => body.items.some(({ id }) => id === item.id)));
	const foreign = await b.admin.request('GET', `/api/admin/mail/outgoing/${body.items[0].id}`);
	assert.equal(foreign.status, 404);
});

test('without a mail server mail waits visibly, and goes once there is one; an inbox in its place keeps it to be read', async () => {
	const settings = Object.fromEntries(server.settings());
	const { smtp_server: _, smtp_user: __, smtp_password_file: ___, ...without } = settings;
	await server.kill('SIGTERM');
	server.configure(without);
	await server.boot();
	const id = await ask(a, 'patient@customer.example');
	const overview = (await a.admin.request('GET', '/api/admin/mail')).body;
	assert.deepEqual([overview.isServerSet, overview.waiting], [false, 1]);
	assert.match(await doctor(), /warn {2}mail +No mail server/);
	await until(async () => (await client.query("SELECT FROM control.jobs WHERE subject_id = $1 AND state = 'later' AND attempts = 0", [id])).rowCount === 1, patienceMs, 'the job to wait');
	assert.equal((await read(a, id)).tries, 0);
	await server.kill('SIGTERM');
	server.configure(settings);
	await server.boot();
	assert.match(await doctor(), /ok {4}mail +localhost:\d+ lets us in/);
	await hasten(id);
	await become(a, id, found => found.state === 'sent', 'the mail to be sent');
	await server.kill('SIGTERM');
	server.configure({ ...without, smtp_server: 'inbox' });
	await server.boot();
	assert.ok((await a.admin.request('GET', '/api/admin/mail')).body.isInbox);
	assert.match(await doctor(), /warn {2}mail +Nothing is sent/);
	const shown = await ask(a, 'shown@customer.example');
	assert.equal((await become(a, shown, found => found.state === 'sent', 'the mail to be kept')).isKept, true);
	const { body: content } = await a.admin.request('GET', `/api/admin/mail/outgoing/${shown}/content`);
	assert.equal(content.subject, 'Test mail from Fern & Möss');
	assert.match(content.text, /Ada.* Admin asked for it/);
	const [{ content: sealed }] = await sql(a, 'SELECT content FROM $schema.kept_mails WHERE mail_id = $1', [shown]);
	assert.ok(!sealed.includes('Admin'));
	assert.equal((await b.admin.request('GET', `/api/admin/mail/outgoing/${shown}/content`)).status, 404);
	assert.equal((await a.admin.request('GET', `/api/admin/mail/outgoing/${id}/content`)).status, 404);
	assert.equal(taken('shown@customer.example').length, 0);
});
