/*
 * How far down a list is looked at, and how much of it is kept: that, and some more. What lies further
 * down goes, and is read again when one comes there. Else a list in which chats end all day, or that
 * was once scrolled to its end, would hold them all, and all its pages would be read anew each time.
 */
import { type QueryClient, type QueryKey, hashKey, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import { trimPages } from './pages';

/* More rows than any screen shows, or the next page would be read at once. */
const AHEAD = 150;
/* So many more are held before it is cut. */
const SLACK = 150;

/* The last row that is seen, by list; of one that is not looked at the first. */
const seen = new Map<string, number>();

export function reach(client: QueryClient, queryKey: QueryKey, row: number): void {
	seen.set(hashKey(queryKey), row);
	trimList(client, queryKey);
}

/* To be called when a list has grown. One whose first page has grown too long is read anew, or forgotten
 * when nobody looks at it. */
export function trimList(client: QueryClient, queryKey: QueryKey): void {
	const kept = (seen.get(hashKey(queryKey)) ?? 0) + AHEAD;
	if (!trimPages(client, queryKey, { kept, most: kept + SLACK })) return;
	client.removeQueries({ queryKey, exact: true, type: 'inactive' });
	void client.invalidateQueries({ queryKey, exact: true }, { cancelRefetch: false });
}

/* For the view of a list: takes the last row that is on the screen. A filter looks at all that was read. */
export function useReach(queryKey: QueryKey, isFiltered: boolean): (row: number) => void {
	const client = useQueryClient();
	const key = useRef(queryKey);
	const last = useRef(0);
	const tell = useCallback(
		() => reach(client, key.current, isFiltered ? Infinity : last.current),
		[client, isFiltered],
	);
	useEffect(tell, [tell]);
	useEffect(() => () => reach(client, key.current, 0), [client]);
	return useCallback(
		(row) => {
			last.current = row;
			tell();
		},
		[tell],
	);
}
