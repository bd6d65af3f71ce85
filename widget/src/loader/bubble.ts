// The round button in the corner, and the shadow root that keeps the shop's styles out and ours in.
import { textOn } from "../../../proto/client/color";
import type { ChatWidgetConfig } from "../shared/proto";
import type { Bubble } from "../shared/contract";
import { addStyles } from "../shared/styles";
import stylesheet from "./bubble.css";

const SVG = "http://www.w3.org/2000/svg";
const MOST_SHOWN = 9;
const TALK = "M21 11.5a8.4 8.4 0 0 1-12.3 7.4L3 21l2.1-5.7A8.4 8.4 0 1 1 21 11.5z";
const HIDE = "M6 9.5l6 6 6-6";

export interface Drawn {
	host: HTMLElement;
	root: ShadowRoot;
	place: HTMLElement;
	bubble: Bubble;
	/** A sentence beside the bubble; empty: none. */
	note(text: string): void;
}

type Attributes = Record<string, string>;

function withAttributes<Kind extends Element>(made: Kind, attributes: Attributes): Kind {
	for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
	return made;
}

function icon(name: string, path: string): Element {
	const attributes = { viewBox: "0 0 24 24", class: name, "aria-hidden": "true" };
	const svg = withAttributes(document.createElementNS(SVG, "svg"), attributes);
	svg.append(withAttributes(document.createElementNS(SVG, "path"), { d: path }));
	return svg;
}

function element<Name extends keyof HTMLElementTagNameMap>(
	name: Name,
	className: string,
	attributes: Attributes = {},
): HTMLElementTagNameMap[Name] {
	return withAttributes(document.createElement(name), { class: className, ...attributes });
}

function makeButton(label: string, badge: HTMLElement): HTMLButtonElement {
	const attributes = { type: "button", "aria-label": label, "aria-expanded": "false" };
	const button = element("button", "bubble", attributes);
	button.append(icon("talk", TALK), icon("hide", HIDE), badge);
	return button;
}

function makeFrame(config: ChatWidgetConfig): HTMLElement {
	const side = config.position === "bottom-left" ? "left" : "right";
	const frame = element("div", side, { role: "region", "aria-label": config.headerText });
	const looks = {
		"--primary": config.primaryColor,
		"--on-primary": textOn(config.primaryColor),
		"--offset-x": `${config.offsetX}px`,
		"--offset-y": `${config.offsetY}px`,
	};
	for (const [name, value] of Object.entries(looks)) frame.style.setProperty(name, value);
	return frame;
}

function control(frame: HTMLElement, button: HTMLButtonElement, badge: HTMLElement): Bubble {
	const arc = element("span", "arc");
	return {
		button,
		setOpen(open) {
			frame.classList.toggle("open", open);
			button.setAttribute("aria-expanded", String(open));
		},
		setBusy(busy) {
			// An element, not a class: WebKit goes on painting a pseudo-element whose class goes in the
			// turn in which the root gets another stylesheet.
			if (busy) button.append(arc);
			else arc.remove();
		},
		setUnread(count, label) {
			badge.textContent = count > MOST_SHOWN ? `${MOST_SHOWN}+` : count > 0 ? `${count}` : "";
			button.setAttribute("aria-label", label);
		},
	};
}

// The page hears of no key that is meant for the chat: it sees our element, not the field in it, and
// would take letters for its shortcuts, and Escape for its dialog's.
function keepKeys(root: ShadowRoot): void {
	const escape = (event: KeyboardEvent) => event.key === "Escape" && event.preventDefault();
	root.addEventListener("keydown", escape as EventListener, true);
	for (const name of ["keydown", "keypress", "keyup"])
		root.addEventListener(name, (event) => event.stopPropagation());
}

/** Draws the bubble; it stands nowhere yet. The nonce is the page's script's, if it has one. */
export function drawBubble(
	config: ChatWidgetConfig,
	nonce: string | undefined,
	onClick: () => void,
): Drawn {
	const host = document.createElement("frontdesk-chat");
	const root = host.attachShadow({ mode: "open" });
	addStyles(root, stylesheet, nonce);
	keepKeys(root);

	const badge = element("span", "badge", { "aria-hidden": "true" });
	const button = makeButton(config.headerText, badge);
	button.addEventListener("click", onClick);
	const place = document.createElement("div");
	const note = element("div", "note", { role: "status", dir: "auto" });
	const frame = makeFrame(config);
	frame.append(place, note, button);
	root.append(frame);
	const bubble = control(frame, button, badge);
	return { host, root, place, bubble, note: (text) => (note.textContent = text) };
}

/** Whether it looks as it should: a page's policy may forbid the one kind of stylesheet that an engine
 * knows. */
export function isDressed({ root, bubble }: Drawn): boolean {
	return !root.querySelector("style") || getComputedStyle(bubble.button).position === "fixed";
}
