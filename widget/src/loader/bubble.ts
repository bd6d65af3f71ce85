// The round button in the corner, and the shadow root that keeps the shop's styles out and ours in.
import { textOn } from "../shared/color";
import type { ChatWidgetConfig } from "../shared/proto";
import type { Bubble } from "../shared/contract";
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
}

function icon(className: string, path: string): SVGElement {
	const svg = document.createElementNS(SVG, "svg");
	svg.setAttribute("viewBox", "0 0 24 24");
	svg.setAttribute("class", className);
	svg.setAttribute("aria-hidden", "true");
	svg.appendChild(document.createElementNS(SVG, "path")).setAttribute("d", path);
	return svg;
}

function makeButton(label: string, badge: HTMLElement): HTMLButtonElement {
	const button = document.createElement("button");
	button.type = "button";
	button.className = "bubble";
	button.setAttribute("aria-label", label);
	button.setAttribute("aria-expanded", "false");
	button.append(icon("talk", TALK), icon("hide", HIDE), badge);
	return button;
}

function makeFrame(config: ChatWidgetConfig): HTMLElement {
	const frame = document.createElement("div");
	frame.className = config.position === "bottom-left" ? "left" : "right";
	frame.setAttribute("role", "region");
	frame.setAttribute("aria-label", config.headerText);
	frame.style.setProperty("--primary", config.primaryColor);
	frame.style.setProperty("--on-primary", textOn(config.primaryColor));
	frame.style.setProperty("--offset-x", `${config.offsetX}px`);
	frame.style.setProperty("--offset-y", `${config.offsetY}px`);
	return frame;
}

function control(frame: HTMLElement, button: HTMLButtonElement, badge: HTMLElement): Bubble {
	return {
		button,
		setOpen(open) {
			frame.classList.toggle("open", open);
			button.setAttribute("aria-expanded", String(open));
		},
		setBusy(busy) {
			frame.classList.toggle("busy", busy);
		},
		setUnread(count, label) {
			badge.textContent = count > MOST_SHOWN ? `${MOST_SHOWN}+` : count > 0 ? `${count}` : "";
			button.setAttribute("aria-label", label);
		},
	};
}

/** Draws the bubble, under <html> so that no transform or filter of the body moves it. */
export function drawBubble(config: ChatWidgetConfig, onClick: () => void): Drawn {
	const host = document.createElement("frontdesk-chat");
	const root = host.attachShadow({ mode: "open" });
	const sheet = new CSSStyleSheet();
	sheet.replaceSync(stylesheet);
	root.adoptedStyleSheets = [sheet];

	const badge = document.createElement("span");
	badge.className = "badge";
	badge.setAttribute("aria-hidden", "true");
	const button = makeButton(config.headerText, badge);
	button.addEventListener("click", onClick);
	const place = document.createElement("div");
	const frame = makeFrame(config);
	frame.append(place, button);
	root.append(frame);
	document.documentElement.append(host);
	return { host, root, place, bubble: control(frame, button, badge) };
}
