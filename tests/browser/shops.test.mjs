// The widget on pages of shops as they are: bundles and tag managers, old libraries, dialogs, frames,
// policies, and deploys while they are open.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { Merchant, launch, openPage } from '../harness/browser.mjs';
import { WidgetPage } from '../harness/pages.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

let server, browser, tenant, other, secret, shop, url, loader, embed, merchant;
const files = new Map(); // of the shop, by their path

before(async () => {
	server = await Server.start();
	browser = await launch();
	shop = createServer((request, response) => {
		const { type = 'text/html', headers = {}, text } = files.get(request.url.split('?')[0]) ?? { text: '' };
		response.writeHead(200, { 'Content-Type': `${type}; charset=utf-8`, ...headers });
		response.end(text);
	});
	await new Promise(resolve => shop.listen(0, '127.0.0.1', resolve));
	url = `http://localhost:${shop.address().port}`;
	tenant = server.createTenant('Odd pages', [url]); // before the worker keeps it in memory
	other = server.createTenant('Another', [url]);
	merchant = await Merchant.open(server, tenant);
	secret = server.command(['tenant', 'secret', tenant]).match(/^secret:\s+(\S+)$/m)[1];
	server.command(['tenant', 'set', tenant, '--add-origin', merchant.url, '--keep-parameter', 'sku']);
	loader = await (await fetch(`${server.url}/chat-widget.js`)).text();
	embed = script({ 'data-tenant-id': tenant });
	files.set('/bundle.js', { type: 'text/javascript', text: `"use strict";void 0;\n${loader}\nvoid 0;` });
});
after(async () => {
	await browser?.close();
	await merchant?.close();
	shop?.closeAllConnections();
	shop?.close();
	await server?.stop();
});

const script = (attributes, src = `${server.url}/chat-widget.js`) => `<script src="${src}" ${Object.entries(attributes).map(([name, value]) => `${name}="${value}"`).join(' ')}></script>`;

/** A page of the shop; answers its address. */
function put(path, { head = embed, body = '<h1>A shop</h1>', headers } = {}) {
	files.set(path, { headers, text: `<!doctype html><html lang="en"><head><title>A shop</title>${head}</head><body>${body}</body></html>` });
	return url + path;
}

/** Opens an address; `before` runs in the page before its own scripts. `widget.said` is what its console says. */
async function visit(address, before) {
	const page = await openPage(browser, 'about:blank');
	const widget = Object.assign(new WidgetPage(page), { said: [], window: page.locator('frontdesk-chat [role=dialog]') });
	page.on('console', message => widget.said.push(message.text()));
	if (before) await page.addInitScript(before);
	await page.goto(address);
	widget.says = text => until(() => widget.said.some(sentence => sentence.includes(text)), 20_000, () => `"${text}" in the console: ${widget.said}`);
	widget.verb = (...args) => page.evaluate(list => window.frontdesk(...list), args);
	widget.close = () => page.context().close();
	return widget;
}

async function chats(widget, text) {
	await widget.click();
	await widget.write(text);
	await widget.sees(text, 'stored');
}

/* ---- the ways to embed ---- */

const quoted = value => JSON.stringify(value);
const settings = () => `<script>window.frontdeskSettings = ${quoted({ tenantId: ` ${tenant} `, host: server.url })}</script>`;
const ways = {
	"the script's address": () => script({ async: '' }, `${server.url}/chat-widget.js?tenant=%20${tenant}%20`),
	'an attribute with spaces around it': () => script({ 'data-tenant-id': `\n ${tenant} ` }),
	'a module': () => script({ type: 'module', 'data-tenant-id': tenant }),
	'settings of the page, for a bundle': () => settings() + script({ defer: '' }, '/bundle.js'),
	'settings of the page, for what is fetched and evaluated': () => `<script>window.frontdeskSettings = ${quoted({ tenantId: tenant })}; fetch("${server.url}/chat-widget.js").then(r => r.text()).then(text => (0, eval)(text))</script>`,
	'a verb in the queue': () => `<script>window.frontdesk = function () { (frontdesk.q = frontdesk.q || []).push(arguments) }; frontdesk("boot", ${quoted({ tenantId: tenant, host: server.url })})</script>` + script({}, '/bundle.js'),
};
test("the tenant may be named by the script's address or attribute, the page's settings, or a verb", async () => {
	const widget = await visit('about:blank');
	for (const [way, head] of Object.entries(ways)) {
		await widget.page.goto(put('/way', { head: head() }));
		await widget.bubble.waitFor().catch(() => assert.fail(`no bubble by ${way}: ${widget.said}`));
	}
	await widget.close();
});

