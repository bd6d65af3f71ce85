// When a desk is open: what admins set, and what its pages read.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Agent, Visitor, request } from '../harness/client.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const CONFIG = '/api/admin/support/chat/config', origin = 'http://shop.example';
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
let server, tenant, ada;

before(async () => {
	server = await Server.start({ workers: '2' }, { redis: true });
	tenant = server.createTenant('The shop', [origin]);
	server.command(['tenant', 'set', tenant, '--time-zone', 'UTC']);
	ada = await Agent.signIn(server, server.addAgent(tenant, 'ada@shop.example', { name: 'Ada', role: 'admin' }));
});
after(() => server?.stop());

const read = async () => (await ada.request('GET', CONFIG)).body;
const change = async changes => ada.request('PATCH', CONFIG, { updatedAt: (await read()).updatedAt, ...changes });
const configured = async () => (await request(server, 'GET', `/api/support/chat/widget-config?tenantId=${tenant}`, { headers: { Origin: origin } })).body;
const minute = ms => Math.floor(ms / 60_000) * 60_000;
const clock = ms => new Date(ms).toISOString().slice(11, 16);
const time = ms => new Date(ms).toISOString().replace('Z', '000Z');
const every = spans => Object.fromEntries(DAYS.map(day => [day, spans]));
const HOUR = 3_600_000;

test('a desk is open until its hours hold, and then by them', async () => {
	const usual = [{ start: '09:00', end: '17:00' }], { isOpen, opensAt, changesAt, businessHoursEnabled, businessHours } = await configured();
	assert.deepEqual([isOpen, opensAt, changesAt, businessHoursEnabled], [true, undefined, undefined, false]);
	assert.deepEqual(businessHours, { mon: usual, tue: usual, wed: usual, thu: usual, fri: usual });
	const now = minute(Date.now()), open = every([{ start: clock(now - 2 * HOUR), end: clock(now + 2 * HOUR) }]);
	const changed = await change({ businessHoursEnabled: true, businessHours: open });
	assert.equal(changed.status, 200, changed.text);
	assert.deepEqual([changed.body.isOpen, changed.body.opensAt, changed.body.changesAt], [true, undefined, time(now + 2 * HOUR)]);
	assert.deepEqual(changed.body.businessHours, open);
	const closed = (await change({ businessHours: every([{ start: clock(now + 2 * HOUR), end: clock(now - 2 * HOUR) }]) })).body;
	assert.deepEqual([closed.isOpen, closed.opensAt, closed.changesAt], [false, time(now + 2 * HOUR), time(now + 2 * HOUR)]);
});

test('they are kept with lists of spans and with holidays, and noted with what they were', async () => {
	const given = { sat: { start: '10:00', end: '14:00' }, holidays: [{ date: '2026-12-26', name: 'Boxing Day' }, { date: '2027-01-01', name: 'New Year', spans: [{ start: '12:00', end: '24:00' }] }] };
	const kept = { ...given, sat: [given.sat] };
	assert.deepEqual((await change({ businessHours: given })).body.businessHours, kept);
	assert.deepEqual((await configured()).businessHours, kept);
	const [{ action, actorName, changes }] = (await ada.request('GET', '/api/admin/support/audit?action=tenant&limit=1')).body.items;
	assert.deepEqual([action, actorName, changes.map(({ name }) => name)], ['tenant.widget', 'Ada', ['businessHours']]);
	assert.deepEqual(JSON.parse(changes[0].after), kept);
});

test('what will not do is named, and changes nothing', async () => {
	const before = await read();
	for (const [hours, sentence] of [[[], 'businessHours must be an object of days'], [{ tue: [{ start: '25:00', end: '26:00' }] }, 'businessHours has at tue a start that is not from 00:00 to 23:59'],
		[{ holidays: [{ date: '2026-13-01', name: 'None' }] }, 'businessHours has a holiday without a date, as 2026-12-25']]) {
		const { status, body } = await change({ businessHours: hours });
		assert.deepEqual([status, body.detail], [422, sentence]);
	}
	assert.equal((await change({ businessHoursEnabled: 'yes' })).status, 422);
	assert.deepEqual((await read()).businessHours, before.businessHours);
});

test('a year of holidays is within what a request may have', async () => {
	const holidays = Array.from({ length: 366 }, (_, day) => ({ date: new Date(Date.UTC(2028, 0, 1 + day)).toISOString().slice(0, 10), name: 'ü'.repeat(50) }));
	const changed = await change({ businessHours: { holidays } });
	assert.equal(changed.status, 200, changed.text);
	assert.equal(changed.body.businessHours.holidays.length, 366);
});

test('when it closes, whoever is in a conversation is told, and consoles are, at every worker', async () => {
	const visitors = await Promise.all([1, 2, 3, 4].map(() => Visitor.start(server, tenant, { origin })));
	for (const visitor of visitors) {
		await visitor.connect();
		visitor.socket.send('resume', { sessionId: visitor.session.id });
		await visitor.socket.event('resumed');
	}
	await ada.connect();
	const told = ({ socket }) => socket.events.filter(({ type }) => type === 'config').length;
	const everybodyIsTold = times => until(() => [...visitors, ada].every(person => told(person) >= times), 120_000, `everybody to be told ${times} times`);
	const at = minute(Date.now() + 80_000);
	const changed = await change({ businessHoursEnabled: true, businessHours: every([{ start: clock(at - 2 * HOUR), end: clock(at) }]) });
	assert.deepEqual([changed.body.isOpen, changed.body.changesAt], [true, time(at)]);
	await everybodyIsTold(1);
	assert.ok(Date.now() < at, 'the machine is too slow for a closing so soon');
	await everybodyIsTold(2);
	assert.ok(Date.now() >= at);
	assert.deepEqual([...visitors, ada].map(told), [2, 2, 2, 2, 2]);
	assert.equal((await read()).isOpen, false);
});
