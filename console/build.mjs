/*
 * Builds the console into ../build/console: index.html and assets/ with the content's hash in each
 * name. `--types` stops after the socket message types, which the type check needs too.
 *
 * The page's policy allows scripts from our own origin only and styles with the request's nonce,
 * so nothing is inlined; the static file handler puts the nonce where {{nonce}} stands.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, '../build/console');

function generateTypes() {
	const target = join(here, '../build/gen/proto.ts');
	mkdirSync(dirname(target), { recursive: true });
	execFileSync(process.execPath, [join(here, '../proto/generate.mjs'), 'types', target], {
		stdio: 'inherit',
	});
}

function bundle() {
	return build({
		absWorkingDir: here,
		entryPoints: ['src/main.tsx', 'src/scheme.ts', 'src/icon.svg'],
		outdir: join(out, 'assets'),
		entryNames: '[name]-[hash]',
		assetNames: '[name]-[hash]',
		bundle: true,
		minify: true,
		format: 'esm',
		target: ['chrome109', 'firefox115', 'safari16'],
		jsx: 'automatic',
		loader: { '.svg': 'copy' },
		define: { 'process.env.NODE_ENV': '"production"' },
		legalComments: 'none',
		metafile: true,
		write: false,
		logLevel: 'warning',
	});
}

/* The hashed name of what was built from an entry point, and of the style sheet beside it. */
function outputsOf(metafile, entryPoint) {
	const [file, output] = Object.entries(metafile.outputs).find(
		([, candidate]) => candidate.entryPoint === entryPoint,
	);
	return { file: basename(file), css: output.cssBundle && basename(output.cssBundle) };
}

function copiedName(metafile, source) {
	const [file] = Object.entries(metafile.outputs).find(([, output]) => source in output.inputs);
	return basename(file);
}

function writePage(metafile) {
	const main = outputsOf(metafile, 'src/main.tsx');
	const names = {
		main: main.file,
		css: main.css,
		scheme: outputsOf(metafile, 'src/scheme.ts').file,
		icon: copiedName(metafile, 'src/icon.svg'),
	};
	const page = readFileSync(join(here, 'src/index.html'), 'utf8');
	const filled = page.replace(/%(main|css|scheme|icon)%/g, (_, name) => names[name]);
	writeFileSync(join(out, 'index.html'), filled);
}

generateTypes();
if (!process.argv.includes('--types')) {
	const { metafile, outputFiles } = await bundle();
	/* Only now, so that a build that fails leaves what stood there. */
	rmSync(out, { recursive: true, force: true });
	mkdirSync(join(out, 'assets'), { recursive: true });
	for (const file of outputFiles) writeFileSync(file.path, file.contents);
	writePage(metafile);
}
