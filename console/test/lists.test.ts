/* The lists between events and answers: whatever comes last, the newest picture of a session stays. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { InfiniteQueryObserver, QueryClient, QueryObserver } from '@tanstack/react-query';
import {
	flatten,
	forgetLists,
	keepUp,
	learnSession,
	listOptions,
} from '../src/features/chat/api/lists';
import { reach } from '../src/ui/reach';
import { Refusal } from '../src/api/http';
import { Rereader } from '../src/api/reread';
import { agentsOptions, patchAgent } from '../src/live/agents';
import type { ChatSession, SupportAgent } from '../src/api/types';

const ME = 'agent-1';
let client: QueryClient;
let letGo: () => void;

function session(id: string, version: number, more: Partial<ChatSession> = {}): ChatSession {
	const startedAt = '2026-01-01T00:00:00.000000Z';
	return { id, version, status: 'active', startedAt, ...more } as ChatSession;
}

/* A request under way, and how the server answers it. */
function serve(): (...items: { id: string }[]) => void {
	let answer: (response: Response) => void = () => {};
	globalThis.fetch = () => new Promise((resolve) => (answer = resolve));
	return (...items) => answer(Response.json({ items }));
}

const ended = (version: number) =>
	session('a', version, { status: 'ended', endedAt: '2026-01-01T00:01:00.000000Z' });
const read = () => client.fetchInfiniteQuery({ ...listOptions('all'), staleTime: 0 });
const shown = () => {
	const data = client.getQueryData(listOptions('all').queryKey);
	return flatten(data).map(({ id, version }) => `${id}${version}`);
};
const hear = (news: ChatSession) => learnSession(client, news, ME);

async function begin(...items: ChatSession[]): Promise<void> {
	const answer = serve();
	const done = read();
	answer(...items);
	await done;
}

beforeEach(() => {
	client = new QueryClient();
	letGo = keepUp(client, ME);
});
afterEach(() => {
	letGo();
	forgetLists(client);
});

test('an older picture that comes late does not bring back what has ended', async () => {
	await begin(session('a', 2));
	hear(ended(4));
	hear(session('a', 3));
	assert.deepEqual(shown(), []);
});

test('what ends while its list is being read is not in it', async () => {
	await begin(session('a', 2));
	const answer = serve();
	const done = read();
	hear(ended(4));
	answer(session('a', 3), session('b', 1));
	await done;
	assert.deepEqual(shown(), ['b1']);
});

test('what begins while a list is being read is in it', async () => {
	await begin();
	const answer = serve();
	const done = read();
	hear(session('a', 2));
	answer();
	await done;
	assert.deepEqual(shown(), ['a2']);
});

test('an answer that is newer than what was heard meanwhile stands', async () => {
	await begin();
	const answer = serve();
	const done = read();
	hear(session('a', 2));
	answer(session('a', 3));
	await done;
	assert.deepEqual(shown(), ['a3']);
});

test('what was heard before a list was asked for gives way to the answer, also one of another history', async () => {
	await begin();
	hear(session('a', 9));
	await begin(session('a', 2));
	assert.deepEqual(shown(), ['a2']);
	await begin();
	assert.deepEqual(shown(), []);
	hear(session('a', 3));
	assert.deepEqual(shown(), ['a3']);
});

test('of two lists that were asked for at once the newer picture stands, whichever is answered last', async () => {
	const answerAll = serve();
	const all = read();
	const answerMine = serve();
	const mine = client.fetchInfiniteQuery({ ...listOptions('mine'), staleTime: 0 });
	answerMine(session('a', 3));
	await mine;
	answerAll(session('a', 2), session('b', 1));
	await all;
	assert.deepEqual(shown(), ['a3', 'b1']);
});

test('a list that is asked for while it is being read is read once more, and no oftener', async () => {
	const queryKey = ['list'];
	const rereader = new Rereader(client, 0);
	let asked = 0;
	let answer: (value: number) => void = () => {};
	const queryFn = () => {
		asked += 1;
		return new Promise<number>((resolve) => (answer = resolve));
	};
	const answerTo = async (question: number) => {
		while (asked < question) await new Promise((resolve) => setImmediate(resolve));
		answer(question);
	};
	const stop = new QueryObserver(client, { queryKey, queryFn }).subscribe(() => {});
	await answerTo(1);
	const done = Promise.all([1, 2, 3].map(() => rereader.read(queryKey)));
	await answerTo(2);
	await answerTo(3);
	await done;
	assert.equal(asked, 3);
	assert.equal(client.getQueryData(queryKey), 3);
	stop();
});

