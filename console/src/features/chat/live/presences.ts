/*
 * Whether the visitors of open chats are there, and on which page. Lists and events tell of it apart from
 * the rest of a session, whose versions it does not raise: of two pictures the later one counts.
 */
import type { FrameOf } from '../../../../../proto/client/wire';
import type { ChatSession } from '../../../api/types';

const MOST = 5_000;

export interface Presence {
	isHere: boolean;
	/** The page that they look at, or looked at last. */
	pageUrl: string | undefined;
	/** When one of these changed, RFC 3339. */
	at: string;
}

export class Presences {
	private readonly known = new Map<string, Presence>();
	private readonly listeners = new Set<() => void>();

	of(sessionId: string): Presence | undefined {
		return this.known.get(sessionId);
	}

	subscribe = (listener: () => void): (() => void) => {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	};

	/* As a list or an event has the session; what visitors get of it says nothing. */
	learn({ id, status, isVisitorHere, currentPageUrl, presenceAt }: ChatSession): void {
		if (status === 'ended') return this.drop(id);
		if (isVisitorHere === undefined || presenceAt === undefined) return;
		this.take(id, { isHere: isVisitorHere, pageUrl: currentPageUrl, at: presenceAt });
	}

	hear({ sessionId, isVisitorHere, currentPageUrl, presenceAt }: FrameOf<'presence'>): void {
		this.take(sessionId, { isHere: isVisitorHere, pageUrl: currentPageUrl, at: presenceAt });
	}

	/* Times are of another history from now on. */
	clear(): void {
		this.known.clear();
		this.tell();
	}

	private take(id: string, { isHere, pageUrl, at }: Presence): void {
		const before = this.known.get(id);
		if (before && before.at > at) return;
		const next = { isHere, pageUrl: pageUrl ?? before?.pageUrl, at };
		if (before?.at === at && before.isHere === isHere && before.pageUrl === next.pageUrl) return;
		this.known.delete(id);
		this.known.set(id, next);
		if (this.known.size > MOST) this.known.delete(this.known.keys().next().value!);
		this.tell();
	}

	private drop(id: string): void {
		if (this.known.delete(id)) this.tell();
	}

	private tell(): void {
		for (const listener of [...this.listeners]) listener();
	}
}
