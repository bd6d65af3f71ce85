// The tenant's own texts in the language that is spoken; the plain ones are the usual text for others.
import type { ChatWidgetConfig } from "./proto";

export const LANGUAGES = ["en", "de", "fr", "es", "ar", "ja"];

export const languageOf = (tag: string): string => tag.toLowerCase().split(/[-_]/)[0]!;

/** The first language that the widget knows: as the page asked for it, the page's own, the browser's. */
export function languageFor(wanted: string | undefined): string {
	const tags = [wanted, document.documentElement.lang, ...navigator.languages];
	return tags.map((tag) => languageOf(tag ?? "")).find((language) => LANGUAGES.includes(language)) ?? "en";
}

export const spoken = (config: ChatWidgetConfig, language: string): ChatWidgetConfig => ({
	...config,
	...config.languages?.[language],
});
