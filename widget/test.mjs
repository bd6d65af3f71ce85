// Runs the unit tests of the widget and of the client that it shares with the console: bundles each
// test file for Node and hands it to node --test.
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { basename, join } from "node:path";
import { bundle } from "./bundle.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const out = join(here, "../build/widget-test");
const files = ["test", "../proto/client/test"].flatMap((folder) =>
	readdirSync(join(here, folder))
		.filter((name) => name.endsWith(".test.ts"))
		.map((name) => join(here, folder, name)),
);

// What browsers have and Node 18 has not.
const BROWSER = `import { webcrypto } from "node:crypto"; globalThis.crypto ??= webcrypto;`;

await bundle({
	entryPoints: files,
	outdir: out,
	entryNames: "[name]",
	platform: "node",
	format: "esm",
	outExtension: { ".js": ".mjs" },
	banner: { js: BROWSER },
});
const built = files.map((file) => join(out, basename(file).replace(/\.ts$/, ".mjs")));
execFileSync(process.execPath, ["--test", ...built], { stdio: "inherit" });
