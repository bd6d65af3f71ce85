// The console as a whole: what stands above its pages, what they are loaded from, what may run in them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openPage } from '../harness/browser.mjs';
import { Shops, close } from './shop.mjs';

let server, browser, shops;
before(async () => {
	shops = await Shops.start();
	({ server, browser } = shops);
});
after(() => shops?.stop());

test('no page closes the line: what happens while one is elsewhere is heard, over the one socket', async () => {
	const { tenant, desk } = shops.open('Robin');
	const robin = await desk('Robin'), { page } = robin;
	await page.getByText('1 agent online').waitFor();
	let sockets = 0;
	page.on('websocket', () => sockets++);
	await page.evaluate(() => {
		history.pushState(null, '', '/admin/no-such-page');
		dispatchEvent(new PopStateEvent('popstate'));
	});
	await page.getByText('There is no such page').waitFor();
	const ada = await shops.waiting(tenant, 'Ada');
	await page.waitForFunction(() => document.title.startsWith('(1)'));
	await page.getByRole('link', { name: 'Go to the chats' }).click();
	await page.getByRole('button', { name: 'Take Ada' }).waitFor();
	assert.equal(sockets, 0, 'no further socket');
	assert.equal(page.story.loads, 1, 'no further page');
	await close(robin, ada);
});

test('a part of the page that is gone since an upgrade loads the page anew, once', async () => {
	const { desk } = shops.open('Robin');
	const robin = await desk('Robin'), { page } = robin;
	let left = 1;
	await page.route(/assets\/ChatPage-/, route => (left-- > 0 ? route.fulfill({ status: 404 }) : route.continue()));
	await page.reload();
	await page.getByRole('heading', { name: 'Queue' }).waitFor();
	const loads = page.story.loads;
	left = Infinity;
	await page.evaluate(() => sessionStorage.clear());
	await page.reload();
	await page.getByText('Something on this page broke').waitFor();
	await page.waitForFunction(() => sessionStorage.length > 0);
	await page.getByText('Something on this page broke').waitFor();
	assert.ok(page.story.loads <= loads + 2, `${page.story.loads - loads} loads`);
	await close(robin);
});

test('nothing becomes markup or code that was a text, and the console does without', async () => {
	const { tenant, desk } = shops.open('Robin');
	const robin = await desk('Robin');
	const ada = await shops.waiting(tenant, 'Ada');
	await robin.takeNext();
	await robin.write('Hello.');
	await robin.page.getByRole('button', { name: 'Transfer' }).first().click();
	await robin.page.getByRole('dialog').waitFor();
	await robin.page.keyboard.press('Escape');
	assert.deepEqual(robin.page.story.violations, []);
	assert.deepEqual(robin.page.story.errors.filter(error => !/401/.test(error)), []);
	const refused = await robin.page.evaluate(() => ['<b>x</b>', 'text'].map(text => {
		try {
			document.createElement('div').innerHTML = text;
			return false;
		} catch {
			return true;
		}
	}));
	assert.deepEqual(refused, [true, false]);
	await close(robin, ada);
});

test('the bare host leads to the console', async () => {
	const page = await openPage(browser, server.url);
	await page.getByLabel('E-mail').waitFor();
	assert.match(page.url(), /\/admin\/sign-in/);
	await page.context().close();
});

test('a browser that does not keep the cookie is told so after a right password', async () => {
	const { logins } = shops.open('Robin');
	const page = await openPage(browser, `${server.url}/admin/sign-in`);
	await page.route('**/api/admin/sign-in', async route => {
		const answer = await route.fetch();
		await page.context().clearCookies();
		const { 'set-cookie': _, ...headers } = answer.headers();
		await route.fulfill({ status: answer.status(), headers, body: await answer.body() });
	});
	await page.getByLabel('E-mail').fill(logins.Robin.email);
	await page.locator('input[type=password]').fill(logins.Robin.password);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.getByRole('alert').getByText('This browser did not keep the sign-in').waitFor();
	assert.equal(await page.getByText('Your sign-in has ended').count(), 0);
	await page.context().close();
});
