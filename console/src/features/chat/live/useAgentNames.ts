/* How the agents of the desk are called, by their ids. */
import { useCallback, useMemo } from 'react';
import { useAgents } from '../../../live/agents';
import type { ChatSession } from '../../../api/types';
import { texts } from '../texts';

export type NameOf = (agentId: string, asSent?: string) => string;

/* `asSent`: as their message says, for who has left the desk. */
export function useAgentNames(session?: ChatSession): NameOf {
	const { data } = useAgents();
	const assigned = session?.assignedAgent;
	const names = useMemo(() => new Map(data?.items.map(({ id, name }) => [id, name])), [data]);
	return useCallback(
		(id, asSent) => {
			const ofSession = assigned?.id === id ? assigned.name : undefined;
			return names.get(id) ?? asSent ?? ofSession ?? texts().thread.agent;
		},
		[names, assigned?.id, assigned?.name],
	);
}
