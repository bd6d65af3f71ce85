// Requests whose end two readers could see in two places, each with another request hidden in it: the
// worker answers the first one alone and closes, and behind a balancer nothing but what that has
// looked at is answered.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Balancer } from '../harness/balancer.mjs';
import { Nginx } from '../harness/nginx.mjs';
import { Raw } from '../harness/raw.mjs';
import { freePort, Server } from '../harness/server.mjs';
import { Tap } from '../harness/tap.mjs';
import { until } from '../harness/wait.mjs';

const attacker = '127.0.0.9', bystander = '127.0.0.8';
let server;
before(async () => (server = await Server.start({ trusted_proxies: '127.0.0.1' }, { tls: false })));
after(() => server?.stop());

/** What must not be answered unseen: its answer differs from that of all others here. */
const hidden = 'GET /chat-widget.js HTTP/1.1\r\nHost: desk\r\nX-Forwarded-For: 203.0.113.7\r\n\r\n';
const size = hidden.length;
const chunk = `${size.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`;
const post = (fields, body) => `POST /api/outer HTTP/1.1\r\nHost: desk\r\n${fields}\r\n${body}`;
const get = (fields, target = '/api/outer') => `GET ${target} HTTP/1.1\r\n${fields}\r\n`;
const handshake = version => `Host: desk\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: ${version}\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n`;

/** Each with the status that the worker itself answers. */
const shapes = [
	['both framings, the length the longer', post(`Content-Length: ${size + 5}\r\nTransfer-Encoding: chunked\r\n`, `0\r\n\r\n${hidden}`), 501],
	['both framings, the length the shorter', post('Transfer-Encoding: chunked\r\nContent-Length: 4\r\n', chunk), 501],
	['a request in a chunk', post('Transfer-Encoding: chunked\r\n', chunk), 501],
	['a chunk\'s extension that is not closed', post('Transfer-Encoding: chunked\r\n', `2;a="\r\n\r\n${hidden}\r\n0\r\n\r\n`), 501],
	['a line feed in a chunk\'s extension', post('Transfer-Encoding: chunked\r\n', `2;\nxx\r\n50\r\n${'x'.repeat(80)}\r\n0\r\n\r\n${hidden}`), 501],
	['a chunk\'s size with a space', post('Transfer-Encoding: chunked\r\n', `2 \r\n{}\r\n0\r\n\r\n${hidden}`), 501],
	['a chunk\'s size that overflows', post('Transfer-Encoding: chunked\r\n', `10000000000000002\r\n{}\r\n0\r\n\r\n${hidden}`), 501],
	['a length among the trailers', post('Transfer-Encoding: chunked\r\n', `2\r\n{}\r\n0\r\nContent-Length: 5\r\nX-Forwarded-For: 203.0.113.7\r\n\r\n${hidden}`), 501],
	['a transfer coding behind a vertical tab', post(`Transfer-Encoding: \x0bchunked\r\nContent-Length: ${size}\r\n`, hidden), 400],
	['a space before the colon of the coding', post(`Transfer-Encoding : chunked\r\nContent-Length: ${size}\r\n`, hidden), 400],
	['a folded transfer coding', post(`Transfer-Encoding:\r\n chunked\r\nContent-Length: ${size}\r\n`, hidden), 400],
	['two transfer codings', post('Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n', `0\r\n\r\n${hidden}`), 501],
	['two lengths alike', post('Content-Length: 2\r\nContent-Length: 2\r\n', `{}${hidden}`), 400],
	['two lengths', post(`Content-Length: 2\r\nContent-Length: ${size + 2}\r\n`, `{}${hidden}`), 400],
	['a list of lengths', post('Content-Length: 2, 2\r\n', `{}${hidden}`), 400],
	['a length with a sign', post('Content-Length: +2\r\n', `{}${hidden}`), 400],
	['two numbers as a length', post('Content-Length: 2 3\r\n', `{}${hidden}`), 400],
	['a folded length', post('Content-Length: 2\r\n 3\r\n', `{}${hidden}`), 400],
	['a length with NUL', post('Content-Length: 2\0\r\n', `{}${hidden}`), 400],
	['a length with a carriage return', post('Content-Length: 2\r3\r\n', `{}${hidden}`), 400],
	['an empty length', post('Content-Length:\r\n', hidden), 400],
	['a length by another name', post(`Content-Length: 2\r\nContent_Length: ${size + 2}\r\n`, `{}${hidden}`), 404],
	['a length with zeros before it', post('Content-Length: 0002\r\n', `{}${hidden}`), 404],
	['an end of line without carriage return', get('Host: desk\r\nA: b\nX-Forwarded-For: 203.0.113.7\r\n'), 400],
	['a carriage return alone', get('Host: desk\r\nA: b\rX-Forwarded-For: 203.0.113.7\r\n'), 400],
	['an end of line the wrong way round', get('Host: desk\r\nA: b\n\rX-Forwarded-For: 203.0.113.7\r\n'), 400],
	['NUL in a name', get('Host: desk\r\nA\0: b\r\n'), 400],
	['a space before the first header', get(' A: b\r\nHost: desk\r\n'), 400],
	['a host with user information in the target', get('Host: desk\r\n', 'http://a@desk/api/outer'), 400],
	['a port that is no number in the target', get('Host: desk\r\n', 'http://desk:x/api/outer'), 400],
	['a whole target without a host of its own', get('', 'http://desk/api/outer'), 400],
	['no host', get(''), 400],
	['two hosts', get('Host: desk\r\nHost: other\r\n'), 400],
	['two hosts in one', get('Host: desk, other\r\n'), 400],
	['a body of a GET', get(`Host: desk\r\nContent-Length: ${size}\r\n`) + hidden, 400],
	['a chunked body of a GET', get('Host: desk\r\nTransfer-Encoding: chunked\r\n') + chunk, 501],
	['a body of a HEAD', get(`Host: desk\r\nContent-Length: ${size}\r\n`).replace('GET', 'HEAD') + hidden, 400],
	['a body of a DELETE', get(`Host: desk\r\nContent-Length: ${size}\r\n`).replace('GET', 'DELETE') + hidden, 400],
	['a second request right behind the first', get('Host: desk\r\n') + hidden, 404],
	['an empty line and a second request behind a body', `${post('Content-Length: 2\r\n', '{}')}\r\n${hidden}`, 404],
	['another expectation', post('Expect: other\r\nContent-Length: 2\r\n', `{}${hidden}`), 400],
	['headers that only the next hop is to see', get('Host: desk\r\nConnection: close, X-Forwarded-For, Host\r\nX-Forwarded-For: 203.0.113.7\r\n'), 404],
	['a length that only the next hop is to see', post(`Connection: close, Content-Length\r\nContent-Length: ${size}\r\n`, hidden), 404],
	['a handshake of a version that there is not', get(handshake(777), '/api/support/chat/ws') + hidden, 400],
	['a handshake where no socket is', get(handshake(13)) + hidden, 404],
	['a handshake of another protocol', get('Host: desk\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n') + hidden, 501],
	['HTTP/1.0 with a transfer coding', post('Transfer-Encoding: chunked\r\nConnection: keep-alive\r\n', `0\r\n\r\n${hidden}`).replace('1.1', '1.0'), 505],
];

