// The names that a tenant's functions have in its schema: put behind what calls, defines or lets run one, and behind
// nothing else; and each tenant's own.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fillNames, ownNames, ownObject, ownStatement } from '../../sql/names.mjs';
import { readObjects } from '../../sql/schema.mjs';
import { Database } from './database.mjs';
import { operate } from './operator.mjs';

const names = new Set(['chat_time', 'mail_take', 'agents_note']);
const fail = message => {
	throw new Error(message);
};
const own = sql => ownNames(sql, names, fail);
const object = source => ownObject(readObjects(source, 'functions/tried.sql', '')[0], names);

const renamed = [
	['a call', 'SELECT chat_time ($1), Max(chat_time(now()))', 'SELECT chat_time_:own ($1), Max(chat_time_:own(now()))'],
	['a function that rows come from', 'SELECT a.id FROM agents_note($1) AS a JOIN agents_note(b) c ON true', 'SELECT a.id FROM agents_note_:own($1) AS a JOIN agents_note_:own(b) c ON true'],
	['a right', 'GRANT EXECUTE ON FUNCTION chat_time(timestamptz), mail_take(uuid) TO x', 'GRANT EXECUTE ON FUNCTION chat_time_:own(timestamptz), mail_take_:own(uuid) TO x'],
	['a right on the only one of a name', 'REVOKE ALL ON FUNCTION chat_time FROM x', 'REVOKE ALL ON FUNCTION chat_time_:own FROM x'],
	['a call in a text that is quoted with dollars', 'EXECUTE $a$SELECT chat_time(1)$a$', 'EXECUTE $a$SELECT chat_time_:own(1)$a$'],
];
for (const [what, plain, wanted] of renamed) test(`${what} names the tenant's own`, () => assert.equal(own(plain), wanted));

const left = [
	['a column', 'SELECT chat_time, s.mail_take, (s).chat_time FROM sessions s ORDER BY chat_time'],
	['a table', 'SELECT mail_take.id FROM mail_take JOIN agents_note ON true'],
	['a table whose columns are named', 'INSERT INTO mail_take (id) VALUES (1)'],
	['a name with columns that is given to rows', 'SELECT 1 FROM f() AS chat_time (a), g() mail_take (b)'],
	['a query of that name', 'WITH mail_take AS (SELECT 1) SELECT * FROM mail_take'],
	["a function of control's", 'SELECT control.chat_time(1)'],
	['a longer name', 'SELECT my_chat_time(1), chat_time_of(2), "chat_time"'],
	['a comment', 'SELECT 1 -- as chat_time(1)\n/* mail_take(2) */'],
	['a word in a text', "SELECT 'chat_time', 'it''s mail_take'"],
];
for (const [what, plain] of left) test(`${what} with the word of a function is left as it is`, () => assert.equal(own(plain), plain));

test('a function is defined, and qualifies what it takes and returns, by its own name', () => {
	const { name, sql } = object(`CREATE OR REPLACE FUNCTION mail_take(mail uuid, kind text DEFAULT 'a') RETURNS TABLE (id uuid, told text)
LANGUAGE plpgsql AS $$
BEGIN -- mail_take(mail)
	RETURN QUERY SELECT m.id, chat_time(m.at) FROM mail_take.mails m WHERE m.id = mail_take.mail AND m.told = mail_take.told AND m.mail_take.mail;
END $$;`);
	assert.equal(name, 'mail_take_:own(uuid, text)');
	assert.equal(sql, `CREATE OR REPLACE FUNCTION mail_take_:own(mail uuid, kind text DEFAULT 'a') RETURNS TABLE (id uuid, told text)
LANGUAGE plpgsql AS $$
BEGIN -- mail_take(mail)
	RETURN QUERY SELECT m.id, chat_time_:own(m.at) FROM mail_take.mails m WHERE m.id = mail_take_:own.mail AND m.told = mail_take_:own.told AND m.mail_take.mail;
END $$`);
});

