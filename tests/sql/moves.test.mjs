// A tenant goes from one installation to another: whole, sealed as it was, and only whole.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, readdirSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { until } from '../harness/wait.mjs';
import { Database, roleOf } from './database.mjs';
import { begin, operate } from './operator.mjs';

let from, to, passphrase;
before(() => {
	from = Database.start(['Northwind']);
	to = Database.start(['Southwind']);
	passphrase = join(from.folder, 'passphrase');
	writeFileSync(passphrase, 'correct horse battery staple\n', { mode: 0o600 });
});
after(() => {
	from?.stop();
	to?.stop();
});

const guarded = () => ['--passphrase-file', passphrase];

function done(database, ...args) {
	const { status, said, complained } = operate(database, args);
	assert.equal(status, 0, complained);
	return said;
}

function refused(database, args, reason) {
	const { status, complained } = operate(database, args);
	assert.equal(status, 1, `${args.join(' ')} ended with ${status}`);
	assert.match(complained, reason);
}

const addAgent = (database, tenant, email, password = 'correct horse battery') => {
	const { status, complained } = operate(database, ['agent', 'add', '--tenant', tenant, '--email', email, '--name', 'Robin', '--role', 'agent', '--password-stdin'], password);
	assert.equal(status, 0, complained);
};

/** Puts so many messages into a new session. */
async function fill(tenant, count) {
	const [session] = await from.makeSessions(tenant, 1);
	await from.inScope(tenant, client => client.query(
		`SELECT chat_messages_store(array_agg(gen_random_uuid()), array_agg($1::uuid), array_agg('visitor'::text), array_agg('v'::text),
			array_agg(decode(repeat(md5(i::text), 20), 'hex')), array_agg(decode(md5(i::text), 'hex')), array_agg(clock_timestamp()), false)
		FROM generate_series(1, $2::int) AS i`, [session, count]));
}

let number = 0;
/** A tenant with a little of everything; answers its id. */
async function makeTenant(messages = 450) {
	const id = from.createTenant(`Moving ${++number}`);
	addAgent(from, id, `ann${number}@shop.example`);
	done(from, 'tenant', 'secret', id);
	await fill(id, messages);
	await from.inScope(id, client => client.query(
		`INSERT INTO visitor_tokens (token_hash, visitor_id, origin, expires_at)
			SELECT sha256(visitor_id::bytea), visitor_id, E'https://a\\\\b"\\t.example', 'infinity' FROM visitors`));
	await from.inScope(id, client => client.query(
		`INSERT INTO visitor_events (visitor_id, id, name, properties, happened_at)
			SELECT visitor_id, gen_random_uuid(), E'put in the "cart"\\\\', '{"sku": "fern\\u00e9", "price": 19.5}', now() FROM visitors`));
	return id;
}

function exported(id, ...more) {
	const file = join(from.folder, `${id}.${++number}`);
	done(from, 'tenant', 'export', id, '--to', file, ...guarded(), ...more);
	return file;
}

/** A table's rows, each as one text, in one order. */
async function rowsOf(database, table, filter = 'true') {
	const rows = await database.postgresql.query(`SELECT t::text AS row FROM ${table} t WHERE ${filter} ORDER BY t::text COLLATE "C"`);
	return rows.map(({ row }) => row);
}

const tablesOf = async id => (await from.postgresql.query(
	"SELECT relname AS name FROM pg_class WHERE relnamespace = $1::regnamespace AND relkind = 'r'", [roleOf(id)])).map(({ name }) => name);

/** An export whose file has no room. */
function exportedWithoutRoom(id, name, ...more) {
	return spawnSync('bash', ['-c', 'trap "" XFSZ; ulimit -f 16; exec "$@"', 'bash', process.env.FRONTDESK_BINARY ?? 'build/release/frontdesk',
		'tenant', 'export', id, '--to', join(from.folder, name), ...guarded(), ...more, '--config', from.config],
	{ encoding: 'utf8', cwd: new URL('../..', import.meta.url).pathname });
}

