// Picks the language: what the page asked for, else the page's own, else the browser's.
import { ar } from "./ar";
import { de } from "./de";
import { en, type Texts } from "./en";

const TABLES: Record<string, Texts> = { en, de, ar };
const DAY_MS = 86_400_000;
const SOON_MS = 60_000;

type TextKey = Exclude<keyof Texts, "direction">;

export class Locale {
	readonly tag: string;
	private readonly texts: Texts;
	private readonly clock: Intl.DateTimeFormat;
	private readonly day: Intl.DateTimeFormat;
	private readonly exact: Intl.DateTimeFormat;
	private readonly relative: Intl.RelativeTimeFormat;

	constructor(wanted: string | undefined) {
		const tags = [wanted, document.documentElement.lang, ...navigator.languages, "en"];
		this.tag = tags.find((tag) => tag && tableOf(tag) && isKnown(tag)) ?? "en";
		this.texts = tableOf(this.tag) ?? en;
		const { tag } = this;
		this.clock = new Intl.DateTimeFormat(tag, { hour: "numeric", minute: "2-digit" });
		this.day = new Intl.DateTimeFormat(tag, { weekday: "long", day: "numeric", month: "long" });
		this.exact = new Intl.DateTimeFormat(tag, { dateStyle: "full", timeStyle: "medium" });
		this.relative = new Intl.RelativeTimeFormat(tag, { style: "short", numeric: "always" });
	}

	get direction(): "ltr" | "rtl" {
		return this.texts.direction as "ltr" | "rtl";
	}

	text(key: TextKey, values: Record<string, string | number> = {}): string {
		return this.texts[key].replace(/\{(\w+)\}/g, (_, name: string) => {
			const value = values[name] ?? "";
			return typeof value === "number" ? value.toLocaleString(this.tag) : value;
		});
	}

	/** "now", "5 min. ago", then the time of day. */
	timeAgo(at: Date, now: number): string {
		const age = now - at.getTime();
		if (age < SOON_MS) return this.text("justNow");
		if (age < 60 * SOON_MS) return this.relative.format(-Math.floor(age / SOON_MS), "minute");
		return this.clock.format(at);
	}

	timeOfDay(at: Date): string {
		return this.clock.format(at);
	}

	exactly(at: Date): string {
		return this.exact.format(at);
	}

	dayName(at: Date, now: number): string {
		const today = new Date(now).toDateString();
		const yesterday = new Date(now - DAY_MS).toDateString();
		if (at.toDateString() === today) return this.text("today");
		return at.toDateString() === yesterday ? this.text("yesterday") : this.day.format(at);
	}
}

function tableOf(tag: string): Texts | undefined {
	return TABLES[tag.toLowerCase().split(/[-_]/)[0]!];
}

function isKnown(tag: string): boolean {
	try {
		return Intl.getCanonicalLocales(tag).length > 0;
	} catch {
		return false;
	}
}
