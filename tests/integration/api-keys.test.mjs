// Keys of merchants' servers: what each opens, for whom, until when, and what none does.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { parse } from 'yaml';
import { Agent, Visitor, request, sendMessage } from '../harness/client.mjs';
import { Server } from '../harness/server.mjs';

const KEYS = '/api/admin/support/api-keys', CHATS = '/api/admin/support/chat', AGENTS = '/api/admin/support/agents';
let server, twin, shop, other, admin, visitor;

before(async () => {
	server = await Server.start({ rate_limits: 'true' }, { redis: true });
	twin = await Server.twin(server);
	shop = server.createTenant('Shop');
	other = server.createTenant('Other');
	admin = await Agent.signIn(server, server.addAgent(shop, 'admin@shop.example', { role: 'admin' }));
	visitor = await Visitor.start(server, shop, { visitorName: 'Vera' });
	await visitor.connect();
	await sendMessage(visitor, visitor.session.id, 'a question');
});
after(async () => {
	visitor?.socket?.close();
	await twin?.kill('SIGTERM');
	await server?.stop();
});

async function make(scopes, more = {}, who = admin) {
	const made = await who.request('POST', KEYS, { name: 'CRM', scopes, ...more });
	assert.equal(made.status, 201, made.text);
	return made.body;
}
const ask = (secret, path, { method = 'GET', body, where = server, headers = {} } = {}) =>
	request(where, method, path, { body, headers: { Authorization: `Bearer ${secret}`, ...headers } });

test('a key is shown once, opens the routes of its scopes, and is known by when it was used', async () => {
	const { secret, key } = await make(['chats:read']);
	assert.match(secret, /^fd_[\w-]{43}$/);
	assert.deepEqual({ ...key, id: 0, createdAt: 0, madeBy: key.madeBy.id }, { id: 0, name: 'CRM', scopes: ['chats:read'], madeBy: admin.id, createdAt: 0 });
	const { id } = visitor.session;
	for (const where of [server, twin]) {
		const read = await ask(secret, `${CHATS}/${id}`, { where });
		assert.deepEqual([read.status, read.body.visitorName, read.body.unreadCount], [200, 'Vera', 1], read.text); // as agents have it
	}
	assert.equal((await ask(secret, `${CHATS}/${id}/messages`)).body.messages[0].content, 'a question');
	assert.equal((await ask(secret, `${CHATS}/queue`)).body.items[0].id, id);
	assert.equal((await ask(secret, AGENTS)).status, 403);
	const { secret: both } = await make(['agents:read', 'chats:read', 'chats:read']);
	assert.equal((await ask(both, AGENTS)).body.items[0].id, admin.id);
	const list = await admin.request('GET', KEYS);
	assert.ok(!list.text.includes(secret));
	const used = list.body.items.find(item => item.id === key.id);
	assert.ok(used.lastUsedAt);
	const before = await server.postgresql.query('SELECT last_used_at, xmin::text FROM control.api_keys WHERE id = $1', [key.id]);
	await ask(secret, `${CHATS}/${id}`);
	assert.deepEqual(await server.postgresql.query('SELECT last_used_at, xmin::text FROM control.api_keys WHERE id = $1', [key.id]), before, 'no write for each request');
});

const document = parse(readFileSync(new URL('../../proto/openapi.yaml', import.meta.url), 'utf8'));
const routes = Object.entries(document.paths).flatMap(([path, operations]) => Object.entries(operations).map(([method, { security }]) => ({ path: path.replace(/\{\w+\}/g, randomUUID()), method: method.toUpperCase(), security })))
	.filter(({ security }) => security.some(proof => proof.signIn));

test('what no scope opens no key opens, whatever it was given: the routes say it one by one', async () => {
	const { secret } = await make(['chats:read', 'agents:read']);
	assert.ok(routes.length > 30 && routes.some(({ path }) => path === KEYS));
	for (const { path, method, security } of routes) {
		const answer = await ask(secret, path, { method, body: ['POST', 'PATCH'].includes(method) ? {} : undefined });
		const isOpen = security.some(proof => proof.apiKey);
		assert.equal(answer.status === 403 && answer.body.code === 'denied', !isOpen, `${method} ${path}: ${answer.status} ${answer.text}`);
		assert.notEqual(answer.status, 401, `${method} ${path}`);
	}
});

