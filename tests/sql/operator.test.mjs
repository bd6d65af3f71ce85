// The operator's commands: tenant, agent, doctor.
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { hasEnded, until } from '../harness/wait.mjs';
import { Database, roleOf } from './database.mjs';
import { beginHeard, operate } from './operator.mjs';

let database;
before(async () => {
	database = Database.start(['Northwind', 'Southwind']);
	await database.postgresql.outliveTheMachine();
});
after(() => database?.stop());

const query = (text, values) => database.postgresql.query(text, values);

function done(args, input) {
	const { status, said, complained } = operate(database, args, input);
	assert.equal(status, 0, complained);
	return said;
}

function refused(args, reason, input) {
	const { status, complained } = operate(database, args, input);
	assert.ok(status === 1 || status === 2, `${args.join(' ')} ended with ${status}`);
	assert.match(complained, reason);
}

const addAgent = (tenant, email, role = 'agent') =>
	done(['agent', 'add', '--tenant', tenant, '--email', email, '--name', 'Robin', '--role', role, '--password-stdin'], 'correct horse battery');

/** A sign-in as the server makes it. */
async function signIn(tenant, email) {
	const rows = await query(
		`SELECT s.* FROM control.user_by_email($1) u, control.sign_in_start(sha256(gen_random_uuid()::text::bytea), u.user_id, $2, now() + interval '1 day', 'Firefox',
			u.password_hash) s`,
		[email, tenant]);
	return rows[0]?.sign_in_id;
}
const isGone = async id => (await query('SELECT FROM control.sign_ins_gone($1)', [[id]])).length === 1;

test('a tenant comes with an id, an embed line, a role, a schema, a key and its settings', async () => {
	const said = done(['tenant', 'create', '--name', 'Juniper & Pine', '--time-zone', 'europe/berlin', '--origin', 'https://Shop.example/']);
	const id = said.match(/^id: +(\S+)$/m)[1];
	assert.match(said, new RegExp(`<script src="http://localhost:8080/chat-widget.js" data-tenant-id="${id}" async></script>`));
	const [tenant] = await query('SELECT name, time_zone, status, origins FROM public.tenants WHERE id = $1', [id]);
	assert.deepEqual(tenant, { name: 'Juniper & Pine', time_zone: 'Europe/Berlin', status: 'active', origins: ['https://shop.example'] });
	assert.equal((await query('SELECT FROM control.tenant_keys WHERE tenant_id = $1', [id])).length, 1);
	assert.equal((await query(`SELECT header_text FROM ${roleOf(id)}.chat_widget_config`))[0].header_text, 'Chat with us');
});

test('a tenant that cannot be made leaves nothing behind', async () => {
	const counts = async () => (await query(
		"SELECT (SELECT count(*) FROM public.tenants) AS tenants, (SELECT count(*) FROM pg_roles) AS roles, (SELECT count(*) FROM pg_namespace) AS schemas"))[0];
	const before = await counts();
	const create = ['tenant', 'create', '--name', 'Never', '--time-zone', 'UTC'];
	refused([...create, '--origin', 'shop.example'], /must begin with https:/);
	refused(['tenant', 'create', '--name', 'Never', '--time-zone', 'Mars'], /no time zone Mars/);
	refused([...create, '--keys', '/nowhere'], /keys/);
	refused(['tenant', 'create', '--time-zone', 'UTC'], /--name is missing/);
	assert.deepEqual(await counts(), before);
});

