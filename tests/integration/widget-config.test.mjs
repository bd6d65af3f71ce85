// The widget's configuration: what one replica changes is told, and read, through another.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Calm } from '../harness/calm.mjs';
import { Agent, Visitor, request } from '../harness/client.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const CONFIG = '/api/admin/support/chat/config', origin = 'http://shop.example';
let one, two, tenant, ada, calm;

before(async () => {
	one = await Server.start({ workers: 1 }, { redis: true });
	two = await Server.twin(one);
	tenant = one.createTenant('The shop', [origin]);
	const joined = async server => /^frontdesk_bus_connected\S* [1-9]/m.test((await server.ask('/metrics')).text);
	for (const server of [one, two]) await until(() => joined(server), 30_000, 'the replicas to hear each other');
	ada = await Agent.signIn(one, one.addAgent(tenant, 'ada@shop.example', { name: 'Ada', role: 'admin' }));
	await ada.connect();
	for (const server of [one, two]) await until(async () => (await look(server)).body.agentsOnline, 30_000, 'Ada to be online');
	calm = await Calm.begin(one, two);
});
after(async () => {
	await ada?.socket?.close();
	await two?.kill('SIGTERM');
	await one?.stop();
});

/** The public configuration as a page at `from` reads it. */
const look = (from, headers = {}, of = tenant) => request(from, 'GET', `/api/support/chat/widget-config?tenantId=${of}`, { headers: { Origin: origin, ...headers } });
const read = async (who = ada) => (await who.request('GET', CONFIG)).body;
/** Changes members of what is there now. */
const change = async (changes, who = ada) => who.request('PATCH', CONFIG, { updatedAt: (await read()).updatedAt, ...changes });

/** A visitor in conversation at the second replica, who hears what is told there. */
async function converse() {
	const visitor = await Visitor.start(two, tenant, { origin });
	await visitor.connect();
	visitor.socket.send('resume', { sessionId: visitor.session.id });
	await visitor.socket.event('resumed');
	return visitor;
}

test('a change is told to visitors in conversation and to agents, wherever they are connected', async () => {
	const visitor = await converse();
	assert.equal((await change({ headerText: 'Fern & Pine' })).status, 200);
	for (const { socket } of [visitor, ada]) await socket.event('config');
	assert.deepEqual([visitor, ada].map(({ socket }) => socket.events.filter(({ type }) => type === 'config').length), [1, 1], 'once each');
	await visitor.socket.close();
	await calm.end();
});

const versions = async (query = '') => (await ada.request('GET', `${CONFIG}/versions${query}`)).body;
const goBack = async (version, who = ada) => who.request('POST', `${CONFIG}/versions/${version}`, { updatedAt: (await read()).updatedAt });

const ALL = {
	launcherIcon: 'smile', launcherLabel: 'Fragen? Wir sind da', launcherSize: 'large', hiddenPaths: ['/checkout', '/konto/*', '/gr%C3%B6%C3%9Fe'], hiddenDevices: 'phones',
	languages: { de: { headerText: 'Schreiben Sie uns', greetingMessage: 'Hallo!\nWie können wir helfen?' }, ja: { launcherLabel: 'チャット', consentText: '同意します', offlineMessage: '休業中' } },
	preChatForm: { name: 'optional', email: 'required', consentText: 'I agree.' },
	proactiveMessages: [{ id: '019b0000-0000-7000-8000-000000000001', text: 'Need help with your size?', paths: ['/shop*'], afterSeconds: 30, afterScrollPercent: 50, returning: true }, { id: '019b0000-0000-7000-8000-000000000002', text: 'Hello' }],
	showAgentPhotos: false, repliesIn: 'hours', fileUploadEnabled: false, maxFileSizeMb: 25, allowedFileTypes: ['image/*', 'application/pdf'],
};

test('every member is changed through one replica and read through the other at once', async () => {
	const before = await read();
	for (let i = 0; i < 5; i++) await look(two); // it remembers what it has read
	const changed = await change({ ...ALL, hiddenPaths: ['/checkout', '/konto/*', '/größe'], allowedFileTypes: ['IMAGE/*', 'application/pdf', 'image/*'] });
	assert.equal(changed.status, 200, changed.text);
	assert.deepEqual({ ...changed.body, updatedAt: 0 }, { ...before, ...ALL, version: before.version + 1, updatedAt: 0 });
	await until(async () => (await look(two)).body.version === changed.body.version, 30_000, 'the other replica to hear of it');
	assert.deepEqual((await look(two)).body, changed.body);
	const none = await change({ launcherLabel: null, repliesIn: null, languages: { de: {} }, preChatForm: { name: 'off', email: 'off' }, proactiveMessages: [], hiddenPaths: [] });
	for (const name of ['launcherLabel', 'repliesIn', 'languages', 'preChatForm']) assert.ok(!(name in none.body), name);
	assert.equal((await change({ launcherLabel: null })).body.version, none.body.version, 'what changes nothing is no version');
});