test('whatever bears a tenant\'s id comes along, or is known to stay', async () => {
	const found = await from.postgresql.query(
		`SELECT a.attrelid::regclass::text AS name FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'
		WHERE c.relnamespace IN ('control'::regnamespace, 'public'::regnamespace) AND a.attname = 'tenant_id' ORDER BY 1`);
	const comes = ['control.dead_letters', 'control.jobs', 'control.memberships', 'control.session_counters', 'control.tenant_keys'];
	const stays = ['control.api_keys', 'control.imported_people', 'control.invitations', 'control.pending_sign_ins', 'control.provider_links', 'control.provider_sign_ins', 'control.refused_origins', 'control.sign_in_providers', 'control.sign_ins', 'control.tenant_imports', 'control.tenant_migrations', 'control.tenant_versions'];
	assert.deepEqual(found.map(({ name }) => name), [...comes, ...stays].sort());
});

test('a number that a sequence gave is not given again where the tenant comes to, though its row is gone', async () => {
	const id = await makeTenant();
	const make = database => database.inScope(id, async client => (await client.query(
		"INSERT INTO support_tickets (subject, channel) VALUES ('Where is it?', 'agent') RETURNING number::int")).rows[0].number);
	assert.deepEqual([await make(from), await make(from), await make(from)], [1, 2, 3]);
	await from.inScope(id, client => client.query('DELETE FROM support_tickets WHERE number = 3'));
	const said = done(to, 'tenant', 'import', exported(id), ...guarded());
	assert.match(said, /^tenant\.sequences +1 rows$/m);
	assert.equal(await make(to), 4);
});

test('a tenant comes whole, opens with its keys, and is served once it is resumed', async () => {
	const id = await makeTenant();
	await from.inScope(id, client => client.query(
		`WITH team AS (INSERT INTO teams (name) VALUES ('Büro "Köln"') RETURNING id)
			INSERT INTO team_members (team_id, agent_id) SELECT team.id, a.id FROM team, support_agents a`));
	const [, secret] = done(from, 'tenant', 'secret', id).match(/^secret: +(\S+)$/m);
	await from.inScope(id, client => client.query("SELECT control.job_enqueue('mail', gen_random_uuid()), control.job_enqueue('mail', NULL, now() + interval '1 hour')"));
	const file = exported(id);
	assert.equal((await from.postgresql.query('SELECT status FROM public.tenants WHERE id = $1', [id]))[0].status, 'active', 'a copy holds nobody up');
	assert.equal((await from.postgresql.query(`SELECT FROM ${roleOf(id)}.audit_log WHERE action = 'tenant.export' AND target_id = $1`, [id])).length, 1);
	const said = done(to, 'tenant', 'import', file, ...guarded());
	assert.match(said, /^tenant\.chat_messages +450 rows$/m);
	assert.match(said, /Read back and compared/);
	for (const table of (await tablesOf(id)).filter(name => !['support_agents', 'audit_log'].includes(name)))
		assert.deepEqual(await rowsOf(to, `${roleOf(id)}.${table}`), await rowsOf(from, `${roleOf(id)}.${table}`), table);
	const mine = `tenant_id = '${id}'`;
	for (const table of ['control.session_counters', 'control.jobs'])
		assert.deepEqual(await rowsOf(to, table, mine), await rowsOf(from, table, mine), table);
	assert.equal((await rowsOf(to, 'control.jobs', mine)).length, 2);
	assert.equal(done(to, 'tenant', 'secret', id).match(/^secret: +(\S+)$/m)[1], secret, 'opened by the tenant\'s key');
	assert.notDeepEqual(await rowsOf(to, 'control.tenant_keys', mine), await rowsOf(from, 'control.tenant_keys', mine), 'wrapped anew');
	assert.match(done(to, 'tenant', 'show', id), /^status: +suspended$/m);
	done(to, 'tenant', 'resume', id);
	await to.makeSessions(id, 1); // its triggers work again, and the server may enter
	assert.equal((await rowsOf(to, 'control.session_counters', mine)).length, 2);
	assert.match(operate(to, ['doctor']).said, /^ok +tenant keys/m);
	refused(to, ['tenant', 'import', file, ...guarded()], /is in this installation already: nothing was changed/);
	assert.deepEqual(await rowsOf(to, 'control.tenant_imports'), []);
});

