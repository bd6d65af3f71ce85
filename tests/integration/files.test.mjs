// Files that people send: piece by piece, looked through by a real clamd, given by a link; and what is never given.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Clamd, EICAR } from '../harness/clamd.mjs';
import { Agent, Visitor } from '../harness/client.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const PIECE = 1 << 20, PATIENCE_MS = 60_000;
/** An honest file of a size: a PDF by its first bytes. */
const pdf = size => Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(size)]).subarray(0, size);
let server, clamd, store, tenant, schema, agent, visitor;

before(async () => {
	clamd = await Clamd.start({ StreamMaxLength: '5M' });
	server = await Server.start(({ folder }) => {
		store = join(folder, 'files');
		mkdirSync(store, { mode: 0o700 });
		return { files: store, clamd: clamd.address, clamd_days: '0' };
	});
	server.expect('no files are taken');
	tenant = server.createTenant('Files');
	schema = `tenant_${tenant.replaceAll('-', '')}`;
	agent = await Agent.signIn(server, server.addAgent(tenant, 'eve@files.example', { name: 'Eve' }));
	visitor = await Visitor.start(server, tenant);
	await isReady(true);
});
after(async () => {
	await server?.stop();
	await clamd?.stop();
});

const isReady = wanted => until(async () => JSON.parse((await server.ask('/readyz')).text).scannerReady === wanted, PATIENCE_MS, 'the scanner to be seen');
const pathOf = who => `/api${who === agent ? '/admin' : ''}/support/chat/${visitor.session.id}/files`;
const begin = (bytes, { name = 'receipt.pdf', who = visitor, id = randomUUID() } = {}) => who.request('POST', pathOf(who), { id, name, size: bytes.length ?? bytes });
const put = (id, offset, bytes, who = visitor) => who.request('PUT', `${pathOf(who)}/${id}?offset=${offset}`, bytes, { 'Content-Type': 'application/octet-stream' });
const get = async (id, who = visitor) => (await who.request('GET', `${pathOf(who)}/${id}`)).body;
const link = (id, who = visitor) => who.request('POST', `${pathOf(who)}/${id}/link`);
const judged = (id, who = visitor) => until(async () => {
	const file = await get(id, who);
	return !['uploading', 'scanning'].includes(file.state) && file;
}, PATIENCE_MS, 'a verdict');
/** Sends a file as a client does; answers it as it is once it is whole. */
async function send(bytes, options = {}) {
	const begun = await begin(bytes, options);
	assert.equal(begun.status, 201, begun.text);
	let last = begun;
	for (let offset = 0; offset < bytes.length; offset += PIECE) {
		last = await put(begun.body.id, offset, bytes.subarray(offset, offset + PIECE), options.who);
		assert.equal(last.status, 200, last.text);
	}
	return last.body;
}
const fetchLink = async (id, who) => {
	const { status, body, text } = await link(id, who);
	assert.equal(status, 200, text);
	return fetch(body.url);
};
const folderOf = id => join(store, tenant, id);
/** In the tenant's scope, as the server is. */
async function run(sql, values) {
	const client = await server.postgresql.client('frontdesk_gateway');
	await client.query('BEGIN');
	await client.query("SELECT set_config('role', $1, true), set_config('search_path', $1, true)", [schema]);
	const { rows } = await client.query(sql, values);
	await client.query('COMMIT');
	await client.end();
	return rows;
}

test('an honest file arrives on the other side as it was, as an attachment that runs nowhere', async () => {
	const bytes = pdf(2 * PIECE + 12345), whole = await send(bytes, { name: 'receipt.pdf' });
	assert.equal(whole.received, bytes.length);
	const file = await judged(whole.id);
	assert.equal(file.state, 'clean');
	assert.equal(file.name, 'receipt.pdf');
	assert.equal(file.mediaType, 'application/pdf');
	const answer = await fetchLink(whole.id, agent);
	assert.equal(answer.status, 200);
	assert.deepEqual(Buffer.from(await answer.arrayBuffer()), bytes);
	assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
	assert.equal(answer.headers.get('content-type'), 'application/octet-stream');
	assert.match(answer.headers.get('content-security-policy'), /^sandbox; default-src 'none'/);
	assert.match(answer.headers.get('content-disposition'), /^attachment; filename="receipt\.pdf"; filename\*=UTF-8''receipt\.pdf$/);
});

