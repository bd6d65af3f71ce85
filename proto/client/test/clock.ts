// Time that passes only when a test says so: timers and Date.now() follow it.

interface Timer {
	at: number;
	every: number;
	run: () => void;
}

const real = {
	setTimeout: globalThis.setTimeout,
	clearTimeout: globalThis.clearTimeout,
	setInterval: globalThis.setInterval,
	clearInterval: globalThis.clearInterval,
	now: Date.now,
};

export class FakeClock {
	private now = 1_767_225_600_000;
	private next = 1;
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
		Date.now = () => this.now;
	}

	restore(): void {
		const { now, ...timers } = real;
		Object.assign(globalThis, timers);
		Date.now = now;
	}

	/** Lets time pass, and everything happen that is due in it, in its order. */
	pass(milliseconds: number): void {
		const end = this.now + milliseconds;
		for (;;) {
			const due = [...this.timers].filter(([, timer]) => timer.at <= end);
			const [first] = due.sort(([, a], [, b]) => a.at - b.at);
			if (!first) break;
			this.run(...first);
		}
		this.now = end;
	}

	private run(id: number, timer: Timer): void {
		this.now = Math.max(this.now, timer.at);
		if (timer.every) timer.at += timer.every;
		else this.timers.delete(id);
		timer.run();
	}

	private add(run: () => void, wait: number, every: number): number {
		const id = this.next++;
		this.timers.set(id, { at: this.now + Math.max(0, wait), every, run });
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
