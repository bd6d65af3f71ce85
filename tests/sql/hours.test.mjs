// Whether the desk is open, and when that turns: beside what the C library's zone data say (zone.c).
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { Database, program } from './database.mjs';

/** How often their clocks change from 2010 to 2030, at least: laws that come will not take that back. */
const ZONES = { 'Australia/Lord_Howe': 30, 'Asia/Kathmandu': 0, 'Pacific/Chatham': 30, 'America/New_York': 30, 'Europe/Berlin': 30,
	'Pacific/Apia': 20, 'Africa/Casablanca': 40, 'America/Sao_Paulo': 18, 'Asia/Tehran': 20, 'Pacific/Kiritimati': 0 };
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const DAY = 86400;
const seed = Number(process.env.FRONTDESK_SEED ?? Date.now() % 1e9);

let database, tenant;
before(() => {
	database = Database.start(['Northwind']);
	[tenant] = database.tenants;
});
after(() => database?.stop());

/** What is said of each moment, in seconds; null where nothing is. */
const ask = (hours, zone, moments, isEnabled = true) => database.inScope(tenant, async client => (await client.query(
	`SELECT is_open AS "isOpen", extract(epoch FROM opens_at)::float8 AS "opensAt", extract(epoch FROM changes_at)::float8 AS "changesAt"
	FROM unnest($4::float8[]) WITH ORDINALITY AS m (moment, number)
	CROSS JOIN LATERAL hours_state($1, $2, $3, to_timestamp(m.moment)) ORDER BY m.number`, [hours, isEnabled, zone, moments])).rows);
const seconds = time => Date.parse(time) / 1000;
const time = moment => moment === null ? null : new Date(moment * 1000).toISOString().replace('.000', '');
async function look(hours, zone, at) {
	const [{ isOpen, opensAt, changesAt }] = await ask(hours, zone, [seconds(at)]);
	assert.equal(opensAt, isOpen ? null : changesAt);
	return [isOpen, time(changesAt)];
}

/* --- what is said of the nights on which clocks change ---------------------------------------- */
const nightly = { sun: [{ start: '02:30', end: '12:00' }], sat: [{ start: '12:00', end: '13:00' }] };
const untilHalfPastTwo = { sun: [{ start: '00:00', end: '02:30' }] };

test('an opening at 02:30 on the night on which that does not exist is at the moment of the jump', async () => {
	assert.deepEqual(await look(nightly, 'Europe/Berlin', '2026-03-29T00:59:59Z'), [false, '2026-03-29T01:00:00Z']);
	assert.deepEqual(await look(nightly, 'Europe/Berlin', '2026-03-29T01:00:00Z'), [true, '2026-03-29T10:00:00Z']);
});

test('an opening at 02:30 on the night on which that comes twice is at the first, a closing at the second', async () => {
	assert.deepEqual(await look(nightly, 'Europe/Berlin', '2026-10-25T00:29:59Z'), [false, '2026-10-25T00:30:00Z']);
	assert.deepEqual(await look(nightly, 'Europe/Berlin', '2026-10-25T01:15:00Z'), [true, '2026-10-25T11:00:00Z']);
	assert.deepEqual(await look(untilHalfPastTwo, 'Europe/Berlin', '2026-10-25T00:45:00Z'), [true, '2026-10-25T01:30:00Z']);
});

test('a closing at 02:30 on the night on which that does not exist is at the moment of the jump', async () => {
	assert.deepEqual(await look(untilHalfPastTwo, 'Europe/Berlin', '2026-03-29T00:59:59Z'), [true, '2026-03-29T01:00:00Z']);
});

test('a span that lies within the jump is none that night', async () => {
	const hours = { sun: [{ start: '02:10', end: '02:50' }] };
	assert.deepEqual(await look(hours, 'Europe/Berlin', '2026-03-28T12:00:00Z'), [false, '2026-04-05T00:10:00Z']);
});

test('a day that a zone leaves out is no day: Apia had no 30 December 2011', async () => {
	const hours = { fri: [{ start: '09:00', end: '17:00' }], sat: [{ start: '09:00', end: '17:00' }] };
	assert.deepEqual(await look(hours, 'Pacific/Apia', '2011-12-30T09:59:59Z'), [false, '2011-12-30T19:00:00Z']);
});

