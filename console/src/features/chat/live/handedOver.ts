/*
 * The chats that this agent has just handed over: they are not offered to them again at once. For so
 * long one is kept for the colleague who was named, too.
 */
import type { ChatSession } from '../../../api/types';
import { Store } from '../../../ui/store';
import { isQueued } from '../api/lists';

const KEPT_MS = 60_000;

export class HandedOver {
	readonly ids = new Store<ReadonlySet<string>>(new Set());
	private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();

	add(id: string): void {
		clearTimeout(this.timers.get(id));
		this.timers.set(
			id,
			setTimeout(() => this.drop(id), KEPT_MS),
		);
		this.ids.set(new Set(this.ids.get()).add(id));
	}

	/* Somebody has it, or it has ended. */
	drop(id: string): void {
		clearTimeout(this.timers.get(id));
		this.timers.delete(id);
		const ids = new Set(this.ids.get());
		if (ids.delete(id)) this.ids.set(ids);
	}
}

/* Whom an agent may take: not who waits for a colleague, nor whom they have just let go. */
export function isMineToTake(
	session: ChatSession,
	agentId: string,
	handedOver: ReadonlySet<string>,
): boolean {
	const isForOther = session.assignedAgent !== undefined && session.assignedAgent.id !== agentId;
	return isQueued(session) && !isForOther && !handedOver.has(session.id);
}
