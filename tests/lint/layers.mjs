/*
 * Who may include whom. A room may include what its line names, and what that may; no circle of
 * files inside a room is larger than CIRCLE_MAX (a service's files share its state, and are one);
 * each library stands behind its own files. Prints the arrows between rooms as they are.
 *
 *     node tests/lint/layers.mjs
 */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";

process.chdir(new URL("../..", import.meta.url).pathname);

/* room ← the rooms that it may include. */
const ROOMS = {
	base: [],
	proto: ["base"],
	loop: ["base"],
	crypto: ["base"],
	net: ["loop"],
	redis: ["loop"],
	spool: ["loop", "crypto"],
	call: ["net", "crypto", "proto"],
	outside: ["call"],
	pg: ["call"],
	jobs: ["pg"],
	mail: ["call"],
	store: ["outside"],
	scan: ["call"],
	pictures: ["call"],
	auth: ["pg"],
	rest: ["auth"],
	sockets: ["rest"],
	bus: ["sockets", "redis"],
	writer: ["pg", "spool"],
	process: ["bus", "writer", "jobs", "outside", "mail", "store", "scan", "pictures"],
	commands: ["process"],
	services: ["bus", "writer", "jobs", "outside", "mail", "store", "scan", "pictures"],
};
/* Data that names the services and their limits, for what has a slot for each: below all of them. */
const BELOW = ["services.def", "service_limits.def"];
/* A service's own statements are its own; the gateway's are pg's. */
const STATEMENTS = /^sql_(\w+)\.h$/;

const LIBRARIES = {
	"libpq-fe.h": /^gateway\/pg\//,
	"libwebsockets.h": /^gateway\/sockets\/lws\.h$/,
	"cjson/cJSON.h": /^gateway\/base\/json\.c$/,
	"sodium.h": /^gateway\/(crypto|auth|commands)\/|^gateway\/base\/(nonce|keyed_hash)\.c$|^gateway\/bus\/(payload|keys|limit)\.c$|^gateway\/rest\/idempotency\.c$|^gateway\/store\/object\.c$/,
	"hiredis/": /^gateway\/redis\/reply\.c$/,
	"curl/": /^gateway\/outside\/private\.h$|^gateway\/store\/s3_request\.c$/,
	"magic.h": /^gateway\/store\/type\.c$/,
	"gmime/": /^gateway\/mail\/mime\.c$/,
	"vips/": /^gateway\/pictures\/remake\.c$/,
	"seccomp.h": /^gateway\/pictures\/sandbox\.c$/,
	"openssl/": /^gateway\/net\/openssl\.h$|^gateway\/crypto\/(totp|jwk)\.c$/,
};
const CIRCLE_MAX = 3;

const faults = [];

/* --- the files ------------------------------------------------------------------------------- */
function list(folder) {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		return entry.isDirectory() ? list(path) : /\.[ch]$/.test(path) && !path.includes("node_modules") ? [path] : [];
	});
}

const includesOf = (file) => [...readFileSync(file, "utf8").matchAll(/^#include (["<])([^">]+)[">]/gm)]
	.map(([, kind, name]) => ({ name, isLibrary: kind === "<" }));

/* The file that a name stands for: beside the one that asks, or under a folder of the search path. */
const find = (file, name) => [dirname(file), "gateway", "proto", "services"]
	.map((folder) => join(folder, name)).find((path) => existsSync(path));

const roomOf = (file) => (file.startsWith("gateway/") ? file.split("/")[1] : file.split("/")[0]);

/* --- rooms ----------------------------------------------------------------------------------- */
function reach(room, seen = new Set()) {
	for (const next of ROOMS[room] ?? []) if (!seen.has(next)) reach(next, seen.add(next));
	return seen;
}

function checkService(file, target) {
	const own = file.split("/")[1];
	const other = target.split("/");
	if (file.split("/").length > 2 && other.length > 2 && other[1] !== own)
		faults.push(`${file}: the service ${own} includes ${target} of another service`);
}

function checkArrow(file, name, arrows) {
	const room = roomOf(file);
	const service = STATEMENTS.exec(name)?.[1];
	if (service && room === "services" && service !== file.split("/")[1])
		faults.push(`${file}: includes ${name}, another's statements`);
	const target = service ? (service === "gateway" ? "gateway/pg/" : file) : find(file, name);
	if (!target || BELOW.includes(name)) return;
	const to = roomOf(target);
	if (room === "services" && to === "services") checkService(file, target);
	if (to === room) return;
	arrows.set(`${room} ${to}`, (arrows.get(`${room} ${to}`) ?? 0) + 1);
	if (!reach(room).has(to)) faults.push(`${file}: includes ${name}, and ${room} may not include ${to}`);
}

/* --- circles --------------------------------------------------------------------------------- */
/* Strongly connected components (Tarjan); a header and its source are one. */
function circles(graph) {
	const index = new Map(), low = new Map(), stack = [], found = [];
	function visit(file) {
		index.set(file, index.size);
		low.set(file, index.get(file));
		stack.push(file);
		for (const next of graph.get(file) ?? []) {
			if (!index.has(next)) visit(next);
			if (stack.includes(next)) low.set(file, Math.min(low.get(file), low.get(next)));
		}
		if (low.get(file) === index.get(file)) found.push(stack.splice(stack.indexOf(file)));
	}
	for (const file of graph.keys()) if (!index.has(file)) visit(file);
	return found.filter(({ length }) => length > 1);
}

/* --- all of it ------------------------------------------------------------------------------- */
const stem = (file) => file.replace(/\.[ch]$/, "");
const graph = new Map();
const arrows = new Map();
for (const file of ["gateway", "proto", "services"].flatMap(list)) {
	if (!graph.has(stem(file))) graph.set(stem(file), new Set());
	if (!(roomOf(file) in ROOMS)) faults.push(`${file}: ${roomOf(file)} is no room of the table`);
	for (const { name, isLibrary } of includesOf(file)) {
		if (isLibrary) {
			const library = Object.keys(LIBRARIES).find((header) => name.startsWith(header));
			if (library && !LIBRARIES[library].test(file)) faults.push(`${file}: includes ${name}, which others stand before`);
			continue;
		}
		checkArrow(file, name, arrows);
		const target = find(file, name);
		if (target && stem(target) !== stem(file) && /\.[ch]$/.test(target)) graph.get(stem(file)).add(stem(target));
	}
}
for (const circle of circles(graph))
	if (new Set(circle.map(roomOf)).size > 1 || (circle.length > CIRCLE_MAX && roomOf(circle[0]) !== "services"))
		faults.push(`a circle of ${circle.length} files: ${circle.sort().join(" ")}`);

for (const room of Object.keys(ROOMS)) {
	const to = [...arrows].filter(([arrow]) => arrow.startsWith(`${room} `)).map(([arrow, count]) => `${arrow.split(" ")[1]} ${count}`);
	console.log(`  ${room} ← ${to.join(", ") || "–"}`);
}
for (const fault of faults) console.log(fault);
process.exit(faults.length > 0 ? 1 : 0);
