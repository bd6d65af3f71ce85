// A visitor's way through a shop: pages that come and go, several tabs, frozen ones, a deploy meanwhile.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Merchant, launch, settled, stored } from '../harness/browser.mjs';
import { Agent, request, sendMessage } from '../harness/client.mjs';
import { WidgetPage, tapSocket } from '../harness/pages.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

let server, browser, tenant, merchant, secret, robin;
const merchants = [];
before(async () => {
	server = await Server.start();
	browser = await launch();
	({ tenant, merchant } = await newShop('Juniper & Pine'));
	secret = server.command(['tenant', 'secret', tenant]).match(/^secret:\s+(\S+)$/m)[1];
	robin = await Agent.signIn(server, server.addAgent(tenant, 'robin@shop.example'));
	await robin.connect();
	await anybodyOnline(true);
});
after(async () => {
	await browser?.close();
	await Promise.all(merchants.map(each => each.close()));
	await server?.stop();
});

async function newShop(name) {
	const tenant = server.createTenant(name, []);
	const merchant = await Merchant.open(server, tenant);
	merchants.push(merchant);
	server.command(['tenant', 'set', tenant, '--add-origin', merchant.url]);
	return { tenant, merchant };
}

const schema = tenant => `tenant_${tenant.replaceAll('-', '')}`;
const open = context => WidgetPage.open(browser, merchant.url, context);
const close = widget => widget.page.context().close();
const field = widget => widget.window.locator('textarea');
const thread = widget => widget.page.locator('frontdesk-chat [role=log]');
const texts = async widget => (await widget.rows()).map(row => row.text);
const call = (widget, ...args) => widget.page.evaluate(list => window.frontdesk(...list), args);

/** Another tab of the same browser. */
async function openBeside(widget, path = '/page2') {
	const tab = new WidgetPage(await widget.page.context().newPage());
	await tab.goto(merchant.url + path);
	return tab;
}

/** Until visitors' pages would hear that somebody is online, or nobody. */
function anybodyOnline(expected) {
	return until(async () => {
		const { body } = await request(server, 'GET', `/api/support/chat/widget-config?tenantId=${tenant}`, { headers: { Origin: merchant.url } });
		return body.agentsOnline === expected;
	}, 10_000, `agents online: ${expected}`);
}

async function take(widget) {
	const sessionId = await until(() => widget.sessionId(), 10_000, 'the session');
	await robin.request('POST', `/api/admin/support/chat/${sessionId}/assign`, {});
	robin.socket.send('resume', { sessionId });
	await robin.socket.event('resumed', e => e.sessionId === sessionId);
	return sessionId;
}

/**
 * Stops a page's scripts where they are, as browsers do with tabs that nobody looks at; answers what wakes it. The
 * debugger does it: to Chromium a page that Playwright has is always active. `isTold`: the page hears of it before.
 */
async function freeze({ page }, { isTold = false } = {}) {
	const session = await page.context().newCDPSession(page);
	const tell = name => isTold && page.evaluate(type => document.dispatchEvent(new Event(type)), name);
	await tell('freeze');
	await session.send('Debugger.enable');
	await session.send('Debugger.pause');
	return async () => {
		await session.send('Debugger.disable');
		await tell('resume');
	};
}

test('a tab that leads and is frozen unawares holds nobody up, and steps back when it wakes', async () => {
	const first = await open();
	await first.click();
	await first.write('before');
	await first.sees('before', 'stored');
	const wake = await freeze(first);
	const second = await openBeside(first);
	await second.click();
	await second.write('from the second tab');
	await second.sees('from the second tab', 'stored');
	await wake();
	await first.sees('from the second tab');
	await first.write('awake again');
	await second.sees('awake again', 'stored');
	for (const tab of [first, second]) assert.deepEqual(await texts(tab), ['before', 'from the second tab', 'awake again']);
	const held = await second.page.evaluate(async () => (await navigator.locks.query()).held.length);
	assert.equal(held, 1, 'one tab leads');
	await close(first);
});

