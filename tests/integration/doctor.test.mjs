// What doctor says of Redis: sound, away, mute, closed, careless.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { Redis } from '../harness/redis.mjs';
import { Server } from '../harness/server.mjs';

let server;
before(async () => (server = await Server.start()));
after(() => server?.stop());

/** The lines of doctor about Redis, with these settings. */
function lines(settings) {
	const before = Object.fromEntries(server.settings());
	server.configure({ ...before, ...settings });
	const said = server.doctor();
	server.configure(before);
	return said.split('\n').filter(line => / redis +/.test(line)).map(line => line.replace(/ +/g, ' '));
}

test('a Redis that is sound is told with its version and its round trip', async () => {
	const redis = await Redis.start({ 'client-output-buffer-limit': 'pubsub 32mb 8mb 10' });
	const said = lines({ redis: redis.address });
	assert.match(said[0], /^ok redis unix:\S+ answers in \d+ µs\.$/);
	assert.match(said[1], /^ok redis unix:\S+ is version [67]\.[\d.]+\.$/);
	assert.match(said[2], /^ok redis unix:\S+ cuts a subscriber at 32 MB\.$/);
	assert.match(said[3], /^ok redis unix:\S+ lets us publish, subscribe and count\.$/);
	await redis.stop();
});

test('a Redis that lets us connect and not do our work is a failure, whatever it refuses', async () => {
	const redis = await Redis.start({ 'client-output-buffer-limit': 'pubsub 32mb 8mb 10' });
	for (const [rule, undo, refused] of [
		['resetchannels', 'allchannels', 'PUBLISH'],
		['-subscribe', '+subscribe', 'SUBSCRIBE'],
		['-eval', '+eval', 'EVAL'],
		['resetkeys', 'allkeys', 'SET'],
	]) {
		await redis.command('ACL', 'SETUSER', 'default', rule);
		const [said] = lines({ redis: redis.address }).filter(line => line.startsWith('FAIL'));
		assert.match(said, new RegExp(`^FAIL redis unix:\\S+ refuses ${refused}: NOPERM .* ACL SETUSER NAME`));
		await redis.command('ACL', 'SETUSER', 'default', undo);
		assert.equal(lines({ redis: redis.address }).filter(line => line.startsWith('FAIL')).length, 0);
	}
	await redis.stop();
});

test('a Redis that is away is a failure, and so is one that never answers', async () => {
	assert.match(lines({ redis: 'unix:/nowhere/redis' })[0], /^FAIL redis unix:\/nowhere\/redis cannot be reached: No such file or directory\. Start it, or correct the setting redis\.$/);
	const mute = createServer().listen(0, '127.0.0.1');
	await once(mute, 'listening');
	const said = lines({ redis: `127.0.0.1:${mute.address().port}` });
	mute.close();
	assert.match(said[0], /^FAIL redis 127\.0\.0\.1:\d+ does not answer within 2 s/);
});

test('a password that is missing is told', async () => {
	const redis = await Redis.start({ requirepass: 'sesame' });
	assert.match(lines({ redis: redis.address })[0], /^FAIL redis .* refuses: NOAUTH/);
	await redis.stop();
});

test('a Redis whose limit would let a hung worker take its memory, or cut a busy one, is told how to mend it', async () => {
	for (const [limit, complaint] of [['pubsub 0 0 0', /has no limit/], ['pubsub 65536 0 0', /cuts subscribers at 65536 bytes/]]) {
		const redis = await Redis.start({ 'client-output-buffer-limit': limit });
		const [said] = lines({ redis: redis.address }).filter(line => line.startsWith('warn'));
		assert.match(said, complaint);
		const remedy = said.match(/CONFIG SET client-output-buffer-limit "(.*?)"/)[1];
		await redis.command('CONFIG', 'SET', 'client-output-buffer-limit', remedy);
		assert.equal(lines({ redis: redis.address }).filter(line => !line.startsWith('ok')).length, 0);
		await redis.stop();
	}
});

test('several workers without Redis are a failure, one is none', () => {
	assert.deepEqual(lines({ workers: '2' }), ['FAIL redis 2 workers need it to hear each other: set redis, or workers = 1.']);
	assert.deepEqual(lines({}), ['ok redis None, which will do for one worker.']);
});
