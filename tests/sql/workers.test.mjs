// Durable jobs at work: workers hear of them at once, are killed in the middle of a step, are stopped and go
// on, drain, lose PostgreSQL, and each effect is there once.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { hasEnded, until } from '../harness/wait.mjs';
import { Database, roleOf } from './database.mjs';
import { makeEffects, Worker } from './workers.mjs';

let database, tenant, other, admin, folder;
const workers = [];
before(async () => {
	database = Database.start(['Northwind', 'Contoso']);
	[tenant, other] = database.tenants;
	await makeEffects(database.postgresql, database.tenants);
});
after(() => database?.stop());
beforeEach(async () => {
	admin = await database.postgresql.client();
	admin.on('error', () => {}); // where PostgreSQL goes away
	await admin.query('DELETE FROM control.jobs');
	for (const each of database.tenants) await admin.query(`DELETE FROM ${roleOf(each)}.effects`);
	folder = mkdtempSync(join(database.folder, 'go-'));
});
afterEach(async () => {
	for (const worker of workers.splice(0)) if (!hasEnded(worker.process)) await worker.end('SIGKILL');
	await admin.end().catch(() => {});
	rmSync(folder, { recursive: true });
});

function start(options) {
	const worker = Worker.start(database, folder, options);
	workers.push(worker);
	return worker;
}
const isReady = worker => until(() => worker.log.includes('database connected'), 20_000, 'the worker to be there');
const query = (text, values) => database.postgresql.query(text, values);
const enqueue = (kind, { count = 1, of = tenant } = {}) => database.inScope(of, async client =>
	(await client.query('SELECT control.job_enqueue($1, gen_random_uuid()) AS id FROM generate_series(1, $2)', [kind, count])).rows.map(row => row.id));
const job = async id => (await query('SELECT * FROM control.jobs WHERE id = $1', [id]))[0];
const isDone = ids => until(async () => (await query('SELECT FROM control.jobs WHERE id = ANY ($1)', [ids])).length === 0, 60_000, 'the jobs to be done');
const steps = async (of = tenant) => (await query(`SELECT step::int FROM ${roleOf(of)}.effects ORDER BY step`)).map(row => row.step);
const go = () => writeFileSync(join(folder, 'go'), '');
const expire = () => query("UPDATE control.jobs SET wakes_at = now() WHERE state = 'taken'");

for (const [when, options] of [['', {}], [', also on connections that are renewed all the time', { connections: 1, renewAfter: 1 }]])
	test(`a job that is enqueued is heard of, and not only found by the clock${when}`, async () => {
		const worker = start(options);
		await isReady(worker);
		let atOnce = 0;
		await until(async () => {
			const [id] = await enqueue('probe.effect'), committed = Date.now();
			const { at } = await worker.hasBegun(id);
			atOnce = at - committed < 300 ? atOnce + 1 : 0;
			return atOnce === 8; // by the clock alone, once a second, one in 15,000 times
		}, 60_000, () => `eight jobs in a row to be begun at once; of the last, ${atOnce} were`);
	});

test('a worker that is killed in the middle of a step leaves it to another, which begins with that step', async () => {
	const first = start();
	const [id] = await enqueue('probe.steps');
	await first.hasBegun(id, 1);
	await first.end('SIGKILL');
	assert.deepEqual(await steps(), [0]);
	const second = start();
	await isReady(second);
	assert.equal((await job(id)).state, 'taken', 'its lease holds');
	go();
	await expire();
	await isDone([id]);
	assert.deepEqual(second.begun.map(({ step }) => step), [1, 2]);
	assert.deepEqual(await steps(), [0, 1, 2]);
	assert.equal(await second.end(), 0);
});

test('a worker that was stopped, and whose job another has done, has no effect', async () => {
	const first = start();
	const [id] = await enqueue('probe.steps');
	await first.hasBegun(id, 1);
	first.process.kill('SIGSTOP');
	const second = start();
	await expire();
	await second.hasBegun(id, 1);
	go();
	await isDone([id]);
	first.process.kill('SIGCONT');
	await until(() => first.log.includes('"sqlstate":"P0001"'), 20_000, 'the late one to be refused');
	assert.deepEqual(await steps(), [0, 1, 2]);
	assert.equal(await first.end(), 0);
});

test('two workers share what there is, one is killed again and again, and each job has its effect once', async () => {
	const first = start(), ids = [];
	await isReady(first);
	for (let i = 0; i < 3; i++) {
		const second = start();
		await isReady(second);
		first.process.kill('SIGSTOP'); // else it may do all of them
		for (const of of [tenant, other]) ids.push(...await enqueue('probe.effect', { count: 300, of }));
		await until(() => second.begun.length > 0, 30_000, 'the second to take part');
		await second.end('SIGKILL');
		first.process.kill('SIGCONT');
		await expire(); // of what the first one does as well: another may begin with it
	}
	await isDone(ids);
	assert.ok(first.begun.length > 0);
	assert.equal((await steps()).length, 900);
	assert.equal((await steps(other)).length, 900);
});

test('who drains gives back what is between two steps, and ends when its step is done', async () => {
	const first = start();
	const [id] = await enqueue('probe.steps');
	await first.hasBegun(id, 1);
	first.process.kill('SIGTERM');
	const [late] = await enqueue('probe.effect');
	const second = start();
	await isDone([late]);
	assert.ok(!hasEnded(first.process), 'it waits for its step');
	go();
	assert.equal(await first.end(), 0);
	await isDone([id]);
	assert.deepEqual(first.begun.filter(each => each.job === id).map(({ step }) => step), [0, 1]);
	assert.deepEqual(second.begun.filter(each => each.job === id).map(({ step, attempt }) => [step, attempt]), [[2, 1]]);
	assert.deepEqual(await steps(), [0, 0, 1, 2]);
});

test('with PostgreSQL away and back nothing is lost, and nothing done twice', async () => {
	const worker = start();
	const [id] = await enqueue('probe.steps');
	const done = await enqueue('probe.effect', { count: 50 });
	await worker.hasBegun(id, 1);
	await isDone(done);
	await database.postgresql.crash();
	go(); // its step has no effect now
	await until(() => worker.log.includes('database connection lost'), 20_000, 'the loss to be noticed');
	await database.postgresql.revive();
	await until(async () => (await query('SELECT 1 AS one').catch(() => [])).length, 20_000, 'PostgreSQL to be back');
	const more = await enqueue('probe.effect', { count: 50 });
	await isDone(more);
	await expire();
	await isDone([id]);
	assert.deepEqual((await steps()).filter(step => step > 0), [1, 2]);
	assert.equal((await steps()).length, 103);
	assert.equal(await worker.end(), 0);
});

test('what fails is dead in the end, and what says nothing, too', async () => {
	const worker = start();
	const [failing] = await enqueue('probe.fails'), [silent] = await enqueue('probe.silent');
	const isDead = async id => (await job(id)).state === 'dead';
	await until(async () => {
		await query("UPDATE control.jobs SET wakes_at = now() WHERE state = 'later'");
		return await isDead(failing) && isDead(silent);
	}, 30_000, 'both to be dead');
	assert.equal(worker.begun.filter(each => each.job === failing).length, 3);
	assert.equal(worker.begun.filter(each => each.job === silent).length, 2);
	assert.equal((await job(silent)).failure, 'timeout');
	assert.equal(worker.log.match(/"event":"a job is dead: it has failed too often"/g).length, 2);
});
