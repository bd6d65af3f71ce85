// Satisfaction: what admins set of surveys, and what they, and agents, see of the answers.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { axe, settled } from '../harness/browser.mjs';
import { Agent, sendMessage } from '../harness/client.mjs';
import { ConsolePage } from '../harness/pages.mjs';
import { inEachLook } from './looks.mjs';
import { Shops, close, openBeside } from './shop.mjs';

const DASHBOARD = '/admin/support/csat';
const SETTINGS = '/api/admin/support/csat/settings';
const LAYLA = 'ليلى حداد من قسم المبيعات والدعم الفني';
const THANKS = 'شكرًا جزيلًا، تم حل المشكلة بسرعة وبلطف.';
const FORMULA = '=HYPERLINK("https://evil.example";"Prize")';
const LONG = 'It took four mails and three days, and in the end the parcel went to my old address again. '.repeat(20).trim();

let shops, server;
before(async () => {
	shops = await Shops.start();
	({ server } = shops);
});
after(() => shops?.stop());

/** A shop whose admin has the console open. */
async function openShop() {
	const { tenant } = shops.open();
	const addLogin = (name, first, role) => server.addAgent(tenant, `${first}.${shops.count}@shop.example`, { name, role });
	const login = addLogin('Ada Hale', 'ada', 'admin');
	const ada = await ConsolePage.open(shops.browser, server, login, { locale: 'en-GB', acceptDownloads: true });
	return { tenant, addLogin, login, ada };
}

const open = (address, desk) => openBeside(desk, new URL(address, server.url).href);
async function judge(page) {
	await settled(page);
	return axe(page);
}

test('surveys are set up, in words of one\'s own, and what somebody else saved first is shown', async () => {
	const { ada, login } = await openShop();
	const admin = await Agent.signIn(server, login);
	const page = await open(DASHBOARD, ada);
	await page.getByRole('heading', { name: 'No survey has been sent yet' }).waitFor();
	assert.deepEqual(await judge(page), []);
	await page.getByRole('link', { name: 'Set surveys up' }).click();
	await page.getByLabel('Ask customers how it was').check();
	await page.getByLabel('Ask after', { exact: true }).fill('1');
	await page.getByLabel('Remind after').fill('7');
	await page.getByLabel('Show ratings as').selectOption('Faces');
	await page.getByText('Arabic', { exact: true }).click();
	await page.getByLabel('Question in Arabic').fill('كيف كانت خدمتنا؟');
	await inEachLook(page, 'csat-settings');
	await page.setViewportSize({ width: 1280, height: 800 });
	await page.getByRole('button', { name: 'Save' }).click();
	await page.getByRole('alert').getByText('The reminder comes before the survey expires').waitFor();

	const { body } = await admin.request('GET', SETTINGS);
	const theirs = await admin.request('PATCH', SETTINGS, { updatedAt: body.updatedAt, cooldownDays: 0 });
	assert.equal(theirs.status, 200);
	await page.getByLabel('Remind after').fill('3');
	await page.getByRole('button', { name: 'Save' }).click();
	await page.getByRole('alert').getByText('Ask the same customer again after').waitFor();
	assert.deepEqual(await judge(page), []);
	await page.getByRole('button', { name: 'Save mine' }).click();
	await page.getByText('The settings are saved.').waitFor();
	const { body: saved } = await admin.request('GET', SETTINGS);
	const { isEnabled, delayMinutes, reminderDays, cooldownDays, scale, texts } = saved;
	assert.deepEqual({ isEnabled, delayMinutes, reminderDays, cooldownDays, scale, texts },
		{ isEnabled: true, delayMinutes: 1, reminderDays: 3, cooldownDays: 0, scale: 'faces', texts: { ar: { question: 'كيف كانت خدمتنا؟' } } });
	assert.deepEqual(page.violations, []);
	await close(ada);
});

/** Answers of the last weeks, of which the days -8 to -6 have none, and some of the weeks before. */
async function fill(tenant, layla, bob) {
	const schema = `tenant_${tenant.replaceAll('-', '')}`;
	await server.postgresql.query(`UPDATE ${schema}.csat_settings SET is_enabled = true, cooldown_days = 0`);
	const insert = `INSERT INTO ${schema}.csat_surveys (agent_id, channel, rating, sent_at, sent_on, responded_at, responded_on)
		SELECT $1, $2, $3, now() - d * interval '1 day', (now() AT TIME ZONE 'UTC')::date - d, now() - d * interval '1 day',
			(now() AT TIME ZONE 'UTC')::date - d FROM unnest($4::integer[]) d`;
	const rows = [[layla, 'email', 5, [0, 1, 1, 2, 3, 5, 9, 9, 10, 11, 12, 14]], [layla, 'sms', 2, [3, 10]], [layla, 'email', 3, [40]], [bob, 'email', 5, [2, 2, 15]]];
	for (const row of rows) await server.postgresql.query(insert, row);
	await server.postgresql.query(`INSERT INTO ${schema}.csat_surveys (agent_id, sent_at, sent_on) SELECT $1, now(), (now() AT TIME ZONE 'UTC')::date FROM generate_series(1, 4)`, [layla]);
}

