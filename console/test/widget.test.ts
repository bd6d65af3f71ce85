/* The chat's look: what can be read on a colour, what the preview is told, and the line for each kind of page. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatWidgetConfig } from '../src/api/types';
import { readingOf } from '../src/features/widget/contrast';
import { fieldsOf, previewOf } from '../src/features/widget/fields';
import { PLACES, RECIPES } from '../src/features/widget/recipes';
import { contrast } from '../../proto/client/color';

test('of every colour on which white cannot be read there is one near it on which it can', () => {
	assert.deepEqual(readingOf('#374d42'), { letters: 'white', white: 9.1 });
	for (let value = 0; value < 0x1000; value++) {
		const hex = `#${[...value.toString(16).padStart(3, '0')].map((digit) => digit + digit).join('')}`;
		const reading = readingOf(hex);
		const isReadable = contrast('#ffffff', hex) >= 4.5;
		assert.equal(reading?.letters, isReadable ? 'white' : 'black', hex);
		assert.equal(reading?.mended === undefined, isReadable, hex);
		if (reading?.mended) assert.equal(readingOf(reading.mended)?.letters, 'white', hex);
	}
	assert.equal(readingOf('#37'), undefined);
});

test('the preview is told what the form says, and opens by itself but where it is to be closed', () => {
	const config = { offsetX: 20, autoOpenDelaySeconds: 30, headerText: 'Chat', agentsOnline: false } as ChatWidgetConfig;
	const fields = { ...fieldsOf(config), offsetX: '40', headerText: 'Hello' };
	const { offsetX, autoOpenDelaySeconds, headerText, agentsOnline } = previewOf(config, fields, 'open');
	assert.deepEqual([offsetX, autoOpenDelaySeconds, headerText, agentsOnline], [40, 0, 'Hello', true]);
	assert.equal(previewOf(config, fields, 'away').agentsOnline, false);
	assert.equal(previewOf(config, fields, 'closed').autoOpenDelaySeconds, undefined);
});

test('the preview shows the bubble wherever shops hide it, and the words that are being written', () => {
	const saved = { headerText: 'Chat', hiddenPaths: ['/*'], hiddenDevices: 'phones', languages: { en: { headerText: 'Talk' } } };
	const config = saved as unknown as ChatWidgetConfig;
	const shown = previewOf(config, fieldsOf(config), 'open');
	assert.deepEqual([shown.hiddenPaths, shown.hiddenDevices, shown.languages, shown.headerText], [[], 'none', undefined, 'Chat']);
});

test('every recipe says whose chat it is and where its script is', () => {
	const desk = { id: '0191', scriptUrl: 'https://desk.example/chat-widget.js' };
	for (const place of PLACES) {
		assert.ok(RECIPES[place](desk).includes(desk.id), place);
		assert.ok(RECIPES[place](desk).includes(desk.scriptUrl), place);
	}
});