test('a page of a conversation is kept for the back button, and goes on when it is back', async () => {
	const own = await launch({ ignoreDefaultArgs: ['--disable-back-forward-cache'] });
	const widget = await WidgetPage.open(own, merchant.url);
	await widget.click();
	await widget.write('on the first page');
	await widget.sees('on the first page', 'stored');
	await widget.page.evaluate(() => (window.isSamePage = true));
	await widget.goto(`${merchant.url}/page2`);
	await widget.window.waitFor();
	await widget.write('on the second');
	await widget.sees('on the second', 'stored');
	await widget.page.evaluate(() => history.back());
	await until(async () => new URL(widget.page.url()).pathname === '/', 10_000, 'the first page');
	assert.equal(await widget.page.evaluate(() => window.isSamePage), true);
	await widget.sees('on the second', 'stored');
	await widget.write('on the first again');
	await widget.sees('on the first again', 'stored');
	await own.close();
});

test('the window is open on the next page, where it was being read, with what is being written; a draft survives the closed tab', async () => {
	const widget = await open();
	await widget.click();
	const long = 'A long story about a fern, told slowly. '.repeat(12);
	for (const text of ['one', 'two', 'three', 'four']) await widget.write(`${long}${text}`);
	await widget.sees(`${long}four`, 'stored');
	await field(widget).fill('not sent yet');
	const place = () => thread(widget).evaluate(element => {
		const row = [...element.querySelectorAll('[data-id]')].find(each => each.offsetTop + each.offsetHeight > element.scrollTop);
		return row && `${row.dataset.id} ${Math.round(row.offsetTop - element.scrollTop)}`;
	});
	await thread(widget).evaluate(element => (element.scrollTop = 150));
	await settled(widget.page);
	const before = await place();
	await widget.goto(`${merchant.url}/page2`);
	await widget.window.waitFor();
	await until(async () => (await place()) === before, 20_000, () => `the reading place ${before}`);
	assert.equal(await field(widget).inputValue(), 'not sent yet');
	await widget.bubble.click();
	await widget.window.waitFor({ state: 'detached' });
	await widget.page.reload();
	await widget.bubble.waitFor();
	const next = await openBeside(widget);
	await widget.page.close();
	await next.click();
	assert.equal(await field(next).inputValue(), 'not sent yet');
	await next.page.context().close();
});

test('on a phone the window does not open by itself: the greeting is shown above the bubble, and can be sent away', async () => {
	const shop = await newShop('Opens Itself');
	await server.postgresql.query(`UPDATE ${schema(shop.tenant)}.chat_widget_config SET auto_open_delay_seconds = 0, offline_message = 'How can we help?'`);
	const widget = await WidgetPage.open(browser, shop.merchant.url, { viewport: { width: 390, height: 844 } });
	const greeting = widget.page.locator('frontdesk-chat .preview').getByText('How can we help?');
	await greeting.waitFor();
	assert.equal(await widget.window.count(), 0);
	assert.deepEqual((await stored(widget.page)).local, []);
	await greeting.click();
	await widget.window.waitFor();
	await widget.page.getByRole('button', { name: 'Minimise the chat' }).click();
	await widget.window.waitFor({ state: 'detached' });
	assert.equal(await greeting.count(), 0);
	await close(widget);
});

test('an end that was missed is shown with the last words, and what was written meanwhile waits for a new chat', async () => {
	let tap;
	const widget = await WidgetPage.open(browser, 'about:blank', {}, async page => {
		tap = await tapSocket(page);
		await page.goto(merchant.url);
	});
	await widget.click();
	await widget.write('hello');
	await widget.sees('hello', 'stored');
	const sessionId = await take(widget);
	await widget.page.route('**/events*', route => route.abort('connectionrefused'));
	await tap.cut();
	await widget.page.getByText('Connection lost').waitFor();
	await sendMessage(robin, sessionId, 'We close now. Goodbye!');
	await robin.request('POST', `/api/admin/support/chat/${sessionId}/end`, {});
	await widget.write('one more thing');
	await widget.sees('one more thing', 'sending');
	await tap.mend();
	await widget.sees('We close now. Goodbye!', 'stored');
	await widget.page.getByText('This chat has ended').waitFor();
	await widget.sees('one more thing', 'refused');
	assert.equal(await widget.sessionId(), sessionId);
	await widget.window.getByRole('button', { name: 'Start a new chat' }).click();
	await widget.sees('one more thing', 'stored');
	assert.notEqual(await widget.sessionId(), sessionId);
	await close(widget);
});

