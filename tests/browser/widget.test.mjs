// The widget as a visitor and a merchant use it: failures, no network, tabs, verbs, looks, keyboard.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Merchant, launch, openPage, settled, stored } from '../harness/browser.mjs';
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
	secret = server.command(['tenant', 'secret', tenant]).match(/^secret:\s+(\S+)$/m)[1]; // before the worker keeps the tenant in memory
	robin = await online(tenant, merchant);
});
after(async () => {
	await browser?.close();
	await Promise.all(merchants.map(each => each.close()));
	await server?.stop();
});

/** A tenant with a page of its own; `config` are columns of its widget's configuration. */
async function newShop(name, config = {}, page) {
	const tenant = server.createTenant(name);
	const merchant = await Merchant.open(server, tenant, page);
	merchants.push(merchant);
	server.command(['tenant', 'set', tenant, '--add-origin', merchant.url]);
	const columns = Object.keys(config).map((column, at) => `${column} = $${at + 1}`);
	if (columns.length) await server.postgresql.query(`UPDATE ${schema(tenant)}.chat_widget_config SET ${columns}`, Object.values(config));
	return { tenant, merchant };
}

let agents = 0;

/** An agent of whom the visitors' pages know. */
async function online(tenant, merchant) {
	const agent = await Agent.signIn(server, server.addAgent(tenant, `agent${++agents}@shop.example`));
	await agent.connect();
	await until(async () => {
		const { body } = await request(server, 'GET', `/api/support/chat/widget-config?tenantId=${tenant}`, { headers: { Origin: merchant.url } });
		return body.agentsOnline;
	}, 10_000, 'the agent to be online');
	return agent;
}

const schema = tenant => `tenant_${tenant.replaceAll('-', '')}`;
const open = (at = merchant, context) => WidgetPage.open(browser, at.url, context);
const close = (...widgets) => Promise.all(widgets.map(each => (each.page ?? each).context().close()));

/** Takes the widget's session and listens to it. */
async function take(widget, agent = robin) {
	const sessionId = await until(() => widget.sessionId(), 10_000, 'the session');
	await agent.request('POST', `/api/admin/support/chat/${sessionId}/assign`, {});
	agent.socket.send('resume', { sessionId });
	await agent.socket.event('resumed', e => e.sessionId === sessionId);
	return sessionId;
}

/** What the page was told by the widget's events, from now on. */
async function listen(page) {
	await page.evaluate(() => {
		window.told = [];
		for (const name of ['ready', 'opened', 'closed', 'message', 'unread', 'error'])
			addEventListener(`frontdesk:${name}`, e => window.told.push({ name, detail: e.detail }));
	});
	return {
		event: (name, matches = () => true) =>
			until(async () => (await page.evaluate(() => window.told)).find(e => e.name === name && matches(e.detail ?? {})), 10_000, `the event ${name}`),
		count: async name => (await page.evaluate(() => window.told)).filter(e => e.name === name).length,
	};
}

const call = (page, ...args) => page.evaluate(list => window.frontdesk(...list), args);

/* ---- messages that do not get through ---- */

test('a message that the server refuses says so, stays, and can be sent again', async () => {
	const widget = await WidgetPage.open(browser, 'about:blank', {}, page => refuseMessages(page, merchant.url));
	await widget.click();
	await widget.write('first');
	await widget.sees('first', 'stored');
	widget.page.refuses = true;
	await widget.write('refused at first');
	await widget.sees('refused at first', 'refused');
	await widget.page.reload();
	await widget.window.waitFor();
	await widget.sees('refused at first', 'refused');
	widget.page.refuses = false;
	await widget.window.getByRole('button', { name: 'Try again' }).click();
	await widget.sees('refused at first', 'stored');
	assert.equal((await widget.rows()).filter(row => row.text === 'refused at first').length, 1);
	await close(widget);
});

