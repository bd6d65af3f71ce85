// One conversation in Chromium, Firefox and WebKit: on a shop's page with the strict policy, over TLS as
// outside (WebKit keeps no sign-in without it), composed, in tabs, across pages and through outages.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Merchant } from '../harness/browser.mjs';
import { Calm } from '../harness/calm.mjs';
import { ENGINES, person } from '../harness/engines.mjs';
import { ConsolePage, WidgetPage } from '../harness/pages.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

let server;
before(async () => (server = await Server.start({}, { tls: true })));
after(() => server?.stop());

const OPEN = ['sending', 'accepted', 'kept', 'sent', 'refused', 'failed', 'lost'];

/** In the page: a text is composed, and an Enter ends that. The key may come before the end or after it. */
function compose([field], { text, isKeyFirst }) {
	const bubbles = { bubbles: true, composed: true, cancelable: true };
	const key = new KeyboardEvent('keydown', { ...bubbles, key: 'Enter', code: 'Enter', keyCode: 229, isComposing: isKeyFirst });
	const end = new CompositionEvent('compositionend', { ...bubbles, data: text });
	field.focus();
	field.dispatchEvent(new CompositionEvent('compositionstart', bubbles));
	Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(field, text);
	field.dispatchEvent(new InputEvent('input', { ...bubbles, inputType: 'insertCompositionText', data: text, isComposing: true }));
	for (const event of isKeyFirst ? [key, end] : [end, key]) field.dispatchEvent(event);
}

/** In the page: what it has fetched from the server, and what it keeps. */
async function traces(server) {
	return {
		fetched: performance.getEntriesByType('resource').map(({ name }) => name).filter(url => url.startsWith(server)),
		kept: [...Object.keys(localStorage), ...Object.keys(sessionStorage), ...(await indexedDB.databases()).map(each => each.name), ...(await caches.keys()), document.cookie].filter(Boolean),
	};
}

/** In the page: whether a text may become markup there. */
function becomesMarkup() {
	try {
		document.createElement('div').innerHTML = '<b>x</b>';
		return true;
	} catch {
		return false;
	}
}

