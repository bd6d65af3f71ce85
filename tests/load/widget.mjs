// What the widget takes of a page's main thread, in a Chromium whose processor is slowed four times: until
// its bubble is drawn, and from the click on it until its window is; with painting, and beyond what a frame
// in which nothing happens takes as well. Neighbours of this machine count in full: it wants to be idle.
import { createServer } from 'node:http';
import { launch } from '../harness/browser.mjs';
import { medians } from './table.mjs';

const SLOWER = 4;
const PAGE = '<!doctype html><html lang="en"><title>A shop</title><h1>A shop</h1><p>Things to buy.';

async function openShop(server, tenant) {
	const http = createServer((_, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end(PAGE));
	await new Promise(resolve => http.listen(0, '127.0.0.1', resolve));
	const url = `http://localhost:${http.address().port}`;
	server.command(['tenant', 'set', tenant, '--add-origin', url]);
	const close = () => {
		http.closeAllConnections();
		return new Promise(resolve => http.close(resolve));
	};
	return { url, close };
}

const OF_CODE = ['ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration'];

/** Milliseconds that the page's main thread works while something is done, and those of script, style and layout. */
async function busyMs(session, act) {
	const taken = async () => {
		const { metrics } = await session.send('Performance.getMetrics');
		const sum = names => 1000 * metrics.filter(({ name }) => names.includes(name)).reduce((all, { value }) => all + value, 0);
		return { all: sum(['TaskDuration']), code: sum(OF_CODE) };
	};
	const before = await taken();
	await act();
	const after = await taken();
	return { all: after.all - before.all, code: after.code - before.code };
}

/* In the page: begins something, and waits until what comes of it is painted. */
const idle = () => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
const embed = ({ host, tenant }) => new Promise(resolve => {
	addEventListener('frontdesk:ready', () => requestAnimationFrame(() => setTimeout(resolve)));
	document.head.append(Object.assign(document.createElement('script'), { src: `${host}/chat-widget.js?tenant=${tenant}`, async: true }));
});
const open = () => new Promise(resolve => {
	addEventListener('frontdesk:opened', () => requestAnimationFrame(() => setTimeout(resolve)));
	document.querySelector('frontdesk-chat').shadowRoot.querySelector('button').click();
});

/** One visit: nothing is known of the widget's code before. */
async function visit(browser, shop, options) {
	const context = await browser.newContext();
	const page = await context.newPage();
	await page.goto(shop.url, { waitUntil: 'load' });
	const session = await context.newCDPSession(page);
	await session.send('Performance.enable');
	await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
	const frame = await busyMs(session, () => page.evaluate(idle));
	const drawn = await busyMs(session, () => page.evaluate(embed, options));
	const opened = await busyMs(session, () => page.evaluate(open));
	await context.close();
	return { drawn: drawn.all - frame.all, drawnCode: drawn.code, opened: opened.all - frame.all, openedCode: opened.code };
}

export async function widget(bench) {
	const { server, tenants: [tenant] } = bench.house;
	const shop = await openShop(server, tenant);
	const browser = await launch();
	const visits = [];
	try {
		for (let i = 0; i < (bench.isQuick ? 3 : 15); i++) visits.push(await visit(browser, shop, { host: server.url, tenant }));
	} finally {
		await browser.close();
		await shop.close();
	}
	const ours = medians(visits);
	const rows = (what, all, code, wanted) => [
		{ measure: `(w) ${what}: main thread, ${SLOWER} times slowed`, ours: all, value: all, wanted, lowIsGood: true, unit: 'ms', note: `median of ${visits.length} visits in Chromium` },
		{ measure: `(w) ${what}: script, style and layout of it`, ours: code, unit: 'ms' },
	];
	return [...rows('until the bubble is drawn', ours.drawn, ours.drawnCode, 30), ...rows('until the window is', ours.opened, ours.openedCode, 150)];
}
