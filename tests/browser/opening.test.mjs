// When the desk is open: set by an admin, told to whoever looks.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Agent } from '../harness/client.mjs';
import { ConsolePage } from '../harness/pages.mjs';
import { until } from '../harness/wait.mjs';
import { inEachLook } from './looks.mjs';
import { Shops, openBeside } from './shop.mjs';

const CONFIG = '/api/admin/support/chat/config';

let server, shops, ada, ben;
before(async () => {
	shops = await Shops.start();
	({ server } = shops);
	const { tenant } = shops.open();
	const admin = name => server.addAgent(tenant, `${name}@shop.example`, { name, role: 'admin' });
	ada = await ConsolePage.open(shops.browser, server, admin('Ada'), { locale: 'en-GB' });
	ben = await Agent.signIn(server, admin('Ben'));
});
after(() => shops?.stop());

const hoursNow = async () => (await ben.request('GET', CONFIG)).body;
const open = () => openBeside(ada, `${server.url}/admin/settings/hours`);

test('hours of the week and of holidays are set, by keyboard too, and whether it is open is told', async () => {
	const page = await open();
	const day = name => page.getByRole('group', { name, exact: true }), save = page.getByRole('button', { name: 'Save', exact: true });
	await page.getByText('The hours do not hold').waitFor();
	await page.getByLabel('The hours hold').click();
	const add = page.getByRole('button', { name: 'Add a span: Monday' });
	await add.focus();
	await page.keyboard.press('Enter');
	await page.getByLabel('To: Monday, span 1').fill('12:30');
	await page.getByLabel('From: Monday, span 2').fill('13:00');
	await page.getByRole('button', { name: 'Copy to all days: Monday' }).click();
	await page.getByLabel('All day: Saturday').check();
	await page.getByRole('button', { name: 'Remove: Sunday, span 2' }).click();
	await page.getByRole('button', { name: 'Remove: Sunday, span 1' }).click();
	await page.getByLabel('From: Friday, span 2').fill('22:00');
	await page.getByLabel('To: Friday, span 2').fill('02:00');
	await day('Friday').getByText('on the next day').waitFor();
	await page.getByLabel('From: Tuesday, span 2').fill('12:00');
	await day('Tuesday').getByText('Some of these overlap').waitFor();
	await page.getByRole('button', { name: 'Add a day' }).click();
	await page.getByLabel('Day', { exact: true }).fill('2099-12-24');
	await page.getByLabel('Name', { exact: true }).fill('عيد الميلاد · Heiligabend');
	await inEachLook(page, 'hours');
	await page.setViewportSize({ width: 1280, height: 800 });
	await save.click();
	await page.getByText('The hours are saved.').waitFor();
	const { businessHoursEnabled, businessHours, isOpen, timeZone } = await hoursNow();
	assert.equal(businessHoursEnabled, true);
	assert.deepEqual(businessHours.fri, [{ start: '09:00', end: '12:30' }, { start: '22:00', end: '02:00' }]);
	assert.deepEqual(businessHours.sat, [{ start: '00:00', end: '24:00' }]);
	assert.deepEqual(businessHours.sun ?? [], []);
	assert.deepEqual(businessHours.holidays.map(({ date, name }) => [date, name]), [['2099-12-24', 'عيد الميلاد · Heiligabend']]);
	await page.getByText(isOpen ? /^Open now, until .*\(.*\)\.$/ : /^Closed now\. It opens .*\(.*\)\.$/).filter({ hasText: timeZone }).waitFor();
	await page.reload();
	await page.getByLabel('From: Friday, span 2').waitFor();
	assert.ok(await save.isDisabled(), 'what was read is what was saved');
	assert.deepEqual(page.violations, []);
	await page.close();
});

test('of two who change the hours each sees what the other did, day by day', async () => {
	const page = await open();
	await page.getByRole('group', { name: 'Wednesday', exact: true }).waitFor();
	await page.getByLabel('All day: Wednesday').check();
	const { updatedAt, businessHours } = await hoursNow();
	await ben.request('PATCH', CONFIG, { updatedAt, businessHoursEnabled: true, businessHours: { ...businessHours, thu: [{ start: '10:00', end: '11:00' }], wed: [] } });
	await page.getByRole('button', { name: 'Save', exact: true }).click();
	const alert = page.getByRole('alert').filter({ hasText: 'Somebody else has changed these settings meanwhile' });
	await alert.getByText('10:00–11:00').waitFor();
	await alert.getByText('Closed').waitFor();
	await inEachLook(page, 'hours-overtaken');
	await page.setViewportSize({ width: 1280, height: 800 });
	await alert.getByRole('button', { name: 'Save mine' }).click();
	await alert.waitFor({ state: 'detached' });
	const now = await until(async () => {
		const config = await hoursNow();
		return config.businessHours.wed?.length === 1 && config.businessHours;
	}, 30_000, 'mine to be saved');
	assert.deepEqual([now.wed, now.thu], [[{ start: '00:00', end: '24:00' }], [{ start: '10:00', end: '11:00' }]]);

	await page.getByRole('button', { name: 'Add a day' }).click();
	await page.getByLabel('Day', { exact: true }).nth(1).fill('2099-12-24');
	await page.getByLabel('Name', { exact: true }).nth(1).fill('Twice');
	await page.getByText('This day is there twice.').first().waitFor();
	await page.getByRole('button', { name: 'Save', exact: true }).click();
	await page.getByRole('alert').getByText('each on a day of its own').waitFor();
	await page.close();
	const context = await shops.browser.newContext({ locale: 'de-DE', storageState: await ada.page.context().storageState() });
	const german = await context.newPage();
	await german.goto(`${server.url}/admin/settings/hours`);
	await german.getByRole('heading', { level: 1, name: 'Öffnungszeiten' }).waitFor();
	await german.getByText('Mittwoch', { exact: true }).waitFor();
	await inEachLook(german, 'hours-de');
	await context.close();
});

test('that the desk opens is told to who looks, without a press', async () => {
	const { updatedAt } = await hoursNow();
	await ben.request('PATCH', CONFIG, { updatedAt, businessHoursEnabled: true, businessHours: {} });
	const page = await open();
	await page.getByText('By these hours it does not open again.').waitFor();
	const always = Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map(day => [day, [{ start: '00:00', end: '24:00' }]]));
	await ben.request('PATCH', CONFIG, { updatedAt: (await hoursNow()).updatedAt, businessHours: always });
	await page.getByText('Open now, at all hours.').waitFor({ timeout: 60_000 });
	assert.deepEqual(page.violations, []);
	await page.close();
});
