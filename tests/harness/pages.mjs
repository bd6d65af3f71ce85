// The widget and the console as a person sees them: by role and name.
import { openPage } from './browser.mjs';
import { Agent } from './client.mjs';
import { until, within } from './wait.mjs';

const SEEN_MS = 30_000; // with the longest pause of a page that tries to connect again

/**
 * Puts a hand on a page's socket, before the page is opened: `change` makes of each event what the
 * page gets. Of the answer, `say` tells the page an event, `answer` may return the events with which
 * something that the page says is met, instead of passing it on, `cut` ends the line until `mend`, which
 * waits for no time of the page's to pass: the browser says that there is a network, until the line is back.
 */
export async function tapSocket(page, change = event => event) {
	let line, isUp = false;
	const tell = (client, event) => client.send(JSON.stringify(event));
	const tap = {
		isCut: false,
		answer: () => undefined,
		async say(event) {
			tell(await until(() => line, 20_000, 'the socket of the page'), event);
		},
		async cut() {
			tap.isCut = true;
			await line?.close();
			line = undefined;
			isUp = false;
		},
		async mend() {
			tap.isCut = false;
			const knock = () => page.evaluate(() => void dispatchEvent(new Event('online')));
			for (let tries = 0; !isUp && tries < 30; tries++) {
				await knock(); // each may cost an attempt, and a question who one is: too many are refused
				await within(() => isUp, 1000);
			}
			if (!isUp) throw new Error('the line of the page does not come back');
		},
	};
	await page.routeWebSocket(/\/chat\/ws$/, client => {
		if (tap.isCut) return client.close();
		line = client;
		const upstream = client.connectToServer();
		upstream.onMessage(text => {
			const event = JSON.parse(text);
			isUp ||= event.type === 'welcome' && client === line;
			tell(client, change(event));
		});
		client.onMessage(text => {
			const events = tap.answer(JSON.parse(text));
			if (events) for (const event of events) tell(client, event);
			else upstream.send(text);
		});
	});
	return tap;
}

/** Gives a page, before it is opened, a clock that may be moved on and stopped; timers go on as ever. */
export async function tapClock(page) {
	await page.addInitScript(() => {
		const now = Date.now;
		let skippedMs = 0;
		window.clock = {
			skip: ms => void (skippedMs += ms),
			stop() {
				const stopped = now() + skippedMs;
				Date.now = () => stopped;
			},
		};
		Date.now = () => now() + skippedMs;
	});
	return { skip: ms => page.evaluate(skipped => window.clock.skip(skipped), ms), stop: () => page.evaluate(() => window.clock.stop()) };
}

export class WidgetPage {
	constructor(page) {
		this.page = page;
		this.bubble = page.locator('frontdesk-chat button.bubble');
		this.window = page.getByRole('dialog');
	}

	/** Opens `url`, or what `load` makes of a blank page, and waits for the bubble. */
	static async open(browser, url, context, load) {
		const widget = new WidgetPage(await openPage(browser, url, context));
		await load?.(widget.page);
		await widget.bubble.waitFor();
		return widget;
	}

	async goto(url) {
		await this.page.goto(url);
		await this.bubble.waitFor();
	}

	async click() {
		await this.bubble.click();
		await this.window.waitFor();
	}

	async write(text) {
		await this.window.locator('textarea').fill(text);
		await this.page.keyboard.press('Enter');
	}

	/** The session that the visitor's first message began. */
	sessionId() {
		return this.page.evaluate(() => {
			const key = Object.keys(localStorage).find(name => /^frontdesk:[^:]+$/.test(name));
			return JSON.parse(localStorage.getItem(key) ?? '{}').sessionId;
		});
	}

	/** The rows of the thread: {id, state, text}, as displayed. */
	rows() {
		return this.page.locator('frontdesk-chat [data-id]').evaluateAll(all =>
			all.map(row => ({ id: row.dataset.id, state: row.dataset.state, text: row.querySelector('.bubble-text')?.textContent })));
	}

	sees(text, state) {
		return until(async () => (await this.rows()).some(r => r.text === text && (!state || r.state === state)), SEEN_MS, `the widget to show ${text} ${state ?? ''}`);
	}
}

/** Until a field has this value. */
export function holds(field, value) {
	let found;
	return until(async () => (found = await field.inputValue()) === value, SEEN_MS, () => `the value ${value}, not ${found}`);
}

/** What a browser keeps of somebody who has signed in. */
export async function signedIn(server, login) {
	const { cookie } = await Agent.signIn(server, login);
	const [name, value] = cookie.split('=');
	return { cookies: [{ name, value, domain: 'localhost', path: '/', expires: -1, httpOnly: true, secure: true, sameSite: 'Strict' }], origins: [] };
}

export class ConsolePage {
	/** The desk of somebody who has signed in before. */
	static async open(browser, server, login, context = {}) {
		const page = await openPage(browser, ConsolePage.url(server), { ...context, storageState: await signedIn(server, login) });
		await page.getByRole('heading', { name: 'Queue' }).waitFor();
		return Object.assign(new ConsolePage(), { page });
	}

	static async signIn(browser, server, login, context) {
		return ConsolePage.enter(await openPage(browser, ConsolePage.url(server), context), login);
	}

	static url(server) {
		return `${server.url}/admin/support/chat`;
	}

	/** Signs in on a page that is there. */
	static async enter(page, { email, password }) {
		const desk = Object.assign(new ConsolePage(), { page });
		await page.getByLabel('E-mail').fill(email);
		await page.locator('input[type=password]').fill(password);
		await page.getByRole('button', { name: 'Sign in' }).click();
		await page.getByRole('heading', { name: 'Queue' }).waitFor();
		return desk;
	}

	/** Takes the first visitor of the queue, and waits for that chat, where one is open already, too. */
	async takeNext() {
		const where = () => this.page.evaluate(() => location.pathname);
		const before = await where();
		await this.page.getByRole('button', { name: 'Take next' }).click();
		await until(async () => (await where()) !== before, SEEN_MS, 'the chat that was taken');
		await this.page.getByRole('textbox', { name: 'Your message' }).waitFor();
	}

	async write(text) {
		await this.page.getByRole('textbox', { name: 'Your message' }).fill(text);
		await this.page.keyboard.press('Enter');
	}

	rows() {
		return this.page.getByRole('log').locator('[data-progress]:has([dir=auto])').evaluateAll(all =>
			all.map(row => ({ state: row.dataset.progress, text: [...row.querySelectorAll('[dir=auto]')].at(-1)?.textContent })));
	}

	sees(text, state) {
		return until(async () => (await this.rows()).some(r => r.text === text && (!state || r.state === state)), SEEN_MS, `the console to show ${text} ${state ?? ''}`);
	}
}
