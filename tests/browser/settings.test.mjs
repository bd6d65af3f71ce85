// The settings: what admins see of them, and each of their pages, in every look.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { axe, openPage, settled } from '../harness/browser.mjs';
import { Agent, request } from '../harness/client.mjs';
import { ConsolePage } from '../harness/pages.mjs';
import { Receiver } from '../harness/receiver.mjs';
import { codeOf } from '../harness/totp.mjs';
import { until } from '../harness/wait.mjs';
import { inEachLook } from './looks.mjs';
import { Shops, close, openBeside } from './shop.mjs';

let server, shops, tenant, schema, ada, receiver;
before(async () => {
	receiver = await Receiver.start('127.0.0.2');
	shops = await Shops.start({ webhooks_http: 'true', outside_networks: '127.0.0.2/32' });
	({ server } = shops);
	({ tenant } = shops.open());
	schema = `tenant_${tenant.replaceAll('-', '')}`;
	const login = server.addAgent(tenant, 'ada@shop.example', { name: 'Ada Hale', role: 'admin' });
	ada = await ConsolePage.open(shops.browser, server, login, { locale: 'en-GB', acceptDownloads: true });
});
after(async () => {
	await shops?.stop();
	receiver?.stop();
});

const path = () => new URL(ada.page.url()).pathname;
/** What axe finds once nothing moves any more: a dialog that opens has other colours. */
async function judge(page) {
	await settled(page);
	return axe(page);
}
const open = address => openBeside(ada, new URL(address, server.url).href);

test('admins find the settings in the navigation, and nobody else does', async () => {
	const { desk } = shops.open('Robin');
	const robin = await desk('Robin');
	assert.equal(await robin.page.getByRole('link', { name: 'Settings' }).count(), 0);
	await robin.page.goto(`${server.url}/admin/settings`);
	await robin.page.getByText('There is no such page').waitFor();
	await close(robin);

	await ada.page.getByRole('link', { name: 'Settings' }).click();
	await ada.page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'Audit log' }).waitFor();
	await ada.page.waitForFunction(() => document.title.startsWith('Set up · '));
	assert.equal(path(), '/admin/settings/setup', 'the first of the pages');
	await ada.page.goBack();
	await ada.page.getByRole('heading', { name: 'Queue' }).waitFor();
});

