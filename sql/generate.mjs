// Turns sql/ into C. Node 18, no dependencies.
//
//     node sql/generate.mjs statements FOLDER   sql_<service>.h and .c: a typed function a statement
//     node sql/generate.mjs migrations FILE     the schemas as C constants (gateway/pg/migrations.h)
//
// A file whose content has not changed is left alone, so that make rebuilds no more than it must.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { ownStatement } from "./names.mjs";
import { StatementError, readStatements } from "./parse.mjs";
import { checkClasses, readClasses, readColumns } from "./personal.mjs";
import { readFunctions, readMigrations, readNames } from "./schema.mjs";

const ROOT = dirname(fileURLToPath(import.meta.url));

// What each type is to PostgreSQL (its OID, pg_type.dat), to struct sql_value, and to C.
const TYPES = {
	text: { oid: 25, tag: "SQL_TEXT", member: "text", c: "struct text ", cell: "text" },
	uuid: { oid: 2950, tag: "SQL_UUID", member: "uuid", c: "struct uuid ", cell: "uuid" },
	int: { oid: 20, tag: "SQL_INT", member: "integer", c: "int64_t ", cell: "int" },
	bool: { oid: 16, tag: "SQL_BOOL", member: "boolean", c: "bool ", cell: "bool" },
	bytes: { oid: 17, tag: "SQL_BYTES", member: "text", c: "struct text ", cell: "text" },
	time: { oid: 1184, tag: "SQL_TIME", member: "integer", c: "int64_t ", cell: "time" },
	json: { oid: 3802, tag: "SQL_JSON", member: "text", c: "struct text ", cell: "text" },
	texts: { oid: 1009, tag: "SQL_TEXTS", c: "const struct text *" },
};
const RETURNS = {
	json: "SQL_JSON_VALUE",
	nothing: "SQL_NOTHING",
	rows: "SQL_ROWS",
	row: "SQL_ROW",
	sealed: "SQL_SEALED",
	rowSealed: "SQL_ROW_SEALED",
};
const WIDTH = 100;

const isText = (type) => TYPES[type].member === "text";
const quote = (text) =>
	`"${text.replace(/[\\"]/g, "\\$&").replace(/\t/g, "\\t").replace(/\n/g, "\\n").replace(/\?\?/g, "?\\?")}"`;
const literal = (text, indent) =>
	text
		.split(/(?<=\n)/)
		.map(quote)
		.join(`\n${indent}`);

// Breaks a comma-separated C list at the column limit.
function wrap(head, parts, tail) {
	const lines = [head];
	parts.forEach((part, index) => {
		const piece = part + (index + 1 < parts.length ? "," : tail);
		const last = lines[lines.length - 1];
		const gap = index === 0 ? "" : " ";
		if (last.replace(/\t/g, "        ").length + gap.length + piece.length <= WIDTH) {
			lines[lines.length - 1] = last + gap + piece;
		} else {
			lines.push(`\t${piece}`);
		}
	});
	return lines.join("\n");
}

function paramDeclarations({ name, type, nullable }) {
	if (type === "texts") return [`const struct text *${name}`, `size_t ${name}_count`];
	if (isText(type)) return [`struct text ${name}`];
	return [nullable ? `const ${TYPES[type].c}*${name}` : `${TYPES[type].c}${name}`];
}

function prototype(statement, tail) {
	const params = statement.params.flatMap(paramDeclarations);
	return wrap(
		`struct next sql_${statement.name}(`,
		["struct call *call", "sql_then then", ...params],
		tail,
	);
}

function value({ name, type, nullable }) {
	const { tag, member, c } = TYPES[type];
	if (type === "texts") {
		return `{.type = ${tag}, ${nullable ? `.is_null = !${name}, ` : ""}.texts = {${name}, ${name}_count}}`;
	}
	if (isText(type))
		return `{.type = ${tag}, .is_null = text_is_absent(${name}), .${member} = ${name}}`;
	if (!nullable) return `{.type = ${tag}, .${member} = ${name}}`;
	const absent = type === "uuid" ? "(struct uuid){{0}}" : `(${c.trim()})0`;
	return `{.type = ${tag}, .is_null = !${name}, .${member} = ${name} ? *${name} : ${absent}}`;
}

const hasRows = ({ returns }) => ["rows", "row", "rowSealed"].includes(returns.kind);
const hasSealed = ({ returns }) => returns.table !== undefined;
const needsHas = ({ type, nullable }) => nullable && !isText(type);

function rowDeclarations(statement) {
	if (!hasRows(statement)) return "";
	const members = statement.returns.columns.map(
		(column) =>
			`\t${TYPES[column.type].c}${column.name};` +
			(needsHas(column) ? `\n\tbool has_${column.name};` : ""),
	);
	const name = `sql_${statement.name}_row`;
	return `struct ${name} {\n${members.join("\n")}\n};\n${rowPrototype(statement)};\n`;
}

function rowPrototype({ name }) {
	return `struct sql_${name}_row sql_${name}_row(const struct sql_answer *answer, size_t row)`;
}

function rowReader(statement) {
	if (!hasRows(statement)) return "";
	const reads = statement.returns.columns.map((column, index) => {
		const cell = `db_cell_${TYPES[column.type].cell}(answer, row, ${index}`;
		if (isText(column.type)) return `\tret_row.${column.name} = ${cell});`;
		const target = needsHas(column) ? `ret_row.has_${column.name} = ` : "(void)";
		return `\t${target}${cell}, &ret_row.${column.name});`;
	});
	return (
		`\n${rowPrototype(statement)}\n{\n\tstruct sql_${statement.name}_row ret_row = {0};\n\n` +
		`${reads.join("\n")}\n\treturn ret_row;\n}\n`
	);
}

