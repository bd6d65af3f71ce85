/* Days and times are those of the tenant's place, whatever the reader's. */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { formatDay, formatTime, isSameDay, setTimeZone } from '../src/ui/format';
import { plurals } from '../src/ui/language';

afterEach(() => setTimeZone(undefined));

const BEFORE_MIDNIGHT = '2026-06-30T14:30:00Z';
const AFTER_MIDNIGHT = '2026-06-30T15:30:00Z';

test('midnight is the tenant\'s', () => {
	setTimeZone('Asia/Tokyo');
	assert.equal(isSameDay(BEFORE_MIDNIGHT, AFTER_MIDNIGHT), false);
	assert.equal(formatDay(BEFORE_MIDNIGHT, Date.parse(AFTER_MIDNIGHT)), 'Yesterday');
	setTimeZone('Europe/Berlin');
	assert.equal(isSameDay(BEFORE_MIDNIGHT, AFTER_MIDNIGHT), true);
});

test('hours are the tenant\'s', () => {
	setTimeZone('Asia/Tokyo');
	assert.match(formatTime(AFTER_MIDNIGHT), /12:30|00:30/);
	setTimeZone('Europe/Berlin');
	assert.match(formatTime(AFTER_MIDNIGHT), /05:30|17:30/);
});

test('a zone that the browser does not know is the reader\'s own', () => {
	setTimeZone('Nowhere/At all');
	assert.notEqual(formatTime(AFTER_MIDNIGHT), '');
});

test('a count takes the form that its language has for it', () => {
	const english = plurals('en');
	assert.deepEqual([0, 1, 2].map((count) => english(count, { one: 'chat', other: 'chats' })), [
		'chats',
		'chat',
		'chats',
	]);
});
