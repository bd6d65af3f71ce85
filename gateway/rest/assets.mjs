/*
 * Packs the web files into the binary: `node assets.mjs OUT.c WIDGET_FOLDER CONSOLE_FOLDER` writes
 * the table that gateway/rest/static.h describes, each file with its gzip form where that is smaller.
 * The console's page is cut at {{nonce}}, so that a request costs no search.
 */
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";

const PARTS_MAX = 8; // ASSET_PARTS_MAX in static.h
const LITERAL_BYTES = 4096; // compilers like their string literals short

const TYPES = {
	".js": "text/javascript; charset=utf-8",
	".css": "text/css; charset=utf-8",
	".html": "text/html; charset=utf-8",
	".svg": "image/svg+xml",
	".png": "image/png",
	".webp": "image/webp",
	".ico": "image/x-icon",
	".woff2": "font/woff2",
	".mp3": "audio/mpeg",
	".ogg": "audio/ogg",
	".wav": "audio/wav",
	".json": "application/json",
	".txt": "text/plain; charset=utf-8",
	".map": "application/json",
};

function filesUnder(folder, prefix = "") {
	return readdirSync(join(folder, prefix))
		.sort()
		.flatMap((name) => {
			const path = prefix ? `${prefix}/${name}` : name;
			return statSync(join(folder, path)).isDirectory() ? filesUnder(folder, path) : [path];
		});
}

/* Octal escapes have at most three digits, so that no following digit joins them. */
function literal(bytes) {
	const lines = [];
	for (let at = 0; at < bytes.length; at += LITERAL_BYTES) {
		let line = "";
		for (const byte of bytes.subarray(at, at + LITERAL_BYTES)) {
			const char = String.fromCharCode(byte);
			if (byte < 0x20 || byte > 0x7e || char === '"' || char === "\\" || char === "?")
				line += `\\${byte.toString(8).padStart(3, "0")}`;
			else line += char;
		}
		lines.push(`"${line}"`);
	}
	return lines.length ? lines.join("\n\t\t") : '""';
}

function text(bytes) {
	return `{${literal(bytes)}, ${bytes.length}}`;
}

function row(fields) {
	const members = Object.entries(fields).map(([name, value]) => `\t\t.${name} = ${value},`);
	return `\t{\n${members.join("\n")}\n\t},`;
}

function typeOf(name) {
	const type = TYPES[extname(name)];
	if (!type) throw new Error(`${name}: no content type for this ending`);
	return type;
}

function fileRow(folder, name, path, kind) {
	const body = readFileSync(join(folder, name));
	const packed = gzipSync(body, { level: 9 });
	const etag = createHash("sha256").update(body).digest("hex").slice(0, 32);
	const fields = {
		path: JSON.stringify(path),
		kind,
		content_type: JSON.stringify(typeOf(name)),
		etag: `"\\"${etag}\\""`,
		body: text(body),
	};
	if (packed.length < body.length) fields.gzip = text(packed);
	return row(fields);
}

function pageRow(folder, name) {
	const parts = readFileSync(join(folder, name), "utf8").split("{{nonce}}");
	if (parts.length > PARTS_MAX) throw new Error(`${name}: more than ${PARTS_MAX} parts`);
	return row({
		path: '"/admin/"',
		kind: "ASSET_PAGE",
		content_type: JSON.stringify(typeOf(name)),
		etag: '""',
		parts: `{${parts.map((part) => text(Buffer.from(part))).join(", ")}}`,
		part_count: parts.length,
	});
}

function widgetRow(folder, name) {
	return name === "chat-widget.js"
		? fileRow(folder, name, "/chat-widget.js", "ASSET_LOADER")
		: fileRow(folder, name, `/widget/${name}`, "ASSET_WIDGET");
}

function consoleRow(folder, name) {
	return name === "index.html"
		? pageRow(folder, name)
		: fileRow(folder, name, `/${name}`, "ASSET_CONSOLE");
}

const [out, widget, consoleFolder] = process.argv.slice(2);
const rows = [
	...filesUnder(widget).map((name) => widgetRow(widget, name)),
	...filesUnder(consoleFolder).map((name) => consoleRow(consoleFolder, name)),
];
writeFileSync(
	out,
	`/* Made by gateway/rest/assets.mjs: the web files. */
#include "rest/static.h"

/* clang-format off */
const struct asset assets[] = {
${rows.join("\n")}
};
/* clang-format on */
const size_t asset_count = sizeof(assets) / sizeof(assets[0]);
`,
);
