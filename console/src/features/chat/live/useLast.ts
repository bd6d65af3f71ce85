/* The last message of a session, for its row in a list: asked for by the rows that are on the screen. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ChatMessage, ChatSession } from '../../../api/types';
import { chatKeys } from '../api/keys';
import { fetchOlder } from '../api/sessions';

const KEPT_MS = 5 * 60_000;

export function useLast({ id, headSeq }: ChatSession): ChatMessage | undefined {
	const { data } = useQuery({
		queryKey: chatKeys.last(id, headSeq),
		queryFn: async ({ signal }) => {
			const page = await fetchOlder(id, headSeq + 1, 1, signal);
			return page.messages.at(-1) ?? null;
		},
		enabled: headSeq > 0,
		placeholderData: keepPreviousData,
		staleTime: Infinity,
		gcTime: KEPT_MS,
		retry: false,
	});
	return data ?? undefined;
}
