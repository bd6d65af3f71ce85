/*
 * What is known of each session by now. Pictures of one come by several ways, and one that was taken
 * earlier may come later: of two the higher version is the newer. What an answer brings was read after
 * everything that was heard before it was asked for, so only what was heard since then is newer than it.
 */
import { isOlder } from '../../../../../proto/client/thread';
import type { ChatSession } from '../../../api/types';

/* Those that nothing was heard of for longest go: no picture of theirs is on its way any more. */
const MOST = 5_000;

interface Known {
	session: ChatSession;
	/* Its place in the order of what was heard. */
	at: number;
}

export class Ledger {
	private readonly known = new Map<string, Known>();
	private heardCount = 0;

	/* This moment, in the order of what is heard. */
	now(): number {
		return this.heardCount;
	}

	/* False when something newer is known. */
	isNews(session: ChatSession): boolean {
		const known = this.known.get(session.id);
		return !known || !isOlder(session, known.session);
	}

	/* Notes what an event says, if it is news. */
	hear(session: ChatSession): boolean {
		if (!this.isNews(session)) return false;
		this.put({ session, at: ++this.heardCount });
		return true;
	}

	/* What an answer says that was asked for at `since`, with what was heard meanwhile on top. */
	settle(sessions: readonly ChatSession[], since: number): ChatSession[] {
		return sessions.map((session) => {
			const known = this.known.get(session.id);
			const isOvertaken = known && known.at > since && !isOlder(known.session, session);
			if (!isOvertaken) this.put({ session, at: since });
			return isOvertaken ? known.session : session;
		});
	}

	/* What was heard since then, in its order. */
	heardSince(since: number): ChatSession[] {
		const heard = [...this.known.values()].filter(({ at }) => at > since);
		return heard.sort((a, b) => a.at - b.at).map(({ session }) => session);
	}

	/* Versions of another history mean nothing. */
	clear(): void {
		this.known.clear();
	}

	private put(known: Known): void {
		this.known.delete(known.session.id);
		this.known.set(known.session.id, known);
		if (this.known.size > MOST) this.known.delete(this.known.keys().next().value!);
	}
}