test('nothing of it can be read where it lies, and its name stands nowhere in clear', async () => {
	const bytes = Buffer.concat([pdf(10), Buffer.from('the secret of the receipt '.repeat(4000))]);
	const { id } = await send(bytes, { name: 'canary-name.pdf' });
	const [object] = readdirSync(folderOf(id));
	assert.ok(!readFileSync(join(folderOf(id), object)).includes('secret'));
	const [row] = await run('SELECT f::text AS all FROM files f WHERE id = $1', [id]);
	assert.ok(!row.all.includes(Buffer.from('canary-name').toString('hex')));
	assert.ok(!server.log.includes('canary-name'));
});

test('names arrive without what nobody sees, and whole otherwise', async () => {
	for (const [name, wanted] of [['영수증.PDF', '영수증.PDF'], ['a "quoted".pdf', 'a "quoted".pdf'], ['a\r\nSet-Cookie: x.pdf', 'aSet-Cookie: x.pdf'],
		['invoice\u202Efdp.exe', 'invoicefdp.exe'], ['zero\0.pdf', 'zero.pdf'], ['../../etc/passwd', 'passwd'], ['C:\\x\\y.pdf', 'y.pdf'], ['...', 'file']]) {
		const { id } = await send(pdf(100), { name });
		assert.equal((await judged(id)).name, wanted);
		const answer = await fetchLink(id);
		const [, escaped] = answer.headers.get('content-disposition').match(/filename\*=UTF-8''(\S+)$/);
		assert.equal(decodeURIComponent(escaped), wanted);
		await answer.arrayBuffer();
	}
});

test('what is infected is never given, and what was in it is gone', async () => {
	await run("UPDATE chat_widget_config SET allowed_file_types = '{*}'");
	for (const bytes of [Buffer.from(EICAR), Buffer.concat([pdf(PIECE), Buffer.from(EICAR)])]) {
		const { id } = await send(bytes, { name: 'eicar.pdf' });
		assert.equal((await judged(id, agent)).state, 'infected');
		assert.match((await get(id, agent)).threat, /Eicar/);
		assert.equal((await get(id)).threat, undefined);
		for (const who of [visitor, agent]) assert.equal((await link(id, who)).status, 409);
		await until(() => !existsSync(folderOf(id)), PATIENCE_MS, 'the store to forget it');
	}
	await run("UPDATE chat_widget_config SET allowed_file_types = '{image/*,application/pdf}'");
});

test('what is larger than the scanner takes is unscannable, and never given', async () => {
	const { id } = await send(pdf(6 * PIECE));
	assert.equal((await judged(id)).state, 'unscannable');
	assert.equal((await link(id)).status, 409);
});

test('what is not whole, or not looked through yet, is not given', async () => {
	const { body: { id } } = await begin(pdf(100));
	assert.equal((await link(id)).status, 409);
	assert.equal((await get(id)).state, 'uploading');
});

test('a kind that the tenant does not take is refused by its content, whatever its name says', async () => {
	for (const content of ['<html><script>alert(1)</script></html>', 'MZ\x90\0\x03\0\0\0', 'plain words']) {
		const bytes = Buffer.from(content, 'latin1'), { body: { id } } = await begin(bytes, { name: 'honest.pdf' });
		assert.equal((await put(id, 0, bytes)).status, 415, content);
		assert.equal((await visitor.request('GET', `${pathOf(visitor)}/${id}`)).status, 404);
	}
});

test('a file goes on where it stopped, and nowhere else', async () => {
	const bytes = pdf(3 * 65536), { body: { id } } = await begin(bytes);
	assert.equal((await put(id, 0, bytes.subarray(0, 65536))).body.received, 65536);
	const wrong = await put(id, 0, bytes.subarray(0, 65536));
	assert.equal(wrong.status, 409);
	assert.equal(wrong.body.received, 65536);
	assert.equal((await put(id, 65536, bytes.subarray(65536, 65636))).status, 422, 'too small a piece');
	assert.equal((await put(id, 65536, Buffer.alloc(3 * 65536))).status, 422, 'more than was said');
	const both = await Promise.all([1, 2].map(() => put(id, 65536, bytes.subarray(65536))));
	assert.deepEqual(both.map(answer => answer.status).sort(), [200, 409]);
	await judged(id);
	assert.deepEqual(Buffer.from(await (await fetchLink(id)).arrayBuffer()), bytes);
});

