// From a ticket that is resolved in the console to the answer on its dashboard, which nobody reloads: by mail, by a
// short message and in a chat's window, over a mail server with TLS, a provider of short messages and two workers.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Merchant } from '../harness/browser.mjs';
import { Agent, sendMessage } from '../harness/client.mjs';
import { MailServer } from '../harness/mail.mjs';
import { ConsolePage, WidgetPage } from '../harness/pages.mjs';
import { Receiver } from '../harness/receiver.mjs';
import { makeCertificate } from '../harness/tls.mjs';
import { until } from '../harness/wait.mjs';
import { Shops, openBeside } from './shop.mjs';

const TICKETS = '/api/admin/support/tickets', MESSAGES = '2010-04-01/Accounts/AC1/Messages.json', SOON = 30_000;
const folder = mkdtempSync(join(tmpdir(), 'frontdesk-satisfied-'));
let shops, server, smtp, provider, tenant, ada, ben, desk, dashboard;

before(async () => {
	const pair = makeCertificate(folder, { name: 'smtp' });
	[smtp, provider] = await Promise.all([MailServer.start({ pair }), Receiver.start('127.0.0.2')]);
	shops = await Shops.start({
		workers: 2, smtp_server: `smtp://localhost:${smtp.port}`, outside_ca: pair.tls_certificate, mail_sender: 'desk@mail.example',
		outside_networks: '127.0.0.2/32', webhooks_http: 'true',
	}, { redis: true });
	({ server } = shops);
	({ tenant } = shops.open());
	provider.answers[MESSAGES] = (request, response) => response.writeHead(201, { 'Content-Type': 'application/json' }).end('{"sid":"SM1"}');
	ada = await ConsolePage.open(shops.browser, server, server.addAgent(tenant, 'ada@shop.example', { name: 'Ada', role: 'admin' }), { locale: 'en-GB' });
	const login = server.addAgent(tenant, 'ben@shop.example', { name: 'Ben' });
	ben = await Agent.signIn(server, login);
	desk = await ConsolePage.open(shops.browser, server, login, { locale: 'en-GB' });
});
after(async () => {
	await shops?.stop();
	await smtp?.stop();
	await provider?.stop();
	rmSync(folder, { recursive: true, force: true });
});

const open = address => openBeside(ada, new URL(address, server.url).href);

/** A ticket that its agent resolves, by hand. */
async function resolve(requester) {
	const made = await ben.request('POST', TICKETS, { subject: 'Where is my olive tree?', assignedAgentId: ben.id, ...requester });
	assert.equal(made.status, 201, made.text);
	const page = await openBeside(desk, new URL(`/admin/support/tickets/${made.body.id}`, server.url).href);
	await page.getByRole('button', { name: 'Resolve' }).click();
	await page.getByText('Resolved', { exact: true }).first().waitFor();
	await page.close();
}

/** A customer without script follows the link, chooses, writes and sends. */
async function rate(link, rating, comment) {
	const context = await shops.browser.newContext({ locale: 'en-GB', javaScriptEnabled: false });
	const page = await context.newPage();
	await page.goto(link);
	if (rating) {
		await page.locator(`input[name=rating][value="${rating}"]`).focus();
		await page.keyboard.press('Space');
	}
	await page.getByLabel('Would you like to tell us more?').fill(comment);
	await page.waitForTimeout(2000); // as long as it takes to read
	await page.getByRole('button', { name: 'Send' }).press('Enter');
	await page.getByRole('heading', { name: 'Thank you for your feedback' }).waitFor();
	await context.close();
}

/** With --full the minute passes, else what waits for it is asked at once. */
async function hasten() {
	if (!process.env.FRONTDESK_TESTS_FULL) await server.postgresql.query("UPDATE control.jobs SET wakes_at = now() WHERE kind = 'csat.ask' AND state = 'later'");
}

const answered = (score, average) => Promise.all([
	dashboard.getByRole('link', { name: new RegExp(`^Score ?${score}%`) }).waitFor(),
	dashboard.getByRole('link', { name: new RegExp(`^Average ?${average.replace('.', '\\.')}`) }).waitFor(),
]);

