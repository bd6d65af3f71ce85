/*
 * The lists on the left as queries, and the functions that let socket events change them in place.
 * A refetch is for reconnects and for counts that disagree; between these, events are the truth.
 * What is heard while a list is being read is put on top of what was read.
 */
import {
	type QueryClient,
	type QueryKey,
	hashKey,
	infiniteQueryOptions,
	useInfiniteQuery,
} from '@tanstack/react-query';
import { isOlder } from '../../../../../proto/client/thread';
import type { ChatSession, Page, QueuePage } from '../../../api/types';
import { hasMore, nextCursor, type Pages, patchPages } from '../../../ui/pages';
import { chatKeys } from './keys';
import { Ledger } from './ledger';
import { trimList } from '../../../ui/reach';
import { fetchQueue, fetchSessions, type ListName } from './sessions';

const LISTS: readonly ListName[] = ['mine', 'all', 'ended'];

const ledger = new Ledger();
/* Which lists are being read, and since when: all pages of one reading begin with its first. */
const reading = new Map<string, number>();

async function readPage<P extends Page<ChatSession>>(
	key: QueryKey,
	cursor: string | undefined,
	fetchPage: () => Promise<P>,
): Promise<P> {
	const hash = hashKey(key);
	if (cursor === undefined || !reading.has(hash)) reading.set(hash, ledger.now());
	const since = reading.get(hash) ?? ledger.now();
	const page = await fetchPage();
	return { ...page, items: ledger.settle(page.items, since) };
}

/* What a list holds, now that it was read. */
export type Learned = (sessions: ChatSession[], queryKey: QueryKey) => void;

/*
 * Until the returned function is called, lists that were read hold what was heard meanwhile, and
 * `learned` is told what they hold.
 */
export function keepUp(
	client: QueryClient,
	ownAgentId: string,
	learned: Learned = () => {},
): () => void {
	const cache = client.getQueryCache();
	return cache.subscribe((event) => {
		if (event.type !== 'updated') return;
		const { action, query } = event;
		const isRead = action.type === 'success' && !action.manual;
		const since = reading.get(query.queryHash);
		if (since === undefined || !(isRead || action.type === 'error')) return;
		reading.delete(query.queryHash);
		for (const session of isRead ? ledger.heardSince(since) : [])
			patchSession(client, session, ownAgentId);
		if (isRead) learned(flatten(query.state.data as Pages<Page<ChatSession>>), query.queryKey);
	});
}

export function listOptions(list: ListName) {
	const queryKey = chatKeys.list(list);
	return infiniteQueryOptions({
		queryKey,
		queryFn: ({ pageParam, signal }) =>
			readPage(queryKey, pageParam, () => fetchSessions(list, pageParam, signal)),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: nextCursor,
		staleTime: Infinity,
	});
}

export function useSessionList(list: ListName) {
	return useInfiniteQuery(listOptions(list));
}

export function useQueue() {
	return useInfiniteQuery({
		queryKey: chatKeys.queue,
		queryFn: ({ pageParam, signal }) =>
			readPage(chatKeys.queue, pageParam, () => fetchQueue(pageParam, signal)),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: nextCursor as (page: QueuePage) => string | undefined,
		staleTime: Infinity,
	});
}

/* The items of all pages; what moved from one to the next between two reads is there once. */
export function flatten(data: { pages: Page<ChatSession>[] } | undefined): ChatSession[] {
	const items = new Map<string, ChatSession>();
	for (const item of data ? data.pages.flatMap((page) => page.items) : []) {
		const other = items.get(item.id);
		if (!other || !isOlder(item, other)) items.set(item.id, item);
	}
	return [...items.values()];
}

/* ---- what an event changes ---- */

export function isQueued(session: ChatSession): boolean {
	return session.status === 'waiting' || session.status === 'transferred';
}

export function activityOf(session: ChatSession): string {
	return session.endedAt ?? session.lastMessageAt ?? session.startedAt;
}

/* As people read them: where something happened last stands first. The server's pages go by what does
 * not move. */
export function byActivity(sessions: ChatSession[]): ChatSession[] {
	const at = new Map(sessions.map((session) => [session.id, Date.parse(activityOf(session))]));
	return [...sessions].sort((a, b) => at.get(b.id)! - at.get(a.id)!);
}

type Insert = (rest: ChatSession[], session: ChatSession, endsEarly: boolean) => ChatSession[];

const insertAt = (rest: ChatSession[], index: number, session: ChatSession) => [
	...rest.slice(0, index),
	session,
	...rest.slice(index),
];

/*
 * In the order of the server's pages. What has ended and belongs behind the last page that was read
 * comes with the page that holds it; what is active and was heard of is shown before that, too.
 */
