// The page of a survey as a customer meets it: without script, by keyboard, in each language and look;
// and as a program meets it that presses everything.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Merchant, axe, openPage, settled } from '../harness/browser.mjs';
import { Agent, sendMessage } from '../harness/client.mjs';
import { MailServer } from '../harness/mail.mjs';
import { WidgetPage } from '../harness/pages.mjs';
import { Shops } from './shop.mjs';

const LOOKS = { light: ['light', 1280, 800], dark: ['dark', 1280, 800], phone: ['light', 360, 740] };
const BESIDE = '/api/admin/support/csat/settings';
let shops, server, smtp, tenant, ada;

before(async () => {
	smtp = await MailServer.start({});
	shops = await Shops.start({ smtp_server: `smtp://127.0.0.1:${smtp.port}`, smtp_tls: 'none', mail_sender: 'desk@mail.example' });
	({ server } = shops);
	({ tenant } = shops.open());
	ada = await Agent.signIn(server, server.addAgent(tenant, 'ada@shop.example', { name: 'Ada', role: 'admin' }));
	await settle({});
});
after(async () => {
	await shops?.stop();
	await smtp?.stop();
});

async function settle(settings) {
	const { body: { updatedAt } } = await ada.request('GET', BESIDE);
	const { status, text } = await ada.request('PATCH', BESIDE, { updatedAt, isEnabled: true, delayMinutes: 0, cooldownDays: 0, scale: 'stars', texts: {}, ...settings });
	assert.equal(status, 200, text);
}

const inScope = async (text, values) => (await server.postgresql.inScope(tenant, client => client.query(text, values))).rows;

let customers = 0;
async function survey() {
	const email = `customer${++customers}@customer.example`;
	const [{ id: ticket }] = await inScope(`INSERT INTO support_tickets (subject, channel, status, resolution_number, resolved_at, requester_email)
		VALUES ('A question', 'email', 'resolved', 1, now(), $1) RETURNING id`, [email]);
	const [{ id }] = await inScope('SELECT csat_ticket_resolved($1, false) AS id', [ticket]);
	const { mail } = await smtp.arrived(email);
	return { id, links: [...new Set(mail.text.match(/http\S+\/csat\/\S+\?rating=[1-5]/g))].sort() };
}
const ratingOf = async id => (await inScope('SELECT rating FROM csat_surveys WHERE id = $1', [id]))[0].rating;

const READING_MS = 2000; // more than the least that a page takes for reading; the server's clock may be set meanwhile

/** A person presses it, after as long as it takes to read the page. */
async function press(page, name) {
	await page.waitForTimeout(READING_MS);
	await page.getByRole('button', { name }).press('Enter');
}

