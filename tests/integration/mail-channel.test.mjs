// Conversations by mail: an agent's answer goes out, what the visitor answers comes in over LMTP, once, whatever dies
// meanwhile; and what is no person's answer does not.
import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { join } from 'node:path';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { Agent, Visitor, sendMessage } from '../harness/client.mjs';
import { messageId } from '../harness/ids.mjs';
import { Lmtp, deliver, mail } from '../harness/lmtp.mjs';
import { MailServer } from '../harness/mail.mjs';
import { Raw } from '../harness/raw.mjs';
import { Server, freePort } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const patienceMs = 30_000;
const chats = '/api/admin/support/chat';
let server, smtp, lmtp, tenant, schema, ann, client;

before(async () => {
	smtp = await MailServer.start();
	lmtp = await freePort();
	server = await Server.start(made => ({
		smtp_server: `smtp://localhost:${smtp.port}`,
		smtp_tls: 'none',
		mail_sender: 'desk@mail.example',
		mail_inbound_domain: 'In.Desk.Example',
		lmtp_listen: `127.0.0.1:${lmtp}, unix:${join(made.folder, 'lmtp')}`,
	}));
	tenant = server.createTenant('Fern & Möss');
	schema = `tenant_${tenant.replaceAll('-', '')}`;
	ann = await Agent.signIn(server, server.addAgent(tenant, 'ann@shop.example', { name: 'Ann Reed', role: 'admin' }), tenant);
	await ann.connect();
	client = await server.postgresql.client('frontdesk_admin');
});
after(async () => {
	await client?.end();
	await server?.stop();
	await smtp?.stop();
});

const messages = async sessionId => (await ann.request('GET', `${chats}/${sessionId}/messages`)).body.messages;
const contents = async sessionId => (await messages(sessionId)).map(({ content }) => content);
const figure = async name => (await server.figures(`frontdesk_${name}`)).reduce((sum, one) => sum + one, 0);

/** A chat of Ann's that has ended, of a visitor who has left an address. */
async function ended(email = 'ada@customer.example') {
	const visitor = await Visitor.start(server, tenant, { visitorName: 'Ada', visitorEmail: email });
	const sessionId = visitor.session.id;
	await visitor.connect();
	await sendMessage(visitor, sessionId, 'Is it in stock?');
	await visitor.socket.close();
	assert.equal((await ann.request('POST', `${chats}/${sessionId}/assign`, {})).status, 200);
	assert.equal((await ann.request('POST', `${chats}/${sessionId}/end`)).status, 200);
	return { visitor, sessionId, email };
}

/** Ann answers by mail; what goes out, and the session that it stands in. */
async function answered(sessionId, content, id = messageId()) {
	const answer = await ann.request('POST', `${chats}/${sessionId}/mail`, { id, content });
	assert.equal(answer.status, 201, answer.text);
	const sent = await until(() => smtp.taken.find(each => each.mail.messageId === `<${id}@localhost>`), patienceMs, 'the mail to be sent');
	return { session: answer.body, sent, to: sent.mail.replyTo.value[0].address };
}

/** A chat that was answered, and has ended again: what comes now begins the next. */
async function thread() {
	const chat = await ended();
	const { session, to, sent } = await answered(chat.sessionId, 'It is, again.');
	await ann.request('POST', `${chats}/${session.id}/end`);
	return { ...chat, to, sent, answeredIn: session.id };
}
/** The visitor's open session, once a mail has made one. */
const opened = visitorId => until(async () => {
	const { rows } = await client.query(`SELECT id FROM ${schema}.chat_sessions WHERE visitor_id = $1 AND status <> 'ended' AND visitor_mailed_at IS NOT NULL`, [visitorId]);
	return rows[0]?.id;
}, patienceMs, 'a session by mail');

