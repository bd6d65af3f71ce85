// Chance that can be had again: FRONTDESK_SEED fixes which faults come and when. What the clients and
// the kernel make of it in between is their own.
import { createHash } from 'node:crypto';

export const seed = process.env.FRONTDESK_SEED ?? String(Math.floor(Math.random() * 1e9));

/** Numbers that follow from the run's seed and a name, whatever else was drawn before. */
export class Chance {
	constructor(name, from = seed) {
		this.state = createHash('sha256').update(`${from}/${name}`).digest().readUInt32LE(0);
	}

	/** From 0 up to, not including, 1 (mulberry32). */
	next() {
		this.state = (this.state + 0x6d2b79f5) | 0;
		let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	}

	/** A whole number from `least` to `most`, both included. */
	int(least, most) {
		return least + Math.floor(this.next() * (most - least + 1));
	}

	pick(list) {
		return list[Math.floor(this.next() * list.length)];
	}
}
