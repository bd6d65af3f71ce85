// Signing in by a tenant's provider of OpenID Connect: at a real one, and at one that lies.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Agent, request } from '../harness/client.mjs';
import { DOCUMENT, TestProvider } from '../harness/provider.mjs';
import { Server } from '../harness/server.mjs';
import { makeCertificate } from '../harness/tls.mjs';
import { codeOf, noCodeOf } from '../harness/totp.mjs';
import { until } from '../harness/wait.mjs';

const SETTINGS = '/api/admin/support/sign-in-provider', PROVIDER = '/api/admin/sign-in/provider', STALE = 'provider_stale';
let server, twin, pair, provider, admin, shop, count = 0;

before(async () => {
	server = await Server.start(each => {
		pair = makeCertificate(each.folder, { name: 'provider', names: 'IP:127.0.0.2' });
		return { workers: '1', outside_ca: pair.tls_certificate, outside_networks: '127.0.0.2/32' };
	}, { redis: true });
	twin = await Server.twin(server, { public_url: server.url, rate_limits: 'true' }); // another worker of the same site
	provider = await newProvider();
	shop = server.createTenant('Shop');
	admin = await Agent.signIn(server, server.addAgent(shop, 'admin@shop.example', { role: 'admin' }));
	await set(admin, provider);
});
after(async () => {
	provider?.stop();
	await twin?.kill('SIGTERM');
	await server?.stop();
});

const headers = { Origin: '', 'Sec-Fetch-Site': 'same-origin' };
const ask = (path, body, more = {}, where = server) => request(where, 'POST', path, { body, headers: { ...headers, ...more } });
const query = (text, values) => server.postgresql.query(text, values);
const newProvider = options => TestProvider.start(pair, `${server.url}/admin/sign-in/callback`, options);

async function set(who, { issuer, client }, more = {}) {
	const { status, body, text } = await who.request('PATCH', SETTINGS, { issuer, clientId: client.client_id, clientSecret: client.client_secret, label: 'Example', isRequired: false, takesUnsaidEmails: false, ...more });
	assert.equal(status, 200, text);
	return body;
}

/** A tenant of the test's own, whose provider is one of the test's own. */
async function newShop(options = {}, more = {}) {
	const own = await newProvider(options);
	const tenant = server.createTenant(`Shop ${++count}`), owner = await Agent.signIn(server, server.addAgent(tenant, `admin${count}@shop.example`, { role: 'admin' }));
	await set(owner, own, more);
	return { tenant, owner, provider: own };
}

/** Somebody who works for the tenant, whom the provider knows by `id`. */
function newPerson({ tenant = shop, at = provider, role = 'agent' } = {}) {
	const id = `person-${++count}`, login = server.addAgent(tenant, `${id}@shop.example`, { role });
	at.accounts[id] = { email: login.email, email_verified: true };
	return { id, ...login };
}

/** What the sign-in page does first: where to, and the cookie. */
async function leave(tenantId = shop, where = server) {
	const { status, body, text, headers: answered } = await ask(PROVIDER, { tenantId }, {}, where);
	assert.equal(status, 200, text);
	return { location: body.location, cookie: answered.getSetCookie()[0].split(';')[0], setCookie: answered.getSetCookie()[0] };
}
const finish = (back, cookie, where) => ask(`${PROVIDER}/finish`, back, cookie ? { Cookie: cookie } : {}, where);

async function comeBack(id, { tenant = shop, at = provider, more, where } = {}) {
	const { location, cookie } = await leave(tenant, where);
	return finish(await at.visit(location, id, more), cookie, where);
}
const assertRefused = ({ status, body, text, headers: answered }, code, detail) => {
	assert.deepEqual([status, body.code], [code === 'provider_away' ? 502 : 403, code], text);
	if (detail) assert.match(body.detail, detail);
	assert.ok(!answered.getSetCookie().some(cookie => cookie.startsWith('__Host-frontdesk=')), 'nobody is signed in');
};

