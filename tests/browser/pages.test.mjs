// Every page and state of the widget, the console and the demo shop: axe finds nothing, in light on a desktop
// and in dark on a phone; with FRONTDESK_TESTS_FULL in each on both. With FRONTDESK_SCREENSHOTS=FOLDER each is
// also kept as a picture.
import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Merchant, axe, launch, openPage, settled } from '../harness/browser.mjs';
import { Agent, Visitor, request, sendMessage } from '../harness/client.mjs';
import { openDemo } from '../harness/demo.mjs';
import { ConsolePage, WidgetPage, tapClock, tapSocket } from '../harness/pages.mjs';
import { Server } from '../harness/server.mjs';

const DEVICES = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
const dressed = (colorScheme, device) => ({ colorScheme, device, viewport: DEVICES[device] });
const LOOKS = [dressed('light', 'desktop'), dressed('dark', 'phone'), ...(process.env.FRONTDESK_TESTS_FULL ? [dressed('light', 'phone'), dressed('dark', 'desktop')] : [])];
const LONG_WORD = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(2);
const LONG_NAME = 'Maximiliane-Bernadette von und zu Hohenlohe-Waldenburg-Schillingsfürst';
const ADDRESS = 'https://shop.example/plants/boston-fern?size=large&pot=terracotta&delivery=two-to-four-days#care';
const ARABIC = 'مرحبا، هل نبتة السرخس متوفرة الآن؟ أريد واحدة صغيرة لغرفة المعيشة.';

let server, browser, secret, shop, arabicShop, quietShop, quietArabicShop, quietGermanShop, demo, robin, mia, sam, kim;
const tenants = {};

function addShop(tenant, options) {
	return Merchant.open(server, tenant, { scheme: 'light dark', ...options }).then(merchant => {
		server.command(['tenant', 'set', tenant, '--add-origin', merchant.url]);
		return merchant;
	});
}

async function online(tenant, email, name) {
	const agent = await Agent.signIn(server, server.addAgent(tenant, email, { name, role: 'admin' }));
	await agent.connect();
	return agent;
}

before(async () => {
	server = await Server.start();
	browser = await launch();
	for (const name of ['Juniper & Pine', 'Ferns & Figs', 'Nobody Home', 'Nobody Asks']) tenants[name] = server.createTenant(name);
	shop = await addShop(tenants['Juniper & Pine']);
	arabicShop = await addShop(tenants['Juniper & Pine'], { lang: 'ar', dir: 'rtl' });
	secret = server.command(['tenant', 'secret', tenants['Ferns & Figs']]).match(/^secret:\s+(\S+)$/m)[1];
	quietShop = await addShop(tenants['Nobody Home']);
	quietArabicShop = await addShop(tenants['Nobody Home'], { lang: 'ar', dir: 'rtl' });
	quietGermanShop = await addShop(tenants['Nobody Home'], { lang: 'de' });
	demo = await openDemo(server, tenants['Juniper & Pine']);
	robin = await online(tenants['Juniper & Pine'], 'robin@shop.example', 'Robin Hale');
	mia = await online(tenants['Juniper & Pine'], 'mia@shop.example', 'Mia Brandt');
	sam = await online(tenants['Ferns & Figs'], 'sam@shop.example', 'Samira Okonkwo-Lindqvist');
	kim = await online(tenants['Ferns & Figs'], 'kim@shop.example', 'Kim Arrow');
	server.addAgent(tenants['Ferns & Figs'], 'both@shop.example', { name: 'Both Worlds' });
	server.addAgent(tenants['Nobody Asks'], 'both@shop.example', { name: 'Both Worlds' });
	await fillDesk();
});
after(async () => {
	demo?.close();
	await browser?.close();
	await Promise.all([shop, arabicShop, quietShop, quietArabicShop, quietGermanShop].map(each => each?.close()));
	await server?.stop();
});

/* ---- the widget's states ---- */

function openWidget(merchant = shop) {
	return WidgetPage.open(browser, merchant.url);
}

/** Writes, and answers the session that this began. */
async function begin(widget, texts) {
	await widget.click();
	for (const text of texts) {
		await widget.write(text);
		await widget.sees(text, 'stored');
	}
	return widget.sessionId();
}