test('an agent answers by mail, the visitor answers that, and the agent reads it live; both mails thread', async () => {
	const { visitor, sessionId } = await ended();
	const { body: reach } = await ann.request('GET', `${chats}/${sessionId}/mail`);
	assert.deepEqual([reach.isPossible, reach.address], [true, 'ada@customer.example']);
	const { session, sent, to } = await answered(sessionId, 'It is, again.\n\nShall we keep one?');
	assert.notEqual(session.id, sessionId);
	assert.deepEqual([session.status, session.conversationId, session.assignedAgent.id], ['active', visitor.session.conversationId, ann.id]);
	assert.match(to, /^reply\+[a-z2-7]{58}@in\.desk\.example$/);
	assert.equal(sent.envelope.from, to);
	assert.deepEqual(sent.mail.from.value, [{ address: 'desk@mail.example', name: 'Ann Reed' }]);
	assert.equal(sent.mail.subject, 'Your conversation with Fern & Möss');
	assert.match(sent.mail.text, /^It is, again\.\n\nShall we keep one\?\n\nAnn Reed\n/);
	assert.equal(sent.mail.headers.get('auto-submitted'), undefined);

	ann.socket.send('resume', { sessionId: session.id });
	await ann.socket.event('resumed', e => e.sessionId === session.id);
	const answer = mail({ id: 'one@customer.example', headers: { 'In-Reply-To': sent.mail.messageId }, text: 'Yes, please!\r\n.\r\nAda\r\n\r\nOn Monday, Ann Reed wrote:\r\n> It is, again.\r\n' });
	assert.deepEqual(await deliver(lmtp, to.toUpperCase(), answer), ['250 2.0.0 Stored']);
	const stored = await ann.socket.event('message.stored', e => e.sessionId === session.id && e.seq === 2);
	const read = (await messages(session.id)).at(-1);
	assert.deepEqual([read.id, read.content, read.senderType, read.mail], [stored.id, 'Yes, please!\n.\nAda', 'visitor', { address: 'ada@customer.example', isKnown: true }]);
	const { body: whole } = await ann.request('GET', `${chats}/${session.id}/messages/${read.id}/mail`);
	assert.match(whole.mail.text, /On Monday, Ann Reed wrote:\n> It is, again\./);
	await ann.socket.event('session', e => e.session.id === session.id && e.session.visitorMailedAt && e.session.unreadCount === 1);

	const next = await answered(session.id, 'Done.');
	assert.equal(next.session.id, session.id);
	assert.equal(next.sent.mail.inReplyTo, '<one@customer.example>');
	assert.deepEqual(next.sent.mail.references, [sent.mail.messageId, '<one@customer.example>']);
});

test('a repeated request sends nothing twice, and a mail that is brought again is stored once', async () => {
	const { sessionId, visitor } = await ended();
	const id = messageId();
	const { session, to } = await answered(sessionId, 'Once.', id);
	assert.equal((await answered(sessionId, 'Once.', id)).session.id, session.id);
	assert.equal((await ann.request('POST', `${chats}/${sessionId}/mail`, { id, content: 'Other.' })).status, 409);
	assert.equal(smtp.taken.filter(each => each.mail.messageId === `<${id}@localhost>`).length, 1);
	const message = mail({ text: 'Twice brought' });
	const repeated = await figure('mails_repeated_total');
	assert.deepEqual(await deliver(lmtp, [to, to], message), ['250 2.0.0 Stored', '250 2.0.0 Stored']);
	assert.deepEqual(await deliver(lmtp, to, message), ['250 2.0.0 Stored']);
	assert.equal(await figure('mails_repeated_total') - repeated, 2);
	assert.equal(await opened(visitor.id), session.id);
	await deliver(lmtp, to, mail({ text: 'The last' }));
	await until(async () => (await contents(session.id)).includes('The last'), patienceMs, 'the last one');
	assert.deepEqual(await contents(session.id), ['Once.', 'Twice brought', 'The last']);
});

test('what answers a session that has ended begins another, which waits in the queue and is not left alone', async () => {
	const { visitor, to, answeredIn } = await thread();
	await deliver(lmtp, to, mail({ from: 'Somebody <else@customer.example>', text: 'I am back' }));
	const next = await opened(visitor.id);
	assert.notEqual(next, answeredIn);
	const [read] = await messages(next);
	assert.deepEqual([read.content, read.mail], ['I am back', { address: 'else@customer.example', isKnown: false }]);
	assert.equal((await ann.request('GET', `${chats}/${next}`)).body.status, 'waiting');
	await client.query(`UPDATE ${schema}.chat_sessions SET started_at = now() - interval '2 hours', last_message_at = now() - interval '2 hours' WHERE id = $1`, [next]);
	const { rows: [{ is }] } = await client.query(`SET search_path = ${schema}`).then(() => client.query('SELECT chat_session_is_abandoned(s, t) AS is FROM chat_sessions s, chat_settings t WHERE s.id = $1', [next]));
	assert.equal(is, false);
});

