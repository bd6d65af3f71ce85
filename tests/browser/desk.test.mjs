// The console's flows as agents go through them: signing in and out, taking, handing over, presence.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Merchant, axe, openPage, settled } from '../harness/browser.mjs';
import { Agent, sendMessage } from '../harness/client.mjs';
import { WidgetPage } from '../harness/pages.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';
import { Shops, close } from './shop.mjs';

let server, browser, shops;
before(async () => {
	shops = await Shops.start();
	({ server, browser } = shops);
});
after(() => shops?.stop());

const newShop = (...names) => shops.open(...names);
const waiting = (...visitor) => shops.waiting(...visitor);

async function signInForm(email, password, at = server) {
	const page = await openPage(browser, `${at.url}/admin/sign-in`);
	await page.getByLabel('E-mail').fill(email);
	await page.locator('input[type=password]').fill(password);
	await page.getByRole('button', { name: 'Sign in' }).click();
	return page;
}

/* ---- signing in ---- */

test('a wrong password and an unknown e-mail hear the same', async () => {
	const { logins } = newShop('Robin');
	for (const email of [logins.Robin.email, 'nobody@shop.example']) {
		const page = await signInForm(email, 'wrong horse battery');
		await page.getByRole('alert').getByText('This e-mail and password do not match.').waitFor();
		await page.context().close();
	}
});

test('who tries too often is told how long to wait, and cannot press the button until then', async () => {
	const strict = await Server.start({ rate_limits: 'true' });
	// Time is counted by the clock: where others have the processor, a page's files may take more than a share.
	strict.expect('connections were not read for a while: they took more than their share');
	try {
		const page = await signInForm('robin@shop.example', 'wrong horse battery', strict);
		const button = page.getByRole('button', { name: 'Sign in' });
		const throttled = page.getByText(/Too many attempts\. Try again in \d\d:\d\d\. Another browser/);
		await until(async () => {
			if (await throttled.isVisible()) return await button.isDisabled(); // the wait may be over by then
			if (await button.isEnabled()) await button.click();
			return false;
		}, 30_000, 'the throttle, and a button that cannot be pressed');
		await page.getByLabel('E-mail').fill('another@shop.example'); // the address was mistyped
		await button.and(page.locator(':enabled')).waitFor();
		assert.equal(await throttled.isVisible(), false);
		await page.context().close();
	} finally {
		await strict.stop();
	}
});

test('signing in while the server is away says so, and works once it is back', async () => {
	const { logins } = newShop('Robin');
	const page = await openPage(browser, `${server.url}/admin/sign-in`);
	await page.getByLabel('E-mail').fill(logins.Robin.email);
	await page.locator('input[type=password]').fill(logins.Robin.password);
	await page.route('**/api/admin/sign-in', route => route.abort('connectionrefused'));
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.getByText('The server does not answer. Check your connection').waitFor();
	await page.unroute('**/api/admin/sign-in');
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.getByRole('heading', { name: 'Queue' }).waitFor();
	await page.context().close();
});

test('the page of an absent server stays while it asks again, and gives way once there is an answer', async () => {
	const page = await openPage(browser, 'about:blank');
	let isAway = true;
	let isAsked = false;
	let release;
	const gate = new Promise(resolve => (release = resolve));
	await page.route('**/api/admin/me', async route => {
		if (isAway) return route.abort('connectionrefused');
		isAsked = true;
		await gate;
		return route.continue();
	});
	await page.goto(`${server.url}/admin/support/chat`);
	const heading = page.getByRole('heading', { name: 'The server does not answer' });
	await heading.waitFor();
	isAway = false;
	await page.getByRole('button', { name: 'Try again' }).click();
	await until(() => isAsked, 10_000, 'another question');
	assert.equal(await heading.isVisible(), true);
	release();
	await page.getByLabel('E-mail').waitFor();
	await page.context().close();
});

test('an e-mail of two tenants is asked which, and lands at the chosen desk', async () => {
	const first = newShop('Robin');
	const second = newShop();
	const { email, password } = first.logins.Robin;
	server.addAgent(second.tenant, email, { name: 'Robin Elsewhere', password });
	await waiting(second.tenant, 'Elsewhere Only');
	const page = await signInForm(email, password);
	await page.getByRole('heading', { name: 'Which desk?' }).waitFor();
	await page.getByRole('button', { name: `Shop ${shops.count}` }).click();
	await page.getByRole('button', { name: 'Take Elsewhere Only' }).waitFor();
	await page.context().close();
});

