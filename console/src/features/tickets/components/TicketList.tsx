/* The tickets that the filter shows, of which only those near the screen are in the document. */
import { Button } from '@mantine/core';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { Inbox, SearchX } from 'lucide-react';
import { asRefusal } from '../../../api/http';
import type { Page } from '../../../api/types';
import { EmptyState } from '../../../ui/EmptyState';
import { ListProblem } from '../../../ui/ListProblem';
import { useReach } from '../../../ui/reach';
import { VirtualList } from '../../../ui/VirtualList';
import { Waiting } from '../../../ui/Waiting';
import { ticketKeys } from '../api/keys';
import { ALL, type Filter, isNarrowed } from '../filter';
import type { SupportTicket } from '../model';
import { texts } from '../texts';
import type { Chosen } from '../useChosen';
import { ROW_PX, TicketRow } from './TicketRow';
import classes from './TicketList.module.css';

export type Query = UseInfiniteQueryResult<InfiniteData<Page<SupportTicket>>>;

interface Props {
	filter: Filter;
	change: (filter: Filter) => void;
	query: Query;
	tickets: readonly SupportTicket[];
	chosen: Chosen;
}

export function TicketList({ filter, change, query, tickets, chosen }: Props) {
	const words = texts();
	const reached = useReach(ticketKeys.list(filter), false);
	const retry = () => void query.refetch();
	if (query.isPending)
		return (
			<div className={classes.waiting}>
				<Waiting rows={6} height={44} />
			</div>
		);
	if (!query.data) {
		const isDenied = asRefusal(query.error).code === 'denied';
		return <ListProblem text={isDenied ? words.tickets.denied : undefined} retry={retry} />;
	}
	if (tickets.length === 0) return <Nothing filter={filter} change={change} />;
	return (
		<>
			{query.isRefetchError && <ListProblem text={words.list.old} retry={retry} />}
			{query.isFetchNextPageError && (
				<ListProblem retry={() => void query.fetchNextPage()} />
			)}
			<div className={classes.list}>
				<VirtualList
					items={tickets}
					idOf={({ id }) => id}
					rowPx={ROW_PX}
					label={words.tickets.list}
					query={query}
					reached={reached}
					render={(ticket) => (
						<TicketRow
							ticket={ticket}
							isChosen={chosen.ids.has(ticket.id)}
							toggle={chosen.toggle}
						/>
					)}
				/>
			</div>
		</>
	);
}

function Nothing({ filter, change }: Pick<Props, 'filter' | 'change'>) {
	const words = texts().tickets;
	if (!isNarrowed(filter))
		return (
			<EmptyState
				icon={<Inbox size={34} strokeWidth={1.5} />}
				title={words.empty}
				text={words.emptyText}
				level={2}
			/>
		);
	const { q } = filter;
	const isAll = filter.status === ALL && Object.keys(filter).length === 2;
	return (
		<EmptyState
			icon={<SearchX size={34} strokeWidth={1.5} />}
			title={words.noMatch}
			text={words.noMatchText}
			level={2}
		>
			{q && !isAll ? (
				<Button variant="default" onClick={() => change({ q, status: ALL })}>
					{words.searchAll}
				</Button>
			) : (
				<Button variant="default" onClick={() => change({})}>
					{words.clear}
				</Button>
			)}
		</EmptyState>
	);
}
