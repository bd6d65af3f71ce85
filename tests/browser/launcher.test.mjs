// The launcher as a configuration has it, and how an open page follows the configuration.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Merchant, axe, launch, openPage, settled } from '../harness/browser.mjs';
import { WidgetPage } from '../harness/pages.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

let server, browser, merchant;
before(async () => {
	server = await Server.start();
	browser = await launch();
	const tenant = server.createTenant('Juniper & Pine');
	merchant = await Merchant.open(server, tenant);
	server.command(['tenant', 'set', tenant, '--add-origin', merchant.url]);
});
after(async () => {
	await browser?.close();
	await merchant?.close();
	await server?.stop();
});

/** A page whose configuration has these members, too; what is in `more` may change. */
async function open(more, context = {}) {
	const page = await openPage(browser, 'about:blank', context);
	page.reads = 0;
	page.files = [];
	page.on('request', request => page.files.push(new URL(request.url()).pathname));
	await page.route('**/widget-config*', async route => {
		const response = await route.fetch();
		page.reads++;
		await route.fulfill({ response, json: { ...(await response.json()), ...more } });
	});
	await page.goto(merchant.url);
	return new WidgetPage(page);
}

const labelOf = widget => widget.bubble.locator('.label');
const turn = page => page.evaluate(() => void document.dispatchEvent(new Event('visibilitychange')));

async function picture({ page }, name) {
	const folder = process.env.FRONTDESK_SCREENSHOTS;
	if (!folder) return;
	mkdirSync(folder, { recursive: true });
	await settled(page);
	await page.screenshot({ path: join(folder, `${name}.png`) });
}

test('a page asks for the configuration alone, and for the launcher’s file only where there is more to show', async () => {
	const plain = await open({ launcherIcon: 'chat', launcherSize: 'medium', hiddenPaths: [], hiddenDevices: 'none', proactiveMessages: [] });
	await plain.bubble.waitFor();
	assert.deepEqual(plain.page.files.filter(file => file.startsWith('/widget/')), []);
	const other = await open({ launcherIcon: 'mail' });
	await other.bubble.waitFor();
	assert.match(other.page.files.filter(file => file.startsWith('/widget/')).join(), /^\/widget\/launcher-\w+\.js$/);
	await Promise.all([plain, other].map(({ page }) => page.context().close()));
});

for (const [look, context] of [['light', {}], ['phone', { viewport: { width: 360, height: 740 } }], ['dark', { colorScheme: 'dark' }]])
	test(`the launcher has its icon, its words and its size, and gives way to the way back: ${look}`, async () => {
		const widget = await open({ launcherIcon: 'question', launcherLabel: 'Fragen? Wir helfen', launcherSize: 'large' }, context);
		await widget.bubble.waitFor();
		await settled(widget.page);
		assert.equal(await labelOf(widget).innerText(), 'Fragen? Wir helfen');
		const { height, width } = await widget.bubble.boundingBox();
		assert.equal(height, 72);
		assert(width > 150);
		await picture(widget, `launcher-${look}`);
		assert.deepEqual(await axe(widget.page), []);
		await widget.page.keyboard.press('Tab');
		await widget.bubble.focus();
		await widget.page.keyboard.press('Enter');
		await widget.window.waitFor();
		assert.equal(await labelOf(widget).isVisible(), false);
		assert.deepEqual(widget.page.story.violations, []);
		await widget.page.context().close();
	});

test('on pages that are named there is no launcher, also where a page’s script changes the address', async () => {
	const widget = await open({ hiddenPaths: ['/checkout*', '/cart'] });
	await widget.bubble.waitFor();
	await widget.page.evaluate(() => history.pushState({}, '', '/checkout/pay'));
	await widget.bubble.waitFor({ state: 'hidden' });
	await widget.page.evaluate(() => window.frontdesk('open'));
	await widget.window.waitFor();
	await widget.page.evaluate(() => history.pushState({}, '', '/cart/1'));
	await widget.page.keyboard.press('Escape');
	await widget.bubble.waitFor();
	await widget.page.context().close();
});

test('on devices that are named there is no launcher, as the window becomes narrow or wide', async () => {
	const widget = await open({ hiddenDevices: 'phones' }, { viewport: { width: 360, height: 740 } });
	await widget.page.locator('frontdesk-chat').waitFor({ state: 'attached' });
	assert.equal(await widget.bubble.isVisible(), false);
	await widget.page.setViewportSize({ width: 1000, height: 740 });
	await widget.bubble.waitFor();
	await widget.page.context().close();
});

test('a page that is looked at again has the configuration of now, its window too', async () => {
	const more = {};
	const widget = await open(more);
	await widget.click();
	more.headerText = 'Another title';
	more.offlineMessage = 'Another greeting';
	more.launcherLabel = 'Ask us';
	await until(async () => {
		await turn(widget.page);
		return (await widget.window.getByRole('heading', { name: 'Another title' }).count()) > 0;
	}, 60_000, 'the new title');
	await widget.window.getByText('Another greeting').waitFor();
	await widget.page.keyboard.press('Escape');
	await labelOf(widget).getByText('Ask us').waitFor();
	await widget.page.context().close();
});

test('the texts are those of the visitor’s language, as the page says it and when it says another', async () => {
	const languages = { fr: { headerText: 'Une question ?', greetingMessage: 'Bonjour !', launcherLabel: 'Aide' }, ja: { headerText: 'サポート', greetingMessage: 'こんにちは。ご質問をどうぞ。', offlineMessage: 'ただいま不在です。' } };
	const widget = await open({ languages, launcherLabel: 'Help' }, { locale: 'fr-FR' });
	await widget.page.evaluate(() => window.frontdesk('setLocale', 'fr'));
	await labelOf(widget).getByText('Aide').waitFor();
	await widget.click();
	await widget.window.getByRole('heading', { name: 'Une question ?' }).waitFor();
	await picture(widget, 'widget-french');
	await widget.page.evaluate(() => window.frontdesk('setLocale', 'ja'));
	await widget.window.getByRole('heading', { name: 'サポート' }).waitFor();
	await widget.window.getByPlaceholder('メッセージを入力…').waitFor();
	await picture(widget, 'widget-japanese');
	assert.deepEqual(await axe(widget.page), []);
	await widget.page.evaluate(() => window.frontdesk('setLocale', 'es'));
	await widget.page.keyboard.press('Escape');
	await labelOf(widget).getByText('Help').waitFor();
	await widget.page.context().close();
});

test('before a chat the window says when the shop is there again, in the visitor’s own time, or how soon it answers', async () => {
	const more = { isOpen: false, opensAt: '2099-03-02T08:00:00.000Z', repliesIn: 'hours' };
	const widget = await open(more, { timezoneId: 'Asia/Tokyo', locale: 'en-GB' });
	await widget.bubble.waitFor();
	await widget.page.evaluate(() => window.frontdesk('setLocale', 'en-GB'));
	await widget.click();
	await widget.window.getByText(/^Back: 2 March at 17:00$|^Back: 2 March, 17:00$/).waitFor();
	await picture(widget, 'widget-closed');
	assert.deepEqual(await axe(widget.page), []);
	Object.assign(more, { isOpen: true, agentsOnline: true });
	await until(async () => {
		await turn(widget.page);
		return widget.window.getByText('Usually replies within hours').isVisible();
	}, 60_000, 'how soon the shop answers');
	await picture(widget, 'widget-replies');
	assert.deepEqual(await axe(widget.page), []);
	await widget.page.context().close();
});
