// What a visitor reads and types: compositions, directions, whose words they are, what is said aloud, in
// whose language; also while a translator or an extension changes the page's nodes.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Merchant, launch, settled } from '../harness/browser.mjs';
import { Agent, sendMessage } from '../harness/client.mjs';
import { WidgetPage, tapSocket } from '../harness/pages.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

let server, browser, tenant, merchant, german, quiet, robin, sam;
const merchants = [];
before(async () => {
	server = await Server.start();
	browser = await launch();
	tenant = server.createTenant('Juniper & Pine');
	merchant = await openShop(tenant); // before the worker keeps the tenant in memory
	german = await openShop(tenant, { lang: 'de' });
	quiet = await openShop(server.createTenant('Nobody Home'));
	robin = await signIn('robin', 'Robin Hale');
	sam = await signIn('sam', 'Samira Lindqvist');
});
after(async () => {
	await browser?.close();
	await Promise.all(merchants.map(each => each.close()));
	await server?.stop();
});

async function openShop(of, options) {
	const shop = await Merchant.open(server, of, options);
	merchants.push(shop);
	server.command(['tenant', 'set', of, '--add-origin', shop.url]);
	return shop;
}

async function signIn(login, name) {
	const agent = await Agent.signIn(server, server.addAgent(tenant, `${login}@shop.example`, { name, role: 'admin' }));
	await agent.connect();
	return agent;
}

const open = (at = merchant, context, load) => WidgetPage.open(browser, load ? 'about:blank' : at.url, context, load);
const close = widget => widget.page.context().close();
const inWidget = (widget, selector) => widget.page.locator(`frontdesk-chat ${selector}`);

async function take(widget, agent = robin) {
	const sessionId = await until(() => widget.sessionId(), 10_000, 'the session');
	const { status } = await agent.request('POST', `/api/admin/support/chat/${sessionId}/assign`, {});
	assert.equal(status, 200);
	return sessionId;
}

/** A chat that Robin has taken. */
async function converse(text = 'Hello?', at = merchant, context = undefined, load = undefined) {
	const widget = await open(at, context, load);
	await widget.click();
	await widget.write(text);
	await widget.sees(text, 'stored');
	return { widget, sessionId: await take(widget) };
}

/* ---- typing ---- */

test('a key that an input method has neither sends nor closes, and none reaches the shortcuts of the page', async () => {
	const widget = await open();
	await widget.page.evaluate(() => {
		window.heard = [];
		for (const name of ['keydown', 'keypress', 'keyup']) document.addEventListener(name, e => window.heard.push(`${name} ${e.key}`));
	});
	await widget.click();
	const field = widget.window.locator('textarea');
	await field.fill('にほん');
	const press = (key, more) => field.evaluate((element, [key, more]) => element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true, ...more })), [key, more]);
	for (const more of [{ isComposing: true, keyCode: 229 }, { keyCode: 229 }]) {
		await press('Enter', more);
		await press('Escape', more);
	}
	assert.deepEqual(await widget.rows(), []);
	assert.equal(await field.inputValue(), 'にほん');
	await widget.page.keyboard.press('/');
	await widget.page.keyboard.press('Enter');
	await widget.sees('にほん/', 'stored');
	assert.deepEqual(await widget.page.evaluate(() => window.heard), []);
	await close(widget);
});

test('each paragraph has the direction of its own letters, and an address is read from the left', async () => {
	const { widget } = await converse('السلام عليكم\nHello there!\nwww.shop.example/a, +49 30 1234567');
	const sides = await inWidget(widget, '.paragraphs').last().evaluate(element => {
		const range = document.createRange();
		const { left, right } = element.getBoundingClientRect();
		const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
		const lines = [];
		while (texts.nextNode()) for (const line of texts.currentNode.data.matchAll(/[^\n]+/g)) {
			range.setStart(texts.currentNode, line.index);
			range.setEnd(texts.currentNode, line.index + line[0].length);
			const box = range.getBoundingClientRect();
			lines.push(Math.abs(box.right - right) < 1 && box.left - left > 1 ? 'right' : 'left');
		}
		return lines.slice(0, 2);
	});
	assert.deepEqual(sides, ['right', 'left']);
	const links = await inWidget(widget, '.paragraphs a').evaluateAll(all => all.map(link => [link.getAttribute('href'), getComputedStyle(link).direction]));
	assert.deepEqual(links, [['https://www.shop.example/a', 'ltr'], ['tel:+49301234567', 'ltr']]);
	await close(widget);
});

