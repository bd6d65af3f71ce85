/*
 * Which news of chats ring: somebody new in the queue, a chat that was given to this agent, a message
 * in one of theirs. Each is told once, whether an event brought it or a list that was read again after
 * the events were missed.
 */
import { hashKey } from '@tanstack/react-query';
import { ticks } from '../../../../../proto/client/time';
import type { ChatSession, SupportAgent } from '../../../api/types';
import type { Alerts } from '../../../live/alerts';
import { serverNowMs } from '../../../ui/clock';
import type { Store } from '../../../ui/store';
import { chatAddress } from '../addresses';
import { chatKeys } from '../api/keys';
import { liveTexts } from '../texts/live';
import { visitorName } from '../visitor';
import { type News, newsOf } from './news';

const MINE = hashKey(chatKeys.list('mine'));
const MOST = 5_000;
const OWN_ACT_MS = 10_000; /* so long what changes is the answer to what one did oneself */

export class Attention {
	/** The session whose panel is open. */
	openSessionId: string | undefined;
	/** The last picture of each. */
	private readonly known = new Map<string, ChatSession>();
	/** Until when what changes is this agent's own doing, in ticks. */
	private readonly acts = new Map<string, number>();
	/** The lists that were read before: what else is in them when they are read again may be news. */
	private readonly readBefore = new Set<string>();
	private readonly beganAt = Date.now();

	constructor(
		private readonly alerts: Pick<Alerts, 'alert' | 'isLooking'>,
		private readonly agent: Store<SupportAgent>,
		/** What the colleague said who hands a session over. */
		private readonly noteOf: (session: ChatSession) => Promise<string | undefined> = () =>
			Promise.resolve(undefined),
	) {}

	/* This agent is about to change the session themselves. */
	expect(sessionId: string): void {
		const now = ticks();
		for (const [id, until] of this.acts) if (until < now) this.acts.delete(id);
		this.acts.set(sessionId, now + OWN_ACT_MS);
	}

	/* An event tells of a session. */
	hear(session: ChatSession): void {
		const before = this.known.get(session.id);
		const kind = newsOf(before, session, this.agent.get().id);
		this.learn(session);
		/* Before one's own chats were read each of them is unknown, and none is new. */
		const isUnsure = kind === 'given' && !before && !this.readBefore.has(MINE);
		if (kind && !isUnsure) this.tell(kind, session);
	}

	/* A list was read; further pages of a long one hold what is not known and not new either. */
	read(list: string, sessions: readonly ChatSession[]): void {
		const isFirst = !this.readBefore.has(list);
		this.readBefore.add(list);
		const beganAt = this.beganAt + serverNowMs() - Date.now();
		const isNew = (session: ChatSession) => list === MINE || changedAt(session) >= beganAt;
		for (const session of sessions) {
			const isNews = this.known.has(session.id) || (!isFirst && isNew(session));
			if (isNews) this.hear(session);
			else this.learn(session);
		}
	}

	/* How a session is by now, whoever brought it there. */
	learn(session: ChatSession): void {
		this.known.delete(session.id);
		if (session.status !== 'ended') this.known.set(session.id, session);
		if (this.known.size > MOST) this.known.delete(this.known.keys().next().value!);
	}

	/* A message came into a session that is listened to. */
	message(session: ChatSession | null): void {
		if (!session || session.assignedAgent?.id !== this.agent.get().id || this.alerts.isLooking()) return;
		this.alert('newMessage', session);
	}

	private tell(kind: News, session: ChatSession): void {
		const isOwnAct = (this.acts.get(session.id) ?? 0) > ticks();
		const isSeen = this.openSessionId === session.id && this.alerts.isLooking();
		/* Who is away is not called to the queue. */
		const isCalled = kind !== 'newVisitor' || this.agent.get().status !== 'away';
		if (!isCalled || (kind === 'newMessage' ? isSeen : isOwnAct)) return;
		if (kind === 'newVisitor' && session.assignedAgent?.id === this.agent.get().id)
			void this.handed(session);
		else this.alert(kind, session);
	}

	private async handed(session: ChatSession): Promise<void> {
		const note = await this.noteOf(session).catch(() => undefined);
		this.alert('handed', session, note);
	}

	private alert(kind: News | 'handed', session: ChatSession, note?: string): void {
		this.alerts.alert(kind === 'newMessage' ? 'message' : 'visitor', {
			title: liveTexts()[kind],
			body: visitorName(session) + (note ? `: ${note}` : ''),
			tag: session.id,
			address: chatAddress(session.id),
		});
	}
}

function changedAt({ startedAt, lastMessageAt }: ChatSession): number {
	return Date.parse(lastMessageAt ?? startedAt);
}
