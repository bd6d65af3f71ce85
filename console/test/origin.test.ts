/* Origins as they are typed, and what a new desk lacks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SetupChecklist } from '../src/api/types';
import { faultOf, lastSeen } from '../src/features/origins/origin';
import { isComplete, progressOf, stepsOf } from '../src/features/setup/steps';

test('what is wrong with an origin is said by what it is', () => {
	for (const good of ['https://shop.example', ' HTTP://Shop.example:8080/ ', 'https://müller.example', 'http://[::1]:3000'])
		assert.equal(faultOf(good), undefined, good);
	const faults = { 'shop.example': 'scheme', '': 'scheme', 'https://*.shop.example': 'wildcard', 'https://a b': 'host', 'https://': 'host', 'https://me@shop.example': 'user', 'https://shop.example/a': 'path', 'https://shop.example?a': 'path' };
	for (const [typed, fault] of Object.entries(faults)) assert.equal(faultOf(typed), fault, typed);
});

test('of several origins the one that was seen last is the last seen one', () => {
	const item = (origin: string, lastSeenAt?: string) => ({ origin, lastSeenAt });
	assert.equal(lastSeen({ items: [item('a', '2026-01-01'), item('b', '2026-02-01'), item('c')], refused: [] }), 'b');
	assert.equal(lastSeen({ items: [item('a')], refused: [] }), undefined);
});

test('a desk is set up when it was seen, has somebody else, and mail works: a webhook is nobody’s must', () => {
	const fresh: SetupChecklist = { colleagues: 0, invited: 0, webhooks: 1, isDismissed: false };
	assert.deepEqual([progressOf(fresh), isComplete(fresh)], [{ done: 0, all: 3 }, false]);
	const done = { ...fresh, webhooks: 0, seenOrigin: 'https://a.example', invited: 1, mailSentAt: 'then' };
	assert.deepEqual([progressOf(done), isComplete(done)], [{ done: 3, all: 3 }, true]);
	assert.equal(stepsOf(done).length, 4);
});
