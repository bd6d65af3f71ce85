/* The surveys' days, the line over them, its filter as an address, and its files. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agentsCsv, surveysCsv } from '../src/features/csat/csv';
import { countDays, cut, fit, isDay, listSpan } from '../src/features/csat/days';
import { changeOf } from '../src/features/csat/figures';
import { addressOf, listQuery, presetOf, ratingsOf, ratingText, readFilter, spanOf } from '../src/features/csat/filter';
import { piecesOf, pointsOf } from '../src/features/csat/points';

const day = (date: string, responded: number, good: number, sent = responded) =>
	responded === 0
		? { date, sent, responded }
		: { date, sent, responded, score: good / responded, averageRating: (5 * good + (responded - good)) / responded };

test('a day is one of the calendar, and of this century', () => {
	for (const text of ['2026-02-28', '2028-02-29', '2000-01-01']) assert.ok(isDay(text));
	for (const text of [undefined, '', '2026-02-29', '2026-2-1', '0202-01-01', '2026-13-01', '2026-02-28T00'])
		assert.ok(!isDay(text));
});

test('a short range is cut into days, a longer one into weeks from Monday', () => {
	assert.equal(cut({ from: '2026-09-01', to: '2026-11-30' }).length, 91);
	const weeks = cut({ from: '2026-01-01', to: '2026-12-31' });
	assert.deepEqual(weeks.slice(0, 2), [
		{ from: '2026-01-01', to: '2026-01-04' },
		{ from: '2026-01-05', to: '2026-01-11' },
	]);
	assert.deepEqual(weeks.at(-1), { from: '2026-12-28', to: '2026-12-31' });
	const sum = weeks.reduce((all, { from, to }) => all + countDays(from, to), 0);
	assert.equal(sum, countDays('2026-01-01', '2026-12-31'));
});

test('of a range that cannot be asked for one end stays', () => {
	const backward = { from: '2026-11-09', to: '2026-11-02' };
	assert.deepEqual(fit(backward, 'from'), { from: '2026-11-09', to: '2026-11-09' });
	assert.deepEqual(fit({ from: '2020-01-01', to: '2026-11-30' }, 'to'), { from: '2024-11-30', to: '2026-11-30' });
	assert.deepEqual(fit({ from: '2020-01-01', to: '2026-11-30' }, 'from'), { from: '2020-01-01', to: '2021-12-31' });
});

test('days are summed into a week by their answers, not by their averages', () => {
	const span = { from: '2026-01-01', to: '2026-12-31' };
	const points = pointsOf([day('2026-01-07', 9, 9), day('2026-01-05', 1, 0, 4)], span);
	assert.deepEqual(points[1], {
		from: '2026-01-05', to: '2026-01-11', sent: 13, responded: 10, score: 0.9, averageRating: 4.6,
	});
	assert.deepEqual(points[0], { from: '2026-01-01', to: '2026-01-04', sent: 0, responded: 0 });
});

test('the line has a gap where nobody answered, and a score of none is no 0', () => {
	const span = { from: '2026-11-01', to: '2026-11-05' };
	const points = pointsOf([day('2026-11-01', 2, 1), day('2026-11-02', 3, 0), day('2026-11-03', 0, 0, 7), day('2026-11-05', 1, 1)], span);
	assert.equal(points[2]!.score, undefined);
	assert.equal(points[2]!.sent, 7);
	assert.deepEqual(piecesOf(points, 'score'), [[{ x: 10, y: 50 }, { x: 30, y: 100 }], [{ x: 90, y: 0 }]]);
	assert.deepEqual(piecesOf(points, 'averageRating')[1], [{ x: 90, y: 0 }]);
	assert.deepEqual(piecesOf(pointsOf([], span), 'score'), []);
});

test('a filter is read from an address as it was written there', () => {
	const filter = { days: '7', agent: 'a', rating: '4,5', on: '2026-11-30' };
	const address = addressOf(filter);
	assert.deepEqual(readFilter(new URL(address, 'https://desk.example').searchParams), filter);
	assert.equal(addressOf({ tag: '', rating: undefined }), '/admin/support/csat');
});

test('the days are a preset until today, or one\'s own, as far as they can be asked for', () => {
	const today = '2026-11-30';
	assert.deepEqual(spanOf({}, today), { from: '2026-11-01', to: today });
	assert.deepEqual(spanOf({ days: '7' }, today), { from: '2026-11-24', to: today });
	assert.deepEqual(spanOf({ days: '8', from: '2026-02-30' }, today), { from: '2026-11-01', to: today });
	assert.deepEqual(spanOf({ from: '2026-11-09', to: '2026-11-02' }, today), { from: '2026-11-02', to: '2026-11-02' });
	assert.deepEqual(spanOf({ from: '2026-11-20' }, today), { from: '2026-11-20', to: today });
	assert.equal(presetOf({ from: '2026-11-20', days: '7' }), undefined);
	const span = { from: '2026-11-01', to: today };
	assert.deepEqual(listSpan(span, '2026-11-03'), { from: '2026-11-03', to: '2026-11-03' });
	assert.equal(listSpan(span, '2026-10-03'), span);
});

test('ratings are some, or all answers, or what was sent, or was not', () => {
	const span = { from: '2026-11-01', to: '2026-11-30' };
	const asked = (rating?: string) => listQuery({ rating, agent: 'a' }, span).toString();
	assert.deepEqual(ratingsOf({ rating: '1,2,9' }), [2, 1]);
	assert.equal(asked('5,4,x'), 'from=2026-11-01&to=2026-11-30&agent=a&rating=4%2C5');
	assert.equal(asked(), 'from=2026-11-01&to=2026-11-30&agent=a&rating=1%2C2%2C3%2C4%2C5');
	assert.equal(asked('unsent'), 'from=2026-11-01&to=2026-11-30&agent=a&by=unsent');
	assert.equal(ratingText([5, 4]), '4,5');
	assert.equal(ratingText([1, 2, 3, 4, 5]), undefined);
});

test('a change is the difference of what is shown, and none where there was no figure', () => {
	assert.equal(changeOf(0.9, undefined, 'share'), undefined);
	assert.deepEqual(changeOf(0.864, 0.816, 'share'), { way: 'up', text: '+4 points' });
	assert.deepEqual(changeOf(0.8551, 0.864, 'share'), { way: 'same', text: 'as before' });
	assert.deepEqual(changeOf(4.1, 4.35, 'rating'), { way: 'down', text: '−0.25' });
	assert.deepEqual(changeOf(3, 4, 'count'), { way: 'down', text: '−1' });
});

test('what customers write is a text to every spreadsheet', () => {
	const file = surveysCsv([{ id: 'i', rating: 1, feedback: '=HYPERLINK("http://evil.example")', channel: 'email' }]);
	assert.ok(file.includes(`,"'=HYPERLINK(""http://evil.example"")",`));
	assert.ok(agentsCsv([{ agent: { id: 'i', name: '+Bob' }, sent: 3, responded: 0, answered: 0 }]).endsWith('\r\n"\'+Bob","3","0","","","",""\r\n'));
});
