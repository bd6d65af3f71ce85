/*
 * What asks for attention: a short sound, and where the agent allowed it a notification of the
 * desktop. Nothing that fails here keeps what it tells of from being shown.
 */
import { chime } from '../../../proto/client/chime';
import { ticks } from '../../../proto/client/time';
import { Store } from '../ui/store';
import { type Notice, canNotify, isPermitted, notify } from './notify';

/* In hertz: three notes for a new visitor, two for a message. */
const TUNES = { visitor: [659.25, 880, 1108.73], message: [784, 987.77] };
const SOUND_KEY = 'frontdesk.sound';
const NOTIFY_KEY = 'frontdesk.notifications';
const QUIET_MS = 1_500; /* a burst of messages is one sound */
const GESTURES = ['click', 'keyup'] as const;

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

/* Browsers keep sound back until somebody has done something on the page. */
function mayPlay(): boolean {
	return navigator.userActivation?.hasBeenActive ?? true;
}

export class Alerts {
	readonly sound = new Store<boolean>(readFlag(SOUND_KEY, true));
	/** Whether the browser would play a sound now. */
	readonly isAudible = new Store<boolean>(mayPlay());
	readonly notifies = new Store<boolean>(readFlag(NOTIFY_KEY, false) && isPermitted());
	private lastSoundAt = -QUIET_MS; /* in ticks */

	start(): void {
		for (const gesture of GESTURES) window.addEventListener(gesture, this.acted);
	}

	stop(): void {
		for (const gesture of GESTURES) window.removeEventListener(gesture, this.acted);
	}

	setSound(on: boolean): void {
		this.sound.set(on);
		writeFlag(SOUND_KEY, on);
		if (on) chime(TUNES.message);
	}

	/* Asks the browser for permission where it has to: call it from a click. */
	async setNotifies(on: boolean): Promise<void> {
		const isGranted = on && canNotify() && (await Notification.requestPermission()) === 'granted';
		this.notifies.set(isGranted);
		writeFlag(NOTIFY_KEY, isGranted);
	}

	/* Whether somebody has the page before them. */
	isLooking(): boolean {
		return document.visibilityState === 'visible' && document.hasFocus();
	}

	alert(tune: keyof typeof TUNES, notice: Notice): void {
		this.ring(tune);
		if (this.notifies.get() && !this.isLooking()) notify(notice);
	}

	private ring(tune: keyof typeof TUNES): void {
		const now = ticks();
		if (!this.sound.get() || now - this.lastSoundAt < QUIET_MS) return;
		this.lastSoundAt = now;
		chime(TUNES[tune]);
	}

	/* A moment later: the click that lets sound through may be one on its own switch. */
	private acted = (): void => {
		setTimeout(() => mayPlay() && this.isAudible.set(true));
	};
}
