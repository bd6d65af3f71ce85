// What each column has to do with a person: sql/control/personal and sql/tenant/personal, a line a
// column,
//
//     table  column  class  why, where it is kept
//
// held against the columns that the migrations make. A table is named as they name it.
import { StatementError } from "./parse.mjs";
import { inParentheses, readScript, splitList, withoutQuoted } from "./schema.mjs";

export const CLASSES = ["person", "sealed", "exported", "erased", "kept", "none"];

const CONSTRAINT = /^(CONSTRAINT|CHECK|UNIQUE|PRIMARY|FOREIGN|EXCLUDE|LIKE)\b/i;
const CREATE = /^CREATE TABLE (?:IF NOT EXISTS )?([\w.]+)\s*\(/i;
const ALTER = /^ALTER TABLE (?:IF EXISTS )?(?:ONLY )?([\w.]+)\s+([^]*)$/i;
const ADD = /^ADD (?:COLUMN )?(?:IF NOT EXISTS )?(\w+)/i;
const DROP = /^DROP COLUMN (?:IF EXISTS )?(\w+)/i;
const DROP_TABLE = /^DROP TABLE (?:IF EXISTS )?([\w.]+)/i;

function readCreate(sql, table, add) {
	for (const part of splitList(inParentheses(sql, sql.indexOf("(")))) {
		if (!CONSTRAINT.test(part)) add(table, /^\w+/.exec(part)[0]);
	}
}

function readAlter(table, actions, add, drop) {
	for (const action of splitList(actions)) {
		const added = ADD.exec(action);
		if (added && !CONSTRAINT.test(added[1])) add(table, added[1]);
		const dropped = DROP.exec(action);
		if (dropped) drop((column) => column.table === table && column.name === dropped[1]);
	}
}

// The columns that migrations ({ file, text } each, in their order) leave behind.
export function readColumns(migrations) {
	let columns = [];
	for (const { file, text } of migrations) {
		for (const { sql, line } of readScript(text, file)) {
			const bare = withoutQuoted(sql).replace(/\s+/g, " ");
			const add = (table, name) => columns.push({ table, name, file, line });
			const drop = (is) => (columns = columns.filter((column) => !is(column)));
			const created = CREATE.exec(bare);
			const altered = ALTER.exec(bare);
			const gone = DROP_TABLE.exec(bare);
			if (created) readCreate(bare, created[1], add);
			if (altered) readAlter(altered[1], altered[2], add, drop);
			if (gone) drop(({ table }) => table === gone[1]);
		}
	}
	return columns;
}

// The lines of the file; `#` begins a comment.
export function readClasses(source, file) {
	return source.split("\n").flatMap((text, index) => {
		if (/^\s*(#|$)/.test(text)) return [];
		const [table, name, group, ...reason] = text.trim().split(/\s+/);
		const fail = (message) => {
			throw new StatementError(file, index + 1, message);
		};
		if (!CLASSES.includes(group))
			fail(`${table}.${name}: the class is one of ${CLASSES.join(" ")}`);
		if ((group === "kept") !== reason.length > 0)
			fail(`${table}.${name}: what is kept says why, and nothing else does`);
		return [{ table, name, group, reason: reason.join(" "), file, line: index + 1 }];
	});
}

// Every column has one class, and every class a column.
export function checkClasses(columns, classes, file) {
	const key = ({ table, name }) => `${table}.${name}`;
	const known = new Set(columns.map(key));
	const seen = new Map();
	for (const each of classes) {
		const fail = (message) => {
			throw new StatementError(each.file, each.line, message);
		};
		if (seen.has(key(each)))
			fail(`${key(each)} has a class in line ${seen.get(key(each))} already`);
		if (!known.has(key(each))) fail(`there is no column ${key(each)}`);
		seen.set(key(each), each.line);
	}
	for (const column of columns) {
		if (!seen.has(key(column)))
			throw new StatementError(
				column.file,
				column.line,
				`column ${key(column)} has no class: give it one in ${file}`,
			);
	}
}
