// Requests that no client sends: each gets the right answer, and nothing stops.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { Raw } from '../harness/raw.mjs';
import { Server } from '../harness/server.mjs';

let server, pid;
before(async () => {
	server = await Server.start();
	pid = server.worker;
});
after(() => server?.stop());
afterEach(async () => {
	assert.equal((await fetch(`${server.url}/healthz`)).status, 200, 'the worker answers');
	assert.equal(server.worker, pid);
});

const post = (headers, body = '') => `POST /api/admin/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${headers}\r\n${body}`;
const get = (path, headers = '') => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`;

async function answerTo(bytes) {
	const raw = await Raw.open(server);
	raw.write(bytes);
	const status = await raw.status();
	raw.destroy();
	return status;
}

describe('a body', () => {
	const cases = [
		['without a length is 411', post('', '{}'), [411]],
		['with a signed length is 400', post('Content-Length: +2\r\n', '{}'), [400]],
		['with a negative length is 400', post('Content-Length: -2\r\n', '{}'), [400]],
		['with a length in hex is 400', post('Content-Length: 0x2\r\n', '{}'), [400]],
		['with a length that overflows is refused', post('Content-Length: 99999999999999999999999\r\n', '{}'), [400, 413]],
		['with two lengths is 400', post('Content-Length: 2\r\nContent-Length: 2\r\n', '{}'), [400]],
		['with a list of lengths is 400', post('Content-Length: 2, 2\r\n', '{}'), [400]],
		['that is chunked is 501', post('Transfer-Encoding: chunked\r\n', '2\r\n{}\r\n0\r\n\r\n'), [501]],
		['with both framings is 501 or 400', post('Transfer-Encoding: chunked\r\nContent-Length: 2\r\n', '{}'), [400, 501]],
		['with an unknown transfer coding is 501', post('Transfer-Encoding: identity\r\nContent-Length: 2\r\n', '{}'), [501]],
		['that announces too much is 413', post('Content-Length: 70000\r\n', '{'), [413]],
		['of another type is 415', post('Content-Length: 2\r\n', '{}').replace('application/json', 'text/plain'), [415]],
		['that is not JSON is 400', post('Content-Length: 5\r\n', '{"a":'), [400]],
		['that is not an object is 400', post('Content-Length: 2\r\n', '[]'), [400]],
		['that is not UTF-8 is 400', Buffer.from(post('Content-Length: 9\r\n', '{"a":"\xff"}'), 'latin1'), [400]],
		['with a NUL in a string is 400', post('Content-Length: 9\r\n', '{"a":"\0"}'), [400]],
		['with half a surrogate pair is refused by the field that has it, or not at all', post('Content-Length: 14\r\n', '{"a":"\\ud800"}'), [403]],
		['10,000 deep is 400', post('Content-Length: 20006\r\n', `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`), [400]],
		['missing where one is wanted is 400', post('Content-Length: 0\r\n'), [400]],
	];
	for (const [name, bytes, expected] of cases)
		test(name, async () => {
			const status = await answerTo(bytes);
			assert.ok(expected.includes(status), `${status}, expected ${expected}`);
		});
});

describe('a head', () => {
	const cases = [
		['with 1,000 headers is 431', get('/healthz', Array.from({ length: 1000 }, (_, i) => `X-${i}: 1\r\n`).join('')), [431]],
		['of 100 KB is 431', get('/healthz', `X: ${'y'.repeat(100_000)}\r\n`), [431]],
		['with a path of 20 KB is refused', get(`/${'a'.repeat(20_000)}`), [400, 404, 414, 431]],
		['asking for another upgrade is refused plainly', get('/healthz', 'Connection: Upgrade\r\nUpgrade: other\r\n'), [200, 400, 426, 501]],
		['asking for h2c is refused plainly', get('/healthz', 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n'), [200, 400, 426, 501]],
		['with an unknown method is refused', 'BREW /pot HTTP/1.1\r\nHost: localhost\r\n\r\n', [0, 400, 404, 405, 501]],
		['with HTTP/2 prior knowledge ends the connection', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [0, 400, 404, 405, 501, 505]],
		['that is no HTTP at all ends the connection', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', [0, 400]],
	];
	for (const [name, bytes, expected] of cases)
		test(name, async () => {
			const status = await answerTo(bytes);
			assert.ok(expected.includes(status), `${status}, expected ${expected}`);
		});
});

describe('a form', () => {
	const form = (body, headers = `Content-Length: ${Buffer.byteLength(body)}\r\n`) => `POST /csat/${'A'.repeat(64)} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n${headers}\r\n${body}`;
	const cases = [
		['of a link that is nobody’s is 404', form('rating=4'), [404]],
		['of many parameters is read to its end', form('rating=4&'.repeat(7000)), [404]],
		['of nothing but separators is read to its end', form('&=%&=&'.repeat(10_000)), [404]],
		['that is chunked is 501', form('', 'Transfer-Encoding: chunked\r\n'), [501]],
		['that announces too much is 413', form('', 'Content-Length: 70000\r\n'), [413]],
		['without a length is 411', form('', ''), [411]],
		['of another type is 415', form('rating=4').replace('x-www-form-urlencoded', 'json'), [415]],
		['to a link of 7 KB is 404', form('rating=4').replace('A'.repeat(64), 'A'.repeat(7000)), [404]],
		['to a link of bytes is refused', form('rating=4').replace('A'.repeat(64), '%00%ff'), [400, 404]],
	];
	for (const [name, bytes, expected] of cases)
		test(name, async () => {
			const status = await answerTo(bytes);
			assert.ok(expected.includes(status), `${status}, expected ${expected}`);
		});
});

describe('a path', () => {
	for (const path of ['/../etc/passwd', '/widget/../../etc/passwd', '/assets/%2e%2e/%2e%2e/etc/passwd', '/assets/..%2f..%2fetc/passwd', '/assets/%00', '/%', '/%zz', '//etc/passwd', '/assets/\\..\\'])
		test(`${path} shows nothing`, async () => {
			const raw = await Raw.open(server);
			raw.write(get(path));
			assert.ok([400, 404].includes(await raw.status()));
			assert.ok(!raw.received.includes('root:'));
			raw.destroy();
		});
});

test('a head that comes byte by byte is answered', async () => {
	const raw = await Raw.open(server);
	await raw.trickle(get('/healthz'), 1);
	assert.equal(await raw.status(), 200);
	raw.destroy();
});

test('a head that never ends is cut off', async () => {
	const raw = await Raw.open(server);
	raw.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n');
	assert.ok(await raw.closed(25_000));
});

test('a body that never comes is cut off', async () => {
	const raw = await Raw.open(server);
	raw.write(post('Content-Length: 100\r\n', '{'));
	assert.ok(await raw.closed(30_000));
});

test('a body one byte a second is cut off', async () => {
	const raw = await Raw.open(server);
	raw.write(post('Content-Length: 60000\r\n'));
	const drip = setInterval(() => raw.write(' '), 1000);
	assert.ok(await raw.closed(30_000));
	clearInterval(drip);
});

test('the target of a proxy’s request, whole with its host, is taken, and an empty line before it', async () => {
	const asked = [`GET http://desk.example/healthz HTTP/1.1\r\nHost: other\r\n\r\n`, `\r\n${get('/healthz')}`];
	for (const bytes of asked) assert.equal(await answerTo(bytes), 200);
});