/** Somebody is helped, their chat ends, and they say how it was. */
async function rate(tenant, agent, rating, feedback) {
	const visitor = await shops.waiting(tenant, 'Elena Petrova');
	const { id } = visitor.session;
	const { status } = await agent.request('POST', `/api/admin/support/chat/${id}/assign`, {});
	assert.equal(status, 200);
	await sendMessage(agent, id, 'Here you are.');
	await visitor.request('POST', `/api/support/chat/${id}/end`);
	const answer = await visitor.request('POST', '/api/support/csat', { sessionId: id, rating, feedback });
	assert.equal(answer.status, 200, answer.text);
	await close(visitor);
}

test('figures, line and scores lead to their surveys, an answer shows by itself, and what was said is saved as text', async () => {
	const { tenant, addLogin, ada } = await openShop();
	const layla = await Agent.signIn(server, addLogin(LAYLA, 'layla'));
	const login = addLogin('Bob Reed', 'bob');
	const bob = await Agent.signIn(server, login);
	await bob.connect();
	await fill(tenant, layla.id, bob.id);
	const page = await open(DASHBOARD, ada);
	const shown = count => page.getByRole('status').getByText(`${count} surveys shown`).waitFor();
	await page.getByRole('link', { name: /^Score ?88% ?gave 4 or 5/ }).waitFor();
	await page.getByRole('link', { name: /^Average ?4\.65/ }).waitFor();
	await page.getByRole('link', { name: /^Response rate ?81%/ }).waitFor();

	await page.getByRole('link', { name: /^2 of 5/ }).click();
	await shown(2);
	assert.equal(new URL(page.url()).search, '?rating=2');
	await page.getByRole('button', { name: 'All that were sent' }).click();
	await shown(21);
	await page.getByRole('slider').focus();
	await page.keyboard.press('End');
	await page.keyboard.press('ArrowLeft');
	assert.match(await page.getByRole('slider').getAttribute('aria-valuetext'), /: Score 100%, Average 5\.00, 2 answers, 2 sent$/);
	await page.getByRole('link', { name: 'Show its surveys' }).last().click();
	await shown(2);
	await page.getByRole('button', { name: /^No longer only/ }).click();
	await shown(17);
	await page.getByRole('button', { name: 'As a table' }).click();
	await page.getByRole('row', { name: /no answer 0 0$/ }).first().waitFor();
	await page.getByRole('button', { name: 'As a chart' }).click();

	const card = page.getByRole('listitem').filter({ hasText: 'only 3 answers: between 44% and 100%' });
	await card.getByRole('link', { name: 'Bob Reed' }).click();
	await shown(3);
	await page.getByLabel('Agent', { exact: true }).selectOption('All');
	await page.getByLabel('Channel').selectOption('SMS');
	await shown(2);
	await page.getByText('7 days', { exact: true }).click();
	await page.getByText('1 survey shown').waitFor();
	await page.reload();
	await page.getByText('1 survey shown').waitFor();
	assert.equal(new URL(page.url()).search, '?days=7&channel=sms');
	await page.getByRole('button', { name: 'Clear filters' }).click();

	await rate(tenant, bob, 1, LONG);
	await rate(tenant, bob, 4, THANKS);
	await rate(tenant, bob, 2, FORMULA);
	await page.getByText(FORMULA).waitFor();
	await page.getByText(THANKS).waitFor();
	await page.getByRole('button', { name: 'Show all of it' }).click();
	await page.getByRole('button', { name: 'Show less' }).click();
	await inEachLook(page, 'csat');
	await page.setViewportSize({ width: 1280, height: 800 });
	await page.getByRole('button', { name: 'Save as CSV' }).click();
	const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'The surveys shown' }).click()]);
	const saved = readFileSync(await file.path(), 'utf8');
	assert.ok(saved.includes(`"'${FORMULA.replaceAll('"', '""')}"`) && saved.includes(`"${LONG}"`) && saved.includes(`"${LAYLA}"`));
	assert.deepEqual(page.violations, []);
	await seeOwn(login);
	await close(ada, bob);
});

/** In German, too. */
async function seeOwn(login) {
	const desk = await ConsolePage.open(shops.browser, server, login, { locale: 'en-GB' });
	const context = await shops.browser.newContext({ locale: 'de-DE', storageState: await desk.page.context().storageState() });
	const page = await open(DASHBOARD, { page: await context.newPage() });
	await page.getByText('Sie sehen die Umfragen, die Ihnen zugerechnet werden.').waitFor();
	await page.getByText('6 Umfragen werden gezeigt').waitFor();
	assert.equal(await page.getByLabel('Person').count(), 0);
	assert.equal(await page.getByText(LAYLA).count(), 0);
	await inEachLook(page, 'csat-own');
	await context.close();
	await close(desk);
}
