// Runs test files, so many at once, in the order given: `node --test` would sort them.
//
//     run.mjs AT-ONCE FILE…
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

const [atOnce, ...files] = process.argv.slice(2);
const ending = new AbortController(); // of the files' processes, which end what they have started
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) process.once(signal, () => ending.abort());
run({ files, concurrency: Number(atOnce), forceExit: true, signal: ending.signal })
	.on('test:fail', () => (process.exitCode = 1))
	.compose(spec)
	.pipe(process.stdout);
