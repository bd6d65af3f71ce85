// Light or dark: as the merchant chose, else as the page looks. What the visitor's system prefers counts
// only where the page follows it: a light shop stays a light shop.

export type Scheme = "light" | "dark";

const DARK_BELOW = 0.4; // of the way from black to white
const SETTLED_MS = 600; // pages change their colours by and by
const SYSTEM = "(prefers-color-scheme: dark)";

const numbersOf = (text: string) => (text.match(/-?[\d.]+(?:e-?\d+)?/g) ?? []).map(Number);

/** How light a computed colour is, from 0 to 1; undefined where it lets through what is behind it. */
export function lightnessOf(color: string): number | undefined {
	const [, kind = "", inner = ""] = /^([\w-]+)\((.*)\)$/.exec(color) ?? [];
	const [base = "", opacity] = inner.replace(/^[a-z][\w-]* /, "").split("/");
	const [first = 0, second = 0, third = 0, fourth = 1] = numbersOf(base);
	const alpha = opacity === undefined ? fourth : Number(opacity);
	if (!kind || alpha < 0.5) return undefined;
	if (kind.startsWith("ok")) return first;
	if (kind === "lab" || kind === "lch") return first / 100;
	const most = kind.startsWith("rgb") ? 255 : 1;
	return (0.2126 * first + 0.7152 * second + 0.0722 * third) / most;
}

function declared(): string {
	const { colorScheme = "" } = getComputedStyle(document.documentElement);
	const meta = document.querySelector<HTMLMetaElement>('meta[name="color-scheme"]');
	return colorScheme && colorScheme !== "normal" ? colorScheme : (meta?.content ?? "");
}

function pageScheme(): Scheme {
	for (const element of [document.body, document.documentElement]) {
		const lightness = element && lightnessOf(getComputedStyle(element).backgroundColor);
		if (typeof lightness === "number") return lightness < DARK_BELOW ? "dark" : "light";
	}
	const schemes = declared();
	const followsSystem = schemes.includes("light") && matchMedia(SYSTEM).matches;
	return schemes.includes("dark") && (followsSystem || !schemes.includes("light")) ? "dark" : "light";
}

/** Dresses the place as chosen, or as the page is and becomes. */
export class SchemeKeeper {
	private readonly watcher = new MutationObserver(() => this.changed());
	private readonly system = matchMedia(SYSTEM);
	private timer = 0;

	constructor(
		private readonly place: HTMLElement,
		private readonly chosen: string | undefined,
	) {
		this.look();
		if (this.isChosen) return;
		for (const element of [document.documentElement, document.body])
			if (element) this.watcher.observe(element, { attributes: true });
		this.system.addEventListener("change", this.changed);
	}

	look(): void {
		const scheme = this.isChosen ? this.chosen! : pageScheme();
		this.place.classList.toggle("dark", scheme === "dark");
		this.place.classList.toggle("light", scheme !== "dark");
	}

	stop(): void {
		clearTimeout(this.timer);
		this.watcher.disconnect();
		this.system.removeEventListener("change", this.changed);
	}

	private get isChosen(): boolean {
		return this.chosen === "light" || this.chosen === "dark";
	}

	private readonly changed = (): void => {
		this.look();
		clearTimeout(this.timer);
		this.timer = window.setTimeout(() => this.look(), SETTLED_MS);
	};
}
