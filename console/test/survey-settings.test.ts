/* The settings of surveys as their form has them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { CSATSettings } from '../src/api/types';
import { changeOf, fieldsOf, LANGUAGES } from '../src/features/csat/fields';
import { OWN_WORDS } from '../src/features/csat/texts/own';
import { changedNames } from '../src/ui/draft';

test('of the settings what was changed is sent, texts of all languages together, and no reminder as none', () => {
	const settings: CSATSettings = {
		isEnabled: true, delayMinutes: 60, channel: 'email', expiryDays: 7, cooldownDays: 30, reminderDays: 3, asksByRule: false,
		asksInChat: true, scale: 'stars', lowMails: true, lowOpensTicket: false, updatedAt: 'then',
		texts: { en: { question: 'How?', thanks: 'Thanks' }, ar: { thanks: 'شكرًا' } },
	};
	const fields = fieldsOf(settings);
	assert.equal(fields.en_question, 'How?');
	const changed = { ...fields, reminderDays: '', delayMinutes: '1', en_question: ' ', de_thanks: ' Danke ' };
	assert.deepEqual(changeOf(changed, changedNames(fields, changed), settings), {
		updatedAt: 'then', reminderDays: null, delayMinutes: 1,
		texts: { en: { thanks: 'Thanks' }, de: { thanks: 'Danke' }, ar: { thanks: 'شكرًا' } },
	});
	assert.deepEqual(changeOf(fields, [], settings), { updatedAt: 'then' });
});

test('the usual words are those of the rating page, in each of its languages', () => {
	const page = readFileSync('../services/rating/words.def', 'utf8');
	const code = readFileSync('../services/rating/words.c', 'utf8');
	for (const name of ['question', 'thanks', 'send'] as const) {
		const line = page.split('\n').find((each) => each.startsWith(`WORD(${name},`)) ?? '';
		const words = LANGUAGES.map((language) => OWN_WORDS[language][name]);
		assert.deepEqual([...line.matchAll(/"([^"]*)"/g)].map(([, word]) => word), words);
	}
	for (const { worst, best } of Object.values(OWN_WORDS))
		for (const word of [`{"${worst}",`, `"${best}"}`]) assert.ok(code.includes(word), word);
});
