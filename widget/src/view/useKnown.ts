// What the conversation knows of the other side, as presence.ts asks for it.
import { useDesk, type Desk } from "./context";
import type { Known } from "./presence";

export function knownOf({ conversation, config }: Desk): Known {
	const { session, isSignedOut, isOffline, isReconnecting, thread } = conversation;
	const { entries } = thread;
	// Who is in a chat as the hours end stays there.
	const agentsOnline = conversation.agentsOnline && (config.isOpen !== false || !!session);
	return { session, agentsOnline, isSignedOut, isCutOff: isOffline || isReconnecting, entries };
}

export const useKnown = (): Known => knownOf(useDesk());

/** The desk is closed, and no chat is under way: who comes leaves a message in place of beginning one. */
export const isLeaving = ({ conversation, config }: Desk): boolean =>
	config.isOpen === false && !conversation.hasSession && conversation.thread.entries.length === 0;