test('who is told to forget the visitor forgets them in every tab, and another customer finds nothing of the one before', async () => {
	const hash = identifier => createHmac('sha256', secret).update(identifier).digest('hex');
	const identify = (tab, identifier) => call(tab, 'identify', { identifier, identifierHash: hash(identifier), name: identifier });
	const first = await open();
	await identify(first, 'ada');
	await first.click();
	await first.write('my secret');
	await first.sees('my secret', 'stored');
	const second = await openBeside(first);
	await second.click();
	await second.sees('my secret', 'stored');
	await field(second).fill('another secret');
	await call(first, 'reset');
	await second.window.waitFor({ state: 'detached' });
	for (const tab of [first, second]) {
		await until(async () => (await stored(tab.page)).local.length === 0, 20_000, 'the storage to be empty');
		await tab.click();
		assert.deepEqual([await texts(tab), await field(tab).inputValue()], [[], '']);
	}
	await identify(first, 'ada');
	await first.write('it is ada');
	await first.sees('it is ada', 'stored');
	await second.sees('it is ada', 'stored');
	await identify(second, 'ada');
	await identify(second, 'bo');
	await first.window.waitFor({ state: 'detached' });
	await first.click();
	assert.deepEqual(await texts(first), []);
	await first.write('it is bo');
	await first.sees('it is bo', 'stored');
	await close(first);
});

test('who is found to be a customer stays in the chat, however late the page hears of it', async () => {
	let isAbsent = false, tellSecond;
	const hash = createHmac('sha256', secret).update('cy').digest('hex');
	const first = await WidgetPage.open(browser, 'about:blank', {}, async page => {
		await tapSocket(page, event => {
			isAbsent ||= event.type === 'error' && event.code === 'absent';
			return event;
		});
		await page.goto(merchant.url);
	});
	await first.click();
	await first.write('it is cy');
	await first.sees('it is cy', 'stored');
	const second = await openBeside(first);
	await second.click();
	const told = new Promise(resolve => (tellSecond = resolve));
	await second.page.route('**/identify', async route => {
		const response = await route.fetch();
		await told;
		await route.fulfill({ response });
	});
	await call(second, 'identify', { identifier: 'cy', identifierHash: hash });
	await until(() => isAbsent, 30_000, 'the old token to find nothing');
	await first.write('still here');
	await first.sees('still here', 'sending');
	tellSecond();
	await first.sees('still here', 'stored');
	assert.deepEqual(await texts(first), ['it is cy', 'still here']);
	await close(first);
});

/* ---- earlier chats ---- */

const earlier = widget => widget.page.locator('frontdesk-chat .earlier');
const heading = (widget, name) => widget.window.getByRole('heading', { name }).and(widget.page.locator(':focus'));

/** Ends the chat, and begins another with this text. */
async function beginAnother(widget, sessionId, text) {
	await robin.request('POST', `/api/admin/support/chat/${sessionId}/end`, {});
	await widget.window.getByRole('button', { name: 'Start a new chat' }).click();
	await widget.write(text);
	await widget.sees(text, 'stored');
	return widget.sessionId();
}

/** So many chats of other days, in which nothing was written. */
async function rememberEnded(visitor, count) {
	const client = await server.postgresql.client('frontdesk_gateway');
	try {
		await client.query('BEGIN');
		await client.query("SELECT set_config('role', $1, true), set_config('search_path', $1, true)", [schema(tenant)]);
		await client.query(`INSERT INTO chat_sessions (visitor_id, status, started_at, ended_at)
			SELECT $1, 'ended', at, at FROM generate_series(1, $2) n, LATERAL (SELECT now() - n * interval '1 day' AS at) t`, [visitor, count]);
		await client.query('COMMIT');
	} finally {
		await client.end();
	}
}