/** axe runs in a world of its own, which needs no script of the page's. */
async function inEachLook(page, name) {
	const folder = process.env.FRONTDESK_SCREENSHOTS;
	if (folder) mkdirSync(folder, { recursive: true });
	for (const [look, [colorScheme, width, height]] of Object.entries(LOOKS)) {
		await page.emulateMedia({ colorScheme });
		await page.setViewportSize({ width, height });
		if (folder) await page.screenshot({ path: join(folder, `${name}-${look}.png`), fullPage: true });
		assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name}, ${look}: too wide`);
		await settled(page);
		assert.deepEqual(await axe(page), [], `${name}, ${look}`);
	}
}

test('who needs no script answers by keyboard, in their language, and corrects it', async () => {
	const { id, links } = await survey();
	const page = await openPage(shops.browser, links[3], { javaScriptEnabled: false, locale: 'de-DE' });
	assert.equal(await page.getByRole('radio', { name: '4 von 5, Zufrieden' }).isChecked(), true);
	await page.getByRole('radio', { name: '4 von 5' }).focus();
	await page.keyboard.press('ArrowRight');
	await page.keyboard.press('Tab');
	await page.keyboard.type('Sehr gut!');
	await page.keyboard.press('Tab');
	assert.equal(await page.locator(':focus').textContent(), 'Absenden');
	const thanks = page.getByRole('heading', { name: 'Vielen Dank' });
	await press(page, 'Absenden');
	await thanks.waitFor();
	assert.match(await page.getByRole('main').textContent(), /Ihre Antwort: 5 von 5, Sehr zufrieden/);
	assert.equal(await ratingOf(id), 5);
	await page.reload();
	await page.getByRole('link', { name: 'Antwort ändern' }).press('Enter');
	await page.getByRole('radio', { name: '2 von 5' }).check();
	await press(page, 'Absenden');
	await thanks.waitFor();
	assert.equal(await ratingOf(id), 2);
	assert.deepEqual(page.story.violations, []);
	assert.ok(page.story.requests.every(request => request.includes(server.url)));
});

test('a page is judged in each language and look', async () => {
	const { id, links } = await survey();
	const address = links[0].split('?')[0];
	for (const [locale, scale, color, query] of [['en-GB', 'stars', '#374d42', ''], ['de-DE', 'faces', '#ffb703', '?rating=5'], ['ar-EG', 'stars', '#5b3df5', '?rating=3'], ['ar-EG', 'faces', '#ffffff', '?rating=2']]) {
		await settle({ scale });
		await inScope('UPDATE chat_widget_config SET primary_color = $1', [color]);
		const page = await openPage(shops.browser, address + query, { locale });
		await inEachLook(page, `rating-${locale.slice(0, 2)}-${scale}`);
		assert.deepEqual(page.story.violations, []);
		await page.context().close();
	}
	const page = await openPage(shops.browser, `${address}?rating=1`, { locale: 'en-GB' });
	await page.getByRole('radio', { name: '4 of 5' }).check();
	await press(page, 'Send');
	await page.getByRole('heading', { name: 'Thank you' }).waitFor();
	await inEachLook(page, 'rating-thanks');
	await inScope("UPDATE csat_surveys SET expires_at = now() - interval '1 second' WHERE id = $1", [id]);
	await page.goto(address);
	await inEachLook(page, 'rating-expired');
	await page.goto(`${address}x`);
	await inEachLook(page, 'rating-absent');
	await page.context().close();
});

test('a program that follows every link and presses everything on it changes nothing', async () => {
	const { id, links } = await survey();
	for (const link of [links[0].split('?')[0], links[4]]) {
		const page = await openPage(shops.browser, link);
		// As scripts press: all there is, in a row, as soon as it is there, and once more when it has come again.
		for (let turn = 0; turn < 2; turn++) {
			await page.evaluate(() => document.querySelectorAll('a, button, input, label').forEach(element => element.click()));
			await page.waitForLoadState('networkidle');
		}
		// As a mouse presses what is to be seen, one after the other, each on a page that it has read.
		await page.context().close();
		const read = await openPage(shops.browser, link);
		await read.waitForTimeout(READING_MS);
		for (const element of await read.locator('button, input, a').all()) {
			if (!await element.isVisible().catch(() => false)) continue;
			await element.click({ timeout: 250, noWaitAfter: true }).catch(() => {});
			await read.waitForLoadState();
		}
		await read.context().close();
	}
	assert.equal(await ratingOf(id), null);
});

/* ---- in the window of a chat ---- */

/** A visitor in whose chat an agent has answered. */
async function chatting(lang, context) {
	const merchant = await Merchant.open(server, tenant, { lang, dir: lang === 'ar' ? 'rtl' : 'ltr', scheme: 'light dark' });
	server.command(['tenant', 'set', tenant, '--add-origin', merchant.url]);
	const widget = await WidgetPage.open(shops.browser, merchant.url, context);
	await widget.click();
	await widget.write('hello');
	await widget.sees('hello', 'stored');
	const id = await widget.sessionId();
	if (!ada.socket) await ada.connect();
	assert.equal((await ada.request('POST', `/api/admin/support/chat/${id}/assign`, {})).status, 200);
	await sendMessage(ada, id, 'How can I help?');
	await widget.sees('How can I help?');
	return { merchant, widget, id, end: () => ada.request('POST', `/api/admin/support/chat/${id}/end`, {}) };
}
const answerOf = async session => (await inScope('SELECT rating FROM csat_surveys WHERE session_id = $1', [session]))[0]?.rating;

test('when a chat ends its window asks how it was; it is answered by keyboard, found again after a reload, and changed', async () => {
	await settle({ texts: { en: { thanks: 'Thanks a lot!' } } });
	const { merchant, widget, id, end } = await chatting('en', {});
	const { page } = widget, survey = widget.window.getByRole('region', { name: 'Your feedback' });
	const fetched = () => page.story.requests.filter(line => line.includes('/widget/survey-')).length;
	assert.equal(fetched(), 0);
	await page.context().setOffline(true); // it ends while nobody is connected
	await end();
	await page.context().setOffline(false);
	const group = survey.getByRole('radiogroup', { name: 'How satisfied are you with our support?' });
	await group.waitFor();
	assert.equal(await answerOf(id), null);
	assert.equal(await survey.getByRole('button', { name: 'Send' }).count(), 0);
	await group.getByRole('radio', { name: '1 of 5, Very dissatisfied' }).focus();
	for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
	await group.getByRole('radio', { name: '4 of 5, Satisfied', checked: true }).waitFor();
	await page.keyboard.press('Tab');
	await page.keyboard.type('Quick and kind');
	await page.route('**/api/support/csat', route => route.abort(), { times: 1 });
	await page.keyboard.press('Tab');
	await page.keyboard.press('Enter');
	await survey.getByRole('alert').getByText('That didn’t work').waitFor();
	await page.keyboard.press('Enter');
	await survey.getByRole('heading', { name: 'Thanks a lot!' }).and(page.locator(':focus')).waitFor();
	assert.equal(await answerOf(id), 4);
	await page.reload();
	await survey.getByRole('img', { name: '4 of 5, Satisfied' }).waitFor();
	await survey.getByRole('button', { name: 'Change your answer' }).press('Enter');
	await survey.getByRole('radio', { name: '2 of 5' }).check();
	await survey.getByRole('button', { name: 'Send' }).press('Enter');
	await survey.getByRole('img', { name: '2 of 5, Dissatisfied' }).waitFor();
	assert.equal(await answerOf(id), 2);
	assert.deepEqual([page.story.violations, merchant.violations], [[], []]);
	await survey.getByRole('button', { name: 'Not now' }).press('Enter');
	await survey.waitFor({ state: 'detached' });
	await widget.window.getByRole('button', { name: 'Start a new chat' }).click();
	await page.context().close();
	await merchant.close();
	await settle({});
});

test('the window’s survey is judged in each language and look', async () => {
	for (const [lang, scale, name] of [['de', 'stars', 'Ihre Rückmeldung'], ['ar', 'faces', 'رأيك']]) {
		await settle({ scale });
		const { merchant, widget, end } = await chatting(lang, {});
		const { page } = widget, survey = widget.window.getByRole('region', { name });
		await end();
		await survey.waitFor();
		await inEachLook(page, `survey-${lang}`);
		await survey.getByRole('radio').nth(3).check({ force: true });
		await survey.getByRole('textbox').fill('…');
		await inEachLook(page, `survey-${lang}-open`);
		await survey.getByRole('button').last().press('Enter');
		await survey.getByRole('img').waitFor();
		await inEachLook(page, `survey-${lang}-thanks`);
		assert.deepEqual(merchant.violations, []);
		await page.context().close();
		await merchant.close();
	}
});