test('a request of HTTP/1.0, as nginx makes them, is told what to set', async () => {
	const raw = await Raw.open(server);
	raw.write('GET /healthz HTTP/1.0\r\nHost: localhost\r\nConnection: close\r\n\r\n');
	assert.equal(await raw.status(), 505);
	assert.ok(await raw.closed());
	assert.match(String(raw.received), /proxy_http_version 1\.1/);
	raw.destroy();
});

test('a second request in the same packet is not answered as the first one’s', async () => {
	const raw = await Raw.open(server);
	raw.write(get('/healthz') + get('/nowhere'));
	assert.equal(await raw.status(), 200);
	raw.destroy();
});

test('a problem is a problem document and carries no stack', async () => {
	const answer = await fetch(`${server.url}/api/nowhere`);
	assert.equal(answer.status, 404);
	assert.match(answer.headers.get('content-type'), /^application\/problem\+json/);
	const problem = await answer.json();
	assert.equal(problem.status, 404);
	assert.equal(problem.code, 'absent');
});

for (const path of ['/healthz', '/chat-widget.js', '/admin/support/chat'])
	test(`an answer to a request for ${path} that is to close the connection is its last`, async () => {
		const raw = await Raw.open(server);
		raw.write(get(path, 'Connection: close\r\n'));
		assert.ok(await raw.closed());
		assert.match(raw.received.toString('latin1'), /^HTTP\/1\.1 200 [^]*\r\nConnection: close\r\n/i);
	});

test('a wrong method names the right ones', async () => {
	const answer = await fetch(`${server.url}/api/admin/sign-in`, { method: 'DELETE' });
	assert.equal(answer.status, 405);
	assert.match(answer.headers.get('allow'), /POST/);
});
