// frontdesk-pictures itself: what it makes of pictures, honest and hostile, and what it could not do
// if one of them took it over.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { ANIMATION, DOT, PHOTO, PLACE, WEBP, chunk, png } from '../harness/photos.mjs';
import { thisVersion } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const folder = dirname(thisVersion());
const program = join(folder, 'frontdesk-pictures');
const VERDICTS = ['clean', 'foreign', 'too large', 'broken'], KINDS = ['jpeg', 'png', 'gif', 'webp'];

function request(bytes, size = bytes.length) {
	const head = Buffer.alloc(12);
	head.write('FDPQ');
	head.writeUInt32BE(1, 4);
	head.writeUInt32BE(size, 8);
	return Buffer.concat([head, bytes]);
}

function run(input) {
	return spawnSync(program, { input, env: {}, maxBuffer: 64 * 1024 * 1024 });
}

/** What becomes of a picture: { verdict, kind, width, height, frames, bytes }. */
function clean(picture) {
	const { status, signal, stdout, stderr } = run(request(picture));
	assert.deepEqual({ status, signal, said: String(stderr) }, { status: 0, signal: null, said: '' });
	const word = index => stdout.readUInt32BE(4 * index);
	assert.equal(stdout.toString('latin1', 0, 4), 'FDPA');
	assert.equal(word(7), stdout.length - 32);
	const made = { verdict: VERDICTS[word(2)] };
	if (made.verdict !== 'clean') assert.equal(stdout.length, 32);
	else Object.assign(made, { kind: KINDS[word(3)], width: word(4), height: word(5), frames: word(6), bytes: stdout.subarray(32) });
	return made;
}

const verdict = picture => clean(picture).verdict;
function shape(picture) {
	const { bytes, ...rest } = clean(picture);
	return rest;
}

// --- honest pictures -----------------------------------------------------------------------------
test('a photo is turned upright, and nothing says any more where it was taken', () => {
	assert.ok(PHOTO.includes(PLACE) && PHOTO.includes('Exif'));
	const { bytes, ...rest } = clean(PHOTO);
	assert.deepEqual(rest, { verdict: 'clean', kind: 'jpeg', width: 16, height: 24, frames: 1 });
	for (const word of [PLACE, 'Exif', 'GPS']) assert.ok(!bytes.includes(word), word);
});

test('an animation stays one, and one of too many frames is its first', () => {
	assert.deepEqual(shape(ANIMATION), { verdict: 'clean', kind: 'gif', width: 4, height: 3, frames: 3 });
	const frame = DOT.subarray(DOT.indexOf(Buffer.from([0x21, 0xf9])), -1);
	const many = Buffer.concat([DOT.subarray(0, -1), ...Array(200).fill(frame), DOT.subarray(-1)]);
	assert.deepEqual(shape(many), { verdict: 'clean', kind: 'gif', width: 1, height: 1, frames: 1 });
});

test('a WebP is turned upright, too, and loses its metadata', () => {
	assert.ok(WEBP.includes('EXIF'));
	const { bytes, ...rest } = clean(WEBP);
	assert.deepEqual(rest, { verdict: 'clean', kind: 'webp', width: 8, height: 12, frames: 1 });
	assert.ok(!bytes.includes('EXIF') && !bytes.includes('ICCP'));
});

test('a PNG loses its texts, and one that is too long a side is made smaller', () => {
	const { bytes, ...rest } = clean(png(9000, 100, { extra: chunk('tEXt', Buffer.from(`Comment\0${PLACE}`)) }));
	assert.deepEqual(rest, { verdict: 'clean', kind: 'png', width: 4096, height: 46, frames: 1 });
	assert.ok(!bytes.includes(PLACE) && !bytes.includes('tEXt'));
});

test('forty megapixels are made, in the memory that there is', () => {
	assert.deepEqual(shape(png(8000, 5000)), { verdict: 'clean', kind: 'png', width: 4096, height: 2560, frames: 1 });
});

test('a picture of one pixel is one', () => {
	assert.deepEqual(shape(DOT), { verdict: 'clean', kind: 'gif', width: 1, height: 1, frames: 1 });
});

