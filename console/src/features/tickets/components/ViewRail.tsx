/* The views: those that everybody needs, with how many tickets wait in them, and those that were saved. */
import { useQuery } from '@tanstack/react-query';
import { AppLink } from '../../../ui/AppLink';
import { TICKETS_PATH } from '../../../ui/addresses';
import { summaryOptions } from '../api/tickets';
import { viewsOptions } from '../api/views';
import { addressQuery, ALL, type Filter, isSameFilter } from '../filter';
import type { TicketSummary, TicketView } from '../model';
import { texts } from '../texts';
import { ViewMenu } from './ViewMenu';
import classes from './ViewRail.module.css';

/* What the server counts to. */
const COUNTED_MOST = 1_000;

/* All that is not done, what sleeps included: so the server counts. */
const WAITING = 'open,pending,snoozed';

const BUILT_IN = [
	{ name: 'unresolved', filter: {}, count: ({ open, pending }: TicketSummary) => open + pending },
	{ name: 'mine', filter: { status: WAITING, assignee: 'me' }, count: ({ mine }: TicketSummary) => mine },
	{ name: 'unassigned', filter: { status: WAITING, assignee: 'none' }, count: ({ unassigned }: TicketSummary) => unassigned },
	{ name: 'pending', filter: { status: 'pending' }, count: ({ pending }: TicketSummary) => pending },
	{ name: 'snoozed', filter: { status: 'snoozed' }, count: ({ snoozed }: TicketSummary) => snoozed },
	{ name: 'resolved', filter: { status: 'resolved' } },
	{ name: 'all', filter: { status: ALL } },
] as const satisfies readonly {
	name: string;
	filter: Filter;
	count?: (summary: TicketSummary) => number;
}[];

/* What the filter is called, where it is one of the views. */
export function useViewName(filter: Filter): string | undefined {
	const saved = useQuery(viewsOptions).data ?? [];
	const builtIn = BUILT_IN.find((view) => isSameFilter(view.filter, filter));
	if (builtIn) return texts().views[builtIn.name];
	return saved.find((view) => isSameFilter(view.filter, filter))?.name;
}

export function ViewRail({ filter }: { filter: Filter }) {
	const words = texts().views;
	const summary = useQuery(summaryOptions).data;
	const saved = useQuery(viewsOptions).data ?? [];
	return (
		<nav className={classes.rail} aria-label={words.label}>
			<ul className={classes.views}>
				{BUILT_IN.map((view) => (
					<li key={view.name}>
						<View
							name={words[view.name]}
							filter={view.filter}
							isHere={isSameFilter(view.filter, filter)}
							count={summary && 'count' in view ? view.count(summary) : 0}
						/>
					</li>
				))}
			</ul>
			{saved.length > 0 && <Saved views={saved} filter={filter} />}
		</nav>
	);
}

function Saved({ views, filter }: { views: readonly TicketView[]; filter: Filter }) {
	return (
		<>
			<h2 className={classes.title}>{texts().views.saved}</h2>
			<ul className={classes.views}>
				{views.map((view) => (
					<li key={view.id} className={classes.saved}>
						<View
							name={view.name}
							filter={view.filter}
							isHere={isSameFilter(view.filter, filter)}
							count={0}
						/>
						<ViewMenu view={view} filter={filter} />
					</li>
				))}
			</ul>
		</>
	);
}

interface ViewProps {
	name: string;
	filter: Filter;
	isHere: boolean;
	count: number;
}

function View({ name, filter, isHere, count }: ViewProps) {
	return (
		<AppLink
			className={classes.view}
			href={TICKETS_PATH + addressQuery(filter)}
			aria-current={isHere ? 'page' : undefined}
		>
			<span className={classes.name}>
				<bdi>{name}</bdi>
			</span>
			{count > 0 && (
				<span className={classes.count}>
					{count < COUNTED_MOST ? count : `${COUNTED_MOST - 1}+`}
				</span>
			)}
		</AppLink>
	);
}
