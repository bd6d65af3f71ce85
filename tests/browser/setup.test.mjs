// How admins set their desk up, in every look: a story a page.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Agent, Visitor, request } from '../harness/client.mjs';
import { ConsolePage, holds } from '../harness/pages.mjs';
import { Receiver } from '../harness/receiver.mjs';
import { until } from '../harness/wait.mjs';
import { inEachLook } from './looks.mjs';
import { Shops, openBeside } from './shop.mjs';

let server, shops, tenant, ada, ben, provider;
before(async () => {
	provider = await Receiver.start('127.0.0.2');
	shops = await Shops.start({ webhooks_http: 'true', outside_networks: '127.0.0.2/32' });
	({ server } = shops);
	({ tenant } = shops.open());
	const admin = name => server.addAgent(tenant, `${name}@shop.example`, { name, role: 'admin' });
	ada = await ConsolePage.open(shops.browser, server, admin('Ada'), { locale: 'en-GB' });
	ben = await Agent.signIn(server, admin('Ben'));
});
after(async () => {
	await shops?.stop();
	provider?.stop();
});

const open = address => openBeside(ada, new URL(address, server.url).href);
/** The page as a German sees it. */
async function inGerman(address, title) {
	const context = await shops.browser.newContext({ locale: 'de-DE', storageState: await ada.page.context().storageState() });
	const page = await context.newPage();
	await page.goto(new URL(address, server.url).href);
	await page.getByRole('heading', { level: 1, name: title }).waitFor();
	return page;
}

test('the desk in general is changed, and of two who change it each sees what the other did', async () => {
	const page = await open('/admin/settings/general');
	const name = page.getByLabel('Name', { exact: true }), waiting = page.getByLabel('Chats that may wait at once'), save = page.getByRole('button', { name: 'Save', exact: true });
	await name.waitFor();
	assert.equal(await page.getByRole('group', { name: 'The chat on your pages' }).textContent(), `<script src="${server.url}/chat-widget.js" data-tenant-id="${tenant}" async></script>`);
	assert.ok(await save.isDisabled(), 'nothing was changed yet');
	await name.fill('بستان الزيتون: Garten & Töpfe für drinnen und draußen');
	await page.getByLabel('Parameters that are kept').fill('sku\nutm_source');
	await page.getByLabel(/A waiting chat ends/).fill('');
	await inEachLook(page, 'general');
	await page.setViewportSize({ width: 1280, height: 800 });
	await save.click();
	await page.getByText('The settings are saved.').waitFor();
	await holds(page.getByLabel('Parameters that are kept'), 'sku\nutm_source');

	const { version } = (await ben.request('GET', '/api/admin/support/settings')).body;
	await ben.request('PATCH', '/api/admin/support/settings', { version, name: 'Ben’s garden', waitingMost: 5, timeZone: 'Asia/Tokyo' });
	await name.fill('Ada’s garden');
	await page.getByLabel(/An active chat ends/).fill('90');
	await save.click();
	const alert = page.getByRole('alert').filter({ hasText: 'Somebody else has changed these settings meanwhile' });
	await alert.getByText('Ben’s garden').waitFor();
	await alert.getByText('Asia/Tokyo').waitFor();
	await alert.getByText('Ada’s garden').waitFor();
	await inEachLook(page, 'general-overtaken');
	await alert.getByRole('button', { name: 'Save mine' }).click();
	await alert.waitFor({ state: 'detached' });
	const now = await until(async () => {
		const { body } = await ben.request('GET', '/api/admin/support/settings');
		return body.name === 'Ada’s garden' && body;
	}, 10_000, 'mine to be saved');
	assert.deepEqual([now.timeZone, now.waitingMost, now.silentMinutes], ['Asia/Tokyo', 5, 90]);
	await holds(waiting, '5');

	await page.getByLabel('Parameters that are kept').fill('a=b');
	await save.click();
	await page.getByRole('alert').getByText(/A parameter’s name has up to 100 characters/).waitFor();
	await page.getByRole('button', { name: 'Discard changes' }).click();
	await holds(page.getByLabel('Parameters that are kept'), 'sku\nutm_source');
	await page.goto(`${server.url}/admin/settings/audit?action=tenant.set`);
	await page.getByRole('cell', { name: /Chats that may wait: 2000 became 5/ }).waitFor();
	await inEachLook(page, 'audit-changes');
	assert.deepEqual(page.violations, []);
	await page.close();
	const german = await inGerman('/admin/settings/general', 'Allgemein');
	await inEachLook(german, 'general-de');
	await german.context().close();
});

