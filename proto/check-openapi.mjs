/*
 * Holds openapi.yaml against the route tables: each route of a C table is in the document with the
 * same method and proof, and the other way round. Node 18, no dependencies.
 *
 *     node proto/check-openapi.mjs
 */
import { readFileSync, readdirSync } from "node:fs";

const ROOT = new URL("..", import.meta.url).pathname;
const SECURITY = {
	ACCESS_PUBLIC: "[]",
	ACCESS_HEALTH: "[]",
	ACCESS_OPEN: "[]",
	ACCESS_TENANT: "[]",
	ACCESS_VISITOR: "[{visitorToken: []}]",
	ACCESS_SIGNED_IN: "[{signIn: []}]",
	ACCESS_AGENT: "[{signIn: []}]",
	ACCESS_SUPERVISOR: "[{signIn: []}]",
	ACCESS_ADMIN: "[{signIn: []}]",
};
/* What opens a route beside its proof: a key of the scope that its row names. */
const SCOPES = Object.fromEntries([...readFileSync(`${ROOT}gateway/call/scopes.def`, "utf8")
	.matchAll(/^SCOPE\((\w+),\s*"([^"]*)"/gm)].map(([, name, word]) => [`SCOPE_${name}`, word]));
/* A visitor who is known already may show it when a session is started. */
const MAY_ALSO_BE = { ACCESS_OPEN: "[{}, {visitorToken: []}]", ACCESS_TENANT: "[{}, {visitorToken: []}]" };

function sourceFiles() {
	const rooms = ["gateway", "services"].flatMap((parent) => readdirSync(ROOT + parent, { withFileTypes: true })
		.filter((entry) => entry.isDirectory()).map(({ name }) => `${parent}/${name}`));
	return rooms.flatMap((folder) =>
		readdirSync(ROOT + folder).filter((name) => name.endsWith(".c")).map((name) => `${folder}/${name}`));
}

/* The path of a table may begin with a macro that the same file defines as a string. */
function readRoutes(file) {
	const text = readFileSync(ROOT + file, "utf8");
	const macros = Object.fromEntries([...text.matchAll(/^#define (\w+)\s+"([^"]*)"/gm)]
		.map(([, name, value]) => [name, value]));
	const row = /\{METHOD_(\w+),\s*(?:(\w+)\s*)?(?:"([^"]*)")?,\s*(ACCESS_\w+)(?:[^"{}]*"[^"]*"\s*(?:,\s*(SCOPE_\w+)\s*)?\})?/g;
	return [...text.matchAll(row)].map(([, method, macro, path, access, scope]) => ({
		name: `${method} ${((macro ? macros[macro] : "") + (path ?? "")).replace(/<(\w+)>/, "{$1}")}`, access, scope, file,
	}));
}

/* Of the document only what is written as it is written there: path, method, security. */
function readDocument() {
	const operations = new Map();
	let path = "";
	let name = "";
	for (const line of readFileSync(`${ROOT}proto/openapi.yaml`, "utf8").split("\n")) {
		if (line === "components:") break;
		path = /^ {2}(\/\S*):$/.exec(line)?.[1] ?? path;
		const method = /^ {4}(get|post|put|patch|delete):$/.exec(line)?.[1];
		if (method) operations.set(name = `${method.toUpperCase()} ${path}`, "");
		const security = /^ {6}security: (.*)$/.exec(line)?.[1];
		if (security) operations.set(name, security);
	}
	return operations;
}

const faults = [];
const document = readDocument();
const routes = sourceFiles().flatMap(readRoutes);
function securityOf({ access, scope }) {
	if (!scope) return SECURITY[access];
	return SECURITY[access]?.replace("]}]", `]}, {apiKey: ["${SCOPES[scope]}"]}]`);
}
for (const route of routes) {
	const { name, access, scope, file } = route;
	const security = document.get(name);
	if (security === undefined) faults.push(`${name} of ${file} is not in openapi.yaml`);
	else if (security !== securityOf(route) && security !== MAY_ALSO_BE[access])
		faults.push(`${name}: openapi.yaml says ${security}, ${file} says ${[access, scope].filter(Boolean).join(", ")}`);
}
const known = new Set(routes.map(({ name }) => name));
for (const name of document.keys())
	if (!known.has(name)) faults.push(`${name} of openapi.yaml is in no route table`);
for (const fault of faults) console.error(fault);
process.exitCode = faults.length || routes.length === 0 ? 1 : 0;