test('who works here signs in by the provider, the first time by the address, later by its sub alone', async () => {
	const { id, email } = newPerson();
	const looked = await request(server, 'GET', `${PROVIDER}?tenantId=${shop}`);
	assert.deepEqual(looked.body, { label: 'Example', isRequired: false });
	const { location, setCookie } = await leave();
	assert.match(setCookie, /^__Host-frontdesk-provider=[\w-]{43}; Path=\/; Max-Age=600; Secure; HttpOnly; SameSite=Strict$/);
	const wanted = new URL(location).searchParams;
	assert.deepEqual(['response_type', 'scope', 'code_challenge_method', 'redirect_uri', 'client_id'].map(name => wanted.get(name)), ['code', 'openid email', 'S256', `${server.url}/admin/sign-in/callback`, 'desk']);
	for (const name of ['state', 'nonce', 'code_challenge']) assert.match(wanted.get(name), /^[\w-]{43}$/);

	const first = await comeBack(id);
	assert.deepEqual([first.status, first.body.user?.email], [200, email], first.text);
	const cookies = first.headers.getSetCookie();
	assert.ok(cookies.some(each => each.startsWith('__Host-frontdesk-provider=; ')), 'the way back is forgotten');
	assert.ok(!cookies.some(each => each.startsWith('__Host-frontdesk-browser=')), "a provider's word makes no browser known");
	const Cookie = cookies.find(each => each.startsWith('__Host-frontdesk=')).split(';')[0];
	assert.equal((await request(twin, 'GET', '/api/admin/me', { headers: { Cookie } })).body.user.email, email);

	provider.accounts[id] = { email: 'another@elsewhere.example', email_verified: false };
	const again = await comeBack(id, { where: twin });
	assert.equal(again.body.user?.email, email, again.text);
	const [link] = (await admin.request('GET', SETTINGS)).body.links.filter(each => each.agent.id === first.body.agent.id);
	assert.ok(link.lastUsedAt > link.createdAt);
	const actions = await query(`SELECT action FROM tenant_${shop.replaceAll('-', '')}.audit_log WHERE actor_id = $1 ORDER BY created_at`, [first.body.agent.id]);
	assert.deepEqual(actions.map(({ action }) => action).sort(), ['agent.provider_link', 'agent.sign_in_provider', 'agent.sign_in_provider']);
});

