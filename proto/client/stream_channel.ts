// The way for networks that let no WebSocket through: events come as a stream that is read with fetch
// (so that no token enters a URL), what the client says goes by POST.
//
// The stream listens to the sessions that its URL names, and resumes each by itself. Another session
// means another stream, with the longer list; the old one is let go once the new one is there.
import { parseFrame, type Channel, type ChannelEvents, type Ending } from "./channel";
import { EventStream, readBody } from "./event_stream";
import { proofOf, refusalOf, type Place } from "./http";
import { Posts } from "./posts";
import type { AskOf, ClientMessage, Position, ServerMessage } from "./wire";

const SESSIONS_MOST = 20;
const SILENCE_MS = 40_000; // a comment comes every 15 s
const GATHER_MS = 20; // what is opened at the same moment shares a stream

export function streamUrl(base: string, positions: readonly Position[]): string {
	const epoch = positions.find((position) => position.epoch)?.epoch;
	const sessions = positions.map(({ sessionId, afterSeq, epoch: own }) => {
		const isHeld = afterSeq !== undefined && own === epoch;
		return `session=${sessionId}${isHeld ? `,${afterSeq}` : ""}`;
	});
	if (epoch) sessions.push(`epoch=${encodeURIComponent(epoch)}`);
	return `${base}/events${sessions.length > 0 ? "?" : ""}${sessions.join("&")}`;
}

class StreamChannel implements Channel {
	readonly answersPings = false;
	readonly silenceMs = SILENCE_MS;
	private readonly posts: Posts;
	/** Oldest first; more than one only while the newest has not been welcomed. */
	private streams: AbortController[] = [];
	private readonly listened = new Set<string>();
	/** Sessions whose resume the server runs by itself: the first one asked for is that one. */
	private readonly resuming = new Set<string>();
	private gathering: ReturnType<typeof setTimeout> | undefined;
	private isWelcomed = false;
	private isEnded = false;

	constructor(
		private readonly place: Place,
		private readonly events: ChannelEvents,
		private readonly positions: () => Position[],
	) {
		this.posts = new Posts(place, {
			frame: (frame) => this.isEnded || this.events.frame(frame),
			signedOut: () => this.end({ isSignedOut: true }),
		});
		void this.open();
	}

	send(frame: ClientMessage): void {
		if (frame.type === "resume") this.resume(frame);
		else if (frame.type === "leave") this.listened.delete(frame.sessionId);
		else this.posts.send(frame);
	}

	close(): void {
		this.isEnded = true;
		clearTimeout(this.gathering);
		this.posts.stop();
		for (const stream of this.streams) stream.abort();
	}

	private end(ending: Ending): void {
		if (this.isEnded) return;
		this.close();
		this.events.ended(ending);
	}

	private resume(frame: AskOf<"resume">): void {
		const { sessionId } = frame;
		if (this.resuming.delete(sessionId)) return;
		if (this.listened.has(sessionId)) void this.posts.resume(frame);
		else this.gathering ??= setTimeout(() => void this.open(), GATHER_MS);
	}

	private async open(): Promise<void> {
		this.gathering = undefined;
		const stream = new AbortController();
		this.streams.push(stream);
		const ending = await this.read(stream).catch(() => ({}));
		if (!stream.signal.aborted) this.end(ending);
	}

	private async read(stream: AbortController): Promise<Ending> {
		const positions = this.positions().slice(0, SESSIONS_MOST);
		const url = streamUrl(this.place.base, positions);
		const response = await fetch(url, { ...proofOf(this.place), signal: stream.signal });
		if (!response.ok || !response.body) return refused(response);
		const events = new EventStream((data) => {
			const frame = stream.signal.aborted ? undefined : parseFrame(data);
			if (frame?.type === "welcome") this.welcomed(stream, frame, positions);
			else if (frame) this.receive(frame);
		});
		await readBody(response.body, (text) => {
			this.events.heard();
			events.push(text);
		});
		return {};
	}

	// The resumes of a stream follow its welcome. Only the first stream's is news to others.
	private welcomed(
		stream: AbortController,
		frame: ServerMessage,
		positions: readonly Position[],
	): void {
		const older = this.streams.splice(0, this.streams.indexOf(stream));
		for (const other of older) other.abort();
		for (const { sessionId } of positions) {
			this.listened.add(sessionId);
			if (!this.isWelcomed) this.resuming.add(sessionId);
		}
		if (!this.isWelcomed) this.events.frame(frame);
		this.isWelcomed = true;
	}

	// What a stream could not resume it does not listen to: only another stream will.
	private receive(frame: ServerMessage): void {
		const isRefused = frame.type === "error" && frame.request === "resume";
		if (isRefused && frame.sessionId) this.listened.delete(frame.sessionId);
		if ((isRefused || frame.type === "resumed") && frame.sessionId)
			this.resuming.delete(frame.sessionId);
		this.events.frame(frame);
	}
}

async function refused(response: Response): Promise<Ending> {
	const { status, retryAfterMs } = await refusalOf(response);
	return { isSignedOut: status === 401, retryAfterMs };
}

export function openStream(
	place: Place,
	events: ChannelEvents,
	positions: () => Position[],
): Channel {
	return new StreamChannel(place, events, positions);
}
