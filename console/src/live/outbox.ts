/*
 * What was written and is not yet stored, kept in localStorage per user and tenant: a reload, a
 * crash or a new sign-in of the same person goes on sending it, under the same ids. It leaves with
 * `stored`, or when its author throws it away.
 */
export interface Outgoing {
	sessionId: string;
	id: string;
	content: string;
	createdAt: string;
	/** Refused for good: shown as failed, not sent again by itself. */
	refusal?: string;
}

export class Outbox {
	private readonly key: string;
	/* Where storage is forbidden or full the page's own memory has to do. */
	private memory: Outgoing[] = [];

	constructor(tenantId: string, userId: string) {
		this.key = `frontdesk.outbox.${tenantId}.${userId}`;
		this.memory = this.read();
	}

	/* Storage is read anew each time: another tab of the same person may have changed it. */
	all(): Outgoing[] {
		return this.read();
	}

	of(sessionId: string): Outgoing[] {
		return this.all().filter((outgoing) => outgoing.sessionId === sessionId);
	}

	add(outgoing: Outgoing): void {
		const rest = this.all().filter((other) => other.id !== outgoing.id);
		this.write([...rest, outgoing]);
	}

	remove(id: string): void {
		const all = this.all();
		const rest = all.filter((outgoing) => outgoing.id !== id);
		if (rest.length !== all.length) this.write(rest);
	}

	refuse(id: string, refusal: string | undefined): void {
		this.write(
			this.all().map((outgoing) =>
				outgoing.id === id ? { ...outgoing, refusal } : outgoing,
			),
		);
	}

	private read(): Outgoing[] {
		try {
			const text = localStorage.getItem(this.key);
			return text === null ? [] : (JSON.parse(text) as Outgoing[]);
		} catch {
			return this.memory;
		}
	}

	private write(all: Outgoing[]): void {
		this.memory = all;
		try {
			if (all.length === 0) localStorage.removeItem(this.key);
			else localStorage.setItem(this.key, JSON.stringify(all));
		} catch {
			/* Kept in memory, as said above. */
		}
	}
}