function definition(statement) {
	const { name, sql, params, returns, isControl, isWrite, isSlow } = statement;
	const lines = [
		`static const struct sql_statement ${name} = {`,
		`\t.name = "${name}",`,
		`\t.text = ${literal(sql, "\t\t")},`,
		`\t.scope = ${isControl ? "SQL_CONTROL" : "SQL_TENANT"},`,
		`\t.returns = ${RETURNS[returns.kind]},`,
		`\t.is_write = ${isWrite},`,
		`\t.is_slow = ${isSlow},`,
	];
	if (params.length > 0)
		lines.push(`\t.oids = {${params.map(({ type }) => TYPES[type].oid).join(", ")}},`);
	lines.push(`\t.param_count = ${params.length},`);
	if (hasSealed(statement)) {
		lines.push(
			`\t.sealed_table = "${returns.table}",`,
			`\t.sealed_column = "${returns.column}",`,
		);
	}
	lines.push("};", "", prototype(statement, ")"), "{");
	if (params.length > 0) {
		lines.push(
			"\tconst struct sql_value values[] = {",
			...params.map((param) => `\t\t${value(param)},`),
			"\t};",
			"",
		);
	}
	lines.push(
		`\treturn db_run(call, &${name}, ${params.length > 0 ? "values" : "NULL"}, then);`,
		"}",
	);
	return lines.join("\n") + "\n" + rowReader(statement);
}

function declaration(statement) {
	return `/* ${statement.sentence.replace(/\*\//g, "* /")} */\n${prototype(statement, ");")}\n${rowDeclarations(statement)}`;
}

const NOTICE = (from) =>
	`/* Generated by sql/generate.mjs from ${from}: change what is there. */\n`;

function header(service, statements) {
	const guard = `FRONTDESK_SQL_${service.toUpperCase()}_H`;
	return (
		`${NOTICE(`sql/${service}`)}#ifndef ${guard}\n#define ${guard}\n\n#include "pg/db.h"\n\n` +
		`${statements.map(declaration).join("\n")}\n#endif\n`
	);
}

function source(service, statements) {
	return `${NOTICE(`sql/${service}`)}#include "sql_${service}.h"\n\n${statements.map(definition).join("\n")}`;
}

function writeChanged(path, content) {
	try {
		if (readFileSync(path, "utf8") === content) return;
	} catch (error) {
		if (error.code !== "ENOENT") throw error;
	}
	writeFileSync(path, content);
}

function writeStatements(folder) {
	const names = readNames(ROOT);
	for (const [service, plain] of Object.entries(readStatements(ROOT))) {
		const statements = plain.map((statement) => ownStatement(statement, names));
		writeChanged(join(folder, `sql_${service}.h`), header(service, statements));
		writeChanged(join(folder, `sql_${service}.c`), source(service, statements));
	}
}

const fields = ({ number, name, text, alone, index, sha }, indent) =>
	[
		`.number = ${number}`,
		`.name = "${name}"`,
		`.text = ${literal(text, `${indent}\t`)}`,
		...(alone ? [`.alone = ${literal(alone, `${indent}\t`)}`, `.index = "${index}"`] : []),
		`.sha = "${sha}"`,
	]
		.map((field) => `${indent}${field},\n`)
		.join("");

function schemaConstants(schema, migrations) {
	const entries = migrations.map((migration) => `\t{\n${fields(migration, "\t\t")}\t},\n`);
	return (
		`\nconst struct migration migrations_${schema}[] = {\n${entries.join("")}\t{0},\n};\n` +
		`const size_t migrations_${schema}_count = ${entries.length};\n` +
		`const struct migration functions_${schema} = {\n${fields(readFunctions(ROOT, schema), "\t")}};\n`
	);
}

// The name of a schema's version: what it was made of.
function versionOf(migrations, functions) {
	const sum = [functions, ...migrations].map(({ number, sha }) => `${number} ${sha}\n`);
	return createHash("sha256").update(sum.join("")).digest("hex");
}

// A schema's migrations, each of whose columns has a class.
function readClassified(schema) {
	const migrations = readMigrations(join(ROOT, schema));
	const path = join(ROOT, schema, "personal");
	const file = relative(process.cwd(), path);
	checkClasses(readColumns(migrations), readClasses(readFileSync(path, "utf8"), file), file);
	return migrations;
}

function writeMigrations(file) {
	const control = readClassified("control");
	const tenant = readClassified("tenant");
	writeChanged(
		file,
		`${NOTICE("sql/control and sql/tenant")}#include "pg/migrations.h"\n` +
			schemaConstants("control", control) +
			schemaConstants("tenant", tenant) +
			`\nconst char tenant_schema_version[] = "${versionOf(tenant, readFunctions(ROOT, "tenant"))}";\n`,
	);
}

const MODES = { statements: writeStatements, migrations: writeMigrations };

function main([mode, target]) {
	if (!MODES[mode] || !target) {
		console.error("usage: generate.mjs statements FOLDER | migrations FILE");
		return 2;
	}
	try {
		MODES[mode](target);
		return 0;
	} catch (error) {
		if (!(error instanceof StatementError)) throw error;
		console.error(error.message);
		return 1;
	}
}

if (process.argv[1] === fileURLToPath(import.meta.url))
	process.exitCode = main(process.argv.slice(2));
