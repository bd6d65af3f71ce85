// What the generator reads: the statement files, the schemas' functions, the classes of columns. What is
// accepted, and that each mistake is named with its line.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseFile } from '../../sql/parse.mjs';
import { checkClasses, readClasses, readColumns } from '../../sql/personal.mjs';
import { checkDefinedOnce, checkMigration, checkOrder, checkReleased, readAlone, readObjects, readReleased, writeReleased } from '../../sql/schema.mjs';
import { project } from './database.mjs';

const parse = source => parseFile(source, 'sql/chat/tried.sql');
const one = (header, sql = 'SELECT 1;') => parse(`-- ${header}\n-- Does something.\n${sql}\n`)[0];

test('a header names parameters, scope, effect and result', () => {
	const statement = one('session_note(session_id uuid, note text?) [control] [write] -> row(id uuid, at time?)',
		'UPDATE t SET note = $2 WHERE id = $1 RETURNING id, at;');
	assert.equal(statement.name, 'session_note');
	assert.deepEqual(statement.params.map(param => [param.name, param.type, param.nullable]), [['session_id', 'uuid', false], ['note', 'text', true]]);
	assert.deepEqual([statement.isControl, statement.isWrite, statement.isSlow, statement.returns.kind], [true, true, false, 'row']);
});

test('a statement for which no conversation waits is marked so, and C is told', () => {
	assert.equal(one('list() [slow] -> json').isSlow, true);
	assert.equal(one('list() [write] [slow] -> nothing').isSlow, true);
	const folder = mkdtempSync(join(tmpdir(), 'frontdesk-slow-'));
	try {
		const { status, stderr } = spawnSync(process.execPath, ['sql/generate.mjs', 'statements', folder], { cwd: project, encoding: 'utf8' });
		assert.equal(status, 0, stderr);
		const source = readFileSync(join(folder, 'sql_chat.c'), 'utf8');
		const marks = Object.fromEntries([...source.matchAll(/\.name = "(\w+)"[\s\S]*?\.is_slow = (\w+)/g)].map(([, name, mark]) => [name, mark]));
		assert.equal(marks.chat_sessions_ended, 'true');
		assert.equal(marks.chat_resume, 'false');
	} finally {
		rmSync(folder, { recursive: true });
	}
});

test("a header may run over lines, and a file's own comment stands before an empty line", () => {
	const [statement] = parse('-- Of sessions.\n\n-- session_get(session_id uuid)\n--	-> json\n-- Reads it.\nSELECT $1;\n');
	assert.equal(statement.line, 3);
	assert.equal(statement.sentence, 'Reads it.');
});

test('semicolons and comment signs inside quotes belong to the statement', () => {
	const { sql } = one('quoted() -> json', "SELECT ';--', $$;/*$$, \"a;b\" -- and; this is one\n/* this; too */;");
	assert.equal(sql, "SELECT ';--', $$;/*$$, \"a;b\"");
});

test('sealed results name their table and column', () => {
	const { returns } = one('messages() -> sealed(chat_messages, content)');
	assert.deepEqual([returns.table, returns.column], ['chat_messages', 'content']);
});

test('a row may have sealed ones behind it', () => {
	const { returns } = one('page(id uuid) -> row(head int) + sealed(chat_messages, content)', 'SELECT $1;');
	assert.deepEqual([returns.kind, returns.columns[0].name, returns.table, returns.column], ['rowSealed', 'head', 'chat_messages', 'content']);
});

