/* The keys of the tickets' pages: never while something is typed, nor while a dialog or a menu is open. */
import { useHotkeys } from '@mantine/hooks';
import { unlessCovered } from '../../ui/covered';

/* A box that is ticked is a field, too, but nothing is typed there. */
function isTyping(): boolean {
	const { activeElement } = document;
	return activeElement instanceof HTMLInputElement && activeElement.type !== 'checkbox';
}

export function useKeys(acts: Record<string, () => void>): void {
	useHotkeys(
		Object.entries(acts).map(([key, act]) => [
			key,
			unlessCovered(() => {
				if (!isTyping()) act();
			}),
			{ preventDefault: false },
		]),
		['TEXTAREA', 'SELECT'],
	);
}
