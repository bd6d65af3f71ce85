/* The reader's language: the first that the browser asks for among those we have. */
const LANGUAGES = ['en', 'de'] as const;

export type Language = (typeof LANGUAGES)[number];

function choose(): Language {
	for (const wanted of navigator.languages) {
		const found = LANGUAGES.find((each) => each === wanted.slice(0, 2).toLowerCase());
		if (found) return found;
	}
	return 'en';
}

export const language = choose();

/* The locale for dates and numbers: the reader's own variant of the language of the texts. */
export const formatLocale = navigator.languages.find((each) => each.startsWith(language)) ?? language;

/* Of a room's tables of texts, the one that is read. */
export function inLanguage<Texts>(tables: Record<Language, Texts>): Texts {
	return tables[language];
}

type Forms = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;

/* Which of its forms a count takes in a language (CLDR). */
export function plurals(of: Language): (count: number, forms: Forms) => string {
	const rules = new Intl.PluralRules(of);
	return (count, forms) => forms[rules.select(count)] ?? forms.other;
}
