/* What becomes a link, a clock, a name. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitLinks } from '../src/features/chat/links';
import { formatClock } from '../src/ui/format';
import { pagePath, safeHref, visitorName } from '../src/features/chat/visitor';
import { initials } from '../src/ui/person';

const links = (text: string) => splitLinks(text).flatMap((part) => part.href ?? []);

test('a web address becomes a link without the punctuation behind it', () => {
	assert.deepEqual(links('See https://a.example/x, or (http://b.example/y).'), [
		'https://a.example/x',
		'http://b.example/y',
	]);
});

test('a bracket that was opened in the address belongs to it', () => {
	assert.deepEqual(links('https://a.example/x_(y)'), ['https://a.example/x_(y)']);
});

test('nothing but http and https becomes a link', () => {
	const text = 'javascript:alert(1) data:text/html,x ftp://a.example file:///etc/passwd';
	assert.deepEqual(links(text), []);
	assert.equal(safeHref('javascript:alert(1)'), undefined);
});

test('the parts of a text with links are the whole text', () => {
	const text = 'a https://a.example b\nhttps://b.example! c';
	const parts = splitLinks(text).map((part) => part.text);
	assert.equal(parts.join(''), text);
});

test('a clock shows hours and days only when there are any', () => {
	assert.deepEqual([0, 61, 3600, 90_000].map(formatClock), [
		'00:00',
		'01:01',
		'1:00:00',
		'1 day',
	]);
});

test('initials are whole characters of the first and last word', () => {
	assert.deepEqual(['Ada Lovelace', 'ada', '𝒜da Ω', ''].map(initials), ['AL', 'A', '𝒜Ω', '?']);
});

test('a mark of direction ends a link', () => {
	assert.deepEqual(links('https://a.example/\u202emoc.b//:sptth'), ['https://a.example/']);
});

test('names and paths are shown without marks of direction', () => {
	const named = (visitorName: string) => ({ visitorName, visitorId: 'v-0123' }) as never;
	assert.equal(visitorName(named('\u2069\u202eAda\u200f')), 'Ada\u200f');
	assert.match(visitorName(named('\u2069')), /0123$/);
	assert.equal(pagePath('https://a.example/%E2%81%A9%E2%80%AEx'), '/x');
});
