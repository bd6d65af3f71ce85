/* What is unread, where the server's count ends at 100. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatSession } from '../src/api/types';
import { formatCount, hasMoreUnread, withDisplayed } from '../src/features/chat/unread';

const session = (unreadCount: number, headSeq: number) => ({ unreadCount, headSeq }) as ChatSession;

test('a count that may be too low says so', () => {
	assert.deepEqual([0, 1, 99, 100, 250].map(formatCount), ['0', '1', '99', '99+', '99+']);
});

test('a message that comes is noticed, also where the count stands still', () => {
	assert.equal(hasMoreUnread(session(1, 7), session(2, 8)), true);
	assert.equal(hasMoreUnread(session(2, 7), session(2, 8)), false);
	assert.equal(hasMoreUnread(session(2, 7), session(0, 7)), false);
	assert.equal(hasMoreUnread(session(99, 150), session(100, 151)), true);
	assert.equal(hasMoreUnread(session(100, 151), session(100, 152)), true);
	assert.equal(hasMoreUnread(session(100, 152), session(100, 152)), false);
});

test('what was displayed here is not unread again by a picture from before', () => {
	const picture = (unreadCount: number, headSeq: number, read: number) =>
		({ unreadCount, headSeq, receipts: { agent: { delivered: read, read } } }) as ChatSession;
	assert.equal(withDisplayed(picture(1, 7, 0), 7).unreadCount, 0);
	assert.equal(withDisplayed(picture(2, 8, 0), 7).unreadCount, 1);
	assert.equal(withDisplayed(picture(2, 9, 7), 7).unreadCount, 2);
	assert.equal(withDisplayed(picture(1, 9, 3), 7).unreadCount, 1);
	assert.equal(withDisplayed(picture(3, 3, 0), 0).unreadCount, 3);
});
