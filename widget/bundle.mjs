// What build and test share: esbuild with this folder's settings.
import { build, transform } from "esbuild";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

// A stylesheet is imported as a minified string: it goes into a CSSStyleSheet, because a strict
// page policy refuses <style> elements.
const stylesheets = {
	name: "stylesheets",
	setup(bundler) {
		bundler.onLoad({ filter: /\.css$/ }, async ({ path }) => {
			const source = await readFile(path, "utf8");
			const { code } = await transform(source, { loader: "css", minify: true });
			return { contents: code, loader: "text" };
		});
	},
};

export function bundle(options) {
	return build({
		bundle: true,
		target: ["es2021"],
		charset: "utf8",
		legalComments: "none",
		jsx: "automatic",
		jsxImportSource: "preact",
		logLevel: "warning",
		plugins: [stylesheets],
		tsconfig: fileURLToPath(new URL("tsconfig.json", import.meta.url)), // for proto/client, too
		...options,
	});
}