test('a former id comes behind the customer whom it leads to, wherever the two stand', async () => {
	const id = await makeTenant(3);
	await from.inScope(id, async client => {
		await client.query("INSERT INTO visitors (visitor_id) SELECT 'c-' || lpad(i::text, 3, '0') FROM generate_series(1, 300) AS i");
		await client.query("INSERT INTO visitors (visitor_id, merged_into) VALUES ('a-former', 'c-300')");
	});
	done(to, 'tenant', 'import', exported(id), ...guarded());
	assert.deepEqual(await rowsOf(to, `${roleOf(id)}.visitors`), await rowsOf(from, `${roleOf(id)}.visitors`));
});

/** An export by which each row of control says that it is another tenant's. */
async function forged(id, other) {
	await from.postgresql.query('CREATE SCHEMA forged');
	await from.postgresql.query(
		`CREATE FUNCTION forged.row_to_json(r record) RETURNS json LANGUAGE plpgsql AS $$
		DECLARE made jsonb := pg_catalog.to_jsonb(r);
		BEGIN
			IF made ?| ARRAY['agent_id', 'sqlstate'] AND made ? 'tenant_id' OR (made ? 'last_seq' AND NOT made ? 'status') THEN
				RETURN made || jsonb_build_object('tenant_id', '${other}');
			END IF;
			RETURN pg_catalog.row_to_json(r);
		END $$`);
	await from.postgresql.query('GRANT USAGE ON SCHEMA forged TO PUBLIC');
	return exported(id, '--owner-database', `${from.postgresql.connection('frontdesk_admin')} options='-c search_path=forged,pg_catalog'`);
}

test('no file makes rows of a tenant that is here: nobody becomes an agent of it', async () => {
	const id = await makeTenant(3);
	await from.postgresql.query(
		`INSERT INTO control.dead_letters (tenant_id, session_id, message_id, sender_type, sender_id, content, fingerprint, message_created_at, sqlstate)
		VALUES ($1, gen_random_uuid(), gen_random_uuid(), 'visitor', 'v', 'c', 'f', now(), '22000')`, [id]);
	const [victim] = to.tenants;
	const file = await forged(id, victim);
	const rows = async tenant => {
		const lists = ['memberships', 'session_counters', 'dead_letters'].map(table => rowsOf(to, `control.${table}`, `tenant_id = '${tenant}'`));
		return (await Promise.all(lists)).map(list => list.length);
	};
	const before = await rows(victim);
	refused(to, ['tenant', 'import', file, ...guarded()], /control\.dead_letters is not what the file says.*The tenant stays closed/);
	assert.deepEqual(await rows(victim), before);
	assert.deepEqual(await rows(id), [1, 1, 1], 'they are its own');
	refused(to, ['tenant', 'resume', id], /import of this tenant is not complete/);
	const [{ name }] = await to.postgresql.query('SELECT name FROM public.tenants WHERE id = $1', [id]);
	done(to, 'tenant', 'delete', id, '--yes', name);
});

