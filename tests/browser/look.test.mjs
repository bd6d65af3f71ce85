// The chat as its admin wants it: what the editor shows beside itself is what shops show.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { openPage } from '../harness/browser.mjs';
import { ConsolePage } from '../harness/pages.mjs';
import { inEachLook } from './looks.mjs';
import { Shops, openBeside } from './shop.mjs';

let server, shops, tenant, ada;
before(async () => {
	shops = await Shops.start();
	({ server } = shops);
	({ tenant } = shops.open());
	ada = await ConsolePage.open(shops.browser, server, server.addAgent(tenant, 'ada@shop.example', { name: 'Ada', role: 'admin' }), { locale: 'en-GB' });
});
after(() => shops?.stop());

const open = () => openBeside(ada, `${server.url}/admin/support/chat/config`);

test('beside the form stands the real widget, as the form says, and keeps nothing', async () => {
	const page = await open();
	const asked = [];
	page.on('request', request => asked.push(new URL(request.url()).pathname));
	const widget = page.frameLocator('iframe').locator('frontdesk-chat');
	await widget.getByRole('dialog', { name: 'Chat with us' }).waitFor();
	await page.getByLabel('Title of the window').fill('Ask the gardeners');
	await page.getByLabel('Greeting', { exact: true }).fill('Which plant is it?');
	await widget.getByRole('dialog', { name: 'Ask the gardeners' }).waitFor();
	await widget.getByText('Which plant is it?').waitFor();
	await page.getByLabel('Greeting when nobody is online').fill('We are in the greenhouse');
	await page.getByText('Nobody online', { exact: true }).click();
	await widget.getByText('We are in the greenhouse').waitFor();
	await page.getByText('Closed', { exact: true }).click();
	await widget.getByRole('dialog').waitFor({ state: 'detached' });
	await page.getByText('Open', { exact: true }).click();
	await widget.getByText('Which plant is it?').waitFor();
	assert.deepEqual(asked.filter(path => path.startsWith('/api/support')), [], 'the server is asked nothing for it');
	assert.deepEqual(await page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter(key => /^frontdesk:[0-9a-f]{8}-/.test(key))), []);
	assert.deepEqual(page.violations, []);
	await page.close();
});

test('a colour on which white cannot be read is told of, and mended by one press', async () => {
	const page = await open();
	const color = page.getByLabel('Main colour', { exact: true });
	await page.getByText(/^White letters on it can be read/).first().waitFor();
	await color.fill('#ffd54f');
	await page.getByText('Too light for white letters (1.4 to 1').waitFor();
	await inEachLook(page, 'widget-contrast');
	await page.setViewportSize({ width: 1280, height: 800 });
	const mend = page.getByRole('button', { name: /^Take #[0-9a-f]{6}, .*: Main colour$/ });
	await mend.focus();
	await page.keyboard.press('Enter');
	await mend.waitFor({ state: 'detached' });
	assert.match(await color.inputValue(), /^#[0-9a-f]{6}$/);
	await page.getByRole('button', { name: 'Save', exact: true }).click();
	await page.getByText('The chat window is saved.').waitFor();
	assert.deepEqual(page.violations, []);
	await page.close();
});

test('each way to make pages has its line, and the lines bring the chat there', async () => {
	const bodies = {};
	const site = createServer((request, response) => response.setHeader('Content-Type', 'text/html').end(`<!doctype html><title>Plants</title>${bodies[request.url] ?? ''}`));
	await new Promise(resolve => void site.listen(0, '127.0.0.1', resolve));
	const origin = `http://127.0.0.1:${site.address().port}`;
	server.command(['tenant', 'set', tenant, '--add-origin', origin]);
	const page = await open();
	const kind = page.getByLabel('How your pages are made'), line = page.getByRole('group', { name: 'The chat on your pages' });
	const recipe = async label => {
		await kind.selectOption({ label });
		return line.textContent();
	};
	const embed = `<script src="${server.url}/chat-widget.js" data-tenant-id="${tenant}" async></script>`;
	assert.equal(await recipe('Shopify'), embed);
	assert.match(await recipe('WordPress'), new RegExp(`wp_print_script_tag[^]*'data-tenant-id' => '${tenant}'`));
	assert.equal(await recipe('HTML of my own'), embed);
	bodies['/page'] = embed;
	bodies['/manager'] = await recipe('Google Tag Manager and others');
	bodies['/app'] = `<script>${await recipe('An app of one page (React, Vue, Angular …)')}</script>`;
	await kind.scrollIntoViewIfNeeded();
	await inEachLook(page, 'widget-embed');
	for (const path of Object.keys(bodies)) {
		const shop = await openPage(shops.browser, origin + path);
		await shop.locator('frontdesk-chat').getByRole('button', { name: 'Chat with us' }).waitFor();
		await shop.context().close();
	}
	site.close();
	site.closeAllConnections();
	assert.deepEqual(page.violations, []);
	await page.close();
});
