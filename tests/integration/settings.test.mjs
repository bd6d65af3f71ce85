// What admins say of their desk: settings, each change of which is seen by whoever changes them at the same time.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Agent, Visitor, request } from '../harness/client.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const SETTINGS = '/api/admin/support/settings', origin = 'http://shop.example';
let server, tenant, ada, ben;

before(async () => {
	server = await Server.start({ workers: '2' }, { redis: true });
	tenant = server.createTenant('The shop', [origin]);
	const admin = name => Agent.signIn(server, server.addAgent(tenant, `${name}@shop.example`, { name, role: 'admin' }));
	[ada, ben] = [await admin('Ada'), await admin('Ben')];
});
after(() => server?.stop());

const read = async (who = ada) => (await who.request('GET', SETTINGS)).body;
const change = (who, version, changes) => who.request('PATCH', SETTINGS, { version, ...changes });
const configured = async () => (await request(server, 'GET', `/api/support/chat/widget-config?tenantId=${tenant}`, { headers: { Origin: origin } })).body;
const newest = async () => (await ada.request('GET', '/api/admin/support/audit?action=tenant&limit=1')).body.items[0];

test('what is set is read, changed in part, told to the workers, and noted with what it was', async () => {
	const before = await read();
	assert.deepEqual({ ...before, version: undefined }, { id: tenant, name: 'The shop', timeZone: 'Europe/Berlin', keptParameters: [], awayMinutes: 30,
		silentMinutes: 1440, waitingMost: 2000, scriptUrl: `${server.url}/chat-widget.js`, version: undefined });
	const changed = await change(ada, before.version, { name: 'Fern & Pine', timeZone: 'america/new_york', keptParameters: ['sku', 'a', 'sku'], awayMinutes: null, waitingMost: 7 });
	assert.equal(changed.status, 200, changed.text);
	const { version, ...now } = changed.body;
	assert.notEqual(version, before.version);
	assert.deepEqual(now, { id: tenant, name: 'Fern & Pine', timeZone: 'America/New_York', keptParameters: ['a', 'sku'], silentMinutes: 1440, waitingMost: 7, scriptUrl: `${server.url}/chat-widget.js` });
	assert.deepEqual(await read(ben), changed.body);
	await until(async () => (await Promise.all([1, 2, 3, 4].map(configured))).every(({ timeZone, keptParameters }) => timeZone === 'America/New_York' && keptParameters.length === 2), 10_000, 'every worker to follow');
	const { actorName, action, changes } = await newest();
	assert.deepEqual([actorName, action], ['Ada', 'tenant.set']);
	assert.deepEqual(changes, [
		{ name: 'awayMinutes', before: '30' }, { name: 'keptParameters', after: 'a, sku' }, { name: 'name', before: 'The shop', after: 'Fern & Pine' },
		{ name: 'timeZone', before: 'Europe/Berlin', after: 'America/New_York' }, { name: 'waitingMost', before: '2000', after: '7' },
	]);
});

test('of two who change them at once the second is told, and overwrites nothing', async () => {
	const { version } = await read();
	const answers = await Promise.all([change(ada, version, { silentMinutes: 60 }), change(ben, version, { silentMinutes: 90 })]);
	assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
	assert.equal(answers.find(({ status }) => status === 409).body.code, 'conflict');
	const now = await read();
	assert.equal(now.silentMinutes, answers.find(({ status }) => status === 200).body.silentMinutes);
	server.command(['tenant', 'set', tenant, '--away-minutes', '12']);
	assert.equal((await change(ben, now.version, { name: 'Mine' })).status, 409, 'the operator changes them, too');
	assert.equal((await change(ben, (await read()).version, { name: 'Mine' })).status, 200);
	const entry = await newest();
	assert.equal((await change(ben, (await read()).version, { name: 'Mine' })).status, 200);
	assert.equal((await newest()).id, entry.id, 'what changes nothing is not noted');
});

