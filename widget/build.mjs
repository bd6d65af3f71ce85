// Builds build/widget/chat-widget.js (the loader) and build/widget/app-HASH.js (the window that it
// loads on intent, with its languages beside it), and refuses to grow beyond the promised sizes.
import { readFileSync, readdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { bundle } from "./bundle.mjs";

const LOADER_MOST_BYTES = 6 * 1024;
const APP_MOST_BYTES = 40 * 1024; // with English; every other language is a file of its own

const here = fileURLToPath(new URL(".", import.meta.url));
const out = join(here, "../build/widget");

function gzipped(name) {
	return gzipSync(readFileSync(join(out, name)), { level: 9 }).length;
}

async function buildApp() {
	await bundle({
		entryPoints: { app: join(here, "src/app/main.tsx") },
		outdir: out,
		entryNames: "[name]-[hash]",
		chunkNames: "[name]-[hash]",
		splitting: true,
		format: "esm",
		minify: true,
	});
	return basename(readdirSync(out).find((name) => name.startsWith("app-")));
}

async function buildLoader(app) {
	await bundle({
		entryPoints: { "chat-widget": join(here, "src/loader/main.ts") },
		outdir: out,
		format: "iife",
		minify: true,
		define: { APP_FILE: JSON.stringify(app) },
	});
}

rmSync(out, { recursive: true, force: true });
const app = await buildApp();
await buildLoader(app);
const loaderBytes = gzipped("chat-widget.js");
const appBytes = gzipped(app);
console.log(`widget: loader ${loaderBytes} bytes, app ${appBytes} bytes gzipped`);
if (loaderBytes > LOADER_MOST_BYTES || appBytes > APP_MOST_BYTES) {
	console.error(`widget: more than ${LOADER_MOST_BYTES} and ${APP_MOST_BYTES} bytes`);
	process.exit(1);
}