test('who opens a chat while signed out comes to it after signing in', async () => {
	const { tenant, logins } = newShop('Robin');
	const visitor = await waiting(tenant, 'Ada');
	const page = await openPage(browser, `${server.url}/admin/support/chat/${visitor.session.id}`);
	await page.getByLabel('E-mail').fill(logins.Robin.email);
	await page.locator('input[type=password]').fill(logins.Robin.password);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.getByRole('log').getByText('I am Ada').waitFor();
	await page.context().close();
	await close(visitor);
});

/* ---- signing out, and being signed out ---- */

/** Five seconds, and as long again for a slow machine. */
async function isAtSignIn(page, ms = 10_000) {
	await page.getByRole('button', { name: 'Sign in' }).waitFor({ timeout: ms });
}

async function choose(page, item) {
	await page.getByRole('button', { name: /^Account/ }).click();
	await page.getByRole('menuitem', { name: item, exact: true }).click();
}

test('signing out everywhere ends the other browser within 5 s', async () => {
	const { desk } = newShop('Robin');
	const [here, there] = [await desk('Robin'), await desk('Robin')];
	await choose(here.page, 'Sign out everywhere');
	await Promise.all([isAtSignIn(here.page), isAtSignIn(there.page)]);
	await there.page.getByText('Your sign-in has ended').waitFor();
	await close(here, there);
});

test('signing out leaves the other browser alone', async () => {
	const { desk } = newShop('Robin');
	const [here, there] = [await desk('Robin'), await desk('Robin')];
	await choose(here.page, 'Sign out');
	await isAtSignIn(here.page);
	await there.page.reload();
	await there.page.getByRole('heading', { name: 'Queue' }).waitFor();
	await close(here, there);
});

test('a new password signs the other browser out', async () => {
	const { desk } = newShop('Robin');
	const [here, there] = [await desk('Robin'), await desk('Robin')];
	await choose(here.page, 'Change password');
	const dialog = here.page.getByRole('dialog');
	await dialog.locator('input').nth(0).fill('not my password');
	await dialog.locator('input').nth(1).fill('staple gun weather');
	await dialog.getByRole('button', { name: 'Change password' }).click();
	await dialog.getByText('The current password is not right.').waitFor();
	await dialog.locator('input').nth(0).fill('correct horse battery');
	await dialog.getByRole('button', { name: 'Change password' }).click();
	await here.page.getByText('Password changed.').waitFor();
	await isAtSignIn(there.page);
	await here.page.reload();
	await here.page.getByRole('heading', { name: 'Queue' }).waitFor();
	await close(here, there);
});

test('an agent who is disabled is signed out at once and cannot come back', async () => {
	const { tenant, desk, logins } = newShop('Robin');
	const robin = await desk('Robin');
	server.command(['agent', 'disable', '--tenant', tenant, '--email', logins.Robin.email]);
	await isAtSignIn(robin.page, 20_000);
	const page = await signInForm(logins.Robin.email, logins.Robin.password);
	await page.getByText('do not match').waitFor();
	await page.context().close();
	await close(robin);
});

/* ---- the queue ---- */

test('of two agents who take at the same moment one wins, and the other hears who', async () => {
	const { tenant, desk } = newShop('Robin', 'Kim');
	const [robin, kim] = [await desk('Robin'), await desk('Kim')];
	const visitor = await waiting(tenant, 'Ada');
	const buttons = [robin, kim].map(side => side.page.getByRole('button', { name: 'Take Ada' }));
	await Promise.all(buttons.map(button => button.waitFor()));
	let arrived = 0;
	let release;
	const both = new Promise(resolve => (release = resolve));
	for (const side of [robin, kim])
		await side.page.route('**/assign', async route => {
			if (++arrived === 2) release();
			await both;
			await route.continue();
		});
	await Promise.all(buttons.map(button => button.click()));
	const lost = (side, winner, winning) => side.page.getByText(`${winner} Hale was faster and has this chat.`).waitFor().then(() => [winning, side]);
	const [winner, loser] = await Promise.any([lost(kim, 'Robin', robin), lost(robin, 'Kim', kim)]);
	await winner.page.getByRole('textbox', { name: 'Your message' }).waitFor();
	await until(async () => !(await loser.page.getByRole('button', { name: 'Take Ada' }).count()), 10_000, 'the queue of the loser to be empty');
	await close(robin, kim, visitor);
});

