/*
 * What is known of each session by now. Pictures of one come by several ways, and one that was taken
 * earlier may come later: of two the higher version is the newer. What an answer brings was read after
 * everything that had come before it was asked for, so only what came since then can be newer than it.
 */
import { isOlder } from '../../../../../proto/client/thread';
import type { ChatSession } from '../../../api/types';

/* Those that nothing was heard of for longest go: no picture of theirs is on its way any more. */
const MOST = 5_000;

interface Known {
	session: ChatSession;
	/* When it came, in the order of what is heard and read. */
	at: number;
	/* When an event last told of the session; 0: none did. */
	heardAt: number;
}

export class Ledger {
	private readonly known = new Map<string, Known>();
	private count = 0;

	/* This moment, in the order of what is heard and read. */
	now(): number {
		return this.count;
	}

	/* False when something newer is known. */
	isNews(session: ChatSession): boolean {
		const known = this.known.get(session.id);
		return !known || !isOlder(session, known.session);
	}

	/* Notes what an event says, if it is news. */
	hear(session: ChatSession): boolean {
		if (!this.isNews(session)) return false;
		const at = ++this.count;
		this.put({ session, at, heardAt: at });
		return true;
	}

	/*
	 * What an answer says that was asked for at `since`, with what came meanwhile on top: events, and other
	 * answers, of which nobody knows whether they were made before this one.
	 */
	settle(sessions: readonly ChatSession[], since: number): ChatSession[] {
		return sessions.map((session) => {
			const known = this.known.get(session.id);
			const isOvertaken = known && known.at > since && !isOlder(known.session, session);
			if (!isOvertaken) this.put({ session, at: ++this.count, heardAt: known?.heardAt ?? 0 });
			return isOvertaken ? known.session : session;
		});
	}

	/* What was heard since then, in its order. */
	heardSince(since: number): ChatSession[] {
		const heard = [...this.known.values()].filter(({ heardAt }) => heardAt > since);
		return heard.sort((a, b) => a.heardAt - b.heardAt).map(({ session }) => session);
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
