// Where visitors are, as agents see it: in the queue, in their own chats and beside a chat, while the visitor goes
// from page to page, in several tabs, and away; and what it looks like with long and right-to-left addresses. And
// what pages say that they do there.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Merchant } from '../harness/browser.mjs';
import { WidgetPage } from '../harness/pages.mjs';
import { inEachLook } from './looks.mjs';
import { Shops, close } from './shop.mjs';

const LONG = 'https://shop.example/plants/boston-fern/with-terracotta-pot-and-a-saucer/delivered-within-two-to-four-days';
const ARABIC = 'https://shop.example/%D9%86%D8%A8%D8%A7%D8%AA%D8%A7%D8%AA/%D8%B3%D8%B1%D8%AE%D8%B3';

let server, browser, shops;
before(async () => {
	shops = await Shops.start();
	({ server, browser } = shops);
});
after(() => shops?.stop());

test('the agent sees on which page the visitor is, whatever brings them there, and that they have gone', async () => {
	const { tenant, desk } = shops.open('Robin');
	const merchant = await Merchant.open(server, tenant);
	server.command(['tenant', 'set', tenant, '--add-origin', merchant.url]);
	const gone = await shops.waiting(tenant, 'Bo');
	gone.socket.send('page.set', { sessionId: gone.session.id, pageUrl: 'https://shop.example/basket' });
	const robin = await desk('Robin');
	const { page } = robin;
	const queue = page.getByRole('list', { name: 'Queue' });
	await queue.getByText('On /basket').waitFor();
	await gone.socket.close();
	const widget = await WidgetPage.open(browser, `${merchant.url}/page/one?token=secret`);
	await widget.click();
	await widget.write('Hello there');
	await widget.sees('Hello there', 'stored');
	await queue.getByText('On /page/one').waitFor();
	await widget.page.evaluate(() => history.pushState(null, '', '/page/two?token=secret#top'));
	await queue.getByText('On /page/two').waitFor();
	await page.getByRole('button', { name: /^Take Visitor/ }).click();
	const mine = page.getByRole('list', { name: 'Mine' });
	await mine.getByText('On /page/two').waitFor();
	await widget.goto(`${merchant.url}/page/three`);
	await mine.getByText('On /page/three').waitFor();
	await widget.page.evaluate(() => history.back());
	await mine.getByText('On /page/two').waitFor();
	// The tab that is looked at last counts.
	const tab = await widget.page.context().newPage();
	await tab.goto(`${merchant.url}/page/four`);
	await mine.getByText('On /page/four').waitFor();
	await widget.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
	await mine.getByText('On /page/two').waitFor();
	const details = page.getByRole('region', { name: 'About the visitor' });
	await details.getByText('On the site').waitFor();
	assert.ok((await details.getByRole('link', { name: /\/page\/two/ }).getAttribute('href')).endsWith('/page/two'));
	await queue.getByText(/^Gone since \d\d:\d\d/).waitFor({ timeout: 30_000 });
	await page.getByRole('link', { name: /Bo/ }).click();
	await details.getByText(/^Gone since/).waitFor();
	await details.getByText('Looked at last').waitFor();
	assert.deepEqual(widget.page.story.errors, []);
	await close(robin, widget);
	await merchant.close();
});

