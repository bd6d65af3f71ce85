/* Opening hours as their form has them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatWidgetConfig } from '../src/api/types';
import {
	ALL_DAY, changeOf, copyToAll, DAYS, endsNextDay, type Fields, fieldsOf, isAllDay, isTwice, overlaps, spanAfter,
} from '../src/features/hours/model';
import { describeField } from '../src/features/hours/words';
import { changedNames } from '../src/ui/draft';

const span = (start: string, end: string) => ({ start, end });
const config = {
	updatedAt: 'then',
	businessHoursEnabled: true,
	businessHours: {
		mon: [span('13:00', '24:00'), span('09:00', '12:00')],
		fri: [span('22:00', '02:00')],
		sat: [span('00:00', '24:00')],
		holidays: [{ date: '2026-12-26', name: 'Boxing Day' }, { date: '2026-12-24', name: 'Eve', spans: [span('09:00', '12:00')] }],
	},
} as ChatWidgetConfig;

const sent = (change: Partial<Fields>) => {
	const saved = fieldsOf(config);
	const fields = { ...saved, ...change };
	return changeOf(fields, changedNames(saved, fields), config);
};

test('a day has its spans in their order, midnight has one name, and a day that is left out has none', () => {
	const fields = fieldsOf(config);
	assert.deepEqual(fields.mon, [span('09:00', '12:00'), span('13:00', '00:00')]);
	assert.deepEqual(fields.tue, []);
	assert.deepEqual(fields.holidays.map(({ date, spans }) => [date, spans.length]), [['2026-12-24', 1], ['2026-12-26', 0]]);
	assert.deepEqual(fieldsOf({ businessHoursEnabled: false } as ChatWidgetConfig).holidays, []);
});

test('what is read twice is the same, so that nothing counts as changed', () => {
	assert.deepEqual(changedNames(fieldsOf(config), fieldsOf(config)), []);
	assert.deepEqual(sent({}), { updatedAt: 'then' });
});

test('all day is from midnight to midnight, however that is written', () => {
	for (const end of ['24:00', '00:00'])
		assert.ok(isAllDay(fieldsOf({ businessHours: { sat: [span('00:00', end)] } } as ChatWidgetConfig).sat));
	assert.ok(!isAllDay([span('00:00', '23:59')]));
	assert.ok(!isAllDay([ALL_DAY, ALL_DAY]));
});

test('a span that does not end after its start ends on the next day', () => {
	assert.deepEqual(
		[span('22:00', '02:00'), span('08:00', '08:00'), span('13:00', '00:00'), span('09:00', '17:00'), ALL_DAY, span('09:00', '')].map(endsNextDay),
		[true, true, true, false, false, false],
	);
});

test('spans that share time are told of, past midnight too, and those that touch are not', () => {
	assert.ok(overlaps([span('09:00', '12:00'), span('11:59', '13:00')]));
	assert.ok(overlaps([span('20:00', '02:00'), span('22:00', '23:00')]));
	assert.ok(!overlaps([span('09:00', '12:00'), span('12:00', '13:00')]));
	assert.ok(!overlaps([span('09:00', ''), span('09:00', '13:00')]));
	assert.ok(!overlaps([]));
});

test('a day without a span gets usual hours, and one more comes after the last', () => {
	assert.deepEqual(spanAfter([]), span('09:00', '17:00'));
	assert.deepEqual(spanAfter([span('09:00', '12:00')]), span('13:00', '16:00'));
	assert.deepEqual(spanAfter([span('18:00', '23:30')]), span('00:30', '03:30'));
});

test('one day is copied to all, and each has its own', () => {
	const week = copyToAll([span('09:00', '12:00')]);
	assert.deepEqual(DAYS.map((day) => week[day]), DAYS.map(() => [span('09:00', '12:00')]));
	assert.notEqual(week.mon, week.tue);
});

test('of the hours all is sent where anything was changed, without the days that are closed', () => {
	assert.deepEqual(sent({ businessHoursEnabled: false }), { updatedAt: 'then', businessHoursEnabled: false });
	const { businessHours } = sent({ mon: [], holidays: [{ date: '2027-01-01', name: ' New Year ', spans: [] }] });
	assert.deepEqual(businessHours, {
		fri: [span('22:00', '02:00')],
		sat: [ALL_DAY],
		holidays: [{ date: '2027-01-01', name: 'New Year', spans: [] }],
	});
});

test('the same day twice is told of, and one that is not typed yet is none', () => {
	const day = (date: string) => ({ date, name: '', spans: [] });
	assert.ok(isTwice([day('2026-12-25'), day('2026-12-25')], '2026-12-25'));
	assert.ok(!isTwice([day(''), day('')], ''));
});

test('what somebody else has saved is told in hours', () => {
	const fields = fieldsOf(config);
	assert.equal(describeField('mon', fields.mon), '09:00–12:00, 13:00–00:00');
	assert.equal(describeField('sat', fields.sat), 'All day');
	assert.equal(describeField('sun', fields.sun), 'Closed');
	assert.match(describeField('holidays', fields.holidays) ?? '', /2026 Eve: 09:00–12:00; .*Boxing Day: Closed$/);
	assert.equal(describeField('businessHoursEnabled', true), undefined);
});
