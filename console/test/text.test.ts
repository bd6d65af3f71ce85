/* What becomes a clock, a name. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatClock } from '../src/ui/format';
import { pagePath, visitorName } from '../src/features/chat/visitor';

test('a clock shows hours and days only when there are any', () => {
	assert.deepEqual([0, 61, 3600, 90_000].map(formatClock), [
		'00:00',
		'01:01',
		'1:00:00',
		'1 day',
	]);
});

test('names and paths are shown without marks of direction', () => {
	const named = (visitorName: string) => ({ visitorName, visitorId: 'v-0123' }) as never;
	assert.equal(visitorName(named('\u2069\u202eAda\u200f')), 'Ada\u200f');
	assert.match(visitorName(named('\u2069')), /0123$/);
	assert.equal(pagePath('https://a.example/%E2%81%A9%E2%80%AEx'), '/x');
});
