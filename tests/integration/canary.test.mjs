// What people write and who they are stands in their tenant's tables and nowhere else: canaries in
// names, addresses, pages, referrers, identifiers, attributes, events and messages are looked for in all that is left
// behind, with each log at its most talkative.
import assert from 'node:assert/strict';
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Agent, Visitor, request, sendMessage } from '../harness/client.mjs';
import { deliver, mail } from '../harness/lmtp.mjs';
import { Receiver } from '../harness/receiver.mjs';
import { Server, freePort } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const origin = 'http://shop.example', secretSuffix = randomBytes(6).toString('hex');
const canary = of => `canary${of}${secretSuffix}`;
// Each is worn by one field.
const worn = Object.fromEntries(['name', 'mail', 'smstext', 'smstoken', 'page', 'referrer', 'identifier', 'content', 'agentname', 'agentmail', 'query', 'fragment', 'user', 'wrong', 'left', 'attribute', 'event', 'now', 'note', 'invited', 'invitedmail', 'chosen', 'mailto', 'sender', 'replied', 'mailed', 'mailname', 'mailfrom', 'subject', 'file', 'team', 'ticket', 'comment', 'form', 'tag', 'requester', 'requestermail', 'rated'].map(of => [of, canary(of)]));
const address = of => `${worn[of]}@customer.example`;
const start = {
	visitorName: worn.name, visitorEmail: address('mail'),
	pageUrl: `https://${worn.user}:x@shop.example/${worn.page}?token=${worn.query}#${worn.fragment}`, referrerUrl: `https://search.example/${worn.referrer}?q=${worn.query}`,
};
let server, twin, tenant, schema, secret, agent, visitor, redisHeard, redisTold, receiver, lmtp;

before(async () => {
	receiver = await Receiver.start('127.0.0.2');
	lmtp = await freePort();
	server = await Server.start({ log_level: 'debug', webhooks_http: 'true', outside_networks: '127.0.0.2/32', smtp_server: 'inbox', mail_inbound_domain: 'in.desk.example', lmtp_listen: `127.0.0.1:${lmtp}` }, { redis: true });
	for (const setting of ["log_error_verbosity = 'verbose'", "log_min_error_statement = 'error'", 'log_parameter_max_length_on_error = -1', 'log_parameter_max_length = -1', "log_statement = 'all'", "log_line_prefix = '[%a] '", 'log_min_duration_statement = 0'])
		await server.postgresql.query(`ALTER SYSTEM SET ${setting}`);
	await server.postgresql.query('SELECT pg_reload_conf()');
	redisHeard = await server.redis.listen();
	redisTold = await server.redis.monitor();
	twin = await Server.twin(server, { lmtp_listen: '' });
	tenant = server.createTenant('Canary', [origin]);
	schema = `tenant_${tenant.replaceAll('-', '')}`;
	secret = server.command(['tenant', 'secret', tenant]).match(/^secret:\s+(\S+)$/m)[1];
	agent = await Agent.signIn(server, server.addAgent(tenant, address('agentmail'), { name: worn.agentname, role: 'admin' }));
	await agent.request('POST', '/api/admin/support/webhooks', { url: receiver.url('ok'), events: ['conversation_created', 'message_created'] });
	visitor = await Visitor.start(twin, tenant, start);
	await agent.request('POST', `/api/admin/support/chat/${visitor.session.id}/assign`, {});
	for (const person of [visitor, agent]) {
		await person.connect();
		person.socket.send('resume', { sessionId: visitor.session.id });
		await person.socket.event('resumed');
	}
	await talk();
});
after(async () => {
	redisHeard?.close();
	redisTold?.close();
	await twin?.kill('SIGTERM');
	await server?.stop();
	receiver?.stop();
});

