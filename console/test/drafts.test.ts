/* What is half written is its writer's alone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getDraft, keepDraftsOf, setDraft } from '../src/ui/drafts';

test('a draft waits for who comes back, and is not there for somebody else', () => {
	keepDraftsOf('robin');
	setDraft('a', 'half a sentence');
	keepDraftsOf('robin');
	assert.equal(getDraft('a'), 'half a sentence');
	keepDraftsOf('kim');
	assert.equal(getDraft('a'), '');
});
