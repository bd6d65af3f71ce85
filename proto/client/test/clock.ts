// Time that passes only when a test says so: timers, ticks and the clock on the wall follow it.

interface Timer {
	at: number;
	every: number;
	/** How many timers armed each other up to this one; 0: something arrived. */
	level: number;
	run: () => void;
}

const real = {
	setTimeout: globalThis.setTimeout,
	clearTimeout: globalThis.clearTimeout,
	setInterval: globalThis.setInterval,
	clearInterval: globalThis.clearInterval,
	now: Date.now,
};
const realPerformance = globalThis.performance;

// As a whole, since not every engine lets its members be replaced.
function usePerformance(value: Pick<Performance, "now">): void {
	Object.defineProperty(globalThis, "performance", { configurable: true, writable: true, value });
}

// What browsers do to a tab that has been hidden for long.
const THROTTLED_LEVEL = 5;
const THROTTLED_MS = 60_000;

export class FakeClock {
	/** The tab is hidden for long: of timers that timers armed, the later ones run once a minute. */
	isThrottled = false;
	private now = 0;
	private wall = 1_767_225_600_000;
	private next = 1;
	private level = 0;
	private readonly timers = new Map<number, Timer>();

	constructor() {
		const set = (run: () => void, wait = 0) => this.add(run, wait, 0);
		const repeat = (run: () => void, wait = 0) => this.add(run, wait, Math.max(1, wait));
		const clear = (id: number) => void this.timers.delete(id);
		Object.assign(globalThis, {
			setTimeout: set,
			setInterval: repeat,
			clearTimeout: clear,
			clearInterval: clear,
		});
		Date.now = () => this.wall + this.now;
		usePerformance({ now: () => this.now });
	}

	restore(): void {
		const { now, ...timers } = real;
		Object.assign(globalThis, timers);
		Date.now = now;
		usePerformance(realPerformance);
	}

	/** Lets time pass, and everything happen that is due in it, in its order. */
	pass(milliseconds: number): void {
		const end = this.now + milliseconds;
		for (;;) {
			const due = [...this.timers].filter(([, timer]) => this.dueAt(timer) <= end);
			const [first] = due.sort(([, a], [, b]) => this.dueAt(a) - this.dueAt(b));
			if (!first) break;
			this.run(...first);
		}
		this.now = end;
	}

	/** Only the clock on the wall goes on, or back: the machine was asleep, or somebody has set it. */
	shift(milliseconds: number): void {
		this.wall += milliseconds;
	}

	/** Something arrives after this long: no timer has armed what it arms. */
	arrive(run: () => void, wait: number): void {
		this.timers.set(this.next++, { at: this.now + wait, every: 0, level: 0, run });
	}

	private dueAt({ at, level }: Timer): number {
		const isHeld = this.isThrottled && level >= THROTTLED_LEVEL;
		return isHeld ? Math.ceil(at / THROTTLED_MS) * THROTTLED_MS : at;
	}

	private run(id: number, timer: Timer): void {
		this.now = Math.max(this.now, this.dueAt(timer));
		this.level = timer.level;
		if (timer.every) Object.assign(timer, { at: this.now + timer.every, level: timer.level + 1 });
		else this.timers.delete(id);
		timer.run();
		this.level = 0;
	}

	private add(run: () => void, wait: number, every: number): number {
		const id = this.next++;
		const level = this.level + 1;
		this.timers.set(id, { at: this.now + Math.max(0, wait), every, level, run });
		return id;
	}
}

/** Runs a test on a fake clock. */
export function onFakeTime(run: (clock: FakeClock) => void | Promise<void>) {
	return async () => {
		const clock = new FakeClock();
		try {
			await run(clock);
		} finally {
			clock.restore();
		}
	};
}
