// Whether people are told that the connection is gone: not for the short breaks that mend
// themselves, and not in and out by turns while it comes and goes.

const SHOW_AFTER_MS = 2_500;
const HIDE_AFTER_MS = 800;

export class Calm {
	isShown = false;
	private isDown = false;
	private timer: ReturnType<typeof setTimeout> | undefined;

	constructor(private readonly onChange: () => void) {}

	/** The connection is down or up; saying it again changes nothing. */
	set(isDown: boolean): void {
		if (isDown === this.isDown) return;
		this.isDown = isDown;
		clearTimeout(this.timer);
		if (isDown === this.isShown) return;
		const wait = isDown ? SHOW_AFTER_MS : HIDE_AFTER_MS;
		this.timer = setTimeout(() => this.show(isDown), wait);
	}

	stop(): void {
		clearTimeout(this.timer);
	}

	private show(isShown: boolean): void {
		this.isShown = isShown;
		this.onChange();
	}
}