test('who works there already stays who they are; others bring their password', async () => {
	const id = from.createTenant('People');
	for (const email of ['new@shop.example', 'known@shop.example']) addAgent(from, id, email);
	addAgent(to, to.tenants[0], 'known@shop.example', 'another horse battery');
	const people = database => database.postgresql.query("SELECT email, password_hash AS hash FROM public.users WHERE email IN ('new@shop.example', 'known@shop.example') ORDER BY email");
	const [[knownHere, newHere], [knownThere]] = [await people(from), await people(to)];
	done(to, 'tenant', 'import', exported(id), ...guarded());
	assert.deepEqual(await people(to), [knownThere, newHere]);
	assert.notEqual(knownThere.hash, knownHere.hash);
	const agents = await to.postgresql.query(
		`SELECT u.email FROM ${roleOf(id)}.support_agents a JOIN public.users u ON u.id = a.user_id AND u.email = a.email
		JOIN control.memberships m ON m.agent_id = a.id AND m.user_id = u.id AND m.tenant_id = $1 ORDER BY u.email`, [id]);
	assert.deepEqual(agents.map(({ email }) => email), ['known@shop.example', 'new@shop.example']);
});

/** Begins an import, and kills it among its messages; answers how many pieces it had stored. */
async function killedImport(file) {
	const client = await to.postgresql.client();
	const process = begin(to, ['tenant', 'import', file, ...guarded()]);
	const ended = once(process, 'exit');
	const schema = roleOf(basename(file).split('.')[0]);
	const held = async () => {
		await client.query('BEGIN');
		const { rows } = await client.query('SELECT pieces::int FROM control.tenant_imports WHERE pieces > 40 FOR UPDATE');
		if (rows.length && (await client.query(`SELECT FROM ${schema}.visitors LIMIT 1`)).rowCount) return rows[0];
		await client.query('ROLLBACK');
		return undefined;
	};
	const { pieces } = await until(held, 30_000, 'the import to be under way'); // and there it waits
	process.kill('SIGKILL');
	await ended;
	await client.query('ROLLBACK');
	const isGone = async () => !(await client.query("SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = 46051122")).rows.length;
	await until(isGone, 10_000, 'PostgreSQL to notice');
	await client.end();
	return pieces;
}

test('an import that is killed goes on where it was, and nothing is twice', async () => {
	const id = await makeTenant(8000);
	const file = exported(id);
	const pieces = await killedImport(file);
	refused(to, ['tenant', 'resume', id], /import of this tenant is not complete/);
	refused(to, ['tenant', 'suspend', id], /import of this tenant is not complete/);
	refused(to, ['tenant', 'import', exported(id), ...guarded()], /from another file has begun/);
	refused(to, ['tenant', 'export', id, '--to', join(to.folder, 'half'), ...guarded()], /import of this tenant is not complete/);
	const { status, complained } = operate(to, ['tenant', 'import', file, ...guarded()]);
	assert.equal(status, 0, complained);
	assert.ok(Number(complained.match(/Going on behind piece (\d+)/)[1]) >= pieces);
	assert.deepEqual(await rowsOf(to, `${roleOf(id)}.chat_messages`), await rowsOf(from, `${roleOf(id)}.chat_messages`));
});

test('what is not as the file says stays closed, and the table is named', async () => {
	const id = await makeTenant(8000);
	const file = exported(id);
	await killedImport(file);
	await to.postgresql.query(`UPDATE ${roleOf(id)}.visitors SET name = 'Eve'`);
	refused(to, ['tenant', 'import', file, ...guarded()], /tenant\.visitors is not what the file says: it has 1 rows.*delete it and import again/);
	refused(to, ['tenant', 'resume', id], /import of this tenant is not complete/);
	const [{ name }] = await to.postgresql.query('SELECT name FROM public.tenants WHERE id = $1', [id]);
	done(to, 'tenant', 'delete', id, '--yes', name);
	done(to, 'tenant', 'import', file, ...guarded());
});

