// chat-widget.js: finds out whose page this is, answers window.frontdesk, and starts the widget.
import type { Identity } from "../shared/contract";
import { say } from "../shared/say";
import { findEmbed, type Settings } from "./embed";
import { Loader, type Wishes } from "./loader";
import { answerQueue, subscribe, unsubscribe, type Verbs } from "./verbs";

const TRACKED_MOST = 20; // before the app is there

const wishes: Wishes = {
	isOpen: false,
	isHidden: false,
	locale: undefined,
	identity: {},
	tracked: [],
};
let loader: Loader | undefined;
let isDown = false;

// One tenant is shown at a time: another one is the page's will when it says so.
function boot(given?: unknown): void {
	const embed = findEmbed((given ?? {}) as Settings);
	if (!embed || embed.tenantId === loader?.embed.tenantId) return;
	if (loader) shutdown();
	isDown = false;
	loader = new Loader(embed, wishes);
	void loader.start();
}

function open(): void {
	if (isDown) say('the chat was shut down; frontdesk("boot") brings it back');
	wishes.isOpen = !isDown;
	void loader?.open(true);
}

function close(): void {
	wishes.isOpen = false;
	loader?.close();
}

function setHidden(isHidden: boolean): void {
	wishes.isHidden = isHidden;
	loader?.setHidden(isHidden);
}

// Of the next person nothing is known yet.
function forgetPerson(): void {
	wishes.identity = {};
	wishes.tracked.length = 0;
}

// With another identifier comes another person.
function identify(given: unknown): void {
	const identity = Object(given) as Identity;
	const { identifier } = wishes.identity;
	if (identity.identifier && identifier && identity.identifier !== identifier) forgetPerson();
	wishes.identity = { ...wishes.identity, ...identity };
	loader?.app?.identify(identity);
}

// Once the app is there it takes them at once. What the page changes later in the object does not count.
function trackEvent(name: unknown, properties: unknown): void {
	const { tracked } = wishes;
	const isPlain = (properties as object | null | undefined)?.constructor === Object;
	tracked.push([performance.now(), name, isPlain ? { ...(properties as object) } : properties]);
	tracked.splice(0, tracked.length - TRACKED_MOST);
	loader?.app?.track?.();
}

function setLocale(locale: unknown): void {
	wishes.locale = String(locale);
	loader?.setLocale(wishes.locale);
}

function reset(): void {
	forgetPerson();
	loader?.reset();
}

function shutdown(): void {
	wishes.isOpen = wishes.isHidden = false;
	forgetPerson();
	isDown = true;
	loader?.shutdown();
	loader = undefined;
}

const verbs: Verbs = {
	boot,
	open,
	close,
	toggle: () => (loader ? loader.toggle() : open()),
	show: () => setHidden(false),
	hide: () => setHidden(true),
	identify,
	setAttributes: identify,
	trackEvent,
	setLocale,
	reset,
	on: subscribe,
	off: unsubscribe,
	shutdown,
};

const shown = answerQueue(verbs, () => loader?.embed.tenantId);
if (shown === undefined) {
	if (!loader && !isDown) boot();
} else if (shown && findEmbed()?.tenantId !== shown) {
	say(`the chat of the tenant ${shown} is here already; frontdesk("boot", …) replaces it`);
}
