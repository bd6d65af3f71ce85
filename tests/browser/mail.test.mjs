// An agent answers a visitor who has left by e-mail, from a chat that has ended, and reads what comes back where it
// came; with what the page looks like, and in German.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openPage } from '../harness/browser.mjs';
import { deliver, mail } from '../harness/lmtp.mjs';
import { MailServer } from '../harness/mail.mjs';
import { Visitor, sendMessage } from '../harness/client.mjs';
import { freePort } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';
import { inEachLook } from './looks.mjs';
import { Shops } from './shop.mjs';

let smtp, lmtp, server, shops;
before(async () => {
	[smtp, lmtp] = [await MailServer.start(), await freePort()];
	shops = await Shops.start({ smtp_server: `smtp://localhost:${smtp.port}`, smtp_tls: 'none', mail_inbound_domain: 'in.desk.example', lmtp_listen: `127.0.0.1:${lmtp}` });
	({ server } = shops);
});
after(async () => {
	await shops?.stop();
	await smtp?.stop();
});

test('a visitor who has left is answered by e-mail, and what they answer is read in the chat', async () => {
	const { tenant, desk } = shops.open('Robin');
	const visitor = await Visitor.start(server, tenant, { visitorName: 'Ada', visitorEmail: 'ada@customer.example' });
	await visitor.connect();
	visitor.socket.send('resume', { sessionId: visitor.session.id });
	await visitor.socket.event('resumed');
	await sendMessage(visitor, visitor.session.id, 'Is the fern in stock?');
	const robin = await desk('Robin', { locale: 'en-GB' });
	const { page } = robin;
	await robin.takeNext();
	await visitor.socket.close();
	await page.getByText('The visitor has left, and reads what you write here when they are back.').waitFor({ timeout: 30_000 });
	await page.setViewportSize({ width: 390, height: 844 });
	await page.getByRole('button', { name: 'Reply by e-mail' }).waitFor();
	await inEachLook(page, 'mail-gone');
	await page.getByRole('button', { name: 'End chat', exact: true }).first().click();
	await page.getByRole('dialog', { name: 'End this chat?' }).getByRole('button', { name: 'End chat' }).click();
	const reply = page.getByRole('button', { name: 'Reply by e-mail' });
	await page.getByText(/^This chat ended/).waitFor();
	await reply.focus();
	await page.keyboard.press('Enter');
	const dialog = page.getByRole('dialog', { name: 'Reply by e-mail' });
	await dialog.getByText('To ada@customer.example').waitFor();
	await inEachLook(page, 'mail-dialog');
	await dialog.getByLabel('Your message').fill('It is, again.\nShall we keep one?');
	await dialog.getByRole('button', { name: 'Send e-mail' }).click();
	await page.getByText('The e-mail is on its way.').waitFor();
	const thread = page.getByRole('log');
	await thread.getByText('Shall we keep one?').waitFor();
	await thread.getByText('By e-mail', { exact: true }).waitFor();
	await page.getByRole('textbox', { name: 'Your message' }).waitFor(); // it is a chat of Robin's

	const [{ mail: sent }] = await until(() => smtp.taken.length === 1 && smtp.taken, 30_000, 'the mail to be sent');
	const quoted = 'Yes, please! نعم\n\nOn Monday, Robin Hale wrote:\n> It is, again.\n';
	assert.deepEqual(await deliver(lmtp, sent.replyTo.value[0].address, mail({ from: 'Ada at work <ada@work.example>', subject: 'Re: ferns', text: quoted })), ['250 2.0.0 Stored']);
	await thread.getByText('Yes, please!').waitFor();
	await thread.getByText('By e-mail from ada@work.example: nobody has proved who that is').waitFor();
	assert.equal(await thread.getByText('On Monday').count(), 0);
	const show = thread.getByRole('button', { name: 'Show the e-mail' });
	await show.focus();
	await page.keyboard.press('Enter');
	const original = page.getByRole('dialog', { name: 'The e-mail' });
	await original.getByText('On Monday, Robin Hale wrote:').waitFor();
	for (const text of ['Re: ferns', 'Ada at work', /Nobody has proved who wrote it/]) await original.getByText(text).waitFor();
	await page.keyboard.press('Escape');
	await original.waitFor({ state: 'hidden' });
	assert.ok(await show.evaluate(button => button === document.activeElement), 'the focus is where it came from');
	await page.keyboard.press('Enter');
	await original.waitFor();
	await inEachLook(page, 'mail-original');
	await page.keyboard.press('Escape');
	await original.waitFor({ state: 'hidden' });
	await inEachLook(page, 'mail-thread');
	await page.context().close();
});

test('in German too; an admin has mail begin chats and nobody answer, and the dialog says so', async () => {
	const { tenant } = shops.open();
	const login = server.addAgent(tenant, 'ada@shop.example', { name: 'Ada Hale', role: 'admin' });
	const visitor = await Visitor.start(server, tenant, { visitorName: 'Ada', visitorEmail: 'ada@customer.example' });
	await visitor.request('POST', `/api/support/chat/${visitor.session.id}/end`);
	const page = await openPage(shops.browser, `${server.url}/admin/settings/mail`, { locale: 'de-DE' });
	await page.getByLabel('E-Mail').fill(login.email);
	await page.locator('input[type=password]').fill(login.password);
	await page.keyboard.press('Enter');
	await page.getByRole('switch', { name: 'Mails beginnen Chats' }).focus();
	await page.keyboard.press('Space');
	await page.getByText(/^support\+[a-z2-7]{26}@in\.desk\.example$/).or(page.locator('input[value^="support+"]')).first().waitFor();
	await page.getByRole('button', { name: 'Mail über HTTP annehmen' }).focus();
	await page.keyboard.press('Enter');
	await page.getByText('Das Geheimnis wird einmal gezeigt.').waitFor();
	await page.getByText(`${server.url}/api/inbound/mail/${tenant}`).waitFor();
	await inEachLook(page, 'mail-inbound');
	await page.getByRole('button', { name: 'Keine mehr annehmen' }).click();
	await page.getByRole('button', { name: 'Mail über HTTP annehmen' }).waitFor();
	await page.getByRole('switch', { name: 'Das Team antwortet per E-Mail' }).focus();
	await page.keyboard.press('Space');
	await page.getByRole('switch', { name: 'Das Team antwortet per E-Mail', checked: false, disabled: false }).waitFor();
	await page.goto(`${server.url}/admin/support/chat/${visitor.session.id}`);
	await page.getByRole('button', { name: 'Per E-Mail antworten' }).click();
	await page.getByRole('dialog', { name: 'Per E-Mail antworten' }).getByText('Antworten per E-Mail sind ausgeschaltet.').waitFor();
	await page.context().close();
});