test('the same file begun again is the same, and another under its id is refused', async () => {
	const id = randomUUID(), bytes = pdf(100);
	assert.deepEqual([(await begin(bytes, { id })).status, (await begin(bytes, { id })).status, (await begin(pdf(101), { id })).status], [201, 200, 409]);
	assert.equal((await begin(bytes, { id, who: agent })).status, 409);
});

test('what is too large, empty, or not wanted at all is refused before anything of it comes', async () => {
	assert.equal((await begin(10_000_001)).status, 413);
	assert.equal((await begin(0)).status, 422);
	assert.equal((await begin(200_000_000)).status, 422);
	await run('UPDATE chat_widget_config SET file_upload_enabled = false');
	assert.equal((await begin(100)).status, 409);
	assert.equal((await begin(100, { who: agent })).status, 201, 'agents may');
	await run('UPDATE chat_widget_config SET file_upload_enabled = true');
});

test('who sent a file may remove it, and every agent; a visitor not what an agent sent', async () => {
	const [own, theirs] = [await send(pdf(100)), await send(pdf(100), { who: agent })];
	await Promise.all([judged(own.id), judged(theirs.id)]);
	const { body: { url } } = await link(own.id);
	assert.equal((await visitor.request('DELETE', `${pathOf(visitor)}/${theirs.id}`)).status, 404);
	assert.equal((await agent.request('DELETE', `${pathOf(agent)}/${own.id}`)).body.state, 'removed');
	assert.equal((await fetch(url)).status, 404, 'a link from before');
	assert.equal((await link(own.id)).status, 409);
	await until(() => !existsSync(folderOf(own.id)), PATIENCE_MS, 'the store to forget it');
});

test('a link that was changed, cut or made up is unknown', async () => {
	const { id } = await send(pdf(100));
	await judged(id);
	const { body: { url } } = await link(id);
	const turned = url.slice(0, -1) + (url.endsWith('a') ? 'b' : 'a');
	for (const wrong of [turned, url.slice(0, -1), `${server.url}/files/${'0'.repeat(104)}`, `${server.url}/files/x`])
		assert.equal((await fetch(wrong)).status, 404, wrong);
});

test('a stranger asking for a file of another chat learns nothing', async () => {
	const stranger = await Visitor.start(server, tenant), { id } = await send(pdf(100)), own = `/api/support/chat/${stranger.session.id}/files`;
	for (const [method, end, body] of [['GET', ''], ['DELETE', ''], ['POST', '/link'], ['PUT', '?offset=0', Buffer.from('x')]])
		for (const path of [pathOf(visitor), own]) {
			const [foreign, unknown] = await Promise.all([id, randomUUID()].map(of => stranger.request(method, `${path}/${of}${end}`, body, body ? { 'Content-Type': 'application/octet-stream' } : {})));
			assert.equal(foreign.status, 404, `${method} ${path}${end}`);
			assert.deepEqual(foreign.body, unknown.body);
		}
	assert.equal((await stranger.request('GET', pathOf(visitor))).status, 404);
	assert.deepEqual((await stranger.request('GET', own)).body, { items: [] });
});

test('while the scanner is away nothing is given; what had come is looked through once it is back', async () => {
	const bytes = pdf(100), { body: { id } } = await begin(bytes);
	await clamd.kill();
	assert.equal((await put(id, 0, bytes)).body.state, 'scanning');
	assert.equal((await link(id)).status, 503);
	await clamd.boot();
	assert.equal((await judged(id)).state, 'clean');
});

test('files go with their session, rows and bytes', async () => {
	const { id } = await send(pdf(100));
	await judged(id);
	const { body: { url } } = await link(id);
	await run("SELECT chat_sessions_erase(ARRAY[$1::uuid], 'system', 'a test')", [visitor.session.id]);
	assert.equal((await fetch(url)).status, 404);
	assert.deepEqual(await run('SELECT FROM files'), []);
	await until(() => readdirSync(join(store, tenant)).length === 0, PATIENCE_MS, 'the store to forget them');
});
