/* Saves all of a list as a file, up to a limit: reads it page by page, and says how far it is. */
import { useEffect, useRef, useState } from 'react';
import { serverNowMs } from '../ui/clock';
import { saveCsv } from '../ui/csv';
import { formatNumber } from '../ui/format';
import { showNotice } from '../ui/notices';
import type { Page } from './types';

/* The longest page there is. */
const PAGE = 200;
/* 100 requests, a few seconds: no visitor waits for them. */
const MOST = 20_000;

interface Asked {
	after?: string;
	limit: number;
	signal: AbortSignal;
}

interface Options<Item> {
	fetchPage: (asked: Asked) => Promise<Page<Item>>;
	toCsv: (items: readonly Item[]) => string;
	/** What the file is called, before the day. */
	name: string;
	words: { saveFailed: string; saveCut: (count: string) => string };
}

/* What was read, and whether there is more than that. */
async function readAll<Item>(
	fetchPage: Options<Item>['fetchPage'],
	signal: AbortSignal,
	tell: (count: number) => void,
): Promise<{ items: Item[]; isCut: boolean }> {
	const items: Item[] = [];
	let after: string | undefined;
	do {
		const page = await fetchPage({ after, limit: PAGE, signal });
		items.push(...page.items);
		tell(items.length);
		after = page.next;
	} while (after !== undefined && items.length < MOST);
	return { items, isCut: after !== undefined };
}

export function useSaveAll<Item>({ fetchPage, toCsv, name, words }: Options<Item>) {
	const [count, setCount] = useState<number>();
	const stop = useRef<AbortController>(undefined);
	useEffect(() => () => stop.current?.abort(), []);

	async function save(): Promise<void> {
		const { signal } = (stop.current = new AbortController());
		setCount(0);
		try {
			const { items, isCut } = await readAll(fetchPage, signal, setCount);
			saveCsv(toCsv(items), `${name}-${new Date(serverNowMs()).toISOString().slice(0, 10)}.csv`);
			if (isCut) showNotice({ tone: 'warning', text: words.saveCut(formatNumber(MOST)) });
		} catch {
			if (!signal.aborted) showNotice({ tone: 'error', text: words.saveFailed });
		}
		setCount(undefined);
	}
	/* The count is there while it is read. */
	return { count, save };
}
