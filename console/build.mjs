/*
 * Builds the console into ../build/console: index.html and assets/ with the content's hash in each
 * name. `--types` stops after the socket message types, which the type check needs too.
 *
 * The page's policy allows scripts from our own origin only and styles with the request's nonce,
 * so nothing is inlined; the static file handler puts the nonce where {{nonce}} stands. Pages are
 * files of their own, loaded when they are first visited; all styles are one file, since styles that
 * come later would change what is shown. What is loaded at once has a size that it may have.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { directImports } from './direct.mjs';
import { checkSizes } from './sizes.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, 'src');
const out = join(here, '../build/console');

function generateTypes() {
	const target = join(here, '../build/gen/proto.ts');
	mkdirSync(dirname(target), { recursive: true });
	execFileSync(process.execPath, [join(here, '../proto/generate.mjs'), 'types', target], {
		stdio: 'inherit',
	});
}

/* Every room's styles, in the order of the rooms: what a feature says of a shared part comes last. */
const ROOMS = ['ui', 'shell', 'app', 'features'];

function stylesOf(folder) {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return stylesOf(path);
		return entry.name.endsWith('.module.css') ? [`./${relative(source, path)}`] : [];
	});
}

const allStyles = {
	name: 'all-styles',
	setup({ onResolve, onLoad }) {
		onResolve({ filter: /^all-styles$/ }, ({ path }) => ({ path, namespace: 'styles' }));
		onLoad({ filter: /.*/, namespace: 'styles' }, () => {
			const files = ROOMS.flatMap((room) => stylesOf(join(source, room)).sort());
			const contents = files.map((file) => `import ${JSON.stringify(file)};`).join('\n');
			return { contents, resolveDir: source };
		});
	},
};

const COMMON = {
	absWorkingDir: here,
	outdir: join(out, 'assets'),
	entryNames: '[name]-[hash]',
	chunkNames: '[name]-[hash]',
	assetNames: '[name]-[hash]',
	bundle: true,
	minify: true,
	target: ['chrome109', 'firefox115', 'safari16'],
	legalComments: 'none',
	metafile: true,
	write: false,
	logLevel: 'warning',
};

/* What runs before the modules, and the worker, which as a module is not to be had everywhere. */
const SCHEME = 'src/scheme.ts';
const NOTIFIER = 'src/notifier.worker.ts';

function bundleScripts() {
	return build({ ...COMMON, entryPoints: [SCHEME, NOTIFIER], format: 'iife' });
}

function bundle(notifier) {
	return build({
		...COMMON,
		entryPoints: ['src/main.tsx', 'src/icon.svg'],
		splitting: true,
		format: 'esm',
		jsx: 'automatic',
		loader: { '.svg': 'copy' },
		define: {
			'process.env.NODE_ENV': '"production"',
			NOTIFIER_URL: JSON.stringify(`/assets/${notifier}`),
		},
		plugins: [allStyles, directImports],
	});
}

/* The hashed name of what was built from an entry point, and of the style sheet beside it. */
function outputsOf(metafile, entryPoint) {
	const [file, output] = Object.entries(metafile.outputs).find(
		([, candidate]) => candidate.entryPoint === entryPoint,
	);
	return { file: basename(file), css: output.cssBundle && basename(output.cssBundle) };
}

function copiedName(metafile, file) {
	const [name] = Object.entries(metafile.outputs).find(([, output]) => file in output.inputs);
	return basename(name);
}

function namesOf(metafile, scripts) {
	const main = outputsOf(metafile, 'src/main.tsx');
	return {
		main: main.file,
		css: main.css,
		scheme: outputsOf(scripts, SCHEME).file,
		icon: copiedName(metafile, 'src/icon.svg'),
	};
}

function writePage(names) {
	const page = readFileSync(join(source, 'index.html'), 'utf8');
	const filled = page.replace(/%(main|css|scheme|icon)%/g, (_, name) => names[name]);
	writeFileSync(join(out, 'index.html'), filled);
}

/* The styles of lazy pages alone are in the one file, too. */
function isServed({ path }, { css }) {
	return !path.endsWith('.css') || basename(path) === css;
}

generateTypes();
if (!process.argv.includes('--types')) {
	const scripts = await bundleScripts();
	const { metafile, outputFiles } = await bundle(outputsOf(scripts.metafile, NOTIFIER).file);
	const names = namesOf(metafile, scripts.metafile);
	const files = [...scripts.outputFiles, ...outputFiles.filter((file) => isServed(file, names))];
	checkSizes(metafile, files, names);
	/* Only now, so that a build that fails leaves what stood there. */
	rmSync(out, { recursive: true, force: true });
	mkdirSync(join(out, 'assets'), { recursive: true });
	for (const file of files) writeFileSync(file.path, file.contents);
	writePage(names);
}
