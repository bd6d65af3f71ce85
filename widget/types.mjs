// Writes the TypeScript types of the socket messages from proto's tables, for build and check.
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";

const generated = new URL("../build/gen/", import.meta.url);

process.chdir(new URL(".", import.meta.url).pathname);
mkdirSync(generated, { recursive: true });
execFileSync(process.execPath, ["../proto/generate.mjs", "types", "../build/gen/proto.ts"], {
	stdio: "inherit",
});
