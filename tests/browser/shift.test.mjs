// A shift at the desk: what calls the agent, what the rows and the thread tell, how a chat is handed on.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { openPage } from '../harness/browser.mjs';
import { Agent, Visitor, sendMessage } from '../harness/client.mjs';
import { ConsolePage, signedIn, tapSocket } from '../harness/pages.mjs';
import { until } from '../harness/wait.mjs';
import { Shops, close } from './shop.mjs';

const PHONE = { viewport: { width: 390, height: 844 } };
const admin = '/api/admin/support/chat';
let server, browser, shops;
before(async () => {
	shops = await Shops.start();
	({ server, browser } = shops);
});
after(() => shops?.stop());

const take = async (agent, visitor) => assert.equal((await agent.request('POST', `${admin}/${visitor.session.id}/assign`, {})).status, 200);

/** A desk whose page was prepared by `prepare` before it was opened, and which nobody looks at if `isUnseen`. */
async function prepared(login, prepare = async () => {}, isUnseen = true) {
	const page = await openPage(browser, 'about:blank', { permissions: ['notifications'], storageState: await signedIn(server, login) });
	await page.addInitScript(unseen => {
		localStorage.setItem('frontdesk.notifications', 'on');
		if (unseen) document.hasFocus = () => false;
	}, isUnseen);
	await prepare(page);
	await page.goto(`${server.url}/admin/support/chat`);
	await page.getByRole('heading', { name: 'Queue' }).waitFor();
	return Object.assign(new ConsolePage(), { page });
}

/** Notes the notifications that a page shows. */
async function noteNotices(page) {
	const shown = [];
	await page.exposeFunction('noteNotice', (title, body) => shown.push(`${title}: ${body}`));
	await page.addInitScript(() => {
		window.Notification = class {
			static permission = 'granted';
			static requestPermission = async () => 'granted';
			constructor(title, { body }) {
				window.noteNotice(title, body);
			}
		};
	});
	return shown;
}

/* ---- what calls ---- */

test('what was missed while the line was cut rings and notifies as it would have: a visitor, a message, a chat that was given', async () => {
	const { tenant, logins } = shops.open('Robin');
	const lead = await Agent.signIn(server, server.addAgent(tenant, `lead.${shops.count}@shop.example`, { name: 'Lea Dorn', role: 'supervisor' }));
	await lead.connect();
	const ada = await shops.waiting(tenant, 'Ada');
	let tap, shown;
	const heard = [];
	const robin = await prepared(logins.Robin, async page => {
		shown = await noteNotices(page);
		tap = await tapSocket(page, event => (heard.push(event.type), event));
		await page.route('**/events*', route => route.abort('connectionrefused'));
	});
	const id = (await robin.page.evaluate(() => fetch('/api/admin/me').then(answer => answer.json()))).agent.id;
	await robin.page.getByRole('button', { name: 'Take Ada' }).click();
	await robin.sees('I am Ada');
	heard.length = 0;
	await robin.page.goto(`${server.url}/admin/support/chat`);
	await robin.page.getByRole('link', { name: /Ada/ }).waitFor();
	await until(() => heard.includes('welcome'), 20_000, 'the line');
	await lead.socket.event('agent', e => e.agent.id === id && e.agent.status === 'online'); // which is noted once a second
	const bo = await shops.waiting(tenant, 'Bo');
	await until(() => shown.includes('A new visitor is waiting: Bo'), 20_000, 'a notification while the line is up');
	await robin.page.getByRole('button', { name: 'Take Bo' }).waitFor(); // both lists have been read
	await tap.cut();
	await sendMessage(ada, ada.session.id, 'Are you there?');
	const cy = await shops.waiting(tenant, 'Cy');
	const given = await lead.request('POST', `${admin}/${bo.session.id}/assign`, { agentId: id });
	assert.equal(given.status, 200, given.text);
	await tap.mend();
	for (const line of ['New message: Ada', 'A new visitor is waiting: Cy', 'A chat was given to you: Bo'])
		await until(() => shown.includes(line), 20_000, `${line}, of ${shown.join(', ')}`);
	assert.equal(new Set(shown).size, shown.length, `each once: ${shown.join(', ')}`);
	await close(robin, lead, ada, bo, cy);
});

