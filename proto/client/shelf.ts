// What outlives the page, by name, in localStorage. Where that is forbidden or full, memory serves
// until the page goes.

function attempt<T>(step: () => T): T | undefined {
	try {
		return step();
	} catch {
		return undefined;
	}
}

export class Shelf {
	private readonly spare = new Map<string, string>();
	/** What this page wrote under each key last. */
	private readonly own = new Map<string, string>();

	/** Whether what one tab writes can be read by the others, and by the next page. */
	get isShared(): boolean {
		return attempt(() => localStorage.length) !== undefined;
	}

	/** undefined when there is nothing, or nothing that can be read. */
	get<T>(key: string): T | undefined {
		const text = this.text(key);
		return text ? attempt(() => JSON.parse(text) as T) : undefined;
	}

	set(key: string, value: unknown): void {
		const text = JSON.stringify(value);
		this.spare.delete(key);
		this.own.set(key, text);
		const isDone = attempt(() => (localStorage.setItem(key, text), true));
		if (!isDone) this.spare.set(key, text);
	}

	remove(key: string): void {
		this.spare.delete(key);
		this.own.delete(key);
		attempt(() => localStorage.removeItem(key));
	}

	/** Removes what is there still as this page has written it. */
	takeBack(): void {
		for (const [key, text] of [...this.own]) if (this.text(key) === text) this.remove(key);
		this.own.clear();
	}

	keys(prefix: string): string[] {
		const kept = attempt(() => Object.keys(localStorage)) ?? [];
		const all = new Set([...kept, ...this.spare.keys()]);
		return [...all].filter((key) => key.startsWith(prefix));
	}

	private text(key: string): string | null | undefined {
		return this.spare.get(key) ?? attempt(() => localStorage.getItem(key));
	}
}
