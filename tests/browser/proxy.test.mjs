// A visitor and an agent behind a proxy that lets no WebSocket through: the same conversation, also
// after the proxy was cut, and slow. No page is loaded again, no token enters an address.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Merchant, launch } from '../harness/browser.mjs';
import { Calm } from '../harness/calm.mjs';
import { ConsolePage, WidgetPage } from '../harness/pages.mjs';
import { Proxy } from '../harness/proxy.mjs';
import { Server, freePort } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const ROUNDS = 4;
const tall = { viewport: { width: 1280, height: 2400 } }; // threads are virtual lists: show every row

let server, proxy, browser, merchant, widget, desk;
const others = []; // proxies that block WebSockets in other ways, each with a shop behind it
before(async () => {
	const port = await freePort();
	server = await Server.start({ public_url: `http://localhost:${port}` });
	proxy = await Proxy.start(port, server.port);
	browser = await launch();
	const tenant = server.createTenant('Behind a Proxy', []);
	merchant = await Merchant.open(proxy, tenant);
	for (const upgrade of [403, 501, 'swallow']) {
		const other = await Proxy.start(await freePort(), server.port, { upgrade });
		other.shop = await Merchant.open(other, tenant);
		others.push(other);
	}
	for (const { url } of [merchant, ...others.map(other => other.shop)]) server.command(['tenant', 'set', tenant, '--add-origin', url]);
	desk = await ConsolePage.signIn(browser, proxy, server.addAgent(tenant, 'robin@shop.example', { role: 'admin' }), tall);
	widget = await WidgetPage.open(browser, merchant.url, tall);
});
after(async () => {
	await browser?.close();
	await merchant?.close();
	await proxy?.stop();
	for (const other of others) await Promise.all([other.shop.close(), other.stop()]);
	await server?.stop();
});

const texts = ['Hello from behind a proxy'];

async function write(side, text) {
	texts.push(text);
	await side.write(text);
}

/** Both show all texts, once each, in one order; all are stored. */
async function agree() {
	await Promise.all(texts.flatMap(text => [widget.sees(text), desk.sees(text)]));
	const isOpen = row => ['sending', 'accepted', 'kept', 'sent', 'refused', 'failed', 'lost'].includes(row.state);
	await until(async () => !(await widget.rows()).some(isOpen) && !(await desk.rows()).some(isOpen), 30_000, 'everything to be stored');
	const [left, right] = [await widget.rows(), await desk.rows()].map(rows => rows.map(row => row.text));
	assert.deepEqual(left, right, 'one order');
	assert.deepEqual([...left].sort(), [...texts].sort(), 'each text once');
	for (const { page } of [widget, desk]) {
		assert.equal(page.story.loads, 1, 'no page was loaded again');
		assert.deepEqual(page.story.violations, []);
	}
}

test('a conversation is the same: messages, typing, receipts, and a session taken while the console is open', async () => {
	const calm = await Calm.begin(server);
	await widget.click();
	await widget.write(texts[0]);
	await widget.sees(texts[0], 'stored');
	await desk.takeNext();
	await desk.sees(texts[0]);
	await widget.page.getByText('Robin Hale').first().waitFor();
	await desk.page.getByRole('textbox', { name: 'Your message' }).pressSequentially('Hm');
	await widget.page.getByText('Robin Hale is typing').first().waitFor();
	await write(desk, 'How can I help?');
	await widget.sees('How can I help?');
	await desk.sees('How can I help?', 'read');
	await widget.window.locator('textarea').pressSequentially('Well');
	await desk.page.getByText(/is typing/).first().waitFor();
	await write(widget, 'Where is my parcel?');
	await until(() => widget.page.locator('frontdesk-chat .state.read').count(), 10_000, 'the read mark');
	await agree();
	const all = [...widget.page.story.requests, ...desk.page.story.requests];
	for (const path of ['/api/support/chat/events', '/api/admin/support/chat/events'])
		assert.ok(all.some(line => line.startsWith(`GET ${proxy.url}${path}`)), `${path} was used`);
	const token = await widget.page.evaluate(() => JSON.parse(localStorage.getItem(Object.keys(localStorage).find(key => /^frontdesk:[^:]+$/.test(key)))).token);
	assert.ok(!all.some(line => line.includes(token)), 'no token in an address');
	assert.ok(proxy.handshakes > 0, 'a WebSocket was tried');
	await calm.end({ opened: 2 });
});

test('a proxy that refuses the handshake, or answers it and lets nothing follow, is no obstacle either', async () => {
	await Promise.all(others.map(async other => {
		const visitor = await WidgetPage.open(browser, other.shop.url);
		await visitor.click();
		await visitor.write('Hello in spite of it');
		await visitor.sees('Hello in spite of it', 'stored');
		assert.ok(other.handshakes > 0, 'a WebSocket was tried');
		await visitor.page.context().close();
	}));
});

test('while the proxy is cut again and again, and slow, nothing is lost and nothing is shown twice', async () => {
	for (let round = 0; round < ROUNDS; round++) {
		proxy.isCut = true;
		proxy.cut();
		await write(widget, `visitor, cut ${round}`);
		await write(desk, `agent, cut ${round}`);
		proxy.delayMs = round * 40;
		proxy.isCut = false;
		await write(widget, `visitor, after ${round}`);
		proxy.cut();
	}
	proxy.delayMs = 0;
	await agree();
});

test('the worker is killed and comes back: the stream finds it, and what was written meanwhile arrives', async () => {
	const killing = server.kill('SIGKILL');
	await write(widget, 'visitor, while it is dead');
	await write(desk, 'agent, while it is dead');
	await killing;
	await server.boot();
	await agree();
});

test('what is written while PostgreSQL is away arrives, without an alarm, once it is back', async () => {
	server.postgresql.halt('immediate');
	await write(widget, 'visitor, without PostgreSQL');
	await write(desk, 'agent, without PostgreSQL');
	for (const { page } of [widget, desk]) assert.equal(await page.getByText(/Not sent|Not delivered/).count(), 0);
	server.postgresql.boot();
	await agree();
});

test('another tab of the shop shares the stream, and a visitor who comes back finds the conversation', async () => {
	const second = new WidgetPage(await widget.page.context().newPage());
	await second.goto(merchant.url);
	await second.click();
	await second.sees(texts[0], 'stored');
	await second.write('from the second tab');
	texts.push('from the second tab');
	await agree();
	await second.page.close();
});

test('the agent ends the chat, and the visitor is told', async () => {
	await desk.page.getByRole('button', { name: 'End chat' }).first().click();
	await desk.page.getByRole('dialog').getByRole('button', { name: 'End chat' }).click();
	await widget.page.getByText('This chat has ended').waitFor();
});
