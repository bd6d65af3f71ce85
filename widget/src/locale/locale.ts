// Picks the language: what the page asked for, else the page's own, else the browser's. English is
// always there; another one is a file of its own that is fetched by need.
import { isolated } from "../../../proto/client/names";
import { languageOf } from "../shared/spoken";
import { en, type Counted, type Texts } from "./en";

const TABLES: Record<string, () => Promise<Texts>> = {
	en: () => Promise.resolve(en),
	de: () => import("./de").then((file) => file.de),
	fr: () => import("./fr").then((file) => file.fr),
	es: () => import("./es").then((file) => file.es),
	ar: () => import("./ar").then((file) => file.ar),
	ja: () => import("./ja").then((file) => file.ja),
};
const DAY_MS = 86_400_000;
const WEEK_MS = 6 * DAY_MS; // a weekday alone tells which one it is
const SOON_MS = 60_000;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

export type TextKey = Exclude<keyof Texts, "direction">;

// A page's first format of dates takes milliseconds, and an empty window shows none.
function once<Made>(make: () => Made): () => Made {
	let made: Made | undefined;
	return () => (made ??= make());
}

export class Locale {
	private readonly clock = once(() => this.format({ hour: "numeric", minute: "2-digit" }));
	private readonly day = once(() => this.format({ weekday: "long", day: "numeric", month: "long" }));
	private readonly exact = once(() => this.format({ dateStyle: "full", timeStyle: "medium" }));
	private readonly relative = once(
		() => new Intl.RelativeTimeFormat(this.tag, { style: "short", numeric: "always" }),
	);

	private readonly kinds = once(() => new Intl.PluralRules(this.tag));

	private constructor(
		readonly tag: string,
		private readonly texts: Texts,
	) {}

	/** A language whose file does not come is English for now. */
	static async load(wanted: string | undefined): Promise<Locale> {
		const tags = [wanted, document.documentElement.lang, ...navigator.languages];
		const tag = tags.find((tag) => tag && Object.keys(TABLES).includes(languageOf(tag)) && isKnown(tag)) ?? "en";
		const texts = await TABLES[languageOf(tag)]!().catch(() => undefined);
		return texts ? new Locale(tag, texts) : new Locale("en", en);
	}

	get direction(): "ltr" | "rtl" {
		return this.texts.direction as "ltr" | "rtl";
	}

	/** Of what counts the form is that of `count`. */
	text(key: TextKey, values: Record<string, string | number> = {}): string {
		return this.form(this.texts[key], Number(values.count)).replace(/\{(\w+)\}/g, (_, name: string) => {
			const value = values[name] ?? "";
			return typeof value === "number" ? value.toLocaleString(this.tag) : this.apart(value);
		});
	}

	/** "now", "5 min. ago", then the time of day. */
	timeAgo(at: Date, now: number): string {
		const age = now - at.getTime();
		if (age < SOON_MS) return this.text("justNow");
		if (age < 60 * SOON_MS) return this.relative().format(-Math.floor(age / SOON_MS), "minute");
		return this.clock().format(at);
	}

	timeOfDay(at: Date): string {
		return this.clock().format(at);
	}

	exactly(at: Date): string {
		return this.exact().format(at);
	}

	/** In the visitor's own time: the weekday where that tells which, and the time of day. */
	opening(at: Date, now: number): string {
		const isNear = at.getTime() - now < WEEK_MS;
		const day = isNear ? ({ weekday: "long" } as const) : ({ day: "numeric", month: "long" } as const);
		const time = this.format({ ...day, hour: "numeric", minute: "2-digit" }).format(at);
		return this.text("opensAt", { time });
	}

	dayName(at: Date, now: number): string {
		const today = new Date(now).toDateString();
		const yesterday = new Date(now - DAY_MS).toDateString();
		if (at.toDateString() === today) return this.text("today");
		return at.toDateString() === yesterday ? this.text("yesterday") : this.day().format(at);
	}

	private form(text: string | Counted, count: number): string {
		return typeof text === "string" ? text : (text[this.kinds().select(count)] ?? text.other);
	}

	private format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
		return new Intl.DateTimeFormat(this.tag, options);
	}

	// What has another direction than the sentence keeps it to itself.
	private apart(value: string): string {
		const isOther = this.direction === "rtl" ? /\p{L}/u.test(value) : RIGHT_TO_LEFT.test(value);
		return isOther ? isolated(value) : value;
	}
}

function isKnown(tag: string): boolean {
	try {
		return Intl.getCanonicalLocales(tag).length > 0;
	} catch {
		return false;
	}
}
