// What the conversation knows of the other side, as presence.ts asks for it.
import { useDesk, type Desk } from "./context";
import type { Known } from "./presence";

export function knownOf({ conversation }: Desk): Known {
	const { session, agentsOnline, isSignedOut, isOffline, isReconnecting, thread } = conversation;
	const { entries } = thread;
	return { session, agentsOnline, isSignedOut, isCutOff: isOffline || isReconnecting, entries };
}

export const useKnown = (): Known => knownOf(useDesk());