test('a failed message can be thrown away', async () => {
	const widget = await WidgetPage.open(browser, 'about:blank', {}, page => refuseMessages(page, merchant.url));
	await widget.click();
	await widget.write('first');
	await widget.sees('first', 'stored');
	widget.page.refuses = true;
	await widget.write('never mind');
	await widget.sees('never mind', 'refused');
	await widget.window.getByRole('button', { name: 'Delete' }).click();
	await until(async () => !(await widget.rows()).some(row => row.text === 'never mind'), 20_000, 'the row to go');
	await close(widget);
});

test('what was written as the chat ended is shown as not sent, and goes into a new chat', async () => {
	const widget = await open();
	await widget.click();
	await widget.write('in time');
	await widget.sees('in time', 'stored');
	const sessionId = await widget.sessionId();
	const lock = await server.postgresql.client();
	server.expect('a batch of messages failed');
	await lock.query('BEGIN'); // the end's time
	await lock.query('SELECT FROM control.session_counters WHERE session_id = $1 FOR UPDATE', [sessionId]);
	await widget.write('a moment too late');
	await widget.sees('a moment too late', 'kept');
	await lock.query(`UPDATE ${schema(tenant)}.chat_sessions SET status = 'ended', ended_at = now() WHERE id = $1`, [sessionId]);
	await lock.query('COMMIT');
	await lock.end();
	await widget.sees('a moment too late', 'refused');
	await widget.window.getByText('Not sent').waitFor();
	await widget.page.getByText('This chat has ended').waitFor();
	await widget.window.getByRole('button', { name: 'Start a new chat' }).click();
	await widget.sees('a moment too late', 'stored');
	assert.notEqual(await widget.sessionId(), sessionId);
	await close(widget);
});

test('a text with a character that cannot be sent says so and stays', async () => {
	const widget = await open();
	await widget.click();
	await widget.write('first');
	await widget.sees('first', 'stored');
	await widget.write('a\u0001b');
	await widget.sees('a\u0001b', 'refused');
	await widget.window.getByText('it has characters that can\u2019t be sent').waitFor();
	await widget.write('and the next one goes');
	await widget.sees('and the next one goes', 'stored');
	await close(widget);
});

test('what the page says of the visitor and the server will not take does not keep the chat from starting', async () => {
	const widget = await open(), told = await listen(widget.page);
	await call(widget.page, 'identify', { name: '\u200b', email: 'a@' });
	await widget.click();
	await widget.write('hello');
	await widget.sees('hello', 'stored');
	await told.event('error', e => e.code === 'field' && /^visitorName must /.test(e.detail));
	await told.event('error', e => e.code === 'field' && /^visitorEmail must /.test(e.detail));
	await close(widget);
});

test('who finds the queue full is told so in a sentence, and gets in when they try again', async () => {
	const { tenant, merchant } = await newShop('Small shop');
	server.command(['tenant', 'set', tenant, '--waiting-most', '1']);
	const [first, second] = [await open(merchant), await open(merchant)];
	await first.click();
	await first.write('I was first');
	await first.sees('I was first', 'stored');
	await second.click();
	await second.write('me too');
	await second.sees('me too', 'refused');
	await second.window.getByText('Too many people are waiting right now. Please try again in a few minutes.').waitFor();
	server.command(['tenant', 'set', tenant, '--waiting-most', '2']);
	await second.window.getByRole('button', { name: 'Try again' }).click();
	await second.sees('me too', 'stored');
	await close(first, second);
});

/** Loads `url` with a server that refuses messages while page.refuses is set. */
async function refuseMessages(page, url) {
	const tap = await tapSocket(page);
	tap.answer = ({ type, id, sessionId }) => (type === 'message.send' && page.refuses ? [{ type: 'message.refused', id, sessionId, code: 'denied', detail: 'not now' }] : undefined);
	await page.goto(url);
}

test("a text that waits is kept without the fragment of its page's address", async () => {
	const widget = await open({ url: `${merchant.url}/#s3cret` });
	await widget.click();
	await widget.page.context().setOffline(true);
	await widget.write('waiting');
	await widget.sees('waiting', 'sending');
	const kept = await widget.page.evaluate(() => JSON.stringify({ ...localStorage }));
	assert.match(kept, /pageUrl/);
	assert.doesNotMatch(kept, /s3cret/);
	await close(widget);
});

