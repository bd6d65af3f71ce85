/* Reads the next page of a list, where there is one. */
import { Button } from '@mantine/core';
import { texts } from './texts';

export interface Paged {
	hasNextPage: boolean;
	isFetchingNextPage: boolean;
	fetchNextPage: () => Promise<unknown>;
}

export function MoreButton({ query }: { query: Paged }) {
	if (!query.hasNextPage) return null;
	return (
		<Button
			variant="subtle"
			size="sm"
			fullWidth
			loading={query.isFetchingNextPage}
			onClick={() => void query.fetchNextPage()}
		>
			{texts().list.more}
		</Button>
	);
}
