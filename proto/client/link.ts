// The one connection of a client, kept up: chooses the way by itself, comes back with full jitter and
// the server's hint, notices a dead line. What is said over it is its host's business, and the host
// need not know which way it takes.
//
// The way: a WebSocket, unless it cannot be had although the server can be reached (a proxy strips
// the upgrade, or lets it through and then nothing). What worked is remembered for as long as the
// page lives; on the other way a WebSocket is tried now and then beside it, and taken if it works.
import { backoff } from "./backoff";
import type { Channel, Ending, OpenChannel } from "./channel";
import type { Place } from "./http";
import { ticks } from "./time";
import type { ClientMessage, FrameOf, Position, ServerMessage } from "./wire";

const WELCOME_MOST_MS = 8_000;
const PONG_GRACE_MS = 10_000;
const PROBE_MOST_MS = 5_000;
const PROBE_SOON_MS = 1_500; // the browser, too, says that there is no network
const BEAT_MS = 2_000;
const SLEPT_MS = 20_000; // so much later than it was due a beat comes after a sleep
const STEADY_MS = 10_000; // a line that held this long was good: the next loss starts afresh
const FLAPPING_ATTEMPT = 2; // after a welcome at most this far up the backoff
const TRIAL_SOON_MS = 500; // where a socket has worked, it may have been the server that was away
const TRIAL_LONG_MS = 10 * 60_000;

const NO_CHANNEL: Channel = {
	answersPings: false,
	silenceMs: undefined,
	send: () => {},
	close: () => {},
};

export type Way = "socket" | "stream";

export interface LinkStatus {
	/** waiting: between two attempts. */
	state: "idle" | "connecting" | "waiting" | "up" | "signed_out";
	/** While up: the name of the history that seq counts in. */
	epoch?: string;
	/** While up: how far the server's clock is ahead of ours. */
	skewMs?: number;
	/** While waiting: when the next attempt is made, local milliseconds. */
	retryAt?: number;
}

export interface LinkHost {
	frame(frame: ServerMessage): void;
	status(status: LinkStatus): void;
	/** The sessions to listen to, the most important first, and how far each is held. */
	positions(): Position[];
}

interface Line {
	way: Way;
	channel: Channel;
	/** When something came last, local milliseconds: they pass while the machine sleeps, too. */
	heardAt: number;
	/** A frame has come: this way is open, whatever it says. */
	isOpen: boolean;
	/** When its welcome came, in ticks. */
	welcomedAt: number | undefined;
}

export class Link {
	status: LinkStatus = { state: "idle" };
	private place: Place | undefined;
	private line: Line | undefined;
	/** A WebSocket that is tried beside a stream that works. */
	private trial: Line | undefined;
	private way: Way = "socket";
	private hasWorked = false;
	private hasSocketWorked = false;
	/** Attempts that brought nothing, since the last that did. */
	private misses = 0;
	private attempt = 0;
	private hintMs = 0;
	private retryTimer: Timer;
	private watchTimer: Timer;
	private pingTimer: Timer;
	private trialTimer: Timer;
	private beatTimer: Timer;
	private beatAt = 0;

	constructor(
		private readonly host: LinkHost,
		private readonly ways: Record<Way, OpenChannel>,
	) {}

	/** Connects, and stays connected until closed or signed out. */
	open(place: Place): void {
		const isSame = this.place?.token === place.token && this.place?.base === place.base;
		if (isSame && this.status.state !== "signed_out") return;
		this.drop();
		this.place = place;
		this.beatAt = Date.now();
		clearInterval(this.beatTimer);
		this.beatTimer = setInterval(() => this.beat(), BEAT_MS);
		this.connect();
	}

	close(): void {
		this.place = undefined;
		clearInterval(this.beatTimer);
		this.drop();
		this.tell({ state: "idle" });
	}

	/** False: not connected, so the caller keeps what it wanted to say. */
	send(frame: ClientMessage): boolean {
		if (this.status.state !== "up" || !this.line) return false;
		this.line.channel.send(frame);
		return true;
	}

	/**
	 * The page, the machine or the network is back: no reason to wait, and a reason to doubt what seems
	 * up. `isGone`: the browser says that there is no network, which need not be true.
	 */
	poke(isGone = false): void {
		if (this.status.state === "up") this.doubt(this.line!, isGone);
		else if (this.status.state === "waiting" && !isGone) this.retryNow();
	}

	retryNow(): void {
		if (this.status.state !== "waiting") return;
		this.attempt = 0;
		this.connect();
	}

	// --- attempts ---

	private nextWay(): Way {
		const isOther = this.hasWorked ? this.misses % 4 === 3 : this.misses % 2 === 1;
		if (!isOther) return this.way;
		return this.way === "socket" ? "stream" : "socket";
	}

	private connect(): void {
		this.drop();
		this.tell({ state: "connecting" });
		this.line = this.start(this.nextWay());
		this.watch(WELCOME_MOST_MS);
	}

	private start(way: Way): Line {
		const line = { way, heardAt: Date.now(), isOpen: false, welcomedAt: undefined } as Line;
		const events = {
			heard: () => this.heard(line),
			frame: (frame: ServerMessage) => this.receive(line, frame),
			ended: (ending: Ending) => this.ended(line, ending),
		};
		try {
			line.channel = this.ways[way](this.place!, events, () => this.host.positions());
		} catch {
			// The page's policy forbids this way.
			line.channel = NO_CHANNEL;
			setTimeout(() => this.ended(line, {}), 0);
		}
		return line;
	}

	private ended(line: Line, ending: Ending): void {
		if (line === this.trial) this.trialFailed();
		else if (line !== this.line) return;
		else if (ending.isSignedOut) this.signedOut();
		else this.lost(ending.retryAfterMs);
	}