test('what is left to write is shown at every key, in characters, and said once one stops', async () => {
	const widget = await open();
	await widget.click();
	const said = inWidget(widget, '.composer [role=status]'), seen = inWidget(widget, '.counter');
	await widget.window.locator('textarea').fill('م'.repeat(7_989));
	// What is shown and what has been said by the next frame: pauses begin after it.
	const typed = await widget.window.locator('textarea').evaluate(async field => {
		document.execCommand('insertText', false, 'م');
		await new Promise(requestAnimationFrame);
		return ['.counter', '.composer [role=status]'].map(selector => field.getRootNode().querySelector(selector).textContent);
	});
	assert.match(typed[0], /: 10$/);
	assert.doesNotMatch(typed[1], /: 10$/);
	await widget.page.keyboard.type('ممم');
	await until(async () => /: 7$/.test(await seen.textContent()), 20_000, 'it to be shown');
	await until(async () => /: 7$/.test(await said.textContent()), 20_000, 'it to be said');
	await widget.window.locator('textarea').fill('👩‍👩‍👧'.repeat(890));
	await until(async () => /: 2$/.test(await seen.textContent()), 20_000, 'two characters too many');
	assert.equal(await widget.window.getByRole('button', { name: 'Send' }).isDisabled(), true);
	await close(widget);
});

/* ---- who speaks ---- */

test('each run of an agent has their name, and where somebody comes in there is a line', async () => {
	const { widget, sessionId } = await converse();
	await widget.page.getByText('Robin Hale joined the chat').waitFor();
	await sendMessage(robin, sessionId, 'I am Robin.');
	await widget.sees('I am Robin.', 'stored');
	await robin.request('POST', `/api/admin/support/chat/${sessionId}/transfer`, { agentId: sam.id });
	await widget.page.getByText('Samira Lindqvist will be with you in a moment.').waitFor();
	await inWidget(widget, '.presence').getByText('Handing you over…').waitFor();
	await take(widget, sam);
	await sendMessage(sam, sessionId, 'And I am Samira.');
	await widget.sees('And I am Samira.', 'stored');
	const told = () => inWidget(widget, '.thread').evaluate(thread => [...thread.querySelectorAll('.joined, .speaker bdi, .paragraphs')].slice(1).map(e => e.textContent));
	const story = ['Hello?', 'Robin Hale joined the chat', 'Robin Hale', 'I am Robin.', 'Samira Lindqvist joined the chat', 'Samira Lindqvist', 'And I am Samira.'];
	assert.deepEqual(await told(), story);
	await widget.page.reload(); // who wrote is known then, too
	await widget.window.waitFor();
	await widget.sees('And I am Samira.', 'stored');
	assert.deepEqual(await told(), story);
	await close(widget);
});

test('what others write while one looks is announced, and neither what was there nor one\u2019s own', async () => {
	const { widget, sessionId } = await converse();
	await sendMessage(robin, sessionId, 'Before');
	await widget.sees('Before', 'stored');
	await widget.page.reload();
	await widget.window.waitFor();
	await widget.sees('Before', 'stored');
	await sendMessage(robin, sessionId, 'After');
	await widget.sees('After');
	const live = text => inWidget(widget, '[data-id]').filter({ hasText: text }).getAttribute('aria-live');
	assert.deepEqual([await live('Hello?'), await live('Before'), await live('After')], ['off', 'off', null]);
	await close(widget);
});

test('that nobody is there is said once, and thanks come when the server has the details', async () => {
	const widget = await open(quiet);
	await widget.click();
	const away = /currently offline|Away right now|Nobody is online/;
	assert.equal(await widget.window.getByText(away).count(), 1);
	await widget.page.route('**/api/support/chat', route => route.fulfill({ status: 503, contentType: 'application/json', headers: { 'Access-Control-Allow-Origin': '*' }, body: '{"code":"queue_full"}' }));
	await widget.write('Do you deliver to Norway?');
	await widget.sees('Do you deliver to Norway?', 'refused');
	await widget.window.getByRole('textbox', { name: 'Email' }).fill('ada@example.org');
	await widget.window.getByRole('button', { name: 'Save' }).click();
	await widget.page.getByText('We’ll pass this on together with your message.').waitFor();
	assert.equal(await widget.window.getByText(/Thank you/).count(), 0);
	await widget.page.unroute('**/api/support/chat');
	await widget.window.getByRole('button', { name: 'Try again' }).click();
	await widget.page.getByText('Thank you!').waitFor();
	assert.equal(await widget.window.getByText(away).count(), 1);
	await close(widget);
});

