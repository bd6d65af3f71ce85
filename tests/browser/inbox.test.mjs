// Where there is an inbox in place of a mail server: what would have been sent is read there, and a forgotten password's
// link with it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, openPage, settled } from '../harness/browser.mjs';
import { ConsolePage } from '../harness/pages.mjs';
import { until } from '../harness/wait.mjs';
import { inEachLook } from './looks.mjs';
import { Shops } from './shop.mjs';

const chosen = 'another horse battery';
let server, shops, tenant, logins;
before(async () => {
	shops = await Shops.start({ smtp_server: 'inbox' });
	({ server } = shops);
	({ tenant, logins } = shops.open('Robin'));
});
after(() => shops?.stop());

const judge = async page => {
	await settled(page);
	return axe(page);
};
const wide = page => page.setViewportSize({ width: 1280, height: 800 });

test('whoever forgot their password finds the link in the inbox, chooses another, and signs in with it', async () => {
	const robin = await openPage(shops.browser, ConsolePage.url(server), { locale: 'de-DE' });
	await robin.getByRole('link', { name: 'Passwort vergessen?' }).click();
	await robin.getByRole('heading', { name: 'Passwort vergessen?' }).waitFor();
	await inEachLook(robin, 'forgotten');
	await wide(robin);
	await robin.getByLabel('E-Mail').fill('nobody at all');
	await robin.keyboard.press('Enter');
	await robin.getByRole('alert').getByText('Das ist keine E-Mail-Adresse.').waitFor();
	await robin.getByLabel('E-Mail').fill(logins.Robin.email);
	await robin.keyboard.press('Enter');
	await robin.getByRole('status').getByText(`Wenn sich ${logins.Robin.email} hier anmelden kann`).waitFor();
	assert.deepEqual(await judge(robin), []);

	const ada = (await ConsolePage.open(shops.browser, server, server.addAgent(tenant, 'ada@shop.example', { name: 'Ada Hale', role: 'admin' }), { locale: 'en-GB' })).page;
	await until(async () => (await server.postgresql.query(`SELECT FROM tenant_${tenant.replaceAll('-', '')}.kept_mails`)).length, 30_000, 'the mail to be kept');
	await ada.goto(`${server.url}/admin/settings/mail`);
	await ada.getByText('Nothing is sent', { exact: true }).waitFor();
	await ada.getByText('Sent', { exact: true }).click();
	const read = ada.getByRole('button', { name: `Read: mail to ${logins.Robin.email}` });
	await read.focus();
	await ada.keyboard.press('Enter');
	const dialog = ada.getByRole('dialog', { name: `Mail to ${logins.Robin.email}` });
	await dialog.getByText('A new password for Shop 1').waitFor();
	await inEachLook(ada, 'inbox');
	await wide(ada);
	const link = (await dialog.getByText(/^Somebody, you most likely/).textContent()).match(/^http\S+$/m)[0], token = link.split('#')[1];
	await ada.keyboard.press('Escape');
	await dialog.waitFor({ state: 'hidden' });
	assert.ok(await read.evaluate(button => button === document.activeElement), 'the focus is where it came from');
	await ada.context().close();

	await robin.goto(link);
	await robin.getByRole('heading', { name: 'Neues Passwort wählen' }).waitFor();
	assert.equal(robin.url(), `${server.url}/admin/password`, 'the address has no token any more');
	await inEachLook(robin, 'new-password');
	await wide(robin);
	await robin.getByLabel('Neues Passwort', { exact: true }).fill('password1234');
	await robin.keyboard.press('Enter');
	await robin.getByRole('alert').getByText('zu kurz oder zu verbreitet').waitFor();
	await robin.getByLabel('Neues Passwort', { exact: true }).fill(chosen);
	await robin.keyboard.press('Enter');
	await robin.getByRole('heading', { name: 'Ihr Passwort ist geändert' }).waitFor();
	assert.deepEqual(await judge(robin), []);
	await robin.getByRole('link', { name: 'Zur Anmeldung' }).click();
	await robin.getByLabel('E-Mail').fill(logins.Robin.email);
	await robin.locator('input[type=password]').fill(chosen);
	await robin.keyboard.press('Enter');
	await robin.getByRole('heading', { name: 'Warteschlange' }).waitFor();
	assert.ok(!robin.story.requests.some(request => request.replace(`GET ${link}`, '').includes(token)), 'no request had the token in its address');
	assert.deepEqual(robin.story.violations, []);

	await robin.goto(link);
	await robin.getByRole('heading', { name: 'Dieser Link öffnet nichts mehr' }).waitFor();
	assert.deepEqual(await judge(robin), []);
	await robin.getByRole('link', { name: 'Anderen Link anfordern' }).click();
	await robin.getByRole('heading', { name: 'Passwort vergessen?' }).waitFor();
	await robin.context().close();
});

test('what became of an invitation’s mail stands beside it, with the server’s words where it refused', async () => {
	const schema = `tenant_${tenant.replaceAll('-', '')}`;
	const { page } = await ConsolePage.open(shops.browser, server, server.addAgent(tenant, 'lin@shop.example', { name: 'Lin Hale', role: 'admin' }), { locale: 'en-GB' });
	await page.goto(`${server.url}/admin/settings/agents`);
	await page.getByRole('button', { name: 'Invite a colleague' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByLabel('E-mail').fill('cleo@shop.example');
	await dialog.getByLabel('Name').fill('Cleo Hart');
	await dialog.getByRole('button', { name: 'Invite', exact: true }).click();
	await dialog.getByText('cleo@shop.example is sent this link').waitFor();
	assert.match(await dialog.getByLabel('Link', { exact: true }).inputValue(), /#[\w-]{43}$/);
	await dialog.getByRole('button', { name: 'Done' }).click();
	const row = page.getByRole('row', { name: /Cleo Hart/ });
	await row.getByText('The mail is kept in the settings of mail').waitFor();
	await server.postgresql.query(`UPDATE ${schema}.outgoing_mails SET state = 'failed', answer_code = 550, answer = '550 5.1.1 No such user; see https://why.example/' || repeat('x', 120) WHERE kind = 'accounts.invitation'`);
	await page.reload();
	await row.getByText('The mail was refused: 550 5.1.1 No such user').waitFor();
	await inEachLook(page, 'refused', async look => {
		const beyond = await row.evaluate(element => [...element.querySelectorAll('*')].filter(each => each.getBoundingClientRect().right > innerWidth).length);
		assert.equal(beyond, 0, `${look}: nothing is cut off`);
	});
	await page.context().close();
});
