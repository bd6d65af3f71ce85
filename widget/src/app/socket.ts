// One WebSocket that comes back: full jitter between attempts, the server's hint first, at once
// when the network or the page returns. It proves the token, pings, and takes two silent pings for
// dead.
import type { ClientMessage, ServerMessage } from "../shared/proto";

const BASE_DELAY_MS = 500;
const MOST_DELAY_MS = 30_000;
const WELCOME_MOST_MS = 15_000;
const PROBE_MOST_MS = 5_000;
const PROTOCOL = "frontdesk.v1";
const CLOSED_SIGNED_OUT = 4001;

export type LinkState = "idle" | "connecting" | "up" | "signed_out";

export interface Status {
	state: LinkState;
	epoch?: string;
	/** How far the server's clock is ahead of ours. */
	skewMs?: number;
}

export interface SocketListener {
	onFrame(frame: ServerMessage): void;
	onStatus(status: Status): void;
}

/** Full jitter: anything between nothing and the doubled, capped delay. */
export function reconnectDelay(attempt: number, random = Math.random): number {
	return random() * Math.min(MOST_DELAY_MS, BASE_DELAY_MS * 2 ** Math.min(attempt, 10));
}

export class Socket {
	private socket: WebSocket | undefined;
	private token: string | undefined;
	private isUp = false;
	private attempt = 0;
	private hintMs = 0;
	private unanswered = 0;
	private retryTimer = 0;
	private pingTimer = 0;
	private probeTimer = 0;

	constructor(
		private readonly url: string,
		private readonly listener: SocketListener,
	) {}

	open(token: string): void {
		if (this.token === token && (this.socket || this.retryTimer)) return;
		this.close();
		this.token = token;
		this.connect();
	}

	close(): void {
		this.token = undefined;
		this.drop();
		this.listener.onStatus({ state: "idle" });
	}

	/** True when it went out; a frame for a socket that is not up is dropped. */
	send(frame: ClientMessage): boolean {
		if (!this.isUp || !this.socket) return false;
		this.socket.send(JSON.stringify(frame));
		return true;
	}

	/** The network or the page is back: no reason to wait, and a reason to doubt what seems up. */
	poke(): void {
		if (!this.token) return;
		if (this.isUp) this.probe(this.socket!);
		else if (this.retryTimer) {
			this.attempt = 0;
			this.connect();
		}
	}

	private probe(socket: WebSocket): void {
		clearTimeout(this.probeTimer);
		this.probeTimer = window.setTimeout(() => this.lost(socket), PROBE_MOST_MS);
		this.send({ type: "ping" });
	}

	private connect(): void {
		this.drop();
		this.listener.onStatus({ state: "connecting" });
		const socket = new WebSocket(this.url, PROTOCOL);
		this.socket = socket;
		this.pingTimer = window.setTimeout(() => this.lost(socket), WELCOME_MOST_MS);
		socket.onopen = () => socket.send(JSON.stringify({ type: "hello", token: this.token }));
		socket.onmessage = (event) => this.receive(socket, String(event.data));
		socket.onclose = (event) => {
			if (event.code === CLOSED_SIGNED_OUT) this.signedOut();
			else this.lost(socket);
		};
	}

	private receive(socket: WebSocket, text: string): void {
		if (socket !== this.socket) return;
		this.unanswered = 0;
		clearTimeout(this.probeTimer);
		const frame = JSON.parse(text) as ServerMessage;
		if (frame.type === "welcome") this.welcome(socket, frame);
		if (frame.type === "goodbye") this.hintMs = frame.retryAfterMs;
		if (frame.type === "error" && frame.code === "signed_out") this.signedOut();
		else this.listener.onFrame(frame);
	}

	private welcome(socket: WebSocket, frame: ServerMessage & { type: "welcome" }): void {
		clearTimeout(this.pingTimer);
		this.isUp = true;
		this.attempt = 0;
		if (frame.pingMs > 0)
			this.pingTimer = window.setInterval(() => this.ping(socket), frame.pingMs);
		const skewMs = Date.parse(frame.serverTime) - Date.now();
		this.listener.onStatus({ state: "up", epoch: frame.epoch, skewMs });
	}

	private ping(socket: WebSocket): void {
		if (this.unanswered >= 2) return this.lost(socket);
		this.unanswered++;
		this.send({ type: "ping" });
	}

	private lost(socket: WebSocket): void {
		if (socket !== this.socket) return;
		this.drop();
		this.listener.onStatus({ state: "connecting" });
		const delay = this.hintMs + reconnectDelay(this.attempt++);
		this.hintMs = 0;
		this.retryTimer = window.setTimeout(() => this.connect(), delay);
	}

	private signedOut(): void {
		this.token = undefined;
		this.drop();
		this.listener.onStatus({ state: "signed_out" });
	}

	private drop(): void {
		clearTimeout(this.retryTimer);
		clearTimeout(this.pingTimer);
		clearTimeout(this.probeTimer);
		this.retryTimer = 0;
		this.isUp = false;
		this.unanswered = 0;
		const socket = this.socket;
		this.socket = undefined;
		if (!socket) return;
		socket.onopen = socket.onmessage = socket.onclose = null;
		socket.close();
	}
}
