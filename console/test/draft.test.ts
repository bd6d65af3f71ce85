/* A form against what was saved, and against what somebody else has saved meanwhile. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatWidgetConfig, TenantSettings } from '../src/api/types';
import { changeOf, fieldsOf } from '../src/features/general/fields';
import * as widget from '../src/features/widget/fields';
import { carryOver, changedNames } from '../src/ui/draft';

const saved = { name: 'A', zone: 'UTC', limit: '3' };

test('the fields that differ are the changed ones', () => {
	assert.deepEqual(changedNames(saved, saved), []);
	assert.deepEqual(changedNames(saved, { ...saved, limit: '', name: 'B' }), ['name', 'limit']);
});

test('my changes stand on top of theirs, and nothing else of mine does', () => {
	const mine = { ...saved, name: 'Mine' };
	const theirs = { name: 'Theirs', zone: 'Europe/Berlin', limit: '4' };
	assert.deepEqual(carryOver(saved, mine, theirs), { ...theirs, name: 'Mine' });
});

test('of the settings what was changed is sent, an empty limit as none, and a name a line', () => {
	const settings: TenantSettings = {
		id: 'id', name: 'A', timeZone: 'UTC', keptParameters: ['a', 'b'], awayMinutes: 30, scriptUrl: '', version: 'v',
	};
	const fields = fieldsOf(settings);
	assert.deepEqual([fields.awayMinutes, fields.silentMinutes, fields.keptParameters], ['30', '', 'a\nb']);
	const changed = { ...fields, name: ' B ', awayMinutes: '', silentMinutes: '9', keptParameters: ' a \n\n c' };
	assert.deepEqual(changeOf(changed, changedNames(fields, changed), settings), {
		version: 'v', name: 'B', awayMinutes: null, silentMinutes: 9, keptParameters: ['a', 'c'],
	});
	assert.deepEqual(changeOf(fields, [], settings), { version: 'v' });
});

test('of how the widget looks what was changed is sent, numbers as such, and an empty delay as never', () => {
	const config = { updatedAt: 'then', offsetX: 20, offsetY: 0, autoOpenDelaySeconds: 0, showAgentTyping: true } as ChatWidgetConfig;
	const fields = widget.fieldsOf(config);
	assert.deepEqual([fields.offsetY, fields.autoOpenDelaySeconds], ['0', '0']);
	const changed = { ...fields, offsetX: '0', autoOpenDelaySeconds: '', showAgentTyping: false };
	assert.deepEqual(widget.changeOf(changed, changedNames(fields, changed), config), {
		updatedAt: 'then', offsetX: 0, autoOpenDelaySeconds: null, showAgentTyping: false,
	});
});