/** Everything that carries something personal: starts, messages both ways, details, identities, sign-ins. */
async function talk() {
	const path = `/api/support/chat/${visitor.session.id}`;
	await sendMessage(visitor, visitor.session.id, `before ${worn.content} after`);
	await sendMessage(agent, visitor.session.id, worn.content);
	await agent.socket.event('message.new', e => e.message.content.includes(worn.content));
	await visitor.request('POST', path, { id: randomUUID(), content: worn.content });
	await visitor.request('PATCH', path, { visitorName: worn.left, visitorEmail: address('left') });
	await agent.socket.event('session', e => e.session.visitorName === worn.left);
	await visitor.request('PATCH', '/api/support/chat/attributes', { attributes: { [worn.attribute]: worn.attribute } });
	await agent.socket.event('session', e => e.session.visitorAttributesAt);
	assert.ok((await agent.request('GET', `/api/admin/support/chat/${visitor.session.id}/attributes`)).text.includes(worn.attribute));
	await visitor.request('POST', '/api/support/chat/visitor-events', { events: [{ id: randomUUID(), name: worn.event, properties: { [worn.event]: worn.event } }] });
	await agent.socket.event('session', e => e.session.visitorEventsAt);
	assert.ok((await agent.request('GET', `/api/admin/support/chat/${visitor.session.id}/visitor-events`)).text.includes(worn.event));
	visitor.socket.send('page.set', { sessionId: visitor.session.id, pageUrl: `https://${worn.user}:x@shop.example/${worn.now}?token=${worn.query}#${worn.fragment}` });
	await agent.socket.event('presence', e => e.currentPageUrl === `https://shop.example/${worn.now}`);
	const identifierHash = createHmac('sha256', secret).update(worn.identifier).digest('hex');
	const other = await Visitor.start(server, tenant, {});
	await other.request('POST', '/api/support/chat/identify', { identifier: worn.identifier, identifierHash, name: worn.name, email: address('mail') });
	await agent.request('POST', `/api/admin/support/chat/${other.session.id}/assign`, {});
	await agent.request('POST', `/api/admin/support/chat/${other.session.id}/transfer`, { note: worn.note });
	assert.ok((await agent.request('GET', `/api/admin/support/chat/${other.session.id}/notes`)).text.includes(worn.note));
	const invite = async email => (await agent.request('POST', '/api/admin/support/invitations', { email, name: worn.invited, role: 'agent' })).body.link.split('#')[1];
	await invite(address('left'));
	const token = await invite(address('invitedmail')), mailed = (await agent.request('GET', '/api/admin/support/invitations')).body.items.map(item => item.mail.id);
	for (const id of mailed) await until(async () => (await agent.request('GET', `/api/admin/mail/outgoing/${id}/content`)).status === 200, 30_000, 'the mail to be kept');
	const fromPage = { Origin: server.url, 'Sec-Fetch-Site': 'same-origin' };
	assert.ok((await request(server, 'POST', '/api/admin/invitation', { body: { token }, headers: fromPage })).text.includes(worn.invited));
	assert.equal((await request(server, 'POST', '/api/admin/invitation/accept', { body: { token, password: worn.chosen }, headers: fromPage })).status, 200);
	worn.token = token;
	const ask = (path, body) => request(server, 'POST', `/api/admin/password/${path}`, { body, headers: fromPage });
	for (const of of ['wrong', 'invitedmail']) assert.equal((await ask('forgotten', { email: address(of) })).status, 204);
	const mailOf = kind => until(async () => (await agent.request('GET', '/api/admin/mail/outgoing?state=sent')).body.items.find(mail => mail.kind === kind), 30_000, 'a mail');
	const { text: link } = (await agent.request('GET', `/api/admin/mail/outgoing/${(await mailOf('accounts.password')).id}/content`)).body;
	worn.reset = link.match(/#(\S+)$/m)[1];
	assert.equal((await ask('reset', { token: worn.reset, password: `${worn.chosen}again` })).status, 204);
	await request(server, 'POST', '/api/support/chat', { body: { tenantId: tenant, ...start }, headers: { Origin: origin, 'Idempotency-Key': randomBytes(20).toString('hex') } });
	for (const status of [201, 409]) assert.equal((await agent.request('POST', '/api/admin/support/teams', { name: worn.team, memberIds: [agent.id] })).status, status);
	await talkInTicket();
	await talkInSurvey();
	assert.ok((await agent.request('GET', '/api/admin/support/agents')).text.includes(worn.team));
	assert.ok((await agent.request('GET', '/api/admin/support/audit')).text.includes(worn.agentname));
	assert.equal((await agent.request('PATCH', '/api/admin/mail', { senderName: worn.sender, senderAddress: address('sender'), locale: 'de' })).status, 200);
	assert.equal((await agent.request('POST', '/api/admin/mail/test', { recipient: address('mailto') })).status, 200);
	assert.ok((await agent.request('GET', '/api/admin/mail/outgoing')).text.includes(worn.mailto));
	assert.equal((await agent.request('PATCH', '/api/admin/sms', { baseUrl: 'https://127.0.0.1', account: 'AC1', token: worn.smstoken, sender: 'Fern', segmentsMost: 1 })).status, 200);
	assert.equal((await agent.request('POST', '/api/admin/sms/test', { recipient: '+493012345678', text: worn.smstext })).status, 200);
	await talkByMail();
	for (const word of [worn.name, worn.content]) await until(() => receiver.requests.some(({ text }) => text.includes(word)), 30_000, 'a webhook to be told');
	await request(server, 'POST', '/api/admin/sign-in', { body: { email: address('wrong'), password: worn.wrong }, headers: { Origin: server.url, 'Sec-Fetch-Site': 'same-origin' } });
}

/** A ticket says who asks, and what is said in it nobody else reads. */
async function talkInTicket() {
	const tickets = '/api/admin/support/tickets', who = { requesterName: worn.requester, requesterEmail: address('requestermail') };
	const { body: ticket } = await agent.request('POST', tickets, { subject: worn.ticket, content: worn.comment, ...who, tags: [worn.tag] });
	for (const version of [0, 1]) await agent.request('PATCH', `${tickets}/${ticket.id}`, { version: version + 1, subject: worn.ticket, requesterName: `${worn.requester} again` });
	assert.equal((await agent.request('POST', `${tickets}/${ticket.id}/comments`, { content: worn.comment, isPublic: false })).status, 201);
	assert.equal((await agent.request('POST', `/api/admin/support/chat/${visitor.session.id}/ticket`, {})).status, 201);
	const left = { tenantId: tenant, formId: randomUUID(), name: worn.requester, email: address('requestermail'), message: worn.form, pageUrl: start.pageUrl };
	assert.equal((await request(server, 'POST', '/api/support/chat/offline', { body: left, headers: { Origin: origin } })).status, 201);
	assert.ok((await agent.request('GET', `${tickets}/${left.formId}/comments`)).text.includes(worn.form));
	for (const q of [worn.ticket, address('requestermail'), worn.requester]) assert.ok((await agent.request('GET', `${tickets}?q=${encodeURIComponent(q)}`)).text.includes(worn.tag));
	assert.ok((await agent.request('GET', `${tickets}/${ticket.id}/comments`)).text.includes(worn.comment));
}

/** Whoever asked is asked how it was, by a link that opens it, and says so. */
async function talkInSurvey() {
	const tickets = '/api/admin/support/tickets', settings = '/api/admin/support/csat/settings', { body: { updatedAt } } = await agent.request('GET', settings);
	assert.equal((await agent.request('PATCH', settings, { updatedAt, isEnabled: true, delayMinutes: 0 })).status, 200);
	const { body: ticket } = await agent.request('POST', tickets, { subject: worn.ticket, requesterEmail: address('requestermail') });
	assert.equal((await agent.request('PATCH', `${tickets}/${ticket.id}`, { version: ticket.version, status: 'resolved' })).status, 200);
	const { id } = await until(async () => (await agent.request('GET', '/api/admin/mail/outgoing?state=sent')).body.items.find(mail => mail.kind === 'csat.survey'), 30_000, 'the survey');
	[, worn.survey] = (await agent.request('GET', `/api/admin/mail/outgoing/${id}/content`)).body.text.match(/\/csat\/([A-Za-z0-9_-]{64})/);
	assert.equal((await request(server, 'GET', `/csat/${worn.survey}?rating=5`)).status, 200);
	assert.equal((await request(server, 'GET', `/api/support/csat?token=${worn.survey}`)).status, 200);
	assert.equal((await request(server, 'POST', '/api/support/csat', { body: { token: worn.survey, rating: 5, feedback: worn.rated } })).status, 200);
	assert.ok((await agent.request('GET', '/api/admin/support/csat/surveys')).text.includes(worn.rated));
}

/** The agent answers by mail, and what comes back is no address that we know. */
async function talkByMail() {
	const path = `/api/admin/support/chat/${visitor.session.id}`;
	assert.equal((await agent.request('POST', `${path}/mail`, { id: randomUUID(), content: worn.replied })).status, 201);
	const { replyTo } = (await agent.request('GET', `${path}/mail`)).body;
	const parts = `--b\r\n\r\n${worn.mailed}\r\n--b\r\nContent-Type: application/pdf; name="${worn.file}.pdf"\r\n\r\nx\r\n--b--`;
	const answer = mail({ from: `${worn.mailname} <${address('mailfrom')}>`, subject: worn.subject, headers: { 'Content-Type': 'multipart/mixed; boundary=b' }, text: parts });
	assert.deepEqual(await deliver(lmtp, replyTo, answer, { from: address('mailfrom') }), ['250 2.0.0 Stored']);
	const { message } = await until(async () => {
		const { body } = await agent.request('GET', `${path}/messages`);
		const found = body.messages.find(each => each.content.includes(worn.mailed));
		return found && { message: found };
	}, 30_000, 'the mail to be a message');
	assert.ok(message.content.includes(worn.file) && message.mail.address === address('mailfrom'));
	assert.ok((await agent.request('GET', `${path}/messages/${message.id}/mail`)).text.includes(worn.subject));
}

/** As it is, in hex, and in base64 however it is aligned. */
const forms = word => [word, Buffer.from(word).toString('hex'), ...[0, 1, 2].map(at => Buffer.from('x'.repeat(at) + word).toString('base64').slice(4, 20))];
const allForms = Object.values(worn).flatMap(forms);
const foundIn = text => allForms.filter(form => text.toLowerCase().includes(form.toLowerCase()));
const assertClean = (text, where) => assert.deepEqual(foundIn(text), [], where);

function assertNoFileHas(folder, ...options) {
	const patterns = allForms.flatMap(form => ['-e', form]);
	assert.equal(spawnSync('grep', ['-rlaF', ...options, ...patterns, '--', folder], { encoding: 'utf8' }).stdout, '');
}

test('canaries are found where they belong', () => {
	const found = spawnSync('grep', ['-rlaF', '-e', worn.left, '--', server.postgresql.data], { encoding: 'utf8' });
	assert.notEqual(found.stdout, '', 'the search itself works');
	assert.equal(foundIn(`${Buffer.from(`xx${worn.left}`).toString('base64')} ${worn.name}`).length, 2);
});

test('in PostgreSQL they stand in the columns that are theirs, in no other table or form', async () => {
	const tables = await server.postgresql.query("SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')");
	const seen = new Set();
	for (const { name } of tables)
		for (const { key } of await server.postgresql.query(
			`SELECT DISTINCT e.key FROM ${name} t, jsonb_each_text(to_jsonb(t)) e, unnest($1::text[]) form WHERE position(lower(form) IN lower(e.value)) > 0`, [allForms]))
			seen.add(`${name.replace(schema, 'tenant')}.${key}`);
	assert.deepEqual([...seen].sort(), [
		'control.invitations.email', 'control.invitations.name', 'control.invitations.typed_email', 'public.users.email', 'public.users.name', 'tenant.chat_sessions.current_page_url', 'tenant.chat_sessions.page_url', 'tenant.chat_sessions.referrer_url', 'tenant.chat_sessions.visitor_email',
		'tenant.chat_sessions.visitor_name', 'tenant.csat_surveys.customer_email', 'tenant.mail_settings.sender_address', 'tenant.mail_settings.sender_name', 'tenant.message_mails.address', 'tenant.outgoing_mails.recipient', 'tenant.support_agents.email', 'tenant.support_agents.name', 'tenant.support_tickets.requester_email', 'tenant.support_tickets.requester_name', 'tenant.support_tickets.subject', 'tenant.support_tickets.tags', 'tenant.support_tickets.words', 'tenant.teams.name', 'tenant.ticket_history.changes', 'tenant.ticket_tags.name', 'tenant.visitor_attributes.said', 'tenant.visitor_events.name', 'tenant.visitor_events.properties', 'tenant.visitors.email', 'tenant.visitors.identifier', 'tenant.visitors.name',
	]);
});

test('what was taken off an address is nowhere, also not in the files of PostgreSQL', async () => {
	await server.postgresql.query('CHECKPOINT');
	const gone = ['query', 'fragment', 'user', 'content', 'note', 'wrong', 'chosen', 'token', 'reset', 'replied', 'mailed', 'mailname', 'subject', 'file', 'comment', 'form', 'rated', 'survey'].flatMap(of => forms(worn[of])).flatMap(form => ['-e', form]);
	assert.equal(spawnSync('grep', ['-rlaF', ...gone, '--', server.postgresql.data], { encoding: 'utf8' }).stdout, '');
});

test('Redis is told nothing of them', async () => {
	await until(() => redisHeard.heard.length > 3, 10_000, 'publications');
	const all = [...redisHeard.heard.map(e => e.channel + e.payload.toString('latin1')), ...redisTold.lines()];
	assert.ok(all.length > 20);
	assertClean(all.join('\n'), 'Redis');
});

test('an error of the database brings no row into our log, nor into that of PostgreSQL', async () => {
	server.expect('statement failed');
	await server.postgresql.query(`ALTER TABLE ${schema}.chat_sessions ADD CONSTRAINT refuses CHECK (visitor_name <> '${worn.left}') NOT VALID`);
	const path = `/api/support/chat/${visitor.session.id}`;
	const failed = await visitor.request('PATCH', path, { visitorName: worn.left, visitorEmail: address('left') });
	assert.equal(failed.status, 400);
	assertClean(failed.text, 'the answer');
	await server.postgresql.query(`ALTER TABLE ${schema}.chat_sessions DROP CONSTRAINT refuses`);
	// By application: this test's own statements, which have no name, stand there in full.
	const said = () => readFileSync(join(server.postgresql.folder, 'log'), 'utf8').split(/^(?=\[)/m).filter(entry => /^\[frontdesk/.test(entry)).join('');
	const refused = server.command(['agent', 'add', '--tenant', tenant, '--email', address('agentmail'), '--name', worn.agentname, '--role', 'agent', '--password-stdin'], { input: worn.wrong, expect: 1 });
	assert.equal(refused, '');
	await until(() => /"event":"statement failed".*"sqlstate":"23514","constraint":"refuses"/.test(twin.log), 10_000, 'our own line');
	await until(() => said().includes('violates check constraint "refuses"'), 10_000, "PostgreSQL's own line");
	assert.match(said(), /INSERT INTO public\.users/);
	assertClean(said(), "PostgreSQL's log");
});

test('a refusal does not repeat what it refuses', async () => {
	const path = `/api/support/chat/${visitor.session.id}`;
	const answers = await Promise.all([
		visitor.request('PATCH', path, { visitorEmail: `${address('wrong')}@` }), visitor.request('PATCH', path, { visitorName: `${worn.wrong}\x01` }),
		visitor.request('POST', path, { id: randomUUID(), content: `${worn.wrong}\x01` }), visitor.request('POST', path, { id: worn.wrong, content: 'x' }),
		visitor.request('POST', '/api/support/chat', `{"${worn.wrong}`),
		visitor.request('PATCH', '/api/support/chat/attributes', { attributes: { [worn.wrong]: [worn.wrong] } }),
		visitor.request('POST', '/api/support/chat/visitor-events', { events: [{ id: worn.wrong, name: `${worn.wrong}\x01`, properties: { [worn.wrong]: [worn.wrong] } }] }),
		visitor.request('PATCH', '/api/support/chat/attributes', { identifier: worn.wrong, signedAttributes: worn.wrong, attributesHash: worn.wrong }),
		visitor.request('POST', '/api/support/chat/identify', { identifier: worn.wrong, identifierHash: worn.wrong }), visitor.request('GET', `/api/support/chat/sessions?after=${worn.wrong}`),
		request(server, 'POST', '/api/admin/sign-in', { body: { email: worn.wrong, password: 'x' }, headers: { Origin: server.url, 'Sec-Fetch-Site': 'same-origin' } }),
		request(server, 'POST', '/api/admin/sign-in/code', { body: { pendingToken: worn.wrong, code: worn.wrong }, headers: { Origin: server.url, 'Sec-Fetch-Site': 'same-origin' } }),
		...['', '/confirm', '/recovery-codes', '/off'].map(end => agent.request('POST', `/api/admin/second-factor${end}`, { currentPassword: worn.wrong, code: worn.wrong })),
		agent.request('PATCH', '/api/admin/support/security', { secondFactorRoles: [worn.wrong] }),
		agent.request('PATCH', '/api/admin/sms', { baseUrl: worn.wrong, account: worn.wrong }), agent.request('POST', '/api/admin/sms/test', { recipient: worn.wrong, text: 'x' }),
		agent.request('POST', '/api/admin/support/origins', { origin: `https://${worn.wrong}/` + worn.wrong }), agent.request('PATCH', '/api/admin/support/chat/config', { updatedAt: 'x', primaryColor: worn.wrong }),
		...[{ launcherLabel: `${worn.wrong}\x01` }, { hiddenPaths: [worn.wrong] }, { languages: { [worn.wrong]: worn.wrong } }, { preChatForm: { name: worn.wrong, email: worn.wrong } }, { proactiveMessages: [{ id: worn.wrong, text: worn.wrong }] },
			{ allowedFileTypes: [worn.wrong] }, { repliesIn: worn.wrong }].map(body => agent.request('PATCH', '/api/admin/support/chat/config', { updatedAt: 'x', ...body })),
		agent.request('POST', `/api/admin/support/chat/config/versions/${worn.wrong}`, { updatedAt: 'x' }), agent.request('GET', `/api/admin/support/chat/config/versions?after=${worn.wrong}`),
		...['issuer', 'clientId', 'clientSecret', 'label'].map(member => agent.request('PATCH', '/api/admin/support/sign-in-provider', { issuer: 'https://login.example', clientId: 'desk', clientSecret: 'x', label: 'x', isRequired: false, takesUnsaidEmails: false, [member]: `${worn.wrong}\x01` })),
		agent.request('POST', '/api/admin/support/sign-in-provider/try', { issuer: worn.wrong }),
		...['', '/finish'].map(end => request(server, 'POST', `/api/admin/sign-in/provider${end}`, { body: { tenantId: tenant, state: worn.wrong, code: worn.wrong, error: worn.wrong }, headers: { Origin: server.url, 'Sec-Fetch-Site': 'same-origin', Cookie: `__Host-frontdesk-provider=${worn.wrong}` } })),
		...[{ name: `${worn.wrong}\x01` }, { timeZone: worn.wrong }, { keptParameters: [`${worn.wrong}=`] }].map(body => agent.request('PATCH', '/api/admin/support/settings', { version: 'x', ...body })),
	]);
	for (const answer of answers) assertClean(answer.text, `${answer.status}`);
	const { status, body, text } = await visitor.request('POST', '/api/support/chat', { tenantId: tenant, pageUrl: `ftp://${worn.wrong}` });
	assert.deepEqual([status, body.dropped.length, text.includes(worn.wrong)], [200, 1, false]);
	const id = randomUUID();
	visitor.socket.send('message.send', { sessionId: visitor.session.id, id, content: `${worn.wrong}\x01` });
	assertClean(JSON.stringify(await visitor.socket.event('message.refused', e => e.id === id)), 'the event');
});

test('with PostgreSQL away they are in no spool', async () => {
	server.postgresql.halt('immediate');
	const id = randomUUID();
	agent.socket.send('message.send', { sessionId: visitor.session.id, id, content: worn.content });
	await agent.socket.event('message.kept', e => e.id === id, 20_000);
	await visitor.request('PATCH', `/api/support/chat/${visitor.session.id}`, { visitorName: worn.left });
	assert.ok(readdirSync(join(server.folder, 'spool'), { recursive: true }).length > 1);
	assertNoFileHas(join(server.folder, 'spool'));
	await server.postgresql.revive();
	await agent.socket.event('message.stored', e => e.id === id, 30_000);
});

test('neither log, metrics, nor what commands say of the installation has them', async () => {
	for (const each of [server, twin]) {
		assert.ok(each.log.length > 1000);
		assertClean(each.log, 'the log');
		assertClean((await each.ask('/metrics')).text, 'the metrics');
	}
	assertClean(server.redis.log, "Redis's log");
	assertClean(server.doctor(), 'doctor');
	assertClean(server.command(['spool', 'list']), 'spool list');
	assertClean(server.command(['tenant', 'show', tenant]), 'tenant show');
});

test('no file of the installation, and no temporary one, has them', () => {
	assertNoFileHas(server.folder);
	assertNoFileHas(server.redis.folder);
	assertNoFileHas(tmpdir(), '--exclude-dir=data', '--exclude-dir=frontdesk-pg-*', '--exclude-dir=*jobs*');
});
