// The one sentence that the loader says to visitors, in the languages of the app's locale.
const NOT_LOADED: Record<string, string> = {
	en: "The chat could not be loaded. Please try again.",
	de: "Der Chat lädt nicht. Bitte noch einmal versuchen.",
	fr: "Chat indisponible. Veuillez réessayer.",
	es: "Chat no disponible. Inténtelo de nuevo.",
	ja: "読み込めませんでした。もう一度お試しください。",
	ar: "تعذّر تحميل المحادثة. يُرجى المحاولة مرة أخرى.",
};

export function notLoaded(locale: string | undefined): string {
	const tags = [locale, document.documentElement.lang, ...navigator.languages, "en"];
	const known = tags.map((tag) => NOT_LOADED[(tag ?? "").toLowerCase().split(/[-_]/)[0]!]);
	return known.find(Boolean)!;
}
