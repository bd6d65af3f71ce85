// What somebody leaves in the window while the desk is closed: a ticket, once, whatever is lost on the way; and not a word is
// lost to the hour at which the desk opens or closes.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Merchant, axe, launch, settled } from '../harness/browser.mjs';
import { Agent } from '../harness/client.mjs';
import { WidgetPage, holds } from '../harness/pages.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const CONFIG = '/api/admin/support/chat/config', TICKETS = '/api/admin/support/tickets', PATIENCE_MS = 60_000;
let server, browser, merchant, tenant, ada;
before(async () => {
	server = await Server.start();
	browser = await launch();
	tenant = server.createTenant('Juniper & Pine');
	merchant = await Merchant.open(server, tenant);
	server.command(['tenant', 'set', tenant, '--add-origin', merchant.url]);
	ada = await Agent.signIn(server, server.addAgent(tenant, 'ada@shop.example', { name: 'Ada', role: 'admin' }));
	await set({ offlineMessage: 'We are closed. Leave us a message!' });
});
after(async () => {
	await browser?.close();
	await merchant?.close();
	await server?.stop();
});

async function set(fields) {
	const { updatedAt } = (await ada.request('GET', CONFIG)).body;
	const { status, text } = await ada.request('PATCH', CONFIG, { updatedAt, ...fields });
	assert.equal(status, 200, text);
}
/** By hours that never come, and by none. */
const shut = () => set({ businessHoursEnabled: true, businessHours: {} });
const unshut = () => set({ businessHoursEnabled: false });
const ticketsOf = async email => (await ada.request('GET', `${TICKETS}?q=${encodeURIComponent(email)}`)).body.items;
/** The page looks whether the configuration is another one, until it is. */
const follows = (widget, what, is) => until(async () => {
	await widget.page.evaluate(() => void document.dispatchEvent(new Event('visibilitychange')));
	return is();
}, PATIENCE_MS, what);

async function open(context) {
	const widget = await WidgetPage.open(browser, `${merchant.url}/page?secret=of-the-page#too`, context);
	await widget.click();
	return widget;
}
const field = (widget, name) => widget.window.locator(`[name=${name.toLowerCase()}]`);
async function fill(widget, { name = 'Jane Doe', email, message }) {
	await field(widget, 'Name').fill(name);
	await field(widget, 'Email').fill(email);
	await field(widget, 'Message').fill(message);
}
const send = widget => widget.window.getByRole('button', { name: 'Send message' }).click();

async function picture({ page }, name) {
	const folder = process.env.FRONTDESK_SCREENSHOTS;
	if (!folder) return;
	mkdirSync(folder, { recursive: true });
	await settled(page);
	await page.screenshot({ path: join(folder, `${name}.png`) });
}

for (const [look, context] of [['light', { locale: 'en-GB' }], ['phone', { locale: 'en-GB', viewport: { width: 360, height: 740 }, colorScheme: 'dark' }]])
	test(`while the desk is closed a message is left, by keyboard alone, and its number is told: ${look}`, async () => {
		await shut();
		const widget = await open(context), { page, window } = widget, email = `${look}@customer.example`;
		await window.getByText('We are closed. Leave us a message!').waitFor();
		await field(widget, 'Message').waitFor();
		assert.equal(await window.getByPlaceholder('Write a message…').count(), 0, 'no chat is begun');
		await send(widget);
		await window.getByText('We need an email address to answer you.').waitFor();
		await window.getByText('Please write a message.').waitFor();
		assert.equal(await field(widget, 'Email').evaluate(element => element.getRootNode().activeElement === element), true);
		await settled(page);
		await picture(widget, `offline-wrong-${look}`);
		assert.deepEqual(await axe(page), []);
		await page.keyboard.type(email);
		await page.keyboard.press('Tab');
		await page.keyboard.type('When will you be there?');
		await page.keyboard.press('Tab');
		await page.keyboard.press('Enter');
		await window.getByText('We have your message').waitFor();
		const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }));
		assert.ok(kept.includes(email) && !kept.includes('of-the-page'), 'of an address what may be told is kept');
		const [ticket, ...others] = await ticketsOf(email);
		assert.deepEqual([ticket.channel, ticket.requesterEmail, others.length], ['form', email, 0]);
		await window.getByText(`Your number: ${ticket.number}`).waitFor();
		const { body } = await ada.request('GET', `${TICKETS}/${ticket.id}/comments`);
		assert.deepEqual(body.items.map(({ content }) => content), [`When will you be there?\n\n${merchant.url}/page`]);
		await settled(page);
		await picture(widget, `offline-left-${look}`);
		assert.deepEqual(await axe(page), []);
		await window.getByRole('button', { name: 'Write another message' }).click();
		await holds(field(widget, 'Message'), '');
		assert.deepEqual(page.story.violations, []);
		assert.deepEqual(page.story.errors, []);
		await page.context().close();
	});

