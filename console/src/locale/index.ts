/* The table of texts in the language that the browser asks for first among those we have. */
import { de } from './de';
import { en, type Texts } from './en';

const TABLES: Record<string, Texts> = { en, de };

function choose(): Texts {
	for (const language of navigator.languages) {
		const table = TABLES[language.slice(0, 2).toLowerCase()];
		if (table) return table;
	}
	return en;
}

const table = choose();

export function texts(): Texts {
	return table;
}

/* The locale for dates and numbers: the reader's own variant of the language of the texts. */
export const formatLocale =
	navigator.languages.find((language) => language.startsWith(table.language)) ?? table.language;
