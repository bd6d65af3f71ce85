// Comparing how long something takes with how long it takes while something else goes on.
import assert from 'node:assert/strict';

const TRIALS = 5;
/** Where other tests want the processors as well, whoever works waits for them, and whoever rests is let in at once:
 * that is the machine's, up to some slices of its scheduler. Alone, as with --full, there is no such thing. */
const MORE_MS = process.env.FRONTDESK_TESTS_FULL ? 10 : 40;

/**
 * `measure` answers {calmMs, otherMs}, both of the same moments: the other is within 1.5 times and MORE_MS of
 * the calm one. Tests that run beside this one disturb a comparison now and then; a fault fails every one.
 */
export async function isHardlyLonger(measure, what) {
	const found = [];
	while (found.length < TRIALS) {
		const { calmMs, otherMs } = await measure();
		if (otherMs <= calmMs * 1.5 + MORE_MS) return;
		found.push(`${calmMs.toFixed(1)} and ${otherMs.toFixed(1)} ms`);
	}
	assert.fail(`${what}: ${found.join(', ')}`);
}
