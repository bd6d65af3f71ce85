// chat-widget.js: finds out whose page this is, answers window.frontdesk, and starts the widget.
import type { Identity } from "../shared/contract";
import { say } from "../shared/say";
import { findEmbed, type Settings } from "./embed";
import { Loader, type Wishes } from "./loader";
import { answerQueue, subscribe, unsubscribe, type Verbs } from "./verbs";

const wishes: Wishes = { isOpen: false, isHidden: false, locale: undefined, identity: {} };
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

// With another identifier comes another person, of whom nothing is known yet.
function identify(given: unknown): void {
	const identity = Object(given) as Identity;
	const { identifier } = wishes.identity;
	const isOther = identity.identifier && identifier && identity.identifier !== identifier;
	wishes.identity = { ...(isOther ? {} : wishes.identity), ...identity };
	loader?.identify(identity);
}

function setLocale(locale: unknown): void {
	wishes.locale = String(locale);
	loader?.setLocale(wishes.locale);
}

function reset(): void {
	wishes.identity = {};
	loader?.reset();
}

function shutdown(): void {
	Object.assign(wishes, { isOpen: false, isHidden: false, identity: {} });
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
