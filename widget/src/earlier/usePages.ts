// What is read page by page, as somebody asks for more.
import { useEffect, useRef, useState } from "preact/hooks";

export type Reading = "busy" | "failed" | "done";

interface Read<Item> {
	items: readonly Item[];
	reading: Reading;
	hasMore: boolean;
}

export interface Page<Item> {
	items: readonly Item[];
	hasMore: boolean;
}

export interface Pages<Item> extends Read<Item> {
	more(): void;
}

/** `next` answers all items with those of the next page among them. */
export function usePages<Item>(next: (held: readonly Item[]) => Promise<Page<Item>>): Pages<Item> {
	const [read, setRead] = useState<Read<Item>>({ items: [], reading: "busy", hasMore: true });
	const isGone = useRef(false);
	const ask = async ({ items }: Read<Item>) => {
		const answer = await next(items).catch(() => undefined);
		if (isGone.current) return;
		setRead((now) => (answer ? { ...answer, reading: "done" } : { ...now, reading: "failed" }));
	};
	useEffect(() => {
		void ask(read);
		return () => void (isGone.current = true);
	}, []);
	const more = () => {
		if (read.reading === "busy") return;
		setRead({ ...read, reading: "busy" });
		void ask(read);
	};
	return { ...read, more };
}
