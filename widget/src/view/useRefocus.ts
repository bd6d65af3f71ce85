// When what had the focus has gone, the focus goes to where one would continue, not to the page.
import { useLayoutEffect, useRef, type MutableRef } from "preact/hooks";

function isLost(element: HTMLElement): boolean {
	const root = element.getRootNode() as ShadowRoot;
	return !root.activeElement && document.activeElement === document.body;
}

/** After `state` changed: focuses the place's first match of the selector, or the place itself. */
export function useRefocus(
	place: MutableRef<HTMLElement | null>,
	selector: string,
	state: unknown,
): void {
	const before = useRef(state);
	useLayoutEffect(() => {
		if (before.current === state) return;
		before.current = state;
		const element = place.current;
		if (!element || !isLost(element)) return;
		(element.querySelector<HTMLElement>(selector) ?? element).focus();
	});
}