test('what will not do is named, and changes nothing', async () => {
	const before = await read();
	for (const [field, value] of [['name', ''], ['name', '​'], ['name', 'a\nb'], ['name', 'x'.repeat(256)], ['name', null], ['timeZone', 'Europe/Atlantis'], ['timeZone', 'posixrules'], ['timeZone', 'EST5EDT4,x'],
		['timeZone', 7], ['keptParameters', 'sku'], ['keptParameters', ['a=b']], ['keptParameters', [1]], ['keptParameters', Array(51).fill('a')], ['awayMinutes', 0], ['awayMinutes', 525_601],
		['silentMinutes', '60'], ['waitingMost', 1.5], ['waitingMost', 100_001], ['version', 5]]) {
		const refused = await change(ada, before.version, { [field]: value });
		assert.deepEqual([refused.status, refused.body.code], [422, 'field'], `${field} ${value}`);
		assert.ok(refused.body.detail.startsWith(`${field} `), refused.body.detail);
	}
	assert.equal((await change(ada, undefined, { name: 'x' })).status, 422);
	assert.deepEqual(await read(), before);
});

test('how the widget looks is changed in part, by one who has seen what it was, and noted', async () => {
	const CONFIG = '/api/admin/support/chat/config', before = (await ada.request('GET', CONFIG)).body;
	const wanted = { primaryColor: '#AA3355', headerText: 'Fern & Pine', greetingMessage: 'Hello!\nHow can we help?', position: 'bottom-left', offsetX: 0, autoOpenDelaySeconds: 0, showAgentTyping: false, colorScheme: 'dark' };
	const changed = await ada.request('PATCH', CONFIG, { updatedAt: before.updatedAt, ...wanted });
	assert.equal(changed.status, 200, changed.text);
	const { updatedAt, ...now } = changed.body;
	assert.deepEqual({ ...now, updatedAt: before.updatedAt }, { ...before, ...wanted, primaryColor: '#aa3355', version: before.version + 1 });
	await until(async () => (await configured()).greetingMessage === wanted.greetingMessage, 30_000, 'pages to read it');
	const { action, changes } = await newest();
	assert.equal(action, 'tenant.widget');
	assert.deepEqual(changes.find(({ name }) => name === 'primaryColor'), { name: 'primaryColor', before: '#374d42', after: '#aa3355' });
	assert.equal(changes.length, Object.keys(wanted).length);
	assert.equal((await ben.request('PATCH', CONFIG, { updatedAt: before.updatedAt, offsetY: 1 })).status, 409);
	assert.equal((await ben.request('PATCH', CONFIG, { updatedAt, autoOpenDelaySeconds: null })).body.autoOpenDelaySeconds, undefined);
	for (const [field, value] of [['primaryColor', 'red'], ['position', 'top'], ['offsetX', -1], ['greetingMessage', ' '], ['autoOpenDelaySeconds', 3601], ['updatedAt', 1]]) {
		const refused = await ada.request('PATCH', CONFIG, { updatedAt, [field]: value });
		assert.deepEqual([refused.status, refused.body.detail.split(' ')[0]], [422, field]);
	}
});

const ORIGINS = '/api/admin/support/origins', CHECKLIST = '/api/admin/support/setup';
const ask = (at, of = tenant) => request(server, 'GET', `/api/support/chat/widget-config?tenantId=${of}`, { headers: { Origin: at } });
const remove = (who, at) => who.request('DELETE', `${ORIGINS}?origin=${encodeURIComponent(at)}`);

test('a page that was refused is allowed, seen, and sent away when its origin is taken from the list', async () => {
	const at = 'https://xn--mller-kva.example:8443';
	assert.equal((await ask(at)).status, 403);
	const [refused] = await until(async () => (await ada.request('GET', ORIGINS)).body.refused, 10_000, 'the refusal to be noted');
	assert.deepEqual([refused.origin, refused.count], [at, 1]);
	const { status, body } = await ada.request('POST', ORIGINS, { origin: ' HTTPS://Müller.example:8443/ ' });
	assert.deepEqual([status, body.items.map(item => item.origin), body.refused], [200, [origin, at], []]);
	assert.deepEqual(Object.keys(body.items[1]), ['origin'], 'it was not seen there yet');
	assert.deepEqual((await ada.request('POST', ORIGINS, { origin: at })).body, body, 'twice is once');
	assert.equal((await ask(at)).status, 200);
	const item = (await ben.request('GET', ORIGINS)).body.items[1];
	assert.ok(Math.abs(Date.parse(item.lastSeenAt) - Date.now()) < 60_000, item.lastSeenAt);
	await server.postgresql.query(`UPDATE tenant_${tenant.replaceAll('-', '')}.seen_origins SET last_seen_at = now() - interval '30 minutes'`);
	for (let i = 0; i < 8; i++) await ask(at);
	const [{ late }] = await server.postgresql.query(`SELECT bool_and(last_seen_at < now() - interval '29 minutes') AS late FROM tenant_${tenant.replaceAll('-', '')}.seen_origins`);
	assert.ok(late, 'noted once an hour, whichever worker is asked');

	const [leaves, stays] = [await Visitor.start(server, tenant, { origin: at }), await Visitor.start(server, tenant, { origin })];
	await leaves.connect();
	await stays.connect();
	assert.deepEqual((await remove(ada, at)).body.items.map(each => each.origin), [origin]);
	assert.equal((await leaves.socket.event('goodbye', undefined, 10_000)).reason, 'origin');
	assert.equal(stays.socket.closeCode, undefined);
	await stays.socket.close();
	assert.equal((await remove(ada, at)).status, 404);
	assert.deepEqual((await acts(3)).map(({ action, changes }) => [action, changes]), [
		['tenant.refuse_origin', [{ name: 'origin', before: at }]], ['tenant.allow_origin', [{ name: 'origin', after: at }]],
	]);
});
const acts = async most => (await ada.request('GET', `/api/admin/support/audit?action=tenant&limit=${most}`)).body.items.filter(({ action }) => action.endsWith('_origin'));

