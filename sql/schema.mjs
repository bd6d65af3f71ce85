// Reads the schemas: sql/control and sql/tenant. In each are
//
//     NNN_name.sql     migrations, each applied once: tables, indexes, data, rights on tables. One whose
//                      first line is `-- no transaction` is one statement that makes or drops an index
//                      while others work, and may be repeated
//     functions/       every function, view and trigger in its current definition, and the rights on
//                      them, applied together whenever they differ; `order` lists the files, and
//                      `released` the functions of the last release. A tenant's have names of its own,
//                      which no file has: names.mjs
//     personal         the class of every column: personal.mjs
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { namesOf, ownObject } from "./names.mjs";
import { StatementError, takeBody } from "./parse.mjs";

const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const shown = (path) => relative(process.cwd(), path);

// The statements of a script without their comments, each with the line that it begins on.
export function readScript(source, file) {
	const gap = /(?:\s|--[^\n]*)*/y;
	const statements = [];
	for (let at = 0; ; ) {
		gap.lastIndex = at;
		at += gap.exec(source)[0].length;
		if (at >= source.length) return statements;
		const line = source.slice(0, at).split("\n").length;
		const { sql, next } = takeBody(source, at, (message) => {
			throw new StatementError(file, line, message);
		});
		statements.push({ sql, line });
		at = next;
	}
}

export const withoutQuoted = (sql) => sql.replace(/'(?:[^']|'')*'/g, "''");

// Splits at the commas that stand in no parentheses.
export function splitList(list) {
	const parts = [""];
	let depth = 0;
	for (const char of list) {
		if (char === "(") depth++;
		if (char === ")") depth--;
		if (char === "," && depth === 0) parts.push("");
		else parts[parts.length - 1] += char;
	}
	return parts.map((part) => part.trim()).filter((part) => part !== "");
}

// What stands between the parenthesis that opens at `at` and the one that closes it.
export function inParentheses(sql, at) {
	let depth = 0;
	for (let end = at; end < sql.length; end++) {
		if (sql[end] === "(") depth++;
		if (sql[end] === ")" && --depth === 0) return sql.slice(at + 1, end);
	}
	return sql.slice(at + 1);
}

// --- migrations ----------------------------------------------------------------------------------

const FUNCTION_KIND = /^CREATE\s+(OR\s+REPLACE\s+)?(FUNCTION|PROCEDURE|VIEW|TRIGGER)\b/i;

