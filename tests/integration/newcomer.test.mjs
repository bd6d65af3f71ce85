// From an invitation's mail to the end of somebody's access, through a mail server, a second factor, two workers and another replica.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { Agent, request } from '../harness/client.mjs';
import { MailServer, linkIn } from '../harness/mail.mjs';
import { Server } from '../harness/server.mjs';
import { makeCertificate } from '../harness/tls.mjs';
import { codeOf } from '../harness/totp.mjs';
import { until } from '../harness/wait.mjs';

const invitations = '/api/admin/support/invitations', password = 'correct horse battery', patienceMs = 30_000;
const consoles = 6; // so many that one worker of two has them all once in 32 times
const folder = mkdtempSync(join(tmpdir(), 'frontdesk-newcomer-'));
let here, there, smtp, tenant, schema, ada, count = 0;

before(async () => {
	const pair = makeCertificate(folder, { name: 'smtp' });
	smtp = await MailServer.start({ pair });
	here = await Server.start({ workers: 2, smtp_server: `smtp://localhost:${smtp.port}`, outside_ca: pair.tls_certificate, mail_sender: 'desk@mail.example' }, { redis: true });
	there = await Server.twin(here);
	tenant = here.createTenant('Fern & Möss');
	schema = `tenant_${tenant.replaceAll('-', '')}`;
	ada = await Agent.signIn(here, here.addAgent(tenant, 'ada@shop.example', { name: 'Ada Hale', role: 'admin' }));
});
after(async () => {
	await there?.kill('SIGTERM');
	await here?.stop();
	await smtp?.stop();
	rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
	smtp.trouble = {};
});

const ask = (path, body, at = here) => request(at, 'POST', path, { body, headers: { Origin: at.url, 'Sec-Fetch-Site': 'same-origin' } });
const tokenOf = link => link.split('#')[1];
const look = token => ask('/api/admin/invitation', { token });
const listed = async id => (await ada.request('GET', invitations)).body.items.find(item => item.id === id);
const become = (id, isSo, what) => until(async () => {
	const { mail } = await listed(id);
	return mail && isSo(mail) && mail;
}, patienceMs, what);
const sql = (text, values) => here.postgresql.query(text.replaceAll('$schema', schema), values);
async function invite(email = `new${++count}@shop.example`) {
	const { status, body, text } = await ada.request('POST', invitations, { email, name: 'Zoë Ötker', role: 'agent' });
	assert.equal(status, 201, text);
	return body;
}

test('somebody comes by the link that was mailed, signs in in two steps, and is out within two seconds once their access is taken away', async () => {
	const { invitation, link } = await invite('Zoe@Shop.example');
	assert.equal(invitation.mail.state, 'waiting');
	const { mail, secure, envelope } = await smtp.arrived('zoe@shop.example');
	assert.ok(secure);
	assert.deepEqual(envelope, { from: 'desk@mail.example', to: ['zoe@shop.example'] });
	assert.equal(mail.subject, 'Fern & Möss invites you to answer their customers');
	assert.deepEqual(mail.from.value, [{ address: 'desk@mail.example', name: 'Fern & Möss' }]);
	assert.match(mail.text, /^Ada Hale invites you/);
	assert.ok(mail.html.includes(`href="${link}"`));
	assert.equal(linkIn({ mail }), link);
	await become(invitation.id, found => found.state === 'sent', 'the list to say so');

	assert.equal((await ask('/api/admin/invitation/accept', { token: tokenOf(link), password }, there)).status, 200);
	const login = { email: 'zoe@shop.example', password };
	const zoe = await Agent.signIn(here, login);
	const { secret } = (await zoe.request('POST', '/api/admin/second-factor', { currentPassword: password })).body;
	assert.equal((await zoe.request('POST', '/api/admin/second-factor/confirm', { code: codeOf(secret) })).status, 200);
	const { pendingToken } = (await ask('/api/admin/sign-in', login)).body;
	const second = Object.assign(new Agent(), { server: here });
	const answer = await second.request('POST', '/api/admin/sign-in/code', { pendingToken, code: codeOf(secret, 1) });
	assert.equal(answer.status, 200, answer.text);
	second.cookie = answer.headers.getSetCookie()[0].split(';')[0];

	const sockets = [];
	for (let i = 0; i < consoles; i++) sockets.push(await second.connect());
	sockets.push(await Object.assign(second, { server: there }).connect());
	const disabled = await ada.request('PATCH', `/api/admin/support/agents/${zoe.id}`, { isActive: false });
	assert.equal(disabled.status, 200, disabled.text);
	assert.deepEqual(await Promise.all(sockets.map(socket => socket.end())), sockets.map(() => 4001));
	assert.equal((await ask('/api/admin/sign-in', login)).status, 401);
});