async function answer(agent, sessionId, texts) {
	const { status } = await agent.request('POST', `/api/admin/support/chat/${sessionId}/assign`, {});
	assert.equal(status, 200);
	for (const text of texts) await sendMessage(agent, sessionId, text);
}

async function converse(merchant, texts, answers) {
	const widget = await openWidget(merchant);
	const sessionId = await begin(widget, texts);
	await answer(robin, sessionId, answers);
	for (const text of answers) await widget.sees(text);
	return { widget, sessionId };
}

async function handOver(sessionId) {
	const { status } = await robin.request('POST', `/api/admin/support/chat/${sessionId}/transfer`, { agentId: mia.id });
	assert.equal(status, 200);
}

const QUESTIONS = ['Hello! Is the Boston fern pet safe?', LONG_WORD, `I mean this one: ${ADDRESS}`, ARABIC];
const ANSWERS = ['Hi there! Yes, it is.', 'It likes:\n– shade\n– a misting now and then\n– company', LONG_WORD];

/** A widget on whose events and clock there is a hand. */
async function tapped(merchant, change) {
	let tap, clock;
	const widget = await WidgetPage.open(browser, 'about:blank', {}, async page => {
		tap = await tapSocket(page, change);
		clock = await tapClock(page);
		await page.goto(merchant.url);
	});
	return Object.assign(widget, { tap, clock });
}

/** Its line is cut, and it cannot come back by either way. */
async function cutOff(widget) {
	await begin(widget, ['Hello?']);
	await cut(widget.page, widget.tap);
	return widget;
}

async function cut(page, tap) {
	await page.route('**/events*', route => route.abort('connectionrefused'));
	await tap.cut();
}

/** The chat of this page is ended, and another one begun. */
async function beginAgain(widget, merchant) {
	if (!(await widget.sessionId())) await begin(widget, ['The first one.']);
	const { token, sessionId } = await widget.page.evaluate(() => JSON.parse(localStorage[Object.keys(localStorage).find(name => /^frontdesk:[^:]+$/.test(name))]));
	await request(server, 'POST', `/api/support/chat/${sessionId}/end`, { headers: { Authorization: `Bearer ${token}`, Origin: merchant.url } });
	await widget.window.locator('.panel .primary').click();
	await widget.write('Another one.');
	await widget.sees('Another one.', 'stored');
}

async function openEarlier(widget) {
	await widget.window.locator('[aria-expanded]').click();
	await widget.window.locator('.menu button').nth(1).click();
}

const PROVISIONAL_MS = 11_000;
let strays = 0;

/** A message of which the page hears although nobody stores it. */
const stray = (sessionId, sender, content) => ({
	type: 'message.new', sessionId, fingerprint: '0'.repeat(32),
	message: { id: `00000000-0000-4000-8000-${String(++strays).padStart(12, '0')}`, sessionId, ...sender, content, attachments: [], isRead: false, createdAt: new Date().toISOString() },
});

/** All that is read anew was late. */
const makeLate = event => (event.type === 'resumed' ? { ...event, messages: event.messages.map(message => ({ ...message, late: true })) } : event);

/** What the server would say: refused, or kept, by what is written. */
function meet({ type, sessionId, id, content }) {
	if (type !== 'message.send') return undefined;
	if (content === 'Refused.') return [{ type: 'message.refused', sessionId, id, code: 'denied', detail: 'not now' }];
	return [{ type: 'message.accepted', sessionId, id, createdAt: new Date().toISOString() }, { type: 'message.kept', sessionId, id }];
}

/** Lets not everything go well in an open chat; `view` is the widget or the console. */
async function unsettle(view, { tap, clock, sessionId, sender }) {
	await tap.say(stray(sessionId, sender, 'Nobody has confirmed this one.'));
	await view.sees('Nobody has confirmed this one.');
	await clock.skip(PROVISIONAL_MS);
	await view.sees('Nobody has confirmed this one.', 'lost');
	tap.answer = meet;
	await view.write('Kept.');
	await view.sees('Kept.', view.keptState);
	await view.write('Refused.');
	await view.sees('Refused.', view.refusedState);
	await tap.say(stray(sessionId, sender, 'This one is still on its way.'));
	await view.sees('This one is still on its way.');
	await clock.stop();
}