async function openEarlier(widget) {
	const focused = name => widget.window.getByRole('button', { name }).and(widget.page.locator(':focus')).waitFor();
	await widget.window.getByRole('button', { name: 'Options' }).press('Enter');
	await focused(/^Turn sound/);
	await widget.page.keyboard.press('ArrowDown');
	await focused('Earlier chats');
	await widget.page.keyboard.press('Enter');
}

test('who comes back reads their earlier chats with the keyboard alone, page by page, in a file that is fetched by need', async () => {
	const widget = await open();
	const { keyboard, story } = widget.page;
	await widget.click();
	await widget.write('the first one');
	await widget.sees('the first one', 'stored');
	const first = await take(widget);
	await Promise.all(Array.from({ length: 60 }, (_, i) => sendMessage(robin, first, `answer ${i}`)));
	const ofFirst = what => server.postgresql.query(`${what} WHERE id = $1`.replace('sessions', `${schema(tenant)}.chat_sessions`), [first]);
	await until(async () => (await ofFirst('SELECT visitor_read_seq::int AS read FROM sessions'))[0].read === 61, 20_000, 'it to be known that all was read');
	const second = await beginAnother(widget, first, 'the second one');
	const [{ visitor_id: visitor }] = await server.postgresql.query(`SELECT visitor_id FROM ${schema(tenant)}.chat_sessions WHERE id = $1`, [second]);
	await rememberEnded(visitor, 24);
	await ofFirst('UPDATE sessions SET visitor_read_seq = 0');
	await widget.goto(`${merchant.url}/page2`);
	await widget.window.waitFor();
	const fetched = () => story.requests.filter(line => line.includes('/widget/earlier-')).length;
	assert.equal(fetched(), 0);
	await openEarlier(widget);
	await heading(widget, 'Earlier chats').waitFor();
	assert.equal(fetched(), 1);
	const items = earlier(widget).getByRole('listitem');
	await items.nth(18).waitFor();
	assert.equal(await items.count(), 19, 'a page of twenty, without the one in the window');
	await earlier(widget).getByRole('button', { name: 'Show more' }).press('Enter');
	await until(async () => (await items.count()) === 25, 10_000, 'the other page');
	assert.equal(await earlier(widget).getByRole('button', { name: 'Show more' }).count(), 0);
	const unread = items.filter({ hasText: 'unread' });
	assert.deepEqual(await unread.allInnerTexts(), [await items.first().innerText()]);
	assert.match(await items.first().innerText(), /With Robin Hale/);

	await items.first().getByRole('button').press('Enter');
	const read = widget.window.getByRole('region', { name: 'Messages' });
	await read.getByText('answer 59', { exact: true }).waitFor();
	const bubbles = read.locator('.bubble-text');
	assert.equal(await bubbles.count(), 50);
	await read.getByRole('button', { name: 'Show earlier messages' }).press('Enter');
	await read.getByText('the first one').waitFor();
	assert.equal(await bubbles.count(), 61);
	await read.and(widget.page.locator(':focus')).waitFor();
	await keyboard.press('Escape');
	await items.first().getByRole('button').and(widget.page.locator(':focus')).waitFor();
	assert.equal(await unread.count(), 0);
	assert.ok(story.requests.some(line => line.startsWith('POST') && line.endsWith(`${first}/read`)));
	await keyboard.press('Escape');
	await field(widget).and(widget.page.locator(':focus')).waitFor();
	await widget.sees('the second one', 'stored');
	assert.deepEqual(story.violations, []);
	await close(widget);
});

