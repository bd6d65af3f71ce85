// The names under which the widget keeps things in the shop's localStorage. Nothing is written
// before a visitor acts; the loader only reads.

/** Who the visitor is and which conversation is open: written by the tab that leads. */
export const sessionKey = (tenantId: string) => `frontdesk:${tenantId}`;
/** What the visitor chose and left: written by any tab. */
export const choicesKey = (tenantId: string) => `frontdesk:${tenantId}:choices`;
/** One entry for each text that the server has not stored. */
export const outboxPrefix = (tenantId: string) => `frontdesk:${tenantId}:out:`;

function parsed(key: string): Record<string, unknown> {
	return JSON.parse(localStorage.getItem(key) ?? "{}") as Record<string, unknown>;
}

/** What an earlier visit left; nothing when storage is forbidden. */
export function recall(tenantId: string): { isLive: boolean; isDismissed: boolean } {
	try {
		const { sessionId, isEnded } = parsed(sessionKey(tenantId));
		const prefix = outboxPrefix(tenantId);
		const hasUnsent = Object.keys(localStorage).some((key) => key.startsWith(prefix));
		const isDismissed = !!parsed(choicesKey(tenantId)).isDismissed;
		return { isLive: hasUnsent || (!!sessionId && !isEnded), isDismissed };
	} catch {
		return { isLive: false, isDismissed: false };
	}
}

export function forget(tenantId: string): void {
	try {
		for (const key of Object.keys(localStorage))
			if (key.startsWith(sessionKey(tenantId))) localStorage.removeItem(key);
	} catch {
		// Storage is forbidden: then nothing was kept.
	}
}