test('in Arabic it stands the other way round', async () => {
	await shut();
	const widget = await open({ locale: 'ar' });
	await widget.page.evaluate(() => window.frontdesk('setLocale', 'ar'));
	await widget.window.getByText('اترك لنا رسالة').waitFor();
	await widget.window.getByRole('textbox', { name: 'الرسالة' }).fill('متى تفتحون؟');
	await settled(widget.page);
	await picture(widget, 'offline-arabic');
	assert.deepEqual(await axe(widget.page), []);
	await widget.page.context().close();
});

test('what is being written as the desk closes is in the form, and in the chat again as it opens', async () => {
	await unshut();
	const widget = await open({ locale: 'en-GB' }), composer = widget.window.getByPlaceholder('Write a message…');
	await composer.fill('Half a thought');
	await shut();
	await follows(widget, 'the form', () => field(widget, 'Message').isVisible());
	await holds(field(widget, 'Message'), 'Half a thought');
	await field(widget, 'Message').fill('Half a thought, and more');
	await unshut();
	await follows(widget, 'the chat', () => composer.isVisible());
	await holds(composer, 'Half a thought, and more');
	await widget.page.context().close();
});

test('a chat that is under way goes on whatever the hours', async () => {
	await unshut();
	const widget = await open({ locale: 'en-GB' });
	await widget.write('Are you there?');
	await widget.sees('Are you there?', 'stored');
	await shut();
	await follows(widget, 'the desk to be closed', async () => (await (await fetch(`${server.url}/api/support/chat/widget-config?tenantId=${tenant}`, { headers: { Origin: merchant.url } })).json()).isOpen === false);
	await widget.write('Hello?');
	await widget.sees('Hello?', 'stored');
	assert.equal(await field(widget, 'Message').count(), 0);
	await widget.page.context().close();
});

test('a message whose answer was lost goes once more, and is there once', async () => {
	await shut();
	const widget = await open({ locale: 'en-GB' }), email = 'lost@customer.example';
	await widget.page.route('**/api/support/chat/offline', async route => {
		await route.fetch();
		await route.abort();
	}, { times: 1 });
	await fill(widget, { email, message: 'Did you hear me?' });
	await send(widget);
	await widget.window.getByText('It can’t be sent right now.').waitFor();
	await picture(widget, 'offline-held');
	await widget.window.getByText('We have your message').waitFor({ timeout: PATIENCE_MS });
	assert.equal((await ticketsOf(email)).length, 1);
	await widget.page.context().close();
});

test('what could not be sent before the page was left goes from the next one, once', async () => {
	await shut();
	const widget = await open({ locale: 'en-GB' }), email = 'left@customer.example';
	await widget.page.route('**/api/support/chat/offline', route => route.abort());
	await field(widget, 'Message').fill('Never mind the');
	await widget.page.reload();
	await widget.window.waitFor();
	await holds(field(widget, 'Message'), 'Never mind the');
	await fill(widget, { email, message: 'Never mind the network' });
	await send(widget);
	await widget.window.getByText('It can’t be sent right now.').waitFor();
	assert.equal((await ticketsOf(email)).length, 0);
	await widget.page.unroute('**/api/support/chat/offline');
	await widget.page.reload();
	await widget.window.getByText('We have your message').waitFor({ timeout: PATIENCE_MS });
	const [{ id }, ...others] = await ticketsOf(email);
	assert.equal(others.length, 0);
	assert.match((await ada.request('GET', `${TICKETS}/${id}/comments`)).body.items[0].content, /^Never mind the network/);
	await widget.page.context().close();
});

test('a server that is too busy, or will not have it, loses nothing of what was written', async () => {
	await shut();
	const widget = await open({ locale: 'en-GB' }), email = 'busy@customer.example';
	const answers = [{ status: 503, headers: { 'Retry-After': '1' }, code: 'busy' }, { status: 422, code: 'field', detail: 'email must be an e-mail address' }];
	await widget.page.route('**/api/support/chat/offline', route => {
		const { status, headers, ...problem } = answers.shift();
		return route.fulfill({ status, contentType: 'application/problem+json', headers: { 'Access-Control-Allow-Origin': '*', ...headers }, body: JSON.stringify(problem) });
	}, { times: 2 });
	await fill(widget, { email, message: 'Still here' });
	await send(widget);
	await widget.window.getByText('That doesn’t look like an email address.').waitFor({ timeout: PATIENCE_MS });
	await holds(field(widget, 'Message'), 'Still here');
	await fill(widget, { email, message: 'Still here' });
	await send(widget);
	await widget.window.getByText('We have your message').waitFor({ timeout: PATIENCE_MS });
	assert.equal((await ticketsOf(email)).length, 1);
	await widget.page.context().close();
});
