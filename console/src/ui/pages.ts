/* Lists that are read page by page, as TanStack Query holds them, and how one of their items changes. */
import type { InfiniteData, QueryClient, QueryKey } from '@tanstack/react-query';
import type { Page } from '../api/types';

interface Identified {
	id: string;
}

export type Pages<P> = InfiniteData<P, string | undefined>;

/* Whether there is more than was read. */
export function hasMore(data: { pages: Page<unknown>[] }): boolean {
	return data.pages.at(-1)?.next !== undefined;
}

export const nextCursor = (page: Page<unknown>) => page.next;

/*
 * Cuts a changed list back into its pages. Each item stays in its page, so that where a page ends is
 * where the next one was read from; the one that changed joins the page that it now stands in.
 */
function repage<Item extends Identified, P extends Page<Item>>(
	data: Pages<P>,
	items: Item[],
	changedId: string,
): Pages<P> {
	const pageOf = new Map<string, number>();
	data.pages.forEach((page, index) => {
		for (const { id } of page.items)
			if (id !== changedId && !pageOf.has(id)) pageOf.set(id, index);
	});
	const parts = data.pages.map((): Item[] => []);
	let at = 0;
	for (const item of items) {
		at = Math.max(at, pageOf.get(item.id) ?? at);
		parts[at]!.push(item);
	}
	return { ...data, pages: data.pages.map((page, index) => ({ ...page, items: parts[index]! })) };
}

/* Changes the items of a list that was read, because of one of them; `endsEarly`: there is more behind them. */
export function patchPages<Item extends Identified>(
	client: QueryClient,
	queryKey: QueryKey,
	changedId: string,
	flatten: (data: Pages<Page<Item>>) => Item[],
	change: (items: Item[], endsEarly: boolean) => Item[],
): void {
	client.setQueryData<Pages<Page<Item>>>(
		queryKey,
		(data) => data && repage(data, change(flatten(data), hasMore(data)), changedId),
	);
}

const countOf = (pages: Page<unknown>[]) => pages.reduce((sum, { items }) => sum + items.length, 0);

/*
 * Of a list that holds more than `most`, lets those pages go that are not needed for the first `kept`;
 * they are read again when one comes there. Answers whether it holds too many all the same, in the first.
 */
export function trimPages(
	client: QueryClient,
	queryKey: QueryKey,
	{ kept, most }: { kept: number; most: number },
): boolean {
	const data = client.getQueryData<Pages<Page<unknown>>>(queryKey);
	if (!data || countOf(data.pages) <= most) return false;
	let count = 1;
	while (count < data.pages.length && countOf(data.pages.slice(0, count)) < kept) count += 1;
	const pages = data.pages.slice(0, count);
	if (count < data.pages.length)
		client.setQueryData(queryKey, { pages, pageParams: data.pageParams.slice(0, count) });
	return countOf(pages) > most;
}
