// What was written and is not stored yet. It outlives the page: a reload, a crash or a new sign-in of
// the same person goes on sending it under the same ids. A text leaves with `stored`, or when its
// author throws it away. One entry of the shelf for each, so that tabs do not overwrite each other's.
import type { Shelf } from "./shelf";

export interface Outgoing {
	/** The message's id, from the first attempt to the last. */
	id: string;
	content: string;
	/** Local milliseconds: the order in which texts are sent. */
	madeAt: number;
	/** The session to which it was first sent; it never changes session under the same id. */
	sessionId?: string;
	/** Refused for good: shown as failed, and not sent again by itself. */
	refusal?: { code: string; detail: string };
}

export class Outbox<Text extends Outgoing = Outgoing> {
	private newest = 0;

	constructor(
		private readonly shelf: Shelf,
		private readonly prefix: string,
	) {}

	/** Oldest first. Read anew each time: another tab may have changed it. */
	all(): Text[] {
		return this.shelf
			.keys(this.prefix)
			.flatMap((key) => this.shelf.get<Text>(key) ?? [])
			.sort((a, b) => a.madeAt - b.madeAt || (a.id < b.id ? -1 : 1));
	}

	find(id: string): Text | undefined {
		return this.shelf.get<Text>(this.prefix + id);
	}

	/** Adds a text, or replaces the one with its id. */
	put(text: Text): void {
		this.shelf.set(this.prefix + text.id, text);
	}

	remove(id: string): void {
		this.shelf.remove(this.prefix + id);
	}

	/** A stamp for a new text: later than that of every text before it, whatever the clock does. */
	stamp(): number {
		const stamps = this.all().map((text) => text.madeAt);
		this.newest = Math.max(Date.now(), Math.max(this.newest, ...stamps) + 1);
		return this.newest;
	}
}
