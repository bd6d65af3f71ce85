/* The tickets that are chosen, to do something with all of them; another list begins with none. */
import { useState } from 'react';
import { BULK_MOST } from './api/tickets';

export interface Chosen {
	ids: ReadonlySet<string>;
	toggle: (id: string) => void;
	set: (ids: readonly string[]) => void;
	clear: () => void;
}

export function useChosen(list: string): Chosen {
	const [state, setState] = useState({ list, ids: new Set<string>() });
	const ids = state.list === list ? state.ids : new Set<string>();
	const set = (next: Iterable<string>) =>
		setState({ list, ids: new Set([...next].slice(0, BULK_MOST)) });
	return {
		ids,
		toggle: (id) => set(ids.has(id) ? [...ids].filter((other) => other !== id) : [...ids, id]),
		set,
		clear: () => set([]),
	};
}