test('acknowledged is kept: a mail survives kill -9 right after 250', async () => {
	const { visitor, to } = await thread();
	assert.deepEqual(await deliver(lmtp, to, mail({ text: 'Not lost' })), ['250 2.0.0 Stored']);
	await server.crash();
	assert.deepEqual(await contents(await opened(visitor.id)), ['Not lost']);
	await ann.connect();
});

test('forged, unknown and foreign addresses are refused, each for itself, and a large message is too', async () => {
	const { to, visitor } = await thread();
	const [local] = to.split('@');
	const forged = `${local.slice(0, -3)}${local.at(-3) === 'a' ? 'b' : 'a'}${local.slice(-2)}@in.desk.example`;
	const replies = await deliver(lmtp, [forged, to, 'postmaster@in.desk.example', 'ada@elsewhere.example'], mail({ text: 'For one' }));
	assert.deepEqual(replies.map(reply => reply.slice(0, 9)), ['550 5.1.1', '250 2.0.0', '550 5.1.1', '550 5.1.2']);
	assert.deepEqual(await contents(await opened(visitor.id)), ['For one']);
	const large = mail({ text: `${'x'.repeat(998)}\r\n`.repeat(10_600) });
	assert.deepEqual((await deliver(lmtp, to, large)).map(reply => reply.slice(0, 9)), ['552 5.3.4']);
	const peer = await Lmtp.open(join(server.folder, 'lmtp'));
	await peer.say('LHLO mx.example');
	assert.match(await peer.say('MAIL FROM:<ada@customer.example> SIZE=99999999'), /^552 5\.3\.4/);
	await peer.end();
});

test('a message is answered wherever its end lies in what was read', async () => {
	const { to } = await thread();
	for (const size of [30.5, 31.2, 31.8, 32.5].map(reads => Math.round(reads * 16_384))) {
		const peer = await Lmtp.open(lmtp), begun = `LHLO mx.example\r\nMAIL FROM:<ada@customer.example>\r\nRCPT TO:<${to}>\r\nDATA\r\n${mail({ text: '' })}`;
		const end = '\r\n.\r\nQUIT\r\n';
		process.kill(server.worker, 'SIGSTOP'); // else it reads as it comes
		peer.socket.write(begun + `${'x'.repeat(78)}\r\n`.repeat(7000).slice(0, size - begun.length - end.length) + end);
		process.kill(server.worker, 'SIGCONT');
		for (const code of ['250', '250', '250', '354', '250', '221']) assert.equal((await peer.reply()).slice(0, 3), code);
		await peer.closed;
	}
});

test('a body of a megabyte is cut with a sentence, other charsets are read, and files are named', async () => {
	const { to, visitor } = await thread();
	await deliver(lmtp, to, mail({ id: 'latin@customer.example', subject: '=?ISO-8859-1?Q?Gr=FC=DFe?=', headers: { 'Content-Type': 'text/plain; charset=iso-8859-1', 'Content-Transfer-Encoding': 'base64' }, text: Buffer.from('Schöne Grüße aus Köln', 'latin1').toString('base64') }));
	await deliver(lmtp, to, mail({ id: 'html@customer.example', headers: { 'Content-Type': 'text/html; charset=utf-8' }, text: '<html><head><style>p{}</style></head><body><p>Hello <b>you</b>,<br>two &amp; three</p><blockquote>old</blockquote></body></html>' }));
	const parts = ['--b', 'Content-Type: text/plain', '', 'Here it is.', '--b', 'Content-Type: application/pdf', 'Content-Disposition: attachment; filename="invoice.pdf"', 'Content-Transfer-Encoding: base64', '', Buffer.alloc(20_480).toString('base64'), '--b--', ''];
	await deliver(lmtp, to, mail({ id: 'file@customer.example', headers: { 'Content-Type': 'multipart/mixed; boundary=b' }, text: parts.join('\r\n') }));
	await deliver(lmtp, to, mail({ id: 'long@customer.example', text: 'line of words\r\n'.repeat(70_000) }));
	const session = await opened(visitor.id);
	await until(async () => (await messages(session)).length === 4, patienceMs, 'all four');
	const [latin, html, file, long] = ['latin', 'html', 'file', 'long'].map(name => `${name}@customer.example`);
	const { rows } = await client.query(`SELECT mail_id, message_id FROM ${schema}.message_mails WHERE mail_id = ANY ($1)`, [[latin, html, file, long]]);
	const byId = new Map((await messages(session)).map(message => [message.id, message.content]));
	const said = Object.fromEntries(rows.map(row => [row.mail_id, byId.get(row.message_id)]));
	assert.equal(said[latin], 'Schöne Grüße aus Köln');
	assert.equal(said[html], 'Hello you,\ntwo & three');
	assert.equal(said[file], 'Here it is.\n\n[1 attachment was not taken over: invoice.pdf (20 KB)]');
	assert.match(said[long], /^line of words\nline of words\n[^]{10000,}\n\n\[The mail goes on: this is its beginning\.\]$/);
	assert.ok(said[long].length < 16_000);
	const { body } = await ann.request('GET', `${chats}/${session}/messages/${rows.find(row => row.mail_id === latin).message_id}/mail`);
	assert.equal(body.mail.subject, 'Grüße');
});

