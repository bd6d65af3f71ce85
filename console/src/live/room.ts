/*
 * What one session needs beside its messages: who looks at it, who types in it, and whether this
 * connection has caught up with it. A room lives as long as the desk; a closed one keeps its
 * messages, so that opening it again shows them at once.
 */
import type { ChatSession, SenderType } from '../api/types';
import { Store } from '../lib/store';
import { emptyThread, type Thread } from './thread';

const TYPING_MS = 7_000; /* a beginning lapses after 6 s at the sender; one for the way */

export type RoomFailure = 'absent' | 'denied' | 'busy' | null;

export class Room {
	readonly thread: Store<Thread>;
	/** Which side is typing, if one is. */
	readonly typing = new Store<SenderType | null>(null);
	readonly failure = new Store<RoomFailure>(null);
	/** How many panels show it. */
	viewers = 0;
	/** resume was asked for on this connection and not answered. */
	isResuming = false;
	/** resume was answered on this connection: we hear what happens. */
	isListening = false;
	isLoadingOlder = false;
	sentDelivered = 0;
	sentRead = 0;
	private typingTimer: ReturnType<typeof setTimeout> | undefined;

	constructor(
		readonly sessionId: string,
		session: ChatSession | null,
	) {
		this.thread = new Store(emptyThread(sessionId, session));
	}

	update(change: (thread: Thread) => Thread): void {
		this.thread.set(change(this.thread.get()));
	}

	/* A new connection knows nothing of what the old one asked. */
	disconnected(): void {
		this.isResuming = false;
		this.isListening = false;
		this.isLoadingOlder = false;
		this.setTyping(null);
	}

	setTyping(side: SenderType | null): void {
		clearTimeout(this.typingTimer);
		this.typing.set(side);
		if (side) this.typingTimer = setTimeout(() => this.typing.set(null), TYPING_MS);
	}
}