const MADE = /^CREATE TABLE (?:IF NOT EXISTS )?([\w.]+)/i;
const ALTERED = /^(?:ALTER|DROP) TABLE (?:IF EXISTS )?(?:ONLY )?([\w.]+)/i;
const LETS_READ = /\bREFERENCES ([\w.]+)|^CREATE (?:UNIQUE )?INDEX [^(]*?\bON ([\w.]+)/gi;

// Whoever alters a table wants it alone, and whoever refers to it, or makes an index of it, lets others read
// meanwhile. In the other order a worker that has read, and would write, waits for the migration as it waits for
// the worker: PostgreSQL sees that at once (ProcSleep), and ends the worker's transaction.
function altersFirst() {
	const made = new Set();
	const read = new Set();
	return (sql) => {
		const bare = withoutQuoted(sql).replace(/\s+/g, " ");
		const altered = ALTERED.exec(bare)?.[1];
		if (read.has(altered)) return altered;
		const table = MADE.exec(bare)?.[1];
		if (table) made.add(table);
		for (const [, referred, indexed] of bare.matchAll(LETS_READ))
			if (!made.has(referred ?? indexed)) read.add(referred ?? indexed);
		return undefined;
	};
}

export function checkMigration(source, file) {
	const lateTable = altersFirst();
	for (const { sql, line } of readScript(source, file)) {
		const fail = (message) => {
			throw new StatementError(file, line, message);
		};
		if (FUNCTION_KIND.test(sql)) fail("functions, views and triggers stand in functions/, not in a migration");
		const late = lateTable(sql);
		if (late) fail(`${late} is altered before something refers to it, or makes an index of it: else workers' writes are ended`);
	}
}

const NO_TRANSACTION = /^-- no transaction\n/;
const ALONE =
	/^(?:CREATE (?:UNIQUE )?INDEX CONCURRENTLY IF NOT EXISTS (\w+) ON|DROP INDEX CONCURRENTLY IF EXISTS (\w+)$)/;

// Of a migration that runs outside a transaction: its one statement, which may be repeated, and the index
// that it is about. `text` is the same within one, for a schema that is being made.
export function readAlone(source, file) {
	const statements = readScript(source, file);
	if (!NO_TRANSACTION.test(source)) {
		const { line } = statements.find(({ sql }) => / CONCURRENTLY\s/.test(withoutQuoted(sql))) ?? {};
		if (line) throw new StatementError(file, line, "CONCURRENTLY wants `-- no transaction` as the first line");
		return { text: source };
	}
	const [, made, dropped] = ALONE.exec(statements[0]?.sql) ?? [];
	if (statements.length !== 1 || !(made ?? dropped))
		throw new StatementError(
			file,
			statements[0]?.line ?? 1,
			"without a transaction there is one statement: CREATE INDEX CONCURRENTLY IF NOT EXISTS name ON …, " +
				"or DROP INDEX CONCURRENTLY IF EXISTS name",
		);
	const [{ sql }] = statements;
	return { text: `${sql.replace(" CONCURRENTLY", "")};\n`, alone: sql, index: made ?? dropped };
}

export function readMigrations(folder) {
	const files = readdirSync(folder).filter((name) => name.endsWith(".sql"));
	const numbers = new Set();
	return files.sort().map((name) => {
		const path = join(folder, name);
		const file = shown(path);
		const number = Number(/^(\d{3})_[a-z0-9_]+\.sql$/.exec(name)?.[1]);
		if (!number)
			throw new StatementError(file, 1, "a migration is named NNN_name.sql, from 001");
		if (numbers.has(number))
			throw new StatementError(file, 1, `number ${number} is taken twice`);
		numbers.add(number);
		const source = readFileSync(path, "utf8");
		checkMigration(source, file);
		return { number, name: name.slice(0, -4), file, ...readAlone(source, file), sha: sha256(source) };
	});
}

// --- functions -----------------------------------------------------------------------------------

const FUNCTION = /^CREATE OR REPLACE FUNCTION ([\w.]+)\s*\(/;
const VIEW = /^CREATE OR REPLACE VIEW ([\w.]+)\s/;
const TRIGGER = /^CREATE OR REPLACE TRIGGER (\w+)\s[^']*?\sON ([\w.]+)\s/;
const RIGHTS = /^(GRANT|REVOKE)\s/;
const PARAMETER = /^(\w+)\s+([a-z]\w*(?: [a-z]\w*)?(?:\[\])?)(\s+DEFAULT\s[^]*)?$/;
const RETURNS = /^\s*RETURNS\s+([^]*?)\s+(?:LANGUAGE|STABLE|IMMUTABLE|SECURITY|SET|AS)\b/;
const MODES = new Set(["in", "out", "inout", "variadic"]);

// The name without its schema: control's objects are named with it, a tenant's without.
function bareName(name, prefix, fail) {
	const bare = prefix && name.startsWith(prefix) ? name.slice(prefix.length) : name;
	if (/^[a-z]\w*$/.test(bare) && (!prefix || bare !== name)) return bare;
	return fail(
		prefix
			? `${name} must be named ${prefix}${name.split(".").pop()}`
			: `${name} must be named without a schema`,
	);
}

function readParameters(list, fail) {
	return splitList(list).map((part) => {
		const [, name, type, preset] = PARAMETER.exec(part) ?? [];
		if (!name || MODES.has(name.toLowerCase()))
			return fail(`parameter "${part}" is not of the form \`name type [DEFAULT …]\``);
		return { name, type, isOptional: preset !== undefined };
	});
}

// Its name is list_page(jsonb[], text[], bigint), as PostgreSQL tells functions of one name apart.
function readFunction(name, sql, at, fail) {
	const text = withoutQuoted(sql);
	const list = inParentheses(text, at);
	const parameters = readParameters(list, fail);
	const [, returns = ""] = RETURNS.exec(text.slice(at + list.length + 2)) ?? [];
	const columns = /^TABLE\s*\(/.test(returns) ? splitList(inParentheses(returns, returns.indexOf("("))) : [];
	return {
		kind: "function",
		bare: name, // and what it may stand in front of, within its body
		members: [...parameters.map(({ name }) => name), ...columns.map((column) => column.split(/\s/)[0])],
		name: `${name}(${parameters.map(({ type }) => type).join(", ")})`,
		takes: parameters.map(({ name, isOptional }) => (isOptional ? `${name}?` : name)).join(", "),
		returns: returns.replace(/\s+/g, " "),
	};
}

function readObject(sql, prefix, fail) {
	let match = FUNCTION.exec(sql);
	if (match) return readFunction(bareName(match[1], prefix, fail), sql, match[0].length - 1, fail);
	match = VIEW.exec(sql);
	if (match) return { kind: "view", name: bareName(match[1], prefix, fail) };
	match = TRIGGER.exec(sql);
	if (match) return { kind: "trigger", name: match[1], table: match[2] };
	if (RIGHTS.test(sql)) return { kind: "rights" };
	return fail(
		"this is neither CREATE OR REPLACE FUNCTION, VIEW or TRIGGER, nor GRANT or REVOKE",
	);
}

// What a file of functions defines.
export function readObjects(source, file, prefix) {
	return readScript(source, file).map(({ sql, line }) => {
		const fail = (message) => {
			throw new StatementError(file, line, message);
		};
		return { ...readObject(sql, prefix, fail), sql, file, line };
	});
}

// The files in their order: each that is there is listed, each that is listed is there, once.
export function checkOrder(listed, found, file) {
	const seen = new Set();
	listed.forEach((name, index) => {
		const fail = (message) => {
			throw new StatementError(file, index + 1, message);
		};
		if (!found.includes(name)) fail(`there is no file ${name}`);
		if (seen.has(name)) fail(`${name} is listed twice`);
		seen.add(name);
	});
	for (const name of found) {
		if (!seen.has(name))
			throw new StatementError(file, listed.length + 1, `${name} is not listed`);
	}
}

export function checkDefinedOnce(objects) {
	const seen = new Map();
	for (const { kind, name, table, file, line } of objects) {
		if (kind === "rights") continue;
		const key = table ? `${kind} ${name} on ${table}` : `${kind} ${name}`;
		if (seen.has(key))
			throw new StatementError(file, line, `${key} is defined in ${seen.get(key)} too`);
		seen.set(key, `${file}:${line}`);
	}
}

// The functions of the last release: a line for each, its name, what it takes (`?`: may be left out) and
// what it returns, with tabs between.
export function writeReleased(objects) {
	const lines = objects
		.filter(({ kind }) => kind === "function")
		.map(({ name, takes, returns }) => `${name}\t${takes}\t${returns}\n`);
	return lines.sort().join("");
}

export function readReleased(source) {
	const lines = source.split("\n").slice(0, -1).map((line) => line.split("\t"));
	return new Map(lines.map(([name, takes, returns]) => [name, { takes, returns }]));
}

// A call that the old parameters allow, the new ones must.
function takesNoLess(before, now) {
	const [old, current] = [before, now].map((takes) => takes.split(", "));
	return old.every((name, index) => [name, `${name}?`].includes(current[index]));
}

// The program of the last release calls its functions while this one takes its place.
export function checkReleased(objects, released) {
	for (const { kind, name, takes, returns, file, line } of objects) {
		const before = kind === "function" && released.get(name);
		if (!before || (takesNoLess(before.takes, takes) && before.returns === returns)) continue;
		throw new StatementError(
			file,
			line,
			`${name} took (${before.takes}) and returned ${before.returns} in the last release, whose programs ` +
				"call it meanwhile: what takes or returns something else gets another name",
		);
	}
}

const array = (values) => `ARRAY[${values.map((value) => `'${value}'`).join(", ")}]::text[]`;

// Those of the schema's functions that are defined, as an oid[]: by what the catalogue notes of the schema, of
// which it has an index, and by their types. to_regprocedure() would fail where a type is not there yet.
const definedFunctions = (signatures) => `ARRAY(SELECT p.oid FROM pg_depend d JOIN pg_proc p ON p.oid = d.objid
	WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = current_schema()::regnamespace
		AND d.classid = 'pg_proc'::regclass AND (p.proname::text, p.proargtypes::text) IN (
			SELECT f.parts[1], coalesce((
				SELECT string_agg(to_regtype(t.type)::oid::text, ' ' ORDER BY t.place)
				FROM unnest(string_to_array(nullif(f.parts[2], ''), ', ')) WITH ORDINALITY AS t (type, place)), '')
			FROM unnest(${signatures}) AS defined (signature),
				regexp_match(defined.signature, '^(.*?)\\((.*)\\)$') AS f (parts)))`;

// The list of what is defined, put into functions_first.sql and those behind it.
function fillLists(template, objects) {
	const named = (kind, key = "name") =>
		array(objects.filter((object) => object.kind === kind).map((object) => object[key]));
	const lists = {
		functions: definedFunctions(named("function")),
		views: named("view"),
		triggers: named("trigger"),
		tables: named("trigger", "table"),
	};
	return template.replace(/(?<!:):(functions|views|triggers|tables)\b/g, (_, name) => lists[name]);
}

function listFiles(folder, below = "") {
	return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
		const name = below ? `${below}/${entry.name}` : entry.name;
		if (entry.isDirectory()) return listFiles(folder, name);
		return name.endsWith(".sql") ? [name] : [];
	});
}

// What the files of functions define, in their order.
export function readDefinitions(root, schema) {
	const folder = join(root, schema, "functions");
	const order = join(folder, "order");
	const listed = readFileSync(order, "utf8").split("\n").slice(0, -1);
	checkOrder(listed, listFiles(folder), shown(order));
	const prefix = schema === "control" ? "control." : "";
	const objects = listed.flatMap((name) => {
		const path = join(folder, name);
		return readObjects(readFileSync(path, "utf8"), shown(path), prefix);
	});
	checkDefinedOnce(objects);
	return objects;
}

// The names of the tenants' functions, for whoever calls them.
export const readNames = (root) => namesOf(readDefinitions(root, "tenant"));

export const releasedFile = (root, schema) => join(root, schema, "functions/released");

// Whoever reads a view that is made anew, or writes to a table whose trigger is, waits from there to the
// transaction's end: so they come last. A function that reads a view is written in plpgsql, then, which looks
// for it when it is called.
const HOLDS_UP = new Set(["view", "trigger"]);

// All of a schema's functions as one text, and its SHA-256.
export function readFunctions(root, schema) {
	const plain = readDefinitions(root, schema);
	checkReleased(plain, readReleased(readFileSync(releasedFile(root, schema), "utf8")));
	const names = namesOf(plain);
	const objects = schema === "tenant" ? plain.map((object) => ownObject(object, names)) : plain;
	const read = (name) => fillLists(readFileSync(join(root, name), "utf8"), objects);
	const holdsUp = ({ kind }) => HOLDS_UP.has(kind);
	const statement = ({ sql }) => `${sql};\n`;
	const text = [
		read("functions_first.sql"),
		...objects.filter((each) => !holdsUp(each)).map(statement),
		read("functions_triggers.sql"),
		...objects.filter(holdsUp).map(statement),
		read("functions_last.sql"),
	].join("\n");
	return { number: 0, name: "functions", text, sha: sha256(text) };
}
