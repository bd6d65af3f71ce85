/*
 * The lists on the left as queries, and the functions that let socket events change them in place.
 * A refetch is for reconnects and for counts that disagree; between these, events are the truth.
 */
import {
	type InfiniteData,
	type QueryClient,
	useInfiniteQuery,
	useQuery,
} from '@tanstack/react-query';
import { fetchAgents, fetchQueue, fetchSessions, type ListName } from './sessions';
import type { ChatSession, Page, QueuePage, SupportAgent } from './types';

export const LISTS_KEY = ['sessions'] as const;
export const QUEUE_KEY = ['queue'] as const;
export const AGENTS_KEY = ['agents'] as const;

const listKey = (list: ListName) => [...LISTS_KEY, list] as const;

type Pages<P> = InfiniteData<P, string | undefined>;

export function useSessionList(list: ListName) {
	return useInfiniteQuery({
		queryKey: listKey(list),
		queryFn: ({ pageParam }) => fetchSessions(list, pageParam),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: (page: Page<ChatSession>) => page.next,
		staleTime: Infinity,
	});
}

export function useQueue() {
	return useInfiniteQuery({
		queryKey: QUEUE_KEY,
		queryFn: ({ pageParam }) => fetchQueue(pageParam),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: (page: QueuePage) => page.next,
		staleTime: Infinity,
	});
}

export function useAgents() {
	return useQuery({
		queryKey: AGENTS_KEY,
		queryFn: () => fetchAgents(),
		staleTime: Infinity,
	});
}

/* The items of all pages; what moved from one to the next between two reads is there once. */
export function flatten<Item extends { id: string }>(
	data: { pages: Page<Item>[] } | undefined,
): Item[] {
	const items = data ? data.pages.flatMap((page) => page.items) : [];
	return [...new Map(items.map((item) => [item.id, item])).values()];
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
		return repage(data, belongs ? insertByActivity(rest, session, hasMore(data)) : rest);
	});
}

function hasMore(data: { pages: Page<ChatSession>[] }): boolean {
	return data.pages.at(-1)?.next !== undefined;
}

export function activityOf(session: ChatSession): string {
	return session.endedAt ?? session.lastMessageAt ?? session.startedAt;
}

/* What belongs behind the last page that was read comes with the page that holds it. */
function insertByActivity(
	rest: ChatSession[],
	session: ChatSession,
	endsEarly: boolean,
): ChatSession[] {
	const mine = Date.parse(activityOf(session));
	const found = rest.findIndex((other) => Date.parse(activityOf(other)) <= mine);
	if (found < 0 && endsEarly) return rest;
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

/* Puts a session where it now belongs, and takes it away where it no longer does. */
export function patchSession(client: QueryClient, session: ChatSession, ownAgentId: string) {
	const isActive = session.status === 'active';
	patchQueue(client, session);
	patchList(client, 'all', session, isActive);
	patchList(client, 'mine', session, isActive && session.assignedAgent?.id === ownAgentId);
	patchList(client, 'ended', session, session.status === 'ended');
}

export function patchAgent(client: QueryClient, agent: SupportAgent) {
	client.setQueryData<Page<SupportAgent>>(AGENTS_KEY, (page) => {
		if (!page) return page;
		const isKnown = page.items.some((other) => other.id === agent.id);
		const items = isKnown
			? page.items.map((other) => (other.id === agent.id ? agent : other))
			: [...page.items, agent];
		return { ...page, items };
	});
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

/* Everything that events keep up to date, read anew: after a gap in the events. */
export function refetchLists(client: QueryClient): void {
	for (const queryKey of [LISTS_KEY, QUEUE_KEY, AGENTS_KEY]) {
		void client.invalidateQueries({ queryKey });
	}
}
