// Waiting for what is true, never for time to pass.
import { setTimeout as delay } from 'node:timers/promises';

/** Asks `condition` until it answers something true, and answers that; throws after `ms`. */
export async function until(condition, ms, what) {
	const end = Date.now() + ms;
	for (;;) {
		const found = await condition();
		if (found) return found;
		if (Date.now() > end) throw new Error(`waited ${ms} ms in vain for ${what}`);
		await delay(20);
	}
}
