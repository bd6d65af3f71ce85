// The scanner for malware, as doctor, /readyz and the metrics see it: sound, away, blind, old.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Clamd, liar } from '../harness/clamd.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

let server, clamd;
before(async () => {
	clamd = await Clamd.start();
	server = await Server.start(({ folder }) => {
		mkdirSync(join(folder, 'files'), { mode: 0o700 });
		return { files: join(folder, 'files'), clamd: clamd.address, clamd_days: '0' };
	});
	server.expect('no files are taken');
});
after(async () => {
	await server?.stop();
	await clamd?.stop();
});

/** The lines of doctor about files, with these settings; who answers it may be of this process. */
async function lines(settings) {
	const before = Object.fromEntries(server.settings());
	server.configure({ ...before, ...settings });
	const doctor = spawn(server.binary, ['doctor', '--config', server.config], { stdio: ['ignore', 'pipe', 'ignore'] });
	const said = Buffer.concat(await doctor.stdout.toArray()).toString();
	server.configure(before);
	return said.split('\n').filter(line => / (files|scanner) +/.test(line)).map(line => line.replace(/ +/g, ' '));
}

const ready = async () => JSON.parse((await server.ask('/readyz')).text);
const isReady = wanted => until(async () => (await ready()).scannerReady === wanted, 30_000, 'the scanner to be seen');
/** What a ClamAV says whose signatures were made so many days ago. */
const version = days => `ClamAV 1.4.6/27000/${new Date(Date.now() - days * 86400000).toUTCString().replace(/^(...), (\d\d) (...) (\d{4}) (\S+) GMT$/, '$1 $3 $2 $5 $4')}\0`;
const answering = days => command => (command === 'VERSION' ? version(days) : 'stream: Eicar FOUND\0');

test('a scanner that finds what it should is ready, and does not say how old its signatures are', async () => {
	await isReady(true);
	assert.deepEqual(await ready(), { status: 'ready', scannerReady: true });
	const [files, scanner] = await lines({});
	assert.match(files, /^ok files \S+ is ours to write to\.$/);
	assert.match(scanner, /^warn scanner clamd does not say how old its signatures are: run freshclam\.$/);
	assert.match((await server.ask('/metrics')).text, /^frontdesk_scanner_ready\{worker="0"\} 1$/m);
});

test('where their age matters one that does not say is too old', async () => {
	assert.match((await lines({ clamd_days: '7' }))[1], /^FAIL scanner clamd does not say how old/);
});

test('signatures of yesterday are told with their number, of a month ago are too old', async () => {
	const young = await liar(answering(1)), old = await liar(answering(30));
	assert.match((await lines({ clamd: young.address, clamd_days: '7' }))[1], /^ok scanner clamd looks for signatures 27000, 2[345] hours old\.$/);
	assert.match((await lines({ clamd: old.address, clamd_days: '7' }))[1], /^FAIL scanner clamd looks for signatures 27000, 7[12]\d hours old: run freshclam\.$/);
	young.stop();
	old.stop();
});

test('one that finds nothing is found out', async () => {
	const blind = await Clamd.start({}, { signatures: false });
	assert.match((await lines({ clamd: blind.address }))[1], /^FAIL scanner clamd does not find the test file of EICAR/);
	await blind.stop();
});

test('one that is away, speaks nonsense or is no address is a failure', async () => {
	const fool = await liar(() => 'HTTP/1.1 400 Bad Request\0');
	assert.match((await lines({ clamd: 'unix:/nowhere/clamd' }))[1], /^FAIL scanner clamd does not answer as it should/);
	assert.match((await lines({ clamd: fool.address }))[1], /^FAIL scanner clamd does not answer as it should/);
	assert.match((await lines({ clamd: 'somewhere' }))[1], /^FAIL scanner clamd must be unix:\/path or host:port\.$/);
	fool.stop();
});

test('without both there is nothing to look at but that', async () => {
	assert.deepEqual(await lines({ clamd: '', files: '' }), ['warn files No folder: files cannot be sent. Set files, and clamd.']);
	assert.match((await lines({ clamd: '' }))[1], /^warn scanner No scanner for malware/);
	assert.match((await lines({ files: '/dev/null' }))[0], /^FAIL files \/dev\/null: the folder for files must be/);
});

test('the server notices that the scanner has gone and that it is back, and is ready for all else meanwhile', async () => {
	await isReady(true);
	await server.kill('SIGTERM');
	await clamd.kill();
	await server.boot();
	await isReady(false);
	assert.equal((await server.ask('/readyz')).status, 200);
	await clamd.boot();
	await isReady(true);
});
