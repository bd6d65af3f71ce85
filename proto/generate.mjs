/*
 * Writes what expands from the .def tables outside C. Node 18, no dependencies.
 *
 *     node proto/generate.mjs types FILE     TypeScript types, for the widget and the console
 *     node proto/generate.mjs documents      asyncapi.yaml, REFERENCE.md, the schemas in openapi.yaml
 *     node proto/generate.mjs check          fails when one of those documents is stale
 *
 * A file whose content has not changed is left alone, so that make rebuilds no more than it must.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { readDefinitions } from "./definitions.mjs";
import { writeAsyncapi } from "./write-asyncapi.mjs";
import { writeReference } from "./write-reference.mjs";
import { replaceSchemas } from "./write-schemas.mjs";
import { writeTypes } from "./write-types.mjs";

const DOCUMENTS = {
	"asyncapi.yaml": (definitions) => writeAsyncapi(definitions),
	"REFERENCE.md": (definitions) => writeReference(definitions),
	"openapi.yaml": (definitions, old) => replaceSchemas(definitions, old),
};

function read(file) {
	return existsSync(file) ? readFileSync(file, "utf8") : "";
}

function writeChanged(file, content) {
	if (read(file) === content) return;
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, content);
}

/* Calls `use` with each document's path and what it should hold. */
function eachDocument(definitions, use) {
	for (const [name, write] of Object.entries(DOCUMENTS)) {
		const file = new URL(name, import.meta.url).pathname;
		use(file, write(definitions, read(file)), name);
	}
}

function check(definitions) {
	let stale = 0;
	eachDocument(definitions, (file, content, name) => {
		if (read(file) === content) return;
		console.error(`proto/${name} is stale: run node proto/generate.mjs documents`);
		stale++;
	});
	process.exitCode = stale ? 1 : 0;
}

const MODES = {
	types: (definitions, file) => writeChanged(file, writeTypes(definitions)),
	documents: (definitions) => eachDocument(definitions, writeChanged),
	check,
};

const [mode, file] = process.argv.slice(2);
if (!MODES[mode] || (mode === "types" && !file)) {
	console.error("usage: node proto/generate.mjs types FILE | documents | check");
	process.exit(2);
}
MODES[mode](readDefinitions(), file);