test('the chat window is painted, worded, and looks so on a page', async () => {
	const page = await open('/admin/support/chat/config');
	await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'Chat window' }).and(page.locator('[aria-current=page]')).waitFor();
	await page.getByLabel('Main colour', { exact: true }).fill('#7A1FA2');
	await page.getByLabel('Second colour', { exact: true }).fill('#ffd54f');
	await page.getByLabel('Title of the window').fill('تحدث معنا · Schreiben Sie uns jederzeit');
	await page.getByLabel('Greeting', { exact: true }).fill('Hello!\nWhat are you looking for?');
	await page.getByLabel('Corner of the page').selectOption({ label: 'Bottom left' });
	await page.getByLabel('Visitors see that they were read').click();
	await inEachLook(page, 'widget');
	await page.setViewportSize({ width: 1280, height: 800 });
	await page.getByRole('button', { name: 'Save', exact: true }).click();
	await page.getByText('The chat window is saved.').waitFor();
	const config = (await ben.request('GET', '/api/admin/support/chat/config')).body;
	assert.deepEqual([config.primaryColor, config.position, config.greetingMessage, config.showReadReceipts], ['#7a1fa2', 'bottom-left', 'Hello!\nWhat are you looking for?', false]);
	await ben.request('PATCH', '/api/admin/support/chat/config', { updatedAt: config.updatedAt, showAgentTyping: false });
	await page.getByLabel('Pixels from the bottom').fill('40');
	await page.getByRole('button', { name: 'Save', exact: true }).click();
	const alert = page.getByRole('alert').filter({ hasText: 'Visitors see when somebody is typing' });
	await alert.getByRole('button', { name: 'Take theirs' }).click();
	await holds(page.getByLabel('Pixels from the bottom'), '20');
	await until(async () => !(await page.getByLabel('Visitors see when somebody is typing').isChecked()), 20_000, 'theirs to stand there');
	assert.deepEqual(page.violations, []);
	await page.close();
	const german = await inGerman('/admin/support/chat/config', 'Chatfenster');
	await inEachLook(german, 'widget-de');
	await german.context().close();
});

const ask = origin => request(server, 'GET', `/api/support/chat/widget-config?tenantId=${tenant}`, { headers: { Origin: origin } });

