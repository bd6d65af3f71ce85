// What the tabs of one browser share, as far as the app needs it: locks and a channel. Everything
// arrives by the test's clock, and nothing at a tab that is frozen.
import { FakeClock, onFakeTime } from "../../proto/client/test/clock";

const WAY_MS = 1;
const STEP_MS = 20;

type Grant = () => Promise<void> | undefined;

interface Request {
	grant: Grant;
	isHeld: boolean;
	settle: { done(): void; fail(error: Error): void };
}

export class FakeLocks {
	/** A holder that does not run hears only later that its lock was taken. */
	isHeldBack = false;
	private line: Request[] = [];
	private late: (() => void)[] = [];

	constructor(private readonly clock: FakeClock) {}

	request(
		_: string,
		{ steal, signal }: { steal?: boolean; signal?: AbortSignal },
		grant: Grant,
	): Promise<void> {
		return new Promise((done, fail) => {
			const request = { grant, isHeld: false, settle: { done, fail } };
			signal?.addEventListener("abort", () => this.leave(request));
			if (steal) this.take();
			if (steal) this.line.unshift(request);
			else this.line.push(request);
			this.clock.arrive(() => this.next(), WAY_MS);
		});
	}

	wake(): void {
		this.isHeldBack = false;
		for (const tell of this.late.splice(0)) tell();
	}

	private take(): void {
		const holder = this.line[0]?.isHeld ? this.line.shift() : undefined;
		const tell = () => holder?.settle.fail(new Error("AbortError"));
		if (this.isHeldBack) this.late.push(tell);
		else tell();
	}

	private leave(request: Request): void {
		if (request.isHeld) return;
		this.line = this.line.filter((other) => other !== request);
		request.settle.fail(new Error("AbortError"));
	}

	private next(): void {
		const first = this.line[0];
		if (!first || first.isHeld) return;
		first.isHeld = true;
		void Promise.resolve(first.grant()).then(() => {
			this.line = this.line.filter((other) => other !== first);
			first.settle.done();
			this.clock.arrive(() => this.next(), WAY_MS);
		});
	}
}

export class FakeChannel {
	static all: FakeChannel[] = [];
	static clock: FakeClock;
	static posts = 0;
	onmessage: ((event: { data: unknown }) => void) | undefined;
	isFrozen = false;
	private isClosed = false;
	private readonly held: unknown[] = [];

	constructor(_: string) {
		FakeChannel.all.push(this);
	}

	postMessage(data: unknown): void {
		if (this.isClosed) throw new Error("InvalidStateError");
		FakeChannel.posts++;
		const copy = JSON.stringify(data);
		for (const other of FakeChannel.all)
			if (other !== this) FakeChannel.clock.arrive(() => other.deliver(JSON.parse(copy)), WAY_MS);
	}

	close(): void {
		this.isClosed = true;
		FakeChannel.all = FakeChannel.all.filter((other) => other !== this);
	}

	thaw(): void {
		this.isFrozen = false;
		for (const data of this.held.splice(0)) this.deliver(data);
	}

	private deliver(data: unknown): void {
		if (this.isClosed) return;
		if (this.isFrozen) this.held.push(data);
		else this.onmessage?.({ data });
	}
}

export async function flush(): Promise<void> {
	for (let times = 0; times < 20; times++) await Promise.resolve();
}

export interface World {
	clock: FakeClock;
	locks: FakeLocks;
	/** Lets time pass, and promises come to their ends meanwhile. */
	pass(milliseconds: number): Promise<void>;
}

/** Runs a test in a browser of its own, on a fake clock. */
export function inWorld(run: (world: World) => Promise<void>) {
	return onFakeTime(async (clock) => {
		const locks = new FakeLocks(clock);
		FakeChannel.clock = clock;
		FakeChannel.all = [];
		FakeChannel.posts = 0;
		const define = (name: string, value: unknown) =>
			Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
		define("navigator", { locks, onLine: true });
		define("BroadcastChannel", FakeChannel);
		define("location", { href: "https://shop.example/ferns#top" });
		define("document", { referrer: "", visibilityState: "visible", hasFocus: () => false });
		const pass = async (milliseconds: number) => {
			for (let left = milliseconds; left > 0; left -= STEP_MS) {
				clock.pass(Math.min(left, STEP_MS));
				await flush();
			}
		};
		await run({ clock, locks, pass });
	});
}
