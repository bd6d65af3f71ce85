// Two browsers chat: a visitor on a shop's page, an agent in the console; also while the worker dies.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Merchant, launch } from '../harness/browser.mjs';
import { Calm } from '../harness/calm.mjs';
import { ConsolePage, WidgetPage } from '../harness/pages.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

let server, browser, merchant, tenant, login, widget, desk;
before(async () => {
	server = await Server.start();
	browser = await launch();
	tenant = server.createTenant('Two Browsers', []);
	merchant = await Merchant.open(server, tenant);
	server.command(['tenant', 'set', tenant, '--add-origin', merchant.url]);
	login = server.addAgent(tenant, 'robin@shop.example', { role: 'admin' });
});
after(async () => {
	await browser?.close();
	await merchant?.close();
	await server?.stop();
});

test('a visitor writes, an agent takes the chat and answers, both see it', async () => {
	const calm = await Calm.begin(server);
	widget = await WidgetPage.open(browser, merchant.url);
	// The console's list has only those rows that are near the screen: on this one they all are.
	desk = await ConsolePage.signIn(browser, server, login, { viewport: { width: 1280, height: 1600 } });
	await widget.click();
	await widget.write('Hello, is anybody there?');
	await desk.takeNext();
	await desk.sees('Hello, is anybody there?');
	await widget.page.getByText('Robin Hale').first().waitFor();
	const field = desk.page.getByRole('textbox', { name: 'Your message' });
	await field.fill('Yes! How can I help?');
	await field.dispatchEvent('keydown', { key: 'Enter', keyCode: 229 }); // an input method's
	assert.equal(await field.inputValue(), 'Yes! How can I help?');
	await desk.page.keyboard.press('Enter');
	await widget.sees('Yes! How can I help?');
	await desk.sees('Yes! How can I help?', 'read');
	await widget.write('Where is my parcel?');
	await desk.sees('Where is my parcel?');
	await until(() => widget.page.locator('frontdesk-chat .state.read').count(), 10_000, 'the read mark');
	await calm.end({ opened: 2 });
});

test('while the worker is killed five times nothing is lost, nothing is shown twice, no page is loaded again', async () => {
	const texts = [];
	for (let round = 0; round < 5; round++) {
		const killing = server.kill('SIGKILL');
		for (const [side, name] of [[widget, 'visitor'], [desk, 'agent']]) {
			texts.push(`${name} writes in round ${round}`);
			await side.write(texts.at(-1));
		}
		await killing;
		await server.boot();
		texts.push(`after round ${round}`);
		await widget.write(texts.at(-1));
	}
	await Promise.all(texts.flatMap(text => [widget.sees(text), desk.sees(text)]));
	const settled = async side => (await side.rows()).every(r => !['sending', 'accepted', 'kept', 'sent', 'refused', 'failed', 'lost'].includes(r.state));
	await until(async () => (await settled(widget)) && (await settled(desk)), 30_000, 'everything to be stored');
	for (const side of [widget, desk]) {
		const shown = (await side.rows()).map(r => r.text);
		for (const text of texts) assert.equal(shown.filter(t => t === text).length, 1, text);
		assert.equal(side.page.story.loads, 1, 'no page was loaded again');
	}
	assert.deepEqual((await widget.rows()).map(r => r.text), (await desk.rows()).map(r => r.text), 'one order');
});

test('while PostgreSQL is away the conversation goes on: sent to each other, kept in the outbox, stored once it is back', async () => {
	const outbox = side => side.page.evaluate(() => Object.keys(localStorage).filter(key => /:out:|outbox/.test(key)).length);
	const alarm = side => side.page.getByText(/Trying again|You’re offline|Not sent/).count();
	// The kills before have left a notice, which goes once the line has held for a moment.
	const isCalm = async side => (await outbox(side)) === 0 && (await alarm(side)) === 0;
	await until(async () => (await isCalm(widget)) && (await isCalm(desk)), 20_000, 'both pages to be calm');
	server.postgresql.halt('immediate');
	await widget.write('Are you still there?');
	await desk.sees('Are you still there?');
	await desk.write('Of course.');
	await widget.sees('Of course.');
	const last = row => widget.page.locator('frontdesk-chat .row').filter({ hasText: row });
	await last('Are you still there?').getByText('Sent').waitFor({ state: 'attached' });
	await desk.sees('Of course.', 'sent');
	for (const side of [widget, desk]) {
		assert.equal(await outbox(side), 1, 'sent is not stored');
		assert.equal(await alarm(side), 0, 'no alarm');
	}
	server.postgresql.boot();
	await Promise.all([widget.sees('Are you still there?', 'stored'), widget.sees('Of course.', 'stored')]);
	await until(async () => (await outbox(widget)) + (await outbox(desk)) === 0, 20_000, 'both outboxes to be empty');
});

test('a second tab shares the conversation, and a visitor who comes back finds it', async () => {
	const second = await widget.page.context().newPage();
	await second.goto(`${merchant.url}/page2`);
	const bubble = second.locator('frontdesk-chat button.bubble');
	await bubble.click();
	await second.getByText('How can I help?').first().waitFor();
	await desk.write('Seen in every tab');
	await second.getByText('Seen in every tab').first().waitFor();
	await widget.sees('Seen in every tab');
	await second.close();
	await widget.page.reload();
	await widget.window.waitFor();
	await widget.sees('Seen in every tab');
});

test('the agent ends the chat, the visitor is told and can start a new one', async () => {
	await desk.page.getByRole('button', { name: 'End chat' }).first().click();
	await desk.page.getByRole('dialog').getByRole('button', { name: 'End chat' }).click();
	await widget.page.getByText('This chat has ended').waitFor();
	await widget.page.getByRole('button', { name: 'Start a new chat' }).click();
	await widget.write('A new question');
	await widget.sees('A new question', 'stored');
	await until(() => desk.page.getByRole('button', { name: /^Take / }).count(), 10_000, 'the new visitor in the queue');
});