const mistakes = [
	['a statement without a header', 'SELECT 1;\n', /tried.sql:1: the statement is not headed/],
	['a flag behind the arrow', '-- a() -> [control] json\n-- Does.\nSELECT 1;', /:1: the statement is not headed/],
	['an unknown flag', '-- a() [wrte] -> json\n-- Does.\nSELECT 1;', /\[wrte\] is none of \[control\] \[write\] \[slow\]/],
	['a slow statement of no tenant', '-- a() [control] [slow] -> json\n-- Does.\nSELECT 1;', /:1: \[slow\] is fair to tenants/],
	['a missing sentence', '-- a() -> json\nSELECT 1;', /needs a sentence/],
	['an unknown type', '-- a(b string) -> json\n-- Does.\nSELECT $1;', /type string is not one of/],
	['a name that C has taken', '-- a(default text) -> json\n-- Does.\nSELECT $1;', /taken in C/],
	['a parameter that is not used', '-- a(b text, c text) -> json\n-- Does.\nSELECT $1;', /parameter c \(\$2\) is not used/],
	['a parameter that is not declared', '-- a(b text) -> json\n-- Does.\nSELECT $1, $2;', /\$2 is used/],
	['a write that does not say so', '-- a() -> json\n-- Does.\nWITH x AS (DELETE FROM t RETURNING 1) SELECT 1;', /put \[write\]/],
	['a missing semicolon', '\n\n-- a() -> json\n-- Does.\nSELECT 1', /tried.sql:3: the statement does not end/],
	['rows with sealed ones behind them', '-- a() -> rows(b int) + sealed(t, c)\n-- Does.\nSELECT 1;', /only a row can have/],
	['rows without columns', '-- a() -> rows\n-- Does.\nSELECT 1;', /needs parentheses/],
];
for (const [what, source, expected] of mistakes) {
	test(`${what} is refused with its line`, () => assert.throws(() => parse(source), expected));
}

// --- functions ------------------------------------------------------------------------------------
const objects = (source, prefix = 'control.') => readObjects(source, 'functions/tried.sql', prefix);
const made = (name, rest = "() RETURNS void LANGUAGE sql AS $$ SELECT ';' $$;") => `CREATE OR REPLACE FUNCTION ${name}${rest}\n`;

test('functions are told apart by the types of what they take', () => {
	const rest = `(ids uuid[], at double precision,
	hash text DEFAULT left('a, b', 1)) RETURNS TABLE (a text, b text) LANGUAGE sql AS $$ SELECT 'x', 'y' $$;\n`;
	assert.deepEqual(objects(`-- Why.\n${made('control.a')}${made('control.a', rest)}`).map(({ kind, name, line }) => [kind, name, line]),
		[['function', 'a()', 2], ['function', 'a(uuid[], double precision, text)', 3]]);
});

test('views, triggers and rights stand beside functions', () => {
	const source = 'CREATE OR REPLACE VIEW seen AS SELECT 1;\nCREATE OR REPLACE TRIGGER marked BEFORE UPDATE OF a, b ON things\n\tFOR EACH ROW EXECUTE FUNCTION mark();\nGRANT EXECUTE ON FUNCTION mark() TO somebody;\n';
	assert.deepEqual(objects(source, '').map(({ kind, name, table }) => [kind, name, table]),
		[['view', 'seen', undefined], ['trigger', 'marked', 'things'], ['rights', undefined, undefined]]);
});

const released = readReleased('a(uuid, text)\tid, note?\tTABLE (b text)\n');
const again = (list, returns) => checkReleased(objects(made('control.a', `(${list}) RETURNS ${returns} LANGUAGE sql AS $$ $$;`)), released);

test('a function of the last release is called as before', () => {
	again('id uuid, note text DEFAULT NULL', 'TABLE (b\n\ttext)');
	again('id uuid DEFAULT NULL, note text DEFAULT NULL', 'TABLE (b text)');
	again('id uuid, more text, most bigint', 'void');
	assert.equal(writeReleased(objects(made('control.a', "(id uuid, note text DEFAULT ', ') RETURNS TABLE (b text) LANGUAGE sql AS $$ $$;"))), 'a(uuid, text)\tid, note?\tTABLE (b text)\n');
});