test('an admin turns surveys on, a minute after the end of a ticket', async () => {
	dashboard = await open('/admin/support/csat');
	await dashboard.getByRole('link', { name: 'Set surveys up' }).click();
	await dashboard.getByLabel('Ask customers how it was').check();
	await dashboard.getByLabel('Ask after', { exact: true }).fill('1');
	await dashboard.getByLabel('Ask the same customer again after').fill('0');
	await dashboard.getByRole('button', { name: 'Save' }).click();
	await dashboard.getByText('The settings are saved.').waitFor();
	await dashboard.goto(new URL('/admin/support/csat', server.url).href);
	await dashboard.getByRole('heading', { name: 'No survey has been sent yet' }).waitFor();
});

test('whoever has a mail rates by its link, and the dashboard shows it by itself', async () => {
	await resolve({ requesterName: 'Elena Petrova', requesterEmail: 'elena@customer.example' });
	await hasten();
	const { mail, secure } = await smtp.arrived('elena@customer.example');
	assert.ok(secure);
	await rate(mail.text.match(/http\S+\?rating=4/)[0], undefined, 'Quick and kind');
	await answered(100, '4.00');
	await dashboard.getByText('Quick and kind').waitFor();
	await dashboard.getByRole('listitem').filter({ hasText: 'only 1 answer' }).getByRole('link', { name: 'Ben' }).waitFor();
});

test('whoever has left a number rates by the short link of a message', async () => {
	const admin = await Agent.signIn(server, server.addAgent(tenant, 'mo@shop.example', { name: 'Mo', role: 'admin' }));
	assert.equal((await admin.request('PATCH', '/api/admin/sms', { baseUrl: new URL(provider.url('')).origin, account: 'AC1', token: 's3cret', sender: 'Shop', segmentsMost: 3 })).status, 200);
	const path = '/api/admin/support/csat/settings', { body: { updatedAt } } = await admin.request('GET', path);
	assert.equal((await admin.request('PATCH', path, { updatedAt, channel: 'sms' })).status, 200);
	await resolve({ requesterName: 'Elena Petrova', requesterPhone: '+49 30 1234567' });
	await hasten();
	const [{ body }] = await until(() => provider.at(MESSAGES)?.length > 0 && provider.at(MESSAGES), SOON, 'the short message');
	assert.equal(body.To, '+49301234567');
	await rate(body.Body.match(/http\S+/)[0], 5, 'By phone');
	await answered(100, '4.50');
	await dashboard.getByText('By phone').waitFor();
});

test('whoever chats rates in the window of the chat', async () => {
	const merchant = await Merchant.open(server, tenant, { lang: 'en' });
	server.command(['tenant', 'set', tenant, '--add-origin', merchant.url]);
	const widget = await WidgetPage.open(shops.browser, merchant.url, { locale: 'en-GB' });
	await widget.click();
	await widget.write('Where is my olive tree?');
	await widget.sees('Where is my olive tree?', 'stored');
	const id = await widget.sessionId();
	await ben.connect();
	assert.equal((await ben.request('POST', `/api/admin/support/chat/${id}/assign`, {})).status, 200);
	await sendMessage(ben, id, 'It is on its way.');
	await widget.sees('It is on its way.');
	assert.equal((await ben.request('POST', `/api/admin/support/chat/${id}/end`, {})).status, 200);
	const survey = widget.window.getByRole('region', { name: 'Your feedback' });
	await survey.getByRole('radio', { name: '1 of 5' }).check();
	await survey.getByRole('button', { name: 'Send' }).click();
	await survey.getByRole('img', { name: '1 of 5, Very dissatisfied' }).waitFor();
	await answered(67, '3.33');
	await dashboard.getByRole('listitem').filter({ hasText: 'only 3 answers' }).getByRole('link', { name: 'Ben' }).waitFor();
	assert.deepEqual([dashboard.violations, widget.page.story.violations, merchant.violations], [[], [], []]);
	assert.doesNotMatch(server.log, /"level":"(warn|error)"/);
	await widget.page.context().close();
	await merchant.close();
});
