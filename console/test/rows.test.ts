/* Who speaks in a thread: each agent by name, in groups of their own, from where they came in. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entry } from '../../proto/client/thread';
import type { ChatNote } from '../src/api/types';
import { joinsOf, placeNotes, rowOf, type ThreadContext } from '../src/features/chat/components/threadRows';

const NAMES = new Map([['kim', 'Kim Hale']]);

function entry(id: string, senderId: string, more: Partial<Entry> = {}): Entry {
	const senderType = senderId === 'ada' ? 'visitor' : 'agent';
	const createdAt = '2026-01-01T12:00:00.000000Z';
	return { id, senderId, senderType, content: id, createdAt, at: 0, state: 'stored', heardAt: 0, ...more } as Entry;
}

function context(...entries: Entry[]): ThreadContext {
	return {
		entries,
		firstIndex: 0,
		session: { visitorId: 'ada', visitorName: 'Ada', receipts: { visitor: {}, agent: {} } },
		unreadId: undefined,
		ownId: 'me',
		room: {},
		hasOlder: false,
		nameOf: (id: string, asSent?: string) => NAMES.get(id) ?? asSent ?? 'Agent',
		joins: joinsOf(entries, false),
		notes: placeNotes(entries, [], false),
	} as unknown as ThreadContext;
}

test('an agent comes in with their first message, and again after another one', () => {
	const entries = [entry('1', 'ada'), entry('2', 'me'), entry('3', 'ada'), entry('4', 'me'), entry('5', 'kim'), entry('6', 'me')];
	assert.deepEqual([...joinsOf(entries, false)], ['2', '5', '6']);
});

test('who came in before the messages that are held is not said to come in with the first of them', () => {
	const entries = [entry('1', 'me'), entry('2', 'kim')];
	assert.deepEqual([...joinsOf(entries, true)], ['2']);
});

test('two agents share no group', () => {
	const rows = context(entry('1', 'me'), entry('2', 'kim'), entry('3', 'kim'));
	const ends = [0, 1, 2].map((index) => [rowOf(rows, index).isFirst, rowOf(rows, index).isLast]);
	assert.deepEqual(ends, [[true, true], [true, false], [false, true]]);
});

test('an agent who has left the desk is called as their message says', () => {
	const rows = context(entry('1', 'lou', { senderName: 'Lou Dorn' }), entry('2', 'kim', { senderName: 'Kim' }), entry('3', 'max'));
	assert.deepEqual([0, 1, 2].map((index) => rowOf(rows, index).sender), ['Lou Dorn', 'Kim Hale', 'Agent']);
});

test('a note stands before the first message that is newer, or after the last; what is older than all that is held waits', () => {
	const at = (second: number) => `2026-01-01T12:00:0${second}.000000Z`;
	const said = (id: string, second: number) => entry(id, 'ada', { at: Date.parse(at(second)) * 1000 });
	const note = (id: string, second: number) => ({ id, createdAt: at(second) }) as ChatNote;
	const entries = [said('1', 2), said('2', 4)];
	const notes = [note('a', 1), note('b', 3), note('c', 3), note('d', 5)];
	const ids = (hasOlder: boolean) => {
		const { before, after } = placeNotes(entries, notes, hasOlder);
		return [[...before].map(([id, all]) => [id, ...all.map((each) => each.id)]), after.map(({ id }) => id)];
	};
	assert.deepEqual(ids(false), [[['1', 'a'], ['2', 'b', 'c']], ['d']]);
	assert.deepEqual(ids(true), [[['2', 'b', 'c']], ['d']]);
});
