// Chromium, a merchant's page with the strict policy, and what a page did: requests, violations.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What a test's route still answers when its page goes reaches nobody, and is no fault. */
async function closeQuietly(context, close) {
	for (const routed of [context, ...context.pages()]) await routed.unrouteAll({ behavior: 'ignoreErrors' });
	await close();
}

/** The system's Chromium. Its sandbox is off: it cannot start in a chroot, and all pages are ours. `options`
 * are Playwright's. */
export async function launch(options = {}) {
	const browser = await chromium.launch({
		...options,
		executablePath: '/usr/bin/chromium',
		chromiumSandbox: false,
		args: ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
	});
	const newContext = browser.newContext.bind(browser), close = browser.close.bind(browser);
	browser.newContext = async context => {
		const made = await newContext(context);
		const closeMade = made.close.bind(made);
		return Object.assign(made, { close: () => closeQuietly(made, closeMade) });
	};
	browser.close = async () => {
		for (const context of browser.contexts()) await context.close();
		await close();
	};
	return browser;
}

/** A shop of another origin, whose policy allows the widget's host and nothing else; what browsers
 *  report of it is in `violations`. */
export class Merchant {
	/** `scheme` is what the page says of its looks: 'light dark' follows the system. */
	static async open(server, tenant, { lang = 'en', dir = 'ltr', scheme, name = 'localhost' } = {}) {
		const merchant = Object.assign(new Merchant(), { violations: [] });
		const host = server.url;
		const policy = `default-src 'none'; script-src ${host}; connect-src ${host} ${host.replace('http', 'ws')}; require-trusted-types-for 'script'; trusted-types 'none'; report-uri /violations`;
		const page = `<!doctype html><html lang="${lang}" dir="${dir}"><head><meta charset="utf-8"><title>A shop</title>`
			+ `<meta name="viewport" content="width=device-width, initial-scale=1">`
			+ (scheme ? `<meta name="color-scheme" content="${scheme}">` : '')
			+ `<script src="${host}/chat-widget.js" data-tenant-id="${tenant}" async></script></head>`
			+ `<body><main><h1>A shop</h1><p>Things to buy.</p></main></body></html>`;
		merchant.http = createServer((request, response) => {
			if (request.url === '/violations') void merchant.note(request);
			const isPage = request.url === '/' || request.url.startsWith('/page');
			response.writeHead(isPage ? 200 : 404, { 'Content-Type': 'text/html', 'Content-Security-Policy': policy });
			response.end(isPage ? page : '');
		});
		await new Promise(resolve => merchant.http.listen(0, '127.0.0.1', resolve));
		merchant.url = `http://${name}:${merchant.http.address().port}`;
		return merchant;
	}

	async note(report) {
		const text = Buffer.concat(await report.toArray()).toString();
		if (!text.includes('/favicon.ico')) this.violations.push(text); // that one the browser wants by itself
	}

	close() {
		this.http.closeAllConnections();
		return new Promise(resolve => this.http.close(resolve));
	}
}

/** A page that notes its requests, policy violations, console errors and loads. */
export async function openPage(browser, url, context = {}) {
	const within = await browser.newContext(context);
	const page = await within.newPage();
	const story = { requests: [], violations: [], errors: [], loads: 0 };
	await page.addInitScript(() => {
		addEventListener('securitypolicyviolation', e => console.error(`policy violation: ${e.violatedDirective} ${e.blockedURI} ${e.sample}`));
	});
	page.on('request', request => story.requests.push(`${request.method()} ${request.url()}`));
	page.on('console', message => {
		if (/policy violation|Content Security Policy|TrustedScript/.test(message.text())) story.violations.push(message.text());
		else if (message.type() === 'error') story.errors.push(message.text());
	});
	page.on('pageerror', error => story.errors.push(String(error)));
	page.on('load', () => story.loads++);
	page.story = story;
	await page.goto(url);
	return page;
}

/** Until nothing moves any more, in the page and in the widget's shadow: axe and pictures see colours as
 * they stay. What moves for ever, as a waiting dot, is left to it. */
export async function settled(page) {
	await page.evaluate(async () => {
		await document.fonts.ready;
		await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
		const roots = [document, document.querySelector('frontdesk-chat')?.shadowRoot].filter(Boolean);
		const passing = roots.flatMap(root => root.getAnimations()).filter(a => a.effect.getComputedTiming().endTime !== Infinity);
		await Promise.allSettled(passing.map(a => a.finished));
	});
}

const worlds = new WeakMap();

/** The debugger's own world of a page, with axe in it: the page's policy forbids inline scripts. */
async function axeWorld(page) {
	const session = await page.context().newCDPSession(page);
	const { frameTree } = await session.send('Page.getFrameTree');
	const { executionContextId: contextId } = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id, worldName: 'axe' });
	const evaluate = async expression => {
		const { result, exceptionDetails } = await session.send('Runtime.evaluate', { contextId, expression, awaitPromise: true, returnByValue: true });
		if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
		return result.value;
	};
	await evaluate(axeSource);
	return evaluate;
}

/** What axe finds, as readable lines. A page that was loaded again since has another world. */
export async function axe(page) {
	if (!worlds.has(page)) {
		page.once('domcontentloaded', () => worlds.delete(page));
		worlds.set(page, await axeWorld(page));
	}
	const violations = await worlds.get(page)('axe.run(document, { resultTypes: ["violations"] }).then(r => r.violations)');
	return violations.flatMap(v => v.nodes.map(n => `${v.id} (${v.impact}): ${n.target.join(' ')} — ${n.failureSummary?.split('\n')[1]?.trim()}`));
}

/** Everything the origin keeps in the browser: storage, caches, databases, cookies. */
export async function stored(page) {
	const inPage = await page.evaluate(async () => ({
		local: Object.keys(localStorage),
		session: Object.keys(sessionStorage),
		databases: (await indexedDB.databases()).map(d => d.name),
		caches: 'caches' in globalThis ? await caches.keys() : [],
		workers: (await navigator.serviceWorker?.getRegistrations())?.length ?? 0,
	}));
	return { ...inPage, cookies: (await page.context().cookies()).map(c => c.name) };
}
