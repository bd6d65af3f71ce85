// window.frontdesk(verb, …) and the events. A page may call before the script has arrived, with
//   window.frontdesk = window.frontdesk || function () {
//     (frontdesk.q = frontdesk.q || []).push(arguments);
//   };
// and the calls are carried out in their order once it has.
import type { EventName } from "../shared/contract";
import { say } from "../shared/say";

type Verb = (...args: unknown[]) => unknown;
type Listener = (detail: unknown) => void;
type Heard = Map<Listener, [string, EventListener][]>;

export type Verbs = Record<
	"boot" | "open" | "close" | "toggle" | "show" | "hide" | "identify" | "setAttributes" |
		"trackEvent" | "setLocale" | "reset" | "on" | "off" | "shutdown",
	Verb
>;

interface Entrance {
	(verb: string, ...args: unknown[]): unknown;
	q?: ArrayLike<unknown>[];
	isLoaded?: boolean;
	/** Whose chat the page has; undefined when there is none, or was. */
	tenantId?(): string | undefined;
	/** What the page listens to, whichever script is in charge. */
	heard?: Heard;
}

declare global {
	interface Window {
		frontdesk?: Entrance;
	}
}

let heard: Heard = new Map();

export function emit(name: EventName, detail?: unknown): void {
	window.dispatchEvent(new CustomEvent(`frontdesk:${name}`, { detail }));
}

export const subscribe: Verb = (name, listener) => {
	if (typeof listener !== "function") return;
	const event = `frontdesk:${name}`;
	const call: EventListener = (happened) => (listener as Listener)((happened as CustomEvent).detail);
	const list = heard.get(listener as Listener) ?? [];
	heard.set(listener as Listener, [...list, [event, call]]);
	window.addEventListener(event, call);
};

export const unsubscribe: Verb = (name, listener) => {
	for (const [event, call] of heard.get(listener as Listener) ?? [])
		if (event === `frontdesk:${name}`) window.removeEventListener(event, call);
};

function carryOut(entrance: Entrance, call: ArrayLike<unknown>): void {
	const [verb, ...args] = Array.prototype.slice.call(call) as unknown[];
	try {
		entrance(String(verb), ...args);
	} catch (error) {
		console.error(error);
	}
}

/**
 * Takes over window.frontdesk and what was queued there. When the widget is here already, answers whose
 * chat it is, "" when that is not known; a script that came before and has none gives way.
 */
export function answerQueue(verbs: Verbs, tenantId: () => string | undefined): string | undefined {
	const before = window.frontdesk;
	if (before?.isLoaded) {
		const shown = before.tenantId ? before.tenantId() : "";
		if (shown !== undefined) return shown;
	}
	const entrance: Entrance = (verb, ...args) => {
		if (Object.keys(verbs).includes(verb)) return verbs[verb as keyof Verbs](...args);
		say(`there is no "${verb}"`);
		return undefined;
	};
	heard = before?.heard ?? heard;
	Object.assign(entrance, { isLoaded: true, tenantId, heard });
	window.frontdesk = entrance;
	for (const call of before?.q ?? []) carryOut(entrance, call);
	return undefined;
}