test('a stranger finds no earlier chats, what did not come can be asked for again, and nothing is left of who was there before', async () => {
	const widget = await open();
	await widget.click();
	assert.equal(await widget.window.getByRole('button', { name: 'Options' }).count(), 1);
	await widget.write('I am new here');
	await widget.sees('I am new here', 'stored');
	const { page } = widget, again = widget.window.getByRole('button', { name: 'Try again' });
	await page.route('**/widget/earlier-*', route => route.fulfill({ status: 404 }), { times: 1 });
	await page.route('**/chat/sessions?*', route => route.abort(), { times: 1 });
	for (let i = 0; i < 2; i++) {
		if (i === 0) await openEarlier(widget);
		await widget.window.getByRole('alert').getByText('That didn’t work.').waitFor();
		await again.press('Enter');
	}
	await earlier(widget).getByText('No earlier chats yet').waitFor();
	assert.equal(await earlier(widget).getByRole('listitem').count(), 0);
	await page.keyboard.press('Escape');
	await beginAnother(widget, await take(widget), 'once more');
	await openEarlier(widget);
	await earlier(widget).getByRole('listitem').waitFor();
	await call(widget, 'reset');
	await until(async () => (await earlier(widget).count()) === 0, 20_000, 'nothing to be left');
	await widget.window.waitFor({ state: 'detached' });
	await widget.click();
	await widget.window.getByRole('button', { name: 'Options' }).click();
	assert.equal(await widget.window.getByRole('button', { name: 'Earlier chats' }).count(), 0, 'who has not written has none');
	await close(widget);
});

test('whether somebody is there is asked when the window opens, and a browser that wrongly says it has no network is not believed', async () => {
	const widget = await open();
	await robin.request('POST', '/api/admin/support/agents/status', { status: 'away' });
	await anybodyOnline(false);
	await widget.click();
	await widget.window.getByText('currently offline').waitFor();
	await robin.request('POST', '/api/admin/support/agents/status', { status: 'online' });
	await widget.write('hello');
	await widget.sees('hello', 'stored');
	await widget.page.evaluate(() => {
		Object.defineProperty(navigator, 'onLine', { get: () => false });
		dispatchEvent(new Event('offline'));
	});
	await widget.write('and yet it moves');
	await widget.sees('and yet it moves', 'stored');
	assert.equal(await widget.page.getByText('You’re offline').count(), 0);
	await close(widget);
});

test('twelve pages in three tabs, one of them frozen, over a deploy, two texts on each: one conversation, each text once, in order, window and draft kept', async () => {
	const before = await server.postgresql.query(`SELECT id FROM ${schema(tenant)}.chat_sessions`);
	const first = await open();
	const tabs = [first, await openBeside(first), await openBeside(first)];
	for (const tab of tabs) await tab.click();
	const written = [];
	let draft = '', wake;
	const visit = async (tab, number) => {
		await tab.goto(`${merchant.url}/page${number}`);
		await tab.window.waitFor();
		assert.equal(await field(tab).inputValue(), draft, `the draft on page ${number}`);
		for (const text of [`page ${number}, first`, `page ${number}, second`]) {
			await tab.write(text);
			written.push(text);
		}
		draft = `begun on page ${number}`;
		await field(tab).fill(draft);
	};
	for (let number = 1; number <= 12; number++) {
		if (number === 4) wake = await freeze(first, { isTold: true });
		if (number === 7) server.process.kill('SIGHUP');
		if (number === 11) await wake();
		const isFirstFrozen = number >= 4 && number < 11;
		await visit(isFirstFrozen ? tabs[1 + (number % 2)] : tabs[number % 3], number);
	}
	await until(() => /"event":"rolling restart done"/.test(server.log), 30_000, 'the deploy to be over');
	for (const tab of tabs) {
		await tab.sees(written.at(-1), 'stored');
		assert.deepEqual(await texts(tab), written);
		assert.equal(await tab.window.count(), 1);
	}
	const sessions = await server.postgresql.query(`SELECT id FROM ${schema(tenant)}.chat_sessions`);
	assert.equal(sessions.length - before.length, 1);
	const { body } = await robin.request('GET', `/api/admin/support/chat/${await first.sessionId()}/messages`);
	assert.deepEqual(body.messages.map(message => message.content), written);
	await close(first);
});
