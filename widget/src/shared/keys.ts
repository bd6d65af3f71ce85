// The names under which the widget keeps things in the shop's localStorage. Nothing is written
// before a visitor acts; the loader only reads.

/** Who the visitor is and which conversation is open: written by the tab that leads. */
export const sessionKey = (tenantId: string) => `frontdesk:${tenantId}`;
/** What the visitor chose and left: written by any tab. */
export const choicesKey = (tenantId: string) => `frontdesk:${tenantId}:choices`;
/** The text that is being written: in every tab the same. */
export const draftKey = (tenantId: string) => `frontdesk:${tenantId}:draft`;
/** One entry for each text that the server has not stored. */
export const outboxPrefix = (tenantId: string) => `frontdesk:${tenantId}:out:`;
/** In sessionStorage: how the window stands in this tab, over the pages of one visit. */
export const windowKey = (tenantId: string) => `frontdesk:${tenantId}`;

type Kind = "localStorage" | "sessionStorage";

function parsed(key: string, kind: Kind = "localStorage"): Record<string, unknown> {
	return JSON.parse(window[kind].getItem(key) ?? "{}") as Record<string, unknown>;
}

/** What an earlier visit left, or an earlier page of this one; nothing when storage is forbidden. */
export function recall(tenantId: string): { isLive: boolean; isDismissed: boolean } {
	try {
		const { sessionId, isEnded } = parsed(sessionKey(tenantId));
		const prefix = outboxPrefix(tenantId);
		const hasUnsent = Object.keys(localStorage).some((key) => key.startsWith(prefix));
		const isDismissed = !!parsed(choicesKey(tenantId)).isDismissed;
		const isOpen = !!parsed(windowKey(tenantId), "sessionStorage").isOpen;
		return { isLive: isOpen || hasUnsent || (!!sessionId && !isEnded), isDismissed };
	} catch {
		return { isLive: false, isDismissed: false };
	}
}

/** The next page does not find the window open. */
export function forgetWindow(tenantId: string): void {
	try {
		sessionStorage.removeItem(windowKey(tenantId));
	} catch {
		// Storage is forbidden: then nothing was kept.
	}
}

export function forget(tenantId: string): void {
	try {
		for (const key of Object.keys(localStorage))
			if (key.startsWith(sessionKey(tenantId))) localStorage.removeItem(key);
	} catch {
		// The same.
	}
	forgetWindow(tenantId);
}