test('each wait in the queue ticks', async () => {
	const { tenant, desk } = newShop('Robin');
	const robin = await desk('Robin');
	const visitor = await waiting(tenant, 'Ada');
	const clock = robin.page.getByRole('listitem').filter({ hasText: 'Ada' }).getByRole('timer');
	const first = await clock.textContent();
	await until(async () => (await clock.textContent()) !== first, 20_000, 'the clock to tick');
	assert.match(await clock.textContent(), /^\d\d:\d\d$/);
	await close(robin, visitor);
});

test('a chat is handed to a colleague, then back to the queue, and each side sees it', async () => {
	const { tenant, desk } = newShop('Robin', 'Kim');
	const [robin, kim] = [await desk('Robin'), await desk('Kim')];
	const visitor = await waiting(tenant, 'Ada');
	await robin.page.getByRole('button', { name: 'Take Ada' }).click();
	await robin.write('Let me ask Kim.');
	const dialog = robin.page.getByRole('dialog');
	await robin.page.getByRole('button', { name: 'Transfer' }).first().click();
	await dialog.getByRole('radio', { name: /Kim Hale/ }).click();
	await dialog.getByRole('button', { name: 'Transfer' }).click();
	await robin.page.getByText('Handed over to Kim Hale.').waitFor();
	await kim.page.getByText('For you').waitFor();
	await kim.page.getByRole('button', { name: 'Take Ada' }).click();
	await kim.sees('Let me ask Kim.');
	await kim.write('Kim here.');
	await visitor.socket.event('message.new', e => e.message.content === 'Kim here.');
	await kim.page.getByRole('button', { name: 'Transfer' }).first().click();
	await kim.page.getByRole('dialog').getByRole('radio', { name: /Back to the queue/ }).click();
	await kim.page.getByRole('dialog').getByRole('button', { name: 'Transfer' }).click();
	await kim.page.getByText('The chat is back in the queue.').waitFor();
	await robin.page.getByRole('button', { name: 'Take Ada' }).click();
	await robin.page.getByRole('textbox', { name: 'Your message' }).waitFor();
	await robin.sees('Kim here.');
	await close(robin, kim, visitor);
});

test('a look at a waiting chat is not yet a take, and the button in it takes', async () => {
	const { tenant, desk } = newShop('Robin');
	const robin = await desk('Robin');
	const visitor = await waiting(tenant, 'Ada');
	await robin.page.getByRole('link', { name: /Ada/ }).click();
	await robin.sees('I am Ada');
	assert.equal(await robin.page.getByRole('textbox', { name: 'Your message' }).count(), 0);
	assert.equal(visitor.socket.events.some(e => e.type === 'receipt' && e.read > 0), false, 'a look is not yet reading');
	await robin.page.getByRole('button', { name: 'Take chat' }).click();
	await robin.page.getByRole('textbox', { name: 'Your message' }).waitFor();
	await visitor.socket.event('receipt', e => e.senderType === 'agent' && e.read === 1);
	await close(robin, visitor);
});

/* ---- presence ---- */

