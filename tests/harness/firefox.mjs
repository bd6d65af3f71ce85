// Debian's Firefox, by WebDriver BiDi, as it is released. Keys and clicks are the engine's, as a person's would be.
import puppeteer from 'puppeteer-core';
import { EnginePage } from './enginepage.mjs';

export class Firefox {
	static async launch() {
		const firefox = new Firefox();
		firefox.browser = await puppeteer.launch({
			browser: 'firefox', executablePath: '/usr/bin/firefox-esr', acceptInsecureCerts: true, defaultViewport: { width: 1280, height: 2400 }, timeout: 120_000,
		});
		return firefox;
	}

	async newContext() {
		const context = await this.browser.createBrowserContext();
		return { newPage: () => openIn(context), close: () => context.close() };
	}

	close() {
		return this.browser.close();
	}
}

async function openIn(context) {
	const page = await context.newPage({ type: 'window' }); // whose pages can all be seen
	return new EnginePage({ newPage: () => openIn(context), close: () => context.close() }, new Hand(page));
}

class Hand {
	constructor(page) {
		this.page = page;
	}

	ask(source, argument = null) {
		return this.page.evaluate(`(${source})(${JSON.stringify(argument)})`);
	}

	click(x, y) {
		return this.page.mouse.click(x, y);
	}

	press(key) {
		return this.page.keyboard.press(key);
	}

	async type(text) {
		const { keyboard } = this.page;
		await keyboard.down('Control');
		await keyboard.press('a');
		await keyboard.up('Control');
		await keyboard.type(text);
	}

	goto(url) {
		return this.page.goto(url);
	}

	reload() {
		return this.page.reload();
	}

	close() {
		return this.page.close();
	}
}