async function unsteadyWidget(merchant) {
	const widget = Object.assign(await tapped(merchant, makeLate), { keptState: 'kept', refusedState: 'refused' });
	const sessionId = await begin(widget, ['Hello?']);
	await answer(robin, sessionId, ['Sorry, this took a while.']);
	await widget.page.reload();
	await widget.window.waitFor();
	await widget.sees('Sorry, this took a while.', 'stored');
	await unsettle(widget, { ...widget, sessionId, sender: { senderId: robin.id, senderType: 'agent' } });
	return widget.page;
}

const WIDGET_STATES = {
	'the widget, closed': () => openWidget().then(widget => widget.page),
	'the widget, open and empty': async () => {
		const widget = await openWidget();
		await widget.click();
		return widget.page;
	},
	'the widget with a conversation': async () => {
		const { widget, sessionId } = await converse(shop, QUESTIONS, ANSWERS);
		await handOver(sessionId);
		await answer(mia, sessionId, ['Hello, this is Mia.']);
		await widget.sees('Hello, this is Mia.');
		return widget.page;
	},
	'the widget, being handed over, with its menu open': async () => {
		const { widget, sessionId } = await converse(shop, ['Hello?'], ['Hello!']);
		await handOver(sessionId);
		await widget.page.getByText('Mia Brandt will be with you in a moment.').waitFor();
		await widget.window.getByRole('button', { name: 'Options' }).click();
		return widget.page;
	},
	'the widget that could not end': async () => {
		const { widget } = await converse(shop, ['Hello?'], ['Hello!']);
		await widget.window.getByRole('button', { name: 'Options' }).click();
		await widget.window.getByRole('button', { name: 'End this chat' }).click();
		await widget.page.route('**/end', route => route.abort());
		await widget.window.getByRole('button', { name: 'End chat' }).click();
		await widget.window.getByRole('alert').waitFor();
		return widget.page;
	},
	'the widget, closed with an unread message': async () => {
		const { widget, sessionId } = await converse(shop, ['Hello?'], ['Hello!']);
		await widget.window.getByRole('button', { name: 'Minimise' }).click();
		await widget.window.waitFor({ state: 'detached' });
		await sendMessage(robin, sessionId, `Look at this one, it is lovely: ${ADDRESS}`);
		await widget.page.getByText('Look at this one').waitFor();
		return widget.page;
	},
	'the widget, waiting in the queue': async () => {
		for (const visitorName of ['First', 'Second']) await Visitor.start(server, tenants['Juniper & Pine'], { visitorName });
		const widget = await openWidget();
		await begin(widget, ['Is anybody there?']);
		await widget.page.getByText(/number \d+ in line/).waitFor();
		return widget.page;
	},
	'the widget with nobody online': async () => {
		const widget = await openWidget(quietShop);
		await begin(widget, ['Do you deliver to Norway?']);
		await widget.page.getByText('Leave your details').waitFor();
		await widget.window.getByRole('textbox', { name: 'Email' }).fill('not an address');
		await widget.window.getByRole('button', { name: 'Save' }).click();
		await widget.window.getByRole('alert').waitFor();
		return widget.page;
	},
	'the widget after leaving an address': async () => {
		const widget = await openWidget(quietShop);
		await begin(widget, ['Do you deliver to Norway?']);
		await widget.window.getByRole('textbox', { name: 'Email' }).fill('ada@example.org');
		await widget.window.getByRole('button', { name: 'Save' }).click();
		await widget.page.getByText('ada@example.org').waitFor();
		return widget.page;
	},
	'the widget, ended': async () => {
		const { widget, sessionId } = await converse(shop, ['Hello?'], ['Hello!']);
		await robin.request('POST', `/api/admin/support/chat/${sessionId}/end`, {});
		await widget.page.getByText('This chat has ended').waitFor();
		return widget.page;
	},
	'the widget with messages late, kept, refused, not delivered': () => unsteadyWidget(shop),
	'the widget in Arabic with messages late, kept, refused, not delivered': () => unsteadyWidget(arabicShop),
	'the widget while it tries to connect again': async () => {
		const widget = await cutOff(await tapped(shop));
		await widget.page.getByText('Connection lost. Trying again').waitFor();
		await widget.write('Will this arrive?');
		return widget.page;
	},
	'the widget in Arabic': async () => {
		const { widget } = await converse(arabicShop, [ARABIC, LONG_WORD], ['أهلا بك! نعم، لدينا ثلاث نبتات.', ADDRESS]);
		return widget.page;
	},
	'the widget in Arabic, with nobody online': async () => {
		const widget = await openWidget(quietArabicShop);
		await begin(widget, [ARABIC]);
		await widget.window.locator('form').waitFor();
		return widget.page;
	},
	'the widget in German': async () => {
		const widget = await openWidget(quietGermanShop);
		await begin(widget, ['Liefern Sie auch nach Norwegen?']);
		await widget.window.locator('form').waitFor();
		return widget.page;
	},
	'the widget with earlier chats, in German': async () => {
		const widget = await openWidget(quietGermanShop);
		await beginAgain(widget, quietGermanShop);
		await openEarlier(widget);
		await widget.page.locator('frontdesk-chat .earlier li').waitFor();
		return widget.page;
	},
	'the widget with an earlier chat': async () => {
		const { widget } = await converse(shop, QUESTIONS, ANSWERS);
		await beginAgain(widget, shop);
		await openEarlier(widget);
		await widget.window.getByRole('listitem').getByRole('button').click();
		await widget.window.getByText(ANSWERS[0]).waitFor();
		return widget.page;
	},
	'the widget in Arabic, without earlier chats': async () => {
		const widget = await openWidget(quietArabicShop);
		await begin(widget, [ARABIC]);
		await openEarlier(widget);
		await widget.page.locator('frontdesk-chat .earlier-empty').waitFor();
		return widget.page;
	},
	'the demo shop': async () => {
		const page = await openPage(browser, demo.url);
		await page.locator('frontdesk-chat button.bubble').waitFor();
		return page;
	},
};