test('a bundled script that is told nothing says what is missing, and a verb may tell it later', async () => {
	const widget = await visit(put('/bundled', { head: script({}, '/bundle.js') }));
	await widget.says("the tenant's id and the host is missing");
	await widget.verb('open');
	await widget.verb('boot', { tenantId: tenant, host: server.url });
	await widget.window.waitFor();
	await widget.close();
});

test("a second script changes nothing, and says so where it is another tenant's", async () => {
	const widget = await visit(put('/twice', { head: embed + embed }));
	await widget.bubble.waitFor();
	await widget.page.addScriptTag({ url: `${server.url}/chat-widget.js?tenant=${other}` });
	await widget.says(`the chat of the tenant ${tenant} is here already`);
	assert.equal(await widget.page.locator('frontdesk-chat').count(), 1);
	await widget.verb('boot', { tenantId: other });
	await until(() => widget.page.story.requests.some(r => r.includes(`widget-config?tenantId=${other}`)), 20_000, "the other's configuration");
	await widget.bubble.waitFor();
	await widget.close();
});

test('what was shut down comes back by a verb, and by its script', async () => {
	const widget = await visit(put('/again'));
	await chats(widget, 'before');
	await widget.verb('shutdown');
	await widget.bubble.waitFor({ state: 'detached' });
	await widget.verb('open');
	await widget.says('frontdesk("boot") brings it back');
	const connected = widget.page.waitForEvent('websocket');
	await widget.verb('boot');
	await connected;
	assert.equal(await widget.bubble.getAttribute('aria-expanded'), 'false', 'not open, as it was before');
	await widget.verb('shutdown');
	await widget.page.addScriptTag({ url: `${server.url}/chat-widget.js?tenant=${tenant}` });
	await widget.verb('open');
	await widget.window.waitFor();
	await widget.sees('before', 'stored');
	await widget.close();
});

/* ---- what pages do ---- */

test('the element stays over changes of the page, and comes back when it is taken away', async () => {
	const widget = await visit(put('/swap'));
	await widget.bubble.waitFor();
	const run = code => widget.page.evaluate(code);
	await run(() => document.body.replaceWith(document.createElement('body')));
	await widget.bubble.waitFor();
	await run(() => document.querySelector('frontdesk-chat').remove());
	await widget.bubble.waitFor();
	await run(() => document.documentElement.replaceWith(document.documentElement.cloneNode(false)));
	await widget.bubble.waitFor();
	await run(() => {
		window.keeper = new MutationObserver(() => document.querySelector('frontdesk-chat')?.remove());
		window.keeper.observe(document.documentElement, { childList: true });
		document.querySelector('frontdesk-chat').remove();
	});
	await widget.bubble.waitFor({ state: 'detached' });
	await run(() => window.keeper.disconnect());
	await widget.verb('open');
	await widget.window.waitFor();
	await widget.close();
});

// What prototype.js 1.6 makes of the language, as far as it is not what it was.
function asPrototypeDoes() {
	const list = items => (items ? ('toArray' in Object(items) ? items.toArray() : [...items]) : []);
	Array.from = list;
	Array.prototype.toArray = function () {
		return [...this];
	};
	Array.prototype.entries = Array.prototype.toArray;
	Array.prototype.toJSON = function () {
		return `[${this.map(item => JSON.stringify(item)).join(', ')}]`;
	};
	Array.prototype.reduce = function () {
		return this.length > 1 ? this : this[0];
	};
	Element.prototype.remove = function () {
		this.parentNode.removeChild(this);
		return this;
	};
}

test('a chat works on a page with prototype.js, a base, and a fetch that adds headers', async () => {
	const address = put('/old', { head: `<base href="https://elsewhere.example/">${embed}` });
	const widget = await visit(address, `(${asPrototypeDoes})(); { const own = fetch; window.fetch = (url, init = {}) => own(url, { ...init, headers: { ...init.headers, 'X-Requested-With': 'shop' } }); }`);
	await chats(widget, 'from an old page');
	assert.deepEqual(widget.page.story.errors, []);
	await widget.close();
});

test('a chat works where storage is denied', async () => {
	const widget = await visit(put('/denied'), () => {
		for (const name of ['localStorage', 'sessionStorage'])
			Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError'); } });
	});
	await chats(widget, 'kept nowhere');
	assert.deepEqual(widget.page.story.errors, []);
	await widget.close();
});

