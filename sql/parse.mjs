// Reads the statement files: sql/<service>/*.sql. Each statement is headed by
//
//     -- chat_session_get(session_id uuid, reader text) -> json
//     -- One sentence that says what it does.
//     SELECT … $1 … $2 …;
//
// In front of `->` may stand [control] (no tenant scope; else the tenant's), [write], and [slow] for
// what nobody's conversation waits for: lists, searches, reports, exports, upkeep. It returns
// `json`, `nothing`, `rows(name type, …)`, `row(name type, …)`, `sealed(table, column)`, or a row and
// sealed ones behind it, `row(name type, …) + sealed(table, column)`. A type with `?` may be NULL.
// The header may run over several comment lines; so may the sentence.
import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";

export const PARAM_TYPES = ["text", "uuid", "int", "bool", "bytes", "time", "json", "texts"];
export const COLUMN_TYPES = PARAM_TYPES.filter((type) => type !== "texts");
const PARAMS_MAX = 16; // SQL_PARAMS_MAX of gateway/pg/statement.h
const FLAGS = ["control", "write", "slow"];
const SCHEMA_FOLDERS = new Set(["control", "tenant"]);
const RESERVED = new Set(
	(
		"auto break case char const continue default do double else enum extern float for goto if inline int long " +
		"register restrict return short signed sizeof static struct switch typedef union unsigned void volatile " +
		"while bool true false call then values answer row asm typeof uuid text"
	).split(" "),
);

export class StatementError extends Error {
	constructor(file, line, message) {
		super(`${file}:${line}: ${message}`);
	}
}

const isSpace = (char) => /\s/.test(char);

// Where the quoted stretch that begins at `at` ends, or -1 when none begins there.
function quoteEnd(source, at) {
	const char = source[at];
	const dollar = char === "$" && /^\$([A-Za-z_]\w*)?\$/.exec(source.slice(at, at + 64));
	if (char !== "'" && char !== '"' && !dollar) return -1;
	const mark = dollar ? dollar[0] : char;
	const end = source.indexOf(mark, at + mark.length);
	return end < 0 ? source.length : end + mark.length;
}

// Takes one statement's body from `at`: its SQL without comments, and where the next thing begins.
export function takeBody(source, at, fail) {
	let sql = "";
	while (at < source.length) {
		const end = quoteEnd(source, at);
		if (end > 0) {
			sql += source.slice(at, end);
			at = end;
		} else if (source.startsWith("--", at)) {
			const newline = source.indexOf("\n", at);
			at = newline < 0 ? source.length : newline;
		} else if (source.startsWith("/*", at)) {
			at =
				source.indexOf("*/", at) < 0
					? source.length
					: source.indexOf("*/", at) + 2;
		} else if (source[at] === ";") {
			return { sql: tidy(sql), next: at + 1 };
		} else {
			sql += source[at++];
		}
	}
	return fail("the statement does not end with a semicolon");
}

const tidy = (sql) =>
	sql
		.replace(/[ \t]+$/gm, "")
		.replace(/\n{2,}/g, "\n")
		.trim();

function takeComments(source, at) {
	const lines = [];
	for (;;) {
		const match = /^[ \t]*--[ \t]?(.*)(?:\n|$)/.exec(source.slice(at));
		if (!match) return { text: lines.join(" ").replace(/\s+/g, " ").trim(), next: at };
		lines.push(match[1]);
		at += match[0].length;
	}
}

function readFields(list, types, what, fail) {
	if (list.trim() === "") return [];
	const names = new Set();
	return list.split(",").map((part) => {
		const match = /^\s*([a-z][a-z0-9_]*)\s+([a-z]+)(\?)?\s*$/.exec(part);
		if (!match)
			return fail(
				`${what} "${part.trim()}" is not of the form \`name type\` or \`name type?\``,
			);
		const [, name, type, optional] = match;
		if (!types.includes(type))
			fail(`${what} ${name}: type ${type} is not one of ${types.join(" ")}`);
		if (RESERVED.has(name))
			fail(`${what} ${name}: the name is taken in C, choose another`);
		if (names.has(name)) fail(`${what} ${name} stands twice`);
		names.add(name);
		return { name, type, nullable: Boolean(optional) };
	});
}

function readReturns(kind, list, sealed, fail) {
	if (kind === "json" || kind === "nothing") {
		if (list !== undefined) fail(`\`${kind}\` takes no parentheses`);
		return { kind, columns: [] };
	}
	if (list === undefined) fail(`\`${kind}\` needs parentheses: ${kind}(…)`);
	if (kind === "sealed") return { kind, columns: [], ...readSealed(list, fail) };
	const columns = readFields(list, COLUMN_TYPES, "column", fail);
	if (sealed === undefined) return { kind, columns };
	if (kind !== "row") fail("only a row can have sealed ones behind it");
	return { kind: "rowSealed", columns, ...readSealed(sealed, fail) };
}

