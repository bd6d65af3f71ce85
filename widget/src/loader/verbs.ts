// window.frontdesk(verb, …) and the events. A page may call before the script has arrived, with
//   window.frontdesk = window.frontdesk || function () {
//     (frontdesk.q = frontdesk.q || []).push(arguments);
//   };
// and the calls are carried out in their order once it has.
import type { EventName } from "../shared/contract";

type Verb = (...args: unknown[]) => unknown;
type Listener = (detail: unknown) => void;

export type Verbs = Record<
	"open" | "close" | "toggle" | "show" | "hide" | "identify" | "setAttributes" | "setLocale" |
		"reset" | "on" | "off" | "shutdown",
	Verb
>;

interface Entrance {
	(verb: string, ...args: unknown[]): unknown;
	q?: ArrayLike<unknown>[];
	isLoaded?: boolean;
}

declare global {
	interface Window {
		frontdesk?: Entrance;
	}
}

const heard = new Map<Listener, [string, EventListener][]>();

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

/** Takes over window.frontdesk and what was queued there; false when the widget is here already. */
export function answerQueue(verbs: Verbs): boolean {
	const before = window.frontdesk;
	if (before?.isLoaded) return false;
	const entrance: Entrance = (verb, ...args) => {
		if (Object.keys(verbs).includes(verb)) return verbs[verb as keyof Verbs](...args);
		console.warn(`Frontdesk: there is no "${verb}"`);
		return undefined;
	};
	entrance.isLoaded = true;
	window.frontdesk = entrance;
	for (const call of before?.q ?? []) {
		const [verb, ...args] = Array.from(call);
		entrance(String(verb), ...args);
	}
	return true;
}