test('what was read here does not ring when a picture of the session from before that comes late', async () => {
	const { tenant, logins } = shops.open('Robin');
	const ada = await shops.waiting(tenant, 'Ada');
	let tap, shown, last;
	const robin = await prepared(logins.Robin, async page => {
		shown = await noteNotices(page);
		tap = await tapSocket(page, event => (event.session?.status === 'active' ? (last = event) : event));
		await page.route('**/events*', route => route.abort('connectionrefused'));
	});
	await robin.page.getByRole('button', { name: 'Take Ada' }).click();
	await robin.sees('I am Ada');
	await until(() => last?.session.receipts.agent.read > 0 && last.session.unreadCount === 0, 10_000, 'the server to know that it was read');
	const { session } = last, read = shown.length;
	await tap.say({ type: 'session', session: { ...session, unreadCount: 1, receipts: { ...session.receipts, agent: { delivered: 0, read: 0 } } } });
	const bo = await shops.waiting(tenant, 'Bo');
	await until(() => shown.includes('A new visitor is waiting: Bo'), 10_000, 'what came after it to ring');
	assert.deepEqual(shown.slice(read), ['A new visitor is waiting: Bo']);
	await sendMessage(ada, ada.session.id, 'One more');
	await until(() => shown.includes('New message: Ada'), 10_000, 'a message that is new to ring');
	await close(robin, ada, bo);
});

test('where a page may show no notification itself no event is lost, and its worker shows it', async () => {
	const { tenant, logins } = shops.open('Robin');
	const ada = await shops.waiting(tenant, 'Ada');
	const robin = await prepared(logins.Robin, page => page.addInitScript(() => {
		window.Notification = class {
			static permission = 'granted';
			static requestPermission = async () => 'granted';
			constructor() {
				throw new TypeError("Failed to construct 'Notification': Illegal constructor.");
			}
		};
	}));
	await robin.takeNext();
	await robin.page.goto(`${server.url}/admin/support/chat`);
	await robin.page.getByRole('link', { name: /Ada/ }).waitFor();
	await sendMessage(ada, ada.session.id, 'Hello?');
	await robin.page.getByRole('link', { name: /Ada/ }).getByRole('img', { name: '1 unread' }).waitFor();
	const notified = () => robin.page.evaluate(async () => {
		const workers = await navigator.serviceWorker.getRegistrations();
		const shown = await Promise.all(workers.map(worker => worker.getNotifications()));
		return shown.flat().map(notice => `${notice.title}: ${notice.body}`);
	});
	await until(async () => (await notified()).includes('New message: Ada'), 10_000, 'the notification');
	assert.deepEqual(robin.page.story.violations, []);
	await close(robin, ada);
});

test('a sound that the browser keeps back is said to be, until somebody has clicked', async () => {
	const { desk } = shops.open('Robin');
	const robin = await desk('Robin');
	const { page } = robin;
	// Whether a page that is loaded again was clicked in is the browser's to say, and differs.
	await page.addInitScript(() => {
		let isActive = false;
		addEventListener('click', () => (isActive = true), true);
		Object.defineProperty(navigator, 'userActivation', { value: { get hasBeenActive() { return isActive; } } });
	});
	await page.reload();
	const waits = page.getByRole('button', { name: 'The browser keeps sound back' });
	await waits.waitFor();
	await waits.click();
	await page.getByRole('button', { name: 'Sound is on' }).waitFor();
	await close(robin);
});

test('each message is read out once, also two that are alike', async () => {
	const { tenant, desk } = shops.open('Robin');
	const robin = await desk('Robin');
	const ada = await shops.waiting(tenant, 'Ada');
	await robin.takeNext();
	await robin.sees('I am Ada');
	await robin.page.evaluate(() => {
		window.spoken = [];
		const isLive = node => (node.nodeType === 1 ? node : node.parentElement)?.closest('[aria-live=polite]');
		new MutationObserver(changes => {
			for (const { target, type, addedNodes } of changes) {
				const news = type === 'characterData' ? [target] : [...addedNodes];
				for (const node of news) if (isLive(node) && node.textContent) window.spoken.push(node.textContent);
			}
		}).observe(document.body, { subtree: true, childList: true, characterData: true });
	});
	await sendMessage(ada, ada.session.id, 'Well');
	await robin.sees('Well');
	await sendMessage(ada, ada.session.id, 'Well');
	await robin.write('One moment.');
	await robin.sees('One moment.', 'stored');
	await until(async () => (await robin.rows()).filter(row => row.text === 'Well').length === 2, 10_000, 'both');
	await sendMessage(ada, ada.session.id, 'Thanks');
	await robin.sees('Thanks');
	const spoken = () => robin.page.evaluate(() => window.spoken.filter(text => /^Ada: /.test(text)));
	await until(async () => (await spoken()).includes('Ada: Thanks'), 20_000, 'the last message to be read out');
	assert.deepEqual(await spoken(), ['Ada: Well', 'Ada: Well', 'Ada: Thanks']);
	await close(robin, ada);
});

