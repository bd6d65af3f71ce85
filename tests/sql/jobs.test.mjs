// Durable jobs as PostgreSQL keeps them: who may make one, whose turn it is, who may still write, and what
// becomes of what fails. The program's part is tests/sql/workers.test.mjs's.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import { Database, roleOf } from './database.mjs';
import { operate } from './operator.mjs';

const NOBODY = '00000000-0000-0000-0000-000000000000';
let database, gateway, ours, theirs;
before(async () => {
	database = Database.start(['Northwind', 'Contoso']);
	[ours, theirs] = database.tenants;
	gateway = await database.postgresql.client('frontdesk_gateway');
});
after(async () => {
	await gateway?.end();
	database?.stop();
});
beforeEach(() => query('DELETE FROM control.jobs'));

const query = (text, values) => database.postgresql.query(text, values);
const jobs = () => query('SELECT * FROM control.jobs ORDER BY kind, run_at, id');
const job = async id => (await query('SELECT * FROM control.jobs WHERE id = $1', [id]))[0];

/** Enqueues so many of the tenant's, all in one transaction; answers their ids. */
const enqueue = (tenant, kind, count = 1, at = 'now()') => database.inScope(tenant, async client =>
	(await client.query(`SELECT control.job_enqueue($1, gen_random_uuid(), ${at}) AS id FROM generate_series(1, $2)`, [kind, count])).rows.map(row => row.id));

/** Claims as a worker does, from behind the queue that it reached last. */
async function claim({ kinds = ['mail'], cap = 100, attempts = 3, most = 32, after = { id: NOBODY, kind: '' }, client = gateway } = {}) {
	const same = value => kinds.map(() => value);
	const { rows } = await client.query('SELECT *, fence::int AS fence, step::int AS step, attempt::int AS attempt FROM control.jobs_claim($1, $2, $3, $4, $5, $6, $7)',
		[kinds, same(cap), same(60), same(attempts), after.id, after.kind, most]);
	if (rows.length > 0) Object.assign(after, { id: rows[0].reached_id, kind: rows[0].reached_kind });
	return rows;
}

const finish = (tenant, { job_id, fence }) => database.inScope(tenant, client => client.query('SELECT control.job_finish($1, $2)', [job_id, fence]));
const expire = () => query("UPDATE control.jobs SET wakes_at = now() - interval '1 second' WHERE state = 'taken'");

test('a job is there if what it belongs to was committed, and not else', async () => {
	const kept = await database.postgresql.client('frontdesk_gateway');
	const visitor = `v-${randomUUID()}`;
	try {
		for (const end of ['ROLLBACK', 'COMMIT']) {
			await kept.query('BEGIN');
			await kept.query("SELECT set_config('role', $1, true), set_config('search_path', $1, true)", [roleOf(ours)]);
			await kept.query('INSERT INTO visitors (visitor_id) VALUES ($1)', [visitor]);
			await kept.query("SELECT control.job_enqueue('mail', NULL)");
			assert.deepEqual(await claim(), [], 'nobody sees it before');
			await kept.query(end);
			assert.equal((await jobs()).length, end === 'COMMIT' ? 1 : 0);
		}
	} finally {
		await kept.end();
	}
});

test("a tenant's role enqueues its own jobs alone, and sees none", async () => {
	const [id] = await enqueue(ours, 'mail');
	assert.equal((await job(id)).tenant_id, ours);
	const [taken] = await claim();
	for (const text of ['SELECT * FROM control.jobs', "INSERT INTO control.jobs (kind, state) VALUES ('mail', 'due')",
		`SELECT * FROM control.jobs_claim('{mail}', '{9}', '{60}', '{3}', '${NOBODY}', '', 9)`, `SELECT control.jobs_put_back('${id}', 1, 0)`, 'SELECT * FROM control.jobs_count()'])
		await assert.rejects(database.inScope(ours, client => client.query(text)), { code: '42501' }, text);
	await assert.rejects(gateway.query("SELECT control.job_enqueue('mail', NULL)"), { code: '42501' });
	await assert.rejects(finish(theirs, taken), { code: 'P0001' }, "another tenant's is not to be finished");
	await assert.rejects(gateway.query('SELECT control.job_finish($1, $2)', [taken.job_id, taken.fence]), { code: 'P0001' }, 'nor by who has no scope');
	await finish(ours, taken);
	assert.deepEqual(await jobs(), []);
});

test('queues have their turns one after the other, whoever has how many', async () => {
	await enqueue(ours, 'mail', 200);
	await enqueue(theirs, 'mail', 3);
	await enqueue(theirs, 'hook', 3);
	const after = { id: NOBODY, kind: '' }, kinds = ['mail', 'hook'];
	const order = [];
	for (let i = 0; i < 8; i++) order.push(await claim({ kinds, most: 1, after, cap: 50 }));
	const names = order.flat().map(row => `${row.tenant_id === ours ? 'ours' : 'theirs'} ${row.kind}`);
	for (const [at, name] of names.slice(3).entries()) assert.equal(name, names[at], 'round and round');
	assert.deepEqual(new Set(names.slice(0, 3)), new Set(['ours mail', 'theirs mail', 'theirs hook']));
});

