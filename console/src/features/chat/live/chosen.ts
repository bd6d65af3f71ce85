/* The sessions that an agent has chosen, to end them at once; null while none are being chosen. */
import type { ChatSession, SupportAgent } from '../../../api/types';
import { isQueued } from '../api/lists';
import { Store } from '../../../ui/store';

/* What the server takes at once. */
export const CHOSEN_MOST = 100;

export class Chosen {
	readonly ids = new Store<ReadonlySet<string> | null>(null);

	begin = (): void => this.ids.set(new Set());

	stop = (): void => this.ids.set(null);

	/* It has ended: nobody can choose it any more. */
	drop(id: string): void {
		const ids = new Set(this.ids.get());
		if (ids.delete(id)) this.ids.set(ids);
	}

	toggle(id: string): void {
		const ids = new Set(this.ids.get());
		if (!ids.delete(id) && ids.size < CHOSEN_MOST) ids.add(id);
		this.ids.set(ids);
	}
}

/* Who waits is anybody's to end, an active session its agent's and a supervisor's. */
export function mayEnd(session: ChatSession, agent: SupportAgent): boolean {
	if (session.status === 'ended') return false;
	if (isQueued(session) || agent.role !== 'agent') return true;
	return session.assignedAgent?.id === agent.id;
}