test('machines are not talked with: automatic answers, lists and our own mails are dropped, and a bounce ends mails there', async () => {
	const { to, sent, answeredIn } = await thread();
	const dropped = await figure('mails_dropped_total');
	const machines = [{ 'Auto-Submitted': 'auto-replied (vacation)' }, { Precedence: 'bulk' }, { 'X-Auto-Response-Suppress': 'All' }, { 'List-Id': '<news.example>' }];
	for (const headers of machines) assert.deepEqual(await deliver(lmtp, to, mail({ headers })), ['250 2.0.0 Stored']);
	await deliver(lmtp, to, mail({ id: sent.mail.messageId.slice(1, -1) }));
	await deliver(lmtp, to, mail({}), { from: '' });
	const report = ['--r', 'Content-Type: text/plain', '', 'Not here.', '--r', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.example', '', 'Final-Recipient: rfc822; ADA@Customer.example', 'Action: failed', 'Status: 5.1.1', '', '--r--', ''];
	const bounce = recipient => mail({ from: 'MAILER-DAEMON@mx.example', headers: { 'Content-Type': 'multipart/report; report-type=delivery-status; boundary=r' }, text: report.join('\r\n').replace('ADA@Customer.example', recipient) });
	await deliver(lmtp, to, bounce('other@customer.example'), { from: '' });
	assert.deepEqual((await ann.request('GET', '/api/admin/mail/suppressions')).body.items, []);
	await deliver(lmtp, to, bounce('ADA@Customer.example'), { from: '' });
	const { items: [suppressed] } = (await ann.request('GET', '/api/admin/mail/suppressions')).body;
	assert.deepEqual([suppressed.address, suppressed.answer], ['ada@customer.example', 'It came back: status 5.1.1']);
	assert.equal(await figure('mails_dropped_total') - dropped, machines.length + 4);
	assert.equal((await messages(answeredIn)).length, 1);
	const { body } = await ann.request('GET', `${chats}/${answeredIn}/mail`);
	assert.deepEqual([body.isPossible, body.hindrance, body.address], [false, 'suppressed', 'ada@customer.example']);
	assert.equal((await ann.request('POST', `${chats}/${answeredIn}/mail`, { id: messageId(), content: 'x' })).status, 409);
	assert.ok(!server.log.includes('customer.example'));
	await ann.request('DELETE', `/api/admin/mail/suppressions/${suppressed.id}`);
});

test('bombs are refused, and peers that trickle, flood or talk nonsense hold up nobody', async () => {
	const { to } = await thread();
	const nest = depth => [...Array(depth).keys()].map(i => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`).join('');
	const bomb = mail({ headers: { 'Content-Type': 'multipart/mixed; boundary=x' }, text: `--x\r\n${nest(20_000)}` });
	assert.deepEqual((await deliver(lmtp, to, bomb)).map(reply => reply.slice(0, 9)), ['554 5.6.0']);
	const idle = await Promise.all(Array.from({ length: 64 }, () => Lmtp.open(lmtp)));
	const [one, ...rest] = idle;
	const late = await Lmtp.open(lmtp);
	assert.match(late.greeting, /^421 4\.3\.2/);
	await Promise.all(rest.map(peer => peer.end()));
	assert.match(await one.say('EHLO mx'), /^500/);
	assert.match(await one.say(`LHLO ${'x'.repeat(5000)}`), /^500 5\.5\.2/);
	for (let i = 0; i < 17; i++) assert.match(await one.say('GET / HTTP/1.1'), /^500/);
	assert.match(await one.say('GET / HTTP/1.1'), /^421/);
	await one.closed;
	const mute = connect(lmtp, '127.0.0.1').on('error', () => {});
	await once(mute, 'connect');
	mute.write('LHLO mx\r\n'.repeat(20_000)); // and never reads
	await until(async () => (await deliver(lmtp, to, mail({ text: 'Past them' })).catch(() => [])).includes('250 2.0.0 Stored'), patienceMs, 'somebody else');
	mute.destroy();
});

test('mail to the tenant’s own address begins a chat where the tenant wants it, of somebody whom nobody vouches for', async () => {
	const inbound = change => ann.request(change ? 'PATCH' : 'GET', '/api/admin/mail/inbound', change);
	const { body: before } = await inbound();
	assert.deepEqual({ ...before, address: '' }, { isSet: true, hasReplies: true, takesStrangers: false, address: '' });
	assert.match(before.address, /^support\+[a-z2-7]{26}@in\.desk\.example$/);
	const known = await Visitor.start(server, tenant, { visitorName: 'Bob', visitorEmail: 'bob@customer.example' });
	const write = (id, text) => deliver(lmtp, before.address, mail({ id, from: 'Bob <bob@customer.example>', subject: 'My fern', text }));
	assert.match((await write('early@customer.example', 'Hello?'))[0], /^550/);
	const { rows: theirs } = await client.query(`SELECT id FROM ${schema}.chat_sessions WHERE visitor_email = 'bob@customer.example'`);
	assert.deepEqual(theirs, [{ id: known.session.id }], 'what is refused begins nothing');
	for (const wrong of [{ hasReplies: 'yes' }, { takesStrangers: 1 }]) assert.equal((await inbound(wrong)).status, 422);
	assert.equal((await inbound({ takesStrangers: true })).body.takesStrangers, true);
	assert.deepEqual(await write('first@customer.example', 'It is brown.'), ['250 2.0.0 Stored']);
	assert.deepEqual(await write('second@customer.example', 'Very brown.'), ['250 2.0.0 Stored']);
	assert.deepEqual(await write('second@customer.example', 'Very brown.'), ['250 2.0.0 Stored']);
	const { rows } = await client.query(`SELECT DISTINCT session_id FROM ${schema}.message_mails WHERE mail_id IN ('first@customer.example', 'second@customer.example')`);
	const sessionId = rows[0].session_id;
	assert.equal(rows.length, 1);
	assert.notEqual(sessionId, known.session.id);
	await until(async () => (await contents(sessionId)).length === 2, patienceMs, 'both');
	assert.deepEqual((await contents(sessionId)).sort(), ['My fern\n\nIt is brown.', 'My fern\n\nVery brown.']);
	assert.ok((await messages(sessionId)).every(message => !message.mail.isKnown));
	const { body: session } = await ann.request('GET', `${chats}/${sessionId}`);
	assert.deepEqual([session.status, session.visitorName, session.visitorEmail, session.visitorVerified], ['waiting', 'Bob', 'bob@customer.example', false]);
	assert.notEqual(session.visitorId, known.id);
	await ann.request('POST', `${chats}/${sessionId}/assign`, {});
	const { sent } = await answered(sessionId, 'Water it.');
	assert.deepEqual([sent.mail.subject, sent.envelope.to], ['Re: My fern', ['bob@customer.example']]);
	await inbound({ takesStrangers: false, hasReplies: false });
	assert.equal((await ann.request('POST', `${chats}/${sessionId}/mail`, { id: messageId(), content: 'x' })).status, 409);
	assert.match((await write('late@customer.example', 'Still?'))[0], /^550/);
	await inbound({ hasReplies: true });
	const agent = await Agent.signIn(server, server.addAgent(tenant, 'kim@shop.example'), tenant);
	assert.equal((await agent.request('PATCH', '/api/admin/mail/inbound', { takesStrangers: true })).status, 403);
	assert.match((await deliver(lmtp, 'support+aaaaaaaaaaaaaaaaaaaaaaaaaa@in.desk.example', mail({})))[0], /^550/);
});

test('a provider hands mail over by HTTP, signed, once, and no longer than the secret is good', async () => {
	const { to, visitor } = await thread();
	const path = '/api/admin/mail/inbound/hook';
	const { status, body: { secret } } = await ann.request('POST', path);
	assert.equal(status, 201);
	const { body: { hookAddress } } = await ann.request('GET', '/api/admin/mail/inbound');
	assert.equal(hookAddress, `${server.url}/api/inbound/mail/${tenant}`);
	const post = (body, { key = secret, at = Date.now() / 1000, recipient = to, tenantId = tenant, sender } = {}) => {
		const time = Math.floor(at), digest = createHmac('sha256', key).update(`${time}.`).update(body).digest('hex');
		const headers = { 'Content-Type': 'message/rfc822', 'X-Frontdesk-Signature': `t=${time},v1=${digest}`, 'X-Frontdesk-Recipient': recipient, ...(sender === undefined ? {} : { 'X-Frontdesk-Sender': sender }) };
		return fetch(`${server.url}/api/inbound/mail/${tenantId}`, { method: 'POST', headers, body }).then(answer => answer.status);
	};
	const large = mail({ id: 'hook@customer.example', headers: { 'Content-Type': 'multipart/mixed; boundary=b' }, text: `--b\r\n\r\nBy HTTP\r\n--b\r\nContent-Type: image/png; name=a.png\r\n\r\n${'x'.repeat(2_000_000)}\r\n--b--` });
	assert.deepEqual([await post(large), await post(large)], [204, 204]);
	const sessionId = await opened(visitor.id);
	assert.deepEqual(await contents(sessionId), ['By HTTP\n\n[1 attachment was not taken over: a.png (1.9 MB)]']);
	const small = mail({ text: 'Refused' });
	assert.equal(await post(small, { key: 'another' }), 403);
	assert.equal(await post(small, { at: Date.now() / 1000 - 301 }), 403);
	assert.equal(await post(small, { recipient: 'ada@in.desk.example' }), 422);
	assert.equal(await post(small, { tenantId: randomUUID() }), 422);
	for (const [path, size] of [[`/api/inbound/mail/${tenant}`, 10 * 2 ** 20 + 1], ['/api/inbound/mail/x', 65_537], ['/api/support/chat', 65_537]]) {
		const raw = await Raw.open(server);
		raw.write(`POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${size}\r\n\r\n`);
		assert.equal(await raw.status(), 413, path);
		raw.destroy();
	}
	assert.equal(await post(small, { sender: '' }), 204); // a machine's: dropped
	server.command(['tenant', 'suspend', tenant]);
	await until(async () => (await post(small, { sender: '' })) === 503, 10_000, 'a suspended tenant to want it again');
	server.command(['tenant', 'resume', tenant]);
	await until(async () => (await post(small, { sender: '' })) === 204, 10_000, 'the tenant to be back');
	ann = await Agent.signIn(server, { email: 'ann@shop.example', password: 'correct horse battery' }, tenant);
	await ann.connect();
	assert.equal((await ann.request('DELETE', path)).status, 204);
	assert.equal(await post(small), 404);
	assert.equal((await contents(sessionId)).length, 1);
	const { rows } = await client.query(`SELECT hook_secret FROM ${schema}.mail_settings`);
	assert.equal(rows[0].hook_secret, null);
});

test('what an agent says to who asks in a ticket goes to them by mail, their answer comes in once and opens it again, whatever dies', async () => {
	const tickets = '/api/admin/support/tickets', fields = { id: randomUUID(), subject: 'Größe XL?', requesterName: 'Ada', requesterEmail: 'Ada@customer.example', content: 'Which one did you order?', isPublic: true };
	const first = await ann.request('POST', tickets, fields);
	assert.equal(first.status, 201, first.text);
	assert.equal((await ann.request('POST', tickets, fields)).status, 200, 'sent again, it is the same');
	const { number } = first.body, path = `${tickets}/${fields.id}`;
	const sentAs = id => until(() => smtp.taken.find(each => each.mail.messageId === `<${id}@localhost>`), patienceMs, 'the mail to be sent');
	const opening = await sentAs(fields.id), to = opening.mail.replyTo.value[0].address;
	assert.deepEqual([opening.mail.subject, opening.envelope.to, opening.mail.from.value[0].name], [`[#${number}] Größe XL?`, ['ada@customer.example'], 'Ann Reed']);
	assert.match(opening.mail.text, /^Which one did you order\?\n\nAnn Reed\n/);
	assert.equal((await ann.request('POST', `${path}/comments`, { content: 'Between us.', isPublic: false })).status, 201);
	const { body: last } = await ann.request('POST', `${path}/comments`, { content: 'It is on its way.', isPublic: true, status: 'resolved' });
	const closing = await sentAs(last.id);
	assert.deepEqual([closing.mail.inReplyTo, last.mail], [opening.mail.messageId, { address: 'ada@customer.example', isIncoming: false, isKnown: true }]);

	ann.socket.forget();
	const answer = mail({ id: 'ticket@customer.example', text: 'It is the wrong one!\r\n\r\nOn Monday, Ann Reed wrote:\r\n> It is on its way.\r\n' });
	assert.deepEqual(await deliver(lmtp, [to, to], answer), ['250 2.0.0 Stored', '250 2.0.0 Stored']);
	await server.crash();
	assert.deepEqual(await deliver(lmtp, to, answer), ['250 2.0.0 Stored']);
	const { body: ticket } = await ann.request('GET', path), { body: { items } } = await ann.request('GET', `${path}/comments`);
	assert.deepEqual([ticket.status, ticket.resolutionNumber, ticket.commentCount], ['open', 1, 4]);
	assert.deepEqual(items.map(each => [each.content, each.authorType]), [['Which one did you order?', 'agent'], ['Between us.', 'agent'], ['It is on its way.', 'agent'], ['It is the wrong one!', 'visitor']]);
	assert.deepEqual(items[3].mail, { address: 'ada@customer.example', isIncoming: true, isKnown: true });
	assert.deepEqual(await deliver(lmtp, to, mail({ from: 'other@customer.example', text: 'I was in copy.' }), { from: 'other@customer.example' }), ['250 2.0.0 Stored']);
	const { body: { items: more } } = await ann.request('GET', `${path}/comments`);
	assert.deepEqual(more[4].mail, { address: 'other@customer.example', isIncoming: true, isKnown: false });
	assert.equal(smtp.taken.filter(each => each.mail.subject?.startsWith(`[#${number}]`)).length, 2, 'each was sent once');
	const other = (await ann.request('POST', tickets, { subject: 'The same again', requesterEmail: 'ada@customer.example' })).body;
	const merged = await ann.request('POST', `${path}/merge`, { version: ticket.version, intoId: other.id, intoVersion: other.version });
	assert.equal(merged.status, 200, merged.text);
	await ann.request('PATCH', `${tickets}/${other.id}`, { version: merged.body.version, status: 'resolved' });
	assert.deepEqual(await deliver(lmtp, to, mail({ text: 'Still the wrong one.' })), ['250 2.0.0 Stored']);
	const { body: goesOn } = await ann.request('GET', `${tickets}/${other.id}`);
	assert.deepEqual([goesOn.status, goesOn.commentCount], ['open', 6], 'the one that goes on is opened');
	await ann.connect();
});

test('PostgreSQL away: 451, and the mail is taken when it is back', async () => {
	const { to, visitor } = await thread();
	await client.end();
	server.postgresql.halt();
	assert.match((await deliver(lmtp, to, mail({ id: 'away@customer.example', text: 'Later' })))[0], /^451 4\.3\.0/);
	await server.postgresql.revive();
	await until(async () => (await deliver(lmtp, to, mail({ id: 'away@customer.example', text: 'Later' })))[0].startsWith('250'), patienceMs, 'it to be taken');
	client = await server.postgresql.client('frontdesk_admin');
	assert.deepEqual(await contents(await opened(visitor.id)), ['Later']);
});
