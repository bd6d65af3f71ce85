/*
 * Changes the ticket that is shown. Each change goes out with the version that it was based on; where somebody else was
 * first nothing of mine is saved: one sees theirs beside mine, and says which counts.
 */
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { asRefusal } from '../../api/http';
import { teamsOptions } from '../../api/teams';
import { useAgents } from '../../live/agents';
import { useLine } from '../../live/LineProvider';
import { showNotice } from '../../ui/notices';
import { fieldsOptions } from './api/fields';
import { ticketKeys } from './api/keys';
import { changeTicket, fetchTicket } from './api/tickets';
import { labelsOf, type Names, rivalsOf } from './conflict';
import type { SupportTicket, TicketChange } from './model';
import { detailTexts } from './texts/detail';
import { describe, learnTickets } from './useAct';

class Overtaken {
	constructor(readonly theirs: SupportTicket) {}
}

interface Wish {
	of: SupportTicket;
	change: TicketChange;
	done?: () => void;
}

function useNames(): Names {
	const agents = useAgents().data?.items ?? [];
	const teams = useQuery(teamsOptions).data?.items ?? [];
	const fields = useQuery(fieldsOptions).data ?? [];
	return {
		agent: (id) => agents.find((agent) => agent.id === id)?.name,
		team: (id) => teams.find((team) => team.id === id)?.name,
		fields,
	};
}

/* Of one's own changes, which version came of which: the next one, made while they were on their way, is based on it. */
function useOwnSteps() {
	const steps = useRef(new Map<number, number>());
	return {
		latest(version: number): number {
			let latest = version;
			while (steps.current.has(latest)) latest = steps.current.get(latest)!;
			return latest;
		},
		note: (from: number, to: number) => void (from < to && steps.current.set(from, to)),
	};
}

export function useChange(ticket: SupportTicket) {
	const { client, rereader } = useLine();
	const names = useNames();
	const steps = useOwnSteps();
	const save = useMutation<SupportTicket, unknown, Wish>({
		/* One after the other. */
		scope: { id: `ticket ${ticket.id}` },
		mutationFn: async ({ of, change }) => {
			const version = steps.latest(of.version);
			try {
				const now = await changeTicket({ id: of.id, version }, change);
				steps.note(version, now.version);
				return now;
			} catch (error) {
				if (asRefusal(error).code !== 'conflict') throw error;
				throw new Overtaken(asRefusal(error).problem.ticket ?? (await fetchTicket(of.id)));
			}
		},
		onSuccess: (now, { done }) => {
			learnTickets(client, [now]);
			done?.();
			void client.invalidateQueries({ queryKey: ticketKeys.history(now.id) });
			void rereader.read(ticketKeys.lists);
		},
		onError: (error, { of }) => {
			if (error instanceof Overtaken) learnTickets(client, [error.theirs]);
			else showNotice({ tone: 'error', text: describe(client, error, of) });
		},
	});
	const theirs = save.error instanceof Overtaken ? save.error.theirs : undefined;
	const mine = save.variables;
	return {
		change: (change: TicketChange, { of = ticket, done }: Partial<Omit<Wish, 'change'>> = {}) =>
			save.mutate({ of, change, done }),
		/* What is on its way is shown as if it had arrived. */
		pending: save.isPending && mine ? mine.change : undefined,
		labels: labelsOf(detailTexts().fields, names.fields),
		overtaken:
			theirs && mine ? {
				rivals: rivalsOf(mine.of, theirs, mine.change, names),
				keepMine: () => save.mutate({ ...mine, of: theirs }),
				takeTheirs: () => save.reset(),
			} : undefined,
	};
}

export type Change = ReturnType<typeof useChange>;