/* A list that somebody looks at, read once; the later questions are answered by `answer`. */
async function watched(queryKey: string[], answer: (question: number) => number) {
	let asked = 0;
	const queryFn = async () => (++asked === 1 ? 1 : answer(asked));
	const observer = new QueryObserver(client, { queryKey, queryFn, retry: false });
	const stop = observer.subscribe(() => {});
	await observer.refetch();
	return { stop, asked: () => asked };
}

test('a list whose reading fails is read again until it is there', async () => {
	const { stop, asked } = await watched(['list'], (question) => {
		if (question < 4) throw new Refusal(503, { code: 'busy' });
		return question;
	});
	await new Rereader(client, 0).read(['list']);
	assert.deepEqual([client.getQueryData(['list']), asked()], [4, 4]);
	stop();
});

test('a list that one may not read is not asked for over and over', async () => {
	const { stop, asked } = await watched(['list'], () => {
		throw new Refusal(403, { code: 'denied' });
	});
	await new Rereader(client, 0).read(['list']);
	assert.equal(asked(), 2);
	stop();
});

test('an agent who leaves while the agents are being read has left', async () => {
	const agent = (status: SupportAgent['status']) => ({ id: 'b', name: 'Bob', status }) as SupportAgent;
	patchAgent(client, agent('online'));
	const answer = serve();
	const done = client.fetchQuery(agentsOptions);
	patchAgent(client, agent('away'));
	answer(agent('online'));
	assert.deepEqual((await done).items, [agent('away')]);
});

/* The ended sessions of a server, newest first, in pages of 50, each of which says where the next begins. */
function serveEnded(count: number): { asked: () => number } {
	let asked = 0;
	globalThis.fetch = (url) => {
		asked += 1;
		const from = Number(new URLSearchParams(String(url).split('?')[1]).get('after') ?? 0);
		const items = Array.from({ length: Math.min(50, count - from) }, (_, i) => endedAt(count - from - i));
		const next = from + 50 < count ? { next: String(from + 50) } : {};
		return Promise.resolve(Response.json({ items, ...next }));
	};
	return { asked: () => asked };
}

const endedAt = (minute: number) =>
	session(`s${minute}`, 2, { status: 'ended', endedAt: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString() });
const endedKey = listOptions('ended').queryKey;
const heldEnded = () => flatten(client.getQueryData(endedKey)).map(({ id }) => id);

/* Looks at the list as a view does, once it was read. */
async function watchEnded() {
	const observer = new InfiniteQueryObserver(client, listOptions('ended'));
	const stop = observer.subscribe(() => {});
	await client.fetchInfiniteQuery(listOptions('ended'));
	return { observer, stop };
}

test('of a list that grew by pages stays what is looked at, and what goes is read again where it was', async () => {
	serveEnded(600);
	const { observer, stop } = await watchEnded();
	reach(client, endedKey, 500);
	for (let page = 1; page < 12; page += 1) await observer.fetchNextPage();
	const all = heldEnded();
	assert.equal(all.length, 600);
	hear(endedAt(601));
	assert.equal(heldEnded().length, 601);
	reach(client, endedKey, 0);
	assert.deepEqual(heldEnded(), ['s601', ...all.slice(0, 150)]);
	reach(client, endedKey, 100);
	await observer.fetchNextPage();
	assert.deepEqual(heldEnded(), ['s601', ...all.slice(0, 200)]);
	reach(client, endedKey, 0);
	stop();
});

test('a list in which chats end all day is read anew when it has grown too long, and no oftener', async () => {
	const server = serveEnded(40);
	const { stop } = await watchEnded();
	const before = server.asked();
	for (let minute = 100; minute < 1_000; minute += 1) hear(endedAt(minute));
	for (let turn = 0; heldEnded().length > 300 && turn < 1_000; turn += 1)
		await new Promise((resolve) => setTimeout(resolve, 5));
	assert.ok(heldEnded().length <= 300, `${heldEnded().length} are held`);
	assert.ok(server.asked() - before <= 3, `${server.asked() - before} readings`);
	stop();
});
