/* The names of what is read of chats: what lies under `lists` is kept up to date by events. */
import type { ListName } from './sessions';

const CHATS = 'chats';

export const chatKeys = {
	lists: [CHATS, 'lists'] as const,
	queue: [CHATS, 'lists', 'queue'] as const,
	list: (list: ListName) => [CHATS, 'lists', list] as const,
	history: (sessionId: string) => [CHATS, 'history', sessionId] as const,
	attributes: (sessionId: string, changedAt: string) =>
		[CHATS, 'attributes', sessionId, changedAt] as const,
	events: (sessionId: string, changedAt: string) =>
		[CHATS, 'events', sessionId, changedAt] as const,
	notes: (sessionId: string, transferredAt: string | undefined) =>
		[CHATS, 'notes', sessionId, transferredAt] as const,
	mailReach: (sessionId: string) => [CHATS, 'mailReach', sessionId] as const,
	original: (messageId: string) => [CHATS, 'original', messageId] as const,
	last: (sessionId: string, headSeq: number) => [CHATS, 'last', sessionId, headSeq] as const,
};
