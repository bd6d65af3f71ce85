// Debian's WebKit, by its own WebDriver. Keys and clicks are the engine's, as a person's would be.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Builder, Key, Origin } from 'selenium-webdriver';
import { atEnd, endWithUs } from './ending.mjs';
import { EnginePage } from './enginepage.mjs';
import { freePort } from './ports.mjs';
import { hasEnded, started, until } from './wait.mjs';

const SIZE = { width: 1280, height: 2400 };
const KEYS = { Enter: Key.RETURN, Escape: Key.ESCAPE, Tab: Key.TAB };

/** Starts a program that is ready once `isReady` answers something of what it has said. */
async function begin(program, args, options, isReady) {
	const child = endWithUs(spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options }));
	let said = '';
	for (const output of [child.stdout, child.stderr]) output.setEncoding('utf8').on('data', text => (said += text));
	await started(child, program, { answers: () => isReady(said), said: () => said });
	return { child, answer: await isReady(said) };
}

async function end(child) {
	child.kill();
	await until(() => hasEnded(child), 20_000, 'the end of what WebKit needs');
}

export class WebKit {
	/** With a screen that nobody sees: this WebKit knows no other way. */
	static async launch() {
		const webkit = Object.assign(new WebKit(), { contexts: [] });
		webkit.folder = mkdtempSync(join(tmpdir(), 'frontdesk-webkit-'));
		webkit.forget = atEnd(() => webkit.remove());
		const args = ['-displayfd', '1', '-screen', '0', `${SIZE.width}x${SIZE.height}x24`, '-nolisten', 'tcp'];
		const { child, answer } = await begin('Xvfb', args, {}, said => said.match(/^(\d+)\n/m)?.[1]);
		return Object.assign(webkit, { screen: child, display: `:${answer}` });
	}

	/** What the programs find around them: no desktop, and a home of their own. */
	get environment() {
		const { PATH, LANG = 'C.UTF-8' } = process.env;
		return {
			PATH, LANG, HOME: this.folder, TMPDIR: this.folder, XDG_RUNTIME_DIR: this.folder, DISPLAY: this.display, GDK_BACKEND: 'x11',
			DBUS_SESSION_BUS_ADDRESS: 'disabled:', GSETTINGS_BACKEND: 'memory', NO_AT_BRIDGE: '1', LIBGL_ALWAYS_SOFTWARE: '1', WEBKIT_DISABLE_COMPOSITING_MODE: '1',
		};
	}

	/** A browser of its own, which shares nothing with the others. */
	async newContext() {
		const context = await Context.open(this.environment);
		this.contexts.push(context);
		return context;
	}

	async close() {
		await Promise.all(this.contexts.map(context => context.close()));
		await end(this.screen);
		this.remove();
	}

	remove() {
		this.forget();
		rmSync(this.folder, { recursive: true, force: true });
	}
}

class Context {
	static async open(env) {
		const context = Object.assign(new Context(), { turns: Promise.resolve(), at: undefined, hasPage: false });
		const port = await freePort();
		const isReady = () => fetch(`http://127.0.0.1:${port}/status`).then(answer => answer.ok, () => false);
		({ child: context.process } = await begin('WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], { env }, isReady));
		const wanted = { browserName: 'MiniBrowser', acceptInsecureCerts: true };
		context.driver = await new Builder().disableEnvironmentOverrides().usingServer(`http://127.0.0.1:${port}`).withCapabilities(wanted).build();
		return context;
	}

	/** One thing after the other: what the driver is told concerns the window that it was last sent to. */
	turn(work) {
		const turn = this.turns.then(() => work(this.driver));
		this.turns = turn.catch(() => {});
		return turn;
	}

	async newPage() {
		const handle = await this.turn(async driver => {
			if (this.hasPage) await driver.switchTo().newWindow('window');
			this.hasPage = true;
			await driver.manage().window().setRect({ x: 0, y: 0, ...SIZE });
			return (this.at = await driver.getWindowHandle());
		});
		return new EnginePage(this, new Hand(this, handle));
	}

	async close() {
		await this.turn(driver => driver.quit());
		await end(this.process);
	}
}

class Hand {
	constructor(context, handle) {
		Object.assign(this, { context, handle });
	}

	#turn(work) {
		return this.context.turn(async driver => {
			if (this.context.at !== this.handle) await driver.switchTo().window(this.handle);
			this.context.at = this.handle;
			return work(driver);
		});
	}

	async ask(source, argument = null) {
		const { value, error } = await this.#turn(driver => driver.executeAsyncScript(`
			const [argument, done] = arguments;
			new Promise(answer => answer((${source})(argument))).then(value => done({ value }), error => done({ error: String(error) }));`, argument));
		if (error) throw new Error(error);
		return value;
	}

	click(x, y) {
		return this.#turn(driver => driver.actions().move({ x, y, origin: Origin.VIEWPORT, duration: 0 }).click().perform());
	}

	press(key) {
		return this.#turn(driver => driver.actions().sendKeys(KEYS[key]).perform());
	}

	type(text) {
		return this.#turn(driver => driver.actions().keyDown(Key.CONTROL).sendKeys('a').keyUp(Key.CONTROL).sendKeys(text).perform());
	}

	goto(url) {
		return this.#turn(driver => driver.get(url));
	}

	reload() {
		return this.#turn(driver => driver.navigate().refresh());
	}

	close() {
		return this.#turn(async driver => {
			await driver.close();
			this.context.at = undefined;
		});
	}
}