test("of a tenant's jobs of a kind as many run at once as the cap says, also where two claim together", async () => {
	await enqueue(ours, 'mail', 100);
	await enqueue(theirs, 'mail', 100);
	const other = await database.postgresql.client('frontdesk_gateway');
	try {
		const taken = [];
		for (let i = 0; i < 10; i++) taken.push(...(await Promise.all([claim({ cap: 4 }), claim({ cap: 4, client: other })])).flat());
		assert.equal(new Set(taken.map(row => row.job_id)).size, taken.length, 'each to one');
		for (const tenant of [ours, theirs]) assert.equal(taken.filter(row => row.tenant_id === tenant).length, 4);
		await finish(ours, taken.find(row => row.tenant_id === ours));
		assert.deepEqual((await claim({ cap: 4 })).map(row => row.tenant_id), [ours]);
	} finally {
		await other.end();
	}
});

test('a row that somebody has locked is passed over', async () => {
	const [locked, free] = await enqueue(ours, 'mail', 2);
	const operator = await database.postgresql.client();
	try {
		await operator.query('BEGIN');
		await operator.query('SELECT FROM control.jobs WHERE id = $1 FOR UPDATE', [locked]);
		assert.deepEqual((await claim()).map(row => row.job_id), [free]);
		await operator.query('COMMIT');
		assert.deepEqual((await claim()).map(row => row.job_id), [locked]);
	} finally {
		await operator.end();
	}
});

test('what a worker finishes late is refused with its effect, once another has the job', async () => {
	const [id] = await enqueue(ours, 'mail');
	const [late] = await claim();
	assert.deepEqual([late.job_id, late.fence, late.attempt], [id, 1, 1]);
	assert.deepEqual(await claim(), [], 'its lease holds');
	await expire();
	const [again] = await claim();
	assert.deepEqual([again.job_id, again.fence, again.attempt], [id, 2, 2]);
	const visitor = `v-${randomUUID()}`;
	await assert.rejects(database.inScope(ours, client => client.query(
		'WITH effect AS (INSERT INTO visitors (visitor_id) VALUES ($3)) SELECT control.job_finish($1, $2)', [late.job_id, late.fence, visitor])), { code: 'P0001' });
	assert.equal((await query(`SELECT FROM ${roleOf(ours)}.visitors WHERE visitor_id = $1`, [visitor])).length, 0);
	await assert.rejects(database.inScope(ours, client => client.query('SELECT control.job_advance($1, $2, 60)', [late.job_id, late.fence])), { code: 'P0001' });
	assert.equal((await gateway.query("SELECT control.jobs_failed($1, $2, 3, 1000, 'busy') AS state", [late.job_id, late.fence])).rows[0].state, null);
	await gateway.query('SELECT control.jobs_put_back($1, $2, 0)', [late.job_id, late.fence]);
	assert.equal((await job(id)).state, 'taken', 'none of which changed anything');
	await finish(ours, again);
	await assert.rejects(finish(ours, again), { code: 'P0001' }, 'once');
});

test('who finishes after the lease, before anybody else came, has finished', async () => {
	await enqueue(ours, 'mail');
	const [taken] = await claim();
	await expire();
	await finish(ours, taken);
	assert.deepEqual(await jobs(), []);
});

test('a step that is committed is not run again, and the next has all its attempts', async () => {
	const [id] = await enqueue(ours, 'mail');
	await claim();
	await expire();
	const [taken] = await claim();
	assert.deepEqual([taken.step, taken.attempt], [0, 2]);
	await database.inScope(ours, client => client.query('SELECT control.job_advance($1, $2, 60)', [taken.job_id, taken.fence]));
	assert.ok((await job(id)).wakes_at > new Date(Date.now() + 30_000), 'and the whole lease');
	await expire();
	const [next] = await claim();
	assert.deepEqual([next.job_id, next.step, next.attempt], [id, 1, 2]);
});

test('what is for later is claimed when its time has come', async () => {
	const [id] = await enqueue(ours, 'mail', 1, "now() + interval '1 hour'");
	assert.deepEqual(await claim(), []);
	await query('UPDATE control.jobs SET run_at = now(), wakes_at = now()');
	assert.deepEqual((await claim()).map(row => row.job_id), [id]);
});