test('with everybody away the visitor is told, and the details left there show up in the console', async () => {
	const { tenant, desk } = newShop('Robin');
	const merchant = await Merchant.open(server, tenant);
	server.command(['tenant', 'set', tenant, '--add-origin', merchant.url]);
	const robin = await desk('Robin');
	const status = robin.page.getByRole('radiogroup', { name: 'Your status' });
	await robin.page.getByText('1 agent online').waitFor();
	await status.locator('label', { hasText: 'Away' }).click();
	await robin.page.getByText('0 agents online').waitFor();
	const widget = await WidgetPage.open(browser, merchant.url);
	await widget.click();
	await widget.page.getByText("We're currently offline. Leave a message!").waitFor();
	assert.equal(await widget.page.getByText('Away right now').count(), 0, 'it is said once');
	await widget.write('Please call me back');
	await widget.window.getByRole('textbox', { name: 'Name' }).fill('Ada Lovelace');
	const email = widget.window.getByRole('textbox', { name: 'Email' });
	await email.fill('ada@example..org');
	await widget.window.getByRole('button', { name: 'Save' }).click();
	await widget.page.getByText('That doesn\u2019t look like an email address.').waitFor();
	assert.equal(await email.inputValue(), 'ada@example..org', 'what was typed stays');
	await email.fill('ada@example.org');
	await widget.window.getByRole('button', { name: 'Save' }).click();
	await widget.page.getByText('We’ll get back to you at ada@example.org').waitFor();
	await robin.page.getByRole('link', { name: /Ada Lovelace/ }).click();
	await robin.page.getByRole('region', { name: 'About the visitor' }).getByText('ada@example.org').waitFor();
	await status.locator('label', { hasText: 'Online' }).click();
	await widget.page.getByText('next in line').waitFor();
	await close(robin, widget);
	await merchant.close();
});

test('what the page says of its visitor stands beside the chat and changes with it; what the shop has signed is marked', async () => {
	const { tenant, desk } = newShop('Robin');
	const secret = server.command(['tenant', 'secret', tenant]).match(/^secret:\s+(\S+)$/m)[1];
	const merchant = await Merchant.open(server, tenant);
	server.command(['tenant', 'set', tenant, '--add-origin', merchant.url]);
	const [robin, widget] = await Promise.all([desk('Robin'), WidgetPage.open(browser, merchant.url)]);
	const hmac = (kind, text) => createHmac(kind, secret).update(text).digest('hex');
	const say = (verb, more) => widget.page.evaluate(([verb, more]) => window.frontdesk(verb, more), [verb, more]);
	await widget.page.evaluate(() => window.frontdesk('setAttributes', { plan: 'none', orders: 1234.5, isMember: true, since: { date: '2024-02-29' }, seen: new Date(0), basket: [1], note: 'long '.repeat(60), 'turned\u2069': 'a\u2069\u202eb' }));
	const said = [];
	widget.page.on('console', message => said.push(message.text()));
	await widget.click();
	await widget.write('Hello?');
	await robin.takeNext();
	const shown = robin.page.getByRole('region', { name: 'From the shop' });
	const pairs = async () => shown.locator('dl > div').evaluateAll(all => Object.fromEntries(all.map(row => [row.querySelector('dt').textContent, row.querySelector('dd').textContent])));
	await shown.getByText('1,234.5').waitFor();
	const first = await pairs();
	assert.deepEqual(Object.keys(first), ['isMember', 'note', 'orders', 'plan', 'seen', 'since', 'turned']);
	assert.deepEqual([first.isMember, first.plan, first.since, first.turned, first.note.length], ['Yes', 'none', 'Feb 29, 2024', 'ab', 255]);
	const signedAttributes = JSON.stringify({ plan: 'gold' });
	await say('identify', { identifier: 'ada', identifierHash: hmac('sha256', 'ada'), signedAttributes, attributesHash: hmac('sha512', `ada\n${signedAttributes}`), note: null });
	await shown.getByText('gold').waitFor();
	assert.deepEqual(Object.keys(await pairs()), ['isMember', 'orders', 'plan', 'seen', 'since', 'turned']);
	await shown.locator('dt', { hasText: 'plan' }).getByRole('img', { name: 'Signed by the shop' }).waitFor();
	assert.equal(await shown.getByRole('img').count(), 1);
	await say('identify', { signedAttributes: '{"plan":"platinum"}', attributesHash: hmac('sha512', 'ada\n{}'), basket: 'a fern' });
	await shown.getByText('a fern').waitFor();
	assert.equal((await pairs()).plan, 'gold', 'what nobody has signed is not believed, and the rest is');
	assert.ok(said.some(text => text.includes("The attributes' hash does not prove them")), said.join());
	await close(robin, widget);
	await merchant.close();
});

