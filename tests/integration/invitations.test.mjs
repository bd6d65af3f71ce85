// Invitations: a link, shown once, by which a colleague comes once, with a password of their own.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Agent, request } from '../harness/client.mjs';
import { Server } from '../harness/server.mjs';

const invitations = '/api/admin/support/invitations', password = 'correct horse battery', other = 'another horse battery';
let server, tenant, elsewhere, ada, count = 0;

before(async () => {
	server = await Server.start({ public_url: 'http://desk.example/' });
	tenant = server.createTenant('Inviting');
	elsewhere = server.createTenant('Elsewhere');
	ada = await signIn({ email: server.addAgent(tenant, 'ada@shop.example', { name: 'Ada', role: 'admin' }).email, password });
});
after(() => server?.stop());

// The console stands at public_url, as browsers say of their requests.
const ask = (path, body) => request(server, 'POST', path, { body, headers: { Origin: 'http://desk.example', 'Sec-Fetch-Site': 'same-origin' } });
const signIn = (login, tenantId) => Agent.signIn(server, login, tenantId);
const invite = async (fields = {}, by = ada) => {
	const answer = await by.request('POST', invitations, { email: `new${++count}@shop.example`, name: 'Newcomer', role: 'agent', ...fields });
	assert.equal(answer.status, 201, answer.text);
	return { ...answer.body, token: answer.body.link.split('#')[1] };
};
const look = token => ask('/api/admin/invitation', { token });
const accept = (token, given = password) => ask('/api/admin/invitation/accept', { token, password: given });
const listed = async (by = ada) => (await by.request('GET', invitations)).body.items.map(item => item.email);
const sql = (text, values) => server.postgresql.query(text, values);