/* ---- the console's states ---- */

let signedIn; // the promise of the desk's context: every state has a page of its own there
let opened, closed, queued;

async function start(fields, texts) {
	const visitor = await Visitor.start(server, tenants['Ferns & Figs'], { pageUrl: ADDRESS, referrerUrl: 'https://search.example/?q=fern', ...fields });
	await visitor.connect();
	for (const text of texts) await sendMessage(visitor, visitor.session.id, text);
	return visitor;
}

/** Visitors that wait, one whose chat is going on, one whose chat has ended. */
async function fillDesk() {
	const prove = (kind, text) => createHmac(kind, secret).update(text).digest('hex');
	const customer = { identifier: 'customer 1', identifierHash: prove('sha256', 'customer 1') };
	opened = await start({ ...customer, visitorName: LONG_NAME, visitorEmail: 'maximiliane-bernadette.von-und-zu.hohenlohe@waldenburg-schillingsfuerst.example' }, QUESTIONS);
	const signedAttributes = JSON.stringify({ plan: 'gold', 'A name as long as a name may be, of sixty-four letters in all..': LONG_WORD });
	const attributes = { orders: 1234.5, isMember: false, since: { date: '2024-02-29' }, مدينة: 'القاهرة' };
	const { status } = await opened.request('PATCH', '/api/support/chat/attributes',
		{ attributes, identifier: 'customer 1', signedAttributes, attributesHash: prove('sha512', `customer 1\n${signedAttributes}`) });
	assert.equal(status, 204);
	const events = [['a name as long as a name may be, of sixty-four letters in all...', { sku: LONG_WORD }], ['أضاف إلى السلة', { اللون: 'أخضر', price: 19.5 }], ['signed up']]
		.map(([name, properties]) => ({ id: randomUUID(), name, properties }));
	assert.equal((await opened.request('POST', '/api/support/chat/visitor-events', { events })).status, 204);
	await answer(kim, opened.session.id, ['It is, and cats leave it alone.', LONG_WORD]);
	closed = await start({ visitorName: 'Ada' }, ['A question', 'Another one']);
	queued = await start({ visitorName: 'ليلى حداد' }, [ARABIC]);
	await start({}, ['Anybody?']);
	await start({ visitorEmail: 'bo@example.org', pageUrl: `https://shop.example/${LONG_WORD}` }, ['Is the fig in stock?']);
}

