/* All that the desk and one customer have had to do with each other. */
import { queryOptions } from '@tanstack/react-query';
import { signedRequest } from './http';
import type { Conversation } from './types';

export const CONVERSATIONS_KEY = ['conversations'] as const;

export function conversationOptions(id: string) {
	return queryOptions({
		queryKey: [...CONVERSATIONS_KEY, id],
		queryFn: ({ signal }): Promise<Conversation> =>
			signedRequest('GET', `/api/admin/support/conversations/${id}`, { signal }),
		staleTime: 10_000,
	});
}
