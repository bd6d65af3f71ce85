// What an agent says at handing a chat over: written in the dialog, read by the colleague between the messages and
// in the notification, and never seen by the visitor; with long and right-to-left text, and what axe finds.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Merchant, openPage } from '../harness/browser.mjs';
import { ConsolePage, WidgetPage } from '../harness/pages.mjs';
import { until } from '../harness/wait.mjs';
import { inEachLook } from './looks.mjs';
import { Shops, close } from './shop.mjs';

const NOTE = `Wants two, see https://shop.example/orders/4711\n${'Donaudampfschifffahrtselektrizitätenhauptbetriebswerk'.repeat(3)}\nالعميلة مستعجلة جدًا، أرجو التحقق من المخزون أولًا.`;

let server, browser, shops;
before(async () => {
	shops = await Shops.start();
	({ server, browser } = shops);
});
after(() => shops?.stop());

/** Opens the dialog of the chat that is open, and chooses a colleague. */
async function choose(page, name) {
	await page.getByRole('button', { name: 'Transfer', exact: true }).first().click();
	const dialog = page.getByRole('dialog', { name: 'Transfer this chat' });
	await dialog.getByRole('radio', { name: new RegExp(`^${name}`) }).click();
	return dialog;
}

/** A desk that nobody looks at, whose notifications are kept in `shown`. */
async function unseen(login) {
	const shown = [];
	const page = await openPage(browser, 'about:blank', { permissions: ['notifications'] });
	await page.exposeFunction('noteNotice', (title, body) => shown.push(`${title}: ${body}`));
	await page.addInitScript(() => {
		localStorage.setItem('frontdesk.notifications', 'on');
		document.hasFocus = () => false;
		window.Notification = class {
			static permission = 'granted';
			constructor(title, { body }) {
				window.noteNotice(title, body);
			}
		};
	});
	await page.goto(ConsolePage.url(server));
	return Object.assign(await ConsolePage.enter(page, login), { shown });
}

test('a note goes to the colleague, into the thread and the notification, and not to the visitor', async () => {
	const { tenant, desk, logins } = shops.open('Robin', 'Mia');
	const merchant = await Merchant.open(server, tenant);
	server.command(['tenant', 'set', tenant, '--add-origin', merchant.url]);
	const [robin, mia] = [await desk('Robin'), await unseen(logins.Mia)];
	const widget = await WidgetPage.open(browser, merchant.url);
	await widget.click();
	await widget.write('Is it in stock?');
	await widget.sees('Is it in stock?', 'stored');
	await robin.takeNext();
	const dialog = await choose(robin.page, 'Mia Hale');
	await dialog.getByLabel('Note for whoever takes it').fill(`  ${NOTE}\n`);
	await dialog.getByRole('button', { name: 'Transfer' }).click();
	await robin.page.getByText('Handed over to Mia Hale.').waitFor();
	await until(() => mia.shown.some(line => /^A colleague hands you a chat: .*: Wants two, see/s.test(line)), 10_000, () => `the notification, of ${mia.shown}`);
	await mia.takeNext();
	const note = mia.page.getByRole('log').getByRole('note');
	await note.getByText('Note from Robin Hale for Mia Hale').waitFor();
	assert.ok((await note.innerText()).includes('العميلة مستعجلة'));
	await note.getByText('The visitor does not see this.').waitFor();
	await mia.write('Yes, it is.');
	await widget.sees('Yes, it is.');
	// It goes from behind the last message to between two: for a frame it is at neither place.
	await until(async () => (await mia.page.getByRole('log').getByRole('note').count()) === 1, 10_000, 'the note to stand between the messages, once');
	await widget.page.reload();
	await widget.bubble.waitFor();
	await widget.sees('Yes, it is.');
	assert.ok(!(await widget.page.evaluate(() => document.querySelector('frontdesk-chat').shadowRoot.textContent)).includes('Wants two'));
	await close(robin, mia, widget);
	await merchant.close();
});

test('a note that is too long is not sent, and says so; dialog and thread are sound in light, dark and on a phone', async () => {
	const { tenant, desk } = shops.open('Kim', 'Sam');
	const visitor = await shops.waiting(tenant, 'Ada');
	const sam = await desk('Sam');
	const kim = await desk('Kim');
	await kim.takeNext();
	const dialog = await choose(kim.page, 'Sam Hale');
	const field = dialog.getByLabel('Note for whoever takes it');
	const submit = dialog.getByRole('button', { name: 'Transfer' });
	await field.fill('ä'.repeat(2003));
	await dialog.getByText('3 characters too many').waitFor();
	assert.equal(await submit.isDisabled(), true);
	await field.fill(NOTE);
	assert.equal(await submit.isEnabled(), true);
	await inEachLook(kim.page, 'note-dialog');
	await submit.click();
	await kim.page.getByText('Handed over to Sam Hale.').waitFor();
	await sam.takeNext();
	await sam.page.getByRole('note').waitFor();
	await inEachLook(sam.page, 'note-thread');
	await close(kim, sam, visitor);
});