test('a chat works on a page that embeds nothing without its leave', async () => {
	const widget = await visit(put('/coep', { headers: { 'Cross-Origin-Embedder-Policy': 'require-corp', 'Cross-Origin-Opener-Policy': 'same-origin' } }));
	await chats(widget, 'isolated');
	assert.equal(await widget.page.evaluate(() => crossOriginIsolated), true);
	await widget.close();
});

test('a page that has replaced fetch by what does not work is told so', async () => {
	const widget = await visit(put('/fetch'), () => {
		window.fetch = () => {
			throw new Error('not today');
		};
	});
	await widget.says('This page has replaced fetch');
	await widget.close();
});

test('in a sandbox without an origin the console says why nobody can chat', async () => {
	put('/within');
	const widget = await visit(put('/sandbox', { head: '', body: '<iframe sandbox="allow-scripts" src="/within"></iframe>' }));
	await widget.says('this page has no origin');
	await widget.close();
});

/* ---- dialogs ---- */

test('a modal dialog does not shut the chat out, moved or removed as it may be', async () => {
	const widget = await visit(put('/dialog', { body: '<style>dialog { transform: translate(40px, 40px); width: 200px; height: 100px; overflow: hidden }</style><dialog><input></dialog>' }));
	await widget.bubble.waitFor();
	const middle = async () => { // a pointer above it makes it larger
		const { x, y, width, height } = await widget.bubble.boundingBox();
		return [x + width / 2, y + height / 2].map(Math.round);
	};
	const corner = await middle();
	await widget.page.evaluate(() => document.querySelector('dialog').showModal());
	await chats(widget, 'beside the dialog');
	assert.deepEqual(await middle(), corner);
	await widget.page.keyboard.press('Escape');
	await widget.window.waitFor({ state: 'detached' });
	assert.equal(await widget.page.evaluate(() => document.querySelector('dialog').open), true, 'Escape was meant for the chat');
	await widget.click();
	await widget.page.evaluate(() => document.querySelector('dialog').close());
	await widget.write('after the dialog');
	await widget.sees('after the dialog', 'stored');
	assert.equal(await widget.page.evaluate(() => document.querySelector('frontdesk-chat').parentNode === document.documentElement), true);
	await widget.page.evaluate(() => document.querySelector('dialog').showModal());
	await widget.page.locator('dialog frontdesk-chat').waitFor({ state: 'attached' });
	await widget.page.evaluate(() => document.querySelector('dialog').remove());
	await widget.write('the dialog is gone');
	await widget.sees('the dialog is gone', 'stored');
	await widget.close();
});

test('a modal that takes the focus back, and shortcuts of the page, leave the chat alone', async () => {
	const widget = await visit(put('/modal', { body: '<div id="modal" tabindex="-1">A modal</div>' }));
	await widget.page.evaluate(() => {
		const modal = document.getElementById('modal');
		window.keys = 0;
		for (const isCapturing of [true, false])
			document.addEventListener('focusin', e => modal === e.target || modal.contains(e.target) || modal.focus(), isCapturing);
		document.addEventListener('focus', e => modal === e.target || modal.contains(e.target) || modal.focus(), true);
		document.addEventListener('keydown', () => window.keys++);
		modal.focus();
	});
	await widget.click();
	await widget.window.locator('textarea').click();
	await widget.page.keyboard.type('by hand');
	await widget.page.keyboard.press('Enter');
	await widget.sees('by hand', 'stored');
	assert.equal(await widget.page.evaluate(() => window.keys), 0);
	await widget.close();
});

test('a page that makes all around its modal inert does not mean the chat', async () => {
	const widget = await visit(put('/inert'));
	await widget.bubble.waitFor();
	await widget.page.evaluate(() => {
		for (const element of document.documentElement.children) {
			element.inert = true;
			element.setAttribute('aria-hidden', 'true');
		}
	});
	await chats(widget, 'still here');
	await widget.close();
});

/* ---- engines and policies ---- */

// As Safari was before 16.4.
const withoutSheets = () => {
	window.CSSStyleSheet = function () {
		throw new TypeError('Illegal constructor');
	};
	delete Document.prototype.adoptedStyleSheets;
	delete ShadowRoot.prototype.adoptedStyleSheets;
};
const place = widget => widget.bubble.evaluate(element => getComputedStyle(element).position);

