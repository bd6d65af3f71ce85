// Visitors' pages and consoles in real browsers while the worker is killed again and again: nothing is
// lost, nothing is shown twice, all see one order, no page is loaded again. In full they are 20 and 5.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Merchant, launch } from '../harness/browser.mjs';
import { ConsolePage, WidgetPage } from '../harness/pages.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const isFull = Boolean(process.env.FRONTDESK_TESTS_FULL);
const VISITORS = isFull ? 20 : 8, AGENTS = isFull ? 5 : 2, ROUNDS = 3, KILLS = isFull ? 30 : 3;
const tall = { viewport: { width: 1280, height: 2400 } }; // threads are virtual lists: show every row

let server, browser, merchant;
const visitors = [], desks = [];
before(async () => {
	server = await Server.start();
	browser = await launch();
	const tenant = server.createTenant('Crowd', []);
	merchant = await Merchant.open(server, tenant);
	server.command(['tenant', 'set', tenant, '--add-origin', merchant.url]);
	for (let i = 0; i < AGENTS; i++)
		desks.push(await ConsolePage.open(browser, server, server.addAgent(tenant, `agent${i}@shop.example`, { name: `Agent ${i}` }), tall));
	for (let i = 0; i < VISITORS; i++) {
		const visitor = await WidgetPage.open(browser, merchant.url, tall);
		visitors.push(visitor);
		visitor.texts = [`visitor ${i} is here`];
		await visitor.click();
		await visitor.write(visitor.texts[0]);
		await visitor.sees(visitor.texts[0], 'stored');
		visitor.session = await visitor.sessionId();
		visitor.desk = desks[i % AGENTS];
		await visitor.desk.takeNext();
		await visitor.desk.page.waitForURL(url => url.pathname.endsWith(visitor.session));
	}
});
after(async () => {
	await browser?.close();
	await merchant?.close();
	await server?.stop();
});

/** The list moves as others write: a click may fall on the row that was below. */
async function show(visitor) {
	const { page } = visitor.desk;
	await until(async () => {
		await page.locator(`a[href$="${visitor.session}"]`).first().click();
		return page.waitForURL(url => url.pathname.endsWith(visitor.session), { timeout: 3000 }).then(() => true, () => false);
	}, 60_000, 'the chat to be shown');
}

async function visitorsWrite(round) {
	await Promise.all(visitors.map(async (visitor, i) => {
		await delay(randomInt(0, 1500));
		visitor.texts.push(`visitor ${i} round ${round}`);
		await visitor.write(visitor.texts.at(-1));
	}));
}

async function agentsWrite(round) {
	await Promise.all(desks.map(async desk => {
		for (const visitor of visitors.filter(v => v.desk === desk)) {
			await show(visitor);
			const text = `answer to ${visitors.indexOf(visitor)} in round ${round}`;
			visitor.texts.push(text);
			await desk.write(text);
		}
	}));
}

async function kill() {
	for (let kills = 0; kills < KILLS; kills++) {
		await delay(randomInt(200, 1200));
		await server.crash();
	}
}

const isOnceEach = (rows, texts) => rows.length === texts.length && texts.every(text => rows.filter(r => r.text === text).length === 1);
const settledStates = ['stored', 'delivered', 'read'];

test(`${VISITORS} visitors and ${AGENTS} agents chat while the worker is killed with -9 ${KILLS} times`, { timeout: 400_000 }, async () => {
	const killing = kill();
	for (let round = 0; round < ROUNDS; round++) await Promise.all([visitorsWrite(round), agentsWrite(round)]);
	await killing;
	for (const visitor of visitors) {
		await until(async () => {
			const rows = await visitor.rows();
			return isOnceEach(rows, visitor.texts) && rows.every(r => settledStates.includes(r.state));
		}, 40_000, `the widget to show ${visitor.texts.length} texts once each`);
		await show(visitor);
		await until(async () => {
			const rows = await visitor.desk.rows();
			return isOnceEach(rows, visitor.texts) && rows.every(r => settledStates.includes(r.state));
		}, 40_000, `the console to show ${visitor.texts.length} texts once each`);
		assert.deepEqual((await visitor.rows()).map(r => r.text), (await visitor.desk.rows()).map(r => r.text), 'one order');
	}
	for (const { page } of [...visitors, ...desks]) assert.equal(page.story.loads, 1, 'no page was loaded again');
	const schema = (await server.postgresql.query("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'tenant\\_%'"))[0].nspname;
	const sessions = await server.postgresql.query(`SELECT session_id, count(*)::int AS n, max(seq)::int AS most, min(seq)::int AS least FROM ${schema}.chat_messages GROUP BY 1`);
	assert.equal(sessions.length, VISITORS);
	for (const { n, most, least } of sessions) assert.deepEqual([n, most, least], [1 + 2 * ROUNDS, 1 + 2 * ROUNDS, 1], 'seq is contiguous');
});
