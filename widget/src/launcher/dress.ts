// How the bubble looks: its colours, corner, icon, label and size, and whether it is shown at all.
import { textOn } from "../../../proto/client/color";
import type { ChatWidgetConfig } from "../shared/proto";
import { isHidden } from "./places";

const ICONS: Record<string, string> = {
	chat: "M21 11.5a8.4 8.4 0 0 1-12.3 7.4L3 21l2.1-5.7A8.4 8.4 0 1 1 21 11.5z",
	question: "M8.2 8.6a3.9 3.9 0 1 1 5.9 3.7c-1.3.8-2.1 1.5-2.1 2.9M12 19.2v.01",
	mail: "M3.5 6.5a1 1 0 0 1 1-1h15a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1h-15a1 1 0 0 1-1-1zM4 7l8 6 8-6",
	smile: "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0zM8 14.2a4.9 4.9 0 0 0 8 0M9 9.4v.01M15 9.4v.01",
};
const SIZES: Record<string, number> = { small: 48, medium: 60, large: 72 };

function labelOf(button: HTMLElement): Element {
	const label = button.querySelector(".label") ?? document.createElement("span");
	label.className = "label";
	label.setAttribute("dir", "auto");
	button.append(label);
	return label;
}

export function dress(button: HTMLButtonElement, config: ChatWidgetConfig): void {
	const frame = button.parentElement!;
	const { primaryColor, position, offsetX, offsetY, launcherLabel = "", launcherSize = "" } = config;
	const looks = {
		"--primary": primaryColor,
		"--on-primary": textOn(primaryColor),
		"--offset-x": `${offsetX}px`,
		"--offset-y": `${offsetY}px`,
		"--size": `${SIZES[launcherSize] ?? SIZES.medium}px`,
	};
	for (const [name, value] of Object.entries(looks)) frame.style.setProperty(name, value);
	const isLeft = position === "bottom-left";
	frame.classList.toggle("left", isLeft);
	frame.classList.toggle("right", !isLeft);
	frame.classList.toggle("labelled", !!launcherLabel);
	frame.classList.toggle("away", isHidden(config));
	frame.setAttribute("aria-label", config.headerText);
	button.querySelector(".talk path")!.setAttribute("d", ICONS[config.launcherIcon ?? ""] ?? ICONS.chat!);
	labelOf(button).textContent = launcherLabel;
	// With something unread the name says so, too, and is the window's.
	if (!button.querySelector(".badge")?.textContent)
		button.setAttribute("aria-label", launcherLabel || config.headerText);
}
