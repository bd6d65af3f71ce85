/* The tickets: views at the side, the list beside them, filtered and in the order that the page's address says. */
import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useLine } from '../../live/LineProvider';
import { TICKETS_PATH } from '../../ui/addresses';
import { focusFilter, moveInLists } from '../../ui/listFocus';
import { currentAddress, navigate } from '../../ui/place';
import { useOpened } from '../../ui/useOpened';
import { leaveTrail } from './addresses';
import { listOptions } from './api/tickets';
import { BulkBar } from './components/BulkBar';
import { TicketFilters } from './components/TicketFilters';
import { SearchField } from './components/SearchField';
import { type Query, TicketList } from './components/TicketList';
import { useViewName, ViewRail } from './components/ViewRail';
import { addressQuery, type Filter, readFilter } from './filter';
import { useLiveLists } from './live';
import type { SupportTicket, TicketChange } from './model';
import { texts } from './texts';
import classes from './TicketsPage.module.css';
import { useAct } from './useAct';
import { type Left, useBulk } from './useBulk';
import { type Chosen, useChosen } from './useChosen';
import { useKeys } from './useKeys';
import { numberOf } from './words';

const BulkOutcome = lazy(() => import('./components/BulkOutcome'));
const NewTicketDialog = lazy(() => import('./components/NewTicketDialog'));
const TagsDialog = lazy(() => import('./components/TagsDialog'));

const changeAddress = (filter: Filter) => navigate(TICKETS_PATH + addressQuery(filter), { replace: true });

export default function TicketsPage({ query }: { query: URLSearchParams }) {
	const words = texts().tickets;
	const filter = readFilter(query);
	const creating = useOpened();
	const viewName = useViewName(filter);
	useLiveLists();
	useKeys({ c: creating.open });
	return (
		<div className={classes.page}>
			<ViewRail filter={filter} />
			<main id="main" tabIndex={-1} className={classes.main}>
				<div className={classes.head}>
					<h1 className={classes.title}>
						<bdi>{viewName ?? words.title}</bdi>
					</h1>
					<SearchField
						q={filter.q ?? ''}
						search={(q) => changeAddress({ ...filter, q: q || undefined })}
					/>
					<Button
						className={classes.create}
						leftSection={<Plus size={16} aria-hidden="true" />}
						onClick={creating.open}
					>
						{words.create}
					</Button>
				</div>
				<Tickets filter={filter} isNew={viewName === undefined} />
			</main>
			<Suspense>
				{creating.isWanted && (
					<NewTicketDialog isOpen={creating.isOpen} close={creating.close} />
				)}
			</Suspense>
		</div>
	);
}

/* Of those that are shown, the one whose row has the focus. */
function focused(tickets: readonly SupportTicket[]): SupportTicket | undefined {
	const id = document.activeElement?.getAttribute('data-ticket');
	return tickets.find((ticket) => ticket.id === id);
}

function useTickets(filter: Filter) {
	const query: Query = useInfiniteQuery(listOptions(filter));
	const tickets = query.data?.pages.flatMap(({ items }) => items) ?? [];
	const chosen = useChosen(addressQuery(filter));
	useEffect(() => leaveTrail({ address: currentAddress(), ids: tickets.map(({ id }) => id) }));
	return { query, tickets, chosen };
}

/* What is done with the chosen ones, or where none is, with the one that has the focus. */
function useActs({ tickets, chosen }: { tickets: readonly SupportTicket[]; chosen: Chosen }) {
	const ownId = useLine().me.agent.id;
	const words = texts().act;
	const [left, tell] = useState<Left>();
	const [tagged, setTagged] = useState<readonly SupportTicket[]>();
	const act = useAct();
	const bulk = useBulk({ done: chosen.clear, tell });
	const targets = () => {
		const many = tickets.filter(({ id }) => chosen.ids.has(id));
		const one = focused(tickets);
		return many.length > 0 ? many : one ? [one] : [];
	};
	const change = (
		of: readonly SupportTicket[],
		wish: TicketChange,
		done?: (number: string) => string,
	) => {
		const [first] = of;
		if (chosen.ids.size > 0) bulk.mutate({ tickets: of, change: wish });
		else if (first) act({ ticket: first, change: wish, done: done?.(numberOf(first)) });
	};
	useKeys({
		j: () => moveInLists(1),
		k: () => moveInLists(-1),
		'/': focusFilter,
		a: () => change(targets(), { assignedAgentId: ownId }, words.assigned),
		e: () => {
			change(targets(), { status: 'resolved' }, words.resolved);
			if (chosen.ids.size === 0) moveInLists(1);
		},
		x: () => {
			const one = focused(tickets);
			if (one) chosen.toggle(one.id);
		},
		'#': () => setTagged(targets()),
		'shift+#': () => setTagged(targets()),
	});
	return {
		isBusy: bulk.isPending,
		changeChosen: (wish: TicketChange) => change(targets(), wish),
		askTags: () => setTagged(targets()),
		tagged: tagged?.length ? tagged : undefined,
		saveTags: (tags: string[]) => change(tagged ?? [], { tags }),
		closeTags: () => setTagged(undefined),
		left,
		closeLeft: () => tell(undefined),
	};
}

function Tickets({ filter, isNew }: { filter: Filter; isNew: boolean }) {
	const { query, tickets, chosen } = useTickets(filter);
	const acts = useActs({ tickets, chosen });
	return (
		<>
			{chosen.ids.size > 0 ? (
				<BulkBar
					count={chosen.ids.size}
					act={acts.changeChosen}
					askTags={acts.askTags}
					clear={chosen.clear}
					isBusy={acts.isBusy}
				/>
			) : (
				<TicketFilters filter={filter} change={changeAddress} isNew={isNew} />
			)}
			<TicketList
				filter={filter}
				change={changeAddress}
				query={query}
				tickets={tickets}
				chosen={chosen}
			/>
			<Suspense>
				{acts.tagged && (
					<TagsDialog tickets={acts.tagged} save={acts.saveTags} close={acts.closeTags} />
				)}
				{acts.left && <BulkOutcome left={acts.left} close={acts.closeLeft} />}
			</Suspense>
		</>
	);
}
