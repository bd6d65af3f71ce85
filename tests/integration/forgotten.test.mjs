// Forgotten passwords: who asks hears one answer; who has the address chooses another by a link, once.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Agent, request } from '../harness/client.mjs';
import { MailServer, linkIn } from '../harness/mail.mjs';
import { Server } from '../harness/server.mjs';
import { makeCertificate } from '../harness/tls.mjs';
import { codeOf } from '../harness/totp.mjs';
import { until } from '../harness/wait.mjs';

const password = 'correct horse battery', other = 'another horse battery';
const folder = mkdtempSync(join(tmpdir(), 'frontdesk-forgotten-'));
let here, there, smtp, fern, moss, count = 0;

before(async () => {
	const pair = makeCertificate(folder, { name: 'smtp' });
	smtp = await MailServer.start({ pair });
	here = await Server.start({ workers: 2, smtp_server: `smtp://localhost:${smtp.port}`, outside_ca: pair.tls_certificate }, { redis: true });
	there = await Server.twin(here);
	fern = here.createTenant('Fern');
	moss = here.createTenant('Moss');
});
after(async () => {
	await there?.kill('SIGTERM');
	await here?.stop();
	await smtp?.stop();
	rmSync(folder, { recursive: true, force: true });
});

const ask = (path, body, at = here) => request(at, 'POST', path, { body, headers: { Origin: at.url, 'Sec-Fetch-Site': 'same-origin' } });
const forget = email => ask('/api/admin/password/forgotten', { email });
const look = token => ask('/api/admin/password/link', { token });
const reset = (token, chosen = other, at = here) => ask('/api/admin/password/reset', { token, password: chosen }, at);
const tokenIn = mail => linkIn(mail).split('#')[1];
const sql = (text, values) => here.postgresql.query(text, values);
const noted = async (tenant, action) => (await sql(`SELECT actor_type, target_id, ip IS NOT NULL AS has_ip FROM tenant_${tenant.replaceAll('-', '')}.audit_log WHERE action = $1`, [action]));
/** The jobs of what was asked until now have looked, and written. */
const looked = () => until(async () => (await sql("SELECT FROM control.jobs WHERE kind LIKE 'accounts.%' AND period_seconds IS NULL")).length === 0, 30_000, 'the jobs');
const newPerson = (tenant = fern) => here.addAgent(tenant, `person${++count}@shop.example`, { name: 'Person' });
async function tokenFor(email, times = 1) {
	assert.equal((await forget(email)).status, 204);
	return tokenIn(await smtp.arrived(email, times));
}

