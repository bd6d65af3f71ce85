/* Runs the unit tests: bundles each test file for Node and hands them to node --test. */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, '../build/console-test');
const names = readdirSync(join(here, 'test')).filter((name) => name.endsWith('.test.ts'));

/* What browsers have and Node 18 has not. */
const BROWSER = `
	globalThis.navigator ??= { languages: ['en'] };
	globalThis.crypto ??= require('node:crypto').webcrypto;`;

await build({
	absWorkingDir: here,
	entryPoints: names.map((name) => `test/${name}`),
	outdir: out,
	bundle: true,
	platform: 'node',
	format: 'cjs',
	jsx: 'automatic',
	outExtension: { '.js': '.cjs' },
	banner: { js: BROWSER },
	logLevel: 'warning',
});
const built = names.map((name) => join(out, name.replace(/\.ts$/, '.cjs')));
execFileSync(process.execPath, ['--test', ...built], { stdio: 'inherit' });
