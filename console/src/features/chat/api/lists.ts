/*
 * The lists on the left as queries, and the functions that let socket events change them in place.
 * A refetch is for reconnects and for counts that disagree; between these, events are the truth.
 * What is heard while a list is being read is put on top of what was read.
 */
import {
	type InfiniteData,
	type QueryClient,
	type QueryKey,
	hashKey,
	infiniteQueryOptions,
	queryOptions,
	useInfiniteQuery,
	useQuery,
} from '@tanstack/react-query';
import { isOlder } from '../../../../../proto/client/thread';
import { Ledger } from './ledger';
import { fetchAgents, fetchQueue, fetchSessions, type ListName } from './sessions';
import type { ChatSession, Page, QueuePage, SupportAgent } from '../../../api/types';

export const LISTS_KEY = ['sessions'] as const;
export const QUEUE_KEY = ['queue'] as const;
export const AGENTS_KEY = ['agents'] as const;

export const listKey = (list: ListName) => [...LISTS_KEY, list] as const;

type Pages<P> = InfiniteData<P, string | undefined>;

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

/*
 * Until the returned function is called, lists that were read hold what was heard meanwhile, and
 * `learned` is told what they hold.
 */
export function keepUp(
	client: QueryClient,
	ownAgentId: string,
	learned: (sessions: ChatSession[]) => void = () => {},
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
		if (isRead) learned(flatten(query.state.data as Pages<Page<ChatSession>>));
	});
}

export function listOptions(list: ListName) {
	return infiniteQueryOptions({
		queryKey: listKey(list),
		queryFn: ({ pageParam }) =>
			readPage(listKey(list), pageParam, () => fetchSessions(list, pageParam)),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: (page: Page<ChatSession>) => page.next,
		staleTime: Infinity,
	});
}

export function useSessionList(list: ListName) {
	return useInfiniteQuery(listOptions(list));
}

export function useQueue() {
	return useInfiniteQuery({
		queryKey: QUEUE_KEY,
		queryFn: ({ pageParam }) => readPage(QUEUE_KEY, pageParam, () => fetchQueue(pageParam)),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: (page: QueuePage) => page.next,
		staleTime: Infinity,
	});
}

/* Whom events told of while the agents are being read: what is read may be older. */
const agentsHeard = new Map<string, SupportAgent>();

async function readAgents(): Promise<Page<SupportAgent>> {
	agentsHeard.clear();
	let page = await fetchAgents();
	for (const agent of agentsHeard.values()) page = withAgent(page, agent);
	return page;
}

export const agentsOptions = queryOptions({
	queryKey: AGENTS_KEY,
	queryFn: readAgents,
	staleTime: Infinity,
});

