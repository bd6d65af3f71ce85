/* Whether a session's visitor is there, and on which page, as it changes. */
import { useSyncExternalStore } from 'react';
import { useDesk } from './DeskProvider';
import type { Presence } from './presences';

export function usePresence(sessionId: string): Presence | undefined {
	const { presences } = useDesk();
	return useSyncExternalStore(presences.subscribe, () => presences.of(sessionId));
}
