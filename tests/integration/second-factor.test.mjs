// Second factors: enrolled, asked for, used once, recovered, wanted of a role, taken away.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { Agent, Socket, request } from '../harness/client.mjs';
import { Server } from '../harness/server.mjs';
import { bytesOf, codeOf, noCodeOf } from '../harness/totp.mjs';

const password = 'correct horse battery';
let server, twin, shop, other, count = 0;

before(async () => {
	server = await Server.start({}, { redis: true });
	twin = await Server.twin(server);
	shop = server.createTenant('Shop');
	other = server.createTenant('Other');
});
after(async () => {
	await twin?.kill('SIGTERM');
	await server?.stop();
});

const headers = { Origin: '', 'Sec-Fetch-Site': 'same-origin' };
const ask = (path, body, where = server) => request(where, 'POST', path, { body, headers });
const signIn = (email, more = {}) => ask('/api/admin/sign-in', { email, password, ...more });
const showCode = (pendingToken, code, where) => ask('/api/admin/sign-in/code', { pendingToken, code }, where);
const audit = (tenant, action) => server.postgresql.query(`SELECT actor_type, actor_id, target_id, ip IS NOT NULL AS has_ip FROM tenant_${tenant.replaceAll('-', '')}.audit_log WHERE action = $1 ORDER BY created_at`, [action]);
/** A code may be shown again, as if it were another one: nobody waits for the next step. */
const unuse = agent => server.postgresql.query('UPDATE control.second_factors SET last_step = 0 WHERE user_id = $1', [agent.me.user.id]);

async function newAgent(role = 'agent') {
	const login = server.addAgent(shop, `person${++count}@shop.example`, { role });
	return { login, agent: await Agent.signIn(server, login) };
}

/** Turns it on, as the console does; answers the secret and the recovery codes. */
async function enrol(agent) {
	const begun = await agent.request('POST', '/api/admin/second-factor', { currentPassword: password });
	assert.equal(begun.status, 200, begun.text);
	const { secret } = begun.body;
	const confirmed = await agent.request('POST', '/api/admin/second-factor/confirm', { code: codeOf(secret) });
	assert.equal(confirmed.status, 200, confirmed.text);
	await unuse(agent);
	return { secret, codes: confirmed.body.recoveryCodes };
}

async function enrolled(role) {
	const { login, agent } = await newAgent(role);
	return { login, agent, ...await enrol(agent) };
}

async function pendingOf(email) {
	const { status, body, headers: answered, text } = await signIn(email);
	assert.deepEqual([status, Object.keys(body).sort(), answered.get('set-cookie')], [200, ['expiresAt', 'pendingToken'], null], text);
	return body.pendingToken;
}

test('who has turned it on signs in by password and code, and the other sign-ins are over', async () => {
	const { login, agent: here } = await newAgent();
	const there = await Agent.signIn(server, login);
	await there.connect();
	const closed = there.socket.closed;
	const { secret, codes } = await enrol(here);
	assert.equal(await closed, 4001);
	assert.match(secret, /^[A-Z2-7]{32}$/);
	assert.equal(new Set(codes).size, 10);
	for (const code of codes) assert.match(code, /^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/);
	const state = await here.request('GET', '/api/admin/second-factor');
	assert.deepEqual({ ...state.body, onSince: undefined }, { isOn: true, onSince: undefined, isRequired: false, recoveryCodesLeft: 10 });

	const pending = await pendingOf(login.email);
	for (const Cookie of [`__Host-frontdesk=${pending}`]) assert.equal((await request(server, 'GET', '/api/admin/me', { headers: { Cookie } })).status, 401);
	const done = await showCode(pending, codeOf(secret), twin);
	assert.equal(done.status, 200, done.text);
	assert.equal(done.body.user.email, login.email);
	const Cookie = done.headers.getSetCookie()[0].split(';')[0];
	assert.equal((await request(server, 'GET', '/api/admin/me', { headers: { Cookie } })).status, 200);
	assert.equal((await showCode(pending, codeOf(secret))).status, 401, 'what waited is used up');
	assert.deepEqual((await audit(shop, 'agent.second_factor_on')).at(-1), { actor_type: 'agent', actor_id: here.id, target_id: here.id, has_ip: true });
});