function readSealed(list, fail) {
	const match = /^\s*([a-z_]+)\s*,\s*([a-z_]+)\s*$/.exec(list);
	if (!match) fail("sealed(…) names a table and a column");
	return { table: match[1], column: match[2] };
}

const HEADER = new RegExp(
	String.raw`^([a-z][a-z0-9_]*)\s*\(([^()]*)\)\s*((?:\[\w+\]\s*)*)->\s*` +
		String.raw`(json|nothing|rows|row|sealed)\b\s*(?:\(([^()]*)\))?\s*` +
		String.raw`(?:\+\s*sealed\(([^()]*)\))?\s*(.*)$`,
);

function readHeader(comment, fail) {
	const match = HEADER.exec(comment);
	if (!match) {
		fail(
			"the statement is not headed by `-- name(param type, …) [control] [write] [slow] -> " +
				"json|nothing|rows(…)|row(…)|sealed(table, column)|row(…) + sealed(table, column)` " +
				"and a sentence",
		);
	}
	const [, name, params, words, kind, list, sealed, sentence] = match;
	const flags = words.match(/\w+/g) ?? [];
	for (const flag of flags)
		if (!FLAGS.includes(flag)) fail(`[${flag}] is none of ${FLAGS.map((each) => `[${each}]`).join(" ")}`);
	if (flags.includes("slow") && flags.includes("control"))
		fail("[slow] is fair to tenants: it cannot be [control]");
	if (!/^[^[].*\.$/.test(sentence))
		fail("the header needs a sentence that ends with a full stop");
	return {
		name,
		params: readFields(params, PARAM_TYPES, "parameter", fail),
		returns: readReturns(kind, list, sealed, fail),
		isControl: flags.includes("control"),
		isWrite: flags.includes("write"),
		isSlow: flags.includes("slow"),
		sentence,
	};
}

function checkBody(statement, fail) {
	const bare = statement.sql.replace(/'(?:[^']|'')*'/g, "''");
	const used = new Set([...bare.matchAll(/\$(\d+)/g)].map((match) => Number(match[1])));
	const count = statement.params.length;
	if (count > PARAMS_MAX) fail(`${count} parameters, at most ${PARAMS_MAX} are possible`);
	for (const number of used) {
		if (number < 1 || number > count)
			fail(`$${number} is used, but there are ${count} parameters`);
	}
	for (let number = 1; number <= count; number++) {
		if (!used.has(number))
			fail(
				`parameter ${statement.params[number - 1].name} ($${number}) is not used`,
			);
	}
	if (bare === "") fail("the statement is empty");
	if (
		/\b(INSERT\s+INTO|DELETE\s+FROM|UPDATE\s+[\w.]+\s+(AS\s+)?(\w+\s+)?SET)\b/i.test(
			bare,
		) &&
		!statement.isWrite
	) {
		fail("it writes: put [write] in front of ->");
	}
}

export function parseFile(source, file) {
	const statements = [];
	let at = 0;
	for (;;) {
		while (at < source.length && isSpace(source[at])) at++;
		if (at >= source.length) return statements;
		const line = source.slice(0, at).split("\n").length;
		const fail = (message) => {
			throw new StatementError(file, line, message);
		};
		const comment = takeComments(source, at);
		if (/^\s*\n/.test(source.slice(comment.next)) && !HEADER.test(comment.text)) {
			at = comment.next; // the file's own comment, set off by an empty line
			continue;
		}
		const statement = { ...readHeader(comment.text, fail), file, line };
		const body = takeBody(source, comment.next, fail);
		statement.sql = body.sql;
		checkBody(statement, fail);
		statements.push(statement);
		at = body.next;
	}
}

// Every service's statements, by folder: { chat: [...], gateway: [...] }.
export function readStatements(root) {
	const services = {};
	const seen = new Map();
	const folders = readdirSync(root, { withFileTypes: true }).filter(
		(entry) => entry.isDirectory() && !SCHEMA_FOLDERS.has(entry.name),
	);
	for (const folder of folders.map((entry) => entry.name).sort()) {
		const files = readdirSync(join(root, folder)).filter((name) =>
			name.endsWith(".sql"),
		);
		const statements = files.sort().flatMap((name) => {
			const path = join(root, folder, name);
			return parseFile(readFileSync(path, "utf8"), relative(process.cwd(), path));
		});
		for (const statement of statements) {
			const first = seen.get(statement.name);
			if (first)
				throw new StatementError(
					statement.file,
					statement.line,
					`${statement.name} stands in ${first} too`,
				);
			seen.set(statement.name, `${statement.file}:${statement.line}`);
		}
		if (files.length > 0) services[folder] = statements;
	}
	return services;
}