/* ---- what the lists and the thread tell ---- */

test('rows say what was said last and by whom; the queue and one\'s own chats scroll apart, and few rows are drawn', async () => {
	const { tenant, desk } = shops.open('Robin');
	const robin = await desk('Robin', { viewport: { width: 1280, height: 900 } }), { page } = robin;
	const ada = await shops.waiting(tenant, 'Ada', 'Is the fern in stock?');
	await page.getByRole('link', { name: /Ada.*Is the fern in stock\?/ }).waitFor();
	await robin.takeNext();
	await robin.write('It is.');
	await page.getByRole('link', { name: /Ada.*You: It is\./ }).waitFor();
	await sendMessage(ada, ada.session.id, 'Lovely');
	await page.getByRole('link', { name: /Ada.*Lovely/ }).waitFor();
	const crowd = [];
	for (let from = 0; from < 60; from += 15)
		crowd.push(...(await Promise.all(Array.from({ length: 15 }, (_, i) => Visitor.start(server, tenant, { visitorName: `Waits ${from + i}` })))));
	await page.getByRole('region', { name: 'Queue' }).getByText('60', { exact: true }).waitFor();
	const mine = page.getByRole('list', { name: 'Mine' }).getByRole('link', { name: /Ada/ });
	const box = await mine.boundingBox();
	assert.ok(box && box.y + box.height <= 900, `one's own chat is in sight: ${JSON.stringify(box)}`);
	const rows = page.getByRole('list', { name: 'Queue' }).getByRole('listitem');
	assert.ok((await rows.count()) < 40, `${await rows.count()} rows are drawn`);
	await rows.first().hover();
	await until(async () => {
		await page.mouse.wheel(0, 1500);
		return (await rows.last().getByRole('img', { name: 'Position 60' }).count()) === 1;
	}, 15_000, 'the end of the queue');
	assert.ok((await rows.count()) < 40);
	await close(robin, ada);
});

test('agents are told apart: each has a name and a picture, nobody shares a group, and who comes in is said', async () => {
	const { tenant, desk } = shops.open('Robin', 'Kim');
	const [robin, kim] = [await desk('Robin'), await desk('Kim')];
	const ada = await shops.waiting(tenant, 'Ada');
	await robin.takeNext();
	await robin.write('Robin writes.');
	await robin.sees('Robin writes.', 'stored');
	await robin.page.getByRole('button', { name: 'Transfer' }).first().click();
	const dialog = robin.page.getByRole('dialog');
	await dialog.getByRole('radio', { name: /Kim Hale/ }).click();
	await dialog.getByRole('button', { name: 'Transfer' }).click();
	await kim.page.getByRole('button', { name: 'Take Ada' }).click();
	await kim.sees('Robin writes.');
	await kim.write('Kim writes.');
	await kim.page.getByRole('button', { name: 'Transfer' }).first().click();
	await kim.page.getByRole('dialog').getByRole('radio', { name: /Back to the queue/ }).click();
	await kim.page.getByRole('dialog').getByRole('button', { name: 'Transfer' }).click();
	await robin.page.getByRole('link', { name: /Ada/ }).click();
	const log = robin.page.getByRole('log');
	await log.getByText('Kim writes.').waitFor();
	await log.getByText('You joined').waitFor();
	await log.getByText('Kim Hale joined').waitFor();
	for (const name of ['Robin Hale', 'Kim Hale']) assert.equal(await log.getByTitle(name).count(), 1, `the picture of ${name}`);
	await kim.page.getByRole('link', { name: /Ada/ }).click();
	await kim.page.getByRole('log').getByText('Robin Hale joined').waitFor();
	await kim.page.getByRole('log').getByText('You joined').waitFor();
	await close(robin, kim, ada);
});

