// What a test process has started ends with it, however that ends: when its tests are through, when one
// fails on its way, or by a signal, as Ctrl-C sends it.
const duties = new Set();

function run(duty) {
	try {
		duty();
	} catch (error) {
		console.error(error); // the others have their turn all the same
	}
}

// The youngest first: a folder goes when who works in it has. Before node's own listener: where the
// runner has gone, none after that one has its turn.
process.prependListener('exit', () => [...duties].reverse().forEach(run));
for (const [signal, number] of [['SIGHUP', 1], ['SIGINT', 2], ['SIGTERM', 15]]) process.once(signal, () => process.exit(128 + number));

/** Has `duty`, which is synchronous, done at the end; answers how to have it forgotten. */
export function atEnd(duty) {
	duties.add(duty);
	return () => duties.delete(duty);
}

/** Has a child killed at the end, or sent the signal at which it ends its own children; answers it. */
export function endWithUs(child, signal = 'SIGKILL') {
	child.once('exit', atEnd(() => child.kill(signal)));
	return child;
}
