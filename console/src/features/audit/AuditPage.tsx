/* The audit log: what was done, by whom and from where, filtered as the page's address says. */
import { Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { ScrollText, SearchX } from 'lucide-react';
import { asRefusal } from '../../api/http';
import { EmptyState } from '../../ui/EmptyState';
import { ListProblem } from '../../ui/ListProblem';
import { MoreButton } from '../../ui/MoreButton';
import { PageHead } from '../../ui/PageHead';
import { currentPlace, navigate } from '../../ui/place';
import { Waiting } from '../../ui/Waiting';
import { entriesOptions } from './api/entries';
import classes from './AuditPage.module.css';
import { AuditFilters } from './components/AuditFilters';
import { AuditTable } from './components/AuditTable';
import { SaveButton } from './components/SaveButton';
import { type Filter, filterQuery, isFiltered, readFilter } from './filter';
import { texts } from './texts';

function changeAddress(filter: Filter): void {
	const query = filterQuery(filter);
	const { path } = currentPlace();
	navigate(query.size > 0 ? `${path}?${query}` : path, { replace: true });
}

export default function AuditPage({ query }: { query: URLSearchParams }) {
	const words = texts().audit;
	const filter = readFilter(query);
	return (
		<>
			<PageHead title={words.title} text={words.text}>
				<SaveButton filter={filter} />
			</PageHead>
			<AuditFilters filter={filter} change={changeAddress} />
			<Entries filter={filter} />
		</>
	);
}

function Entries({ filter }: { filter: Filter }) {
	const words = texts().audit;
	const log = useInfiniteQuery(entriesOptions(filter));
	const entries = log.data?.pages.flatMap(({ items }) => items) ?? [];
	if (log.isPending) return <Waiting rows={6} height={36} />;
	if (log.isLoadingError) {
		const isDenied = asRefusal(log.error).code === 'denied';
		return (
			<ListProblem
				text={isDenied ? words.denied : undefined}
				retry={() => void log.refetch()}
			/>
		);
	}
	if (entries.length === 0) return <Nothing isFiltered={isFiltered(filter)} />;
	return (
		<>
			{log.isRefetchError && (
				<ListProblem text={texts().list.old} retry={() => void log.refetch()} />
			)}
			<AuditTable entries={entries} />
			<Text className={classes.shown} role="status">
				{words.shown(entries.length)}
			</Text>
			{log.isFetchNextPageError && <ListProblem retry={() => void log.fetchNextPage()} />}
			<MoreButton query={log} />
		</>
	);
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
	const words = texts().audit;
	return (
		<EmptyState
			isSmall
			level={2}
			icon={isFiltered ? <SearchX size={24} /> : <ScrollText size={24} />}
			title={isFiltered ? words.noMatch : words.empty}
			text={isFiltered ? undefined : words.emptyText}
		/>
	);
}
