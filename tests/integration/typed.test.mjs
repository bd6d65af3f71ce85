// What strangers type: refused by one rule on every way in, or kept as it was typed.
import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Agent, Visitor, request, sendMessage } from '../harness/client.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const origin = 'http://shop.example';
let server, tenant, secret, visitor, agent;
before(async () => {
	server = await Server.start();
	tenant = server.createTenant('Typed', [origin]);
	secret = server.command(['tenant', 'secret', tenant]).match(/^secret:\s+(\S+)$/m)[1];
	agent = await Agent.signIn(server, server.addAgent(tenant, 'typed@shop.example'));
	visitor = await Visitor.start(server, tenant);
	await agent.request('POST', `/api/admin/support/chat/${visitor.session.id}/assign`, {});
	for (const person of [visitor, agent]) {
		await person.connect();
		person.socket.send('resume', { sessionId: visitor.session.id });
		await person.socket.event('resumed');
	}
});
after(() => server?.stop());

const start = fields => request(server, 'POST', '/api/support/chat', { body: { tenantId: tenant, ...fields }, headers: { Origin: origin } });
const post = (who, path, content) => who.request('POST', `${path}/${visitor.session.id}`, { id: randomUUID(), content });
const contents = async () => (await agent.request('GET', `/api/admin/support/chat/${visitor.session.id}/messages`)).body.messages.map(m => m.content);

function assertRefused(answer, field, what) {
	assert.deepEqual([answer.status, answer.body.code], [422, 'field'], JSON.stringify(what));
	assert.match(answer.body.detail, new RegExp(`^${field} must `), JSON.stringify(what));
}

/** A chat begins without what will not do, and the answer says so. */
function assertDropped(answer, field, what) {
	assert.equal(answer.status, 201, JSON.stringify(what));
	assert.equal(answer.body.dropped.length, 1, JSON.stringify(what));
	assert.match(answer.body.dropped[0], new RegExp(`^${field} must `), JSON.stringify(what));
	assert.equal(answer.body.session[field], undefined);
}

// As JSON.stringify writes them: \u0000, \ud800.
const controls = ['a\0b', 'a\x01b', 'a\x1bb', 'a\x7fb', 'a\ud800b', '\udfff', '\ude00\ud83d'];
const ways = [
	['a visitor', () => visitor, '/api/support/chat'],
	['an agent', () => agent, '/api/admin/support/chat'],
];

for (const [who, person, path] of ways)
	test(`a message of ${who} with control characters or halves of characters is refused alike by REST and on the socket`, async () => {
		const before = await contents();
		for (const content of controls) {
			assertRefused(await post(person(), path, content), 'content', content);
			const id = randomUUID(), { socket } = person();
			socket.send('message.send', { sessionId: visitor.session.id, id, content });
			const refused = await socket.event('message.refused', e => e.id === id);
			assert.equal(refused.code, 'field', JSON.stringify(content));
			assert.match(refused.detail, /^content must have no control characters/);
		}
		assert.deepEqual(await contents(), before);
	});

test('a message of a wrong length or type is refused by its id, so that it is not sent for ever', async () => {
	for (const content of ['', 'x'.repeat(16_001), 7, undefined]) {
		assertRefused(await post(visitor, '/api/support/chat', content), 'content', content);
		const id = randomUUID();
		visitor.socket.send('message.send', { sessionId: visitor.session.id, id, content });
		const refused = await visitor.socket.event('message.refused', e => e.id === id);
		assert.deepEqual([refused.code, refused.detail], ['field', 'content must be a text of 1 to 16000 bytes']);
	}
});

test('everything else is kept as it was typed, and each line break as a line feed', async () => {
	const kept = ['\ttabs\n\nand lines ', ' ', '\u200b', '\u202eabc\u202c', 'e\u0301 \u00e9', '\u0085', '👩\u200d💻', '<b>&amp;</b> \\u0000', '\uffff\ufeff'];
	for (const content of kept) {
		await sendMessage(visitor, visitor.session.id, content);
		assert.equal((await post(agent, '/api/admin/support/chat', content)).status, 200);
	}
	await sendMessage(visitor, visitor.session.id, 'one\r\ntwo\rthree');
	assert.deepEqual((await contents()).slice(-2 * kept.length - 1), [...kept.flatMap(content => [content, content]), 'one\ntwo\nthree']);
	const shown = agent.socket.events.filter(e => e.type === 'message.new').at(-1);
	assert.equal(shown.message.content, 'one\ntwo\nthree', 'what is shown at once is what is stored');
});

test('a repeated message with other line breaks is the same message', async () => {
	const id = randomUUID();
	const { seq } = await sendMessage(visitor, visitor.session.id, 'a\r\nb', id);
	const again = await visitor.request('POST', `/api/support/chat/${visitor.session.id}`, { id, content: 'a\nb' });
	assert.deepEqual([again.status, again.body.seq], [200, seq]);
});