/* --- what hours are ------------------------------------------------------------------------------ */
test('a day is one span or several, and one that ends before it begins ends on the next', async () => {
	const hours = { mon: { start: '09:00', end: '17:00' }, tue: [{ start: '22:00', end: '02:00' }, { start: '08:00', end: '09:00' }] };
	assert.deepEqual(await look(hours, 'UTC', '2026-12-07T08:00:00Z'), [false, '2026-12-07T09:00:00Z']);
	assert.deepEqual(await look(hours, 'UTC', '2026-12-07T17:00:00Z'), [false, '2026-12-08T08:00:00Z']);
	assert.deepEqual(await look(hours, 'UTC', '2026-12-09T01:59:59Z'), [true, '2026-12-09T02:00:00Z']);
	assert.deepEqual(await look(hours, 'UTC', '2026-12-09T02:00:00Z'), [false, '2026-12-14T09:00:00Z']);
});

test('spans that touch, on a day or over midnight, are one', async () => {
	const all = [{ start: '00:00', end: '24:00' }];
	assert.deepEqual(await look({ mon: all, tue: [{ start: '00:00', end: '12:00' }, { start: '12:00', end: '13:00' }] }, 'Asia/Kathmandu',
		'2026-12-07T00:00:00Z'), [true, '2026-12-08T07:15:00Z']);
});

test('a holiday stands in the place of its weekday, with spans of its own or closed', async () => {
	const hours = { ...Object.fromEntries(DAYS.map(day => [day, [{ start: '09:00', end: '17:00' }]])), thu: [{ start: '20:00', end: '03:00' }],
		holidays: [{ date: '2026-12-25', name: 'Christmas' }, { date: '2026-12-26', name: 'Short', spans: [{ start: '10:00', end: '11:00' }] }] };
	assert.deepEqual(await look(hours, 'UTC', '2026-12-25T02:00:00Z'), [true, '2026-12-25T03:00:00Z']);
	assert.deepEqual(await look(hours, 'UTC', '2026-12-25T10:00:00Z'), [false, '2026-12-26T10:00:00Z']);
	assert.deepEqual(await look(hours, 'UTC', '2026-12-26T11:00:00Z'), [false, '2026-12-27T09:00:00Z']);
});

test('hours that do not hold are open for good, as a desk is that never closes; no hours are closed', async () => {
	const always = Object.fromEntries(DAYS.map(day => [day, [{ start: '00:00', end: '24:00' }]]));
	assert.deepEqual(await ask({}, 'UTC', [0], false), [{ isOpen: true, opensAt: null, changesAt: null }]);
	assert.deepEqual(await look({}, 'UTC', '2026-12-01T00:00:00Z'), [false, null]);
	for (const at of ['2026-03-29T00:30:00Z', '2026-10-25T00:30:00Z', '2026-12-01T12:00:00Z'])
		assert.deepEqual(await look(always, 'Europe/Berlin', at), [true, null]);
});

test('what turns on a holiday only is found for 400 days', async () => {
	const always = Object.fromEntries(DAYS.map(day => [day, [{ start: '00:00', end: '24:00' }]]));
	const on = (date, hours, spans) => ({ ...hours, holidays: [{ date, name: 'That day', spans }] });
	assert.deepEqual(await look(on('2027-12-24', always, []), 'UTC', '2026-12-01T12:00:00Z'), [true, '2027-12-24T00:00:00Z']);
	assert.deepEqual(await look(on('2027-12-24', {}, [{ start: '10:00', end: '11:00' }]), 'UTC', '2026-12-01T12:00:00Z'), [false, '2027-12-24T10:00:00Z']);
	assert.deepEqual(await look(on('2029-12-24', always, []), 'UTC', '2026-12-01T12:00:00Z'), [true, null]);
	assert.deepEqual(await look(on('2020-12-24', always, []), 'UTC', '2026-12-01T12:00:00Z'), [true, null]);
});

/* --- at random, around every change of twenty years --------------------------------------------- */
/** Numbers that follow from a seed (mulberry32). */
function numbers(state) {
	const next = () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	return count => Math.floor(next() * count);
}
const clock = minutes => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const dateOf = day => new Date(day * DAY * 1000).toISOString().slice(0, 10);

/** Spans of a day, many of them in the hours in which clocks change. */
function randomSpans(random) {
	if (random(8) === 0) return [{ start: '00:00', end: '24:00' }];
	return Array.from({ length: random(4) }, () => {
		const start = random(2) === 0 ? random(240) : random(1440);
		return { start: clock(start), end: clock([start + 1 + random(90), random(240), random(1440), 1440][random(4)] % 1441) };
	});
}

