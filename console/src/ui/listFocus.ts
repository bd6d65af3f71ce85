/* Walking through the lists by keyboard: whatever carries data-list-item is a stop. */
const FILTER_ID = 'list-filter';
export const listItemProps = { 'data-list-item': true };
export const filterId = FILTER_ID;

function stops(): HTMLElement[] {
	const found = document.querySelectorAll<HTMLElement>('[data-list-item]');
	return [...found].filter((item) => item.offsetParent !== null);
}

function currentIndex(items: HTMLElement[]): number {
	const focused = items.indexOf(document.activeElement as HTMLElement);
	if (focused >= 0) return focused;
	return items.findIndex((item) => item.getAttribute('aria-current') === 'true');
}

/* Focuses the item so many places on; stays at the ends. */
export function moveInLists(step: 1 | -1): void {
	const items = stops();
	if (items.length === 0) return;
	const index = currentIndex(items);
	const next = index < 0 ? 0 : Math.min(Math.max(index + step, 0), items.length - 1);
	const item = items[next]!;
	item.focus();
	item.scrollIntoView({ block: 'nearest' });
}

/* As above, for keys that mean something else elsewhere: only within the lists, or from nowhere. */
export function moveByArrow(step: 1 | -1): void {
	const { activeElement } = document;
	const isOurs = activeElement === document.body || activeElement?.matches('[data-list-item]');
	if (isOurs) moveInLists(step);
}

export function focusFilter(): void {
	document.getElementById(FILTER_ID)?.focus();
}

/* The open session's item, or the first one. */
export function focusList(): void {
	const items = stops();
	const target = items[Math.max(currentIndex(items), 0)];
	if (target) target.focus();
	else (document.activeElement as HTMLElement | null)?.blur();
}