export function useAgents() {
	return useQuery(agentsOptions);
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

export function isQueued(session: ChatSession): boolean {
	return session.status === 'waiting' || session.status === 'transferred';
}

/* Cuts a changed list back into its pages; what grew or shrank does so in the last one. */
function repage<P extends Page<ChatSession>>(data: Pages<P>, items: ChatSession[]): Pages<P> {
	let from = 0;
	const last = data.pages.length - 1;
	const pages = data.pages.map((page, index) => {
		const to = index === last ? items.length : from + page.items.length;
		const part = items.slice(from, to);
		from = to;
		return { ...page, items: part };
	});
	return { ...data, pages };
}

function patchList(client: QueryClient, list: ListName, session: ChatSession, belongs: boolean) {
	client.setQueryData<Pages<Page<ChatSession>>>(listKey(list), (data) => {
		if (!data) return data;
		const rest = flatten(data).filter((other) => other.id !== session.id);
		return repage(data, belongs ? insertByAge(rest, session, hasMore(data)) : rest);
	});
}

function hasMore(data: { pages: Page<ChatSession>[] }): boolean {
	return data.pages.at(-1)?.next !== undefined;
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

/*
 * In the order of the server's pages. What has ended and belongs behind the last page that was read
 * comes with the page that holds it; what is active and was heard of is shown before that, too.
 */
function insertByAge(rest: ChatSession[], session: ChatSession, endsEarly: boolean): ChatSession[] {
	const ageOf = ({ endedAt, startedAt }: ChatSession) => Date.parse(endedAt ?? startedAt);
	const mine = ageOf(session);
	const found = rest.findIndex((other) => ageOf(other) <= mine);
	if (found < 0 && endsEarly && session.status === 'ended') return rest;
	const index = found < 0 ? rest.length : found;
	return [...rest.slice(0, index), session, ...rest.slice(index)];
}

/* The place an event names is where the session stands; everybody behind it moves. */
function insertByPosition(
	rest: ChatSession[],
	session: ChatSession,
	endsEarly: boolean,
): ChatSession[] {
	const wanted = (session.queuePosition ?? rest.length + 1) - 1;
	if (wanted > rest.length && endsEarly) return rest;
	const index = Math.min(wanted, rest.length);
	return [...rest.slice(0, index), session, ...rest.slice(index)];
}

function renumber(items: ChatSession[]): ChatSession[] {
	return items.map((item, index) =>
		item.queuePosition === index + 1 ? item : { ...item, queuePosition: index + 1 },
	);
}

function patchQueue(client: QueryClient, session: ChatSession) {
	client.setQueryData<Pages<QueuePage>>(QUEUE_KEY, (data) => {
		if (!data) return data;
		const rest = flatten(data).filter((other) => other.id !== session.id);
		const items = isQueued(session) ? insertByPosition(rest, session, hasMore(data)) : rest;
		return repage(data, renumber(items));
	});
}

/* False when something newer is known of the session. */
export function isNews(session: ChatSession): boolean {
	return ledger.isNews(session);
}

/* What an event or an answer says of a session, if it is news. */
export function learnSession(client: QueryClient, session: ChatSession, ownAgentId: string): void {
	if (ledger.hear(session)) patchSession(client, session, ownAgentId);
}

/* Puts a session where it now belongs, and takes it away where it no longer does. */
function patchSession(client: QueryClient, session: ChatSession, ownAgentId: string) {
	const isActive = session.status === 'active';
	patchQueue(client, session);
	patchList(client, 'all', session, isActive);
	patchList(client, 'mine', session, isActive && session.assignedAgent?.id === ownAgentId);
	patchList(client, 'ended', session, session.status === 'ended');
}

function withAgent(page: Page<SupportAgent>, agent: SupportAgent): Page<SupportAgent> {
	const isKnown = page.items.some((other) => other.id === agent.id);
	const items = isKnown
		? page.items.map((other) => (other.id === agent.id ? agent : other))
		: [...page.items, agent];
	return { ...page, items };
}

export function patchAgent(client: QueryClient, agent: SupportAgent) {
	agentsHeard.set(agent.id, agent);
	client.setQueryData<Page<SupportAgent>>(AGENTS_KEY, (page) => page && withAgent(page, agent));
}

/* An agent came online or went: the queue's count follows. */
export function patchAgentsOnline(client: QueryClient, change: number): void {
	client.setQueryData<Pages<QueuePage>>(QUEUE_KEY, (data) => {
		if (!data) return data;
		const pages = data.pages.map((page) => ({
			...page,
			agentsOnline: Math.max(0, page.agentsOnline + change),
		}));
		return { ...data, pages };
	});
}

/* A session as any list knows it. */
export function findSession(client: QueryClient, sessionId: string): ChatSession | undefined {
	const keys = [QUEUE_KEY, listKey('mine'), listKey('all'), listKey('ended')];
	for (const key of keys) {
		const data = client.getQueryData<Pages<Page<ChatSession>>>(key);
		const found = flatten(data).find((session) => session.id === sessionId);
		if (found) return found;
	}
	return undefined;
}

export function queuedSessions(client: QueryClient): ChatSession[] {
	return flatten(client.getQueryData<Pages<QueuePage>>(QUEUE_KEY));
}

export function ownSessions(client: QueryClient): ChatSession[] {
	return flatten(client.getQueryData<Pages<Page<ChatSession>>>(listKey('mine')));
}

/*
 * Everything that events keep up to date, read anew: after a gap in the events. A list that nobody
 * looks at is forgotten: the next event would pass it for a list that is up to date.
 */
export function refetchLists(client: QueryClient): void {
	for (const queryKey of [LISTS_KEY, QUEUE_KEY, AGENTS_KEY]) {
		client.removeQueries({ queryKey, type: 'inactive' });
		void client.invalidateQueries({ queryKey });
	}
}

/* Of a list that was read to its end: how many there are in it. */
export function lengthOf(client: QueryClient, queryKey: QueryKey): number | undefined {
	const data = client.getQueryData<Pages<Page<ChatSession>>>(queryKey);
	return data && !hasMore(data) ? flatten(data).length : undefined;
}

/* The lists belong to one person, tenant and history; the next one's are read anew. */
export function forgetLists(client: QueryClient): void {
	ledger.clear();
	reading.clear();
	for (const queryKey of [LISTS_KEY, QUEUE_KEY, AGENTS_KEY]) client.removeQueries({ queryKey });
}

/* Another history: what was known in the old one is no measure of what is read from now on. */
export function forgetVersions(): void {
	ledger.clear();
}