test('a list that could not be read again says that it may be old, until it was', async () => {
	const { tenant, desk } = shops.open('Robin');
	const robin = await desk('Robin');
	const visitor = await shops.waiting(tenant, 'Ada');
	const refuse = (status, code) => route => route.fulfill({ status, contentType: 'application/problem+json', body: JSON.stringify({ code, status, title: code }) });
	await robin.page.getByRole('button', { name: 'Take Ada' }).waitFor();
	await robin.page.route('**/assign', refuse(409, 'conflict')); // whoever loses reads the queue again
	let refused = 0;
	await robin.page.route('**/support/chat/queue?*', route => (refused++, refuse(403, 'denied')(route)));
	await robin.page.getByRole('button', { name: 'Take Ada' }).click();
	const old = robin.page.getByRole('alert').filter({ hasText: 'This list could not be read again, and may be out of date.' });
	await old.waitFor();
	const before = refused, ask = () => old.getByRole('button', { name: 'Try again' }).click({ timeout: 1000 }).catch(() => {}); // it may be read by itself meanwhile
	await until(async () => (await ask(), refused > before), 20_000, 'it to be asked for again');
	await old.waitFor();
	await robin.page.unroute('**/support/chat/queue?*');
	await until(async () => (await old.count()) === 0 || ask().then(() => false), 20_000, 'it to be read again');
	await robin.page.getByRole('link', { name: /Ada/ }).waitFor();
	await close(robin, visitor);
});

test('what a tab was closed with before it was sent goes out by another one', async () => {
	const { tenant, desk } = shops.open('Robin');
	const robin = await desk('Robin');
	const visitor = await shops.waiting(tenant, 'Ada');
	await robin.page.getByRole('button', { name: 'Take Ada' }).click();
	await robin.page.getByRole('textbox', { name: 'Your message' }).waitFor();
	const { user } = await robin.page.evaluate(() => fetch('/api/admin/me').then(answer => answer.json()));
	await robin.page.evaluate(([key, text]) => localStorage.setItem(key + text.id, JSON.stringify(text)), [
		`frontdesk.outbox.${tenant}.${user.id}.`,
		{ id: randomUUID(), sessionId: visitor.session.id, content: 'written elsewhere', madeAt: Date.now() - 60_000 },
	]);
	await visitor.socket.event('message.new', e => e.message.content === 'written elsewhere');
	await close(robin, visitor);
});

test('on a wide screen both sides of a conversation stay within one look', async () => {
	const { tenant, desk } = shops.open('Robin');
	const robin = await desk('Robin', { viewport: { width: 2560, height: 1200 } });
	const ada = await shops.waiting(tenant, 'Ada');
	await robin.takeNext();
	await robin.write('Hello.');
	await robin.sees('Hello.');
	const theirs = await robin.page.getByRole('log').getByText('I am Ada').boundingBox();
	const ours = await robin.page.getByRole('log').getByText('Hello.').boundingBox();
	assert.ok(ours.x + ours.width - theirs.x < 900, `${ours.x + ours.width - theirs.x} px apart`);
	await close(robin, ada);
});

test('a chat that one has left is listened to until what was written there is stored, and no longer', async () => {
	const { tenant, logins } = shops.open('Robin');
	const [ada, bo] = [await shops.waiting(tenant, 'Ada'), await shops.waiting(tenant, 'Bo')];
	const said = [];
	let tap;
	const robin = await prepared(logins.Robin, async page => {
		tap = await tapSocket(page);
		tap.answer = frame => (said.push(frame), frame.type === 'message.send' ? [] : undefined);
	}, false);
	await robin.takeNext();
	await robin.write('On its way.');
	await robin.sees('On its way.', 'sending');
	await robin.page.getByRole('link', { name: /Bo/ }).click();
	await robin.sees('I am Bo');
	const left = () => said.some(frame => frame.type === 'leave' && frame.sessionId === ada.session.id);
	assert.equal(left(), false, 'what is on its way is waited for');
	const { id } = said.find(frame => frame.type === 'message.send');
	await tap.say({ type: 'message.stored', sessionId: ada.session.id, id, seq: 2, createdAt: new Date().toISOString(), fingerprint: '0'.repeat(32) });
	await until(left, 20_000, 'the chat to be left');
	await close(robin, ada, bo);
});

/* ---- the connection ---- */

test('without a network one sign says so at once, also on a phone within a chat, and goes with it', async () => {
	const { tenant, desk } = shops.open('Robin');
	const ada = await shops.waiting(tenant, 'Ada');
	const robin = await desk('Robin', PHONE);
	const sign = robin.page.getByRole('status').getByText('No network.');
	await robin.takeNext();
	await robin.sees('I am Ada');
	await robin.page.context().setOffline(true);
	await sign.waitFor();
	assert.ok((await sign.boundingBox()).y < 100, 'it is on top, in sight');
	assert.equal(await robin.page.getByText('Connected').count(), 0);
	await robin.page.context().setOffline(false);
	await sign.waitFor({ state: 'detached' });
	await close(robin, ada);
});

/* ---- handing on ---- */