	private lost(retryAfterMs = 0): void {
		const { welcomedAt, isOpen } = this.line!;
		if (welcomedAt !== undefined && ticks() - welcomedAt > STEADY_MS) this.attempt = 0;
		this.misses = isOpen ? 0 : this.misses + 1;
		this.drop();
		// The very first socket failed: perhaps there is no way for it, so no wait for the other.
		const isAtOnce = !this.hasWorked && this.misses === 1;
		const jitter = isAtOnce ? 0 : backoff(this.attempt++);
		const delay = Math.max(this.hintMs, retryAfterMs) + jitter;
		this.hintMs = 0;
		this.tell({ state: "waiting", retryAt: Date.now() + delay });
		this.retryTimer = setTimeout(() => this.connect(), delay);
	}

	private signedOut(): void {
		clearInterval(this.beatTimer);
		this.drop();
		this.tell({ state: "signed_out" });
	}

	// --- a line that is up ---

	private receive(line: Line, frame: ServerMessage): void {
		if (line !== this.line && line !== this.trial) return;
		if (frame.type === "welcome") return this.welcomed(line, frame);
		if (line !== this.line) return;
		this.opened(line);
		const isTurnedAway = frame.type === "error" && line.welcomedAt === undefined;
		if (frame.type === "goodbye" || isTurnedAway) this.hintMs = frame.retryAfterMs ?? 0;
		const isSignedOut =
			(frame.type === "goodbye" && frame.reason === "signed_out") ||
			(frame.type === "error" && frame.code === "signed_out");
		if (isSignedOut) this.signedOut();
		else this.host.frame(frame);
	}

	private opened(line: Line): void {
		line.isOpen = true;
		this.way = line.way;
		this.hasWorked = true;
		this.hasSocketWorked ||= line.way === "socket";
	}

	private welcomed(line: Line, frame: FrameOf<"welcome">): void {
		if (line === this.trial) this.adopt(line);
		this.opened(line);
		this.attempt = Math.min(this.attempt, FLAPPING_ATTEMPT);
		line.welcomedAt = ticks();
		this.keepUp(line.channel, frame.pingMs);
		if (line.way === "stream") this.tryLater();
		const skewMs = Date.parse(frame.serverTime) - Date.now();
		this.status = { state: "up", epoch: frame.epoch, skewMs };
		this.host.frame(frame);
		this.tell(this.status);
	}

	private silenceMs = WELCOME_MOST_MS;
	/** How often a sign of life is asked for; 0: the channel gives them by itself. */
	private pingMs = 0;
	private pingedAt = 0;

	private keepUp(channel: Channel, pingMs: number): void {
		this.silenceMs = channel.silenceMs ?? pingMs + PONG_GRACE_MS;
		this.pingMs = channel.answersPings ? pingMs : 0;
		this.pingedAt = ticks();
		this.arm();
	}

	// Timers that timers arm run once a minute in a tab that is hidden for long (Chrome: after five
	// minutes, from the fifth in a row); those that something arrived has armed do not.
	private arm(): void {
		this.watch(this.silenceMs);
		clearTimeout(this.pingTimer);
		if (this.pingMs === 0) return;
		const wait = Math.max(0, this.pingedAt + this.pingMs - ticks());
		this.pingTimer = setTimeout(() => this.ping(), wait);
	}

	private ping(): void {
		this.pingedAt = ticks();
		this.send({ type: "ping" });
	}

	// Whoever stays silent for so long is gone, whatever TCP believes.
	private watch(milliseconds: number): void {
		clearTimeout(this.watchTimer);
		this.watchTimer = setTimeout(() => this.lost(), milliseconds);
	}

	private heard(line: Line): void {
		line.heardAt = Date.now();
		if (line === this.line && line.welcomedAt !== undefined) this.arm();
	}

	private doubt(line: Line, isGone = false): void {
		if (line.channel.answersPings) {
			this.ping();
			this.watch(isGone ? PROBE_SOON_MS : PROBE_MOST_MS);
		} else if (Date.now() - line.heardAt > this.silenceMs / 2) this.lost();
	}

	// No event tells that the machine was asleep, but a beat that comes much too late does.
	private beat(): void {
		const lateMs = Date.now() - this.beatAt - BEAT_MS;
		this.beatAt = Date.now();
		if (lateMs > SLEPT_MS) this.poke();
	}

	// --- a WebSocket beside the stream ---

	private tryLater(): void {
		clearTimeout(this.trialTimer);
		const least = this.hasSocketWorked ? TRIAL_SOON_MS : TRIAL_LONG_MS;
		this.trialTimer = setTimeout(() => this.tryNow(), least * (0.5 + Math.random()));
	}

	private tryNow(): void {
		if (this.status.state !== "up" || this.line?.way !== "stream") return;
		this.trial = this.start("socket");
		this.trialTimer = setTimeout(() => this.trialFailed(), WELCOME_MOST_MS);
	}

	private trialFailed(): void {
		this.trial?.channel.close();
		this.trial = undefined;
		this.hasSocketWorked = false;
		this.tryLater();
	}

	private adopt(line: Line): void {
		clearTimeout(this.trialTimer);
		this.line?.channel.close();
		this.trial = undefined;
		this.line = line;
		this.misses = 0;
	}

	// --- the end of a line ---

	private tell(status: LinkStatus): void {
		this.status = status;
		this.host.status(status);
	}

	private drop(): void {
		for (const timer of [this.retryTimer, this.watchTimer, this.pingTimer, this.trialTimer])
			clearTimeout(timer);
		this.line?.channel.close();
		this.trial?.channel.close();
		this.line = this.trial = undefined;
	}
}

type Timer = ReturnType<typeof setTimeout> | undefined;
