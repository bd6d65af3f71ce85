// One connection to the server, by one of two ways that look the same from outside: a WebSocket, or
// a stream of events (fetch) with POST for what the client says. It lives once; the link makes
// another when it has gone.
import type { Place } from "./http";
import type { ClientMessage, Position, ServerMessage } from "./wire";

export interface Ending {
	/** The proof of who we are does not hold any more: coming back is pointless. */
	isSignedOut?: boolean;
	/** How long the server wants us to stay away. */
	retryAfterMs?: number | undefined;
}

export interface ChannelEvents {
	/** The server gave a sign of life. */
	heard(): void;
	/** The first is `welcome`: from then on the channel may be used. */
	frame(frame: ServerMessage): void;
	/** Once, and not after close(). */
	ended(ending: Ending): void;
}

export interface Channel {
	send(frame: ClientMessage): void;
	/** Whether it can be asked for a sign of life with a ping. */
	readonly answersPings: boolean;
	/** How long it may be silent and yet be alive; undefined: as long as pings take. */
	readonly silenceMs: number | undefined;
	close(): void;
}

/** `positions`: the sessions that the client listens to, and how far it holds each. */
export type OpenChannel = (
	place: Place,
	events: ChannelEvents,
	positions: () => Position[],
) => Channel;

export function parseFrame(text: string): ServerMessage | undefined {
	try {
		const frame = JSON.parse(text) as unknown;
		const isFrame = typeof frame === "object" && frame !== null && "type" in frame;
		return isFrame ? (frame as ServerMessage) : undefined;
	} catch {
		return undefined;
	}
}