test('nobody else comes in: an address that nobody has, one that is not verified, and somebody who was disabled', async () => {
	provider.accounts.stranger = { email: 'stranger@shop.example', email_verified: true };
	assertRefused(await comeBack('stranger'), 'provider_stranger', /an admin can invite them/);
	const unverified = newPerson();
	provider.accounts[unverified.id].email_verified = false;
	assertRefused(await comeBack(unverified.id), 'provider_stranger', /verified/);
	const unsaid = newPerson();
	provider.accounts[unsaid.id] = { email: unsaid.email };
	assertRefused(await comeBack(unsaid.id), 'provider_stranger', /verified/);
	provider.accounts.nameless = {};
	assertRefused(await comeBack('nameless'), 'provider_stranger', /does not say the account's e-mail address/);
	const disabled = newPerson();
	assert.equal((await comeBack(disabled.id)).status, 200);
	server.command(['agent', 'disable', '--tenant', shop, '--email', disabled.email]);
	assertRefused(await comeBack(disabled.id), 'provider_stranger');
	const elsewhere = server.addAgent(server.createTenant('Elsewhere'), 'elsewhere@shop.example');
	provider.accounts.elsewhere = { email: elsewhere.email, email_verified: true };
	assertRefused(await comeBack('elsewhere'), 'provider_stranger');
});

test('whoever runs a tenant\'s provider signs nobody out of another tenant, nor is it they who write to who forgot a password', async () => {
	const own = server.createTenant('Home'), person = newPerson({ tenant: own }), away = await newShop();
	server.addAgent(away.tenant, person.email, { role: 'agent' });
	const home = await Agent.signIn(server, person, own);
	const comings = await query(`SELECT s.outcome FROM generate_series(1, 60) AS n (n) JOIN control.sign_in_providers p ON p.tenant_id = $1, control.sign_in_by_provider(sha256(n::text::bytea || gen_random_uuid()::text::bytea),
		sha256(gen_random_uuid()::text::bytea), $1, $2, p.client_id, 'evil', $3, false, now() + interval '1 day', NULL) s`, [away.tenant, away.provider.issuer, person.email]);
	assert.deepEqual([comings.length, ...new Set(comings.map(({ outcome }) => outcome))], [60, 'done']);
	assert.equal((await home.request('GET', '/api/admin/me')).status, 200);
	const [{ count: kept }] = await query('SELECT count(*)::int FROM control.sign_ins WHERE tenant_id = $1 AND by_provider', [away.tenant]);
	assert.equal(kept, 50);
	const [sender] = await query('SELECT s.tenant_id FROM public.users u, control.password_sender(u.id) s WHERE u.email = $1', [person.email]);
	assert.equal(sender.tenant_id, own);
	away.provider.stop();
});

test('an admin may believe a provider that says nothing of whether addresses are verified, but not one that says no', async () => {
	const own = await newShop({}, { takesUnsaidEmails: true });
	const [unsaid, denied] = [0, 1].map(() => newPerson({ tenant: own.tenant, at: own.provider }));
	own.provider.accounts[unsaid.id] = { email: unsaid.email.toUpperCase() };
	own.provider.accounts[denied.id].email_verified = false;
	assert.equal((await comeBack(unsaid.id, { ...own, at: own.provider })).status, 200);
	assertRefused(await comeBack(denied.id, { ...own, at: own.provider }), 'provider_stranger');
	own.provider.stop();
});

test('where domains are named, no other address becomes known, and who is known stays so', async () => {
	const own = await newShop(), asked = { ...own, at: own.provider };
	const [known, late] = [0, 1].map(() => newPerson({ tenant: own.tenant, at: own.provider }));
	assert.equal((await comeBack(known.id, asked)).status, 200);
	assert.deepEqual((await set(own.owner, own.provider, { emailDomains: ['Else.Example', ' b\u00fccher.example '] })).provider.emailDomains, ['else.example', 'xn--bcher-kva.example']);
	assertRefused(await comeBack(late.id, asked), 'provider_stranger', /of a domain that is not taken here/);
	assert.equal((await comeBack(known.id, asked)).status, 200);
	await set(own.owner, own.provider, { emailDomains: ['else.example', 'shop.example'] });
	assert.equal((await comeBack(late.id, asked)).status, 200);
	own.provider.stop();
});

test('an address that is linked with an account is nobody else\'s, until an admin unlinks it', async () => {
	const person = newPerson();
	const { body } = await comeBack(person.id);
	provider.accounts['another-account'] = provider.accounts[person.id];
	assertRefused(await comeBack('another-account'), 'provider_stranger', /another account/);
	const unlink = who => who.request('DELETE', `${SETTINGS}/links/${body.agent.id}`);
	const others = await Agent.signIn(server, server.addAgent(server.createTenant('Nosy'), 'nosy@shop.example', { role: 'admin' }));
	assert.deepEqual([(await unlink(others)).status, (await unlink(admin)).status, (await unlink(admin)).status], [404, 204, 404]);
	assert.equal((await comeBack('another-account')).body.agent?.id, body.agent.id);
});

test('what comes back is good in the browser that left, once', async () => {
	const { id } = newPerson();
	const mine = await leave(), others = await leave();
	const back = await provider.visit(mine.location, id);
	assertRefused(await finish(back), STALE);
	assertRefused(await finish(back, others.cookie), STALE);
	assertRefused(await finish({ ...back, state: 'A'.repeat(43) }, mine.cookie), STALE);
	assertRefused(await finish(back, `__Host-frontdesk-provider=${'A'.repeat(43)}`), STALE);
	assert.equal((await request(server, 'POST', `${PROVIDER}/finish`, { body: back, headers: { Cookie: mine.cookie, Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' } })).status, 403);
	assert.equal((await finish(back, mine.cookie, twin)).status, 200, 'none of that has used it up');
	assertRefused(await finish(back, mine.cookie), STALE);

	const replayed = await leave();
	assertRefused(await finish({ ...back, state: new URL(replayed.location).searchParams.get('state') }, replayed.cookie), STALE, /does not take the code/);
	const late = await leave(), lateBack = await provider.visit(late.location, id);
	await query("UPDATE control.provider_sign_ins SET expires_at = expires_at - interval '10 minutes'");
	assertRefused(await finish(lateBack, late.cookie), STALE);
});

test('a code that another browser was given signs nobody in', async () => {
	const { id } = newPerson();
	const attacker = await leave(), victim = await leave();
	const stolen = await provider.visit(attacker.location, id);
	const state = new URL(victim.location).searchParams.get('state');
	assertRefused(await finish({ ...stolen, state }, victim.cookie), STALE, /does not take the code/);
});

test('an answer of another provider is not taken for this one\'s', async () => {
	const { id } = newPerson();
	const first = await leave(), back = await provider.visit(first.location, id);
	assert.equal(back.iss, provider.issuer);
	assertRefused(await finish({ ...back, iss: 'https://evil.example' }, first.cookie), 'provider_away', /another provider/);
	const second = await leave(), { iss, ...unsaid } = await provider.visit(second.location, id);
	assertRefused(await finish(unsaid, second.cookie), 'provider_away', /another provider/);
});

test('what the provider refuses is said by its word, and a word of nobody\'s is not repeated', async () => {
	const refused = await comeBack('nobody', { more: { error: 'access_denied' } });
	assertRefused(refused, 'provider_refused', /^The provider answers: access_denied$/);
	const { cookie, location } = await leave(), state = new URL(location).searchParams.get('state');
	const odd = await finish({ state, iss: provider.issuer, error: 'Call <b>0900</b> now' }, cookie);
	assertRefused(odd, 'provider_refused', /^The provider answers with an error$/);
});

test('a second step is asked for where the person has one and the provider has not asked for it', async () => {
	const person = newPerson(), agent = await Agent.signIn(server, person);
	const { secret } = (await agent.request('POST', '/api/admin/second-factor', { currentPassword: person.password })).body;
	assert.equal((await agent.request('POST', '/api/admin/second-factor/confirm', { code: codeOf(secret) })).status, 200);
	await query('UPDATE control.second_factors SET last_step = 0');
	const waiting = await comeBack(person.id);
	assert.deepEqual(Object.keys(waiting.body).sort(), ['expiresAt', 'pendingToken'], waiting.text);
	const done = await ask('/api/admin/sign-in/code', { pendingToken: waiting.body.pendingToken, code: codeOf(secret) });
	assert.equal(done.body.user?.email, person.email, done.text);
	assert.ok(!done.headers.getSetCookie().some(cookie => cookie.startsWith('__Host-frontdesk-browser=')));
	assert.equal((await comeBack(person.id, { more: { amr: 'pwd mfa' } })).body.user?.email, person.email, 'the provider has asked for two');
});

test('who runs a provider uses up the tries at codes of their own tenant alone', async () => {
	const own = await newShop(), person = newPerson({ tenant: own.tenant, at: own.provider }), agent = await Agent.signIn(server, person);
	server.command(['agent', 'add', '--tenant', shop, '--email', person.email, '--name', 'Robin Hale', '--role', 'agent']);
	const { secret } = (await agent.request('POST', '/api/admin/second-factor', { currentPassword: person.password })).body;
	assert.equal((await agent.request('POST', '/api/admin/second-factor/confirm', { code: codeOf(secret) })).status, 200);
	await query('UPDATE control.second_factors SET last_step = 0');
	const showCode = (pendingToken, code) => ask('/api/admin/sign-in/code', { pendingToken, code }, {}, twin);
	const tries = [];
	for (let i = 0, pending; i < 11; i++) {
		if (i % 5 === 0) pending = (await comeBack(person.id, { ...own, at: own.provider, where: twin })).body.pendingToken;
		tries.push((await showCode(pending, noCodeOf(secret))).status);
	}
	assert.deepEqual(tries, [...Array(10).fill(401), 429]);
	const elsewhere = await ask('/api/admin/sign-in', { email: person.email, password: person.password, tenantId: shop }, {}, twin);
	assert.equal((await showCode(elsewhere.body.pendingToken, codeOf(secret))).status, 200);
	own.provider.stop();
});

test('where a role wants two steps, the provider\'s will do, and without them one\'s own is set up first', async () => {
	const own = await newShop(), person = newPerson({ tenant: own.tenant, at: own.provider });
	await own.owner.request('PATCH', '/api/admin/support/security', { secondFactorRoles: ['agent'] });
	const twoSteps = await comeBack(person.id, { ...own, at: own.provider, more: { amr: 'mfa' } });
	const open = async answer => (await request(server, 'GET', '/api/admin/support/agents', { headers: { Cookie: answer.headers.getSetCookie().find(each => each.startsWith('__Host-frontdesk=')).split(';')[0] } })).status;
	assert.deepEqual([twoSteps.body.user?.mustEnrol, await open(twoSteps)], [undefined, 200], twoSteps.text);
	const oneStep = await comeBack(person.id, { ...own, at: own.provider });
	assert.deepEqual([oneStep.body.user?.mustEnrol, await open(oneStep)], [true, 403], oneStep.text);
	own.provider.stop();
});

test('where it is required a password does for admins alone, and whoever has shown theirs is told whereto', async () => {
	const own = await newShop({}, { isRequired: true }), person = newPerson({ tenant: own.tenant, at: own.provider });
	const boss = newPerson({ tenant: own.tenant, at: own.provider, role: 'admin' });
	const signIn = ({ email, password }) => ask('/api/admin/sign-in', { email, password });
	assert.deepEqual((await signIn(person)).body, { tenantId: own.tenant, provider: 'Example' });
	assert.equal((await signIn({ ...person, password: 'wrong horse battery' })).status, 401);
	assert.equal((await signIn(boss)).body.user?.email, boss.email);
	for (const each of [person, boss]) assert.equal((await comeBack(each.id, { ...own, at: own.provider })).body.user?.email, each.email);
	own.provider.stop();
});

for (const algorithm of ['PS256', 'ES256'])
	test(`tokens may be signed by ${algorithm}, and the secret go in the body`, async () => {
		const own = await newShop({ client: { id_token_signed_response_alg: algorithm, token_endpoint_auth_method: 'client_secret_post' } });
		own.provider.lie({ token_endpoint_auth_methods_supported: ['client_secret_post'] });
		const person = newPerson({ tenant: own.tenant, at: own.provider });
		const { status, text } = await comeBack(person.id, { ...own, at: own.provider });
		assert.equal(status, 200, text);
		own.provider.stop();
	});

test('keys that the provider has changed are asked for anew, at most once a minute', async () => {
	const own = await newShop(), person = newPerson({ tenant: own.tenant, at: own.provider });
	const other = { ...generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' }), kid: 'other', use: 'sig' };
	own.provider.answers['/jwks'] = (_, response) => response.end(JSON.stringify({ keys: [other] }));
	const asked = () => own.provider.asked.filter(path => path === '/jwks').length;
	for (let i = 0; i < 3; i++) assertRefused(await comeBack(person.id, { ...own, at: own.provider }), 'provider_away', /a key that the provider does not name/);
	assert.equal(asked(), 1);
	own.provider.answers['/jwks'] = (_, response) => response.end(JSON.stringify({ keys: [{ ...other, kid: 'rsa' }] }));
	assertRefused(await comeBack(person.id, { ...own, at: own.provider, where: twin }), 'provider_away', /signature does not hold/);
	own.provider.stop();
});

test('a provider that leads inside, or elsewhere, is not followed', async () => {
	const own = await newShop(), asked = { ...own, at: own.provider };
	const person = newPerson({ tenant: own.tenant, at: own.provider });
	own.provider.lie({ token_endpoint: 'https://127.0.0.1:1/token' });
	assertRefused(await comeBack(person.id, asked), 'provider_away', /cannot be asked for a token/);
	const insecure = await newShop();
	insecure.provider.lie({ token_endpoint: 'http://169.254.169.254/token' });
	assertRefused(await ask(PROVIDER, { tenantId: insecure.tenant }), 'provider_away', /will not do/);
	const script = await newShop();
	script.provider.lie({ authorization_endpoint: 'javascript:alert(1)' });
	assertRefused(await ask(PROVIDER, { tenantId: script.tenant }), 'provider_away', /will not do/);
	const moved = await newShop();
	moved.provider.answers[DOCUMENT] = (_, response) => response.writeHead(302, { Location: `${provider.issuer}${DOCUMENT}` }).end();
	assertRefused(await ask(PROVIDER, { tenantId: moved.tenant }), 'provider_away', /does not say what it is/);
	for (const each of [own, insecure, script, moved]) each.provider.stop();
});

test('one that hangs holds up nobody else, and one that is away is said to be', async () => {
	const slow = await newShop();
	slow.provider.answers[DOCUMENT] = () => {};
	const hanging = Array.from({ length: 4 }, () => ask(PROVIDER, { tenantId: slow.tenant }));
	await until(() => slow.provider.asked.length === 5, 10_000, 'the provider to be asked');
	const refused = await ask(PROVIDER, { tenantId: slow.tenant });
	assert.deepEqual([refused.status, refused.body.code], [503, 'busy']);
	assert.equal((await comeBack(newPerson().id)).status, 200);
	slow.provider.stop();
	for (const answer of await Promise.all(hanging)) assertRefused(answer, 'provider_away', /does not say what it is/);
	assertRefused(await ask(PROVIDER, { tenantId: slow.tenant }), 'provider_away');
	const away = await ask(PROVIDER, { tenantId: server.createTenant('Without') });
	assert.deepEqual([away.status, away.text.replace(/"requestId".*/, '')], [404, (await ask(PROVIDER, { tenantId: crypto.randomUUID() })).text.replace(/"requestId".*/, '')]);
});

test('an admin tries an issuer and reads its answer word for word', async () => {
	const own = await newProvider(), tried = async issuer => (await admin.request('POST', `${SETTINGS}/try`, { issuer })).body;
	const good = await tried(`${own.issuer}${DOCUMENT}`);
	assert.deepEqual([good.isUsable, good.status, good.url], [true, 200, `${own.issuer}${DOCUMENT}`], JSON.stringify(good));
	assert.deepEqual(JSON.parse(good.answer), own.document);
	own.lie({ issuer: `${own.issuer}/` });
	assert.match((await tried(own.issuer)).failure, new RegExp(`another one: "${own.issuer}/"`));
	const answer = (status, type, body) => (own.answers[DOCUMENT] = (_, response) => response.writeHead(status, { 'Content-Type': type }).end(body));
	answer(404, 'text/plain', 'No such page.');
	assert.deepEqual(await tried(own.issuer), { isUsable: false, url: `${own.issuer}${DOCUMENT}`, status: 404, contentType: 'text/plain', answer: 'No such page.', failure: 'It answers with status 404.' });
	answer(200, 'text/html', '<h1>Welcome</h1>');
	assert.deepEqual([(await tried(own.issuer)).failure, (await tried(own.issuer)).answer], ['The answer is no JSON.', '<h1>Welcome</h1>']);
	own.lie({ code_challenge_methods_supported: ['plain'] });
	assert.match((await tried(own.issuer)).failure, /PKCE/);
	delete own.answers[DOCUMENT];
	own.answers['/jwks'] = (_, response) => response.end('{"keys":[]}');
	assert.match((await tried(own.issuer)).failure, /names no key/);
	own.stop();
	assert.match((await tried(own.issuer)).failure, /^It cannot be connected to/);
	assert.match((await tried('https://127.0.0.1:1')).failure, /not reached from here/);
	const stranger = await TestProvider.start(makeCertificate(server.folder, { name: 'unknown', names: 'IP:127.0.0.2' }), server.url);
	assert.match((await tried(stranger.issuer)).failure, /certificate/);
	stranger.stop();
	assert.equal((await admin.request('POST', `${SETTINGS}/try`, { issuer: 'http://login.example' })).status, 422);
});

test('the secret is sealed, never shown, and told to no other issuer', async () => {
	const own = await newShop(), { client } = own.provider;
	const shown = await own.owner.request('GET', SETTINGS);
	assert.deepEqual(shown.body.provider, { issuer: own.provider.issuer, clientId: 'desk', label: 'Example', isRequired: false, takesUnsaidEmails: false, emailDomains: [] });
	assert.ok(!shown.text.includes(client.client_secret));
	assert.equal(shown.body.redirectUri, `${server.url}/admin/sign-in/callback`);
	const [{ sealed }] = await query("SELECT encode(client_secret, 'escape') AS sealed FROM control.sign_in_providers WHERE tenant_id = $1", [own.tenant]);
	assert.ok(!sealed.includes('a secret'));
	const change = more => own.owner.request('PATCH', SETTINGS, { ...shown.body.provider, ...more });
	assert.equal((await change({ label: 'Another' })).body.provider.label, 'Another');
	const elsewhere = await change({ issuer: 'https://evil.example' });
	assert.deepEqual([elsewhere.status, elsewhere.body.code], [422, 'field']);
	for (const [name, value] of [['issuer', 'http://a.example'], ['issuer', 'https://a.example/?b'], ['issuer', 7], ['clientId', ''], ['label', ''], ['label', 'a\u0001'], ['isRequired', 'yes'], ['clientSecret', ''], ['clientSecret', 'ü'], ['takesUnsaidEmails', null], ['emailDomains', 'a.example'], ['emailDomains', [7]], ['emailDomains', ['a b']], ['emailDomains', Array(21).fill('a.example')]]) {
		const refused = await change({ [name]: value });
		assert.deepEqual([refused.status, refused.body.detail.split(' ')[0]], [422, name], refused.text);
	}
	own.provider.stop();
});

test('a provider that is changed or taken away ends what is on its way, and no sign-in', async () => {
	const own = await newShop(), person = newPerson({ tenant: own.tenant, at: own.provider }), asked = { ...own, at: own.provider };
	const signedIn = await comeBack(person.id, asked), Cookie = signedIn.headers.getSetCookie().find(each => each.startsWith('__Host-frontdesk=')).split(';')[0];
	const { location, cookie } = await leave(own.tenant), back = await own.provider.visit(location, person.id);
	const other = await newProvider();
	await set(own.owner, other);
	assertRefused(await finish(back, cookie), STALE);
	assert.deepEqual((await own.owner.request('GET', SETTINGS)).body.links, [], 'links are those of an issuer');
	assert.deepEqual([(await own.owner.request('DELETE', SETTINGS)).status, (await own.owner.request('DELETE', SETTINGS)).status], [204, 404]);
	assert.equal((await request(server, 'GET', `${PROVIDER}?tenantId=${own.tenant}`)).status, 404);
	assert.equal((await request(server, 'GET', '/api/admin/me', { headers: { Cookie } })).status, 200);
	assert.equal((await Agent.signIn(server, person)).me.user.email, person.email);
	for (const each of [own.provider, other]) each.stop();
});

test('only admins see to it', async () => {
	const person = newPerson(), agent = await Agent.signIn(server, person);
	for (const [method, path, body] of [['GET', ''], ['PATCH', '', {}], ['DELETE', ''], ['POST', '/try', {}], ['DELETE', `/links/${admin.id}`]])
		assert.equal((await agent.request(method, SETTINGS + path, body)).status, 403, `${method} ${path}`);
});

test('what the provider and we tell each other in secret stands nowhere, neither here nor in PostgreSQL\'s files', async () => {
	const { id } = newPerson(), { location, cookie } = await leave();
	const back = await provider.visit(location, id), { state, nonce } = Object.fromEntries(new URL(location).searchParams);
	const kept = await query('SELECT * FROM control.provider_sign_ins');
	assert.ok(kept.length > 0);
	assert.equal((await finish(back, cookie)).status, 200);
	await query('CHECKPOINT');
	const secrets = [back.code, state, nonce, cookie.split('=')[1], provider.client.client_secret];
	const found = where => spawnSync('grep', ['-rlaF', ...secrets.flatMap(secret => ['-e', secret]), '--', where], { encoding: 'utf8' }).stdout;
	assert.equal(found(server.postgresql.data), '');
	for (const secret of secrets) assert.ok(!server.log.includes(secret) && !server.redis.log.includes(secret));
	const subject = spawnSync('grep', ['-rlaF', '-e', id, '--', server.postgresql.data], { encoding: 'utf8' }).stdout;
	assert.notEqual(subject, '', 'the search itself works');
});

test('no line of the log says who came, and each failure has one', () => {
	const lines = server.log.split('\n').filter(line => line.includes('sign-in by a provider failed'));
	assert.ok(lines.length > 10);
	assert.match(lines[0], /"code":"provider_\w+","reason":"/);
	assert.ok(!server.log.includes('@shop.example') && !server.log.includes('person-'));
});
