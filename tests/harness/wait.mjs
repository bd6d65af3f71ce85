// Waiting for what is true, never for time to pass.
import { setTimeout as delay } from 'node:timers/promises';

/** What comes comes by then, however much else the machine does. */
const PATIENCE_MS = 30_000;

/** Asks `condition` until it answers something true, and answers that; undefined after `ms`: it may well
 *  not come. */
export async function within(condition, ms) {
	const began = Date.now();
	for (;;) {
		const found = await condition();
		if (found) return found;
		const waitedMs = Date.now() - began;
		if (waitedMs > ms) return undefined;
		await delay(waitedMs < 2000 ? 20 : 100); // a question may cost a server, and the tests beside it, something
	}
}

/** The same of what must come: throws after `ms`, or what is patient, with `what`, or what it says then. */
export async function until(condition, ms, what) {
	const patienceMs = Math.max(ms, PATIENCE_MS);
	const found = await within(condition, patienceMs);
	if (found) return found;
	throw new Error(`waited ${patienceMs} ms in vain for ${typeof what === 'function' ? what() : what}`);
}

export const hasEnded = child => child.exitCode !== null || child.signalCode !== null;

/**
 * Waits until what was started answers: `answers` is asked until it is true. Throws with its last words,
 * which `said` answers, when it ends before that or does not come within `ms`.
 */
export async function started(child, name, { answers, said, ms = 20_000 }) {
	const lastWords = () => said().trim().split('\n').slice(-20).join('\n');
	const failure = new Promise((_, reject) => child.once('error', reject)); // it cannot even be run
	const answer = async () => {
		if (await answers()) return true;
		if (hasEnded(child)) throw new Error(`${name} ended at once, with ${child.signalCode ?? child.exitCode}:\n${lastWords()}`);
		return false;
	};
	await Promise.race([failure, until(answer, ms, `${name} to answer`).catch(error => {
		throw hasEnded(child) ? error : new Error(`${error.message}; it said:\n${lastWords()}`);
	})]);
}
