// Proxies that hand on bytes, and say first whom they are from (the PROXY protocol): from 127.0.0.2,
// which is trusted. Everybody else comes without a header.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { after, before, test } from 'node:test';
import { endWithUs } from '../harness/ending.mjs';
import { Haproxy } from '../harness/haproxy.mjs';
import { Raw } from '../harness/raw.mjs';
import { Server, freePort } from '../harness/server.mjs';
import { makeCertificate } from '../harness/tls.mjs';
import { until } from '../harness/wait.mjs';

const proxy = '127.0.0.2';
const settings = { trusted_proxies: proxy, proxy_protocol: 'true', rate_limits: 'true' };
let server;
before(async () => (server = await Server.start(settings, { tls: false })));
after(() => server?.stop());

const healthz = 'GET /healthz HTTP/1.1\r\nHost: desk\r\n\r\n';
const line = address => Buffer.from(`PROXY TCP4 ${address} 10.0.0.1 1234 443\r\n`);

/** A header of version 2: its command, family and what follows, with a TLV behind it. */
function binary(command, family, addresses) {
	const rest = Buffer.concat([Buffer.from(addresses), Buffer.from('\x04\0\x03abc', 'latin1')]);
	return Buffer.concat([Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1'), Buffer.from([0x20 | command, family, rest.length >> 8, rest.length & 255]), rest]);
}
const v4 = address => binary(1, 0x11, [...address.split('.').map(Number), 10, 0, 0, 1, 4, 210, 1, 187]);

async function answerTo(bytes, localAddress = proxy) {
	const raw = await Raw.open(server, { localAddress });
	raw.write(bytes);
	const status = await raw.status();
	raw.destroy();
	return status;
}

/** Whether a proxy's client gets an answer through TLS that begins behind the header. */
async function answerSecurely(port) {
	const socket = connect({ port, host: '127.0.0.1', localAddress: proxy });
	socket.write(v4('203.0.113.6'));
	const inner = connectTls({ socket, rejectUnauthorized: false });
	inner.write(healthz);
	const [answer] = await inner.take(1).toArray();
	inner.destroy();
	return /^HTTP\/1\.1 200 /.test(String(answer));
}

/** Asks from behind the header until a limit of one address stops it; how often it was asked. */
async function askUntilLimited(header) {
	const agent = new Agent({ keepAlive: true, maxSockets: 20 });
	agent.createConnection = options => {
		const socket = connect({ ...options, localAddress: proxy });
		socket.write(header);
		return socket;
	};
	let asked = 0;
	const ask = () => new Promise((resolve, reject) => {
		asked++;
		get({ host: '127.0.0.1', port: server.port, path: '/api/nowhere', agent }, answer => {
			answer.resume();
			answer.on('end', () => resolve(answer.statusCode));
		}).on('error', reject);
	});
	await until(async () => (await Promise.all(Array.from({ length: 200 }, ask))).includes(429), 20_000, 'a 429');
	agent.destroy();
	return asked;
}

test('HAProxy with send-proxy-v2 passes on whom it serves', async () => {
	const haproxy = await Haproxy.start(server, `source ${proxy}`, 'default-server send-proxy-v2');
	const ask = localAddress => new Promise((resolve, reject) => {
		get({ host: '127.0.0.1', port: haproxy.port, path: '/api/nowhere', localAddress, agent: false }, answer => {
			answer.resume();
			resolve(answer.statusCode);
		}).on('error', reject);
	});
	const knock = () => Promise.all(Array.from({ length: 100 }, () => ask('127.0.3.1')));
	await until(async () => (await knock()).includes(429), 20_000, 'a 429');
	assert.equal(await ask('127.0.3.2'), 404);
	await haproxy.stop();
});

test('whom the header names is held responsible, each for itself', async () => {
	for (const header of [line('203.0.113.1'), v4('203.0.113.2')]) assert.ok(await askUntilLimited(header) > 400);
	assert.equal(await answerTo(Buffer.concat([v4('203.0.113.3'), Buffer.from(healthz)])), 200);
});

test('a header that comes byte by byte, with the request right behind it, is read', async () => {
	for (const header of [line('203.0.113.4'), v4('203.0.113.4'), binary(1, 0x21, Buffer.alloc(36, 1))]) {
		const raw = await Raw.open(server, { localAddress: proxy });
		await raw.trickle(header);
		raw.write(healthz);
		assert.equal(await raw.status(), 200);
		raw.destroy();
	}
});

test('a proxy that asks for itself, or cannot name an address, is its own client', async () => {
	const headers = [Buffer.from('PROXY UNKNOWN\r\n'), binary(0, 0, []), binary(1, 0, []), binary(1, 0x31, Buffer.alloc(216))];
	for (const header of headers) assert.equal(await answerTo(Buffer.concat([header, Buffer.from(healthz.replace('healthz', 'metrics'))])), 200, 'as from this machine');
	assert.equal(await answerTo(Buffer.concat([v4('203.0.113.5'), Buffer.from(healthz.replace('healthz', 'metrics'))])), 404);
});

test('a header from elsewhere is not believed: it is no HTTP', async () => {
	assert.equal(await answerTo(Buffer.concat([line('127.0.0.1'), Buffer.from(healthz)]), '127.0.0.1'), 400);
	assert.equal(await answerTo(Buffer.concat([v4('127.0.0.1'), Buffer.from(healthz)]), '127.0.0.1'), 400);
	assert.equal(await answerTo(healthz, '127.0.0.1'), 200);
});

test('a trusted proxy without a header is not served, and the log says why', async () => {
	const warning = 'a trusted proxy\'s connection begins without a PROXY protocol header';
	server.expect(warning);
	assert.equal(await answerTo(healthz), 0);
	await until(() => server.log.includes(warning), 20_000, 'the warning');
});

test('a proxy that says nothing is let go', async () => {
	const silent = await Raw.open(server, { localAddress: proxy });
	const begun = await Raw.open(server, { localAddress: proxy });
	begun.write('PROXY TCP4 203');
	assert.ok(await silent.closed());
	assert.ok(await begun.closed());
});

test('a drain waits for a header that is on its way', async () => {
	const other = await Server.twin(server);
	const raw = await Raw.open(other, { localAddress: proxy });
	raw.write('PROXY ');
	assert.equal((await other.ask('/healthz')).status, 200);
	other.process.kill('SIGTERM');
	await until(() => other.log.includes('"event":"draining"'), 20_000, 'the drain');
	raw.write(`UNKNOWN\r\n${healthz}`);
	assert.equal(await raw.status(), 200);
	raw.destroy();
	assert.deepEqual(await other.exited, [0, null]);
	other.assertClean();
});

test('without anybody to trust, nothing is served with it', async () => {
	const listen = `127.0.0.1:${await freePort()}`;
	assert.throws(() => server.command(['serve', '--listen', listen, '--trusted-proxies', '']), /proxy_protocol needs trusted_proxies/);
});

test('it comes before the handshake of TLS', async () => {
	const pair = makeCertificate(server.folder);
	const port = await freePort();
	const secure = spawn(server.binary, ['serve', '--config', server.config, '--listen', `127.0.0.1:${port}`, '--tls-certificate', pair.tls_certificate, '--tls-key', pair.tls_key], { stdio: 'ignore' });
	endWithUs(secure);
	const exited = once(secure, 'close');
	await until(() => answerSecurely(port).catch(() => false), 20_000, 'the worker to answer');
	secure.kill('SIGTERM');
	assert.deepEqual(await exited, [0, null]);
});