function randomHours(random, day) {
	const hours = Object.fromEntries(DAYS.filter(() => random(6) > 0).map(name => [name, randomSpans(random)]));
	const dates = [...new Set(Array.from({ length: random(5) }, () => day - 5 + random(12)))];
	hours.holidays = dates.map(date => ({ date: dateOf(date), name: 'A holiday', ...random(3) > 0 && { spans: randomSpans(random) } }));
	return hours;
}

/** The spans of some days as local times: [start, end]. */
function localSpans(hours, firstDay, lastDay) {
	const spans = [];
	for (let day = firstDay; day <= lastDay; day++) {
		const holiday = hours.holidays.find(each => each.date === dateOf(day));
		for (const { start, end } of (holiday ? holiday.spans : hours[DAYS[(day + 4) % 7]]) ?? []) {
			const endDay = end === '24:00' || end <= start ? day + 1 : day;
			spans.push([`${dateOf(day)} ${start}`, `${dateOf(endDay)} ${end === '24:00' ? '00:00' : end}`]);
		}
	}
	return spans;
}

function zoneSays(zone, args, input) {
	const said = spawnSync(program('zone'), args.map(String), { env: { TZ: zone }, input, encoding: 'utf8', maxBuffer: 1 << 28 });
	assert.equal(said.status, 0, said.stderr);
	return said.stdout.split('\n').filter(Boolean).map(line => line.split(' ').map(Number));
}

/** When it is open: spans of moments that neither touch nor overlap. */
function openTimes(spans, moments) {
	const merged = [];
	for (const [start, end] of spans.map(([from, to]) => [moments.get(from)[0], moments.get(to)[1]]).sort((a, b) => a[0] - b[0])) {
		const last = merged.at(-1);
		if (end <= start) continue;
		if (last && start <= last[1]) last[1] = Math.max(last[1], end);
		else merged.push([start, end]);
	}
	return merged;
}

function expected(open, at) {
	const next = open.find(([, end]) => end > at);
	const isOpen = Boolean(next) && next[0] <= at;
	return { isOpen, changesAt: next ? next[isOpen ? 1 : 0] : null };
}

const KNOWN_DAYS = 24;

for (const zone of Object.keys(ZONES)) test(`in ${zone} it opens and closes as the C library's clock says, from 2010 to 2030`, async () => {
	const random = numbers(seed + Object.keys(ZONES).indexOf(zone));
	const [from, to] = [seconds('2010-01-01T00:00:00Z'), seconds('2031-01-01T00:00:00Z')];
	const changes = zoneSays(zone, [from, to]).map(([change]) => change);
	assert.ok(changes.length >= ZONES[zone], `${changes.length} changes`);
	const others = Array.from({ length: changes.length ? 5 : 40 }, () => from + random(to - from));
	const cases = [...changes, ...others].map(centre => {
		const day = Math.floor(centre / DAY), hours = randomHours(random, day);
		return { centre, hours, day, spans: localSpans(hours, day - 5, day + KNOWN_DAYS) };
	});
	const locals = [...new Set(cases.flatMap(each => each.spans.flat()))];
	const said = zoneSays(zone, [], locals.map(local => `${local}\n`).join(''));
	const moments = new Map(locals.map((local, i) => [local, said[i]]));
	for (const { centre, hours, day, spans } of cases) {
		const open = openTimes(spans, moments), known = (day + KNOWN_DAYS - 1) * DAY;
		const near = open.flat().filter(moment => Math.abs(moment - centre) < 1.5 * DAY);
		const asked = [centre - 1, centre, centre + 1, ...near.flatMap(edge => [edge - 1, edge]), ...Array.from({ length: 4 }, () => centre - DAY + random(2 * DAY))];
		const answers = await ask(hours, zone, asked);
		asked.forEach((at, i) => {
			const wanted = expected(open, at), { isOpen, opensAt, changesAt } = answers[i];
			const told = `seed ${seed}, ${zone}, ${time(at)}: ${JSON.stringify(hours)}`;
			assert.equal(isOpen, wanted.isOpen, told);
			assert.equal(opensAt, isOpen ? null : changesAt, told);
			if (wanted.changesAt !== null && wanted.changesAt < known) assert.equal(time(changesAt), time(wanted.changesAt), told);
			else assert.ok(changesAt === null || changesAt >= known, told);
		});
	}
});