test('a code is good once, here and elsewhere, and so is every earlier one', async () => {
	const { login, secret } = await enrolled();
	const first = await pendingOf(login.email), second = await pendingOf(login.email), code = codeOf(secret);
	assert.deepEqual((await Promise.all([showCode(first, code), showCode(second, code, twin)])).map(({ status }) => status).sort(), [200, 401]);
	const third = await pendingOf(login.email);
	assert.equal((await showCode(third, code)).status, 401);
	assert.equal((await showCode(third, codeOf(secret, -1))).status, 401);
	assert.equal((await showCode(third, codeOf(secret, 1))).status, 200);
});

test('a recovery code is good once in the place of a code, as it is typed, and is counted', async () => {
	const { login, agent, codes, secret } = await enrolled();
	const use = async code => (await showCode(await pendingOf(login.email), code)).status;
	assert.equal(await use(codes[0].toLowerCase().replaceAll('-', '')), 200);
	assert.equal(await use(codes[0]), 401);
	assert.equal(await use(codes[9]), 200);
	assert.equal((await agent.request('GET', '/api/admin/second-factor')).body.recoveryCodesLeft, 8);
	const renew = code => agent.request('POST', '/api/admin/second-factor/recovery-codes', { code });
	assert.deepEqual([(await renew(codes[1])).status, (await renew(noCodeOf(secret))).status], [403, 403]);
	const renewed = await renew(codeOf(secret));
	assert.equal(renewed.body.recoveryCodes.length, 10);
	assert.equal(await use(codes[1]), 401, 'the former ones are gone');
	assert.equal(await use(renewed.body.recoveryCodes[3]), 200);
	assert.equal((await agent.request('GET', '/api/admin/second-factor')).body.recoveryCodesLeft, 9);
});

test('every code that does not fit is answered alike, and after five tries none fits', async () => {
	const { login, secret, codes } = await enrolled();
	const pending = await pendingOf(login.email), wrong = noCodeOf(secret);
	const tries = [wrong, 'AAAA-AAAA-AAAA-AAAA', 'no code', `${codeOf(secret)}0`, wrong];
	const answers = [await showCode('A'.repeat(43), codeOf(secret)), await showCode('short', codeOf(secret))];
	for (const code of tries) answers.push(await showCode(pending, code));
	for (const good of [codeOf(secret), codes[0]]) answers.push(await showCode(pending, good));
	for (const { status, text } of answers) assert.deepEqual([status, text], [401, answers[0].text]);
	assert.equal((await showCode(await pendingOf(login.email), codeOf(secret))).status, 200);
});

test('what waits for a code ends after five minutes, and with the password that was shown', async () => {
	const { login, secret } = await enrolled();
	const late = await pendingOf(login.email);
	await server.postgresql.query("UPDATE control.pending_sign_ins SET expires_at = expires_at - interval '5 minutes'");
	assert.equal((await showCode(late, codeOf(secret))).status, 401);
	const changed = await pendingOf(login.email);
	server.command(['agent', 'passwd', '--email', login.email, '--password-stdin'], { input: password });
	assert.equal((await showCode(changed, codeOf(secret))).status, 401);
	const disabled = await pendingOf(login.email);
	server.command(['agent', 'disable', '--tenant', shop, '--email', login.email]);
	assert.equal((await showCode(disabled, codeOf(secret))).status, 401);
});

test('it is turned off with the password and a code, and by no less', async () => {
	const { login, agent, secret, codes } = await enrolled();
	const off = body => agent.request('POST', '/api/admin/second-factor/off', body);
	assert.equal((await off({ code: codeOf(secret) })).status, 400);
	assert.equal((await off({ currentPassword: password })).status, 400);
	assert.equal((await off({ currentPassword: 'wrong horse battery', code: codeOf(secret) })).status, 403);
	assert.equal((await off({ currentPassword: password, code: noCodeOf(secret) })).status, 403);
	assert.equal((await agent.request('POST', '/api/admin/second-factor', { currentPassword: password })).status, 409, 'no other secret takes its place');
	assert.equal((await off({ currentPassword: password, code: codes[2] })).status, 204);
	assert.equal((await signIn(login.email)).body.user.email, login.email);
	assert.equal((await off({ currentPassword: password, code: codeOf(secret) })).status, 409);
	assert.deepEqual((await audit(shop, 'agent.second_factor_off')).at(-1), { actor_type: 'agent', actor_id: agent.id, target_id: agent.id, has_ip: true });
});