test('origins are added once and removed by name', async () => {
	const [id] = database.tenants;
	done(['tenant', 'set', id, '--add-origin', 'https://b.example', '--add-origin', 'https://b.example:443']);
	done(['tenant', 'set', id, '--remove-origin', 'http://shop.example', '--name', 'North & West']);
	assert.deepEqual(await query('SELECT name, origins FROM public.tenants WHERE id = $1', [id]), [{ name: 'North & West', origins: ['https://b.example'] }]);
	refused(['tenant', 'set', id, '--remove-origin', 'https://c.example'], /not on this tenant's list/);
	refused(['tenant', 'set', id], /Nothing to set/);
});

test('the limits of a desk are set one by one, or switched off', async () => {
	const [id] = database.tenants;
	const limits = () => query(`SELECT away_minutes AS away, silent_minutes AS silent, waiting_most AS waiting FROM ${roleOf(id)}.chat_settings`).then(([row]) => row);
	assert.deepEqual(await limits(), { away: 30, silent: 1440, waiting: 2000 });
	const said = done(['tenant', 'set', id, '--away-minutes', '5']);
	assert.match(said, /^away: +5 min, then a waiting chat ends/m);
	assert.match(said, /^silent: +1440 min, then an active chat ends/m);
	assert.match(done(['tenant', 'set', id, '--silent-minutes', 'off']), /^silent: +off$/m);
	done(['tenant', 'set', id, '--waiting-most', '40']);
	assert.deepEqual(await limits(), { away: 5, silent: null, waiting: 40 });
	for (const wrong of ['0', '-1', '525601', 'never', ''])
		refused(['tenant', 'set', id, '--away-minutes', wrong], /--away-minutes takes a number from 1 to 525600, or off/);
	assert.deepEqual(await limits(), { away: 5, silent: null, waiting: 40 });
});

test('how the widget looks is set by name, and said', async () => {
	const [id] = database.tenants;
	const scheme = () => query(`SELECT color_scheme FROM ${roleOf(id)}.chat_widget_config`).then(([row]) => row.color_scheme);
	assert.match(done(['tenant', 'show', id]), /^colours: +page, as the page is/m);
	assert.match(done(['tenant', 'set', id, '--color-scheme', 'dark']), /^colours: +dark, always$/m);
	assert.equal(await scheme(), 'dark');
	for (const wrong of ['Dark', 'system', '']) refused(['tenant', 'set', id, '--color-scheme', wrong], /--color-scheme takes page, light or dark/);
	assert.equal(await scheme(), 'dark');
	done(['tenant', 'set', id, '--color-scheme', 'page']);
	assert.equal(await scheme(), 'page');
});

test('who makes a tenant or an agent is told the address to open, or which setting gives it', () => {
	const create = (...more) => done(['tenant', 'create', '--name', 'Addressed', '--time-zone', 'UTC', ...more]);
	const add = (email, ...more) => done(['agent', 'add', '--tenant', database.tenants[0], '--email', email, '--name', 'Robin', '--role', 'agent', ...more]);
	const url = ['--public-url', 'https://desk.example/console//']; // of which the origin counts, as for the server
	const unknown = /for browsers on this machine: public_url is not set/;
	const tenant = create(...url), agent = add('address@shop.example', ...url);
	assert.match(tenant, /^embed: +<script src="https:\/\/desk\.example\/chat-widget\.js" data-tenant-id="\S{36}" async><\/script>$/m);
	assert.match(agent, /^console: +https:\/\/desk\.example\/admin\/sign-in$/m);
	for (const said of [tenant, agent]) assert.doesNotMatch(said, unknown);
	for (const said of [create(), add('guess@shop.example')]) assert.match(said, unknown);
});

test('the identity secret is stored sealed, stays until it is renewed', async () => {
	const [id] = database.tenants;
	const secret = () => done(['tenant', 'secret', id]).match(/^secret: +(\S{43})$/m)[1];
	const first = secret();
	assert.equal(secret(), first);
	const [{ sealed }] = await query('SELECT identity_secret AS sealed FROM public.tenants WHERE id = $1', [id]);
	assert.ok(!sealed.includes(first));
	done(['tenant', 'secret', id, '--renew']);
	assert.notEqual(secret(), first);
});

test("suspending a tenant ends its agents' sign-ins", async () => {
	const id = database.createTenant('Suspended');
	addAgent(id, 'sue@shop.example');
	const signInId = await signIn(id, 'sue@shop.example');
	assert.equal(await isGone(signInId), false);
	done(['tenant', 'suspend', id]);
	assert.equal(await isGone(signInId), true);
	assert.equal(await signIn(id, 'sue@shop.example'), undefined);
	done(['tenant', 'resume', id]);
	assert.ok(await signIn(id, 'sue@shop.example'));
});

test('a password change ends every sign-in of the person', async () => {
	const [a, b] = database.tenants;
	addAgent(a, 'pat@shop.example');
	assert.match(addAgent(b, 'pat@shop.example'), /known already: the password stays/);
	const signIns = [await signIn(a, 'pat@shop.example'), await signIn(b, 'pat@shop.example')];
	assert.match(done(['agent', 'passwd', '--email', 'Pat@Shop.example']), /^password: +\S{20}$/m);
	for (const id of signIns) assert.equal(await isGone(id), true);
});

test('who is disabled, or gets another role, is signed out of that tenant alone', async () => {
	const [a, b] = database.tenants;
	for (const tenant of [a, b]) addAgent(tenant, 'dee@shop.example');
	for (const change of [['disable'], ['role', '--role', 'supervisor']]) {
		const here = await signIn(a, 'dee@shop.example'), there = await signIn(b, 'dee@shop.example');
		done(['agent', ...change, '--tenant', a, '--email', 'dee@shop.example']);
		assert.equal(await isGone(here), true);
		assert.equal(await isGone(there), false);
		if (change[0] === 'disable') assert.equal(await signIn(a, 'dee@shop.example'), undefined);
		done(['agent', 'enable', '--tenant', a, '--email', 'dee@shop.example']);
	}
	assert.match(done(['agent', 'list', '--tenant', a]), /dee@shop\.example +supervisor +offline +Robin/);
});

test('a password on standard input is taken whole or not at all', async () => {
	const [id] = database.tenants;
	const add = ['agent', 'add', '--tenant', id, '--name', 'Robin', '--role', 'agent', '--email', 'nul@shop.example', '--password-stdin'];
	refused(add, /has a byte 0 in it/, 'correct horse\0 battery\n');
	refused(add, /has a byte 0 in it/, '\0');
	refused(add, /at most 200 bytes/, 'correct horse '.repeat(15));
	assert.equal((await query('SELECT FROM control.user_by_email($1)', ['nul@shop.example'])).length, 0);
	done(add, 'correct horse battery\r\nand what follows the first line is not read\0');
	refused(['agent', 'passwd', '--email', 'nul@shop.example', '--password-stdin'], /has a byte 0 in it/, 'another horse\0');
});

test('a command that holds a secret leaves no core, and its memory is nobody else’s to read', async () => {
	addAgent(database.tenants[0], 'core@shop.example');
	const run = beginHeard(database, ['agent', 'passwd', '--email', 'core@shop.example', '--password-stdin']);
	const about = name => `/proc/${run.pid}/${name}`;
	await until(() => /^Max core file size +0 +0 /m.test(readFileSync(about('limits'), 'utf8')), 10_000, 'it to forbid cores');
	if (process.getuid() !== 0)
		await until(() => statSync(about('environ')).uid === 0, 10_000, 'its memory to be nobody else’s');
	assert.ok(!hasEnded(run), 'it still waits for the password');
	run.stdin.end();
	assert.equal(await run.status, 1);
});

test('who makes a tenant while workers of another version are at work is told that they refuse it', async () => {
	const create = () => done(['tenant', 'create', '--name', 'Meanwhile', '--time-zone', 'UTC']);
	const works = version => database.postgresql.query('SELECT control.tenants_unknown($1)', [version], 'frontdesk_gateway');
	const told = /^Workers of another version are at work: they refuse this tenant/m;
	const [{ version }] = await query('SELECT version FROM control.tenant_versions LIMIT 1');
	await works(version);
	assert.doesNotMatch(create(), told);
	await works('older');
	assert.match(create(), told);
	await query("UPDATE control.programs SET seen_at = now() - interval '1 minute'");
	assert.doesNotMatch(create(), told);
	await works('older');
	assert.match(create(), told);
	await query('DELETE FROM control.programs');
});

test('mistakes about people are named', () => {
	const [id] = database.tenants;
	const add = (...rest) => ['agent', 'add', '--tenant', id, '--name', 'Robin', ...rest];
	refused(add('--email', 'robin', '--role', 'agent'), /not an e-mail address/);
	refused(add('--email', 'r@shop.example', '--role', 'boss'), /no role boss/);
	refused(add('--email', 'r@shop.example', '--role', 'agent', '--password-stdin'), /at least 10/, 'short');
	refused(['agent', 'disable', '--tenant', id, '--email', 'nobody@shop.example'], /does not work for this tenant/);
	refused(['agent', 'list', '--tenant', 'x'], /not a tenant's id/);
	refused(['agent', 'passwd', '--email', 'nobody@shop.example'], /Nobody has the address/);
});

test('a deleted tenant takes all its own with it, and nothing of others', async () => {
	const id = database.createTenant('Doomed');
	const [other] = database.tenants;
	addAgent(id, 'only@shop.example');
	addAgent(id, 'both@shop.example');
	addAgent(other, 'both@shop.example');
	await database.makeSessions(id, 3);
	refused(['tenant', 'delete', id, '--yes', 'Other'], /is called Doomed/);
	done(['tenant', 'delete', id, '--yes', 'Doomed']);
	assert.deepEqual(await query("SELECT email FROM public.users WHERE email IN ('only@shop.example', 'both@shop.example')"), [{ email: 'both@shop.example' }]);
	const rows = await query(
		`SELECT to_regrole($1) AS role, to_regnamespace($1) AS schema, (SELECT count(*)::int FROM control.tenant_keys WHERE tenant_id = $2) AS keys,
			(SELECT count(*)::int FROM control.session_counters WHERE tenant_id = $2) AS counters`, [roleOf(id), id]);
	assert.deepEqual(rows, [{ role: null, schema: null, keys: 0, counters: 0 }]);
});

test('doctor finds a sound installation sound', () => {
	const { status, said } = operate(database, ['doctor']);
	assert.equal(status, 0, said);
	assert.doesNotMatch(said, /^FAIL/m);
});

test('doctor prints the command that allows a refused origin, and the command works', async () => {
	const [id] = database.tenants;
	await query('SELECT control.refused_origin_note($1, $2)', [id, 'https://new.example']);
	const command = operate(database, ['doctor']).said.match(/frontdesk (tenant set \S+ --add-origin) '(\S+)'/);
	done([...command[1].split(' '), command[2]]);
	assert.doesNotMatch(operate(database, ['doctor']).said, /new\.example/);
});

test('doctor fails when a wall is open, a migration is pending or a key is missing, and says what to do', async () => {
	const complaint = async (damage, repair, reason) => {
		await query(damage);
		const { status, said } = operate(database, ['doctor']);
		await query(repair);
		assert.equal(status, 1, damage);
		assert.match(said, reason);
	};
	await complaint('ALTER ROLE frontdesk_gateway INHERIT', 'ALTER ROLE frontdesk_gateway NOINHERIT', /^FAIL +login .*NOINHERIT/m);
	await complaint('GRANT SELECT ON public.users TO PUBLIC', 'REVOKE SELECT ON public.users FROM PUBLIC', /^FAIL +walls .*users/m);
	await complaint("INSERT INTO public.tenants (name) VALUES ('Unmade')", "DELETE FROM public.tenants WHERE name = 'Unmade'", /^FAIL +migrations .*frontdesk migrate/m);
	assert.match(operate(database, ['doctor', '--keys', '/nowhere']).said, /^FAIL +keys .*\/nowhere/m);
	const other = ['--keys', join(database.folder, 'other-keys')];
	done(['key', 'init', ...other]);
	assert.match(operate(database, ['doctor', ...other]).said, /^FAIL +tenant keys +No master key in/m);
	refused(['tenant', 'secret', database.tenants[0], ...other], /does not open under the master keys/);
});

test('doctor says what it could not reach', () => {
	const { status, said } = operate(database, ['doctor', '--database', 'host=/nowhere']);
	assert.equal(status, 1);
	assert.match(said, /^FAIL +database .*cannot be reached/m);
});

test('what the operator did stands in the audit log of the tenant', async () => {
	const id = database.createTenant('Watched');
	addAgent(id, 'ann@shop.example');
	done(['agent', 'role', '--tenant', id, '--email', 'ann@shop.example', '--role', 'admin']);
	done(['agent', 'passwd', '--email', 'ann@shop.example']);
	done(['tenant', 'suspend', id]);
	const rows = await query(`SELECT actor_type, actor_id, action FROM ${roleOf(id)}.audit_log ORDER BY created_at`);
	assert.deepEqual(rows.map(row => row.action), ['tenant.create', 'agent.add', 'agent.role', 'agent.password', 'tenant.suspend']);
	for (const row of rows) assert.deepEqual([row.actor_type, row.actor_id], ['operator', 'frontdesk_admin']);
});

test('a tenant with many origins is shown with all of them', () => {
	const [id] = database.tenants;
	const origins = Array.from({ length: 80 }, (_, i) => `https://shop-${i}.${'long.'.repeat(20)}example`);
	const said = done(['tenant', 'set', id, ...origins.flatMap(origin => ['--add-origin', origin])]);
	for (const origin of origins) assert.ok(said.includes(origin));
	assert.match(said, /^embed: /m);
});

test('doctor says how many locks pg_dump needs, where PostgreSQL promises fewer', async () => {
	const line = () => operate(database, ['doctor']).said.match(/^(\S+ +locks .*)$/m)[1];
	const restart = async settings => {
		for (const [name, value] of Object.entries(settings)) await query(`ALTER SYSTEM SET ${name} = ${value}`);
		database.postgresql.halt();
		database.postgresql.boot();
	};
	assert.match(line(), /^ok +locks +There is room for pg_dump's, one for each of \d+ tables/);
	const [{ tables }] = await query("SELECT count(*)::int AS tables FROM pg_tables WHERE schemaname !~ '^(pg_|information_schema)'");
	for (let missing = 260 - tables; missing > 0; missing -= 10) database.createTenant('One more');
	await restart({ max_connections: 20, max_wal_senders: 0, max_locks_per_transaction: 10 });
	assert.match(line(), /^warn +locks +pg_dump locks each of \d+ tables, and PostgreSQL promises room for 200 locks: set max_locks_per_transaction to 64 \(it is 10\)/);
	await restart({ max_locks_per_transaction: 64 });
	assert.match(line(), /^ok +locks /);
});
