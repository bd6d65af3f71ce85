// Keeps the reading place while rows come and go above, below and around it: at the end it stays at
// the end, elsewhere the row that was on top stays where it was.
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Anchor } from "../app/visit";

const END_SLACK_PX = 48;

const sizeOf = (scroller: HTMLElement) => `${scroller.clientWidth} × ${scroller.clientHeight}`;

function findTopRow(scroller: HTMLElement): HTMLElement | undefined {
	const rows = scroller.querySelectorAll<HTMLElement>("[data-id]");
	const top = scroller.scrollTop;
	return Array.from(rows).find((row) => row.offsetTop + row.offsetHeight > top);
}

/** Remembers what a person looks at; to be called on scrolling. Where the scroller has got another
 * size it was the browser that scrolled, not the person: the place is restored right after. */
export function noteAnchor(scroller: HTMLElement, anchor: Anchor): void {
	if (anchor.size !== sizeOf(scroller)) return;
	const rest = scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
	const row = findTopRow(scroller);
	anchor.isAtEnd = rest < END_SLACK_PX;
	if (!row?.dataset.id) delete anchor.rowId;
	else anchor.rowId = row.dataset.id;
	anchor.offset = row ? row.offsetTop - scroller.scrollTop : 0;
}

function restore(scroller: HTMLElement, anchor: Anchor): void {
	anchor.size = sizeOf(scroller);
	if (anchor.isAtEnd) {
		scroller.scrollTop = scroller.scrollHeight;
		return;
	}
	const row =
		anchor.rowId && scroller.querySelector<HTMLElement>(`[data-id="${anchor.rowId}"]`);
	if (row) scroller.scrollTop = row.offsetTop - anchor.offset;
}

export function useAnchor(anchor: Anchor) {
	const scroller = useRef<HTMLDivElement>(null);
	useLayoutEffect(() => restore(scroller.current!, anchor));
	useEffect(() => {
		const watcher = new ResizeObserver(() => restore(scroller.current!, anchor));
		watcher.observe(scroller.current!);
		return () => watcher.disconnect();
	}, []);
	return scroller;
}