function signIn() {
	signedIn ??= ConsolePage.signIn(browser, server, { email: 'kim@shop.example', password: 'correct horse battery' }, { locale: 'en' })
		.then(view => view.page.context());
	return signedIn;
}

async function openDesk(path = '/admin/support/chat') {
	const page = await (await signIn()).newPage();
	await page.goto(server.url + path);
	return page;
}

/** The chat of the visitor with the long name, taken by the one who looks. */
async function openChat(details = '') {
	const page = await openDesk(`/admin/support/chat/${opened.session.id}${details}`);
	await page.getByRole('textbox', { name: 'Your message' }).waitFor();
	await page.getByRole('log').getByText('It is, and cats').waitFor();
	return page;
}

async function openDialog(button) {
	const page = await openChat();
	await page.getByRole('button', { name: button }).first().click();
	await page.getByRole('dialog').waitFor();
	return page;
}

async function openMenu(item) {
	const page = await openDesk();
	await page.getByRole('button', { name: /^Account/ }).click();
	await page.getByRole('menu').waitFor();
	if (!item) return page;
	await page.getByRole('menuitem', { name: item }).click();
	await page.getByRole('dialog').waitFor();
	return page;
}

async function signInAs(email, password) {
	const page = await openPage(browser, `${server.url}/admin/sign-in`);
	if (!email) {
		await page.getByLabel('E-mail').waitFor();
		return page;
	}
	await page.getByLabel('E-mail').fill(email);
	await page.locator('input[type=password]').fill(password);
	await page.getByRole('button', { name: 'Sign in' }).click();
	return page;
}

/** A chat of its own in a console on whose events and clock there is a hand. */
async function tappedChat(change) {
	const visitor = await start({ visitorName: 'Grace' }, ['Hello?']);
	const id = visitor.session.id;
	await answer(sam, id, ['Sorry, this took a while.']);
	await sam.request('POST', `/api/admin/support/chat/${id}/transfer`, {});
	// In a context of its own: where another page closes at that moment, playwright fails to tap any.
	const context = await browser.newContext({ locale: 'en', storageState: await (await signIn()).storageState() });
	const page = await context.newPage();
	const tap = await tapSocket(page, change);
	const clock = await tapClock(page);
	await page.goto(`${server.url}/admin/support/chat/${id}`);
	await page.getByRole('button', { name: 'Take chat' }).click();
	await page.getByRole('textbox', { name: 'Your message' }).waitFor();
	return { page, tap, clock, visitor, id };
}

async function unsteadyChat() {
	const { page, tap, clock, visitor, id } = await tappedChat(makeLate);
	const view = Object.assign(new ConsolePage(), { page, keptState: 'sent', refusedState: 'failed' });
	await unsettle(view, { tap, clock, sessionId: id, sender: { senderId: visitor.id, senderType: 'visitor' } });
	return page;
}

