// Follows the tenant's configuration while a page is open: read again when the page is looked at, when the
// hours turn, when the server tells of another version, and from time to time. The browser's cache asks with
// the entity tag that it holds (RFC 9110, 13.1.2), so that what is the same costs no body.
import type { ChatWidgetConfig } from "../shared/proto";

const OFTEN_MS = 60_000;
const SELDOM_MS = 5_000; // nobody's impatience asks more often
const SPREAD_LEAST_MS = 500; // all open pages of a shop hear it at once
const SPREAD_MS = 2_500;
const AGAIN_MOST = 4; // until what is read has the version that was told
const TIMER_MOST_MS = 2 ** 31 - 1;

export interface FollowHost {
	/** undefined: it cannot be read now. */
	read(): Promise<ChatWidgetConfig | undefined>;
	came(config: ChatWidgetConfig): void;
}

const spread = () => SPREAD_LEAST_MS + Math.random() * SPREAD_MS;

export class Follower {
	private readAt = -Infinity;
	private beat: ReturnType<typeof setInterval> | undefined;
	private turn: ReturnType<typeof setTimeout> | undefined;
	private told: ReturnType<typeof setTimeout> | undefined;

	constructor(
		private readonly host: FollowHost,
		config: ChatWidgetConfig,
	) {
		this.waitForTurn(config);
	}

	begin(): void {
		document.addEventListener("visibilitychange", this.seen);
		this.beat = setInterval(this.seen, OFTEN_MS);
	}

	stop(): void {
		document.removeEventListener("visibilitychange", this.seen);
		clearInterval(this.beat);
		clearTimeout(this.turn);
		clearTimeout(this.told);
	}

	/** Somebody wants to know. */
	async look(): Promise<void> {
		if (performance.now() - this.readAt < SELDOM_MS) return;
		await this.read();
	}

	/** The server tells that this version holds, or that the hours have turned. */
	hear(version = 0, attempts = AGAIN_MOST): void {
		clearTimeout(this.told);
		this.told = setTimeout(async () => {
			const config = await this.read();
			const isOld = (config?.version ?? 0) < version;
			if (isOld && attempts > 1) this.hear(version, attempts - 1);
		}, spread());
	}

	private readonly seen = (): void => {
		if (document.visibilityState === "visible") void this.look();
	};

	private async read(): Promise<ChatWidgetConfig | undefined> {
		this.readAt = performance.now();
		const config = await this.host.read();
		if (!config) return undefined;
		this.waitForTurn(config);
		this.host.came(config); // also where it is the same: who is there the app hears from others, too
		return config;
	}

	// A clock that is set while the page is open is late by a minute at most.
	private waitForTurn({ changesAt }: ChatWidgetConfig): void {
		clearTimeout(this.turn);
		const wait = changesAt ? Date.parse(changesAt) - Date.now() : NaN;
		if (wait > 0 && wait < TIMER_MOST_MS) this.turn = setTimeout(() => this.hear(), wait);
	}
}
