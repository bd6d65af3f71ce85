/*
 * What asks for attention: a short sound, and where the agent allowed it a notification of the
 * desktop. Both are off while the agent looks at what they would tell.
 */
import type { QueryClient } from '@tanstack/react-query';
import { chime } from '../../../proto/client/chime';
import { ownSessions, queuedSessions, isQueued } from '../features/chat/api/lists';
import type { ChatSession, SupportAgent } from '../api/types';
import { chatAddress, navigate } from '../ui/place';
import { visitorName } from '../ui/visitor';
import { Store } from '../ui/store';
import { hasMoreUnread } from '../features/chat/unread';
import { texts } from '../locale';

/* In hertz: three notes for a new visitor, two for a message. */
const VISITOR_HZ = [659.25, 880, 1108.73];
const MESSAGE_HZ = [784, 987.77];
const SOUND_KEY = 'frontdesk.sound';
const NOTIFY_KEY = 'frontdesk.notifications';
const QUIET_MS = 1_500; /* a burst of messages is one sound */

function readFlag(key: string, fallback: boolean): boolean {
	try {
		const value = localStorage.getItem(key);
		return value === null ? fallback : value === 'on';
	} catch {
		return fallback;
	}
}

function writeFlag(key: string, value: boolean): void {
	try {
		localStorage.setItem(key, value ? 'on' : 'off');
	} catch {
		/* Holds for this page only. */
	}
}

function isLooking(): boolean {
	return document.visibilityState === 'visible' && document.hasFocus();
}

export class Alerts {
	readonly sound = new Store<boolean>(readFlag(SOUND_KEY, true));
	readonly notifies = new Store<boolean>(readFlag(NOTIFY_KEY, false) && isPermitted());
	/** The session whose panel is open. */
	openSessionId: string | undefined;
	private lastSoundAt = 0;

	setSound(on: boolean): void {
		this.sound.set(on);
		writeFlag(SOUND_KEY, on);
		if (on) chime(MESSAGE_HZ);
	}

	/* Asks the browser for permission where it has to: call it from a click. */
	async setNotifies(on: boolean): Promise<void> {
		const isGranted = on && (await Notification.requestPermission()) === 'granted';
		this.notifies.set(isGranted);
		writeFlag(NOTIFY_KEY, isGranted);
	}

	/* A session began or changed; the lists still hold how it was before. */
	session(client: QueryClient, session: ChatSession, agent: SupportAgent): void {
		if (isQueued(session)) this.queued(client, session, agent);
		else if (session.assignedAgent?.id === agent.id) this.unread(client, session);
	}

	private queued(client: QueryClient, session: ChatSession, agent: SupportAgent): void {
		const isKnown = queuedSessions(client).some((other) => other.id === session.id);
		if (isKnown || agent.status !== 'online') return;
		this.alert(VISITOR_HZ, texts().alerts.newVisitor, session);
	}

	private unread(client: QueryClient, session: ChatSession): void {
		const before = ownSessions(client).find((other) => other.id === session.id);
		const isOpen = this.openSessionId === session.id && isLooking();
		if (!before || isOpen || !hasMoreUnread(before, session)) return;
		this.alert(MESSAGE_HZ, texts().alerts.newMessage, session);
	}

	/* A visitor's message came into an open session. */
	message(session: ChatSession | null, agent: SupportAgent): void {
		if (!session || session.assignedAgent?.id !== agent.id || isLooking()) return;
		this.alert(MESSAGE_HZ, texts().alerts.newMessage, session);
	}

	private alert(notesHz: readonly number[], title: string, session: ChatSession): void {
		const now = Date.now();
		if (now - this.lastSoundAt < QUIET_MS) return;
		this.lastSoundAt = now;
		if (this.sound.get()) chime(notesHz);
		if (this.notifies.get() && !isLooking()) notify(title, session);
	}
}

/* A click on it leads to the session. */
function notify(title: string, session: ChatSession): void {
	const notification = new Notification(title, {
		body: visitorName(session),
		tag: session.id,
	});
	notification.onclick = () => {
		window.focus();
		navigate(chatAddress(session.id));
		notification.close();
	};
}

export function canNotify(): boolean {
	return 'Notification' in window && Notification.permission !== 'denied';
}

function isPermitted(): boolean {
	return 'Notification' in window && Notification.permission === 'granted';
}
