/* Of two pictures of where a visitor is the later one counts, whoever brought it. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { ChatSession } from '../src/api/types';
import { Presences } from '../src/features/chat/live/presences';

let presences: Presences;
let told: number;
beforeEach(() => {
	presences = new Presences();
	told = 0;
	presences.subscribe(() => void told++);
});

const at = (second: number) => `2026-01-01T00:00:0${second}.000000Z`;
const session = (second: number, isVisitorHere: boolean, currentPageUrl?: string, status = 'active') =>
	({ id: 'a', status, isVisitorHere, presenceAt: at(second), ...(currentPageUrl ? { currentPageUrl } : {}) }) as ChatSession;
const event = (second: number, isVisitorHere: boolean, currentPageUrl?: string) => ({
	type: 'presence' as const,
	sessionId: 'a',
	isVisitorHere,
	presenceAt: at(second),
	...(currentPageUrl ? { currentPageUrl } : {}),
});

test('an event is newer than a list that was read before it, and older than one that was read after', () => {
	presences.learn(session(1, true, '/one'));
	presences.hear(event(3, true, '/three'));
	presences.learn(session(2, false, '/two'));
	assert.deepEqual(presences.of('a'), { isHere: true, pageUrl: '/three', at: at(3) });
	presences.learn(session(4, false, '/four'));
	assert.equal(presences.of('a')?.pageUrl, '/four');
});

test('an event without a page leaves the page as it is', () => {
	presences.learn(session(1, true, '/one'));
	presences.hear(event(2, false));
	assert.deepEqual(presences.of('a'), { isHere: false, pageUrl: '/one', at: at(2) });
});

test('what visitors get of a session says nothing, and what is known already is no news', () => {
	presences.learn(session(1, true, '/one'));
	presences.learn({ id: 'a', status: 'active' } as ChatSession);
	presences.learn(session(1, true, '/one'));
	assert.equal(presences.of('a')?.isHere, true);
	assert.equal(told, 1);
});

test('of an ended chat nothing is known', () => {
	presences.learn(session(1, true, '/one'));
	presences.learn(session(2, true, '/one', 'ended'));
	assert.equal(presences.of('a'), undefined);
});
