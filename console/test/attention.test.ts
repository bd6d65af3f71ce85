/* What rings: each piece of news once, whoever brought it. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { hashKey } from '@tanstack/react-query';
import type { ChatSession, SupportAgent } from '../src/api/types';
import { chatKeys } from '../src/features/chat/api/keys';
import { Attention } from '../src/features/chat/live/attention';
import { Store } from '../src/ui/store';

const ME = { id: 'me', name: 'Robin', status: 'online' } as SupportAgent;
const KIM = { id: 'kim', name: 'Kim' } as SupportAgent;
const QUEUE = hashKey(chatKeys.queue);
const MINE = hashKey(chatKeys.list('mine'));
const LATER = new Date(Date.now() + 60_000).toISOString();

let rung: string[];
let attention: Attention;
let agent: Store<SupportAgent>;

beforeEach(() => {
	rung = [];
	agent = new Store(ME);
	const alerts = {
		alert: (_: string, { title, body }: { title: string; body: string }) => {
			rung.push(`${title}: ${body}`);
		},
		isLooking: () => false,
	};
	attention = new Attention(alerts, agent);
	attention.read(QUEUE, []);
	attention.read(MINE, []);
});

function session(id: string, more: Partial<ChatSession> = {}): ChatSession {
	const startedAt = '2026-01-01T00:00:00.000000Z';
	return { id, visitorId: id, visitorName: id, status: 'waiting', startedAt, unreadCount: 0, headSeq: 1, ...more } as ChatSession;
}

const mine = (id: string, more: Partial<ChatSession> = {}) =>
	session(id, { status: 'active', assignedAgent: ME, ...more });

test('who comes into the queue rings, once', () => {
	attention.hear(session('Ada'));
	attention.hear(session('Ada', { headSeq: 2 }));
	attention.read(QUEUE, [session('Ada')]);
	assert.deepEqual(rung, ['A new visitor is waiting: Ada']);
});

test('who is away is not called to the queue', () => {
	agent.set({ ...ME, status: 'away' });
	attention.hear(session('Ada'));
	assert.deepEqual(rung, []);
});

test('who waits for a colleague rings once that colleague has let them go', () => {
	const handed = session('Ada', { status: 'transferred', assignedAgent: KIM });
	attention.hear(handed);
	assert.deepEqual(rung, []);
	attention.hear(session('Ada'));
	assert.deepEqual(rung, ['A new visitor is waiting: Ada']);
});

test('a chat that somebody gives rings, one that the agent takes does not', () => {
	attention.hear(mine('Ada'));
	attention.expect('Bo');
	attention.hear(mine('Bo'));
	assert.deepEqual(rung, ['A chat was given to you: Ada']);
});

test('one\'s own chats are not given anew when the page is loaded', () => {
	const fresh = new Attention(
		{ alert: () => rung.push('rung'), isLooking: () => false },
		new Store(ME),
	);
	fresh.hear(mine('Ada'));
	fresh.read(MINE, [mine('Ada'), mine('Bo')]);
	assert.deepEqual(rung, []);
});

test('what events have not told of rings when the lists are read again', () => {
	attention.hear(mine('Ada'));
	attention.hear(session('Bo'));
	rung.length = 0;
	attention.read(MINE, [mine('Ada', { unreadCount: 1, headSeq: 2 }), mine('Bo')]);
	attention.read(QUEUE, [session('Cy', { startedAt: LATER })]);
	assert.deepEqual(rung, ['New message: Ada', 'A chat was given to you: Bo', 'A new visitor is waiting: Cy']);
});

test('further pages of a long queue are no news', () => {
	attention.read(QUEUE, [session('Old')]);
	assert.deepEqual(rung, []);
});

test('a message after one that was read rings again', () => {
	attention.hear(mine('Ada'));
	attention.hear(mine('Ada', { unreadCount: 1, headSeq: 2 }));
	attention.learn(mine('Ada', { headSeq: 2 }));
	attention.hear(mine('Ada', { unreadCount: 1, headSeq: 3 }));
	assert.equal(rung.filter((line) => line === 'New message: Ada').length, 2);
});

test('a chat that a colleague hands over rings with what they said, and without that where it cannot be read', async () => {
	const alerts = {
		alert: (_: string, { title, body }: { title: string; body: string }) => void rung.push(`${title}: ${body}`),
		isLooking: () => false,
	};
	const notes = new Map([['Ada', 'Wants two.']]);
	const fresh = new Attention(alerts, agent, async ({ id }) => {
		if (id === 'Bo') throw new Error('away');
		return notes.get(id);
	});
	for (const id of ['Ada', 'Bo', 'Cy']) {
		fresh.hear(session(id, { status: 'transferred', assignedAgent: ME }));
		await new Promise((resolve) => setTimeout(resolve));
	}
	const handed = 'A colleague hands you a chat';
	assert.deepEqual(rung, [`${handed}: Ada: Wants two.`, `${handed}: Bo`, `${handed}: Cy`]);
});
