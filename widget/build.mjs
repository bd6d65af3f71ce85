// Builds build/widget/chat-widget.js (the loader), build/widget/app-HASH.js (the window that it loads on
// intent, with its languages beside it), build/widget/earlier-HASH.js (earlier conversations) and
// build/widget/survey-HASH.js (how a chat was), which the window fetches by need; and refuses to grow beyond
// the promised sizes.
import { readFileSync, readdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { bundle } from "./bundle.mjs";

const LOADER_MOST_BYTES = 6 * 1024;
const APP_MOST_BYTES = 40 * 1024; // with English; every other language is a file of its own
const EARLIER_MOST_BYTES = 13 * 1024; // with Preact, and with all languages; so is the next
const SURVEY_MOST_BYTES = 11 * 1024;

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
	await bundle({
		entryPoints: { [name]: join(here, `src/${name}/main.tsx`) },
		outdir: out,
		entryNames: "[name]-[hash]",
		format: "esm",
		minify: true,
	});
	return named(name);
}

async function buildApp(earlier, survey) {
	await bundle({
		entryPoints: { app: join(here, "src/app/main.tsx") },
		outdir: out,
		entryNames: "[name]-[hash]",
		chunkNames: "[name]-[hash]",
		splitting: true,
		format: "esm",
		minify: true,
		banner: { js: CALLED },
		define: { EARLIER_FILE: JSON.stringify(earlier), SURVEY_FILE: JSON.stringify(survey) },
	});
	return named("app");
}

async function buildLoader(app) {
	await bundle({
		entryPoints: { "chat-widget": join(here, "src/loader/main.ts") },
		outdir: out,
		format: "iife",
		minify: true,
		banner: { js: CALLED },
		define: { APP_FILE: JSON.stringify(app) },
	});
}

rmSync(out, { recursive: true, force: true });
const earlier = await buildPart("earlier");
const survey = await buildPart("survey");
const app = await buildApp(earlier, survey);
await buildLoader(app);
const sizes = [
	["loader", "chat-widget.js", LOADER_MOST_BYTES],
	["app", app, APP_MOST_BYTES],
	["earlier conversations", earlier, EARLIER_MOST_BYTES],
	["survey", survey, SURVEY_MOST_BYTES],
].map(([name, file, most]) => ({ name, bytes: gzipped(file), most }));
console.log(`widget, gzipped: ${sizes.map(({ name, bytes }) => `${name} ${bytes} bytes`).join(", ")}`);
for (const { name, bytes, most } of sizes)
	if (bytes > most) {
		console.error(`widget: ${name} of more than ${most} bytes`);
		process.exitCode = 1;
	}
