/* What agents said to each other at handing a session over: read when it is shown, and after each time. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ChatNote, ChatSession } from '../../../api/types';
import { chatKeys } from '../api/keys';
import { fetchNotes } from '../api/sessions';

const NONE: readonly ChatNote[] = [];

export function useNotes({ id, transferredAt }: ChatSession): readonly ChatNote[] {
	const { data } = useQuery({
		queryKey: chatKeys.notes(id, transferredAt),
		queryFn: ({ signal }) => fetchNotes(id, signal),
		enabled: transferredAt !== undefined,
		placeholderData: keepPreviousData,
		staleTime: Infinity,
	});
	return data ?? NONE;
}