for (const [name, launch] of Object.entries(ENGINES)) describe(name, () => {
	let browser, merchant, tenant, widget, desk;
	const texts = [];
	before(async () => {
		browser = await launch();
		tenant = server.createTenant(name, []);
		merchant = await Merchant.open(server, tenant, { name: '127.0.0.1' }); // that the server is to be asked by TLS holds for its name
		server.command(['tenant', 'set', tenant, '--add-origin', merchant.url]);
	});
	after(async () => {
		await browser?.close();
		await merchant?.close();
	});

	/** Somebody else's browser, at that page. */
	async function openAt(url) {
		const page = await (await person(browser)).newPage();
		await page.goto(url);
		return page;
	}

	const stay = () => Promise.all([widget, desk].map(({ page }) => page.evaluate(() => void (window.hasStayed = true))));
	const path = page => page.evaluate(() => location.pathname).catch(() => undefined); // it is on its way

	async function write(side, text) {
		texts.push(text);
		await side.write(text);
	}

	/** Both show all texts, once each, in one order, and all are stored. */
	async function agree() {
		await Promise.all(texts.flatMap(text => [widget.sees(text), desk.sees(text)]));
		const isSettled = async side => !(await side.rows()).some(({ state }) => OPEN.includes(state));
		await until(async () => (await isSettled(widget)) && (await isSettled(desk)), 30_000, 'everything to be stored');
		const [left, right] = await Promise.all([widget, desk].map(async side => (await side.rows()).map(({ text }) => text)));
		assert.deepEqual(left, right, 'one order');
		assert.deepEqual([...left].sort(), [...texts].sort(), 'each text once');
	}

	test('the page is left alone until the bubble is clicked, under the strict policy', async () => {
		widget = new WidgetPage(await openAt(merchant.url));
		await widget.bubble.waitFor();
		const { fetched, kept } = await until(async () => {
			const now = await widget.page.evaluate(traces, server.url);
			return now.fetched.length >= 2 && now; // an answer may be noted after it was read
		}, 10_000, 'what was fetched');
		assert.deepEqual(fetched.map(url => new URL(url).pathname), ['/chat-widget.js', '/api/support/chat/widget-config']);
		assert.deepEqual(kept, []);
		assert.deepEqual(merchant.violations, []);
	});

	test('a visitor writes, an agent takes the chat and answers, both see it, and nothing had to heal', async () => {
		const calm = await Calm.begin(server);
		const login = server.addAgent(tenant, `robin@${name}.example`.toLowerCase(), { role: 'admin' });
		desk = await ConsolePage.enter(await openAt(ConsolePage.url(server)), login);
		await widget.click();
		const isLoading = await widget.bubble.evaluateAll(([button]) => Boolean(button.querySelector('.arc')) || getComputedStyle(button, '::after').content !== 'none');
		assert.equal(isLoading, false, 'nothing says any more that it loads');
		await write(widget, 'Hello <b>there</b>, is anybody https://shop.example/a?b=c');
		await desk.takeNext();
		await desk.sees(texts[0]);
		await widget.page.getByText('Robin Hale').first().waitFor();
		await write(desk, 'Yes! How can I help?');
		await widget.sees(texts[1]);
		await desk.sees(texts[1], 'read');
		await write(widget, 'Where is my parcel?');
		await until(() => widget.page.locator('frontdesk-chat .state.read').count(), 10_000, 'the read mark');
		await widget.window.getByRole('link', { name: 'shop.example' }).waitFor();
		await agree();
		await calm.end({ opened: 2 });
	});

	test('an Enter that ends a composition sends nothing, in whichever order the engine tells of it', async () => {
		const fields = [[widget, widget.window.locator('textarea')], [desk, desk.page.getByRole('textbox', { name: 'Your message' })]];
		for (const [side, field] of fields) for (const isKeyFirst of [true, false]) {
			const text = `composed ${texts.length}`;
			for (const part of ['composed', text]) await field.evaluateAll(compose, { text: part, isKeyFirst });
			texts.push(text);
			await side.page.keyboard.press('Enter');
			await side.sees(text);
		}
		await agree();
	});

	test('a second tab shares conversation and connection, and goes on alone', async () => {
		const calm = await Calm.begin(server);
		const second = new WidgetPage(await widget.page.context().newPage());
		await second.goto(`${merchant.url}/page2`);
		await second.click();
		for (const text of texts) await second.sees(text);
		await write(second, 'from the second tab');
		await agree();
		await calm.end({ opened: 0 });
		await widget.page.close();
		widget = second;
		await write(widget, 'alone now');
		await write(desk, 'I am here');
		await agree();
	});

	test('the conversation goes along from page to page, and back', async t => {
		await widget.page.evaluate(() => addEventListener('pageshow', ({ persisted }) => (window.wasKept = persisted)));
		await widget.goto(`${merchant.url}/page3`);
		await widget.window.waitFor(); // as it was left
		await write(desk, 'on another page');
		await agree();
		for (const [go, where] of [[() => history.back(), '/page2'], [() => history.forward(), '/page3']]) {
			await widget.page.evaluate(go).catch(() => {}); // the answer may go with the page
			await until(async () => (await path(widget.page)) === where, 10_000, where);
			await widget.window.waitFor();
			t.diagnostic(`${where}: ${(await widget.page.evaluate(() => window.wasKept)) ? 'as it was left' : 'loaded'}`);
			await write(widget, `visitor at ${where}`);
			await write(desk, `agent at ${where}`);
			await agree();
		}
		await widget.page.reload();
		await widget.window.waitFor();
		await agree();
	});

	test('through outages nothing is lost, shown twice, or loaded again', async () => {
		await stay();
		const killing = server.kill('SIGKILL');
		await write(widget, 'visitor, while nobody is there');
		await write(desk, 'agent, while nobody is there');
		await killing;
		await server.boot();
		await agree();
		server.postgresql.halt('immediate');
		await write(widget, 'visitor, without PostgreSQL');
		await write(desk, 'agent, without PostgreSQL');
		server.postgresql.boot();
		await agree();
		for (const { page } of [widget, desk]) assert.equal(await page.evaluate(() => window.hasStayed), true, 'no page was loaded again');
	});

	test('the agent ends the chat, the visitor is told and starts a new one', async () => {
		await desk.page.getByRole('button', { name: 'End chat' }).first().click();
		await desk.page.getByRole('dialog').getByRole('button', { name: 'End chat' }).click();
		await widget.page.getByText('This chat has ended').first().waitFor();
		await widget.page.getByRole('button', { name: 'Start a new chat' }).click();
		await widget.write('A new question');
		await widget.sees('A new question', 'stored');
		await desk.page.getByRole('button', { name: 'Take next' }).first().waitFor();
	});

	test('the chat that has ended is read again in the window, and behind it is the one that goes on', async () => {
		const { page, window } = widget;
		await window.getByRole('button', { name: 'Options' }).click();
		await window.getByRole('button', { name: 'Earlier chats' }).click();
		const ended = page.locator('frontdesk-chat .earlier li button'), read = page.locator('frontdesk-chat .earlier .bubble-text');
		await ended.click();
		const shown = () => read.evaluateAll(all => all.map(({ textContent }) => textContent));
		await until(async () => (await shown()).length > 0, 20_000, 'what was written');
		assert.deepEqual((await shown()).sort(), [...texts].sort());
		await window.getByRole('button', { name: 'Back to all earlier chats' }).click();
		await ended.waitFor();
		await page.keyboard.press('Escape');
		await widget.sees('A new question', 'stored');
		await widget.write('And another one');
		await widget.sees('And another one', 'stored');
	});

	test('all that broke no rule of the page, and the page would have told', async () => {
		assert.deepEqual(merchant.violations, []);
		assert.equal(await widget.page.evaluate(becomesMarkup), false);
		await until(() => merchant.violations.length, 10_000, 'the report of a violation');
	});
});