test('a chat is handed to who is chosen and present, and then comes the next one; it is not offered again', async () => {
	const { tenant, desk, logins } = shops.open('Robin', 'Kim', 'Lou');
	const kim = await Agent.signIn(server, logins.Kim);
	await kim.connect();
	const lou = await Agent.signIn(server, logins.Lou);
	await lou.connect();
	await lou.request('POST', '/api/admin/support/agents/status', { status: 'away' });
	const robin = await desk('Robin'), { page } = robin;
	const bo = await shops.waiting(tenant, 'Bo');
	await robin.takeNext();
	await robin.sees('I am Bo');
	const ada = await shops.waiting(tenant, 'Ada');
	await robin.takeNext();
	await robin.sees('I am Ada');
	await page.getByRole('button', { name: 'Transfer' }).first().click();
	const dialog = page.getByRole('dialog');
	const submit = dialog.getByRole('button', { name: 'Transfer' });
	await dialog.getByRole('radio', { name: /Kim Hale/ }).waitFor();
	assert.equal(await submit.isDisabled(), true, 'nobody is chosen yet');
	await dialog.getByRole('radio', { name: /Lou Hale/ }).click();
	await dialog.getByText('Lou Hale is away').waitFor();
	assert.equal(await submit.isDisabled(), true, 'who is away cannot be given chats');
	await dialog.getByRole('radio', { name: /Kim Hale/ }).click();
	await submit.click();
	await page.getByText('Handed over to Kim Hale.').waitFor();
	await robin.sees('I am Bo');
	await page.getByRole('link', { name: /Ada/ }).waitFor();
	assert.equal(await page.getByRole('button', { name: 'Take Ada' }).count(), 0);
	assert.equal(await page.getByRole('button', { name: 'Take next' }).count(), 0);
	await take(kim, ada);
	await page.getByRole('link', { name: /Ada/ }).waitFor({ state: 'detached' });
	await close(robin, kim, lou, ada, bo);
});

test('what was done is said where nothing lies under it', async () => {
	const { tenant, desk } = shops.open('Robin', 'Kim');
	const robin = await desk('Robin'), { page } = robin;
	const kim = await desk('Kim');
	const [ada, bo] = [await shops.waiting(tenant, 'Ada'), await shops.waiting(tenant, 'Bo')];
	await robin.takeNext();
	await robin.takeNext();
	await page.getByRole('button', { name: 'Transfer' }).first().click();
	await page.getByRole('dialog').getByRole('radio', { name: /Kim Hale/ }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Transfer' }).click();
	await page.getByText('Handed over to Kim Hale.').waitFor();
	await robin.sees('I am Ada');
	await page.getByRole('dialog').waitFor({ state: 'detached' });
	const covered = await page.evaluate(() => [...document.querySelectorAll('button, a, textarea:not([aria-hidden])')].flatMap(element => {
		const { x, y, width, height } = element.getBoundingClientRect();
		if (width < 4 || !element.checkVisibility() || y < 0) return [];
		const top = document.elementFromPoint(x + width / 2, y + height / 2);
		return top && (element.contains(top) || top.contains(element)) ? [] : [element.outerHTML.slice(0, 80)];
	}));
	assert.deepEqual(covered, []);
	await close(robin, kim, ada, bo);
});

test('on a phone the icons are as large as a finger, and Back is pressed once', async () => {
	const { tenant, desk } = shops.open('Robin');
	const ada = await shops.waiting(tenant, 'Ada');
	const robin = await desk('Robin', PHONE), { page } = robin;
	const length = await page.evaluate(() => history.length);
	await robin.takeNext();
	const header = page.locator('main header').first();
	for (const name of ['Back', 'Transfer', 'End chat', 'About the visitor']) {
		const { width, height } = await header.getByRole('button', { name }).filter({ visible: true }).boundingBox();
		assert.ok(width >= 44 && height >= 44, `${name}: ${width} × ${height}`);
	}
	await header.getByRole('button', { name: 'About the visitor' }).click();
	await page.getByRole('region', { name: 'About the visitor' }).getByRole('button', { name: 'Close' }).click();
	await header.getByRole('button', { name: 'Back' }).filter({ visible: true }).click();
	await page.getByRole('heading', { name: 'Queue' }).waitFor();
	await page.waitForURL('**/admin/support/chat');
	await page.goForward();
	await page.waitForURL('**/admin/support/chat/*');
	await page.goBack();
	await page.waitForURL('**/admin/support/chat');
	await until(async () => (await page.evaluate(() => history.length)) <= length + 2, 20_000, 'no entry of the history to be there twice');
	await close(robin, ada);
});