test('a secret that was begun does nothing before a code of it was shown, and begun again it is another', async () => {
	const { login, agent } = await newAgent();
	const begin = () => agent.request('POST', '/api/admin/second-factor', { currentPassword: password });
	assert.equal((await agent.request('POST', '/api/admin/second-factor', { currentPassword: 'wrong horse battery' })).status, 403);
	assert.equal((await agent.request('POST', '/api/admin/second-factor/confirm', { code: '000000' })).status, 409);
	const first = (await begin()).body.secret, second = (await begin()).body.secret;
	assert.notEqual(first, second);
	assert.equal((await signIn(login.email)).body.user.email, login.email);
	const confirm = code => agent.request('POST', '/api/admin/second-factor/confirm', { code });
	assert.equal((await confirm(codeOf(first))).status, 403);
	assert.equal((await confirm(codeOf(second))).status, 200);
});

test('of a role it can be wanted: without one they may set it up, and nothing else', async () => {
	const { agent: admin } = await newAgent('admin');
	const { login, agent: supervisor } = await newAgent('supervisor');
	const { agent: bystander } = await newAgent('agent');
	await supervisor.connect();
	const change = (who, secondFactorRoles) => who.request('PATCH', '/api/admin/support/security', { secondFactorRoles });
	for (const roles of [['owner'], 'admin', ['admin', 'admin', 1], null]) assert.equal((await change(admin, roles)).status, 422, JSON.stringify(roles));
	assert.equal((await change(supervisor, ['agent'])).status, 403);
	const changed = await change(admin, ['supervisor']);
	assert.deepEqual([changed.status, changed.body], [200, { secondFactorRoles: ['supervisor'] }], changed.text);
	assert.deepEqual((await admin.request('GET', '/api/admin/support/security')).body, { secondFactorRoles: ['supervisor'] });
	assert.equal(await supervisor.socket.closed, 4001, 'a console that is open closes');

	const again = await Agent.signIn(server, login);
	assert.equal(again.me.user.mustEnrol, true);
	assert.equal((await again.request('GET', '/api/admin/me')).body.user.mustEnrol, true);
	const closed = [['GET', '/api/admin/support/agents'], ['GET', '/api/admin/support/chat'], ['POST', '/api/admin/support/agents/status', { status: 'away' }], ['POST', '/api/admin/password', { currentPassword: password, newPassword: 'another horse battery' }], ['GET', '/api/admin/support/chat/events']];
	for (const [method, path, body] of closed) {
		const refused = await again.request(method, path, body);
		assert.deepEqual([refused.status, refused.body.code], [403, 'enrol'], path);
	}
	await assert.rejects(async () => {
		const socket = await Socket.open(server, '/api/admin/support/chat/ws', { origin: server.url, headers: { Cookie: again.cookie } });
		socket.send('hello');
		await Promise.race([socket.event('welcome'), socket.closed.then(() => Promise.reject(new Error('closed')))]);
	});
	assert.equal((await bystander.request('GET', '/api/admin/support/agents')).status, 200);
	await enrol(again);
	assert.equal((await again.request('GET', '/api/admin/me')).body.user.mustEnrol, undefined);
	assert.equal((await again.request('GET', '/api/admin/support/agents')).status, 200);
	await again.connect();
	assert.equal((await change(admin, [])).status, 200);
	assert.equal((await audit(shop, 'tenant.security')).length, 2);
});

test('an admin takes away that of a colleague, whose sign-ins end; the operator that of anybody', async () => {
	const { agent: admin } = await newAgent('admin');
	const { login, agent } = await enrolled();
	await agent.connect();
	const reset = (who, id) => who.request('POST', `/api/admin/support/agents/${id}/second-factor/reset`);
	assert.equal((await reset(agent, agent.id)).status, 403);
	assert.equal((await reset(admin, admin.id)).status, 403, 'not one’s own');
	assert.equal((await reset(admin, agent.id)).status, 204);
	assert.equal(await agent.socket.closed, 4001);
	assert.equal((await signIn(login.email)).body.user.email, login.email);
	assert.equal((await reset(admin, agent.id)).status, 409);
	assert.deepEqual(await audit(shop, 'agent.second_factor_reset'), [{ actor_type: 'agent', actor_id: admin.id, target_id: agent.id, has_ip: true }]);

	const far = await enrolled();
	server.addAgent(other, far.login.email, { role: 'agent' });
	assert.equal((await reset(admin, far.agent.id)).status, 403, 'who works elsewhere, too, is the operator’s');
	assert.match(server.command(['agent', 'reset-second-factor', '--email', far.login.email]), /by password alone/);
	assert.equal((await far.agent.request('GET', '/api/admin/me')).status, 401);
	assert.equal((await signIn(far.login.email, { tenantId: shop })).body.user.email, far.login.email);
	for (const tenant of [shop, other]) assert.equal((await audit(tenant, 'agent.second_factor_reset')).filter(({ actor_type }) => actor_type === 'operator').length, 1);
	server.command(['agent', 'reset-second-factor', '--email', far.login.email], { expect: 1 });
});

