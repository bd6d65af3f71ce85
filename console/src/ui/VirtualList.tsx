/*
 * A list of rows of one height, of which only those near the screen are in the document, however long
 * it is. What is behind the last page is read when one comes there.
 */
import type { CSSProperties, ReactNode } from 'react';
import { type ItemProps, type ListProps, Virtuoso } from 'react-virtuoso';
import { MoreButton, type Paged } from './MoreButton';
import classes from './VirtualList.module.css';

const AHEAD_ROWS = 6;
const FOOT_PX = 44;

interface Props<Item> {
	items: readonly Item[];
	idOf: (item: Item) => string;
	render: (item: Item) => ReactNode;
	rowPx: number;
	label: string;
	query: Paged;
	/** Told of the last row near the screen. */
	reached: (row: number) => void;
	/** As high as its rows, where there is room; else it fills the room that there is. */
	isTight?: boolean;
}

interface Context {
	label: string;
	query: Paged;
	rowPx: number;
}

type With<Props> = Props & { context: Context };

const COMPONENTS = {
	List: ({ context, ...rest }: With<ListProps<HTMLUListElement>>) => (
		<ul {...rest} className={classes.list} aria-label={context.label} />
	),
	Item: ({ context, item: _, style, ...rest }: With<ItemProps<unknown>>) => (
		<li {...rest} style={{ ...style, height: context.rowPx }} />
	),
	Footer: ({ context }: { context: Context }) => <MoreButton query={context.query} />,
};

export function VirtualList<Item>(props: Props<Item>) {
	const { items, idOf, render, rowPx, label, query, reached, isTight } = props;
	const foot = query.hasNextPage ? FOOT_PX : 0;
	const style: CSSProperties = isTight ? { height: items.length * rowPx + foot } : {};
	return (
		<Virtuoso<Item, Context>
			className={classes.scroll}
			data-tight={isTight || undefined}
			style={style}
			tabIndex={-1}
			data={items as Item[]}
			context={{ label, query, rowPx }}
			fixedItemHeight={rowPx}
			computeItemKey={(_, item) => idOf(item)}
			itemContent={(_, item) => render(item)}
			increaseViewportBy={AHEAD_ROWS * rowPx}
			rangeChanged={({ endIndex }) => reached(endIndex)}
			endReached={() => {
				if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
			}}
			components={COMPONENTS}
		/>
	);
}
