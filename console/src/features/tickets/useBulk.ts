/* Does one thing with several tickets, each by the version that is shown; what became of each stands in the answer. */
import { useMutation } from '@tanstack/react-query';
import { useLine } from '../../live/LineProvider';
import { showNotice } from '../../ui/notices';
import { ticketKeys } from './api/keys';
import { changeTickets } from './api/tickets';
import type { SupportTicket, TicketChange, TicketOutcome } from './model';
import { texts } from './texts';
import { learnTickets } from './useAct';

interface Wish {
	tickets: readonly SupportTicket[];
	change: TicketChange;
}

/* What was not done, for which tickets, as they were. */
export interface Left {
	all: number;
	results: { ticket: SupportTicket; why: Exclude<TicketOutcome['outcome'], 'done'> | 'required' }[];
}

function leftOf(tickets: readonly SupportTicket[], results: readonly TicketOutcome[]): Left {
	const found = new Map(results.map((result) => [result.id, result]));
	return {
		all: tickets.length,
		results: tickets.flatMap((ticket) => {
			const { outcome = 'absent', reason } = found.get(ticket.id) ?? {};
			if (outcome === 'done') return [];
			return [{ ticket, why: reason === 'required' ? reason : outcome }];
		}),
	};
}

export function useBulk({ done, tell }: { done: () => void; tell: (left: Left) => void }) {
	const { client, rereader } = useLine();
	return useMutation({
		mutationFn: ({ tickets, change }: Wish) => changeTickets(tickets, change),
		onSuccess: (results, { tickets }) => {
			learnTickets(client, results.flatMap(({ ticket }) => ticket ?? []));
			const left = leftOf(tickets, results);
			if (left.results.length > 0) tell(left);
			else showNotice({ text: texts().bulk.done(tickets.length) });
			done();
		},
		onError: () => showNotice({ tone: 'error', text: texts().bulk.failed }),
		onSettled: () => void rereader.read(ticketKeys.lists),
	});
}