test('an invitation that is sent again has another link, and the one before opens nothing', async () => {
	const { invitation, link } = await invite();
	await smtp.arrived(invitation.email);
	const again = await ada.request('POST', `${invitations}/${invitation.id}/send`);
	assert.equal(again.status, 200, again.text);
	assert.notEqual(again.body.link, link);
	assert.equal(again.body.invitation.id, invitation.id);
	assert.equal(linkIn(await smtp.arrived(invitation.email, 2)), again.body.link);
	assert.equal((await look(tokenOf(link))).status, 404);
	assert.equal((await look(tokenOf(again.body.link))).status, 200);
	const acts = (await ada.request('GET', '/api/admin/support/audit?action=invitation.send_again')).body.items;
	assert.deepEqual([acts.length, acts[0].actorId, acts[0].targetId], [1, ada.id, invitation.id]);
});

test('a refused mail is told in the server’s words; its link is sealed until then, and goes with the invitation', async () => {
	smtp.plan('to', [{ code: 450, text: '4.2.0 Later' }, { code: 550, text: '5.1.1 No such user' }]);
	const { invitation, link } = await invite();
	const waiting = await become(invitation.id, found => found.answer, 'the first answer');
	assert.deepEqual([waiting.state, waiting.answer], ['waiting', '450 4.2.0 Later']);
	const token = tokenOf(link), rows = JSON.stringify([
		await sql('SELECT *, encode(parameters, \'escape\') AS seen FROM $schema.outgoing_mails'), await sql('SELECT * FROM control.jobs'), await sql('SELECT * FROM control.invitations')]);
	for (const form of [token, Buffer.from(token, 'base64url').toString('hex'), Buffer.from(token).toString('hex')]) assert.ok(!rows.includes(form), 'the token is in no row');
	assert.ok(![here.log, there.log].some(log => log.includes(token)));
	await sql("UPDATE control.jobs SET run_at = now(), wakes_at = now() WHERE subject_id = $1 AND state = 'later'", [waiting.id]);
	const refused = await become(invitation.id, found => found.state === 'failed', 'the refusal');
	assert.equal(refused.answer, '550 5.1.1 No such user');
	assert.equal((await look(token)).status, 200, 'whoever is given the link otherwise comes by it');
	assert.equal((await ada.request('DELETE', `${invitations}/${invitation.id}`)).status, 204);
	assert.deepEqual(await sql('SELECT id FROM $schema.outgoing_mails WHERE id = $1', [waiting.id]), []);
});

test('what is sent again is one’s own tenant’s, still pending, and asked for by an admin', async () => {
	const { invitation } = await invite(), path = `${invitations}/${invitation.id}/send`;
	const eve = await Agent.signIn(here, here.addAgent(here.createTenant('Elsewhere'), 'eve@shop.example', { role: 'admin' }));
	assert.equal((await eve.request('POST', path)).status, 404);
	const bob = await Agent.signIn(here, here.addAgent(tenant, 'bob@shop.example', { role: 'supervisor' }));
	assert.equal((await bob.request('POST', path)).status, 403);
	here.addAgent(tenant, invitation.email, { name: 'Came otherwise' });
	assert.deepEqual((await ada.request('POST', path)).body.code, 'conflict');
	await ada.request('DELETE', `${invitations}/${invitation.id}`);
	assert.equal((await ada.request('POST', path)).status, 404);
});
