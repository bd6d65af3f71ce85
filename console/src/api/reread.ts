/*
 * Reading lists again, when they lack something: each at once, then at most every other second. What is
 * asked for while a list is being read comes after it: an answer may be older than the question. A reading
 * that fails is repeated, ever later, for as long as that may help: what the list lacks nobody tells again.
 */
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { hashKey } from '@tanstack/react-query';
import { isPassing } from './http';

const EVERY_MS = 2_000;
const DOUBLED_MOST = 4;

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
		let failures = 0;
		do {
			this.begun.set(hash, false);
			const pause = this.pause(hash, failures);
			this.client.removeQueries({ queryKey, type: 'inactive' });
			/* Else a first reading, which may be older, would be taken for this one. */
			await this.client.cancelQueries({ queryKey });
			await Promise.all([this.client.invalidateQueries({ queryKey }), pause]);
			failures = this.hasFailed(queryKey) ? failures + 1 : 0;
		} while (this.begun.get(hash) || failures > 0);
		this.begun.delete(hash);
	}

	/* All consoles fail at the same moment, so that none waits just as long. Who asks anew meanwhile, as
	 * when the line is back, does not wait for that. */
	private async pause(hash: string, failures: number): Promise<void> {
		const turns = failures > 0 ? 2 ** Math.min(failures, DOUBLED_MOST) : 1;
		for (let turn = 0; turn < turns && !(turn > 0 && this.begun.get(hash)); turn++) {
			const waitMs = this.everyMs * (failures > 0 ? 0.5 + Math.random() : 1);
			await new Promise((resolve) => setTimeout(resolve, waitMs));
		}
	}

	private hasFailed(queryKey: QueryKey): boolean {
		const queries = this.client.getQueryCache().findAll({ queryKey, type: 'active' });
		return queries.some(({ state }) => state.status === 'error' && isPassing(state.error));
	}
}
