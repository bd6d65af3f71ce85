// The engines that pages are read with, each as Debian has it: what opens a browser of each.
import { launch } from './browser.mjs';
import { Firefox } from './firefox.mjs';
import { WebKit } from './webkit.mjs';

export const ENGINES = {
	Chromium: launch,
	Firefox: () => Firefox.launch(),
	WebKit: () => WebKit.launch(),
};

/** A person's browser, which trusts the tests' certificates and shows every row of a thread. */
export const person = browser => browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1280, height: 2400 } });
