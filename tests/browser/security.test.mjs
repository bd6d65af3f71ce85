// How people sign in: the second step, set up, asked for and turned off; and by a provider.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { axe, openPage, settled } from '../harness/browser.mjs';
import { ConsolePage } from '../harness/pages.mjs';
import { TestProvider } from '../harness/provider.mjs';
import { makeCertificate } from '../harness/tls.mjs';
import { codeOf, noCodeOf } from '../harness/totp.mjs';
import { inEachLook } from './looks.mjs';
import { Shops } from './shop.mjs';

let server, shops, pair, provider;
before(async () => {
	shops = await Shops.start(each => {
		pair = makeCertificate(each.folder, { name: 'provider', names: 'IP:127.0.0.2' });
		return { outside_ca: pair.tls_certificate, outside_networks: '127.0.0.2/32' };
	});
	({ server } = shops);
	provider = await TestProvider.start(pair, `${server.url}/admin/sign-in/callback`);
});
after(async () => {
	provider?.stop();
	await shops?.stop();
});

/** A code may be shown again, as if it were another one: nobody waits for the next step. */
const unuse = () => server.postgresql.query('UPDATE control.second_factors SET last_step = 0');

test('who sets a second step up is asked for a code when they sign in next, and may show a recovery code', async () => {
	const { logins: { Robin: login }, desk } = shops.open('Robin');
	const { page } = await desk('Robin', { locale: 'en-GB', acceptDownloads: true });
	await page.getByRole('button', { name: /^Account: / }).click();
	await page.getByRole('menuitem', { name: 'Two-step sign-in' }).click();
	await page.getByText('your password alone signs you in').waitFor();
	await settled(page);
	assert.deepEqual(await axe(page), []);
	await page.getByRole('button', { name: 'Set it up' }).click();
	await page.getByLabel('Current password').fill(login.password);
	await page.keyboard.press('Enter');
	await page.getByRole('img', { name: 'QR code for an authenticator app' }).waitFor();
	await inEachLook(page, 'second-factor');
	await page.setViewportSize({ width: 1280, height: 800 });
	const secret = (await page.getByLabel('Key', { exact: true }).inputValue()).replaceAll(' ', '');
	await page.getByLabel('Code', { exact: true }).fill(noCodeOf(secret));
	await page.keyboard.press('Enter');
	await page.getByRole('alert').getByText('This code is not right').waitFor();
	await page.getByLabel('Code', { exact: true }).fill(codeOf(secret));
	await page.keyboard.press('Enter');
	const codes = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
	await codes.nth(9).waitFor();
	await inEachLook(page, 'recovery-codes');
	await page.setViewportSize({ width: 1280, height: 800 });
	const shown = await codes.allTextContents();
	const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download' }).click()]);
	assert.deepEqual(readFileSync(await file.path(), 'utf8').trim().split('\n'), shown);
	await page.getByRole('button', { name: 'I have kept them' }).click();
	await page.getByText('10 recovery codes are left').waitFor();
	await settled(page);
	assert.deepEqual(await axe(page), []);
	assert.deepEqual(page.story.violations, []);

	const other = await openPage(shops.browser, ConsolePage.url(server), { locale: 'de-DE' });
	await other.getByLabel('E-Mail').fill(login.email);
	await other.locator('input[type=password]').fill(login.password);
	await other.keyboard.press('Enter');
	await other.getByRole('heading', { name: 'Noch ein Schritt' }).waitFor();
	await inEachLook(other, 'second-step');
	await other.getByLabel('Code', { exact: true }).fill(noCodeOf(secret));
	await other.keyboard.press('Enter');
	await other.getByRole('alert').getByText('Dieser Code passt nicht').waitFor();
	await other.getByRole('button', { name: 'Wiederherstellungscode verwenden' }).click();
	await other.getByLabel('Wiederherstellungscode').fill(shown[0]);
	await other.keyboard.press('Enter');
	await other.getByRole('heading', { name: 'Warteschlange' }).waitFor();
	await other.context().close();

	await unuse();
	await page.getByRole('button', { name: 'Turn off' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByLabel('Current password').fill(login.password);
	await dialog.getByLabel('Code, or a recovery code').fill(codeOf(secret));
	await settled(page);
	assert.deepEqual(await axe(page), []);
	await dialog.getByRole('button', { name: 'Turn off' }).click();
	await page.getByText('your password alone signs you in').waitFor();
	await page.context().close();
});

/** Goes to the provider from a page that has its button, and says there who one is. */
async function goBy(page, name, account) {
	await page.getByRole('button', { name }).click();
	await page.getByLabel('Account').fill(account);
	await page.getByRole('button', { name: 'Continue' }).click();
}

test('an admin sets a provider up, and colleagues sign in by it; a stranger is told why not', async () => {
	const { tenant, logins: { Robin: login } } = shops.open('Robin');
	const admin = server.addAgent(tenant, 'ada.provider@shop.example', { name: 'Ada Hale', role: 'admin' });
	const { page } = await ConsolePage.open(shops.browser, server, admin, { locale: 'en-GB' });
	await page.goto(`${server.url}/admin/settings/security`);
	const section = page.getByRole('region', { name: 'Sign-in by a provider' });
	await section.getByLabel('Name').fill('Example');
	await section.getByLabel('Issuer').fill(`${provider.issuer}/elsewhere`);
	await section.getByRole('button', { name: 'Try it' }).click();
	await section.getByText('It answers with status 404.').waitFor();
	await inEachLook(page, 'provider-answer');
	await page.setViewportSize({ width: 1280, height: 800 });
	await section.getByLabel('Issuer').fill(provider.issuer);
	await section.getByRole('button', { name: 'Try it' }).click();
	await section.getByText('It answers as it should.').waitFor();
	await section.getByLabel('Client ID').fill('desk');
	await section.getByLabel('Client secret').fill(provider.client.client_secret);
	await section.getByRole('checkbox', { name: /^Everybody but admins/ }).check();
	await section.getByRole('button', { name: 'Save' }).click();
	await section.getByText('Nobody has signed in by it yet.').waitFor();
	const link = await section.getByRole('group', { name: 'Sign-in page of this desk' }).textContent();
	assert.deepEqual(page.story.violations, []);

	const context = { locale: 'de-DE', ignoreHTTPSErrors: true };
	provider.accounts.robin = { email: login.email, email_verified: true };
	const other = await openPage(shops.browser, link, context);
	await other.getByRole('button', { name: 'Mit \u2068Example\u2069 anmelden' }).waitFor();
	await inEachLook(other, 'sign-in-provider');
	await goBy(other, 'Mit \u2068Example\u2069 anmelden', 'nobody');
	await other.getByRole('alert').getByText('gehört niemandem, der hier arbeitet').waitFor();
	assert.equal(new URL(other.url()).search, '');
	await inEachLook(other, 'sign-in-refused');
	await goBy(other, 'Mit \u2068Example\u2069 anmelden', 'robin');
	await other.getByRole('heading', { name: 'Warteschlange' }).waitFor();
	assert.equal(new URL(other.url()).pathname, '/admin/support/chat');
	assert.deepEqual(other.story.violations, []);
	await other.context().close();

	const third = await openPage(shops.browser, `${server.url}/admin/account/security`, { ...context, locale: 'en-GB' });
	await third.getByLabel('E-mail').fill(login.email);
	await third.locator('input[type=password]').fill(login.password);
	await third.keyboard.press('Enter');
	await third.getByText('but your desk wants you to come by').waitFor();
	await inEachLook(third, 'sign-in-wanted');
	await goBy(third, 'Sign in with \u2068Example\u2069', 'robin');
	await third.getByText('your password alone signs you in').waitFor();
	await third.context().close();

	await page.reload();
	await section.getByRole('button', { name: 'Unlink \u2068Robin Hale\u2069' }).click();
	await section.getByText('Nobody has signed in by it yet.').waitFor();
	await page.context().close();
});