test('what is written without a network is kept, also over closing the window, and sent once on return', async () => {
	const widget = await open();
	await widget.click();
	await widget.write('before');
	await widget.sees('before', 'stored');
	const sessionId = await take(widget);
	await widget.page.context().setOffline(true);
	await widget.page.getByText('You’re offline').waitFor();
	await widget.write('from the tunnel');
	await widget.write('still in the tunnel');
	await widget.page.getByText('Will be sent when you’re back online').first().waitFor();
	await widget.page.keyboard.press('Escape');
	await widget.window.waitFor({ state: 'detached' });
	await widget.page.context().setOffline(false);
	await robin.socket.event('message.new', e => e.sessionId === sessionId && e.message.content === 'still in the tunnel');
	await widget.click();
	await widget.sees('still in the tunnel', 'stored');
	const { body } = await robin.request('GET', `/api/admin/support/chat/${sessionId}/messages`);
	assert.deepEqual(body.messages.map(m => m.content), ['before', 'from the tunnel', 'still in the tunnel']);
	await close(widget);
});

test('a first message written without a network starts the chat on return', async () => {
	const widget = await open();
	await widget.click();
	await widget.page.context().setOffline(true);
	await widget.write('hello from the tunnel');
	await widget.sees('hello from the tunnel', 'sending');
	await widget.page.context().setOffline(false);
	await widget.sees('hello from the tunnel', 'stored');
	await close(widget);
});

/* ---- several tabs ---- */

test('tabs share one conversation and one socket, and go on when the leading one is closed', async () => {
	const first = await open();
	const context = first.page.context();
	let sockets = 0;
	context.on('page', page => page.on('websocket', () => sockets++));
	await first.click();
	await first.write('from the first tab');
	await first.sees('from the first tab', 'stored');
	const second = new WidgetPage(await context.newPage());
	await second.goto(merchant.url);
	await second.click();
	await second.sees('from the first tab', 'stored');
	await second.write('from the second tab');
	await first.sees('from the second tab', 'stored');
	assert.equal(sockets, 0, 'the second tab has no socket of its own');
	await first.page.close();
	await second.write('alone now');
	await second.sees('alone now', 'stored');
	assert.equal(sockets, 1, 'the second tab has taken over');
	await close(second);
});

/* ---- the merchant's page ---- */

test('the verbs open, close, hide, show and shut down, and the events tell', async () => {
	const widget = await open();
	const told = await listen(widget.page);
	await call(widget.page, 'open');
	await widget.window.waitFor();
	await told.event('opened');
	await call(widget.page, 'close');
	await widget.window.waitFor({ state: 'detached' });
	await told.event('closed');
	await call(widget.page, 'toggle');
	await widget.window.waitFor();
	await call(widget.page, 'hide');
	await widget.bubble.waitFor({ state: 'hidden' });
	await widget.window.waitFor({ state: 'hidden' });
	await call(widget.page, 'show');
	await widget.bubble.waitFor();
	await call(widget.page, 'setLocale', 'de');
	await call(widget.page, 'open');
	await widget.window.and(widget.page.locator('[lang=de]')).waitFor();
	await call(widget.page, 'shutdown');
	await widget.page.locator('frontdesk-chat').waitFor({ state: 'detached' });
	assert.deepEqual(widget.page.story.errors, []);
	await close(widget);
});

test('calls made before the script has come are carried out in their order', async () => {
	const page = await openPage(browser, 'about:blank');
	await page.addInitScript(() => {
		window.frontdesk = function () {
			(window.frontdesk.q = window.frontdesk.q || []).push(arguments);
		};
		window.readyCount = 0;
		window.frontdesk('on', 'ready', () => window.readyCount++);
		window.frontdesk('open');
	});
	await page.goto(merchant.url);
	await page.getByRole('dialog').waitFor();
	assert.equal(await page.evaluate(() => window.readyCount), 1);
	await close(page);
});

