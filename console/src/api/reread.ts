/*
 * Reading lists again, when they lack something: each at once, then at most every other second. What is
 * asked for while a list is being read comes after it: an answer may be older than the question.
 */
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { hashKey } from '@tanstack/react-query';

const EVERY_MS = 2_000;

export class Rereader {
	/* The lists that were read a moment ago, and whether they are to be read once more. */
	private readonly begun = new Map<string, boolean>();

	constructor(
		private readonly client: QueryClient,
		private readonly everyMs = EVERY_MS,
	) {}

	/*
	 * All lists under this key. One that nobody looks at is forgotten: the next event would pass it for
	 * a list that is up to date.
	 */
	async read(queryKey: QueryKey): Promise<void> {
		const hash = hashKey(queryKey);
		const isBegun = this.begun.has(hash);
		this.begun.set(hash, isBegun);
		if (isBegun) return;
		do {
			this.begun.set(hash, false);
			const pause = new Promise((resolve) => setTimeout(resolve, this.everyMs));
			this.client.removeQueries({ queryKey, type: 'inactive' });
			/* Else a first reading, which may be older, would be taken for this one. */
			await this.client.cancelQueries({ queryKey });
			await Promise.all([this.client.invalidateQueries({ queryKey }), pause]);
		} while (this.begun.get(hash));
		this.begun.delete(hash);
	}
}
