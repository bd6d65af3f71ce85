// The ways to the server: a WebSocket, and in its place a stream, of which most visitors never need the
// file.
import type { Channel, OpenChannel } from "../../../proto/client/channel";
import type { Way } from "../../../proto/client/link";
import { openSocket } from "../../../proto/client/socket_channel";
import { fetchPart } from "../shared/fetch_part";

interface StreamModule {
	openStream: OpenChannel;
}

/** Without its file the stream ends as one that no network lets through. */
function streamOf(gateway: string): OpenChannel {
	return (place, events, positions) => {
		let channel: Channel | undefined;
		let isClosed = false;
		void fetchPart<StreamModule>(gateway, STREAM_FILE).then((module) => {
			if (isClosed) return;
			channel = module?.openStream(place, events, positions);
			if (!channel) events.ended({});
		});
		return {
			answersPings: false,
			get silenceMs() {
				return channel?.silenceMs;
			},
			send: (frame) => channel?.send(frame),
			close() {
				isClosed = true;
				channel?.close();
			},
		};
	};
}

export const waysOf = (gateway: string): Record<Way, OpenChannel> => ({
	socket: openSocket,
	stream: streamOf(gateway),
});
