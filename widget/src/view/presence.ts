// Who speaks to the visitor, and whether they are there: said once, and only where it is known.
import type { Entry } from "../../../proto/client/thread";
import type { ChatSession } from "../shared/proto";

/** What is known of the other side. */
export interface Known {
	session: ChatSession | undefined;
	agentsOnline: boolean;
	/** There is no network or no connection: what is known may be old. */
	isCutOff: boolean;
	isSignedOut: boolean;
	entries: readonly Entry[];
}

/** What stands below the name in the header. */
export type Presence = "online" | "away" | "handing" | undefined;

function isOver({ session, isSignedOut }: Known): boolean {
	return isSignedOut || session?.status === "ended";
}

/** Who has the chat, or is about to get it. */
export function agentOf(known: Known) {
	return isOver(known) ? undefined : known.session?.assignedAgent;
}

/** Handed over to somebody, by name, who has not taken it yet. */
export function isHandedOver(known: Known): boolean {
	return known.session?.status === "transferred" && !!agentOf(known);
}

/** The greeting says that nobody is there: until somebody has answered. */
export function greetsAway(known: Known): boolean {
	const isAnswered = known.entries.some((entry) => entry.senderType !== "visitor");
	return !known.agentsOnline && !agentOf(known) && !isAnswered;
}

/** Without a line the notice says so, and without anybody the greeting, if it does. */
export function presenceOf(known: Known): Presence {
	if (known.isCutOff || isOver(known)) return undefined;
	if (isHandedOver(known)) return "handing";
	if (agentOf(known)) return known.session!.isAgentGone ? "away" : "online";
	if (known.agentsOnline) return "online";
	return greetsAway(known) ? undefined : "away";
}