test('the title counts who waits and what is unread, and forgets what was read', async () => {
	const { tenant, desk } = newShop('Robin');
	const robin = await desk('Robin');
	const titled = title => until(async () => (await robin.page.title()) === title, 10_000, `the title ${title}`);
	await titled('Chats · Frontdesk');
	const ada = await waiting(tenant, 'Ada');
	await titled('(1) Chats · Frontdesk');
	await robin.page.getByRole('button', { name: 'Take Ada' }).click();
	await titled('Chats · Frontdesk');
	const bo = await waiting(tenant, 'Bo');
	await robin.page.getByRole('button', { name: 'Take Bo' }).click();
	await robin.sees('I am Bo');
	await sendMessage(ada, ada.session.id, 'One more thing');
	await sendMessage(ada, ada.session.id, 'And another');
	await titled('(2) Chats · Frontdesk');
	await robin.page.getByRole('link', { name: /Ada/ }).click();
	await robin.sees('And another');
	await titled('Chats · Frontdesk');
	await close(robin, ada, bo);
});

test('a chat that has ended asks for no attention, whatever was left unread in it', async () => {
	const { tenant, desk } = newShop('Robin');
	const robin = await desk('Robin');
	const ada = await waiting(tenant, 'Ada');
	await robin.page.getByRole('button', { name: 'Take Ada' }).click();
	await robin.sees('I am Ada');
	const bo = await waiting(tenant, 'Bo');
	await robin.page.getByRole('button', { name: 'Take Bo' }).click();
	await robin.sees('I am Bo');
	await sendMessage(ada, ada.session.id, 'Never mind');
	const item = robin.page.getByRole('link', { name: /Ada/ });
	await item.getByRole('img', { name: '1 unread' }).waitFor();
	await ada.request('POST', `/api/support/chat/${ada.session.id}/end`, {});
	await item.waitFor({ state: 'detached' });
	await robin.page.getByText('Ended', { exact: true }).click();
	await item.waitFor();
	assert.equal(await robin.page.getByRole('img', { name: /unread/ }).count(), 0);
	await close(robin, ada, bo);
});

test('the count of those online follows colleagues who come and go', async () => {
	const { desk } = newShop('Robin', 'Kim');
	const robin = await desk('Robin');
	await robin.page.getByText('1 agent online').waitFor();
	const kim = await desk('Kim');
	await robin.page.getByText('2 agents online').waitFor();
	await kim.page.getByText('2 agents online').waitFor();
	await kim.page.getByRole('radiogroup', { name: 'Your status' }).locator('label', { hasText: 'Away' }).click();
	await Promise.all([robin, kim].map(side => side.page.getByText('1 agent online').waitFor()));
	await close(robin, kim);
});

/* ---- the keyboard ---- */

test('a chat is taken, answered and left with the keyboard alone', async () => {
	const { tenant, desk } = newShop('Robin');
	const robin = await desk('Robin');
	const { keyboard } = robin.page;
	const focused = () => robin.page.evaluate(() => document.activeElement?.textContent ?? '');
	const [ada, bo] = [await waiting(tenant, 'Ada'), await waiting(tenant, 'Bo')];
	for (const name of ['Take Ada', 'Take Bo']) await robin.page.getByRole('button', { name }).waitFor();
	await keyboard.press('Alt+t');
	await robin.sees('I am Ada');
	const field = robin.page.getByRole('textbox', { name: 'Your message' });
	await until(() => field.evaluate(element => element === document.activeElement), 20_000, 'the composer to have the focus');
	await keyboard.type('First line');
	await keyboard.press('Shift+Enter');
	await keyboard.type('second line');
	await keyboard.press('Enter');
	await ada.socket.event('message.new', e => e.message.content === 'First line\nsecond line');
	await keyboard.press('Escape');
	await until(async () => /Ada/.test(await focused()), 20_000, 'the list to have the focus');
	await keyboard.press('k');
	await until(async () => /Bo/.test(await focused()), 20_000, 'the entry above to have the focus');
	await keyboard.press('Enter');
	await robin.sees('I am Bo');
	await keyboard.press('?');
	await robin.page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
	await keyboard.press('Escape');
	await robin.page.getByRole('dialog').waitFor({ state: 'detached' });
	await keyboard.press('/');
	await keyboard.type('nobody of this name');
	await robin.page.getByText('Nothing matches.').waitFor();
	await keyboard.press('Escape');
	await robin.page.getByRole('link', { name: /Ada/ }).waitFor();
	await close(robin, ada, bo);
});