test('what fails is tried again later, and is dead after its last attempt', async () => {
	const [id] = await enqueue(ours, 'mail');
	const fail = async () => {
		const [taken] = await claim({ attempts: 2 });
		const { rows: [{ state }] } = await gateway.query("SELECT control.jobs_failed($1, $2, 2, 60000, 'busy') AS state", [taken.job_id, taken.fence]);
		return state;
	};
	assert.equal(await fail(), 'later');
	assert.deepEqual(await claim({ attempts: 2 }), [], 'not before its time');
	await query('UPDATE control.jobs SET wakes_at = now()');
	assert.equal(await fail(), 'dead');
	await query('UPDATE control.jobs SET wakes_at = now()');
	assert.deepEqual(await claim({ attempts: 2 }), []);
	const { state, failure, attempts } = await job(id);
	assert.deepEqual([state, failure, attempts], ['dead', 'busy', 2]);
});

test('a job whose workers die with it is dead after its last attempt, too', async () => {
	const [id] = await enqueue(ours, 'mail');
	for (let i = 0; i < 3; i++) {
		assert.equal((await claim()).length, 1);
		await expire();
	}
	assert.deepEqual(await claim(), []);
	assert.deepEqual([(await job(id)).state, (await job(id)).failure], ['dead', 'lease']);
});

test('what comes again is there once for each tenant and once for the installation, and spread over its period', async () => {
	const ensure = () => gateway.query("SELECT control.jobs_ensure('{upkeep,tidy}', '{3600,600}', '{true,false}')");
	await ensure();
	await ensure();
	const made = await jobs();
	assert.deepEqual(made.map(({ kind, tenant_id, state }) => [kind, tenant_id, state]).sort(), [['tidy', null, 'later'], ['upkeep', ours, 'later'], ['upkeep', theirs, 'later']].sort());
	for (const { run_at, period_seconds } of made) assert.ok(run_at <= new Date(Date.now() + period_seconds * 1000 + 5000));
	await query("UPDATE control.jobs SET run_at = now() - interval '150 minutes', wakes_at = now()");
	const taken = await claim({ kinds: ['upkeep', 'tidy'], attempts: 1 });
	assert.equal(taken.length, 3);
	const mine = taken.find(row => row.tenant_id === ours), theirs_ = taken.find(row => row.tenant_id === theirs), nobodys = taken.find(row => row.tenant_id === null);
	await finish(ours, mine);
	await gateway.query('SELECT control.job_finish($1, $2)', [nobodys.job_id, nobodys.fence]);
	await gateway.query("SELECT control.jobs_failed($1, $2, 1, 1000, 'busy')", [theirs_.job_id, theirs_.fence]);
	for (const { job_id } of [mine, theirs_]) {
		const { state, attempts, wakes_at } = await job(job_id);
		assert.deepEqual([state, attempts], ['later', 0], 'it is never dead');
		const minutes = (wakes_at - Date.now()) / 60_000;
		assert.ok(minutes > 25 && minutes < 35, `in its rhythm, what was missed left out: ${minutes} min`);
	}
	await gateway.query("SELECT control.jobs_ensure('{upkeep,tidy}', '{60,600}', '{true,false}')");
	assert.deepEqual((await jobs()).map(row => row.period_seconds), [600, 60, 60]);
});

test('jobs of a tenant that is not served wait until it is, and are not late', async () => {
	const [soon] = await enqueue(theirs, 'mail');
	const [later] = await enqueue(theirs, 'mail', 1, "now() + interval '1 hour'");
	const count = async () => (await gateway.query('SELECT due::int, late_ms::int, dead::int FROM control.jobs_count()')).rows[0];
	await query("UPDATE control.jobs SET run_at = now() - interval '1 minute', wakes_at = now()");
	assert.equal((await count()).due, 2);
	assert.ok((await count()).late_ms >= 50_000);
	const status = word => query('UPDATE public.tenants SET status = $1 WHERE id = $2', [word, theirs]);
	for (const word of ['importing', 'suspended']) {
		await status(word);
		const before = await jobs();
		assert.deepEqual(await claim(), []);
		assert.deepEqual(await count(), { due: 0, late_ms: 0, dead: 0 });
		if (word === 'importing') assert.deepEqual(await jobs(), before, 'an import is compared with its file');
	}
	await status('active');
	await query('UPDATE control.jobs SET wakes_at = now()');
	assert.deepEqual(new Set((await claim()).map(row => row.job_id)), new Set([soon, later]));
});

test('kinds that a program does not know are left to others, and hold up nobody', async () => {
	await enqueue(ours, 'unknown', 300);
	await enqueue(ours, 'zebra', 2);
	assert.deepEqual((await claim({ kinds: ['zebra'] })).map(row => row.kind), ['zebra', 'zebra']);
});