test('what the visitor did stands beside the chat as it happens, also what was before it; of one person the next has nothing', async () => {
	const { tenant, desk } = shops.open('Robin');
	const merchant = await Merchant.open(server, tenant);
	server.command(['tenant', 'set', tenant, '--add-origin', merchant.url]);
	const [robin, widget] = await Promise.all([desk('Robin'), WidgetPage.open(browser, merchant.url)]);
	const asked = [], said = [];
	widget.page.on('request', request => request.method() === 'POST' && request.url().endsWith('/visitor-events') && asked.push(request.postDataJSON().events.map(({ name }) => name)));
	widget.page.on('console', message => said.push(message.text()));
	const track = (...calls) => widget.page.evaluate(all => all.forEach(args => window.frontdesk('trackEvent', ...args)), calls);
	const shown = robin.page.getByRole('region', { name: 'Activity' });
	const rows = () => shown.getByRole('listitem').evaluateAll(all => all.map(row => [row.querySelector('bdi').textContent, ...[...row.querySelectorAll('dl > div')].map(pair => pair.textContent)].join('|')));
	await widget.page.evaluate(() => {
		const item = { sku: 'fern-1', price: 1234.5, seen: { date: '2024-02-29' }, basket: [1] };
		window.frontdesk('trackEvent', 'viewed', item);
		item.price = 7;
	});
	await track(['أضاف إلى السلة\u2069', { اللون: 'أخضر' }], [''], [7]);
	await widget.click();
	await widget.write('Hello?');
	await robin.takeNext();
	await shown.getByText('viewed').waitFor();
	assert.deepEqual(await rows(), ['أضاف إلى السلة|اللونأخضر', 'viewed|price1,234.5|seenFeb 29, 2024|skufern-1']);
	assert.deepEqual(asked, [['viewed', 'أضاف إلى السلة\u2069']], 'nothing before there was a chat');
	assert.deepEqual([said.some(text => text.includes('basket is left out')), said.some(text => text.includes('an event is left out'))], [true, true], said.join());
	const ten = Array.from({ length: 6 }, (_, i) => [`click ${i}`]);
	await track(...ten);
	await shown.getByText('click 5').waitFor();
	assert.deepEqual(asked.slice(1), [ten.map(([name]) => name)], 'in one request');
	assert.equal((await rows()).length, 5);
	await shown.getByRole('button', { name: 'Show more' }).click();
	assert.deepEqual((await rows()).at(-1), 'viewed|price1,234.5|seenFeb 29, 2024|skufern-1');
	// What was said just before the page is left.
	await widget.page.evaluate(() => {
		window.frontdesk('trackEvent', 'checked out');
		location.href = '/page/thanks';
	}).catch(() => {}); // the page may be gone before it answers
	await shown.getByText('checked out').waitFor();
	await widget.page.waitForURL('**/page/thanks');
	await widget.bubble.waitFor();
	await widget.page.evaluate(() => {
		window.frontdesk('trackEvent', 'left behind');
		window.frontdesk('reset');
		window.frontdesk('trackEvent', 'of the next');
	});
	await widget.click();
	await widget.write('I am somebody else');
	await robin.takeNext();
	await shown.getByText('of the next').waitFor();
	assert.deepEqual(await rows(), ['of the next']);
	assert.ok(!asked.flat().includes('left behind'), asked.join());
	await close(robin, widget);
	await merchant.close();
});

test('long and right-to-left addresses stay in their rows, and axe finds nothing, in light, dark and on a phone', async () => {
	const { tenant, desk } = shops.open('Kim');
	const visitors = [];
	for (const [name, pageUrl] of [['Ada', LONG], ['ليلى', ARABIC], ['Zoe', undefined]]) {
		const visitor = await shops.waiting(tenant, name);
		if (pageUrl) visitor.socket.send('page.set', { sessionId: visitor.session.id, pageUrl });
		visitors.push(visitor);
	}
	const kim = await desk('Kim');
	const { page } = kim;
	await kim.takeNext();
	await page.goto(`${server.url}/admin/support/chat`);
	await page.getByText('On /نباتات/سرخس').waitFor();
	await page.getByText('On /plants/boston-fern').waitFor();
	await page.getByText('On the site', { exact: true }).first().waitFor();
	await inEachLook(page, 'whereabouts', async look => {
		const spilt = await page.locator('li').evaluateAll(rows => rows.filter(row => row.firstElementChild.scrollHeight > row.clientHeight + 1).length);
		assert.equal(spilt, 0, `${look}: rows are higher than their place`);
	});
	await page.getByRole('link', { name: /Ada/ }).click();
	await page.getByRole('button', { name: 'About the visitor' }).click(); // on a phone the details are a page of their own
	await page.getByText('Looks at').waitFor();
	await inEachLook(page, 'whereabouts-details');
	await close(kim, ...visitors);
});
