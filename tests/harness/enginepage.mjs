// A page of an engine that playwright does not drive, with as much of playwright's interface as what is tested
// in every engine uses. Who drives the engine says how to ask the page, to click, and to press keys.
import { atRest, find, firstSeen } from './find.mjs';
import { until } from './wait.mjs';

const SOON_MS = 20_000; // what a person would wait for, on a busy machine

/** The parts of a selector: in a shadow root an ancestor may be its host. */
const parts = css => css.split(/\s+(?![^([]*[)\]])/).map(part => ({ css: part }));

/** `hand`: ask(source, argument) what a function of that source answers in the page, click(x, y), press(key),
 *  type(text) in place of what the field holds, goto(url), reload(), close(). */
export class EnginePage {
	constructor(context, hand) {
		Object.assign(this, { hand, keyboard: { press: key => hand.press(key) } });
		this.context = () => context;
	}

	goto(url) {
		return this.hand.goto(url);
	}

	reload() {
		return this.hand.reload();
	}

	close() {
		return this.hand.close();
	}

	/** What the function answers in the page, also later. */
	evaluate(answer, argument) {
		return this.hand.ask(String(answer), argument);
	}

	locator(css) {
		return new Locator(this, parts(css));
	}

	getByRole(role, { name } = {}) {
		return new Locator(this, [{ role, name }]);
	}

	getByText(text) {
		return new Locator(this, [{ text }]);
	}

	getByLabel(label) {
		return new Locator(this, [{ label }]);
	}
}

class Locator {
	constructor(page, steps) {
		Object.assign(this, { page, steps });
	}

	locator(css) {
		return new Locator(this.page, [...this.steps, ...parts(css)]);
	}

	getByRole(role, { name } = {}) {
		return new Locator(this.page, [...this.steps, { role, name }]);
	}

	/** It is always the first one that can be seen. */
	first() {
		return this;
	}

	count() {
		return this.evaluateAll(all => all.length);
	}

	evaluateAll(take, argument = null) {
		return this.page.hand.ask(`([steps, argument]) => (${take})((${find})(steps), argument)`, [this.steps, argument]);
	}

	#seen() {
		return this.evaluateAll(firstSeen);
	}

	waitFor({ state = 'visible' } = {}) {
		const isSo = { visible: () => this.#seen(), attached: () => this.count(), detached: async () => (await this.count()) === 0 };
		return until(isSo[state], SOON_MS, () => `${this} to be ${state}`);
	}

	/** Once it is there, at rest, with nothing above it. */
	async click() {
		let seen;
		await until(async () => {
			seen = await this.page.hand.ask(`steps => (${atRest})([(${find})(steps), ${firstSeen}])`, this.steps);
			return seen?.isMet;
		}, SOON_MS, () => `${this} to be clicked: ${JSON.stringify(seen)}`);
		await this.page.hand.click(...seen.middle);
	}

	async press(key) {
		await this.waitFor();
		await this.evaluateAll(([element]) => element.focus());
		await this.page.hand.press(key);
	}

	async fill(text) {
		await this.click();
		await this.page.hand.type(text);
		const value = await this.evaluateAll(([field]) => field.value);
		if (value !== text) throw new Error(`${this} holds “${value}”, not “${text}”`);
	}

	toString() {
		return this.steps.map(step => JSON.stringify(step)).join(' ');
	}
}