test('an import that is taken back leaves nobody behind, and until then nobody takes over whom it brought', async () => {
	const id = await makeTenant();
	const email = `ann${number}@shop.example`;
	const others = from.createTenant('Others');
	addAgent(from, others, email);
	const [file, othersFile] = [exported(id), exported(others)];
	const whole = readFileSync(file);
	writeFileSync(`${file}.part`, whole.subarray(0, whole.length * 0.6));
	refused(to, ['tenant', 'import', `${file}.part`, ...guarded()], /ends too early/);
	const hashes = async () => (await to.postgresql.query('SELECT password_hash AS hash FROM public.users WHERE email = $1', [email])).map(({ hash }) => hash);
	assert.equal((await hashes()).length, 1, 'it has brought its people');
	const open = new RegExp(`${email} came with the tenant ${id}, whose import is not complete`);
	refused(to, ['agent', 'add', '--tenant', to.tenants[0], '--email', email, '--name', 'Ann', '--role', 'agent'], open);
	refused(to, ['tenant', 'import', othersFile, ...guarded()], open);
	done(to, 'tenant', 'delete', others, '--yes', 'Others');
	const [{ name }] = await to.postgresql.query('SELECT name FROM public.tenants WHERE id = $1', [id]);
	done(to, 'tenant', 'delete', id, '--yes', name);
	assert.deepEqual(await hashes(), []);
	done(to, 'tenant', 'import', file, ...guarded());
	assert.deepEqual(await rowsOf(to, 'control.imported_people'), [], 'they are the tenant\'s now');
	addAgent(to, to.tenants[0], email);
	done(to, 'tenant', 'delete', id, '--yes', name);
	assert.equal((await hashes()).length, 1, 'who works for another tenant stays');
});

test('who works for nobody is given a new password by whoever they are added or brought to', async () => {
	const planted = email => to.postgresql.query("INSERT INTO public.users (email, name, password_hash) VALUES ($1, 'Nobody', 'planted')", [email]);
	const found = async email => (await to.postgresql.query('SELECT name, password_hash AS hash FROM public.users WHERE email = $1', [email]))[0];
	await planted('left@shop.example');
	addAgent(to, to.tenants[0], 'left@shop.example');
	assert.match((await found('left@shop.example')).hash, /^\$argon2id\$/);
	const id = await makeTenant(3);
	const email = `ann${number}@shop.example`;
	await planted(email);
	done(to, 'tenant', 'import', exported(id), ...guarded());
	assert.deepEqual(await found(email), (await from.postgresql.query('SELECT name, password_hash AS hash FROM public.users WHERE email = $1', [email]))[0]);
});

test('a file that was changed, cut off or opened by another passphrase is refused, in words', async () => {
	const id = await makeTenant();
	const file = exported(id);
	const whole = readFileSync(file);
	const changed = (change, name = `${file}.${++number}`) => {
		writeFileSync(name, change(Buffer.from(whole)));
		return name;
	};
	const flipped = at => bytes => (bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at), bytes);
	const takes = (path, reason, words = passphrase) => refused(to, ['tenant', 'import', path, '--passphrase-file', words], reason);
	const other = join(from.folder, 'other');
	writeFileSync(other, 'correct horse battery stapler\n', { mode: 0o600 });
	takes(file, /the passphrase is another one, or its beginning was changed/, other);
	takes(changed(flipped(50)), /the passphrase is another one, or its beginning was changed/);
	takes(changed(flipped(2)), /is no file of `frontdesk tenant export`/);
	takes(changed(bytes => (bytes.writeUInt8(2, 16), bytes)), /made by a newer version/);
	takes(changed(() => Buffer.alloc(0)), /ends too early/);
	takes('/nowhere', /cannot be opened: No such file/);
	assert.deepEqual(await to.postgresql.query('SELECT FROM public.tenants WHERE id = $1', [id]), [], 'nothing was begun');
	takes(changed(flipped(whole.length - 30)), /its piece \d+ does not open. Copy it anew/);
	refused(to, ['tenant', 'resume', id], /import of this tenant is not complete/);
	takes(changed(bytes => bytes.subarray(0, bytes.length - 10)), /ends too early, after \d+ pieces: it was cut off/);
	done(to, 'tenant', 'import', file, ...guarded()); // the whole one goes on
	chmodSync(other, 0o644);
	takes(file, /can be read by others/, other);
	writeFileSync(other, 'short\n');
	chmodSync(other, 0o600);
	takes(file, /less than 16 characters/, other);
});

