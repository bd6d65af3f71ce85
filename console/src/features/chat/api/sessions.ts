/* The requests about sessions: lists, one session, and what an agent does with it. */
import { signedRequest } from '../../../api/http';
import type {
	ChatSession,
	MessagePage,
	Page,
	QueuePage,
	SessionEnds,
	SupportAgent,
} from '../../../api/types';

const BASE = '/api/admin/support/chat';
const PAGE_SIZE = 50;
const OLDER_PAGE_SIZE = 100;
const AGENTS_MOST = 200; /* the longest page there is */

export type ListName = 'mine' | 'all' | 'ended';

const LIST_FILTERS: Record<ListName, string> = {
	mine: 'status=active&mine=true',
	all: 'status=active',
	ended: 'status=ended',
};

function withCursor(path: string, cursor?: string): string {
	const after = cursor ? `&after=${encodeURIComponent(cursor)}` : '';
	return `${path}limit=${PAGE_SIZE}${after}`;
}

export function fetchSessions(list: ListName, cursor?: string): Promise<Page<ChatSession>> {
	return signedRequest('GET', withCursor(`${BASE}?${LIST_FILTERS[list]}&`, cursor));
}

export function fetchQueue(cursor?: string): Promise<QueuePage> {
	return signedRequest('GET', withCursor(`${BASE}/queue?`, cursor));
}

export function fetchHistory(sessionId: string, cursor?: string): Promise<Page<ChatSession>> {
	return signedRequest('GET', withCursor(`${BASE}/${sessionId}/history?`, cursor));
}

/* The page of messages that ends just before a seq, ascending. */
export function fetchOlder(sessionId: string, before: number): Promise<MessagePage> {
	const path = `${BASE}/${sessionId}/messages?before=${before}&limit=${OLDER_PAGE_SIZE}`;
	return signedRequest('GET', path);
}

/* Takes a session; a lost race is a Refusal "conflict" that names who won. */
export function assignSession(sessionId: string): Promise<ChatSession> {
	return signedRequest('POST', `${BASE}/${sessionId}/assign`, {});
}

/* Hands a session to an agent, or without one back to the queue. */
export function transferSession(sessionId: string, agentId?: string): Promise<ChatSession> {
	return signedRequest('POST', `${BASE}/${sessionId}/transfer`, agentId ? { agentId } : {});
}

export function endSession(sessionId: string): Promise<ChatSession> {
	return signedRequest('POST', `${BASE}/${sessionId}/end`, {});
}

/* Several at once, 100 at most; what became of each stands in the answer. */
export function endSessions(sessionIds: string[]): Promise<SessionEnds> {
	return signedRequest('POST', `${BASE}/end`, { sessionIds });
}

export function fetchAgents(): Promise<Page<SupportAgent>> {
	return signedRequest('GET', `/api/admin/support/agents?limit=${AGENTS_MOST}`);
}
