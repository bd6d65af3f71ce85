// Files that lie in a bucket: they come and go as in a folder, and a service that is away, or refuses, loses none.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Clamd } from '../harness/clamd.mjs';
import { Visitor } from '../harness/client.mjs';
import { KEY, REGION, S3, SECRET } from '../harness/s3.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const PIECE = 1 << 20, PATIENCE_MS = 60_000, REFUSED = 'the service for files refuses';
let server, clamd, s3, secret, tenant, visitor;

before(async () => {
	clamd = await Clamd.start();
	s3 = await S3.start();
	server = await Server.start(({ folder }) => {
		secret = join(folder, 'secret');
		writeFileSync(secret, `${SECRET}\n`, { mode: 0o600 });
		return { files: s3.address, files_region: REGION, files_key_id: KEY, files_secret_file: secret, clamd: clamd.address, clamd_days: '0' };
	});
	tenant = server.createTenant('Buckets');
	visitor = await Visitor.start(server, tenant);
	await until(async () => JSON.parse((await server.ask('/readyz')).text).scannerReady, PATIENCE_MS, 'the scanner to be seen');
});
after(async () => {
	await server?.stop();
	await s3?.stop();
	await clamd?.stop();
});

const bytesOf = size => Buffer.concat([Buffer.from('%PDF-1.7\nthe secret of the receipt\n'), randomBytes(size)]).subarray(0, size);
const path = () => `/api/support/chat/${visitor.session.id}/files`;
async function begin(bytes) {
	const { status, body, text } = await visitor.request('POST', path(), { id: randomUUID(), name: 'receipt.pdf', size: bytes.length });
	assert.equal(status, 201, text);
	return body.id;
}
const put = (id, offset, bytes) => visitor.request('PUT', `${path()}/${id}?offset=${offset}`, bytes.subarray(offset, offset + PIECE), { 'Content-Type': 'application/octet-stream' });
const get = async id => (await visitor.request('GET', `${path()}/${id}`)).body;
async function send(bytes) {
	const id = await begin(bytes);
	for (let offset = 0; offset < bytes.length; offset += PIECE) assert.equal((await put(id, offset, bytes)).status, 200);
	return id;
}
const isClean = id => until(async () => (await get(id)).state === 'clean', PATIENCE_MS, 'a verdict');
const link = async id => (await visitor.request('POST', `${path()}/${id}/link`)).body.url;
const fetched = async id => Buffer.from(await (await fetch(await link(id))).arrayBuffer());
const of = id => s3.objects().filter(name => name.includes(id));

test('a file lies in the bucket piece by piece, sealed, and comes back as it was', async () => {
	const bytes = bytesOf(2 * PIECE + 12345), id = await send(bytes);
	await isClean(id);
	assert.equal(of(id).length, 3);
	assert.ok(of(id).every(name => name.includes(`/of/frontdesk/${tenant}/${id}/`)));
	assert.ok(of(id).every(name => !readFileSync(name).includes('secret')));
	assert.deepEqual(await fetched(id), bytes);
});

test('what is removed is gone from the bucket, and nothing else', async () => {
	const bytes = bytesOf(PIECE + 1), stays = await send(bytes), goes = await send(bytes);
	await Promise.all([stays, goes].map(isClean));
	assert.equal((await visitor.request('DELETE', `${path()}/${goes}`)).status, 200);
	await until(() => of(goes).length === 0, PATIENCE_MS, 'the bucket to forget it');
	assert.equal(of(stays).length, 2);
	assert.deepEqual(await fetched(stays), bytes);
});

test('a service that is away loses nothing: the piece is refused, and taken when it is there again', async () => {
	server.expect(REFUSED);
	const bytes = bytesOf(2 * PIECE), id = await begin(bytes);
	assert.equal((await put(id, 0, bytes)).status, 200);
	await s3.pause();
	const refused = await put(id, PIECE, bytes);
	assert.equal(refused.status, 503);
	assert.ok(refused.headers.get('retry-after'));
	assert.equal((await get(id)).received, PIECE);
	await s3.resume();
	assert.equal((await put(id, PIECE, bytes)).status, 200);
	await isClean(id);
	assert.deepEqual(await fetched(id), bytes);
});

test('one answer that it is busy is asked once more, and nobody hears of it', async () => {
	const said = server.log.split(REFUSED).length, id = await begin(bytesOf(100));
	s3.answers.push([503, 'SlowDown']);
	assert.equal((await put(id, 0, bytesOf(100))).status, 200);
	assert.equal(server.log.split(REFUSED).length, said);
});

test('a service without room is said to be full, until it has room again', async () => {
	const bytes = bytesOf(100), id = await begin(bytes);
	server.expect('no room for files: they are refused until there is');
	s3.answers.push([507, 'InsufficientStorage']);
	const refused = await put(id, 0, bytes);
	assert.equal(refused.status, 503);
	assert.match(refused.body.detail, /no room for files/);
	assert.equal((await put(id, 0, bytes)).status, 200);
	await until(() => server.log.includes('there is room for files again'), PATIENCE_MS, 'room to be told of');
});

test('an object that somebody changed in the bucket is given to nobody', async () => {
	const bytes = bytesOf(1000), id = await send(bytes);
	await isClean(id);
	const [object] = of(id), there = readFileSync(object);
	there[500] ^= 1;
	writeFileSync(object, there);
	await assert.rejects(async () => assert.deepEqual(await fetched(id), bytes));
	server.expect('a file cannot be given');
});

/** What a command says; the service answers it from this process. */
async function said(args, environment = {}) {
	const child = spawn(server.binary, [...args, '--config', server.config], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment } });
	const [out, complaints] = await Promise.all([child.stdout, child.stderr].map(stream => stream.toArray()));
	return Buffer.concat([...out, ...complaints]).toString();
}

test('doctor writes, reads and drops there, and says what the service says where it may not', async () => {
	const before = s3.objects().length;
	assert.match(await said(['doctor']), /^ok +files +http:\/\/127\.0\.0\.1:\d+\/desk-files\/of\/frontdesk writes, reads and drops\.$/m);
	assert.equal(s3.objects().length, before);
	writeFileSync(secret, 'another secret\n');
	assert.match(await said(['doctor']), /^FAIL +files +http.*: It answers 403 SignatureDoesNotMatch\.$/m);
	writeFileSync(secret, `${SECRET}\n`);
});

test('settings that will not do are named', async () => {
	for (const [name, value, sentence] of [
		['FILES', 'http://127.0.0.1:1/', /files must be a folder, or https:\/\/host\/bucket/],
		['FILES', 'http://127.0.0.1:1/bucket?x=1', /files must be a folder/],
		['FILES', 'http://127.0.0.1:1/a/../b', /files must be a folder/],
		['FILES_KEY_ID', '', /files wants files_key_id and files_secret_file where it is a service/],
		['FILES_SECRET_FILE', '/nowhere', /files_secret_file: \/nowhere cannot be read: No such file or directory/],
	]) assert.match(await said(['serve', '--listen', `unix:${secret}.socket`], { [`FRONTDESK_${name}`]: value }), sentence, name);
});