// --- others --------------------------------------------------------------------------------------
test('a flood of pixels is refused before it is decoded', () => {
	assert.equal(verdict(png(50_000, 50_000, { rows: 1 })), 'too large');
	assert.equal(verdict(png(8000, 5001, { rows: 1 })), 'too large');
	const larger = Buffer.from(DOT); // whose frame is larger than its canvas
	larger.writeUInt16LE(0xffff, larger.indexOf(0x2c) + 5);
	larger.writeUInt16LE(0xffff, larger.indexOf(0x2c) + 7);
	assert.equal(verdict(larger), 'too large');
});

test('what is cut short, or changed on its way, is refused', () => {
	for (const picture of [PHOTO, WEBP, png(64, 64)]) {
		assert.equal(verdict(picture.subarray(0, picture.length - 30)), 'broken');
		assert.equal(verdict(picture.subarray(0, 40)) === 'clean', false);
	}
	assert.equal(verdict(png(64, 64, { rows: 20 })), 'broken');
});

test('of a picture that is something else as well only the picture is left', () => {
	const script = '<script>alert(document.domain)</script>';
	const archive = Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.from(script), Buffer.from('PK\x05\x06')]);
	const commented = Buffer.concat([DOT.subarray(0, -1), Buffer.from([0x21, 0xfe, script.length]), Buffer.from(script), Buffer.from([0, 0x3b])]);
	const parallel = Buffer.from(DOT); // "GIF89a/*": a script whose first comment is the size
	parallel.write('/*', 6);
	const others = [commented, Buffer.concat([parallel, Buffer.from(`*/=1;${script}`)])];
	for (const picture of [PHOTO, WEBP, ANIMATION, DOT, png(8, 8)].map(honest => Buffer.concat([honest, archive])).concat(others)) {
		const { verdict: said, bytes } = clean(picture);
		if (said === 'clean') assert.ok(!bytes.includes('script') && !bytes.includes('PK\x03\x04'));
		else assert.equal(said, 'broken');
	}
});

test('what is none of the four kinds is refused, whatever libvips could do with it', () => {
	const others = ['<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>', '%PDF-1.7\n1 0 obj', 'BM\x36\0\0\0\0\0\0\0',
		'II*\0\x08\0\0\0', 'P6 1 1 255\n\0\0\0', '#?RADIANCE\n', '\0\0\0\x20ftypavif', '%!PS-Adobe-3.0', 'push graphic-context', '<!doctype html>'];
	for (const other of others) assert.equal(verdict(Buffer.from(other, 'latin1')), 'foreign', other);
});

test('a request that is none has no answer', () => {
	for (const input of [request(Buffer.alloc(0)), request(DOT, 33 * 1024 * 1024), request(DOT, DOT.length + 1), Buffer.from('GET / HTTP/1.1\r\n\r\n')]) {
		const { status, stdout } = run(input);
		assert.notEqual(status, 0);
		assert.equal(stdout.length, 0);
	}
});

// --- the sandbox ---------------------------------------------------------------------------------
test('before it has read a byte its sandbox is closed', async () => {
	const waiting = spawn(program, { env: {}, stdio: ['pipe', 'pipe', 'ignore'] });
	after(() => waiting.kill('SIGKILL'));
	const status = () => readFileSync(`/proc/${waiting.pid}/status`, 'utf8');
	await until(() => /^Seccomp:\t2$/m.test(status()), 30_000, 'the filter');
	assert.match(status(), /^NoNewPrivs:\t1$/m);
	const limits = readFileSync(`/proc/${waiting.pid}/limits`, 'utf8');
	for (const limit of [/^Max open files +0 +0 /m, /^Max address space +1610612736 +1610612736 /m, /^Max cpu time +20 +20 /m, /^Max core file size +0 +0 /m])
		assert.match(limits, limit);
	for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) waiting.kill(signal); // what is meant for the worker's group
	waiting.stdin.end(request(DOT));
	const [exit] = await once(waiting, 'exit');
	assert.equal(exit, 0);
});

const FORBIDDEN = ['file', 'socket', 'pair', 'process', 'program', 'signal', 'trace', 'code', 'turned', 'descriptor', 'inherited', 'limits'];
test('in it a process can neither open a file nor a socket, nor do anything to others: it is killed', () => {
	const probe = deed => spawnSync(join(folder, 'sandbox/probe'), [deed], { env: {} });
	assert.equal(probe('nothing').status, 0);
	assert.equal(probe('memory').status, 0);
	for (const deed of FORBIDDEN) assert.equal(probe(deed).signal, 'SIGSYS', deed);
});
