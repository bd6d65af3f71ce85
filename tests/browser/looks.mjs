// What a page looks like to its readers: light, dark and on a phone.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { axe, settled } from '../harness/browser.mjs';

const LOOKS = { light: ['light', 1280, 800], dark: ['dark', 1280, 800], phone: ['light', 390, 844] };

/** Gives a page each of these looks in turn; axe and a picture, where one is wanted, are of what it shows then. */
export async function inEachLook(page, name, check = async () => {}) {
	const folder = process.env.FRONTDESK_SCREENSHOTS;
	if (folder) mkdirSync(folder, { recursive: true });
	for (const [look, [colorScheme, width, height]] of Object.entries(LOOKS)) {
		await page.emulateMedia({ colorScheme });
		await page.setViewportSize({ width, height });
		await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor({ state: 'attached' });
		await settled(page);
		const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
		assert.ok(wide <= 0, `${name}, ${look}: the page is ${wide} px too wide`);
		await check(look);
		// Drawn before it is judged: until then a link may have the colour of the look before.
		await page.screenshot(folder ? { path: join(folder, `${name}-${look}.png`) } : {});
		assert.deepEqual(await axe(page), [], `${name}, ${look}`);
	}
}