const insertByAge: Insert = (rest, session, endsEarly) => {
	const ageOf = ({ endedAt, startedAt }: ChatSession) => Date.parse(endedAt ?? startedAt);
	const mine = ageOf(session);
	const found = rest.findIndex((other) => ageOf(other) <= mine);
	if (found < 0 && endsEarly && session.status === 'ended') return rest;
	return insertAt(rest, found < 0 ? rest.length : found, session);
};

/* The place an event names is where the session stands; everybody behind it moves. */
const insertByPosition: Insert = (rest, session, endsEarly) => {
	const wanted = (session.queuePosition ?? rest.length + 1) - 1;
	if (wanted > rest.length && endsEarly) return rest;
	return insertAt(rest, Math.min(wanted, rest.length), session);
};

function renumber(items: ChatSession[]): ChatSession[] {
	return items.map((item, index) =>
		item.queuePosition === index + 1 ? item : { ...item, queuePosition: index + 1 },
	);
}

interface Kind {
	queryKey: QueryKey;
	belongs: (session: ChatSession, ownAgentId: string) => boolean;
	insert: Insert;
	settle?: (items: ChatSession[]) => ChatSession[];
}

const isActive = (session: ChatSession) => session.status === 'active';
const isMine = (session: ChatSession, ownAgentId: string) =>
	isActive(session) && session.assignedAgent?.id === ownAgentId;

/* The lists, and which sessions stand where in them. */
const KINDS: readonly Kind[] = [
	{ queryKey: chatKeys.queue, belongs: isQueued, insert: insertByPosition, settle: renumber },
	{ queryKey: chatKeys.list('all'), belongs: isActive, insert: insertByAge },
	{ queryKey: chatKeys.list('mine'), belongs: isMine, insert: insertByAge },
	{
		queryKey: chatKeys.list('ended'),
		belongs: ({ status }) => status === 'ended',
		insert: insertByAge,
	},
];

/* Puts a session where it now belongs, and takes it away where it no longer does. */
function patchSession(client: QueryClient, session: ChatSession, ownAgentId: string): void {
	for (const { queryKey, belongs, insert, settle = (all: ChatSession[]) => all } of KINDS) {
		patchPages(client, queryKey, session.id, flatten, (items, endsEarly) => {
			const rest = items.filter((other) => other.id !== session.id);
			return settle(belongs(session, ownAgentId) ? insert(rest, session, endsEarly) : rest);
		});
		trimList(client, queryKey);
	}
}

/* False when something newer is known of the session. */
export function isNews(session: ChatSession): boolean {
	return ledger.isNews(session);
}

/* What an event or an answer says of a session; false when it is no news. */
export function learnSession(
	client: QueryClient,
	session: ChatSession,
	ownAgentId: string,
): boolean {
	const isNewer = ledger.hear(session);
	if (isNewer) patchSession(client, session, ownAgentId);
	return isNewer;
}

/* ---- what the lists hold ---- */

const dataOf = (client: QueryClient, queryKey: QueryKey) =>
	client.getQueryData<Pages<Page<ChatSession>>>(queryKey);

/* A session as any list knows it. */
export function findSession(client: QueryClient, sessionId: string): ChatSession | undefined {
	for (const queryKey of [chatKeys.queue, ...LISTS.map(chatKeys.list)]) {
		const found = flatten(dataOf(client, queryKey)).find(({ id }) => id === sessionId);
		if (found) return found;
	}
	return undefined;
}

export function queuedSessions(client: QueryClient): ChatSession[] {
	return flatten(dataOf(client, chatKeys.queue));
}

export function ownSessions(client: QueryClient): ChatSession[] {
	return flatten(dataOf(client, chatKeys.list('mine')));
}

/* How many agents were online when the queue was read. */
export function onlineAsRead(client: QueryClient): number | undefined {
	return client.getQueryData<Pages<QueuePage>>(chatKeys.queue)?.pages[0]?.agentsOnline;
}

/* Of a list that was read to its end: how many there are in it. */
export function lengthOf(client: QueryClient, queryKey: QueryKey): number | undefined {
	const data = dataOf(client, queryKey);
	return data && !hasMore(data) ? flatten(data).length : undefined;
}

/* The lists belong to one person, tenant and history; the next one's are read anew. */
export function forgetLists(client: QueryClient): void {
	ledger.clear();
	reading.clear();
	client.removeQueries({ queryKey: chatKeys.lists });
}

/* Another history: what was known in the old one is no measure of what is read from now on. */
export function forgetVersions(): void {
	ledger.clear();
}

/* Of one's own chats the one that asks for attention most, without this one. */
export function nextOf(client: QueryClient, sessionId: string): ChatSession | undefined {
	const others = byActivity(ownSessions(client).filter(({ id }) => id !== sessionId));
	return others.find(({ unreadCount }) => unreadCount > 0) ?? others[0];
}
