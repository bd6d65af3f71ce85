// Tests one after the other on one installation, under a load that goes on from each to the next: fifty
// conversations over two replicas, 200 messages a second. After each, whatever a client was told is
// compared with what is there.
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Installation } from './installation.mjs';
import { Load } from './load.mjs';
import { Chance } from './seed.mjs';

export const isFull = process.env.FRONTDESK_TESTS_FULL === '1';
export const times = full => (isFull ? full : Math.max(1, full / 10));

let installation, load;

/** Tests: each gives its name and what breaks, `act(load, installation, chance)`. */
export function series(...faults) {
	before(async () => (installation = await Installation.open()));
	after(async () => {
		load?.close();
		await installation?.stop();
	});
	for (const [name, act] of faults) test(name, { timeout: isFull ? 1_800_000 : 300_000 }, () => under(name, act));
	test('in the end every conversation is ended, and both sides hear of it', async () => {
		load ??= await Load.open(installation, 'the end');
		await load.end();
	});
}

/** The conversations of the test before go on, or new ones if those went wrong or would become endless. */
async function under(name, act) {
	const current = (load ??= await Load.open(installation, name));
	load = undefined;
	Object.assign(current, { name, isGood: false });
	current.talk();
	try {
		await act(current, installation, new Chance(name));
		await current.settle();
		current.isGood = true;
		if (isFull) await current.end();
		load = isFull ? undefined : current;
	} catch (error) {
		console.error(error); // what is found while it heals would hide it
		throw error;
	} finally {
		if (!load) current.close();
		if (!current.isGood) await installation.heal();
	}
}

/** Stops a process in its tracks for 5 s. */
export async function pause(current, name, freeze, thaw) {
	current.note(`${name} is stopped`);
	freeze();
	await delay(5000);
	thaw();
	current.note(`${name} goes on`);
}
