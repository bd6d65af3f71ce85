// The names of the tenants' functions. PostgreSQL looks for a function by its name among those of all schemas, and
// each of its processes keeps what it finds, bodies and all: with one name in 2,000 schemas, 128 MB. So each tenant's
// functions have names of their own. The files say `chat_time(…)`; in what goes to PostgreSQL `chat_time_:own(…)` takes
// its place, and gateway/pg/own_names.c puts the last digits of the tenant's id there.
//
// What is renamed is a call, a definition, a right, and within a function what bears its name as a qualifier
// (`mail_take.mail`). A word alone is a column's or a table's, whatever functions there are.

import { StatementError } from "./parse.mjs";

const OWN = ":own";
const DIGITS = 12;
const NAME_MAX = 63 - "_".length - DIGITS; // NAMEDATALEN of PostgreSQL, less one
const TOKEN =
	/(\s+|--[^\n]*|\/\*[^]*?\*\/)|('(?:[^']|'')*')|"[^"]*"|\$((?:[A-Za-z_]\w*)?)\$([^]*?)\$\3\$|([A-Za-z_]\w*)|[^]/g;
// In front of a name whose parentheses hold columns: `INSERT INTO a (b)`, `f() AS a (b)`, `f() a (b)`.
const BEFORE_COLUMNS = new Set(["into", "as", ")"]);
const BEFORE_FUNCTION = new Set(["function", "routine", "procedure"]);

const readTokens = (sql) =>
	[...sql.matchAll(TOKEN)].map(([text, gap, quoted, tag, body, word]) => ({
		text,
		kind: gap ? "gap" : quoted ? "quoted" : tag !== undefined ? "body" : word ? "word" : "sign",
		tag,
		body,
	}));

// The index of what closes the parenthesis at `at`.
function closing(code, at) {
	let depth = 0;
	for (let end = at; end < code.length; end++) {
		if (code[end].text === "(") depth++;
		if (code[end].text === ")" && --depth === 0) return end;
	}
	return code.length;
}

// Whether there stands `AS (`, or `AS NOT MATERIALIZED (`: in front of it a name is a query's, with its columns.
function isQuery(code, at) {
	const next = [code[at], code[at + 1]].map((token) => token?.text.toLowerCase());
	return next[0] === "as" && ["(", "not", "materialized"].includes(next[1]);
}

class Naming {
	// `self`: the function whose definition it is, { name, members }, or nothing.
	constructor(names, self, fail) {
		Object.assign(this, { names, self, fail });
	}

	rename(sql) {
		if (sql.includes(OWN)) this.fail(`${OWN} is put into the texts by the generator alone`);
		const tokens = readTokens(sql);
		const code = tokens.filter(({ kind }) => kind !== "gap");
		code.forEach((token, at) => (token.named = this.nameOf(code, at)));
		return tokens.map(({ named, text }) => named ?? text).join("");
	}

	nameOf(code, at) {
		const { kind, text, tag, body } = code[at];
		if (kind === "body") return `$${tag}$${this.rename(body)}$${tag}$`;
		if (kind === "quoted") this.checkQuoted(code, at);
		if (kind !== "word" || !(this.isFunction(code, at) || this.isSelf(code, at))) return text;
		return `${text}_${OWN}`;
	}

	isFunction(code, at) {
		const { text } = code[at];
		if (!this.names.has(text)) return false;
		const before = code[at - 1]?.text.toLowerCase();
		if (code[at + 1]?.text !== "(") return BEFORE_FUNCTION.has(before);
		if (before === ".") return this.isOfTenant(code, at);
		if (BEFORE_COLUMNS.has(before)) return false;
		if (isQuery(code, closing(code, at + 1) + 1))
			this.fail(`${text} is a tenant's function: what WITH calls so gets another name`);
		return true;
	}

	// Control's may be named alike.
	isOfTenant(code, at) {
		const schema = code[at - 2]?.text;
		if (schema !== "control" && schema !== "pg_catalog")
			this.fail(`${schema}.${code[at].text}: a tenant's function is called without a schema`);
		return false;
	}

	isSelf(code, at) {
		return (
			code[at].text === this.self?.name &&
			code[at - 1]?.text !== "." &&
			code[at + 1]?.text === "." &&
			this.self.members.includes(code[at + 2]?.text)
		);
	}

	// Who puts a statement together of texts, or asks the catalogue, would name what is not there.
	checkQuoted(code, at) {
		const text = code[at].text.slice(1, -1);
		const isCast = code[at + 1]?.text === ":" && /^reg/.test(code[at + 3]?.text);
		const called = [...text.matchAll(/\b(\w+)\s*\(/g)].map(([, name]) => name);
		const named = [...called, ...(isCast ? [text] : [])].find((name) => this.names.has(name));
		if (named) this.fail(`'${text}' names the tenant's function ${named}, which has another name in each schema`);
	}
}

// The names, of what readDefinitions() read, each once.
export const namesOf = (objects) =>
	new Set(objects.filter(({ kind }) => kind === "function").map(({ bare }) => bare));

const failAt = ({ file, line }) => (message) => {
	throw new StatementError(file, line, message);
};

// A text with `:own` behind the names of a tenant's functions.
export const ownNames = (sql, names, fail) => new Naming(names, undefined, fail).rename(sql);

// The same of a statement that runs in a tenant's scope.
export const ownStatement = (statement, names) =>
	statement.isControl ? statement : { ...statement, sql: ownNames(statement.sql, names, failAt(statement)) };

// The same of what a file of the tenants' functions defines.
export function ownObject(object, names) {
	const { sql, kind, bare, members, name } = object;
	const fail = failAt(object);
	if (kind !== "function") return { ...object, sql: ownNames(sql, names, fail) };
	if (bare.length > NAME_MAX)
		fail(`${bare} has ${bare.length} bytes: with what is its tenant's own it may have ${NAME_MAX}`);
	const own = new Naming(names, { name: bare, members }, fail).rename(sql);
	return { ...object, sql: own, name: `${bare}_${OWN}${name.slice(bare.length)}` };
}

// What comes in its place, of a tenant's id; and a text as gateway/pg sends it.
export const ownDigits = (tenant) => tenant.slice(-DIGITS);
export const fillNames = (sql, tenant) => sql.replaceAll(OWN, ownDigits(tenant));
