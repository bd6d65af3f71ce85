/* The agents of the desk as a query, which events keep up to date. */
import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query';
import { fetchAgents } from '../api/agents';
import type { Page, SupportAgent } from '../api/types';

export const AGENTS_KEY = ['agents'] as const;

/* Whom events told of while the agents are being read: what is read may be older. */
const heard = new Map<string, SupportAgent>();

async function readAgents(signal: AbortSignal): Promise<Page<SupportAgent>> {
	heard.clear();
	let page = await fetchAgents(signal);
	for (const agent of heard.values()) page = withAgent(page, agent);
	return page;
}

export const agentsOptions = queryOptions({
	queryKey: AGENTS_KEY,
	queryFn: ({ signal }) => readAgents(signal),
	staleTime: Infinity,
});

export function useAgents() {
	return useQuery(agentsOptions);
}

function withAgent(page: Page<SupportAgent>, agent: SupportAgent): Page<SupportAgent> {
	const isKnown = page.items.some((other) => other.id === agent.id);
	const items = isKnown
		? page.items.map((other) => (other.id === agent.id ? agent : other))
		: [...page.items, agent];
	return { ...page, items };
}

export function patchAgent(client: QueryClient, agent: SupportAgent): void {
	heard.set(agent.id, agent);
	client.setQueryData<Page<SupportAgent>>(AGENTS_KEY, (page) => page && withAgent(page, agent));
}