test('a message that comes while the window is closed is counted, told and previewed', async () => {
	const widget = await open();
	const told = await listen(widget.page);
	await widget.click();
	await widget.write('hello?');
	const sessionId = await take(widget);
	await call(widget.page, 'close');
	await widget.window.waitFor({ state: 'detached' });
	await sendMessage(robin, sessionId, 'Here I am');
	await told.event('message', e => e.content === 'Here I am');
	await told.event('unread', e => e.count === 1);
	await widget.page.getByRole('button', { name: 'Chat with us, 1 unread' }).waitFor();
	await widget.page.locator('frontdesk-chat').getByText('Here I am').click();
	await widget.sees('Here I am');
	await told.event('unread', e => e.count === 0);
	await robin.socket.event('receipt', e => e.sessionId === sessionId && e.senderType === 'visitor' && e.read >= 2);
	await close(widget);
});

test('reset forgets the visitor on this device', async () => {
	const widget = await open();
	await widget.click();
	await widget.write('my secret');
	await widget.sees('my secret', 'stored');
	await call(widget.page, 'reset');
	await until(async () => (await stored(widget.page)).local.length === 0, 20_000, 'the storage to be empty');
	await widget.click();
	assert.deepEqual(await widget.rows(), []);
	await close(widget);
});

/* ---- who the visitor is ---- */

const hash = identifier => createHmac('sha256', secret).update(identifier).digest('hex');

test('a customer for whom the merchant vouches is verified', async () => {
	const widget = await open();
	await call(widget.page, 'identify', { identifier: 'customer-42', identifierHash: hash('customer-42'), name: 'Ada Lovelace', email: 'ada@example.org' });
	await widget.click();
	await widget.write('It is me');
	await widget.sees('It is me', 'stored');
	const sessionId = await take(widget);
	const { body } = await robin.request('GET', `/api/admin/support/chat/${sessionId}`);
	assert.equal(body.visitorVerified, true);
	assert.equal(body.visitorName, 'Ada Lovelace');
	assert.equal(body.visitorEmail, 'ada@example.org');
	await close(widget);
});

test('who turns out to be a customer in the middle of a chat goes on with it', async () => {
	const widget = await open();
	const told = await listen(widget.page);
	await widget.click();
	await widget.write('Before');
	await widget.sees('Before', 'stored');
	const sessionId = await take(widget);
	await call(widget.page, 'identify', { identifier: 'customer-77', identifierHash: hash('customer-77') });
	await until(async () => (await robin.request('GET', `/api/admin/support/chat/${sessionId}`)).body.visitorVerified, 10_000, 'the customer');
	await widget.write('After');
	await widget.sees('After', 'stored');
	await widget.sees('Before', 'stored');
	assert.equal(await widget.sessionId(), sessionId);
	assert.equal(await told.count('error'), 0);
	await close(widget);
});

test('a wrong hash verifies nobody, tells the page, and the chat goes on', async () => {
	const widget = await open();
	const told = await listen(widget.page);
	await call(widget.page, 'identify', { identifier: 'customer-42', identifierHash: hash('customer-43') });
	await widget.click();
	await widget.write('It is not me');
	await widget.sees('It is not me', 'stored');
	await told.event('error', e => e.code === 'denied');
	const sessionId = await take(widget);
	const { body } = await robin.request('GET', `/api/admin/support/chat/${sessionId}`);
	assert.equal(body.visitorVerified, false);
	await close(widget);
});

/* ---- the window ---- */

test('the newest message stays in sight when the window gets another size', async () => {
	const widget = await open();
	await widget.click();
	const long = 'A long story about a fern, told slowly. '.repeat(12);
	for (const text of ['one', 'two', 'three']) await widget.write(`${long}${text}`);
	await widget.sees(`${long}three`, 'stored');
	const thread = widget.page.locator('frontdesk-chat [role=log]');
	const below = () => thread.evaluate(element => element.scrollHeight - element.clientHeight - element.scrollTop);
	for (const viewport of [{ width: 390, height: 844 }, { width: 844, height: 390 }, { width: 390, height: 500 }, { width: 1280, height: 800 }]) {
		await widget.page.setViewportSize(viewport);
		await until(async () => (await below()) < 2, 20_000, `the end at ${viewport.width} × ${viewport.height}`);
		await settled(widget.page);
		assert.ok((await below()) < 2, `still at the end at ${viewport.width} × ${viewport.height}`);
	}
	await close(widget);
});