test('a page that has it is told so, until anything in it is another', async () => {
	const first = await look(one), etag = first.headers.get('etag');
	assert.match(etag, /^"[\w-]{20,}"$/);
	assert.match(first.headers.get('cache-control'), /^public, max-age=\d+$/);
	assert.equal((await look(two)).headers.get('etag'), etag, 'every replica calls it the same');
	for (const asked of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
		const known = await look(two, { 'If-None-Match': asked });
		assert.deepEqual([known.status, known.text, known.headers.get('etag')], [304, '', etag], asked);
		assert.equal(known.headers.get('access-control-allow-origin'), origin);
	}
	assert.equal((await look(two, { 'If-None-Match': '"other"' })).status, 200);
	assert.equal((await look(two, { 'If-None-Match': etag, Origin: 'https://other.example' })).status, 403);
	const { body } = await change({ offsetX: first.body.offsetX + 1 });
	const next = await until(async () => {
		const answer = await look(two, { 'If-None-Match': etag });
		return answer.status === 200 && answer;
	}, 30_000, 'it to be another');
	assert.equal(next.body.version, body.version);
	assert.notEqual(next.headers.get('etag'), etag);
	one.command(['tenant', 'set', tenant, '--color-scheme', 'dark']);
	await until(async () => (await look(two)).body.colorScheme === 'dark', 30_000, 'what the operator sets to be seen');
	assert.equal((await look(two)).body.version, body.version + 1);
});

test('of two who change it at once the second is told, and nothing is overwritten', async () => {
	const { updatedAt } = await read();
	const answers = await Promise.all([one, two].map((server, i) => request(server, 'PATCH', CONFIG, { body: { updatedAt, offsetY: 100 + i }, headers: { Cookie: ada.cookie, Origin: server.url, 'Sec-Fetch-Site': 'same-origin' } })));
	assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
	assert.equal((await read()).offsetY, answers.find(({ status }) => status === 200).body.offsetY);
	assert.equal((await ada.request('POST', `${CONFIG}/versions/1`, { updatedAt })).status, 409);
});

test('versions say who changed what, page by page, and an earlier one comes back as a new one', async () => {
	const ben = await Agent.signIn(one, one.addAgent(tenant, 'ben@shop.example', { name: 'Ben', role: 'admin' }));
	const before = await read();
	const { body: his } = await change({ headerText: 'Ask Ben', launcherIcon: 'mail' }, ben);
	const [newest, earlier] = (await versions()).items;
	assert.deepEqual(newest, { version: his.version, changedAt: his.updatedAt, agent: { id: ben.id, name: 'Ben' }, changes: ['headerText', 'launcherIcon'] });
	assert.equal(earlier.version, before.version);
	const pages = [];
	for (let next = ''; next !== undefined;) {
		const page = await versions(`?limit=2${next && `&after=${next}`}`);
		pages.push(...page.items);
		next = page.next;
	}
	assert.deepEqual(pages.map(({ version }) => version), Array.from({ length: his.version }, (_, i) => his.version - i), 'all, each once');
	assert.ok(pages.some(({ agent, changes }) => !agent && changes.includes('colorScheme')), 'the operator is nobody of theirs');
	assert.deepEqual(pages.at(-1).changes, []);
	const back = await goBack(before.version);
	assert.equal(back.status, 200, back.text);
	assert.deepEqual({ ...back.body, updatedAt: 0 }, { ...before, version: his.version + 1, updatedAt: 0 });
	assert.deepEqual((await versions('?limit=1')).items[0].agent, { id: ada.id, name: 'Ada' });
	const [{ action, actorName, changes }] = (await ada.request('GET', '/api/admin/support/audit?action=tenant&limit=1')).body.items;
	assert.deepEqual([action, actorName, changes.map(({ name }) => name)], ['tenant.widget', 'Ada', ['headerText', 'launcherIcon']]);
	for (const unknown of [0, his.version + 100, 'x', '99999999999999999999', '-1']) assert.equal((await goBack(unknown)).status, 404, String(unknown));
	assert.equal((await ada.request('POST', `${CONFIG}/versions/1`, {})).status, 422);
	for (const cursor of ['x', '-1', '1.5', '']) assert.equal((await ada.request('GET', `${CONFIG}/versions?after=${cursor}`)).status, 400, cursor);
});

