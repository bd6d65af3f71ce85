// Tells the others that one is typing: at the beginning, again before that lapses with them, and at
// the end, which a pause is too.

import { ticks } from "./time";

const REPEAT_MS = 3_000;
const PAUSE_MS = 4_000;

export class TypingTeller {
	private toldAt: number | undefined;
	private pause: ReturnType<typeof setTimeout> | undefined;

	constructor(private readonly tell: (typing: boolean) => void) {}

	/** A key was pressed that left a text, or none. */
	set(typing: boolean): void {
		if (!typing) return this.stop();
		clearTimeout(this.pause);
		this.pause = setTimeout(() => this.stop(), PAUSE_MS);
		const now = ticks();
		if (this.toldAt !== undefined && now - this.toldAt < REPEAT_MS) return;
		this.toldAt = now;
		this.tell(true);
	}

	stop(): void {
		clearTimeout(this.pause);
		if (this.toldAt === undefined) return;
		this.toldAt = undefined;
		this.tell(false);
	}
}