test('a program of the version before signs in nobody who has a second factor, or must have one', async () => {
	const { login, agent } = await enrolled();
	const start = `SELECT s.* FROM control.user_by_email($1) u, control.sign_in_start(sha256(gen_random_uuid()::text::bytea), u.user_id, $2, now() + interval '1 day', NULL, u.password_hash) s`;
	assert.equal((await server.postgresql.query(start, [login.email, shop])).length, 0);
	const check = 'SELECT c.* FROM control.sign_ins s, control.sign_in_check(s.token_hash) c WHERE s.user_id = $1';
	assert.equal((await server.postgresql.query(check, [agent.me.user.id])).length, 1);
	await server.postgresql.query("UPDATE public.tenants SET second_factor_roles = '{agent}' WHERE id = $1", [shop]);
	try {
		await server.postgresql.query('UPDATE control.second_factors SET is_on = false, on_since = NULL WHERE user_id = $1', [agent.me.user.id]);
		assert.equal((await server.postgresql.query(check, [agent.me.user.id])).length, 0);
	} finally {
		await server.postgresql.query("UPDATE public.tenants SET second_factor_roles = '{}' WHERE id = $1", [shop]);
	}
});

test('neither secret nor codes stand anywhere in clear', async () => {
	const { login, secret, codes } = await enrolled();
	await showCode(await pendingOf(login.email), codes[0]);
	await server.postgresql.query('CHECKPOINT');
	const bytes = bytesOf(secret), forms = [secret, bytes.toString('hex'), bytes.toString('base64').slice(0, 24), ...codes, ...codes.map(code => code.replaceAll('-', ''))];
	const found = spawnSync('grep', ['-rlaF', ...forms.flatMap(form => ['-e', form]), '--', server.postgresql.data, server.folder], { encoding: 'utf8' });
	assert.equal(found.stdout, '');
	for (const { log } of [server, twin]) for (const form of forms) assert.ok(!log.includes(form));
	const rows = await server.postgresql.query('SELECT secret FROM control.second_factors');
	assert.ok(rows.length > 0 && rows.every(row => !row.secret.includes(bytes)));
});

test('codes are tried so often, over all replicas, and strangers’ tries hold up nobody’s own browser', async () => {
	const limited = await Server.start({ rate_limits: 'true' }, { redis: true });
	const second = await Server.twin(limited);
	try {
		const tenant = limited.createTenant('Shop'), { email } = limited.addAgent(tenant, 'one@shop.example');
		const begun = await ask('/api/admin/sign-in', { email, password }, limited);
		const [cookie, browser] = begun.headers.getSetCookie().map(each => each.split(';')[0]);
		const own = (path, body) => request(limited, 'POST', path, { body, headers: { ...headers, Cookie: `${cookie}; ${browser}` } });
		const { body: { secret } } = await own('/api/admin/second-factor', { currentPassword: password });
		await own('/api/admin/second-factor/confirm', { code: codeOf(secret) });
		const pending = [];
		for (let i = 0; i < 3; i++) pending.push((await ask('/api/admin/sign-in', { email, password }, i % 2 ? limited : second)).body.pendingToken);
		const statuses = [];
		for (let i = 0; i < 12; i++) statuses.push((await showCode(pending[i % 3], noCodeOf(secret), i % 2 ? second : limited)).status);
		assert.deepEqual(statuses.slice(0, 10), Array(10).fill(401));
		assert.ok(statuses.includes(429), `${statuses}`);
		const { body: { pendingToken } } = await own('/api/admin/sign-in', { email, password });
		assert.equal((await own('/api/admin/sign-in/code', { pendingToken, code: codeOf(secret, 1) })).status, 200, 'a browser that is known to be theirs is not held up');
	} finally {
		await second.kill('SIGTERM');
		await limited.stop();
	}
});