describe('the worker answers once, and closes, after', () => {
	for (const [name, bytes, status] of shapes)
		test(name, async () => {
			const raw = await Raw.open(server);
			raw.write(Buffer.from(bytes, 'latin1'));
			assert.ok(await raw.closed());
			assert.deepEqual([...raw.received.toString('latin1').matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, answer]) => Number(answer)), [status]);
		});
});

const balancers = {
	HAProxy: (port, replicas) => Balancer.start(port, replicas),
	nginx: (port, replicas) => Nginx.start(port, replicas),
};
for (const [name, start] of Object.entries(balancers))
	describe(`behind ${name} the worker answers what that has looked at, and nobody else's, after`, () => {
		let tap, balancer;
		before(async () => {
			tap = await Tap.start(server.port);
			balancer = await start(await freePort(), [tap, tap]);
		});
		after(async () => {
			await balancer?.stop();
			await tap?.stop();
		});
		const counts = () => tap.counts(/^X-Forwarded-For: 127\.0\.0\.[89]\r$/gim, /HTTP\/1\.1 (?!100)\d{3} /g);

		for (const [name, bytes] of shapes)
			test(name, async () => {
				const raw = await Raw.open(balancer, { localAddress: attacker });
				raw.write(Buffer.from(bytes, 'latin1'));
				assert.notEqual(await raw.status(), 0, 'the balancer or the worker answers');
				const other = await Raw.open(balancer, { localAddress: bystander });
				other.write(get('Host: desk\r\nConnection: close\r\n', '/api/bystander'));
				assert.equal(await other.status(), 404, 'the bystander gets an answer of its own');
				raw.destroy();
				await until(() => counts().every(({ asked, answered, isOver }) => isOver || asked <= answered), 20_000, 'the end of all that the balancer has marked');
				assert.deepEqual(counts().filter(({ asked, answered }) => answered > asked), [], 'an answer to what the balancer has not marked');
			});
	});