/* ---- the settings ---- */

test('the window opens by itself after the set time, stores nothing, and takes no focus', async () => {
	const shop = await newShop('Opens Itself', { auto_open_delay_seconds: 1 });
	const widget = await open(shop.merchant);
	await widget.window.waitFor();
	assert.deepEqual(await stored(widget.page), { local: [], session: [], databases: [], caches: [], workers: 0, cookies: [] });
	assert.equal(await widget.page.evaluate(() => document.activeElement === document.body), true);
	const [{ n }] = await server.postgresql.query(`SELECT count(*)::int AS n FROM ${schema(shop.tenant)}.chat_sessions`);
	assert.equal(n, 0);
	await close(widget);
});

test('a window that was dismissed does not open by itself again', async () => {
	const shop = await newShop('Opens Itself Once', { auto_open_delay_seconds: 0 });
	const widget = await open(shop.merchant);
	await widget.window.waitFor();
	await widget.bubble.click();
	await widget.window.waitFor({ state: 'detached' });
	await widget.page.clock.install();
	await widget.page.reload();
	await widget.bubble.waitFor();
	await widget.page.clock.runFor(60_000);
	assert.equal(await widget.window.count(), 0);
	await close(widget);
});

test('what was shut down is not brought back by the time for which the window opens by itself', async () => {
	const shop = await newShop('Opens Itself Late', { auto_open_delay_seconds: 5 });
	const widget = await open(shop.merchant);
	await widget.page.clock.install();
	await widget.page.reload();
	await widget.bubble.waitFor();
	await call(widget.page, 'shutdown');
	await widget.page.clock.runFor(60_000);
	assert.equal(await widget.page.locator('frontdesk-chat').count(), 0);
	await close(widget);
});

test('colours, place, header and greeting are as the merchant set them', async () => {
	const shop = await newShop('Colourful', {
		primary_color: '#b3005e', secondary_color: '#102030', header_text: 'Ask the <b>florist</b>', greeting_message: 'Good day, see https://shop.example/roses', position: 'bottom-left', offset_x: 44, offset_y: 33,
	});
	const agent = await online(shop.tenant, shop.merchant);
	const widget = await open(shop.merchant);
	await settled(widget.page);
	const box = await widget.bubble.boundingBox();
	const { height } = widget.page.viewportSize();
	assert.equal(box.x, 44);
	assert.equal(Math.round(height - box.y - box.height), 33);
	assert.match(await widget.bubble.evaluate(element => getComputedStyle(element).background), /rgb\(179, 0, 94\)/);
	await widget.click();
	await widget.window.getByRole('heading', { name: 'Ask the <b>florist</b>' }).waitFor();
	await widget.window.getByRole('link', { name: 'https://shop.example/roses' }).waitFor();
	await close(widget);
	await agent.socket.close();
});

test('without receipts and typing in the settings neither is shown', async () => {
	const shop = await newShop('Discreet', { show_agent_typing: false, show_read_receipts: false });
	const agent = await online(shop.tenant, shop.merchant);
	const widget = await open(shop.merchant);
	await widget.click();
	await widget.write('Do you see this?');
	await widget.sees('Do you see this?', 'stored');
	const sessionId = await take(widget, agent);
	agent.socket.send('receipt.send', { sessionId, delivered: 1, read: 1 });
	agent.socket.send('typing.set', { sessionId, typing: true });
	await sendMessage(agent, sessionId, 'I do.');
	await widget.sees('I do.');
	assert.equal(await widget.page.locator('frontdesk-chat .state.read, frontdesk-chat .state.delivered, frontdesk-chat .typing').count(), 0);
	await close(widget);
	await agent.socket.close();
});

/* ---- the keyboard ---- */

/** What has the focus inside the widget, by its label. */
const focus = page => page.evaluate(() => {
	const element = document.querySelector('frontdesk-chat').shadowRoot.activeElement;
	return element && (element.getAttribute('aria-label') ?? element.textContent);
});

