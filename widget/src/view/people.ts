// The agents of whom a page has heard: their names, and after which message each came in. What is not
// known of the past follows from who wrote.
import { withoutDirection } from "../../../proto/client/names";
import type { Entry } from "../../../proto/client/thread";
import type { ChatSession } from "../shared/proto";

/** The place before the first message. */
export const BEGINNING = "";

export class People {
	private readonly names = new Map<string, string>();
	private readonly arrivals = new Map<string, string>();
	private sessionId = "";

	/** To be told what is held, once something is. */
	learn(session: ChatSession, entries: readonly Entry[]): void {
		if (session.id !== this.sessionId) this.arrivals.clear();
		this.sessionId = session.id;
		for (const { senderId, senderName } of entries) this.call(senderId, senderName);
		const agent = session.assignedAgent;
		this.call(agent?.id, agent?.name);
		if (!agent) return;
		if (session.status !== "active" || this.arrivals.has(agent.id)) return;
		this.arrivals.set(agent.id, entries[entries.length - 1]?.id ?? BEGINNING);
	}

	private call(id: string | undefined, name: string | undefined): void {
		if (id && name) this.names.set(id, withoutDirection(name));
	}

	nameOf(id: string): string | undefined {
		return this.names.get(id);
	}

	/** The message that stood last when this one was first heard of as the one who has the chat. */
	arrivalOf(id: string): string | undefined {
		return this.arrivals.get(id);
	}
}

function placeOf(arrival: string | undefined, entries: readonly Entry[]): number {
	if (arrival === BEGINNING) return -1;
	const at = entries.findIndex((entry) => entry.id === arrival);
	return at < 0 ? Infinity : at;
}

/** Who has the chat, has come in, and has written nothing that is held. */
export function newcomerOf(entries: readonly Entry[], current: string | undefined): string | undefined {
	return entries.some((entry) => entry.senderId === current) ? undefined : current;
}

/**
 * After which message which agents came in: where they were first heard of, at the latest before their
 * first words. Of whom the first words may be further up than what is held, nothing is said.
 */
export function joinsOf(
	entries: readonly Entry[],
	isWhole: boolean,
	people: People,
	newcomer: string | undefined,
): Map<string, string[]> {
	const joins = new Map<string, string[]>();
	const known = new Set<string>();
	const join = (id: string, latest: number) => {
		const at = Math.min(placeOf(people.arrivalOf(id), entries), latest);
		const after = entries[at]?.id ?? BEGINNING;
		joins.set(after, [...(joins.get(after) ?? []), id]);
	};
	entries.forEach(({ senderId, senderType }, at) => {
		if (senderType !== "agent" || known.has(senderId)) return;
		known.add(senderId);
		if (isWhole || known.size > 1) join(senderId, at - 1);
	});
	if (newcomer) join(newcomer, entries.length - 1);
	return joins;
}
