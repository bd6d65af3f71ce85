// A session of 10,000 messages, and a list of many: opens at once, transfers a page, keeps few rows, scrolls without
// jumps.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Merchant, launch, openPage } from '../harness/browser.mjs';
import { Agent, Visitor } from '../harness/client.mjs';
import { ConsolePage, WidgetPage } from '../harness/pages.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const COUNT = 10_000;
const IN_FLIGHT = 128;
const PAGE_MOST = 200;
const ROWS_MOST = 260;
const PAGES_UP = 5;

let server, browser, merchant, tenant, visitor, login;
before(async () => {
	server = await Server.start();
	browser = await launch();
	tenant = server.createTenant('A Long Story');
	merchant = await Merchant.open(server, tenant);
	server.command(['tenant', 'set', tenant, '--add-origin', merchant.url]);
	login = server.addAgent(tenant, 'robin@shop.example', { name: 'Robin Hale' });
	visitor = await Visitor.start(server, tenant, { origin: merchant.url, visitorName: 'Scheherazade' });
	await tell(await Agent.signIn(server, login));
});
after(async () => {
	await browser?.close();
	await merchant?.close();
	await server?.stop();
});

/** Both sides write by turns, a whole turn in flight; the texts tell their order. */
async function tell(agent) {
	const sessionId = visitor.session.id;
	await agent.request('POST', `/api/admin/support/chat/${sessionId}/assign`, {});
	for (const person of [visitor, agent]) {
		await person.connect();
		person.stored = 0;
		person.socket.ws.on('message', data => {
			const event = JSON.parse(data);
			if (event.type === 'message.stored' && event.id.startsWith(person.prefix)) person.stored++;
		});
	}
	visitor.prefix = '00000000';
	agent.prefix = '11111111';
	for (let number = 1; number <= COUNT; number++) {
		const person = Math.floor((number - 1) / IN_FLIGHT) % 2 ? agent : visitor;
		const id = `${person.prefix}-0000-4000-8000-${String(number).padStart(12, '0')}`;
		person.socket.send('message.send', { sessionId, id, content: `Night ${number}.` });
		if (number % IN_FLIGHT === 0) await until(() => visitor.stored + agent.stored >= number, 30_000, `${number} messages to be stored; ${visitor.stored} + ${agent.stored} are`);
	}
	await until(() => visitor.stored + agent.stored === COUNT, 30_000, 'all messages to be stored');
	await Promise.all([visitor.socket.close(), agent.socket.close()]);
}

/** Counts the messages that come to a page, over sockets and REST. */
function countTransfers(page) {
	const count = { messages: 0 };
	const add = text => {
		const body = JSON.parse(text);
		count.messages += body.messages?.length ?? 0;
	};
	page.on('websocket', socket => socket.on('framereceived', ({ payload }) => add(payload)));
	page.on('response', async response => {
		if (/\/messages\?/.test(response.url()) && response.ok()) add(await response.text().catch(() => '{}')); // of a page that has gone by then
	});
	return count;
}

/** Loads the page as the visitor's own browser would; marked as ended, so that nothing connects before the click. */
async function comeBack(page) {
	const kept = { token: visitor.token, sessionId: visitor.session.id, isEnded: true };
	await page.evaluate(([key, value]) => localStorage.setItem(key, value), [`frontdesk:${tenant}`, JSON.stringify(kept)]);
	await page.reload();
}

/** What a thread shows of the story: the numbers of its nights, top to bottom. */
function nights(rows) {
	return rows.evaluateAll(all => all.map(row => Number(row.textContent.match(/Night (\d+)\./)?.[1])).filter(Boolean));
}

function assertInOrder(shown) {
	for (let at = 1; at < shown.length; at++) assert.equal(shown[at], shown[at - 1] + 1, `Night ${shown[at]} follows ${shown[at - 1]}`);
}

/** Scrolls up by the wheel, always in order, until older rows have been reached several times. */
async function scrollUp(page, thread, rows) {
	await thread.hover();
	let oldest = Math.min(...(await nights(rows)));
	for (let round = 0; round < PAGES_UP; round++) {
		oldest = await until(async () => {
			await page.mouse.wheel(0, -600);
			const shown = await nights(rows);
			assertInOrder(shown);
			return shown[0] < oldest && shown[0];
		}, 20_000, `something older than Night ${oldest}`);
	}
	return oldest;
}

/** Opens the long session, and checks that its newest page came, alone, in order, in few rows. */
async function opens(t, page, entry, rows, transfers) {
	const clickedAt = Date.now();
	await entry.click();
	await rows.getByText(`Night ${COUNT}.`, { exact: true }).waitFor();
	t.diagnostic(`opened in ${Date.now() - clickedAt} ms`);
	assert.ok(transfers.messages <= PAGE_MOST, `${transfers.messages} messages came`);
	assert.ok((await rows.count()) <= ROWS_MOST);
	const shown = await nights(rows);
	assertInOrder(shown);
	assert.equal(shown.at(-1), COUNT);
}

async function scrollsBack(page, log, rows, least) {
	const oldest = await scrollUp(page, log, rows);
	assert.ok(oldest < COUNT - least, `Night ${oldest} is the oldest shown`);
	assert.ok((await rows.count()) <= ROWS_MOST, `${await rows.count()} rows`);
}

test('the widget opens 10,000 messages with one page transferred and few rows', async t => {
	const page = await openPage(browser, 'about:blank');
	const transfers = countTransfers(page);
	await page.goto(merchant.url);
	await comeBack(page);
	const bubble = page.locator('frontdesk-chat button.bubble');
	await bubble.waitFor();
	const rows = page.locator('frontdesk-chat [data-id]');
	await opens(t, page, bubble, rows, transfers);
	await scrollsBack(page, page.locator('frontdesk-chat [role=log]'), rows, 100);
	await page.context().close();
});

