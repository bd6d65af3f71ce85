// Comparing how long something takes with how long it takes while something else goes on.
import assert from 'node:assert/strict';

const TRIALS = 3;

/**
 * `measure` answers {calmMs, otherMs}, both of the same moments: the other is within 1.5 times and 10 ms of
 * the calm one. Tests that run beside this one disturb a comparison now and then; a fault fails every one.
 */
export async function isHardlyLonger(measure, what) {
	const found = [];
	while (found.length < TRIALS) {
		const { calmMs, otherMs } = await measure();
		if (otherMs <= calmMs * 1.5 + 10) return;
		found.push(`${calmMs.toFixed(1)} and ${otherMs.toFixed(1)} ms`);
	}
	assert.fail(`${what}: ${found.join(', ')}`);
}
