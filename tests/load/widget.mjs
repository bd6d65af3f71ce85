// What the widget takes of a page's main thread on a processor four times slower: until its bubble is drawn,
// and from the click on it until its window is; with painting, and beyond what a frame in which nothing happens
// takes as well. Part of that is the browser's own, whatever is put on a page: the partner is the least that
// any chat does, visited in turn, and what counts is the difference. What is counted is the thread's own time
// in Chromium, times four: by the clock, and in a Chromium that slows itself, what a page waits for counts as
// well, and whoever else uses the processors.
import { createServer } from 'node:http';
import { launch } from '../harness/browser.mjs';
import { startEmbed } from './partners/embed.mjs';
import { median, medians, number } from './table.mjs';

const SLOWER = 4;
const AFTERWARDS_MS = 600; // what was put off counts as well
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

const OF_LOOKS = ['LayoutDuration', 'RecalcStyleDuration'];

/** Milliseconds that the page's main thread works while something is done, those for styles and places, and how
 *  often it finds out either. */
async function work(session, act) {
	const taken = async () => {
		const { metrics } = await session.send('Performance.getMetrics');
		const sum = names => metrics.filter(({ name }) => names.includes(name)).reduce((all, { value }) => all + value, 0);
		const slowedMs = names => 1000 * SLOWER * sum(names);
		return { all: slowedMs(['TaskDuration']), looks: slowedMs(OF_LOOKS), styles: sum(['RecalcStyleCount']), places: sum(['LayoutCount']) };
	};
	const before = await taken();
	await act();
	const after = await taken();
	return Object.fromEntries(Object.keys(after).map(name => [name, after[name] - before[name]]));
}

/* In the page: begins something, and waits until what comes of it is painted. */
const idle = () => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
const rest = ms => new Promise(resolve => setTimeout(resolve, ms));
const embed = script => new Promise(resolve => {
	addEventListener('frontdesk:ready', () => requestAnimationFrame(() => setTimeout(resolve)));
	document.head.append(Object.assign(document.createElement('script'), { src: script, async: true }));
});
const open = () => new Promise(resolve => {
	addEventListener('frontdesk:opened', () => requestAnimationFrame(() => setTimeout(resolve)));
	document.querySelector('frontdesk-chat').shadowRoot.querySelector('button').click();
});

/** One visit: nothing is known of the script's code before. */
async function visit(browser, shop, script) {
	const context = await browser.newContext();
	const page = await context.newPage();
	await page.goto(shop.url, { waitUntil: 'load' });
	const session = await context.newCDPSession(page);
	await session.send('Performance.enable', { timeDomain: 'threadTicks' });
	const during = (act, argument) => work(session, () => page.evaluate(act, argument));
	await page.evaluate(idle); // what asks the page has to get there
	const frame = await during(idle);
	const steps = { drawn: await during(embed, script), afterDrawn: await during(rest, AFTERWARDS_MS), opened: await during(open), afterOpened: await during(rest, AFTERWARDS_MS) };
	await context.close();
	return Object.fromEntries(Object.entries(steps).flatMap(([step, of]) => [
		[step, of.all - (step.startsWith('after') ? 0 : frame.all)], ...['looks', 'styles', 'places'].map(name => [`${step} ${name}`, of[name]]),
	]));
}

async function visits(bench, { server, tenants: [tenant] }) {
	const shop = await openShop(server, tenant);
	const partner = await startEmbed(server.url);
	const browser = await launch();
	const all = { ours: [], partner: [] };
	try {
		for (let i = 0; i < (bench.isQuick ? 3 : 15); i++) {
			all.ours.push(await visit(browser, shop, `${server.url}/chat-widget.js?tenant=${tenant}`));
			all.partner.push(await visit(browser, shop, `${partner.script}?tenant=${tenant}`));
		}
	} finally {
		await browser.close();
		await Promise.all([shop, partner].map(each => each.close()));
	}
	return all;
}

export async function widget(bench) {
	const all = await visits(bench, bench.house);
	const [ours, partner] = [all.ours, all.partner].map(medians);
	const beyond = step => median(all.ours.map((of, i) => of[step] - all.partner[i][step]));
	const beside = (step, what, more) => ({ measure: `(w) ${what}`, ours: ours[step], partner: partner[step], unit: 'ms', note: `${number(beyond(step), 'ms')} beyond the partner`, ...more });
	const rows = (step, after, what, wanted) => [
		beside(step, `${what}: main thread, ${SLOWER} times slower`, { value: beyond(step), wanted, lowIsGood: true }),
		beside(`${step} looks`, `${what}: styles and places of it`),
		beside(`${step} styles`, `${what}: how often it finds out styles`, { unit: '', note: '' }),
		beside(`${step} places`, `${what}: how often places`, { unit: '', note: '' }),
		beside(after, `in the ${AFTERWARDS_MS} ms that follow: main thread`),
	];
	return [...rows('drawn', 'afterDrawn', 'until the bubble is drawn', 30), ...rows('opened', 'afterOpened', 'until the window is', 150)];
}