test('whoever forgot their password chooses another by the link in a mail, and is signed out everywhere', async () => {
	const login = newPerson(), { email } = login;
	here.addAgent(moss, email, { name: 'Person' });
	const ours = await Agent.signIn(here, login, fern), theirs = await Agent.signIn(there, login, moss);
	const { secret } = (await ours.request('POST', '/api/admin/second-factor', { currentPassword: password })).body;
	assert.equal((await ours.request('POST', '/api/admin/second-factor/confirm', { code: codeOf(secret) })).status, 200);
	assert.equal((await theirs.request('GET', '/api/admin/me')).status, 401);
	const { pendingToken } = (await ask('/api/admin/sign-in', { ...login, tenantId: moss })).body;
	const code = await theirs.request('POST', '/api/admin/sign-in/code', { pendingToken, code: codeOf(secret, 1) });
	theirs.cookie = code.headers.getSetCookie()[0].split(';')[0];
	const sockets = [await theirs.connect()];
	for (let i = 0; i < 6; i++) sockets.push(await ours.connect());

	const asked = await forget(email.toUpperCase());
	assert.deepEqual([asked.status, asked.text], [204, '']);
	const mail = await smtp.arrived(email), token = tokenIn(mail);
	assert.equal(mail.mail.subject, 'A new password for Moss', 'in whose name they signed in last');
	assert.match(linkIn(mail), /\/admin\/password#[\w-]{43}$/);
	assert.deepEqual((await look(token)).body, { email });
	const page = await request(here, 'GET', '/admin/password');
	assert.deepEqual([page.status, page.headers.get('referrer-policy')], [200, 'no-referrer']);
	assert.equal(sockets.filter(socket => socket.closeCode).length, 0, 'nothing has changed');

	const weak = await reset(token, 'password12');
	assert.deepEqual([weak.status, weak.body.code], [400, 'invalid']);
	assert.equal((await reset(token)).status, 204);
	assert.deepEqual(await Promise.all(sockets.map(socket => socket.end())), sockets.map(() => 4001));
	for (const agent of [ours, theirs]) assert.equal((await agent.request('GET', '/api/admin/me')).status, 401);
	for (const again of [await look(token), await reset(token, password)]) assert.deepEqual([again.status, again.body.code], [404, 'absent']);
	assert.equal((await ask('/api/admin/sign-in', { ...login, tenantId: fern })).status, 401);
	const next = await ask('/api/admin/sign-in', { email, password: other, tenantId: fern });
	assert.ok(next.body.pendingToken, 'the second step is asked for');
	assert.equal(smtp.taken.length, 1, 'one mail, of how many tenants ever');
	for (const tenant of [fern, moss]) assert.deepEqual((await noted(tenant, 'agent.password_reset')).map(row => [row.actor_type, row.has_ip]), [['agent', true]]);
	assert.deepEqual((await noted(moss, 'agent.password_mail')).map(row => row.actor_type), ['system']);
	assert.deepEqual(await noted(fern, 'agent.password_mail'), []);
});

test('the answer is one, and whoever may not sign in is mailed nothing', async () => {
	const unknown = `nobody${randomBytes(6).toString('hex')}@shop.example`, invited = 'invited@shop.example', disabled = newPerson(), gone = newPerson(), suspended = here.createTenant('Suspended');
	const ada = await Agent.signIn(here, here.addAgent(fern, 'ada@shop.example', { role: 'admin' }));
	assert.equal((await ada.request('POST', '/api/admin/support/invitations', { email: invited, name: 'Invited', role: 'agent' })).status, 201);
	await smtp.arrived(invited);
	here.command(['agent', 'disable', '--tenant', fern, '--email', disabled.email]);
	await sql('DELETE FROM control.memberships WHERE user_id = (SELECT id FROM public.users WHERE email = $1)', [gone.email]);
	const closed = newPerson(suspended);
	here.command(['tenant', 'suspend', suspended]);
	const provided = here.createTenant('Provided'), vouched = newPerson(provided);
	await sql("INSERT INTO control.sign_in_providers (tenant_id, issuer, client_id, client_secret, label, is_required) VALUES ($1, 'https://id.example', 'desk', '', 'Their own', true)", [provided]);
	const before = smtp.taken.length, answers = [];
	for (const email of [ada.me.user.email, unknown, invited, disabled.email, gone.email, closed.email, vouched.email]) answers.push(await forget(email));
	const shape = ({ status, text, headers }) => [status, text, [...headers.keys()].sort()];
	for (const answer of answers) assert.deepEqual(shape(answer), shape(answers[0]));
	await smtp.arrived(ada.me.user.email);
	await looked();
	assert.equal(smtp.taken.length, before + 1, 'but to who may');
	assert.deepEqual(await sql('SELECT * FROM control.password_asks'), []);
	const dump = JSON.stringify(await sql("SELECT to_jsonb(j) AS row FROM control.jobs j UNION ALL SELECT to_jsonb(r) FROM control.password_resets r"));
	assert.ok(!dump.includes(unknown) && ![here.log, there.log].some(log => log.includes(unknown)));
});

test('who shows by a link that the address is theirs is asked for no code that somebody before them set up', async () => {
	const login = newPerson(), { email } = login;
	await sql('UPDATE public.users SET proven_at = NULL WHERE email = $1', [email]); // as of who came by an invitation
	const { secret } = (await (await Agent.signIn(here, login, fern)).request('POST', '/api/admin/second-factor', { currentPassword: password })).body;
	assert.ok(secret);
	assert.equal((await reset(await tokenFor(email))).status, 204);
	await Agent.signIn(here, { email, password: other }, fern);
	assert.deepEqual(await sql('SELECT u.proven_at IS NOT NULL AS is_proven, f.secret FROM public.users u LEFT JOIN control.second_factors f ON f.user_id = u.id WHERE u.email = $1', [email]), [{ is_proven: true, secret: null }]);
});

test('what is nobody’s address is refused, and what comes from elsewhere', async () => {
	for (const email of ['nobody', '', 5, 'a@b.example\r\nBcc: c@d.example']) assert.equal((await forget(email)).body.code, 'field');
	for (const path of ['forgotten', 'link', 'reset']) {
		const foreign = await request(here, 'POST', `/api/admin/password/${path}`, { body: { email: 'ada@shop.example', token: 'A'.repeat(43), password: other }, headers: { Origin: 'http://evil.example', 'Sec-Fetch-Site': 'cross-site' } });
		assert.equal(foreign.status, 403);
	}
	for (const token of ['', 'x', 'A'.repeat(43), '\u0000', 'A'.repeat(5000)]) for (const answer of [await look(token), await reset(token)]) assert.ok([400, 404].includes(answer.status), token.slice(0, 50));
});

test('a link ends after half an hour, with another password, and with somebody’s access', async () => {
	const { email } = newPerson();
	const old = await tokenFor(email);
	assert.deepEqual((await sql('SELECT extract(epoch FROM expires_at - now())::int > 1700 AS is_long, expires_at < now() + interval \'30 minutes\' AS is_short FROM control.password_resets r JOIN public.users u ON u.id = r.user_id WHERE u.email = $1', [email])), [{ is_long: true, is_short: true }]);
	await sql('UPDATE control.password_resets SET expires_at = now() WHERE user_id = (SELECT id FROM public.users WHERE email = $1)', [email]);
	assert.equal((await reset(old)).status, 404);
	const second = await tokenFor(email, 2);
	const agent = await Agent.signIn(here, { email, password });
	assert.equal((await agent.request('POST', '/api/admin/password', { currentPassword: password, newPassword: other })).status, 204);
	assert.equal((await reset(second)).status, 404);
	const third = await tokenFor(email, 3);
	here.command(['agent', 'disable', '--tenant', fern, '--email', email]);
	assert.equal((await reset(third)).status, 404);
	here.command(['agent', 'enable', '--tenant', fern, '--email', email]);
	assert.equal((await reset(third, password)).status, 204);
});

test('of two who come with a link at once one chooses, and both replicas know', async () => {
	const { email } = newPerson();
	const token = await tokenFor(email);
	const answers = await Promise.all([reset(token, other), reset(token, password, there)]);
	assert.deepEqual(answers.map(answer => answer.status).sort(), [204, 404]);
	await Agent.signIn(there, { email, password: answers[0].status === 204 ? other : password });
});

test('somebody is mailed four links an hour, whoever asks, and no token stands anywhere in clear', async () => {
	const { email } = newPerson();
	for (let times = 1; times <= 4; times++) await tokenFor(email, times);
	assert.equal((await forget(email)).status, 204, 'who asks hears nothing of it');
	await looked();
	const mails = smtp.taken.filter(each => each.envelope.to.includes(email));
	assert.equal(mails.length, 4);
	const tokens = mails.map(tokenIn), rows = JSON.stringify(await sql("SELECT to_jsonb(j) AS row FROM control.jobs j UNION ALL SELECT to_jsonb(r) FROM control.password_resets r"));
	for (const token of tokens) for (const form of [token, Buffer.from(token, 'base64url').toString('hex')]) assert.ok(!rows.includes(form) && ![here.log, there.log].some(log => log.includes(form)));
	for (const token of tokens) assert.equal((await look(token)).status, 200, 'the first ones hold as well');
});
