/* Lists that are read page by page, as TanStack Query holds them, and how one of their items changes. */
import type { InfiniteData, QueryClient, QueryKey } from '@tanstack/react-query';
import type { Page } from '../api/types';

export type Pages<P> = InfiniteData<P, string | undefined>;

/* Whether there is more than was read. */
export function hasMore(data: { pages: Page<unknown>[] }): boolean {
	return data.pages.at(-1)?.next !== undefined;
}

export const nextCursor = (page: Page<unknown>) => page.next;

/* Cuts a changed list back into its pages; what grew or shrank does so in the last one. */
function repage<Item, P extends Page<Item>>(data: Pages<P>, items: Item[]): Pages<P> {
	let from = 0;
	const last = data.pages.length - 1;
	const pages = data.pages.map((page, index) => {
		const to = index === last ? items.length : from + page.items.length;
		const part = items.slice(from, to);
		from = to;
		return { ...page, items: part };
	});
	return { ...data, pages };
}

/* Changes the items of a list that was read; `endsEarly`: there is more behind them. */
export function patchPages<Item>(
	client: QueryClient,
	queryKey: QueryKey,
	flatten: (data: Pages<Page<Item>>) => Item[],
	change: (items: Item[], endsEarly: boolean) => Item[],
): void {
	client.setQueryData<Pages<Page<Item>>>(
		queryKey,
		(data) => data && repage(data, change(flatten(data), hasMore(data))),
	);
}