test('a draft stays with its chat while the agent looks at another one', async () => {
	const { tenant, desk } = newShop('Robin');
	const robin = await desk('Robin');
	const [ada, bo] = [await waiting(tenant, 'Ada'), await waiting(tenant, 'Bo')];
	const field = robin.page.getByRole('textbox', { name: 'Your message' });
	for (const name of ['Ada', 'Bo']) {
		await robin.page.getByRole('button', { name: `Take ${name}` }).click();
		await robin.sees(`I am ${name}`);
	}
	await field.fill('half a thought');
	await robin.page.getByRole('link', { name: /Ada/ }).click();
	await robin.sees('I am Ada');
	assert.equal(await field.inputValue(), '');
	await robin.page.getByRole('link', { name: /Bo/ }).click();
	await until(async () => (await field.inputValue()) === 'half a thought', 20_000, 'the draft');
	await close(robin, ada, bo);
});

test('who writes is seen typing on both sides', async () => {
	const { tenant, desk } = newShop('Robin');
	const robin = await desk('Robin');
	const ada = await waiting(tenant, 'Ada');
	await robin.page.getByRole('button', { name: 'Take Ada' }).click();
	await robin.sees('I am Ada');
	ada.socket.send('typing.set', { sessionId: ada.session.id, typing: true });
	await robin.page.getByText('Ada is typing').first().waitFor();
	await robin.page.getByRole('textbox', { name: 'Your message' }).pressSequentially('Hm');
	await ada.socket.event('typing', e => e.senderType === 'agent' && e.typing);
	await close(robin, ada);
});

test('a message with a character that cannot be sent says why, and stays', async () => {
	const { tenant, desk } = newShop('Robin');
	const robin = await desk('Robin');
	const visitor = await waiting(tenant, 'Ada');
	await robin.takeNext();
	await robin.write('a\u0001b');
	await robin.page.getByText('Not sent: it has characters that cannot be sent').waitFor();
	await robin.sees('a\u0001b');
	await robin.write('and the next one goes');
	await visitor.socket.event('message.new', e => e.message.content === 'and the next one goes');
	await close(robin, visitor);
});

/* ---- direction ---- */

/** Where these words of an element stand on its line, from the left. */
const placesOf = (locator, ...words) => locator.evaluate((element, wanted) => {
	const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT), places = {};
	for (let node = walker.nextNode(); node; node = walker.nextNode())
		for (const word of wanted.filter(each => node.data.includes(each))) {
			const range = document.createRange();
			range.setStart(node, node.data.indexOf(word));
			range.setEnd(node, node.data.indexOf(word) + word.length);
			places[word] ??= range.getBoundingClientRect().left;
		}
	return wanted.map(word => places[word]);
}, words);

async function assertInOrder(locator, ...words) {
	const places = await placesOf(locator, ...words);
	assert.deepEqual(places.toSorted((a, b) => a - b), places, `${words}: ${places}`);
}

test('marks of direction in a name or a text turn nothing else round', async () => {
	const { tenant, desk } = newShop('Robin');
	const robin = await desk('Robin');
	const visitor = await waiting(tenant, '\u2069\u202eecilA', 'Look: \u202eelpmaxe.live//:sptth https://good.example/a and more');
	await visitor.request('PATCH', `/api/support/chat/${visitor.session.id}`, { visitorEmail: 'ecila@shop.example' });
	await robin.takeNext();
	const link = robin.page.getByRole('log').getByRole('link', { name: /good\.example/ });
	await assertInOrder(link, 'https', 'good', 'example');
	visitor.socket.send('typing.set', { sessionId: visitor.session.id, typing: true });
	const typing = robin.page.locator('[dir=auto]', { hasText: 'is typing' });
	await typing.waitFor();
	await assertInOrder(typing, 'is', 'typing');
	await robin.page.getByRole('button', { name: 'End chat' }).first().click();
	const sentence = robin.page.getByRole('dialog').getByText('can read it afterwards');
	await sentence.waitFor();
	await assertInOrder(sentence, 'ecilA', ' can', 'read');
	await close(robin, visitor);
});