test('of more than a hundred versions the oldest go', async () => {
	const { version } = await read();
	await one.postgresql.query(`DO $$ BEGIN FOR i IN 1..110 LOOP UPDATE tenant_${tenant.replaceAll('-', '')}.chat_widget_config SET offset_x = i; END LOOP; END $$`);
	const { items, next } = await versions('?limit=200');
	assert.deepEqual([items.length, items[0].version, next], [100, (await read()).version, undefined]);
	assert.ok(items[0].version > version + 100);
});

test('what will not do is named, and changes nothing', async () => {
	const before = await read(), id = '019b0000-0000-7000-8000-000000000001', say = (fields = {}) => [{ id, text: 'x', ...fields }];
	for (const [field, ...values] of [
		['launcherIcon', 'star', null, 7], ['launcherLabel', '', ' ', 'x'.repeat(41), 'a\nb', 7], ['launcherSize', 'huge'], ['hiddenDevices', 'tablets'],
		['hiddenPaths', '/a', ['a'], ['/a*b'], ['/a?b'], ['/a#b'], [''], [7], [`/${'x'.repeat(200)}`], [`/${'ö'.repeat(60)}`], ['/a\u0000'], Array(51).fill('/a'), null],
		['languages', [], { it: {} }, { de: 'x' }, { de: { headerText: '' } }, { de: { launcherLabel: 'x'.repeat(41) } }, { de: { consentText: 'x'.repeat(1001) } }],
		['preChatForm', {}, [], { name: 'off' }, { name: 'yes', email: 'off' }, { name: 'off', email: 'off', consentText: ' ' }],
		['proactiveMessages', {}, [7], [{}], [{ text: 'x' }], [{ id, text: '' }], [{ id: 'x', text: 'x' }], [...say(), ...say()], say({ text: 'x'.repeat(501) }), say({ paths: ['x'] }), say({ afterSeconds: -1 }),
			say({ afterSeconds: 3601 }), say({ afterScrollPercent: 0 }), say({ afterScrollPercent: 101 }), say({ returning: 'yes' }), Array.from({ length: 11 }, (_, i) => ({ id: id.slice(0, -2) + (10 + i), text: 'x' }))],
		['showAgentPhotos', 'yes'], ['repliesIn', 'weeks'], ['fileUploadEnabled', 1], ['maxFileSizeMb', 0, 101, '5', null],
		['allowedFileTypes', [], 'image/*', ['image'], ['*/*'], ['image/'], ['/png'], ['image/*x'], ['a b/c'], Array.from({ length: 51 }, (_, i) => `image/x${i}`)], ['updatedAt', 7, null],
	]) for (const value of values) {
		const refused = await ada.request('PATCH', CONFIG, { updatedAt: before.updatedAt, offsetX: 7, [field]: value });
		assert.deepEqual([refused.status, refused.body.code], [422, 'field'], `${field} ${JSON.stringify(value)}`);
		assert.ok(refused.body.detail.startsWith(`${field} `), refused.body.detail);
	}
	assert.deepEqual(await read(), before);
});

test('versions are for admins of the tenant alone', async () => {
	const sue = await Agent.signIn(one, one.addAgent(tenant, 'sue@shop.example', { name: 'Sue', role: 'supervisor' }));
	const other = one.createTenant('Another', [origin]);
	const eve = await Agent.signIn(one, one.addAgent(other, 'eve@other.example', { name: 'Eve', role: 'admin' }));
	assert.equal((await sue.request('GET', `${CONFIG}/versions`)).status, 403);
	assert.equal((await goBack(1, sue)).status, 403);
	assert.deepEqual((await eve.request('GET', `${CONFIG}/versions`)).body, { items: [] });
	const { updatedAt } = (await eve.request('GET', CONFIG)).body;
	assert.equal((await eve.request('POST', `${CONFIG}/versions/1`, { updatedAt })).status, 404, "a tenant's versions are its own");
	const etag = (await look(one)).headers.get('etag');
	assert.equal((await look(one, { 'If-None-Match': etag }, other)).status, 200, 'and so is its configuration');
});
