// The certificate's life: what will not do is refused, a renewed one is served without a restart, and
// doctor and figures say how long it lasts.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { after, before, test } from 'node:test';
import { Visitor, sendMessage } from '../harness/client.mjs';
import { freePort, Server } from '../harness/server.mjs';
import { makeCertificate, trust } from '../harness/tls.mjs';
import { until } from '../harness/wait.mjs';

const refused = 'a changed certificate is refused, the one before serves on';
let server, tenant, served;
before(async () => {
	server = await Server.start({}, { tls: true });
	served = Object.fromEntries(server.settings().filter(([name]) => name.startsWith('tls_')));
	tenant = server.createTenant('Shop');
});
after(() => server?.stop());

const lines = event => [...server.log.matchAll(/^\{.*\}$/gm)].map(([line]) => JSON.parse(line)).filter(line => line.event === event);

/** A pair of files in a folder of its own. */
function pair(name, options) {
	const folder = join(server.folder, name);
	mkdirSync(folder, { recursive: true });
	return makeCertificate(folder, options);
}

/** Puts files in the served ones' place, each at once. */
function install(certificate, key) {
	for (const [from, to] of [[certificate, served.tls_certificate], [key, served.tls_key]]) {
		copyFileSync(from, `${to}.new`);
		chmodSync(`${to}.new`, 0o600);
		renameSync(`${to}.new`, to);
	}
}

/** The certificate that a new handshake gets. */
async function shown() {
	const socket = connect({ port: server.port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false });
	await once(socket, 'secureConnect');
	const { fingerprint256 } = socket.getPeerX509Certificate();
	socket.destroy();
	return fingerprint256;
}

const read = path => new X509Certificate(readFileSync(path));

/** A visitor whose socket is open from now on; `goesOn` shows that it is the same one. */
async function connected() {
	const visitor = await Visitor.start(server, tenant);
	const socket = await visitor.connect();
	socket.send('resume', { sessionId: visitor.session.id });
	await socket.event('resumed');
	visitor.goesOn = () => sendMessage(visitor, visitor.session.id, 'still here');
	return visitor;
}

test('the figure says when the certificate ends', async () => {
	const { validTo } = read(served.tls_certificate);
	assert.deepEqual(await server.figures('frontdesk_tls_certificate_expires_timestamp_seconds'), [Date.parse(validTo) / 1000]);
});

test('a renewed pair is shown to new handshakes, and no connection is cut', async () => {
	const visitor = await connected();
	const renewed = pair('renewed', { days: 60 });
	install(renewed.tls_certificate, renewed.tls_key);
	const { fingerprint256, validTo } = read(renewed.tls_certificate);
	await until(async () => await shown() === fingerprint256, 20_000, 'the renewed one to be shown');
	await visitor.goesOn();
	assert.equal(visitor.socket.ws.readyState, 1);
	assert.deepEqual(lines(refused), []);
	assert.equal(lines('a changed certificate is served').at(-1).expires_at, Date.parse(validTo) / 1000);
	trust(renewed);
	assert.deepEqual(await server.figures('frontdesk_tls_certificate_expires_timestamp_seconds'), [Date.parse(validTo) / 1000]);
	await visitor.socket.close();
});

/** What is no pair: its name, a function that makes its files, and what is said of it. */
const bad = [
	['of which the key is another’s', () => [pair('one').tls_certificate, pair('other').tls_key], 'tls_key is not the key of tls_certificate'],
	['of which the key is of another kind', () => [pair('one').tls_certificate, pair('rsa', { key: ['rsa:2048'] }).tls_key], 'tls_key is not the key of tls_certificate'],
	['that has expired', () => Object.values(pair('old', { daysAgo: 40 })), 'the certificate in tls_certificate has expired'],
	['whose certificate is garbage', () => [garbage(), pair('one').tls_key], 'tls_certificate cannot be read, is no PEM file of certificates, or its key is too weak'],
	['whose key is garbage', () => [pair('one').tls_certificate, garbage()], 'tls_key cannot be read, or is no PEM file of a key without passphrase'],
	['whose key wants a passphrase', () => [pair('one').tls_certificate, locked(pair('one').tls_key)], 'tls_key cannot be read, or is no PEM file of a key without passphrase'],
	['that is too weak', () => Object.values(pair('weak', { key: ['rsa:1024'] })), 'tls_certificate cannot be read, is no PEM file of certificates, or its key is too weak'],
];

function garbage() {
	const path = join(server.folder, 'garbage');
	writeFileSync(path, '-----BEGIN CERTIFICATE-----\nnone\n');
	return path;
}

function locked(key) {
	const path = `${key}.locked`;
	const made = spawnSync('openssl', ['pkey', '-in', key, '-aes256', '-passout', 'pass:secret', '-out', path], { encoding: 'utf8' });
	assert.equal(made.status, 0, made.stderr);
	return path;
}

