// What outlives the page: who the visitor is, which conversation is open, what they chose, and the
// texts that the server has not stored yet. Apart from each other, one localStorage entry for each
// text, so that tabs do not overwrite each other's. Where storage is forbidden or full, memory
// serves until the page goes.
import { choicesKey, forget, outboxPrefix, sessionKey } from "../shared/keys";

export interface Profile {
	name?: string;
	email?: string;
}

interface Session {
	token?: string;
	sessionId?: string;
	isEnded?: boolean;
	/** A POST that starts a session is under way or was interrupted: repeated with the same key. */
	startKey?: string;
	identifierHash?: string;
}

interface Choices {
	profile?: Profile;
	hasSound?: boolean;
	isDismissed?: boolean;
}

/** Where a text was written. */
export interface Page {
	pageUrl: string;
	referrerUrl: string;
}

export interface Entry {
	id: string;
	content: string;
	madeAt: number;
	/** The session to which it was first sent; an entry never changes session under the same id. */
	sessionId?: string;
	failure?: string;
	page: Page;
}

type Change<T> = { [key in keyof T]?: T[key] | undefined };

export class Durable {
	private readonly spare = new Map<string, string>();

	constructor(private readonly tenantId: string) {}

	/** Whether what one tab writes can be read by the others, and by the next page. */
	get isShared(): boolean {
		return this.attempt(() => localStorage.length) !== undefined;
	}

	session(): Session {
		return this.parse<Session>(this.get(sessionKey(this.tenantId))) ?? {};
	}

	choices(): Choices {
		return this.parse<Choices>(this.get(choicesKey(this.tenantId))) ?? {};
	}

	/** Changes some members; undefined takes a member away. */
	writeSession(change: Change<Session>): void {
		this.set(sessionKey(this.tenantId), JSON.stringify({ ...this.session(), ...change }));
	}

	writeChoices(change: Change<Choices>): void {
		this.set(choicesKey(this.tenantId), JSON.stringify({ ...this.choices(), ...change }));
	}

	/** Whether a storage event's key is of this tenant. */
	owns(key: string | null): boolean {
		return !key || key.startsWith(sessionKey(this.tenantId));
	}

	/** The unsent texts, oldest first. */
	entries(): Entry[] {
		const prefix = outboxPrefix(this.tenantId);
		return this.keys()
			.filter((key) => key.startsWith(prefix))
			.map((key) => this.parse<Entry>(this.get(key)))
			.filter((entry): entry is Entry => !!entry)
			.sort((a, b) => a.madeAt - b.madeAt || (a.id < b.id ? -1 : 1));
	}

	put(entry: Entry): void {
		this.set(outboxPrefix(this.tenantId) + entry.id, JSON.stringify(entry));
	}

	remove(id: string): void {
		const key = outboxPrefix(this.tenantId) + id;
		this.spare.delete(key);
		this.attempt(() => localStorage.removeItem(key));
	}

	clear(): void {
		this.spare.clear();
		forget(this.tenantId);
	}

	private keys(): string[] {
		const kept = this.attempt(() => Object.keys(localStorage)) ?? [];
		return [...new Set([...kept, ...this.spare.keys()])];
	}

	private get(key: string): string | undefined {
		return this.spare.get(key) ?? this.attempt(() => localStorage.getItem(key)) ?? undefined;
	}

	private set(key: string, value: string): void {
		this.spare.delete(key);
		const done = this.attempt(() => (localStorage.setItem(key, value), true));
		if (!done) this.spare.set(key, value);
	}

	private parse<T>(text: string | undefined): T | undefined {
		return text === undefined ? undefined : this.attempt(() => JSON.parse(text) as T);
	}

	private attempt<T>(step: () => T): T | undefined {
		try {
			return step();
		} catch {
			return undefined;
		}
	}
}
