// The way that is best where it is open: a WebSocket, subprotocol frontdesk.v1.
import { parseFrame, type Channel, type ChannelEvents } from "./channel";
import type { Place } from "./http";
import type { ClientMessage } from "./wire";

const PROTOCOL = "frontdesk.v1";
const CLOSED_SIGNED_OUT = 4001;

class SocketChannel implements Channel {
	readonly answersPings = true;
	readonly silenceMs = undefined;

	constructor(
		private readonly socket: WebSocket,
		events: ChannelEvents,
		token: string | undefined,
	) {
		socket.onopen = () => this.send({ type: "hello", ...(token ? { token } : {}) });
		socket.onmessage = ({ data }) => {
			events.heard();
			const frame = parseFrame(String(data));
			if (frame) events.frame(frame);
		};
		socket.onclose = ({ code }) => events.ended({ isSignedOut: code === CLOSED_SIGNED_OUT });
	}

	send(frame: ClientMessage): void {
		this.socket.send(JSON.stringify(frame));
	}

	close(): void {
		const { socket } = this;
		socket.onopen = socket.onmessage = socket.onclose = null;
		socket.close();
	}
}

export function openSocket({ base, token }: Place, events: ChannelEvents): Channel {
	const url = new URL(`${base}/ws`, location.href);
	url.protocol = url.protocol.replace("http", "ws");
	return new SocketChannel(new WebSocket(url, PROTOCOL), events, token);
}