test('what is no origin is refused, and at a hundred there is no room', async () => {
	for (const typed of ['', 'shop.example', 'https://shop.example/a', 'https://*.shop.example', 'ftp://a', 7, null]) {
		const refused = await ada.request('POST', ORIGINS, { origin: typed });
		assert.deepEqual([refused.status, refused.body.detail.split(' ')[0]], [422, 'origin'], typed);
	}
	assert.equal((await ada.request('DELETE', ORIGINS)).status, 400);
	const many = server.createTenant('Many', Array.from({ length: 99 }, (_, i) => `https://s${i}.example`));
	const mia = await Agent.signIn(server, server.addAgent(many, 'mia@shop.example', { name: 'Mia', role: 'admin' }));
	const answers = await Promise.all([1, 2].map(n => mia.request('POST', ORIGINS, { origin: `https://more${n}.example` })));
	assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
});

test('the checklist follows what was done, and is dismissed and brought back', async () => {
	const fresh = server.createTenant('Fresh', [origin]);
	const fay = await Agent.signIn(server, server.addAgent(fresh, 'fay@shop.example', { name: 'Fay', role: 'admin' }));
	const list = async () => (await fay.request('GET', CHECKLIST)).body;
	assert.deepEqual(await list(), { colleagues: 0, invited: 0, webhooks: 0, isDismissed: false });
	await ask(origin, fresh);
	await fay.request('POST', '/api/admin/support/invitations', { email: 'gil@shop.example', name: 'Gil', role: 'agent' });
	await server.postgresql.query(`UPDATE tenant_${fresh.replaceAll('-', '')}.mail_settings SET first_sent_at = '2026-11-30T12:00:00Z'`);
	const { seenAt, ...now } = await list();
	assert.deepEqual(now, { seenOrigin: origin, colleagues: 0, invited: 1, mailSentAt: '2026-11-30T12:00:00.000000Z', webhooks: 0, isDismissed: false });
	assert.equal((await fay.request('PATCH', CHECKLIST, { isDismissed: true })).body.isDismissed, true);
	assert.equal((await fay.request('PATCH', CHECKLIST, { isDismissed: false })).body.isDismissed, false);
	assert.equal((await fay.request('PATCH', CHECKLIST, { isDismissed: 'yes' })).status, 422);
});

test('they are for admins alone', async () => {
	const supervisor = await Agent.signIn(server, server.addAgent(tenant, 'sue@shop.example', { name: 'Sue', role: 'supervisor' }));
	for (const [method, path, body] of [['GET', SETTINGS], ['PATCH', SETTINGS, { version: 'x' }], ['GET', ORIGINS], ['POST', ORIGINS, { origin }], ['DELETE', `${ORIGINS}?origin=${origin}`],
		['GET', CHECKLIST], ['PATCH', CHECKLIST, { isDismissed: true }]])
		assert.equal((await supervisor.request(method, path, body)).status, 403, `${method} ${path}`);
	assert.equal((await supervisor.request('PATCH', '/api/admin/support/chat/config', { updatedAt: 'x' })).status, 403);
});