const CONSOLE_STATES = {
	'the sign-in page': () => signInAs(),
	'the sign-in page after a wrong password': async () => {
		const page = await signInAs('kim@shop.example', 'wrong horse');
		await page.getByText('do not match').waitFor();
		return page;
	},
	'the page while the server is away': async () => {
		const page = await openPage(browser, 'about:blank');
		await page.route('**/api/admin/me', route => route.abort('connectionrefused'));
		await page.goto(`${server.url}/admin/support/chat`);
		await page.getByText('The server does not answer').waitFor();
		return page;
	},
	'the choice of a tenant': async () => {
		const page = await signInAs('both@shop.example', 'correct horse battery');
		await page.getByText('Which desk?').waitFor();
		return page;
	},
	'the empty desk': async () => {
		const page = await signInAs('both@shop.example', 'correct horse battery');
		await page.getByRole('button', { name: 'Nobody Asks' }).click();
		await page.getByText('New visitors appear here').waitFor();
		return page;
	},
	'the queue with visitors': async () => {
		const page = await openDesk();
		await page.getByRole('button', { name: /^Take / }).nth(3).waitFor();
		return page;
	},
	'several chats that are chosen': async () => {
		const page = await openDesk();
		await page.getByRole('button', { name: 'Choose several' }).click();
		await page.getByRole('checkbox').nth(1).check();
		return page;
	},
	'the question whether to end several chats': async () => {
		const page = await openDesk();
		await page.getByRole('button', { name: 'Choose several' }).click();
		await page.getByRole('checkbox').nth(1).check();
		await page.getByRole('button', { name: 'End 1 chat' }).click();
		await page.getByRole('dialog').waitFor();
		return page;
	},
	'a look at a waiting chat': async () => {
		const page = await openDesk(`/admin/support/chat/${queued.session.id}`);
		await page.getByRole('button', { name: 'Take chat' }).waitFor();
		await page.getByRole('log').getByText(ARABIC).waitFor();
		return page;
	},
	'an open chat': () => openChat(),
	'what is known of a visitor': async () => {
		const page = await openChat('?details');
		await page.getByRole('region', { name: 'About the visitor' }).getByText('This is the first chat').waitFor();
		await page.getByRole('region', { name: 'From the shop' }).getByText('1,234.5').waitFor();
		await page.getByRole('region', { name: 'Activity' }).getByText('signed up').waitFor();
		return page;
	},
	'the transfer dialog': async () => {
		const page = await openDialog('Transfer');
		await page.getByRole('radio', { name: /Samira/ }).waitFor();
		return page;
	},
	'a chat with messages late, kept, refused, not delivered': unsteadyChat,
	'the desk while it tries to connect again': async () => {
		const { page, tap } = await tappedChat();
		await cut(page, tap);
		await page.getByText(/Trying again/).filter({ visible: true }).first().waitFor();
		return page;
	},
	'a chat without a network': async () => {
		const { page, tap } = await tappedChat();
		await tap.cut(); // what still came in would show that there is one
		await page.context().setOffline(true);
		await page.getByText('No network.').waitFor();
		return page;
	},
	'the end dialog': () => openDialog('End chat'),
	'the account menu': () => openMenu(),
	'the shortcuts dialog': async () => {
		const page = await openDesk();
		await page.getByRole('button', { name: 'Take next' }).waitFor();
		await page.keyboard.press('?');
		await page.getByRole('dialog').waitFor();
		return page;
	},
	'the password dialog': () => openMenu('Change password'),
	'an ended chat': async () => {
		await answer(sam, closed.session.id, ['An answer', LONG_WORD]);
		await sam.request('POST', `/api/admin/support/chat/${closed.session.id}/end`, {});
		const page = await openDesk(`/admin/support/chat/${closed.session.id}`);
		await page.getByText(/This chat ended/).waitFor();
		await page.getByRole('log').getByText('An answer').waitFor();
		return page;
	},
	'the list of ended chats': async () => {
		const page = await openDesk();
		await page.getByText('Ended', { exact: true }).click();
		await page.getByRole('link', { name: /Ada/ }).waitFor();
		return page;
	},
	'an unknown page': async () => {
		const page = await openDesk('/admin/no-such-page');
		await page.getByText('There is no such page').waitFor();
		return page;
	},
};

/* ---- every state, every look ---- */

async function keepPicture(page, name, { colorScheme, device }) {
	const folder = process.env.FRONTDESK_SCREENSHOTS;
	if (!folder) return;
	mkdirSync(folder, { recursive: true });
	const file = `${name.replace(/[^a-z]+/gi, '-')}.${device}.${colorScheme}.png`;
	await page.screenshot({ path: join(folder, file) });
}

async function look(page, name) {
	const found = [];
	for (const { colorScheme, device, viewport } of LOOKS) {
		await page.setViewportSize(viewport);
		await page.emulateMedia({ colorScheme });
		await settled(page);
		await keepPicture(page, name, { colorScheme, device });
		const isWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
		if (isWide) found.push(`${device}, ${colorScheme}: the page scrolls sideways`);
		for (const line of await axe(page)) found.push(`${device}, ${colorScheme}: ${line}`);
	}
	return found;
}

function hold(states) {
	for (const [name, open] of Object.entries(states))
		test(`axe finds nothing in ${name}`, async () => {
			const page = await open();
			assert.deepEqual(await look(page, name), []);
			await (page.context() === (await signedIn) ? page.close() : page.context().close());
		});
}

// Side by side: they share the server, and neither touches the other's tenants.
describe('the pages', { concurrency: 2 }, () => {
	describe('of the shops', () => hold(WIDGET_STATES));
	describe('of the desk', () => hold(CONSOLE_STATES));
});
