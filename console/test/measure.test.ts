/* Segments, as the server counts them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measure } from '../src/features/sms/measure';

test('a text takes what its alphabet takes', () => {
	const cases: [string, number, number, number, number][] = [
		['a', 0, 0, 160, 1], ['a', 160, 160, 160, 1], ['a', 161, 161, 306, 2], ['a', 307, 307, 459, 3], ['ä', 160, 160, 160, 1], ['€', 80, 160, 160, 1], ['€', 153, 306, 459, 3],
		['س', 70, 70, 70, 1], ['س', 71, 71, 134, 2], ['🌱', 35, 70, 70, 1], ['🌱', 67, 134, 201, 3], ['ẞ', 1, 1, 70, 1],
	];
	for (const [what, times, units, room, segments] of cases)
		assert.deepEqual(measure(what.repeat(times)), { units, room, segments }, `${times} × ${what}`);
});
