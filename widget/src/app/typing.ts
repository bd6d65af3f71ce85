// Typing, both ways: what is heard lapses by itself, what is told is repeated while it lasts.

const LAPSES_MS = 6_000;
const REPEAT_MS = 3_000;

export class Typing {
	isHeard = false;
	private timer = 0;
	private toldAt = 0;

	constructor(private readonly onChange: () => void) {}

	hear(typing: boolean): void {
		clearTimeout(this.timer);
		this.isHeard = typing;
		if (typing) this.timer = window.setTimeout(() => this.lapse(), LAPSES_MS);
	}

	/** Whether this is worth telling: a beginning at most every 3 s, an end once. */
	shouldTell(typing: boolean): boolean {
		const isRecent = Date.now() - this.toldAt < REPEAT_MS;
		if (typing ? isRecent : !this.toldAt) return false;
		this.toldAt = typing ? Date.now() : 0;
		return true;
	}

	private lapse(): void {
		this.isHeard = false;
		this.onChange();
	}
}
