// Runs the unit tests: bundles each test file for Node and hands it to node --test.
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { bundle } from "./bundle.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const out = join(here, "../build/widget-test");
const files = readdirSync(join(here, "test")).filter((name) => name.endsWith(".test.ts"));

await bundle({
	entryPoints: files.map((name) => join(here, "test", name)),
	outdir: out,
	platform: "node",
	format: "esm",
	outExtension: { ".js": ".mjs" },
});
const built = files.map((name) => join(out, name.replace(/\.ts$/, ".mjs")));
execFileSync(process.execPath, ["--test", ...built], { stdio: "inherit" });