test('the console opens 10,000 messages with one page transferred and few rows', async t => {
	const { page } = await ConsolePage.open(browser, server, login);
	const transfers = countTransfers(page);
	await page.reload();
	const entry = page.getByRole('link', { name: /Scheherazade/ });
	await entry.waitFor();
	const rows = page.getByRole('log').locator('[data-progress]');
	await opens(t, page, entry, rows, transfers);
	await scrollsBack(page, page.getByRole('log'), rows, 60);
	await page.context().close();
});

test('in the console older messages that could not be loaded are said to be missing, and asked for again', async () => {
	const { page } = await ConsolePage.signIn(browser, server, login);
	let isAway = true;
	await page.route(/\/messages\?before=/, route => (isAway ? route.abort() : route.continue()));
	await page.getByRole('link', { name: /Scheherazade/ }).click();
	const log = page.getByRole('log');
	await log.getByText(`Night ${COUNT}.`).waitFor();
	await log.hover();
	const failed = log.getByRole('alert').filter({ hasText: 'Older messages could not be loaded.' });
	await until(async () => {
		await page.mouse.wheel(0, -20_000);
		return await failed.count();
	}, 20_000, 'the console to say so');
	isAway = false;
	const first = await log.locator('[data-progress]').first().textContent();
	await failed.getByRole('button', { name: 'Try again' }).click();
	await failed.waitFor({ state: 'detached' });
	await until(async () => {
		await page.mouse.wheel(0, -20_000);
		return (await log.locator('[data-progress]').first().textContent()) !== first;
	}, 20_000, 'what is older');
	await page.context().close();
});

/** Where a row stands in the thread's window, or undefined once it has left the document. */
function topOf(rows, night) {
	return rows.evaluateAll((all, text) => {
		const row = all.find(each => each.textContent.includes(text));
		return row?.getBoundingClientRect().top;
	}, `Night ${night}.`);
}

test('in the widget what one reads stays in its place while older messages come', async () => {
	const page = await openPage(browser, merchant.url);
	await comeBack(page);
	await page.locator('frontdesk-chat button.bubble').click();
	await page.getByText(`Night ${COUNT}.`, { exact: true }).waitFor();
	const rows = page.locator('frontdesk-chat [data-id]');
	const thread = page.locator('frontdesk-chat [role=log]');
	let isHeld = false;
	let release;
	const gate = new Promise(resolve => (release = resolve));
	await page.route(/\/messages\?/, async route => {
		isHeld = true;
		await gate;
		await route.continue();
	});
	await thread.hover();
	await until(async () => {
		await page.mouse.wheel(0, -500);
		return isHeld;
	}, 20_000, 'the widget to ask for an older page');
	await thread.evaluate(element => new Promise(resolve => {
		let last = -1;
		const look = () => (element.scrollTop === last ? resolve() : ((last = element.scrollTop), requestAnimationFrame(look)));
		requestAnimationFrame(look);
	}));
	const [before] = await nights(rows);
	const reading = before + 3;
	const top = await topOf(rows, reading);
	release();
	await until(async () => (await nights(rows))[0] < before, 10_000, 'the older page');
	const now = await topOf(rows, reading);
	assert.ok(Math.abs(now - top) <= 40, `Night ${reading} moved from ${top} to ${now}`);
	await page.context().close();
});

/** So many chats that have ended, one a minute; the oldest is called "Nr 1". */
async function fillEnded(tenant, count) {
	const client = await server.postgresql.client('frontdesk_gateway');
	try {
		await client.query("SELECT set_config('role', $1, false), set_config('search_path', $1, false)", [`tenant_${tenant.replaceAll('-', '')}`]);
		await client.query(`WITH visitor AS (INSERT INTO visitors (visitor_id) SELECT 'v-' || gen_random_uuid() FROM generate_series(1, $1) RETURNING visitor_id),
				numbered AS (SELECT visitor_id, row_number() OVER () AS nr FROM visitor)
			INSERT INTO chat_sessions (visitor_id, visitor_name, status, started_at, ended_at)
			SELECT visitor_id, 'Nr ' || nr, 'ended', at, at FROM numbered, LATERAL (SELECT now() - interval '1 day' + nr * interval '1 minute' AS at) moment`, [count]);
	} finally {
		await client.end();
	}
}

test('of a long list goes what nobody looks at any more, and is read again when one comes there', async () => {
	const many = server.createTenant('Many'), count = 400;
	await fillEnded(many, count);
	const { page } = await ConsolePage.signIn(browser, server, server.addAgent(many, 'many@lists.example'));
	await page.getByText('Ended', { exact: true }).click();
	const list = page.getByRole('list', { name: 'Ended' }).locator('xpath=ancestor::*[@data-virtuoso-scroller]');
	const asked = () => page.story.requests.filter(line => line.includes('status=ended')).length;
	const isShown = nr => page.getByRole('link', { name: new RegExp(`^Nr ${nr}\\b`) }).isVisible();
	const scroll = (nr, place) => until(() => list.evaluate((element, to) => element.scrollTo(0, to * element.scrollHeight), place).then(() => isShown(nr)), 20_000, `Nr ${nr}`);
	await scroll(count, 0);
	await scroll(1, 1);
	assert.equal(asked(), 8);
	await scroll(count, 0);
	await scroll(1, 1);
	assert.equal(asked(), 12, 'the first four pages have stayed');
	await page.context().close();
});
