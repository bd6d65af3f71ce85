// The page's own events that concern a conversation: whether it is looked at, left, frozen or back,
// whether there is a network, and what other tabs have written. The only door to them.
//
// A page that is frozen, or kept for the back button, may hold nothing that others wait for, and no
// connection: browsers keep no page that does (HTML, "salvageable"; Page Lifecycle, "freeze").

const BEAT_MS = 10_000;

export interface LifecycleHost {
	/** The page is looked at again, or the network has come or gone. */
	poked(): void;
	/** Another tab has changed what is kept under this key, or under all. */
	written(key: string | null): void;
	/** The page is left or frozen; nothing runs in it until it is back, if it ever is. */
	suspended(): void;
	revived(): void;
	/** From time to time, while the page is looked at. */
	beat(): void;
}

export class Lifecycle {
	private isSuspended = false;
	private beater: ReturnType<typeof setInterval> | undefined;

	constructor(private readonly host: LifecycleHost) {}

	begin(): void {
		for (const [target, name, listener] of this.listeners())
			target.addEventListener(name, listener);
		this.beater = setInterval(() => {
			if (document.visibilityState === "visible" && !this.isSuspended) this.host.beat();
		}, BEAT_MS);
	}

	stop(): void {
		for (const [target, name, listener] of this.listeners())
			target.removeEventListener(name, listener);
		clearInterval(this.beater);
	}

	private listeners(): [EventTarget, string, (event: Event) => void][] {
		return [
			[window, "online", this.poke],
			[window, "offline", this.poke],
			[document, "visibilitychange", this.poke],
			[window, "storage", this.onStorage],
			[window, "pagehide", this.suspend],
			[document, "freeze", this.suspend],
			[window, "pageshow", this.revive],
			[document, "resume", this.revive],
		];
	}

	private readonly poke = (): void => {
		if (!this.isSuspended) this.host.poked();
	};

	private readonly onStorage = (event: Event): void => {
		if (!this.isSuspended) this.host.written((event as StorageEvent).key);
	};

	private readonly suspend = (): void => {
		if (this.isSuspended) return;
		this.isSuspended = true;
		this.host.suspended();
	};

	// A frozen page that is left for another one is back by both ways, in any order.
	private readonly revive = (): void => {
		if (!this.isSuspended) return;
		this.isSuspended = false;
		this.host.revived();
	};
}