test('the audit log shows what was done, filters as its address says, and is saved as a file', async () => {
	const arabic = 'عبد الرحمن بن محمد الخطيب من قسم المبيعات والدعم الفني';
	server.addAgent(tenant, 'long@shop.example', { name: arabic });
	await server.postgresql.query(`INSERT INTO ${schema}.audit_log (actor_type, actor_id, action, target_id, created_at)
		SELECT 'agent', a.id, 'session.end', gen_random_uuid(), now() - n * interval '1 minute'
		FROM ${schema}.support_agents a, generate_series(1, 60) n WHERE a.email = 'long@shop.example'`);
	let page = await open('/admin/settings/audit');
	const entries = page.getByRole('cell', { name: 'Ended a chat' });
	await page.getByText('50 entries shown').waitFor();
	await page.getByRole('button', { name: 'Show more' }).click();
	await page.getByText(/^6\d entries shown/).waitFor();
	assert.equal(await entries.count(), 60);
	await inEachLook(page, 'audit');
	await page.setViewportSize({ width: 1280, height: 800 });

	await page.getByLabel('Who', { exact: true }).selectOption({ label: 'Operator' });
	await page.getByRole('row', { name: /Operator \(.*Added a colleague.*Ada Hale/ }).waitFor();
	await page.getByLabel('What', { exact: true }).selectOption({ label: 'Set the desk up' });
	await page.getByText('1 entry shown').waitFor();
	assert.equal(new URL(page.url()).search, '?actor=operator&action=tenant.create');
	const address = page.url();
	await page.close();
	page = await open(address);
	await page.getByText('1 entry shown').waitFor();
	assert.equal(await page.getByLabel('Who', { exact: true }).inputValue(), 'operator');
	await page.getByLabel('To day').fill('2020-01-01');
	await page.getByText('Nothing matches these filters').waitFor();
	assert.deepEqual(await judge(page), []);
	await page.getByRole('button', { name: 'Clear filters' }).click();
	await page.getByText('50 entries shown').waitFor();

	const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save as CSV' }).click()]);
	assert.match(file.suggestedFilename(), /^audit-\d{4}-\d\d-\d\d\.csv$/);
	const lines = readFileSync(await file.path(), 'utf8').trimEnd().split('\r\n');
	assert.equal(lines.filter(line => line.includes('"session.end"')).length, 60);
	assert.ok(lines.some(line => line.includes(`"${arabic}"`)));
	assert.deepEqual(page.violations, []);
	await page.close();
});

test('a log that cannot be read says so, and is read when one tries again', async () => {
	let isDown = true;
	await ada.page.context().route('**/api/admin/support/audit?*', route => (isDown ? route.fulfill({ status: 400, contentType: 'application/problem+json', body: '{"code":"invalid"}' }) : route.continue()));
	const page = await open('/admin/settings/audit');
	await page.getByRole('alert').getByText('This list could not be loaded').waitFor();
	assert.deepEqual(await judge(page), []);
	isDown = false;
	await page.getByRole('button', { name: 'Try again' }).click();
	await page.getByRole('row').nth(1).waitFor();
	await ada.page.context().unroute('**/api/admin/support/audit?*');
	await page.close();
});

test('on a phone the areas stand in the account menu, and the pages in a menu above, by keyboard too', async () => {
	const page = await open('/admin/settings/audit');
	await page.setViewportSize({ width: 390, height: 844 });
	await page.getByRole('button', { name: /^Account: / }).click();
	await page.getByRole('menuitem', { name: 'Chats' }).click();
	await page.getByRole('heading', { name: 'Queue' }).waitFor();
	await page.getByRole('button', { name: /^Account: / }).click();
	await page.getByRole('menuitem', { name: 'Settings' }).click();
	const menu = page.getByRole('button', { name: 'Settings: Set up' });
	await menu.waitFor();
	await menu.focus();
	await page.keyboard.press('Enter');
	await page.getByRole('menuitem', { name: 'Audit log' }).waitFor();
	assert.deepEqual(await judge(page), []);
	await page.getByRole('menuitem', { name: 'Audit log' }).focus();
	await page.keyboard.press('Enter');
	await page.getByRole('button', { name: 'Settings: Audit log' }).waitFor();
	await page.close();
});

test('a colleague is found and changed, loses access and gets it again', async () => {
	const bob = await Agent.signIn(server, server.addAgent(tenant, 'bob@shop.example', { name: 'Bob Reed' }));
	await bob.connect();
	await server.postgresql.query("INSERT INTO control.second_factors (user_id, secret, is_on, on_since) VALUES ($1, '', true, now())", [bob.me.user.id]);
	const page = await open('/admin/settings/agents');
	await page.getByRole('row', { name: /Ada Hale \(you\).*Admin/ }).waitFor();
	await page.getByRole('row', { name: 'Bob Reed' }).getByRole('img', { name: 'Signs in in two steps' }).waitFor();
	await inEachLook(page, 'agents');
	await page.setViewportSize({ width: 1280, height: 800 });
	await page.getByRole('searchbox', { name: 'Search by name or e-mail' }).fill('reed');
	await page.getByText('1 colleague shown').waitFor();
	await page.getByRole('button', { name: 'Change Bob Reed' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByLabel('Name').fill('Bob Reed-Hale');
	await dialog.getByLabel('Chats at once').fill('7');
	assert.deepEqual(await judge(page), []);
	await dialog.getByRole('button', { name: 'Save' }).click();
	await page.getByRole('row', { name: /Bob Reed-Hale.*bob@shop\.example.*Agent.*online.*7/ }).waitFor();

	await page.getByRole('button', { name: 'Change Bob Reed-Hale' }).click();
	await dialog.getByRole('button', { name: 'Take access away' }).click();
	await dialog.getByText('Bob Reed-Hale is signed out at once').waitFor();
	assert.deepEqual(await judge(page), []);
	await dialog.getByRole('button', { name: 'Take access away' }).click();
	await page.getByRole('row', { name: /Bob Reed-Hale.*No access/ }).waitFor();
	assert.equal(await bob.socket.closed, 4001);
	await page.getByRole('button', { name: 'Change Bob Reed-Hale' }).click();
	await dialog.getByRole('button', { name: 'Give access again' }).click();
	await page.getByRole('row', { name: /Bob Reed-Hale.*offline/ }).waitFor();

	await page.getByRole('searchbox').fill('ada');
	await page.getByRole('button', { name: 'Change Ada Hale' }).click();
	await dialog.getByText('Another admin can change your role').waitFor();
	assert.equal(await dialog.getByRole('button', { name: 'Take access away' }).count(), 0);
	await page.keyboard.press('Escape');
	await page.getByRole('searchbox').fill('nobody at all');
	await page.getByText('Nobody is called so').waitFor();
	await page.close();
});

test('somebody is invited, follows the link with a password of their own, and is signed in', async () => {
	const page = await open('/admin/settings/agents');
	await page.getByRole('button', { name: 'Invite a colleague' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByLabel('E-mail').fill('cleo@shop.example');
	await dialog.getByLabel('Name').fill('Cleo Hart');
	await dialog.getByLabel('Role').selectOption('Supervisor');
	assert.deepEqual(await judge(page), []);
	await dialog.getByRole('button', { name: 'Invite', exact: true }).click();
	await dialog.getByText('This server sends no mail').waitFor();
	const former = await dialog.getByLabel('Link', { exact: true }).inputValue();
	assert.deepEqual(await judge(page), []);
	await dialog.getByRole('button', { name: 'Done' }).click();
	await page.getByRole('row', { name: /Cleo Hart.*Supervisor.*Good until.*Not mailed/ }).waitFor();
	await inEachLook(page, 'invited');
	await page.setViewportSize({ width: 1280, height: 800 });

	await page.getByRole('button', { name: 'Send again: invitation of Cleo Hart' }).click();
	const again = page.getByRole('dialog', { name: 'There is a new link' });
	const link = await again.getByLabel('Link', { exact: true }).inputValue();
	assert.notEqual(link, former);
	assert.deepEqual(await judge(page), []);
	await again.getByRole('button', { name: 'Done' }).click();

	const cleo = await openPage(shops.browser, link, { locale: 'de-DE' });
	await cleo.getByText('lädt Sie ein').waitFor();
	await inEachLook(cleo, 'invitation');
	assert.ok(!cleo.story.requests.some(request => request.includes(link.split('#')[1])), 'the token is in no address that was asked for');
	await cleo.getByLabel('Passwort wählen').fill('correct horse battery');
	await cleo.keyboard.press('Enter');
	await cleo.getByRole('heading', { name: 'Warteschlange' }).waitFor();
	await cleo.context().close();
	const late = await openPage(shops.browser, link, { locale: 'de-DE' });
	await late.getByText('Dieser Link öffnet nichts mehr').waitFor();
	assert.deepEqual(await judge(late), []);
	await late.context().close();

	await page.reload();
	await page.getByRole('row', { name: /Cleo Hart.*cleo@shop\.example.*Supervisor/ }).waitFor();
	assert.equal(await page.getByRole('heading', { name: 'Invited' }).count(), 0);
});

test('a team is made of colleagues, shown with them, chosen among them, changed and deleted', async () => {
	const arabic = `فريق المبيعات ${'x'.repeat(60)}`;
	server.addAgent(tenant, 'dora@shop.example', { name: 'Dora Lund' });
	const page = await open('/admin/settings/agents');
	await page.getByRole('button', { name: 'New team' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByLabel('Name of the team').fill(arabic);
	await dialog.getByRole('searchbox').fill('lund');
	await dialog.getByRole('checkbox', { name: 'Dora Lund' }).check();
	await dialog.getByText('1 colleague belongs to it').waitFor();
	await inEachLook(page, 'team');
	await page.setViewportSize({ width: 1280, height: 800 });
	await dialog.getByRole('button', { name: 'Save' }).click();
	const chip = page.getByRole('button', { name: new RegExp(`^${arabic}\\s*1$`) });
	await chip.waitFor();
	await page.getByRole('row', { name: 'Dora Lund' }).getByRole('list', { name: 'Teams' }).getByText(arabic).waitFor();
	await inEachLook(page, 'teams', async look => {
		const beyond = await page.locator('main').evaluate(element => [...element.querySelectorAll('li, li > bdi, li > button')].filter(each => each.getBoundingClientRect().right > innerWidth).length);
		assert.equal(beyond, 0, `${look}: nothing is cut off`);
	});
	await page.setViewportSize({ width: 1280, height: 800 });
	await page.getByRole('combobox', { name: 'Team' }).selectOption({ label: arabic });
	await page.getByText('1 colleague shown').waitFor();

	await page.getByRole('button', { name: 'New team' }).click();
	await dialog.getByLabel('Name of the team').fill(`  ${arabic} `);
	await dialog.getByRole('button', { name: 'Save' }).click();
	await dialog.getByRole('alert').getByText('Another team is called so.').waitFor();
	await page.keyboard.press('Escape');
	await chip.click();
	await dialog.getByRole('checkbox', { name: 'Dora Lund' }).uncheck();
	await dialog.getByLabel('Name of the team').fill('Night');
	await dialog.getByRole('button', { name: 'Save' }).click();
	await page.getByText('Nobody belongs to this team').waitFor();
	await page.getByRole('button', { name: /^Night\s*0$/ }).click();
	await dialog.getByRole('button', { name: 'Delete the team' }).click();
	await dialog.getByText('Its members stay colleagues.').waitFor();
	assert.deepEqual(await judge(page), []);
	await dialog.getByRole('button', { name: 'Delete the team' }).click();
	await page.getByRole('row', { name: /Dora Lund/ }).waitFor();
	assert.equal(await page.getByRole('combobox', { name: 'Team' }).count(), 0);
	assert.deepEqual(page.violations, []);
	await page.close();
});

test('jobs that have failed are told in plain words, and tried again or dropped', async () => {
	const kind = 'of_a_later_version.whose_name_is_as_long_as_it_may_be_here';
	await server.postgresql.query(`INSERT INTO control.jobs (kind, tenant_id, state, attempts, failure, period_seconds, run_at, wakes_at)
		VALUES ('accounts.upkeep', $1, 'dead', 5, 'busy', NULL, now(), now()), ($2, $1, 'dead', 1, 'some_code', NULL, now(), now()),
			($2, $1, 'later', 0, NULL, 7200, now() + interval '1 hour', now() + interval '1 hour')`, [tenant, kind]);
	const page = await open('/admin/settings/jobs');
	await page.getByText('The database had no time for it.').waitFor();
	await page.getByText('Something went wrong (some_code).').waitFor();
	await page.getByText('Failed (2)').waitFor();
	await inEachLook(page, 'jobs');
	await page.setViewportSize({ width: 1280, height: 800 });

	await page.getByRole('button', { name: 'Try again: Deleting what has expired' }).click();
	await page.getByText('It is tried again now.').waitFor();
	await page.getByText('Failed (1)').waitFor();
	const drop = page.getByRole('button', { name: `Drop: ${kind}` });
	await drop.focus();
	await page.keyboard.press('Enter');
	await page.getByRole('dialog', { name: 'Drop this job?' }).waitFor();
	assert.deepEqual(await judge(page), []);
	await page.keyboard.press('Enter');
	await page.getByRole('heading', { name: 'No job has failed' }).waitFor();
	assert.deepEqual(await judge(page), []);
	assert.deepEqual(await server.postgresql.query("SELECT FROM control.jobs WHERE tenant_id = $1 AND state = 'dead'", [tenant]), []);
	await page.getByText(/^Planned/).click();
	await page.getByText(/Comes again every 2 h/).first().waitFor();
	assert.deepEqual(page.violations, []);
	await page.close();
});

test('a webhook is made, its secret shown once, tested, changed, and what it was sent is sent again', async () => {
	let page = await open('/admin/settings/webhooks');
	await page.getByRole('heading', { name: 'No webhooks yet' }).waitFor();
	assert.deepEqual(await judge(page), []);
	await page.getByRole('button', { name: 'Add a webhook' }).click();
	const form = page.getByRole('dialog', { name: 'Add a webhook' });
	await form.getByLabel('Address').fill('ftp://shop.example');
	await form.getByRole('button', { name: 'Save' }).click();
	await form.getByRole('alert').getByText('url must begin with').waitFor();
	await form.getByLabel('Address').fill(receiver.url('fail/page'));
	await form.getByLabel('Description').fill('عبد الرحمن: خادم المتجر الذي يسمع كل ما يحدث هنا');
	assert.deepEqual(await judge(page), []);
	await form.getByLabel('Address').press('Enter');
	const secret = page.getByRole('dialog', { name: 'The secret of this webhook' });
	assert.match(await secret.getByLabel('Secret').inputValue(), /^whsec_[\w-]{43}$/);
	assert.deepEqual(await judge(page), []);
	await secret.getByRole('button', { name: 'I have copied it' }).click();
	await secret.waitFor({ state: 'hidden' });

	await page.getByRole('button', { name: /^Send a test/ }).click();
	const test = page.getByRole('dialog', { name: 'What the server said' });
	await test.getByText('It did not take the test: 500').waitFor();
	await test.getByText('Out of order: “closed”').waitFor();
	await inEachLook(page, 'webhook-test');
	await test.getByRole('button', { name: 'Close' }).last().click();
	await test.waitFor({ state: 'hidden' });

	await close(await shops.waiting(tenant, 'Bo'));
	await until(() => receiver.requests.some(({ body }) => body.event === 'message_created'), 30_000, 'a message to be told of');
	await page.setViewportSize({ width: 1280, height: 800 });
	assert.deepEqual(page.violations, []);
	await page.close();
	page = await open('/admin/settings/webhooks');
	await page.getByText('Failing', { exact: true }).waitFor();
	await inEachLook(page, 'webhooks');
	await page.setViewportSize({ width: 1280, height: 800 });
	await server.postgresql.query(`UPDATE ${schema}.webhook_deliveries SET state = 'failed', next_at = NULL`);
	await server.postgresql.query("DELETE FROM control.jobs WHERE tenant_id = $1 AND kind = 'notify.webhook'", [tenant]);
	await page.getByRole('button', { name: /^Deliveries/ }).click();
	const log = page.getByRole('dialog', { name: 'Deliveries' });
	const again = log.getByRole('button', { name: /^Send again: A conversation begins/ });
	await again.waitFor();
	await inEachLook(page, 'webhook-deliveries');
	receiver.answers['fail/page'] = (request, response) => response.end();
	await again.click();
	await log.getByText('Delivered').waitFor();
	await page.keyboard.press('Escape');

	await page.setViewportSize({ width: 1280, height: 800 });
	await page.getByRole('button', { name: /^What else/ }).click();
	await page.getByRole('menuitem', { name: 'Disable' }).click();
	await page.getByText('Disabled', { exact: true }).waitFor();
	await page.getByRole('button', { name: /^What else/ }).click();
	await page.getByRole('menuitem', { name: 'Delete' }).click();
	await page.getByRole('dialog', { name: 'Delete this webhook?' }).getByRole('button', { name: 'Delete' }).click();
	await page.getByRole('heading', { name: 'No webhooks yet' }).waitFor();
	assert.deepEqual(page.violations, []);
	await page.close();
});

test('of whom an admin wants a second step they are shown how to set it up, and nothing else', async () => {
	const { page } = ada;
	const login = server.addAgent(tenant, 'sue@shop.example', { name: 'Sue Lane', role: 'supervisor' });
	await page.goto(`${server.url}/admin/settings/security`);
	await page.getByLabel('Admins', { exact: true }).check();
	await page.getByText('This concerns you').waitFor();
	await page.getByLabel('Admins', { exact: true }).uncheck();
	await page.getByLabel('Supervisors').check();
	await inEachLook(page, 'security');
	await page.setViewportSize({ width: 1280, height: 800 });
	await page.locator('form').filter({ hasText: 'Who must sign in in two' }).getByRole('button', { name: 'Save' }).click();
	await page.getByText('Saved.').waitFor();

	const sue = await openPage(shops.browser, `${server.url}/admin/sign-in`, { locale: 'en-GB' });
	await sue.getByLabel('E-mail').fill(login.email);
	await sue.locator('input[type=password]').fill(login.password);
	await sue.keyboard.press('Enter');
	await sue.getByText('asks for a second step').waitFor();
	await inEachLook(sue, 'enrol');
	await sue.goto(`${server.url}/admin/support/chat`);
	await sue.getByText('asks for a second step').waitFor();
	await sue.getByLabel('Current password').fill(login.password);
	await sue.keyboard.press('Enter');
	const secret = (await sue.getByLabel('Key', { exact: true }).inputValue()).replaceAll(' ', '');
	await sue.getByLabel('Code', { exact: true }).fill(codeOf(secret));
	await sue.keyboard.press('Enter');
	await sue.getByRole('button', { name: 'I have kept them' }).click();
	await sue.getByRole('heading', { name: 'Queue' }).waitFor();

	await page.getByRole('link', { name: 'Colleagues' }).click();
	await page.getByRole('button', { name: 'Change Sue Lane' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('button', { name: 'Reset two-step sign-in' }).click();
	await dialog.getByText('Sue Lane is signed out at once').waitFor();
	await settled(page);
	assert.deepEqual(await axe(page), []);
	await dialog.getByRole('button', { name: 'Reset two-step sign-in' }).click();
	await page.getByText('Sue Lane can sign in with the password alone').waitFor();
	await sue.getByLabel('E-mail').waitFor();
	await sue.context().close();
});

test('a key for a server is made, shown once, and revoked', async () => {
	const { page } = ada;
	await page.getByRole('link', { name: 'API keys' }).click();
	await page.getByText('There are no keys yet').waitFor();
	await settled(page);
	assert.deepEqual(await axe(page), []);
	await page.getByRole('button', { name: 'New key' }).click();
	const dialog = page.getByRole('dialog');
	const name = 'نظام إدارة علاقات العملاء في المقر الرئيسي';
	await dialog.getByLabel('Name').fill(name);
	await dialog.getByRole('button', { name: 'Make the key' }).click();
	await dialog.getByText('Choose what the key opens').waitFor();
	await dialog.getByLabel('Read colleagues').check();
	await settled(page);
	assert.deepEqual(await axe(page), []);
	await dialog.getByRole('button', { name: 'Make the key' }).click();
	const secret = await dialog.getByLabel('Key', { exact: true }).inputValue();
	assert.match(secret, /^fd_[\w-]{43}$/);
	await settled(page);
	assert.deepEqual(await axe(page), []);
	await dialog.getByRole('button', { name: 'I have copied it' }).click();
	const read = () => request(server, 'GET', '/api/admin/support/agents', { headers: { Authorization: `Bearer ${secret}` } });
	assert.equal((await read()).status, 200);
	await page.reload();
	await page.getByText('Used last: ').waitFor();
	assert.equal(await page.getByText(secret).count(), 0);
	await inEachLook(page, 'api-keys');
	await page.setViewportSize({ width: 1280, height: 800 });
	await page.getByRole('button', { name: `Revoke ${name}` }).click();
	await dialog.getByText('is refused from now on').waitFor();
	await settled(page);
	assert.deepEqual(await axe(page), []);
	await dialog.getByRole('button', { name: 'Revoke' }).click();
	await page.getByText(/^Revoked · /).waitFor();
	assert.equal((await read()).status, 401);
});

test('mail: who sends it, that there is no server, a test that waits, what has failed, and where nothing goes', async () => {
	const long = `عبد-الرحمن.${'x'.repeat(40)}@customer.example`;
	await server.postgresql.query(`INSERT INTO ${schema}.outgoing_mails (id, kind, recipient, state, tries, tried_at, answer_step, answer_code, answer, job_id)
		SELECT gen_random_uuid(), 'notify.test', $1, 'failed', 3, now(), 'the message', 554, '554-5.7.1 Refused as spam' || E'\n' || '554 https://why.example/' || repeat('x', 120), gen_random_uuid()`, [long]);
	await server.postgresql.query(`INSERT INTO ${schema}.suppressed_addresses (address, answer_code, answer) VALUES ('gone@customer.example', 550, '550 5.1.1 No such user')`);
	const page = await open('/admin/settings/mail');
	await page.getByText('No mail server').waitFor();
	await page.getByText('550 5.1.1 No such user').waitFor();
	await page.getByText('Failed (1)').click();
	await page.getByText('554-5.7.1 Refused as spam').waitFor();
	await inEachLook(page, 'mail');
	await page.setViewportSize({ width: 1280, height: 800 });

	await page.getByLabel('Name', { exact: true }).fill('Fern & Moss');
	await page.getByLabel('Answers go to').fill('help@fern.example');
	await page.getByLabel('Language').selectOption('German');
	await page.getByRole('button', { name: 'Save' }).click();
	await page.getByText('The sender is saved.').waitFor();
	assert.deepEqual(await server.postgresql.query(`SELECT sender_name, sender_address, reply_to, locale FROM ${schema}.mail_settings`),
		[{ sender_name: 'Fern & Moss', sender_address: null, reply_to: 'help@fern.example', locale: 'de' }]);
	await page.getByLabel('Name', { exact: true }).fill('\u200b');
	await page.getByRole('button', { name: 'Save' }).click();
	await page.getByText('A name is one line').waitFor();

	await page.getByRole('button', { name: 'Drop: mail to' }).focus();
	await page.keyboard.press('Enter');
	await page.getByText('Nothing has failed').waitFor();
	await page.getByRole('button', { name: 'Write again: gone@customer.example' }).click();
	await page.getByText('No address is suppressed').waitFor();

	assert.equal(await page.getByLabel('To', { exact: true }).inputValue(), 'ada@shop.example');
	await page.getByRole('button', { name: 'Send a test mail' }).click();
	await page.getByText('It waits for a mail server.').waitFor();
	await page.getByText('Waiting (1)').click();
	await page.getByRole('button', { name: 'Try again: mail to ada@shop.example' }).waitFor();
	assert.deepEqual(await judge(page), []);
	assert.deepEqual(page.violations, []);
	await page.close();
});
