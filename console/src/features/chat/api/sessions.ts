/* The requests about sessions: lists, one session, and what an agent does with it. */
import { signedRequest } from '../../../api/http';
import type {
	ChatNote,
	ChatSession,
	MailReach,
	MessagePage,
	OriginalMail,
	Page,
	QueuePage,
	SessionEnds,
	VisitorAttributes,
	VisitorEvent,
} from '../../../api/types';

const BASE = '/api/admin/support/chat';
const PAGE_SIZE = 50;
const OLDER_PAGE_SIZE = 100;

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

type Cursor = string | undefined;

export function fetchSessions(list: ListName, cursor: Cursor, signal?: AbortSignal) {
	const path = withCursor(`${BASE}?${LIST_FILTERS[list]}&`, cursor);
	return signedRequest<Page<ChatSession>>('GET', path, { signal });
}

export function fetchQueue(cursor: Cursor, signal?: AbortSignal) {
	return signedRequest<QueuePage>('GET', withCursor(`${BASE}/queue?`, cursor), { signal });
}

export function fetchHistory(sessionId: string, cursor: Cursor, signal?: AbortSignal) {
	const path = withCursor(`${BASE}/${sessionId}/history?`, cursor);
	return signedRequest<Page<ChatSession>>('GET', path, { signal });
}

export function fetchAttributes(sessionId: string, signal?: AbortSignal) {
	return signedRequest<VisitorAttributes>('GET', `${BASE}/${sessionId}/attributes`, { signal });
}

/* What the visitor did, newest first. */
export async function fetchEvents(sessionId: string, signal?: AbortSignal) {
	const path = `${BASE}/${sessionId}/visitor-events`;
	return (await signedRequest<{ items: VisitorEvent[] }>('GET', path, { signal })).items;
}

/* The page of messages that ends just before a seq, ascending. */
export function fetchOlder(
	sessionId: string,
	before: number,
	limit = OLDER_PAGE_SIZE,
	signal?: AbortSignal,
): Promise<MessagePage> {
	const path = `${BASE}/${sessionId}/messages?before=${before}&limit=${limit}`;
	return signedRequest('GET', path, { signal });
}

/* Takes a session; a lost race is a Refusal "conflict" that names who won. */
export function assignSession(sessionId: string): Promise<ChatSession> {
	return signedRequest('POST', `${BASE}/${sessionId}/assign`);
}

/* Hands a session to an agent, or without one back to the queue; the note is for whoever takes it. */
export function transferSession(
	sessionId: string,
	agentId?: string,
	note?: string,
): Promise<ChatSession> {
	const body = { ...(agentId ? { agentId } : {}), ...(note ? { note } : {}) };
	return signedRequest('POST', `${BASE}/${sessionId}/transfer`, { body });
}

/* What agents said to each other at handing a session over, oldest first. */
export async function fetchNotes(sessionId: string, signal?: AbortSignal): Promise<ChatNote[]> {
	const path = `${BASE}/${sessionId}/notes`;
	return (await signedRequest<{ items: ChatNote[] }>('GET', path, { signal })).items;
}

/* Whether the visitor can be answered by mail, and to which address. */
export function fetchMailReach(sessionId: string, signal?: AbortSignal): Promise<MailReach> {
	return signedRequest('GET', `${BASE}/${sessionId}/mail`, { signal });
}

/* Answers by mail; the session in which the answer stands, which may be another. Asked again with the same id, it
 * goes out once. */
export function sendMail(sessionId: string, id: string, content: string): Promise<ChatSession> {
	return signedRequest('POST', `${BASE}/${sessionId}/mail`, { body: { id, content } });
}

/* The whole of the mail of which a message was made. */
export function fetchOriginal(
	sessionId: string,
	messageId: string,
	signal?: AbortSignal,
): Promise<OriginalMail> {
	const path = `${BASE}/${sessionId}/messages/${messageId}/mail`;
	return signedRequest('GET', path, { signal });
}

export function endSession(sessionId: string): Promise<ChatSession> {
	return signedRequest('POST', `${BASE}/${sessionId}/end`);
}

/* Several at once, 100 at most; what became of each stands in the answer. */
export function endSessions(sessionIds: string[]): Promise<SessionEnds> {
	return signedRequest('POST', `${BASE}/end`, { body: { sessionIds } });
}