const misplaced = [
	['a result that the last release does not expect', () => again('id uuid, note text DEFAULT NULL', 'text'), /tried.sql:1: a\(uuid, text\) took \(id, note\?\) and returned TABLE \(b text\) in the last release/],
	['a parameter that the last release leaves out', () => again('id uuid, note text', 'TABLE (b text)'), /gets another name/],
	['a parameter of another name than in the last release', () => again('of uuid, note text DEFAULT NULL', 'TABLE (b text)'), /gets another name/],
	['a function that cannot be made again', () => objects(`\n${made('control.a').replace(' OR REPLACE', '')}`), /functions\/tried.sql:2: this is neither CREATE OR REPLACE FUNCTION/],
	['a function of control without its schema', () => objects(made('a')), /:1: a must be named control\.a/],
	["a tenant's function with a schema", () => objects(made('control.a'), ''), /control\.a must be named without a schema/],
	['a parameter without a name', () => objects(made('control.a', '(uuid) RETURNS void LANGUAGE sql AS $$ $$;')), /parameter "uuid" is not of the form/],
	['an OUT parameter', () => objects(made('control.a', '(OUT b uuid) LANGUAGE sql AS $$ $$;')), /parameter "OUT b uuid" is not of the form/],
	['a function that two files define', () => checkDefinedOnce([...objects(made('control.a')), ...readObjects(made('control.a'), 'other.sql', 'control.')]), /other.sql:1: function a\(\) is defined in functions\/tried.sql:1 too/],
	['a function in a migration', () => checkMigration(`CREATE TABLE a (b int);\n${made('c')}`, 'tried.sql'), /tried.sql:2: functions, views and triggers stand in functions\//],
	['a table that is altered after something referred to it', () => checkMigration('CREATE TABLE a (b uuid REFERENCES c);\nALTER TABLE a ADD d int;\nALTER TABLE c ADD d int;\n', 'tried.sql'), /tried.sql:3: c is altered before something refers to it/],
	['a table that is altered after an index of it was made', () => checkMigration('CREATE INDEX a_b_idx ON a (b);\nALTER TABLE a ADD d int;\n', 'tried.sql'), /tried.sql:2: a is altered before something refers to it/],
	['an index that is made while others work, in a transaction', () => readAlone('-- Why.\nCREATE INDEX CONCURRENTLY IF NOT EXISTS a ON b (c);\n', 'tried.sql'), /tried.sql:2: CONCURRENTLY wants `-- no transaction` as the first line/],
	['a statement without a transaction that cannot be repeated', () => readAlone('-- no transaction\n-- Why.\nCREATE INDEX CONCURRENTLY a ON b (c);\n', 'tried.sql'), /tried.sql:3: without a transaction there is one statement/],
	['a second statement without a transaction', () => readAlone('-- no transaction\nDROP INDEX CONCURRENTLY IF EXISTS a;\nDROP INDEX CONCURRENTLY IF EXISTS b;\n', 'tried.sql'), /tried.sql:2: without a transaction there is one statement/],
	['a file that the order lacks', () => checkOrder(['a.sql'], ['a.sql', 'b.sql'], 'order'), /order:2: b\.sql is not listed/],
	['a file that the order has twice', () => checkOrder(['a.sql', 'a.sql'], ['a.sql'], 'order'), /order:2: a\.sql is listed twice/],
	['a file that is not there', () => checkOrder(['a.sql', 'b.sql'], ['a.sql'], 'order'), /order:2: there is no file b\.sql/],
];
for (const [what, attempt, expected] of misplaced) test(`${what} is refused with its place`, () => assert.throws(attempt, expected));

test('what runs without a transaction is known with its index, and within one for a new schema', () => {
	const wanted = 'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS a_b_idx ON a (b)';
	assert.deepEqual(readAlone(`-- no transaction\n-- Why.\n${wanted};\n`, 'tried.sql'),
		{ text: `${wanted.replace(' CONCURRENTLY', '')};\n`, alone: wanted, index: 'a_b_idx' });
	assert.deepEqual(readAlone('-- no transaction\nDROP INDEX CONCURRENTLY IF EXISTS a_b_idx;\n', 'tried.sql').index, 'a_b_idx');
});

// --- classes of columns ---------------------------------------------------------------------------
const migrations = [
	{ file: '001.sql', text: `-- Why.
CREATE TABLE people (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid(), -- a comment, with a comma
	name varchar(255) NOT NULL DEFAULT 'a, (b' CHECK (name IN ('a', 'b')),
	old integer,
	CHECK (name <> ''),
	UNIQUE (id, name)
) WITH (fillfactor = 80);
CREATE TABLE gone (id uuid);
` },
	{ file: '002.sql', text: `ALTER TABLE people ADD COLUMN seen_at timestamptz, ADD CONSTRAINT known CHECK (seen_at > 'epoch');
ALTER TABLE people DROP COLUMN old;
DROP TABLE gone;
` },
];
const classified = 'people id person\npeople name exported\npeople seen_at kept for a reason\n';
const check = (source, of = migrations) => checkClasses(readColumns(of), readClasses(source, 'personal'), 'personal');

test('the columns are those that the migrations leave behind', () => {
	assert.deepEqual(readColumns(migrations).map(({ table, name, file, line }) => `${file}:${line} ${table}.${name}`),
		['001.sql:2 people.id', '001.sql:2 people.name', '002.sql:1 people.seen_at']);
	check(`# Why.\n\n${classified}`);
});

test('a table in a schema is named with it', () => {
	const own = [{ file: '001.sql', text: `CREATE TABLE control.people (id uuid, old integer);
CREATE TABLE public.people (id uuid);
CREATE TABLE public.gone (id uuid);
ALTER TABLE control.people ADD COLUMN seen_at timestamptz, DROP COLUMN old;
DROP TABLE public.gone;
` }];
	assert.deepEqual(readColumns(own).map(({ table, name }) => `${table} ${name}`), ['control.people id', 'public.people id', 'control.people seen_at']);
});

const unclear = [
	['a column without a class', () => check(classified.replace(/^.*seen_at.*\n/m, '')), /002\.sql:1: column people\.seen_at has no class: give it one in personal/],
	['a column with two classes', () => check(`${classified}people name none\n`), /personal:4: people\.name has a class in line 2 already/],
	['a class for a column that is not there', () => check(`${classified}people old none\n`), /personal:4: there is no column people\.old/],
	['an unknown class', () => check(classified.replace('exported', 'public')), /personal:2: people\.name: the class is one of person sealed exported erased kept none/],
	['a column that is kept for no reason', () => check(classified.replace(' for a reason', '')), /personal:3: people\.seen_at: what is kept says why/],
];
for (const [what, attempt, expected] of unclear) test(`${what} is refused with its place`, () => assert.throws(attempt, expected));

for (const [schema, table, name] of [['control', 'public.users', 'email'], ['tenant', 'visitors', 'name']]) {
	test(`the build fails for a column of ${schema} without a class`, t => {
		const folder = mkdtempSync(join(tmpdir(), 'frontdesk-classes-'));
		t.after(() => rmSync(folder, { recursive: true }));
		cpSync(join(project, 'sql'), join(folder, 'sql'), { recursive: true });
		const path = join(folder, 'sql', schema, 'personal');
		writeFileSync(path, readFileSync(path, 'utf8').replace(new RegExp(`^${table} +${name} .*\\n`, 'm'), ''));
		const { status, stderr } = spawnSync(process.execPath, ['sql/generate.mjs', 'migrations', 'out.c'], { cwd: folder, encoding: 'utf8' });
		assert.equal(status, 1);
		assert.ok(stderr.includes(`column ${table}.${name} has no class: give it one in sql/${schema}/personal`), stderr);
	});
}