const focused = (page, label) => until(async () => (await focus(page)) === label, 20_000, `the focus to be at ${label}`);

test('the keyboard opens the window, goes through it in its order, and Escape gives the focus back', async () => {
	const widget = await open();
	const { keyboard } = widget.page;
	await keyboard.press('Tab');
	await focused(widget.page, 'Chat with us');
	await keyboard.press('Enter');
	await widget.window.waitFor();
	await focused(widget.page, 'Your message');
	await keyboard.type('by hand');
	await keyboard.press('Tab');
	await focused(widget.page, 'Send');
	await keyboard.press('Enter');
	await widget.sees('by hand', 'stored');
	await focused(widget.page, 'Your message');
	for (const label of ['Messages', 'Minimise the chat', 'Options']) {
		await keyboard.press('Shift+Tab');
		await focused(widget.page, label);
	}
	await keyboard.press('Enter');
	await focused(widget.page, 'Turn sound on');
	await keyboard.press('ArrowDown');
	await focused(widget.page, 'Earlier chats');
	await keyboard.press('ArrowDown');
	await focused(widget.page, 'End this chat');
	await keyboard.press('Escape');
	await focused(widget.page, 'Options');
	await keyboard.press('Escape');
	await widget.window.waitFor({ state: 'detached' });
	await focused(widget.page, 'Chat with us');
	await close(widget);
});

test('ending by keyboard asks first, and afterwards a new chat begins', async () => {
	const widget = await open();
	const { keyboard } = widget.page;
	await widget.click();
	await widget.write('to be ended');
	await widget.sees('to be ended', 'stored');
	await widget.window.getByRole('button', { name: 'Options' }).press('Enter');
	await focused(widget.page, 'Turn sound on');
	for (let i = 0; i < 2; i++) await keyboard.press('ArrowDown');
	await keyboard.press('Enter');
	await focused(widget.page, 'Cancel');
	await keyboard.press('Tab');
	await keyboard.press('Enter');
	await widget.page.getByText('This chat has ended').waitFor();
	await widget.window.getByRole('button', { name: 'Start a new chat' }).press('Enter');
	await focused(widget.page, 'Your message');
	assert.deepEqual(await widget.rows(), []);
	await close(widget);
});

test('who wants less motion gets none', async () => {
	const widget = await open(merchant, { reducedMotion: 'reduce' });
	await widget.click();
	const moving = await widget.page.evaluate(() => {
		const root = document.querySelector('frontdesk-chat').shadowRoot;
		return root.getAnimations().map(a => a.animationName ?? a.transitionProperty);
	});
	assert.deepEqual(moving, []);
	await close(widget);
});

test("what moves for as long as a visitor waits needs nothing of the page's main thread", async () => {
	const widget = await open();
	await widget.click();
	await widget.write('Is anybody there?');
	await widget.page.locator('frontdesk-chat .queue').waitFor();
	const changed = await widget.page.evaluate(() => {
		const lasting = document.querySelector('frontdesk-chat').shadowRoot.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime === Infinity);
		const keyframes = lasting.flatMap(({ effect }) => effect.getKeyframes());
		return keyframes.flatMap(({ offset, computedOffset, easing, composite, ...properties }) => Object.keys(properties));
	});
	assert.deepEqual([...new Set(changed)].sort(), ['opacity', 'transform']);
	await close(widget);
});

test('an empty window makes no format of dates: the first of a page takes milliseconds', async () => {
	const widget = await open();
	await widget.page.evaluate(() => {
		window.formats = 0;
		const construct = (Format, options) => (window.formats++, new Format(...options));
		for (const name of ['DateTimeFormat', 'RelativeTimeFormat']) Intl[name] = new Proxy(Intl[name], { construct });
	});
	const formats = () => widget.page.evaluate(() => window.formats);
	await widget.click();
	assert.equal(await formats(), 0);
	await widget.write('What time is it?');
	await widget.sees('What time is it?', 'stored');
	assert.ok((await formats()) > 0, 'those of a message are seen');
	await close(widget);
});
