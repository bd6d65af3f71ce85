/*
 * Pages that are loaded when they are first visited. A page of an earlier version may not be there any
 * more: that is a MissingPart, and the boundary loads the whole anew.
 */
import { type ComponentType, lazy } from 'react';

export class MissingPart extends Error {}

type Load<Props> = () => Promise<{ default: ComponentType<Props> }>;

export interface Page<Props> {
	Page: ComponentType<Props>;
	/** Begins to load it before it is shown. */
	preload: () => void;
}

export function page<Props extends object>(load: Load<Props>): Page<Props> {
	let loading: ReturnType<Load<Props>> | undefined;
	const begin = () =>
		(loading ??= load().catch((cause: unknown) => {
			loading = undefined;
			throw new MissingPart('A part of the page could not be loaded', { cause });
		}));
	return {
		Page: lazy(begin) as unknown as ComponentType<Props>,
		preload: () => void begin().catch(() => {}),
	};
}
