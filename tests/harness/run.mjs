// Runs test files, so many at once, in the order given: `node --test` would sort them.
//
//     run.mjs AT-ONCE FILE…
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { give, makeCluster } from './cluster.mjs';

const [atOnce, ...files] = process.argv.slice(2);
const ending = new AbortController(); // of the files' processes, which end what they have started
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) process.once(signal, () => ending.abort());
const folder = give(mkdtempSync(join(tmpdir(), 'frontdesk-run-')));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
// initdb takes seconds where files run side by side: each file's clusters are copies of this one.
process.env.FRONTDESK_TESTS_CLUSTER = join(folder, 'cluster');
makeCluster(process.env.FRONTDESK_TESTS_CLUSTER);
// What hangs ends some time; of what takes long on purpose nobody knows how long.
const timeout = process.env.FRONTDESK_TESTS_FULL ? Infinity : 1_800_000;
run({ files, concurrency: Number(atOnce), forceExit: true, timeout, signal: ending.signal })
	.on('test:fail', () => (process.exitCode = 1))
	.compose(spec)
	.pipe(process.stdout);
