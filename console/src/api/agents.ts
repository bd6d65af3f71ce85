/* The agents of the desk, as the server lists them. */
import { signedRequest } from './http';
import type { AgentStatus, Page, SupportAgent } from './types';

const MOST = 200; /* the longest page there is */

export function fetchAgents(signal?: AbortSignal): Promise<Page<SupportAgent>> {
	return signedRequest('GET', `/api/admin/support/agents?limit=${MOST}`, { signal });
}

export function setOwnStatus(status: AgentStatus): Promise<SupportAgent> {
	return signedRequest('POST', '/api/admin/support/agents/status', { body: { status } });
}