test('an export that has no room leaves nothing behind, and says so', async () => {
	const id = await makeTenant();
	const file = join(from.folder, 'full');
	const limited = exportedWithoutRoom(id, 'full');
	assert.equal(limited.status, 1);
	assert.match(limited.stderr, /full cannot be written: File too large\. Nothing was exported\.$/m);
	assert.deepEqual(readdirSync(from.folder).filter(name => name.startsWith('full')), []);
	refused(from, ['tenant', 'export', id, '--to', join(from.folder, 'nowhere', 'file'), ...guarded()], /cannot be written: No such file/);
	writeFileSync(file, '');
	const link = join(from.folder, 'full-link');
	symlinkSync(join(from.folder, 'full-elsewhere'), link);
	for (const taken of [file, link]) refused(from, ['tenant', 'export', id, '--to', taken, ...guarded()], /is there already/);
	assert.deepEqual([existsSync(file), readlinkSync(link)], [true, join(from.folder, 'full-elsewhere')]);
});

test('a tenant that is held can be written to by nobody, also after a migrate, until it is resumed', async () => {
	const id = await makeTenant();
	exported(id, '--move');
	await assert.rejects(from.makeSessions(id, 1), /permission denied/);
	refused(from, ['tenant', 'suspend', id], /is held for its move.*resume it first, or delete it/);
	const again = exportedWithoutRoom(id, 'too-small', '--move');
	assert.equal(again.status, 1);
	assert.match(again.stderr, /Nothing was exported\. The tenant is still held here: export it again with --move, or `frontdesk tenant resume/);
	await from.postgresql.query('UPDATE control.tenant_migrations SET checksum = $2 WHERE tenant_id = $1 AND number = 0', [id, 'x']);
	done(from, 'migrate');
	await assert.rejects(from.makeSessions(id, 1), /permission denied/);
	done(from, 'tenant', 'resume', id);
	await from.makeSessions(id, 1);
	done(from, 'tenant', 'suspend', id);
});

test('a tenant that goes on to a third place, or home again, takes the keys of its visitors\' tokens along', async () => {
	const id = await makeTenant();
	const first = exported(id);
	const keys = database => database.postgresql.query('SELECT token_keys AS sealed FROM public.tenants WHERE id = $1', [id]).then(([row]) => row.sealed);
	assert.equal(await keys(from), null);
	done(to, 'tenant', 'import', first, ...guarded());
	assert.ok((await keys(to)).length > 32);
	const back = join(from.folder, 'back');
	done(to, 'tenant', 'export', id, '--to', back, ...guarded());
	const [{ name }] = await from.postgresql.query('SELECT name FROM public.tenants WHERE id = $1', [id]);
	done(from, 'tenant', 'delete', id, '--yes', name);
	done(from, 'tenant', 'import', back, ...guarded());
	const length = (await keys(from)).length;
	assert.equal(length, (await keys(to)).length, 'one key: the other\'s; its own is no stranger\'s');
});

test('a login that is no superuser can take in a tenant, and move it on', async () => {
	await to.postgresql.query('CREATE ROLE modest LOGIN CREATEROLE');
	await to.postgresql.query('CREATE DATABASE modest OWNER modest');
	const modest = ['--owner-database', to.postgresql.connection('modest', 'modest')];
	done(to, 'migrate', ...modest);
	const id = await makeTenant();
	done(to, 'tenant', 'import', exported(id), ...guarded(), ...modest);
	done(to, 'tenant', 'resume', id, ...modest);
	done(to, 'tenant', 'export', id, '--to', join(from.folder, 'modest'), ...guarded(), '--move', ...modest);
});