test('a key that is revoked, or has expired, opens nothing from then on, wherever it is shown', async () => {
	const { secret, key } = await make(['chats:read']), late = await make(['chats:read'], { expiresInDays: 1 });
	for (const each of [secret, late.secret]) assert.equal((await ask(each, CHATS, { where: twin })).status, 200);
	const revoke = id => admin.request('POST', `${KEYS}/${id}/revoke`);
	assert.equal((await revoke(key.id)).status, 204);
	await server.postgresql.query('UPDATE control.api_keys SET expires_at = now() WHERE id = $1', [late.key.id]);
	const refusals = [];
	for (const where of [server, twin])
		for (const each of [secret, late.secret, `fd_${'A'.repeat(43)}`, 'fd_', 'fd_short', `${secret}x`, `FD_${secret.slice(3)}`]) refusals.push(await ask(each, CHATS, { where }));
	for (const { status, text } of refusals) assert.deepEqual([status, text], [401, refusals[0].text]);
	assert.deepEqual([(await revoke(key.id)).status, (await revoke(randomUUID())).status], [404, 404]);
	assert.ok((await admin.request('GET', KEYS)).body.items.at(-1).revokedAt, 'those that open nothing stand last');
	const done = await server.postgresql.query(`SELECT actor_type, actor_id, action FROM tenant_${shop.replaceAll('-', '')}.audit_log WHERE target_id = $1 ORDER BY created_at`, [key.id]);
	assert.deepEqual(done, ['api_key.create', 'api_key.revoke'].map(action => ({ actor_type: 'agent', actor_id: admin.id, action })));
});

test('a key sees nothing of another tenant, whose admin neither sees nor revokes it', async () => {
	const { secret, key } = await make(['chats:read', 'agents:read']);
	const foreign = await Agent.signIn(server, server.addAgent(other, 'admin@other.example', { role: 'admin' }));
	assert.deepEqual((await foreign.request('GET', KEYS)).body, { items: [] });
	const shape = ({ status, text }) => `${status} ${text}`;
	assert.equal(shape(await foreign.request('POST', `${KEYS}/${key.id}/revoke`)), shape(await foreign.request('POST', `${KEYS}/${randomUUID()}/revoke`)));
	const theirs = await make(['chats:read', 'agents:read'], {}, foreign);
	assert.equal((await ask(theirs.secret, AGENTS)).body.items[0].id, foreign.id);
	assert.equal(shape(await ask(theirs.secret, `${CHATS}/${visitor.session.id}`)), shape(await ask(theirs.secret, `${CHATS}/${randomUUID()}`)));
	assert.equal((await ask(secret, AGENTS)).body.items.length, 1);
});

test('only admins make keys, of what there is, with a name that can be seen', async () => {
	const agent = await Agent.signIn(server, server.addAgent(shop, 'supervisor@shop.example', { role: 'supervisor' }));
	for (const [method, path] of [['GET', KEYS], ['POST', KEYS], ['POST', `${KEYS}/${randomUUID()}/revoke`]])
		assert.equal((await agent.request(method, path, method === 'GET' ? undefined : { name: 'CRM', scopes: ['chats:read'] })).status, 403);
	const wrong = [
		{ scopes: ['chats:read'] }, { name: '', scopes: ['chats:read'] }, { name: '\u200b', scopes: ['chats:read'] }, { name: 'a\nb', scopes: ['chats:read'] }, { name: 'x'.repeat(101), scopes: ['chats:read'] },
		{ name: 'CRM' }, { name: 'CRM', scopes: [] }, { name: 'CRM', scopes: 'chats:read' }, { name: 'CRM', scopes: ['chats:read', 'keys:write'] }, { name: 'CRM', scopes: [null] },
		...[0, -1, 3651, 1.5, '30', true].map(expiresInDays => ({ name: 'CRM', scopes: ['chats:read'], expiresInDays })),
	];
	for (const body of wrong) {
		const refused = await admin.request('POST', KEYS, body);
		assert.deepEqual([refused.status, refused.body.code], [422, 'field'], `${JSON.stringify(body)}: ${refused.text}`);
	}
});

test('keys stand nowhere in clear, and a suspended tenant’s open nothing', async () => {
	const { secret } = await make(['chats:read']);
	await ask(secret, CHATS);
	await server.postgresql.query('CHECKPOINT');
	const bytes = Buffer.from(secret.slice(3), 'base64url').toString('hex');
	assert.equal(spawnSync('grep', ['-rlaF', '-e', secret, '-e', secret.slice(3), '-e', bytes, '--', server.postgresql.data, server.folder], { encoding: 'utf8' }).stdout, '');
	for (const { log } of [server, twin]) assert.ok(!log.includes(secret.slice(3)));
	await server.postgresql.query("UPDATE public.tenants SET status = 'suspended' WHERE id = $1", [shop]);
	try {
		assert.equal((await ask(secret, CHATS)).status, 401);
	} finally {
		await server.postgresql.query("UPDATE public.tenants SET status = 'active' WHERE id = $1", [shop]);
	}
});

test('a key is held up by its own requests, and by no other’s', async () => {
	const [busy, idle] = [await make(['agents:read']), await make(['agents:read'])];
	const statuses = [];
	for (let i = 0; i < 400 && !statuses.includes(429); i += 20)
		statuses.push(...(await Promise.all(Array.from({ length: 20 }, () => ask(busy.secret, AGENTS)))).map(({ status }) => status));
	assert.ok(statuses.indexOf(429) >= 180, `${statuses.indexOf(429)}`);
	assert.equal((await ask(idle.secret, AGENTS)).status, 200);
});