test('pages are allowed, one that was refused by one press, and whoever chats on one that is removed is sent away', async () => {
	const tried = 'https://xn--bcher-kva.example';
	await ask(tried);
	const page = await open('/admin/settings/origins');
	const address = page.getByRole('textbox', { name: /^Address/ }), item = origin => page.getByRole('listitem').filter({ hasText: origin });
	for (const [typed, said] of [['shop.example', 'It begins with https'], ['https://*.shop.example', 'There is no *'], ['https://shop.example/plants', 'It ends before the path']]) {
		await address.fill(typed);
		await address.press('Enter');
		await page.getByText(said).waitFor();
	}
	await inEachLook(page, 'origins-wrong');
	await address.fill('HTTPS://Garten-Töpfe.example:8443/');
	await page.getByRole('button', { name: 'Allow', exact: true }).click();
	await item('https://xn--garten-tpfe-yfb.example:8443').getByText('The chat was not seen there yet').waitFor();
	await page.getByRole('button', { name: `Allow ${tried}` }).click();
	await page.getByRole('button', { name: `Remove ${tried}` }).waitFor();
	await page.getByText('Refused pages').waitFor({ state: 'detached' });

	const visitor = await Visitor.start(server, tenant, { origin: tried });
	await visitor.connect();
	await ask(tried);
	await page.reload();
	await item(tried).getByText(/^The chat was seen there on/).waitFor();
	await inEachLook(page, 'origins');
	await page.getByRole('button', { name: `Remove ${tried}` }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByText('This is where the chat was seen last').waitFor();
	await inEachLook(page, 'origins-remove');
	await dialog.getByRole('button', { name: 'Remove' }).click();
	await page.getByText('The address is removed.').waitFor();
	assert.equal((await visitor.socket.event('goodbye', undefined, 10_000)).reason, 'origin');
	assert.equal(await item(tried).count(), 0);
	assert.deepEqual(page.violations, []);
	await page.close();
	const german = await inGerman('/admin/settings/origins', 'Erlaubte Seiten');
	await inEachLook(german, 'origins-de');
	await german.context().close();
});

test('an admin of a new desk is reminded of what it lacks, sees it done, and is reminded no more', async () => {
	const fresh = server.createTenant('Neu', ['https://neu.example']);
	const fay = await ConsolePage.open(shops.browser, server, server.addAgent(fresh, 'fay@shop.example', { name: 'Fay', role: 'admin' }), { locale: 'en-GB' });
	const { page } = fay, reminder = page.getByRole('complementary', { name: 'Set up' });
	await reminder.getByText('Your desk is being set up: 0 of 3 done.').waitFor();
	await inEachLook(page, 'setup-reminder');
	await page.setViewportSize({ width: 1280, height: 800 });
	await reminder.getByRole('link', { name: 'Go on' }).click();
	await page.getByRole('heading', { name: '0 of 3 done' }).waitFor();
	await inEachLook(page, 'setup');
	await page.setViewportSize({ width: 1280, height: 800 });
	await request(server, 'GET', `/api/support/chat/widget-config?tenantId=${fresh}`, { headers: { Origin: 'https://neu.example' } });
	await page.getByText(/^Seen at https:\/\/neu\.example on/).waitFor();
	await page.getByRole('heading', { name: '1 of 3 done' }).waitFor();
	await page.getByRole('button', { name: 'Do not remind me' }).click();
	await page.getByRole('button', { name: 'Remind me again' }).waitFor();
	await page.getByRole('link', { name: 'Chats' }).click();
	await page.getByRole('heading', { name: 'Queue' }).waitFor();
	assert.equal(await reminder.count(), 0);

	server.addAgent(fresh, 'gil@shop.example', { name: 'Gil' });
	await server.postgresql.query(`UPDATE tenant_${fresh.replaceAll('-', '')}.mail_settings SET first_sent_at = now()`);
	await page.getByRole('link', { name: 'Settings' }).click();
	await page.getByRole('heading', { name: 'Your desk is set up' }).waitFor();
	await inEachLook(page, 'setup-done');
	await page.context().close();
	const german = await inGerman('/admin/settings/setup', 'Einrichten');
	await inEachLook(german, 'setup-de');
	await german.context().close();
});

test('short messages have a provider, whose answer to a test is shown word for word', async () => {
	const page = await open('/admin/settings/sms');
	await page.getByText('Nothing waits').waitFor();
	await inEachLook(page, 'sms-none');
	await page.getByLabel('Account').fill('AC1');
	await page.getByLabel('Token').fill('s3cret');
	await page.getByLabel('Sender').fill('Fern');
	await page.getByLabel('Address', { exact: true }).fill(new URL(provider.url('')).origin);
	await page.getByRole('button', { name: 'Save', exact: true }).click();
	await page.getByText('The provider is saved.').waitFor();
	await holds(page.getByLabel('Token'), '');
	await page.getByText(/^Given on/).waitFor();

	const answers = '2010-04-01/Accounts/AC1/Messages.json', text = page.getByLabel('Text');
	provider.answers[answers] = (request, response) => response.writeHead(400).end('{"code":21211,"message":"The number is not valid"}');
	await text.fill('س'.repeat(71));
	await page.getByText('71 of 134 · 2 segments').waitFor();
	await page.getByLabel('To', { exact: true }).fill('030 123');
	await page.getByRole('button', { name: 'Send a test message' }).click();
	await page.getByText('A number has its country’s code in front').waitFor();
	await page.getByLabel('To', { exact: true }).fill('+49 30 1234567');
	await page.getByRole('button', { name: 'Send a test message' }).click();
	await page.getByText('It was refused. The answer was:').waitFor();
	await page.getByText('Failed (1)').click();
	await page.getByRole('listitem').getByText('{"code":21211,"message":"The number is not valid"}').waitFor();
	await page.getByLabel('Number to suppress').fill('+1 555 010 9999');
	await page.getByRole('button', { name: 'Suppress', exact: true }).click();
	await page.getByRole('listitem').filter({ hasText: '+15550109999' }).waitFor();
	await inEachLook(page, 'sms');
	await page.setViewportSize({ width: 1280, height: 800 });
	provider.answers[answers] = (request, response) => setTimeout(() => response.writeHead(201).end('{"sid":"SM1"}'), 1_000);
	await page.getByRole('button', { name: 'Try again: message to +49301234567' }).click();
	await page.getByText('Sent', { exact: true }).click();
	await page.getByRole('listitem').getByText('{"sid":"SM1"}').waitFor();
	assert.deepEqual(page.violations, []);
	await page.close();
	const german = await inGerman('/admin/settings/sms', 'SMS');
	await inEachLook(german, 'sms-de');
	await german.context().close();
});