test('a name has one line, and something in it to be seen', async () => {
	const prove = identifier => ({ identifier, identifierHash: createHmac('sha256', secret).update(identifier).digest('hex') });
	const blank = [' ', '\u200b\u200d', '\u202e\u202c', '\u3164', '\ufe0f', '\u2800\u00ad', '\u{e0021}'];
	for (const name of [...controls, 'two\nlines', 'tab\tname', 'a\rb', ...blank]) {
		assertDropped(await start({ visitorName: name }), 'visitorName', name);
		assertRefused(await visitor.request('PATCH', `/api/support/chat/${visitor.session.id}`, { visitorName: name }), 'visitorName', name);
		assertRefused(await visitor.request('POST', '/api/support/chat/identify', { ...prove('customer'), name }), 'name', name);
	}
	for (const identifier of controls) {
		assertDropped(await start(prove(identifier)), 'identifier', identifier);
		assertRefused(await visitor.request('POST', '/api/support/chat/identify', prove(identifier)), 'identifier', identifier);
	}
	for (const name of ['\u3164 홍길동', '  Zoe\u0308 ', '\u202eada', '🙂'])
		assert.equal((await start({ visitorName: name })).body.session.visitorName, name);
	for (const name of ['\u200b', 'a\nb', '\ue000\x07'])
		server.command(['agent', 'add', '--tenant', tenant, '--email', 'blank@shop.example', '--name', name, '--role', 'agent'], { expect: 1 });
});

test('what is said beside the text keeps no chat from starting, and what will do of it is taken', async () => {
	const said = { visitorName: 'Vera', visitorEmail: 'vera@', pageUrl: 'https://shop.example/a', referrerUrl: 'android-app://com.example/', identifier: 42 };
	const { status, body } = await start(said);
	assert.deepEqual([status, body.session.visitorName, body.session.visitorVerified], [201, 'Vera', false]);
	assert.deepEqual(body.dropped.map(sentence => sentence.split(' ')[0]), ['visitorEmail', 'referrerUrl', 'identifier']);
	assert.equal((await start({ visitorName: 'Vera' })).body.dropped, undefined);
	const proven = { identifier: 'customer', identifierHash: '0'.repeat(64) };
	assert.deepEqual([(await start(proven)).status, (await start({ ...proven, identifierHash: 7 })).status], [403, 403], 'whoever says that they are somebody proves it');
});

const addresses = async fields => {
	const { body: { session } } = await start(fields);
	const seen = (await agent.request('GET', `/api/admin/support/chat/${session.id}`)).body;
	const [stored] = await server.postgresql.query(`SELECT page_url, referrer_url FROM tenant_${tenant.replaceAll('-', '')}.chat_sessions WHERE id = $1`, [session.id]);
	assert.deepEqual([seen.pageUrl, seen.referrerUrl], [stored.page_url, stored.referrer_url].map(url => url ?? undefined));
	return [seen.pageUrl, seen.referrerUrl];
};

test('of the addresses of pages neither user, query nor fragment is stored', async () => {
	const pageUrl = 'https://ann:s3cret@shop.example/reset?token=s3cret&sku=1#s3cret', referrerUrl = 'http://mail.example/open?link=https%3A%2F%2Fs3cret';
	assert.deepEqual(await addresses({ pageUrl, referrerUrl }), ['https://shop.example/reset', 'http://mail.example/open']);
	assert.deepEqual(await addresses({ pageUrl: `https://shop.example/?${'x'.repeat(10_000)}` }), ['https://shop.example/', undefined]);
	for (const url of ['javascript:alert(1)', 'android-app://com.example/', 'https://', 'https://shop.example\\@evil.example/', 'https://a.example/\n', `https://a.example/${'x'.repeat(2048)}`])
		for (const field of ['pageUrl', 'referrerUrl']) assertDropped(await start({ [field]: url }), field, url);
});

test('parameters that the tenant keeps are stored, and no others', async () => {
	const set = (...options) => server.command(['tenant', 'set', tenant, ...options]);
	assert.match(server.command(['tenant', 'show', tenant]), /^queries: +no parameter is kept/m);
	assert.match(set('--keep-parameter', 'sku', '--keep-parameter', 'utm_source', '--keep-parameter', 'sku'), /^queries: +sku, utm_source$/m);
	const pageUrl = 'https://shop.example/p?sku=%20A&token=s3cret&utm_source=mail';
	const config = () => request(server, 'GET', `/api/support/chat/widget-config?tenantId=${tenant}`, { headers: { Origin: origin } });
	await until(async () => (await addresses({ pageUrl }))[0] === 'https://shop.example/p?sku=%20A&utm_source=mail', 10_000, 'the worker to follow');
	assert.deepEqual((await config()).body.keptParameters, ['sku', 'utm_source'], 'the widget knows them, and tells no others');
	set('--drop-parameter', 'utm_source');
	await until(async () => (await addresses({ pageUrl }))[0] === 'https://shop.example/p?sku=%20A', 10_000, 'the worker to follow');
	for (const wrong of [['--drop-parameter', 'utm_source'], ['--keep-parameter', 'a=b'], ['--keep-parameter', ' '], ['--keep-parameter', 'a\tb']])
		server.command(['tenant', 'set', tenant, ...wrong], { expect: 1 });
});

test('a new password with a character that nobody can type is refused', async () => {
	for (const newPassword of ['correct horse\0battery', 'correct horse\ud800battery'])
		assert.equal((await agent.request('POST', '/api/admin/password', { currentPassword: 'correct horse battery', newPassword })).status, 400);
});
