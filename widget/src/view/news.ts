// Which messages a screen reader is to say: what others write while one looks, each once. Neither what
// was there before, nor what comes again while one scrolls.
import type { Entry } from "../../../proto/client/thread";

const FRESH_MS = 3_000;

export class News {
	private newestAt: number | undefined;
	private readonly shownAt = new Map<string, number>();

	/** What is held at first is no news. One's own, while they wait, have this browser's time. */
	begin(entries: readonly Entry[]): void {
		const held = entries.filter((entry) => !entry.isOutgoing);
		this.newestAt ??= held[held.length - 1]?.at ?? 0;
	}

	/** Whether it is to be said, by when it was first shown. */
	has({ id, at, senderType }: Entry, now: number): boolean {
		if (senderType === "visitor" || this.newestAt === undefined || at <= this.newestAt) return false;
		const shownAt = this.shownAt.get(id) ?? now;
		this.shownAt.set(id, shownAt);
		return now - shownAt < FRESH_MS;
	}
}