test('who is invited chooses a password and works for the tenant; the link is good once', async () => {
	const { invitation, link, token } = await invite({ name: 'Zoë Ötker', role: 'supervisor', email: 'Zoe@Shop.example' });
	assert.match(link, /^http:\/\/desk\.example\/admin\/invitation#[\w-]{43}$/);
	assert.deepEqual([invitation.email, invitation.name, invitation.role], ['Zoe@Shop.example', 'Zoë Ötker', 'supervisor']);
	const days = (Date.parse(invitation.expiresAt) - Date.parse(invitation.createdAt)) / 86_400_000;
	assert.ok(Math.abs(days - 7) < 0.01, `${days} days`);
	assert.equal(invitation.mail, undefined, 'there is no mail server');
	assert.deepEqual(await listed(), ['Zoe@Shop.example']);
	const seen = await look(token);
	assert.deepEqual(seen.body, { tenantName: 'Inviting', email: 'Zoe@Shop.example', name: 'Zoë Ötker', role: 'supervisor', hasPassword: false });

	const weak = await accept(token, 'short');
	assert.deepEqual([weak.status, weak.body.code], [400, 'invalid']);
	const came = await accept(token);
	assert.deepEqual([came.status, came.body], [200, { email: 'zoe@shop.example', tenantId: tenant }]);
	const zoe = await signIn({ email: 'zoe@shop.example', password });
	assert.deepEqual([zoe.me.agent.name, zoe.me.agent.role, zoe.me.user.email], ['Zoë Ötker', 'supervisor', 'Zoe@Shop.example']);
	assert.deepEqual(await listed(), []);
	for (const again of [await look(token), await accept(token, other)]) assert.deepEqual([again.status, again.body.code], [404, 'absent']);
	await signIn({ email: 'zoe@shop.example', password });
	const acts = (await ada.request('GET', '/api/admin/support/audit?action=invitation')).body.items.map(item => [item.action, item.actorName]);
	assert.deepEqual(acts, [['invitation.accept', 'Zoë Ötker'], ['invitation.send', 'Ada']]);
});

test('no token is stored that opens anything, nor is it in the list', async () => {
	const { token } = await invite();
	const rows = JSON.stringify(await sql('SELECT * FROM control.invitations'));
	assert.ok(!rows.includes(token) && !rows.includes(Buffer.from(token, 'base64url').toString('hex')));
	assert.ok(!(await ada.request('GET', invitations)).text.includes(token));
});

test('whoever has a password already, for another tenant, must give it: the link changes none', async () => {
	server.addAgent(elsewhere, 'both@shop.example', { name: 'Both' });
	const { token } = await invite({ email: 'both@shop.example', name: 'Both Here', role: 'admin' });
	assert.equal((await look(token)).body.hasPassword, true);
	const wrong = await accept(token, other);
	assert.deepEqual([wrong.status, wrong.body.code], [403, 'denied']);
	await assert.rejects(signIn({ email: 'both@shop.example', password: other }, elsewhere), /401/);
	assert.equal((await accept(token)).status, 200);
	assert.equal((await signIn({ email: 'both@shop.example', password }, tenant)).me.agent.role, 'admin');
	assert.equal((await signIn({ email: 'both@shop.example', password }, elsewhere)).me.agent.role, 'agent');
});

test('whoever follows a link of their own to somebody else’s address has nothing of them where the operator adds that one', async () => {
	const { token } = await invite({ email: 'victim@shop.example' });
	assert.equal((await accept(token, other)).status, 200);
	const impostor = await signIn({ email: 'victim@shop.example', password: other }, tenant);
	await impostor.request('POST', '/api/admin/second-factor', { currentPassword: other });
	server.addAgent(elsewhere, 'victim@shop.example', { name: 'Victim' });
	await assert.rejects(signIn({ email: 'victim@shop.example', password: other }, elsewhere), /401/);
	assert.equal((await impostor.request('GET', '/api/admin/me')).status, 401);
	assert.equal((await signIn({ email: 'victim@shop.example', password }, elsewhere)).me.agent.name, 'Victim');
	assert.deepEqual(await sql("SELECT FROM control.second_factors f JOIN public.users u ON u.id = f.user_id WHERE u.email = 'victim@shop.example'"), []);
	const third = server.createTenant('Third');
	server.addAgent(third, 'victim@shop.example', { name: 'Victim', password: other });
	assert.equal((await signIn({ email: 'victim@shop.example', password }, third)).me.tenant.id, third, 'known by now, with the password that they have');
});

test('another invitation of the same address takes the place of the first; one that is taken back or has ended opens nothing', async () => {
	const first = await invite({ email: 'twice@shop.example' }), second = await invite({ email: 'TWICE@shop.example', name: 'Twice' });
	assert.equal((await look(first.token)).status, 404);
	assert.equal((await look(second.token)).body.name, 'Twice');
	assert.equal((await listed()).filter(email => /twice/i.test(email)).length, 1);
	assert.equal((await ada.request('DELETE', `${invitations}/${second.invitation.id}`)).status, 204);
	assert.equal((await ada.request('DELETE', `${invitations}/${second.invitation.id}`)).status, 404);
	assert.equal((await accept(second.token)).status, 404);
	const late = await invite();
	await sql("UPDATE control.invitations SET expires_at = now() WHERE id = $1", [late.invitation.id]);
	assert.equal((await accept(late.token)).status, 404);
	assert.ok((await listed()).includes(late.invitation.email), 'and is listed all the same');
});

test('of two who follow a link at once one comes', async () => {
	const { token, invitation } = await invite();
	const answers = await Promise.all([accept(token), accept(token, other)]);
	assert.deepEqual(answers.map(answer => answer.status).sort(), [200, 404]);
	const kept = answers[0].status === 200 ? password : other;
	assert.equal((await signIn({ email: invitation.email, password: kept })).me.tenant.id, tenant);
});

test('what is no invitation is refused, and whoever may not invite', async () => {
	const wrong = [[{ email: 'nobody' }, 'email'], [{ email: 'a@b.example\r\nBcc: c@d.example' }, 'email'], [{ name: '' }, 'name'], [{ name: 'a\u0000' }, 'name'], [{ role: 'owner' }, 'role']];
	for (const [fields, field] of wrong) {
		const refused = await ada.request('POST', invitations, { email: 'x@shop.example', name: 'X', role: 'agent', ...fields });
		assert.deepEqual([refused.status, refused.body.code], [422, 'field'], JSON.stringify(fields));
		assert.ok(refused.body.detail.startsWith(`${field} `));
	}
	const member = await ada.request('POST', invitations, { email: 'ADA@shop.example', name: 'Ada', role: 'agent' });
	assert.deepEqual([member.status, member.body.code], [409, 'conflict']);
	const bob = await signIn(server.addAgent(tenant, 'bob@shop.example', { name: 'Bob', role: 'supervisor' }));
	for (const [method, path, body] of [['GET', invitations], ['POST', invitations, { email: 'x@shop.example', name: 'X', role: 'admin' }], ['DELETE', `${invitations}/${bob.id}`]])
		assert.equal((await bob.request(method, path, body)).status, 403);
	for (const token of ['', 'x', 'A'.repeat(43), '\u0000', 'A'.repeat(5000)]) assert.ok([400, 404].includes((await accept(token)).status), token.slice(0, 50));
	const { token } = await invite();
	const foreign = await request(server, 'POST', '/api/admin/invitation/accept', { body: { token, password }, headers: { Origin: 'http://evil.example', 'Sec-Fetch-Site': 'cross-site' } });
	assert.equal(foreign.status, 403);
	assert.equal((await look(token)).status, 200);
});

test("a tenant's invitations are its own", async () => {
	const eve = await signIn(server.addAgent(elsewhere, 'eve@shop.example', { name: 'Eve', role: 'admin' }));
	const { invitation } = await invite();
	assert.deepEqual(await listed(eve), []);
	const foreign = await eve.request('DELETE', `${invitations}/${invitation.id}`), unknown = await eve.request('DELETE', `${invitations}/${ada.id}`);
	assert.deepEqual([foreign.status, foreign.text.replaceAll(/"[0-9a-f-]{36}"/g, '')], [404, unknown.text.replaceAll(/"[0-9a-f-]{36}"/g, '')]);
	assert.ok((await listed()).includes(invitation.email));
});
