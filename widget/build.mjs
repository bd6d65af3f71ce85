// Builds build/widget/chat-widget.js (the loader), build/widget/app-HASH.js (the window that it loads on
// intent, with its languages beside it), and what the app fetches by need: build/widget/earlier-HASH.js (earlier
// conversations), survey-HASH.js (how a chat was), forms-HASH.js (what is filled in) and
// stream-HASH.js (the way without a WebSocket); and refuses to grow beyond the promised sizes.
import { existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { bundle } from "./bundle.mjs";

const LOADER_MOST_BYTES = 6 * 1024;
const WHOLE_MOST_BYTES = 45 * 1024; // loader and app, with English; every other language is a file of its own
// What is fetched by need; with Preact where it draws, and with all languages.
const PARTS_MOST_BYTES = {
	earlier: 14 * 1024,
	survey: 12 * 1024,
	forms: 13 * 1024,
	stream: 3 * 1024,
	launcher: 3 * 1024,
};

// Chromium compiles all of such a file beside the page's main thread, while it arrives; without that each
// function there, when it is first called.
const CALLED = "//# allFunctionsCalledOnLoad";

const here = fileURLToPath(new URL(".", import.meta.url));
const out = join(here, "../build/widget");

function gzipped(name) {
	return gzipSync(readFileSync(join(out, name)), { level: 9 }).length;
}

const named = (stem) => basename(readdirSync(out).find((name) => name.startsWith(`${stem}-`)));

// By itself: what it shared with the app would be a file that the app has to wait for.
async function buildPart(name) {
	const main = ["main.tsx", "main.ts"].map((file) => join(here, "src", name, file)).find(existsSync);
	await bundle({
		entryPoints: { [name]: main },
		outdir: out,
		entryNames: "[name]-[hash]",
		format: "esm",
		minify: true,
	});
	return named(name);
}

async function buildApp(parts) {
	const files = Object.entries(parts).map(([name, file]) => [`${name.toUpperCase()}_FILE`, JSON.stringify(file)]);
	await bundle({
		entryPoints: { app: join(here, "src/app/main.tsx") },
		outdir: out,
		entryNames: "[name]-[hash]",
		chunkNames: "[name]-[hash]",
		splitting: true,
		format: "esm",
		minify: true,
		banner: { js: CALLED },
		define: Object.fromEntries(files),
	});
	return named("app");
}

async function buildLoader(app, { launcher }) {
	await bundle({
		entryPoints: { "chat-widget": join(here, "src/loader/main.ts") },
		outdir: out,
		format: "iife",
		minify: true,
		banner: { js: CALLED },
		define: { APP_FILE: JSON.stringify(app), LAUNCHER_FILE: JSON.stringify(launcher) },
	});
}

rmSync(out, { recursive: true, force: true });
const parts = {};
for (const name of Object.keys(PARTS_MOST_BYTES)) parts[name] = await buildPart(name);
const app = await buildApp(parts);
await buildLoader(app, parts);
const loaderBytes = gzipped("chat-widget.js");
const sizes = [
	["loader", loaderBytes, LOADER_MOST_BYTES],
	["loader and app", loaderBytes + gzipped(app), WHOLE_MOST_BYTES],
	...Object.entries(PARTS_MOST_BYTES).map(([name, most]) => [name, gzipped(parts[name]), most]),
];
console.log(`widget, gzipped: ${sizes.map(([name, bytes]) => `${name} ${bytes} bytes`).join(", ")}`);
for (const [name, bytes, most] of sizes)
	if (bytes > most) {
		console.error(`widget: ${name} of more than ${most} bytes`);
		process.exitCode = 1;
	}
