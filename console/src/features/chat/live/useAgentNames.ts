/* How the agents of the desk are called, by their ids. */
import { useCallback, useMemo } from 'react';
import { useAgents } from '../../../live/agents';
import type { ChatSession } from '../../../api/types';
import { texts } from '../texts';

type NameOf = (agentId: string) => string;

/* Who has left the desk is nobody's colleague any more: their messages stay, without the name. */
export function useAgentNames(session?: ChatSession): NameOf {
	const { data } = useAgents();
	const assigned = session?.assignedAgent;
	const names = useMemo(() => new Map(data?.items.map(({ id, name }) => [id, name])), [data]);
	return useCallback(
		(id) => names.get(id) ?? (assigned?.id === id ? assigned.name : texts().thread.agent),
		[names, assigned?.id, assigned?.name],
	);
}
