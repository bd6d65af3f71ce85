// What outlives the page: who the visitor is, which conversation is open, and the texts that the
// server has not stored yet. One localStorage entry each, so that two tabs never overwrite each
// other's texts. Where storage is forbidden or full, memory serves until the page goes.
import { forget, memoryKey, outboxPrefix, type LoaderMemory } from "../shared/keys";

export interface Start {
	key: string;
	pageUrl?: string;
	referrerUrl?: string;
}

export interface Profile {
	name?: string;
	email?: string;
}

export interface Memory extends LoaderMemory {
	token?: string;
	sessionId?: string;
	isEnded?: boolean;
	/** A POST that starts a session is under way or was interrupted: repeated with the same key. */
	start?: Start;
	profile?: Profile;
	identifierHash?: string;
	sound?: boolean;
}

export interface Entry {
	id: string;
	content: string;
	madeAt: number;
	/** The session to which it was first sent; an entry never changes session under the same id. */
	sessionId?: string;
	failure?: string;
}

type Change = { [key in keyof Memory]?: Memory[key] | undefined };

export class Durable {
	private readonly spare = new Map<string, string>();

	constructor(private readonly tenantId: string) {}

	read(): Memory {
		return this.parse<Memory>(this.get(memoryKey(this.tenantId))) ?? {};
	}

	/** Changes some members; undefined takes a member away. */
	write(change: Change): void {
		const memory = { ...this.read(), ...change } as Memory;
		memory.live = this.entries().length > 0 || (!!memory.sessionId && !memory.isEnded);
		this.set(memoryKey(this.tenantId), JSON.stringify(memory));
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
		this.write({});
	}

	remove(id: string): void {
		const key = outboxPrefix(this.tenantId) + id;
		this.spare.delete(key);
		this.attempt(() => localStorage.removeItem(key));
		this.write({});
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
