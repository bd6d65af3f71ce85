/*
 * Changes one ticket from a list, where nothing of it was being written: whoever was overtaken is told, sees it as it
 * is now, and may try again.
 */
import { type QueryClient, useMutation } from '@tanstack/react-query';
import { asRefusal } from '../../api/http';
import type { Page } from '../../api/types';
import { useLine } from '../../live/LineProvider';
import { showNotice } from '../../ui/notices';
import type { Pages } from '../../ui/pages';
import { fieldsOptions } from './api/fields';
import { ticketKeys } from './api/keys';
import { changeTicket } from './api/tickets';
import { lacksField } from './may';
import type { SupportTicket, TicketChange } from './model';
import { texts } from './texts';
import { numberOf } from './words';

/* Why something could not be done with a ticket. */
export function describe(client: QueryClient, error: unknown, ticket: SupportTicket): string {
	const words = texts().act;
	const fields = client.getQueryData(fieldsOptions.queryKey);
	const { code, problem } = asRefusal(error);
	const sentences: Record<string, string> = {
		conflict: words.conflict(numberOf(ticket)),
		state: lacksField(ticket, fields) ? words.required : words.state,
		absent: words.absent,
		denied: words.denied,
		field: problem.detail ? `${words.field} ${problem.detail}` : words.field,
	};
	return sentences[code] ?? words.failed;
}

/* Shows a ticket in all lists as an answer has it; those are read again, too, for it may have left them. */
export function learnTickets(client: QueryClient, tickets: readonly SupportTicket[]): void {
	const changed = new Map(tickets.map((ticket) => [ticket.id, ticket]));
	const newer = (old: SupportTicket) => {
		const now = changed.get(old.id);
		return now && now.version >= old.version ? now : old;
	};
	client.setQueriesData<Pages<Page<SupportTicket>>>(
		{ queryKey: ticketKeys.lists, predicate: ({ state }) => isPaged(state.data) },
		(data) =>
			data && {
				...data,
				pages: data.pages.map((page) => ({ ...page, items: page.items.map(newer) })),
			},
	);
	for (const ticket of tickets)
		client.setQueryData<SupportTicket>(ticketKeys.shown(ticket.id), (old) => old && newer(old));
}

function isPaged(data: unknown): boolean {
	return typeof data === 'object' && data !== null && 'pages' in data;
}

interface Wish {
	ticket: SupportTicket;
	change: TicketChange;
	done?: string;
}

export function useAct() {
	const { client, rereader } = useLine();
	const act = useMutation({
		mutationFn: ({ ticket, change }: Wish) => changeTicket(ticket, change),
		onSuccess: (now, { done }) => {
			learnTickets(client, [now]);
			if (done) showNotice({ text: done });
		},
		onError: (error, { ticket }) =>
			showNotice({ tone: 'warning', text: describe(client, error, ticket) }),
		onSettled: () => void rereader.read(ticketKeys.lists),
	});
	return act.mutate;
}