test('a changed pair that will not do is refused with its reason, and the one before serves on', async () => {
	server.expect(refused);
	const visitor = await connected();
	const before = await shown();
	const good = { certificate: `${served.tls_certificate}.good`, key: `${served.tls_key}.good` };
	copyFileSync(served.tls_certificate, good.certificate);
	copyFileSync(served.tls_key, good.key);
	for (const [name, make, reason] of bad) {
		const count = lines(refused).length;
		install(...make());
		await until(() => lines(refused).length > count, 20_000, `a pair ${name} to be refused`);
		assert.deepEqual([lines(refused).at(-1).level, lines(refused).at(-1).reason], ['error', reason], name);
		assert.equal(await shown(), before, name);
	}
	rmSync(served.tls_key);
	await until(() => lines(refused).length > bad.length, 20_000, 'a missing key to be refused');
	assert.equal(lines(refused).length, bad.length + 1, 'each is said once');
	install(good.certificate, good.key);
	await until(() => lines('a changed certificate is served').length === 2, 20_000, 'the good one to be back');
	await visitor.goesOn();
	await visitor.socket.close();
});

test('at SIGHUP new handshakes get what is there then, and sockets end by their goodbye', async () => {
	const visitor = await connected();
	const next = pair('next', { days: 90 });
	install(next.tls_certificate, next.tls_key);
	trust(next);
	const { worker } = server;
	server.process.kill('SIGHUP');
	await visitor.socket.event('goodbye', event => event.reason === 'drain', 20_000);
	await visitor.socket.closed;
	assert.equal(await shown(), read(next.tls_certificate).fingerprint256);
	assert.notEqual(server.worker, worker);
});

test('a start with a pair that will not do ends with the reason', async () => {
	const listen = `127.0.0.1:${await freePort()}`;
	for (const [name, make, reason] of bad.slice(0, 4)) {
		const [certificate, key] = make();
		const { status, stderr } = spawnSync(server.binary, ['serve', '--config', server.config, '--listen', listen, '--tls-certificate', certificate, '--tls-key', key], { encoding: 'utf8', timeout: 20_000 });
		assert.equal(status, 1, name);
		assert.ok(stderr.includes(reason), `${name}: ${stderr}`);
	}
	const half = spawnSync(server.binary, ['serve', '--config', server.config, '--listen', listen, '--tls-certificate', ''], { encoding: 'utf8', timeout: 20_000 });
	assert.equal(half.status, 1, 'a key without a certificate');
});

/** What doctor says of TLS when it is asked with these files. */
const diagnose = ({ tls_certificate: certificate, tls_key: key }, ...more) =>
	spawnSync(server.binary, ['doctor', '--config', server.config, '--tls-certificate', certificate, '--tls-key', key, ...more], { encoding: 'utf8' })
		.stdout.split('\n').filter(line => /^\S+\s+(certificate|tls_key)/.test(line)).join('\n');

test('doctor says how long the certificate lasts, and what is wrong with it', () => {
	const good = pair('good');
	chmodSync(good.tls_key, 0o400);
	assert.match(diagnose(good), /^ok {4}certificate {3}Good for (27|28) days\.\nok {4}tls_key .*owner alone\.$/);
	assert.match(diagnose(pair('short', { days: 12 })), /^warn {2}certificate {3}It expires in (9|10) days: renew it/m);
	assert.match(diagnose(pair('old', { daysAgo: 40 })), /^FAIL {2}certificate {3}the certificate in tls_certificate has expired/m);
	assert.match(diagnose(pair('early', { daysAgo: -40 })), /^warn {2}certificate {3}By this machine's clock it is not valid yet/m);
	assert.match(diagnose({ ...good, tls_key: pair('other').tls_key }), /^FAIL {2}certificate {3}tls_key is not the key of tls_certificate/m);
	assert.match(diagnose(good, '--public-url', 'https://desk.example:8443/x'), /^FAIL {2}certificate {3}It does not name desk\.example/m);
	assert.doesNotMatch(diagnose(good, '--public-url', 'https://127.0.0.1:8443'), /FAIL/);
	assert.doesNotMatch(diagnose(pair('wild', { names: 'DNS:*.desk.example' }), '--public-url', 'https://eu.desk.example'), /does not name/);
	assert.match(diagnose(pair('v6', { names: 'IP:::1' }), '--public-url', 'https://[::1]:8443'), /Good for/);
	assert.doesNotMatch(diagnose(pair('v6', { names: 'IP:::1' }), '--public-url', 'https://[::1]:8443'), /does not name/);
	chmodSync(good.tls_key, 0o440);
	assert.match(diagnose(good), /^FAIL {2}tls_key .*open to others than its owner: chmod go= /m);
	assert.match(diagnose({ ...good, tls_key: '' }), /^FAIL {2}certificate {3}Of tls_certificate and tls_key only one is set/m);
});
