/*
 * The one WebSocket: connects, says hello, pings, notices a dead line and comes back. What is said
 * over it is the desk's business.
 *
 * Delays are full jitter: anything between nothing and the ceiling, so that a thousand consoles do
 * not return in the same second. A server that said goodbye names the floor.
 */
import { Store } from '../lib/store';
import type { ClientMessage, ServerMessage, Welcome } from './wire';

const BASE_MS = 1_000;
const CEILING_MS = 30_000;
const WELCOME_TIMEOUT_MS = 10_000;
const PONG_GRACE_MS = 10_000;
const STEADY_MS = 10_000; /* a line that held this long was good: the next loss starts afresh */
const PROTOCOL = 'frontdesk.v1';

export type Connection =
	| { state: 'connecting' }
	| { state: 'open' }
	| { state: 'waiting'; retryAt: number }
	| { state: 'stopped' };

export interface SocketEvents {
	opened(welcome: Welcome): void;
	received(message: ServerMessage): void;
	/** A line could not be made or broke. */
	lost(): void;
	signedOut(): void;
}

export class Socket {
	readonly connection = new Store<Connection>({ state: 'stopped' });
	private ws: WebSocket | null = null;
	private attempt = 0;
	private hintMs = 0;
	private openedAt = 0;
	private retryTimer: ReturnType<typeof setTimeout> | undefined;
	private watchTimer: ReturnType<typeof setTimeout> | undefined;
	private pingTimer: ReturnType<typeof setInterval> | undefined;

	constructor(
		private readonly path: string,
		private readonly events: SocketEvents,
	) {}

	start(): void {
		window.addEventListener('online', this.retryNow);
		document.addEventListener('visibilitychange', this.retryWhenSeen);
		this.connect();
	}

	stop(): void {
		window.removeEventListener('online', this.retryNow);
		document.removeEventListener('visibilitychange', this.retryWhenSeen);
		clearTimeout(this.retryTimer);
		this.drop();
		this.connection.set({ state: 'stopped' });
	}

	/* False: not connected, so the caller keeps what it wanted to say. */
	send(message: ClientMessage): boolean {
		if (this.connection.get().state !== 'open' || !this.ws) return false;
		this.ws.send(JSON.stringify(message));
		return true;
	}

	retryNow = (): void => {
		if (this.connection.get().state !== 'waiting') return;
		clearTimeout(this.retryTimer);
		this.connect();
	};

	private retryWhenSeen = (): void => {
		if (document.visibilityState === 'visible') this.retryNow();
	};

	private connect(): void {
		this.connection.set({ state: 'connecting' });
		const url = new URL(this.path, location.href);
		url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
		const ws = new WebSocket(url, PROTOCOL);
		this.ws = ws;
		ws.onopen = () => ws.send(JSON.stringify({ type: 'hello' } satisfies ClientMessage));
		ws.onmessage = (event) => this.receive(ws, event.data);
		ws.onclose = () => this.closed(ws);
		this.watch(WELCOME_TIMEOUT_MS);
	}

	/* Whoever stays silent for so long is gone, whatever TCP believes. */
	private watch(ms: number): void {
		clearTimeout(this.watchTimer);
		this.watchTimer = setTimeout(() => {
			const { ws } = this;
			if (!ws) return;
			ws.close();
			this.closed(ws);
		}, ms);
	}

	private receive(ws: WebSocket, data: unknown): void {
		if (ws !== this.ws || typeof data !== 'string') return;
		const message = parse(data);
		if (!message) return;
		if (message.type === 'welcome') this.welcome(message);
		else this.watch(this.silenceMs);
		if (message.type === 'goodbye') this.hintMs = message.retryAfterMs;
		if (message.type === 'goodbye' && message.reason === 'signed_out') {
			this.events.signedOut();
			return;
		}
		this.events.received(message);
	}

	private silenceMs = WELCOME_TIMEOUT_MS;

	private welcome(message: Welcome): void {
		this.openedAt = Date.now();
		this.hintMs = 0;
		this.silenceMs = message.pingMs + PONG_GRACE_MS;
		this.watch(this.silenceMs);
		clearInterval(this.pingTimer);
		this.pingTimer = setInterval(() => this.send({ type: 'ping' }), message.pingMs);
		this.connection.set({ state: 'open' });
		this.events.opened(message);
	}

	private drop(): void {
		clearTimeout(this.watchTimer);
		clearInterval(this.pingTimer);
		const { ws } = this;
		this.ws = null;
		if (!ws) return;
		ws.onopen = ws.onmessage = ws.onclose = null;
		ws.close();
	}

	private closed(ws: WebSocket): void {
		if (ws !== this.ws) return;
		this.drop();
		if (this.openedAt > 0 && Date.now() - this.openedAt > STEADY_MS) this.attempt = 0;
		this.openedAt = 0;
		this.scheduleRetry();
		this.events.lost();
	}

	private scheduleRetry(): void {
		const ceiling = Math.min(CEILING_MS, BASE_MS * 2 ** this.attempt);
		const delay = this.hintMs + Math.random() * Math.max(ceiling, this.hintMs);
		this.attempt = Math.min(this.attempt + 1, 10);
		this.hintMs = 0;
		this.connection.set({ state: 'waiting', retryAt: Date.now() + delay });
		this.retryTimer = setTimeout(() => this.connect(), delay);
	}
}

function parse(data: string): ServerMessage | null {
	try {
		const message = JSON.parse(data) as unknown;
		const isMessage = typeof message === 'object' && message !== null && 'type' in message;
		return isMessage ? (message as ServerMessage) : null;
	} catch {
		return null;
	}
}