/* ---- several at once ---- */

test('several chats are chosen and ended by keyboard, after a question that says how many', async () => {
	const { tenant, desk } = newShop('Robin');
	const robin = await desk('Robin'), { page } = robin;
	const active = await waiting(tenant, 'Ada');
	await robin.takeNext();
	const visitors = [active, await waiting(tenant, 'Bea'), await waiting(tenant, 'Cyd')];
	const stays = await waiting(tenant, 'Dan');
	const press = async (locator, key) => {
		await locator.focus();
		await page.keyboard.press(key);
	};
	const toggle = page.getByRole('button', { name: 'Choose several' });
	await page.getByRole('button', { name: 'Take Dan' }).waitFor();
	assert.equal(await page.getByRole('checkbox').count(), 0);
	await press(toggle, 'Enter');
	assert.equal(await toggle.getAttribute('aria-pressed'), 'true');
	assert.equal(await page.getByRole('button', { name: 'End 0 chats' }).isDisabled(), true);
	for (const name of ['Ada', 'Bea', 'Dan', 'Cyd']) await press(page.getByRole('checkbox', { name: `Choose ${name}` }), 'Space');
	await press(page.getByRole('checkbox', { name: 'Choose Dan' }), 'Space');
	await page.getByRole('status').getByText('3 chosen', { exact: true }).waitFor();
	await settled(page);
	assert.deepEqual(await axe(page), []);
	await press(page.getByRole('button', { name: 'End 3 chats' }), 'Enter');
	const question = page.getByRole('dialog', { name: 'End 3 chats?' });
	await question.waitFor();
	await until(() => question.getByRole('button', { name: 'End 3 chats' }).evaluate(button => button === document.activeElement), 20_000, 'the focus in the question');
	await settled(page);
	assert.deepEqual(await axe(page), []);
	await page.keyboard.press('Escape');
	await question.waitFor({ state: 'detached' });
	await press(page.getByRole('button', { name: 'End 3 chats' }), 'Enter');
	await question.waitFor();
	await press(question.getByRole('button', { name: 'End 3 chats' }), 'Enter');
	for (const visitor of visitors) await visitor.socket.event('session', e => e.session.id === visitor.session.id && e.session.status === 'ended');
	await page.getByText('3 chats have ended.').waitFor();
	await until(() => toggle.evaluate(button => button === document.activeElement && button.getAttribute('aria-pressed') === 'false'), 20_000, 'the focus where it began');
	await until(async () => await page.getByRole('button', { name: /^Take (Bea|Cyd)$/ }).count() === 0, 10_000, 'them to leave the queue');
	assert.equal(await page.getByRole('button', { name: 'Take Dan' }).count(), 1);
	await close(robin, ...visitors, stays);
});

test('which of several chats have not ended, and why, is shown', async () => {
	const { tenant, logins, desk } = newShop('Robin', 'Kim');
	const robin = await desk('Robin'), { page } = robin;
	const kim = await Agent.signIn(server, logins.Kim);
	await kim.connect();
	const visitors = [await waiting(tenant, 'Bea'), await waiting(tenant, 'Cyd')];
	await page.getByRole('button', { name: 'Choose several' }).click();
	for (const name of ['Bea', 'Cyd']) await page.getByRole('checkbox', { name: `Choose ${name}` }).check();
	await page.getByRole('button', { name: 'End 2 chats' }).click();
	const question = page.getByRole('dialog', { name: 'End 2 chats?' });
	await question.waitFor();
	assert.equal((await kim.request('POST', `/api/admin/support/chat/${visitors[1].session.id}/assign`, {})).status, 200);
	await question.getByRole('button', { name: 'End 2 chats' }).click();
	const answer = page.getByRole('dialog', { name: '1 of 2 chats have ended' });
	await answer.getByRole('alert').getByText('Cyd: a colleague has this chat').waitFor();
	await settled(page);
	assert.deepEqual(await axe(page), []);
	await visitors[0].socket.event('session', e => e.session.status === 'ended');
	await answer.getByRole('button', { name: 'Close' }).last().click();
	await page.getByRole('status').getByText('0 chosen', { exact: true }).waitFor();
	await close(robin, kim, ...visitors);
});
