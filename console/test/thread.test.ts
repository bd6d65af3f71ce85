/* What a thread holds after each of the things that can happen to it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatMessage, ChatSession } from '../src/api/types';
import * as threads from '../src/live/thread';

const SESSION = 'session';
const FINGERPRINT = 'f'.repeat(32);

const session = {
	id: SESSION,
	headSeq: 0,
	receipts: { visitor: { delivered: 0, read: 0 }, agent: { delivered: 0, read: 0 } },
} as ChatSession;

function at(second: number, micros = 0): string {
	const pad = (value: number, size: number) => String(value).padStart(size, '0');
	return `2026-01-01T00:00:${pad(second, 2)}.${pad(micros, 6)}Z`;
}

function message(id: string, seq: number | undefined, createdAt = at(seq ?? 30)): ChatMessage {
	return {
		id,
		sessionId: SESSION,
		senderId: 'visitor-1',
		senderType: 'visitor',
		content: `text of ${id}`,
		attachments: [],
		isRead: false,
		createdAt,
		seq,
	};
}

function resumed(messages: ChatMessage[], headSeq: number, isReset: boolean, epoch = 'e1') {
	return {
		type: 'resumed',
		sessionId: SESSION,
		epoch,
		session,
		messages,
		headSeq,
		isReset,
	} as const;
}

function stored(id: string, seq: number, fingerprint = FINGERPRINT, createdAt = at(seq)) {
	return { type: 'message.stored', sessionId: SESSION, id, seq, createdAt, fingerprint } as const;
}

function heard(id: string, createdAt: string) {
	const fresh = message(id, undefined, createdAt);
	return {
		type: 'message.new',
		sessionId: SESSION,
		message: fresh,
		fingerprint: FINGERPRINT,
	} as const;
}

function own(id: string): threads.Entry {
	return {
		id,
		senderId: 'agent-1',
		senderType: 'agent',
		content: 'mine',
		createdAt: at(1),
		at: 0,
		state: 'sending',
		heardAt: 0,
	};
}

const ids = (thread: threads.Thread) => thread.entries.map((entry) => entry.id);
const opened = (...messages: ChatMessage[]) =>
	threads.applyResumed(
		threads.emptyThread(SESSION, null),
		resumed(messages, messages.at(-1)?.seq ?? 0, true),
	);

test('the newest page tells from where to where everything is held', () => {
	const thread = opened(message('c', 3), message('d', 4));
	assert.deepEqual([thread.lowSeq, thread.heldSeq, threads.hasOlder(thread)], [3, 4, true]);
});

test('a stored message that is known counts as held', () => {
	const thread = threads.applyStored(
		threads.applyNew(opened(message('a', 1)), heard('b', at(2))),
		stored('b', 2),
	);
	assert.equal(thread.heldSeq, 2);
	assert.equal(threads.isBehind(thread), false);
	assert.equal(threads.findEntry(thread, 'b')?.state, 'stored');
});

test('a stored message that is unknown is to be fetched', () => {
	const thread = threads.applyStored(opened(message('a', 1)), stored('b', 2));
	assert.equal(thread.heldSeq, 1);
	assert.equal(threads.isBehind(thread), true);
});

test('a stored message behind a gap is not counted until the gap is filled', () => {
	const gapped = threads.applyStored(
		threads.applyNew(opened(message('a', 1)), heard('c', at(3))),
		stored('c', 3),
	);
	assert.equal(gapped.heldSeq, 1);
	const filled = threads.applyResumed(gapped, resumed([message('b', 2)], 3, false));
	assert.equal(filled.heldSeq, 3);
	assert.deepEqual(ids(filled), ['a', 'b', 'c']);
});

test('a provisional text that is not what was stored is forgotten and fetched', () => {
	const provisional = threads.applyNew(opened(message('a', 1)), heard('b', at(2)));
	const thread = threads.applyStored(provisional, stored('b', 2, 'e'.repeat(32)));
	assert.deepEqual(ids(thread), ['a']);
	assert.equal(threads.isBehind(thread), true);
});

test('a message that is told twice is there once', () => {
	const once = threads.applyNew(opened(), heard('a', at(1)));
	const twice = threads.applyNew(threads.applyStored(once, stored('a', 1)), heard('a', at(1)));
	const again = threads.applyResumed(twice, resumed([message('a', 1)], 1, false));
	assert.deepEqual(ids(again), ['a']);
	assert.equal(again.entries[0]?.state, 'stored');
});

test('the display order is createdAt to the microsecond, then id', () => {
	const thread = opened(
		message('z', 1, at(5, 10)),
		message('y', 2, at(5, 9)),
		message('b', 3, at(5, 11)),
		message('a', 4, at(5, 11)),
	);
	assert.deepEqual(ids(thread), ['y', 'z', 'a', 'b']);
});

test('what one writes stands below everything until the server has stamped it', () => {
	const written = threads.addOwn(opened(message('a', 1, at(50))), own('mine'));
	assert.deepEqual(ids(written), ['a', 'mine']);
	const accepted = {
		type: 'message.accepted',
		sessionId: SESSION,
		id: 'mine',
		createdAt: at(40),
	};
	const stamped = threads.applyAccepted(written, accepted as never);
	assert.deepEqual(ids(stamped), ['mine', 'a']);
});

test('a reset forgets what was stored and keeps what was not', () => {
	const before = threads.addOwn(opened(message('a', 1)), own('mine'));
	const after = threads.applyResumed(before, resumed([message('x', 900)], 900, true));
	assert.deepEqual(ids(after), ['x', 'mine']);
	assert.equal(after.lowSeq, 900);
	assert.notEqual(after.generation, before.generation);
});

test('another epoch is a reset, whatever the page says', () => {
	const before = opened(message('a', 1), message('b', 2));
	const after = threads.applyResumed(before, resumed([message('c', 1)], 1, false, 'e2'));
	assert.deepEqual(ids(after), ['c']);
	assert.equal(after.heldSeq, 1);
});

test('a message that cannot be read counts as held and shows no text', () => {
	const closed = { ...message('a', 1), content: null, unreadable: true };
	const thread = opened(closed);
	assert.equal(thread.heldSeq, 1);
	assert.equal(thread.entries[0]?.content, null);
});

test('an older page is taken only where it continues what is held', () => {
	const thread = opened(message('c', 3));
	const wrong = threads.applyOlder(thread, [message('a', 1)]);
	assert.deepEqual(ids(wrong), ['c']);
	const right = threads.applyOlder(thread, [message('a', 1), message('b', 2)]);
	assert.deepEqual(ids(right), ['a', 'b', 'c']);
	assert.equal(threads.hasOlder(right), false);
});

test('only provisional messages of others become overdue', () => {
	const provisional = threads.applyNew(opened(message('a', 1)), heard('b', at(2)));
	const thread = threads.addOwn(provisional, own('mine'));
	const late = threads.overdue(thread, Date.now() + 1, 'agent-1');
	assert.deepEqual(
		late.map((entry) => entry.id),
		['b'],
	);
});

test('a lost message that is stored after all is shown as stored', () => {
	const provisional = threads.applyNew(opened(), heard('a', at(1)));
	const lost = threads.setState(provisional, 'a', 'lost');
	const thread = threads.applyStored(lost, stored('a', 1));
	assert.equal(thread.entries[0]?.state, 'stored');
});

test('receipts never go back', () => {
	const receipt = { type: 'receipt', sessionId: SESSION, senderType: 'visitor' } as const;
	const forward = threads.applyReceipt(opened(message('a', 1)), {
		...receipt,
		delivered: 5,
		read: 4,
	});
	const back = threads.applyReceipt(forward, { ...receipt, delivered: 3, read: 1 });
	assert.deepEqual(back.session?.receipts.visitor, { delivered: 5, read: 4 });
});
