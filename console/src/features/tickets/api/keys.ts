/* The names of what is read of tickets: what lies under `lists` changes with each of them. */
import type { Filter } from '../filter';

const TICKETS = 'tickets';

export const ticketKeys = {
	lists: [TICKETS, 'lists'] as const,
	list: (filter: Filter) => [TICKETS, 'lists', filter] as const,
	summary: [TICKETS, 'lists', 'summary'] as const,
	ticket: (id: string) => [TICKETS, 'ticket', id] as const,
	shown: (id: string) => [TICKETS, 'ticket', id, 'shown'] as const,
	comments: (id: string) => [TICKETS, 'ticket', id, 'comments'] as const,
	history: (id: string) => [TICKETS, 'ticket', id, 'history'] as const,
	views: [TICKETS, 'views'] as const,
	fields: [TICKETS, 'fields'] as const,
	tags: (start: string) => [TICKETS, 'tags', start] as const,
	settings: [TICKETS, 'settings'] as const,
};