test('a claim where 1,000 tenants have 100 jobs each reads what it takes', async () => {
	const admin = await database.postgresql.client();
	try {
		await admin.query('BEGIN');
		await admin.query("INSERT INTO public.tenants (name) SELECT 'Many ' || n FROM generate_series(1, 1000) n");
		await admin.query(`INSERT INTO control.jobs (kind, tenant_id, state, run_at, wakes_at)
			SELECT 'mail', t.id, CASE WHEN n <= 50 THEN 'due' ELSE 'later' END, at, at FROM public.tenants t
			CROSS JOIN generate_series(1, 100) n CROSS JOIN LATERAL (SELECT now() + (n - 50) * interval '1 minute' AS at) a WHERE t.name LIKE 'Many %'`);
		await admin.query('ANALYZE control.jobs');
		const heard = [];
		admin.on('notice', ({ message }) => message.includes('plan:\n') && heard.push(JSON.parse(message.slice(message.indexOf('plan:\n') + 6))));
		await admin.query(`LOAD 'auto_explain'; SET auto_explain.log_min_duration = 0; SET auto_explain.log_analyze = on; SET auto_explain.log_timing = off;
			SET auto_explain.log_nested_statements = on; SET auto_explain.log_format = json; SET auto_explain.log_level = notice; SET client_min_messages = notice`);
		const taken = await claim({ client: admin, cap: 2 });
		assert.equal(taken.length, 32);
		assert.equal(new Set(taken.map(row => row.tenant_id)).size, 16);
		await admin.query("SET client_min_messages = warning");
		const nodes = node => [node, ...(node.Plans ?? []).flatMap(nodes)];
		const reads = heard.flatMap(plan => nodes(plan.Plan)).filter(node => node['Relation Name'] === 'jobs' && node['Actual Loops'] > 0);
		assert.ok(reads.length > 16);
		for (const node of reads) {
			assert.notEqual(node['Node Type'], 'Seq Scan');
			const rows = node['Actual Loops'] * (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0));
			assert.ok(rows <= 64, `${node['Node Type']} by ${node['Index Name']}: ${rows} rows`);
		}
	} finally {
		await admin.query('ROLLBACK');
		await admin.end();
	}
});

const done = (...args) => {
	const { status, said, complained } = operate(database, ['jobs', ...args]);
	assert.equal(status, 0, complained);
	return said;
};
function refused(args, reason) {
	const { status, complained } = operate(database, ['jobs', ...args]);
	assert.ok(status === 1 || status === 2);
	assert.match(complained, reason);
}

test('the operator lists, retries and drops', async () => {
	const [dead, other, waiting, working] = [await enqueue(ours, 'mail'), await enqueue(theirs, 'mail'), await enqueue(ours, 'hook', 1, "now() + interval '1 hour'"), await enqueue(ours, 'hook')].flat();
	await query("UPDATE control.jobs SET state = 'dead', attempts = 3, failure = 'busy' WHERE kind = 'mail'");
	await claim({ kinds: ['hook'] });
	assert.match(done('list').split('\n')[1], /^\S{36} +mail +\S{36} +dead +0 +3 +busy /);
	assert.equal(done('list', '--tenant', theirs).match(/^[0-9a-f-]{36} /gm).length, 1);
	assert.equal(done('list', '--kind', 'hook', '--state', 'taken').match(/^[0-9a-f-]{36} /gm)[0].trim(), working);
	assert.match(done('list', '--kind', 'nothing'), /^There is no such job/);
	refused(['list', '--state', 'lost'], /lost is no state: later, due, taken or dead/);
	assert.match(operate(database, ['doctor']).said, /^warn +jobs +Dead, of the kind mail: 2, the last failure being busy/m);

	assert.match(done('retry', '--job', dead.toUpperCase()), /^1 due again/);
	const { state, attempts } = await job(dead);
	assert.deepEqual([state, attempts], ['due', 0]);
	assert.match(done('retry', '--kind', 'mail'), /^1 due again/);
	assert.equal((await job(other)).state, 'due');
	refused(['retry', '--kind', 'mail'], /There is no such job/);
	assert.match(done('drop', '--job', waiting), /^1 dropped/);
	refused(['drop', '--job', working], /at work just now/);
	refused(['drop', '--job', 'mail'], /mail is not a job's id/);
	refused(['drop'], /Say which/);
	const audit = await query(`SELECT action, target_id FROM ${roleOf(ours)}.audit_log WHERE action LIKE 'job.%' ORDER BY action`);
	assert.deepEqual(audit, [{ action: 'job.drop', target_id: waiting }, { action: 'job.retry', target_id: dead }]);
	assert.match(operate(database, ['doctor']).said, /^ok +jobs /m);
});

test('a tenant that is deleted takes its jobs along', async () => {
	const gone = database.createTenant('Gone');
	await enqueue(gone, 'mail');
	database.command('tenant', 'delete', gone, '--yes', 'Gone');
	assert.deepEqual(await jobs(), []);
});