test('an engine without adopted stylesheets draws the chat, also under a policy that knows its nonce', async () => {
	const policy = `default-src 'none'; style-src 'nonce-abc'; script-src 'nonce-abc' ${server.url}; connect-src ${server.url} ${server.url.replace('http', 'ws')}`;
	const pages = [put('/plain'), put('/nonce', { head: script({ nonce: 'abc', 'data-tenant-id': tenant }), headers: { 'Content-Security-Policy': policy } })];
	for (const page of pages) {
		const widget = await visit(page, withoutSheets);
		await widget.bubble.waitFor();
		assert.equal(await place(widget), 'fixed');
		await widget.click();
		assert.equal(await widget.window.evaluate(element => getComputedStyle(element).display), 'flex');
		await widget.close();
	}
});

test('where a policy forbids the only kind of stylesheet, the console says so, and nothing ugly is drawn', async () => {
	const widget = await visit(merchant.url, withoutSheets);
	await widget.says('style-src');
	assert.equal(await widget.page.locator('frontdesk-chat').count(), 0);
	await widget.close();
});

/* ---- deploys ---- */

test("a page whose loader is another build's gets a window all the same", async () => {
	files.set('/earlier.js', { type: 'text/javascript', text: loader.replace(/app-[A-Z0-9]+\.js/, 'app-EARLIER1.js') });
	const widget = await visit(put('/earlier', { head: script({ 'data-tenant-id': tenant, 'data-host': server.url }, '/earlier.js') }));
	await chats(widget, 'over the deploy');
	await widget.close();
});

test('a server that does not have the window yet is asked again, and what is wrong stands at the bubble', async () => {
	const widget = await visit(put('/mixed'));
	await widget.bubble.waitFor();
	await widget.page.context().setOffline(true);
	await widget.bubble.click();
	await widget.page.getByText('The chat could not be loaded. Please try again.').waitFor();
	await widget.page.context().setOffline(false);
	await widget.page.route('**/widget/app-*', route => route.fulfill({ status: 404 }), { times: 1 });
	await widget.click();
	assert.equal(await widget.page.locator('frontdesk-chat .note:not(:empty), frontdesk-chat .arc').count(), 0);
	await widget.close();
});

/* ---- what is said beside the text ---- */

test('what is said beside the text never keeps a chat from starting, and the console hears what was left out', async () => {
	put(`/${'x'.repeat(2100)}`);
	const widget = await visit(`${url}/${'x'.repeat(2100)}`, () => Object.defineProperty(document, 'referrer', { value: 'android-app://com.example/' }));
	await widget.bubble.waitFor();
	const identifierHash = createHmac('sha256', secret).update('42').digest('hex');
	await widget.verb('identify', { identifier: 42, identifierHash, name: 'é'.repeat(200), email: 'ada@', plan: ['gold'] });
	await chats(widget, 'all the same');
	await widget.says("the page's address is left out");
	await widget.says('the referrer is left out');
	await widget.says('plan is left out');
	await widget.says('visitorEmail must');
	const [row] = await server.postgresql.query(`SELECT visitor_name, page_url, referrer_url, visitor_id FROM tenant_${tenant.replaceAll('-', '')}.chat_sessions WHERE id = $1`, [await widget.sessionId()]);
	assert.deepEqual([row.visitor_name, row.page_url, row.referrer_url, row.visitor_id.slice(0, 2)], ['é'.repeat(127), null, null, 'c-']);
	assert.equal(widget.page.story.requests.filter(r => /POST .*\/api\/support\/chat$/.test(r)).length, 1, 'one request was enough');
	await widget.close();
});

test("a page's query and fragment stay in the browser, but for the parameters that the tenant keeps", async () => {
	put('/cart');
	const widget = await visit(`${url}/cart?token=s3cret&sku=7#s3cret`);
	const sent = [];
	widget.page.on('request', request => sent.push(`${request.url()} ${request.postData() ?? ''}`));
	await widget.click();
	await widget.page.context().setOffline(true);
	await widget.write('where is it?');
	await widget.sees('where is it?', 'sending');
	const kept = await widget.page.evaluate(() => JSON.stringify({ ...localStorage }));
	await widget.page.context().setOffline(false);
	await widget.sees('where is it?', 'stored');
	for (const text of [kept, sent.join('\n')]) {
		assert.ok(text.includes('/cart?sku=7'));
		assert.ok(!text.includes('s3cret'));
	}
	await widget.close();
});
