// The embed line on a merchant's page with the strict policy.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Merchant, launch, openPage, stored } from '../harness/browser.mjs';
import { Calm } from '../harness/calm.mjs';
import { Agent, sendMessage } from '../harness/client.mjs';
import { WidgetPage } from '../harness/pages.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

let server, browser, merchant, tenant;
before(async () => {
	server = await Server.start();
	browser = await launch();
	tenant = server.createTenant('Second & Sons', []);
	merchant = await Merchant.open(server, tenant);
	server.command(['tenant', 'set', tenant, '--add-origin', merchant.url]);
});
after(async () => {
	await browser?.close();
	await merchant?.close();
	await server?.stop();
});

test('before the bubble is clicked there is one request beside the script, and nothing stored', async () => {
	const widget = await WidgetPage.open(browser, merchant.url);
	await widget.page.waitForLoadState('networkidle');
	const toServer = widget.page.story.requests.filter(r => r.includes(server.url));
	assert.deepEqual(toServer.map(r => r.split(server.url)[1].split('?')[0]), ['/chat-widget.js', '/api/support/chat/widget-config']);
	assert.deepEqual(await stored(widget.page), { local: [], session: [], databases: [], caches: [], workers: 0, cookies: [] });
	assert.deepEqual(widget.page.story.violations, []);
	await widget.page.context().close();
});

test('opening the window stores no row; the first message makes the session', async () => {
	const count = async () => (await server.postgresql.query(`SELECT count(*)::int AS n FROM tenant_${tenant.replaceAll('-', '')}.chat_sessions`))[0].n;
	const widget = await WidgetPage.open(browser, merchant.url);
	await widget.click();
	assert.equal(await count(), 0);
	await widget.write('Is the lamp in stock?');
	await widget.sees('Is the lamp in stock?', 'stored');
	assert.equal(await count(), 1);
	assert.deepEqual(widget.page.story.violations, []);
	assert.deepEqual(widget.page.story.errors, []);
	await widget.page.context().close();
});

test('a whole conversation causes no violation, and Trusted Types are enforced', async () => {
	const calm = await Calm.begin(server);
	const probe = await openPage(browser, merchant.url);
	const isEnforced = await probe.evaluate(() => {
		try {
			document.createElement('div').innerHTML = '<b>x</b>';
			return false;
		} catch {
			return true;
		}
	});
	assert.equal(isEnforced, true);
	await until(() => probe.story.violations.length, 20_000, 'a violation to be noticed when there is one');
	await probe.context().close();
	const widget = await WidgetPage.open(browser, merchant.url);
	await widget.click();
	await widget.write('Hello <b>there</b> https://shop.example/a?b=c');
	await widget.sees('Hello <b>there</b> https://shop.example/a?b=c', 'stored');
	const agent = await Agent.signIn(server, server.addAgent(tenant, 'strict@shop.example'));
	await agent.connect();
	const { body } = await agent.request('GET', '/api/admin/support/chat/queue');
	const session = body.items.at(-1);
	await agent.request('POST', `/api/admin/support/chat/${session.id}/assign`, {});
	agent.socket.send('resume', { sessionId: session.id });
	await agent.socket.event('resumed');
	agent.socket.send('typing.set', { sessionId: session.id, typing: true });
	await widget.page.getByText('is typing').first().waitFor();
	await sendMessage(agent, session.id, 'Yes, three of them.');
	await widget.sees('Yes, three of them.');
	await widget.page.locator('frontdesk-chat').getByRole('link').first().waitFor();
	assert.deepEqual(widget.page.story.violations, []);
	await widget.page.context().close();
	await agent.socket.close();
	await calm.end({ opened: 2 });
});

test('a page whose origin is not on the list is told the command that allows it', async () => {
	const stranger = await Merchant.open(server, tenant);
	const page = await openPage(browser, 'about:blank');
	const said = [];
	page.on('console', message => said.push(message.text()));
	await page.goto(stranger.url);
	await until(() => said.some(text => text.includes(`frontdesk tenant set ${tenant} --add-origin ${stranger.url}`)), 10_000, `the command in the page's console: ${said}`);
	assert.equal(await page.locator('frontdesk-chat').count(), 0);
	await page.context().close();
	await stranger.close();
	assert.ok(server.doctor().includes(`frontdesk tenant set ${tenant} --add-origin '${stranger.url}'`), 'doctor names it too');
});

test('the loader is at most 6 KB, and with the app at most 45 KB, gzipped', async () => {
	const sent = async path => {
		const answer = await fetch(`${server.url}/${path}`, { headers: { 'Accept-Encoding': 'gzip' } });
		assert.deepEqual([answer.status, answer.headers.get('content-encoding')], [200, 'gzip']);
		return { text: await answer.text(), size: Number(answer.headers.get('content-length')) };
	};
	const loader = await sent('chat-widget.js');
	const app = await sent(`widget/${loader.text.match(/app-\w+\.js/)[0]}`);
	const sizes = [loader.size, app.size];
	assert.ok(sizes[0] > 1024 && sizes[1] > 1024);
	assert.ok(sizes[0] <= 6 * 1024, `loader ${sizes[0]}`);
	assert.ok(sizes[0] + sizes[1] <= 45 * 1024, `loader and app ${sizes[0] + sizes[1]}`);
});