test('views and triggers call the own ones, and keep their names', () => {
	assert.equal(object('CREATE OR REPLACE VIEW mail_take AS SELECT chat_time(a) AS chat_time FROM b;').sql, 'CREATE OR REPLACE VIEW mail_take AS SELECT chat_time_:own(a) AS chat_time FROM b');
	const { name, sql } = object('CREATE OR REPLACE TRIGGER mail_take AFTER UPDATE OF chat_time ON things FOR EACH ROW EXECUTE FUNCTION mail_take();');
	assert.deepEqual([name, sql], ['mail_take', 'CREATE OR REPLACE TRIGGER mail_take AFTER UPDATE OF chat_time ON things FOR EACH ROW EXECUTE FUNCTION mail_take_:own()']);
});

test("a statement of a tenant's names its own, and one of control none", () => {
	const statement = { sql: 'SELECT chat_time($1)', file: 'sql/chat/tried.sql', line: 7 };
	assert.equal(ownStatement({ ...statement, isControl: false }, names).sql, 'SELECT chat_time_:own($1)');
	assert.equal(ownStatement({ ...statement, isControl: true }, names).sql, 'SELECT chat_time($1)');
	assert.equal(fillNames('SELECT chat_time_:own($1)', '0193a7f2-c4d8-7e6f-a1b2-c3d4e5f60718'), 'SELECT chat_time_c3d4e5f60718($1)');
	assert.throws(() => ownStatement({ ...statement, sql: 'SELECT app.chat_time($1)' }, names), /sql\/chat\/tried.sql:7: app\.chat_time: a tenant's function is called without a schema/);
});

const most = 'f'.repeat(50);
const refused = [
	['a name that would be too long', () => object(`CREATE OR REPLACE FUNCTION ${most}f() RETURNS void LANGUAGE sql AS $$ $$;`), /tried.sql:1: f+ has 51 bytes: with what is its tenant's own it may have 50/],
	['a call in a text', () => own("EXECUTE format('SELECT chat_time(%L)', a)"), /names the tenant's function chat_time/],
	['a name that the catalogue is asked for', () => own("SELECT 'chat_time'::regproc"), /names the tenant's function chat_time/],
	['a body that is no text of its own', () => object("CREATE OR REPLACE FUNCTION a() RETURNS text LANGUAGE sql AS 'SELECT chat_time(now())';"), /tried.sql:1: .* names the tenant's function chat_time/],
	['a query with columns that bears the name of a function', () => own('WITH a AS (SELECT 1), mail_take (id) AS (SELECT 2) SELECT 1'), /what WITH calls so gets another name/],
	["what stands for the tenant's own", () => own('SELECT chat_time_:own(1)'), /put into the texts by the generator alone/],
];
for (const [what, attempt, expected] of refused) test(`${what} is refused`, () => assert.throws(attempt, expected));

test('the longest name is let through', () => {
	assert.equal(object(`CREATE OR REPLACE FUNCTION ${most}() RETURNS void LANGUAGE sql AS $$ $$;`).name, `${most}_:own()`);
});

// --- in a database --------------------------------------------------------------------------------
let database;
before(() => (database = Database.start(['Northwind', 'Southwind', 'Eastwind'])));
after(() => database?.stop());

test('no two tenants have functions of one name', async () => {
	const rows = await database.postgresql.query("SELECT proname, pronamespace::regnamespace::text AS schema FROM pg_proc WHERE pronamespace::regnamespace::text LIKE 'tenant\\_%'");
	const schemasOf = Map.groupBy(rows, row => row.proname);
	assert.ok(schemasOf.size > 3 * 100);
	assert.deepEqual([...schemasOf].filter(([, each]) => new Set(each.map(row => row.schema)).size > 1).map(([name]) => name), []);
});

test('a tenant whose functions are another version’s is told of before one of them is asked for', async () => {
	const [, tenant] = database.tenants;
	await database.postgresql.query("UPDATE control.tenant_migrations SET checksum = 'other' WHERE number = 0 AND tenant_id = $1", [tenant]);
	const { status, complained } = operate(database, ['agent', 'list', '--tenant', tenant]);
	assert.equal(status, 1);
	assert.match(complained, new RegExp(`Tenant ${tenant} lacks this version's functions: run \`frontdesk migrate\` first`));
	assert.equal(operate(database, ['migrate']).status, 0);
	assert.equal(operate(database, ['agent', 'list', '--tenant', tenant]).status, 0);
});
