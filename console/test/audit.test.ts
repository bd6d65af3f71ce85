/* The audit log as a file, and its filter as an address. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditEntry } from '../src/api/types';
import { toCsv } from '../src/features/audit/csv';
import { filterQuery, isFiltered, readFilter } from '../src/features/audit/filter';

const entry: AuditEntry = {
	id: '00000000-0000-4000-8000-000000000000',
	actorType: 'agent',
	action: 'agent.sign_in',
	createdAt: '2026-11-30T12:00:00.000000Z',
};

test('a name that a spreadsheet would run stands there as a text', () => {
	for (const name of ['=1+1', '+1', '-1', '@SUM(A1)', ' =1', '\t=1', '\r=1']) {
		const [, row] = toCsv([{ ...entry, actorName: name }]).split('\r\n');
		assert.equal(row?.split(',')[3], `"'${name}"`);
	}
});

test('quotes, commas and line breaks stay within their cell', () => {
	const file = toCsv([{ ...entry, actorName: 'A "B", C\nD' }]);
	assert.ok(file.includes(',"A ""B"", C\nD",'));
	assert.ok(file.startsWith('\ufeffcreatedAt,'));
	assert.ok(file.endsWith('\r\n'));
});

test('how often something happened is a number', () => {
	assert.ok(toCsv([{ ...entry, ip: '192.0.2.1', count: 7 }]).includes(',"192.0.2.1","7",'));
});

test('what was changed of settings stands in one cell, a line each', () => {
	const changes = [{ name: 'name', before: 'A', after: 'B' }, { name: 'waitingMost', before: '7' }];
	assert.ok(toCsv([{ ...entry, changes }]).includes(',"name: A → B\nwaitingMost: 7 → "\r\n'));
});

test('a filter is read from an address as it was written there', () => {
	const filter = { actor: 'operator', from: '2026-11-30' };
	assert.deepEqual(readFilter(filterQuery(filter)), filter);
	assert.deepEqual(readFilter(new URLSearchParams('action=&page=2')), {});
	assert.ok(!isFiltered({ action: '' }));
});
