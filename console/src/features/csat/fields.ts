/* The settings of surveys as their form has them: each as what is typed. */
import type { CSATSettings, CSATSettingsChange, CSATTexts } from '../../api/types';

export const LANGUAGES = ['en', 'de', 'ar'] as const;
export type Language = (typeof LANGUAGES)[number];
export const SENTENCES = ['question', 'thanks'] as const;
export type Sentence = (typeof SENTENCES)[number];
type TextName = `${Language}_${Sentence}`;

type Typed = 'delayMinutes' | 'expiryDays' | 'cooldownDays' | 'reminderDays';
type Chosen = Exclude<keyof CSATSettings, Typed | 'texts' | 'updatedAt'>;

/* No days until a reminder: none. An empty text: our own words. */
export type Fields = Pick<CSATSettings, Chosen> & Record<Typed | TextName, string>;

export const textName = (language: Language, sentence: Sentence): TextName => `${language}_${sentence}`;

const TEXTS = LANGUAGES.flatMap((language) =>
	SENTENCES.map((sentence) => ({ language, sentence, name: textName(language, sentence) })),
);

function textsOf({ texts }: CSATSettings): Record<TextName, string> {
	const entries = TEXTS.map(({ language, sentence, name }) => [name, texts[language]?.[sentence] ?? '']);
	return Object.fromEntries(entries) as Record<TextName, string>;
}

export function fieldsOf(settings: CSATSettings): Fields {
	const { isEnabled, channel, asksByRule, asksInChat, scale, lowMails, lowOpensTicket } = settings;
	return {
		isEnabled,
		channel,
		asksByRule,
		asksInChat,
		scale,
		lowMails,
		lowOpensTicket,
		delayMinutes: String(settings.delayMinutes),
		expiryDays: String(settings.expiryDays),
		cooldownDays: String(settings.cooldownDays),
		reminderDays: String(settings.reminderDays ?? ''),
		...textsOf(settings),
	};
}

/* All languages go together. */
function typedTexts(fields: Fields): CSATTexts {
	const texts: CSATTexts = {};
	for (const { language, sentence, name } of TEXTS)
		if (fields[name].trim() !== '') (texts[language] ??= {})[sentence] = fields[name].trim();
	return texts;
}

/* What is sent of the fields that were changed. */
export function changeOf(
	fields: Fields,
	names: readonly (keyof Fields)[],
	{ updatedAt }: CSATSettings,
): CSATSettingsChange {
	const reminder = fields.reminderDays.trim();
	const all = {
		...fields,
		delayMinutes: Number(fields.delayMinutes),
		expiryDays: Number(fields.expiryDays),
		cooldownDays: Number(fields.cooldownDays),
		reminderDays: reminder === '' ? null : Number(reminder),
	};
	const isText = (name: keyof Fields) => TEXTS.some((text) => text.name === name);
	const plain = names.filter((name) => !isText(name)).map((name) => [name, all[name]]);
	const change: CSATSettingsChange = { updatedAt, ...Object.fromEntries(plain) };
	return names.some(isText) ? { ...change, texts: typedTexts(fields) } : change;
}