test('details that take the place of others are thanked for once they have arrived', async () => {
	const widget = await open(quiet);
	await widget.page.evaluate(() => window.frontdesk('identify', { email: 'old@example.org' }));
	await widget.click();
	await widget.write('Hello?');
	await widget.sees('Hello?', 'stored');
	const email = widget.window.getByRole('textbox', { name: 'Email' });
	const isPatch = route => (route.request().method() === 'PATCH' ? route.abort() : route.continue());
	await widget.page.route('**/api/support/chat/*', isPatch);
	await email.fill('new@example.org');
	await widget.window.getByRole('button', { name: 'Save' }).click();
	await widget.page.getByText('That didn’t work').waitFor();
	assert.equal(await widget.window.getByText(/Thank you/).count(), 0);
	await widget.page.unroute('**/api/support/chat/*', isPatch);
	await widget.window.getByRole('button', { name: 'Save' }).click();
	await widget.page.getByText('We’ll get back to you at new@example.org').waitFor();
	await close(widget);
});

test('who opens a page\u2019s window late reads who is there now', async () => {
	let agentsOnline = true;
	const widget = await open(quiet, {}, async page => {
		await page.route('**/widget-config?*', async route => {
			const response = await route.fetch();
			await route.fulfill({ response, json: { ...(await response.json()), agentsOnline } });
		});
		await page.goto(quiet.url);
	});
	agentsOnline = false;
	await widget.click();
	await widget.window.getByText('currently offline').waitFor();
	await close(widget);
});

test('without a line nobody is said to be online', async () => {
	let tap;
	const { widget } = await converse('Hello?', merchant, {}, async page => {
		tap = await tapSocket(page);
		await page.goto(merchant.url);
	});
	await inWidget(widget, '.presence.here').waitFor();
	await widget.page.route('**/events*', route => route.abort('connectionrefused'));
	await tap.cut();
	await widget.page.getByText('Connection lost. Trying again').waitFor();
	assert.equal(await inWidget(widget, '.presence').count(), 0);
	await close(widget);
});

/* ---- what fails ---- */

test('an end that fails says so, and may be tried again', async () => {
	const { widget } = await converse();
	await widget.page.route('**/end', route => route.abort());
	await widget.window.getByRole('button', { name: 'Options' }).click();
	await widget.window.getByRole('button', { name: 'End this chat' }).click();
	await widget.window.getByRole('button', { name: 'End chat' }).click();
	await widget.window.getByRole('alert').getByText('The chat could not be ended').waitFor();
	await widget.page.unroute('**/end');
	await widget.window.getByRole('button', { name: 'End chat' }).click();
	await widget.page.getByText('This chat has ended').waitFor();
	await close(widget);
});

test('earlier messages that did not come can be asked for again', async () => {
	const { widget, sessionId } = await converse('The first');
	for (let at = 0; at < 120; at += 10) await Promise.all(Array.from({ length: 10 }, (_, more) => sendMessage(robin, sessionId, `Message ${at + more}`)));
	await widget.page.reload();
	await widget.page.route('**/messages?*', route => route.abort());
	await widget.window.waitFor();
	await until(async () => (await widget.rows()).length > 20, 10_000, 'the newest messages');
	const thread = inWidget(widget, '[role=log]');
	const retry = thread.getByRole('button', { name: 'Try again' });
	await until(async () => (await thread.evaluate(element => void element.scrollTo(0, 0)), await retry.count()), 10_000, 'the failure to be said');
	await widget.page.unroute('**/messages?*');
	await retry.click();
	await until(async () => (await thread.evaluate(element => void element.scrollTo(0, 0)), (await widget.rows()).some(row => row.text === 'The first')), 10_000, 'the first message');
	assert.equal(await retry.count(), 0);
	await close(widget);
});

/* ---- languages and looks ---- */

