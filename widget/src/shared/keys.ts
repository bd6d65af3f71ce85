// The names under which the widget keeps things in the shop's localStorage. Nothing is written
// before a visitor acts; the loader only reads.

export const memoryKey = (tenantId: string) => `frontdesk:${tenantId}`;
export const outboxPrefix = (tenantId: string) => `frontdesk:${tenantId}:out:`;

export interface LoaderMemory {
	/** A conversation is open or a text waits to be sent: the app loads with the page. */
	live?: boolean;
	/** The visitor closed the window: it does not open by itself any more. */
	dismissed?: boolean;
}

/** What an earlier visit left; empty when nothing did, or when storage is forbidden. */
export function recall(tenantId: string): LoaderMemory {
	try {
		return JSON.parse(localStorage.getItem(memoryKey(tenantId)) ?? "{}") as LoaderMemory;
	} catch {
		return {};
	}
}

export function forget(tenantId: string): void {
	try {
		for (const key of Object.keys(localStorage))
			if (key.startsWith(memoryKey(tenantId))) localStorage.removeItem(key);
	} catch {
		// Storage is forbidden: then nothing was kept.
	}
}