test('why a chat does not start is said in the reader\u2019s language, whose file alone is fetched', async () => {
	const widget = await open(german);
	await widget.click();
	const files = widget.page.story.requests.filter(line => /\/widget\//.test(line)).map(line => /\/widget\/(\w+)-/.exec(line)[1]);
	assert.deepEqual(files.filter(file => file !== 'launcher'), ['app', 'de']); // the launcher looks for another configuration at each opening
	await widget.page.route('**/api/support/chat', route => route.fulfill({ status: 403, contentType: 'application/json', headers: { 'Access-Control-Allow-Origin': '*' }, body: '{"code":"denied","detail":"Only in English."}' }));
	await widget.write('Hallo?');
	await widget.page.getByText('Von dieser Seite aus kann der Chat nicht gestartet werden.').waitFor();
	assert.equal(await widget.window.getByText('Only in English').count(), 0);
	const { promise: isSeen, resolve: seen } = Promise.withResolvers();
	await widget.page.unroute('**/api/support/chat');
	await widget.page.route('**/api/support/chat', route => isSeen.then(() => route.continue()));
	await widget.window.getByRole('button', { name: 'Erneut versuchen' }).click();
	await widget.page.getByText('Sie werden verbunden').waitFor(); // it is tried anew, and no more is said of the failure
	seen();
	await widget.sees('Hallo?', 'stored');
	assert.deepEqual(widget.page.story.violations, []);
	await close(widget);
});

test('on a light shop the window is light whatever the system prefers, and it follows the page', async () => {
	const widget = await open(merchant, { colorScheme: 'dark' });
	await widget.click();
	const ground = () => inWidget(widget, '.window').evaluate(element => getComputedStyle(element).backgroundColor);
	assert.equal(await ground(), 'rgb(255, 255, 255)');
	await widget.page.evaluate(() => (document.body.style.backgroundColor = '#101214'));
	await until(async () => (await ground()) === 'rgb(23, 25, 26)', 20_000, 'the window to be dark');
	await close(widget);
});

test('a merchant may choose one look for all', async () => {
	const dark = server.createTenant('Always Dark');
	server.command(['tenant', 'set', dark, '--color-scheme', 'dark']);
	const widget = await open(await openShop(dark), { colorScheme: 'light' });
	await widget.click();
	assert.equal(await inWidget(widget, '.window').evaluate(element => getComputedStyle(element).backgroundColor), 'rgb(23, 25, 26)');
	await close(widget);
});

test('where colours are forced, what has the focus has a line', async () => {
	const widget = await open(merchant, { forcedColors: 'active' });
	const outline = selector => inWidget(widget, selector).evaluate(element => getComputedStyle(element).outlineStyle);
	await widget.page.keyboard.press('Tab');
	assert.equal(await outline('.bubble'), 'solid');
	await widget.page.keyboard.press('Enter');
	await widget.window.waitFor();
	await settled(widget.page);
	assert.equal(await outline('.writing'), 'solid');
	await close(widget);
});

/* ---- the page's nodes ---- */

/** What a browser's translation does: each text gives way to elements with another one. */
const translate = widget => widget.page.evaluate(() => {
	const texts = document.createTreeWalker(document.querySelector('frontdesk-chat').shadowRoot, NodeFilter.SHOW_TEXT);
	const found = [];
	while (texts.nextNode()) if (texts.currentNode.data.trim()) found.push(texts.currentNode);
	for (const text of found) {
		const outer = document.createElement('font');
		outer.append(document.createElement('font'));
		outer.firstChild.textContent = `«${text.data}»`;
		text.replaceWith(outer);
	}
});

/** What extensions do: they wrap what they find. */
const wrap = widget => widget.page.evaluate(() => {
	for (const row of document.querySelector('frontdesk-chat').shadowRoot.querySelectorAll('[data-id], .presence, .notice')) {
		const wrapper = document.createElement('div');
		row.replaceWith(wrapper);
		wrapper.append(row);
	}
});

test('a translated window goes on: what changes is shown, and nothing breaks', async () => {
	for (const change of [translate, wrap]) {
		const { widget, sessionId } = await converse('Hello https://a.example/ there');
		await sendMessage(robin, sessionId, 'Write to a@b.example or so');
		await widget.sees('Write to a@b.example or so', 'stored');
		await change(widget);
		await robin.request('POST', `/api/admin/support/chat/${sessionId}/transfer`, {});
		await widget.page.getByText(/in line/).first().waitFor();
		await change(widget);
		await widget.write('Still here');
		await widget.sees('Still here', 'stored');
		await change(widget);
		await take(widget, sam);
		await widget.window.getByRole('heading', { name: 'Samira Lindqvist' }).waitFor();
		await sendMessage(sam, sessionId, 'Me too');
		await widget.sees('Me too');
		await change(widget);
		await sam.request('POST', `/api/admin/support/chat/${sessionId}/end`, {});
		await widget.page.getByText('This chat has ended').first().waitFor();
		await widget.window.getByRole('button', { name: 'Start a new chat' }).click();
		await widget.write('Again');
		await widget.sees('Again', 'stored');
		assert.deepEqual(widget.page.story.errors, []);
		await close(widget);
	}
});
