// Ids. getRandomValues, because randomUUID is missing on plain http pages.

function randomBytes(count: number): Uint8Array {
	return crypto.getRandomValues(new Uint8Array(count));
}

// By hand: pages replace Array.from by what knows no second argument (prototype.js, MooTools).
function hex(bytes: Uint8Array): string {
	let text = "";
	for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
	return text;
}

/** Of the newest id: its millisecond times 1,024, and which of that millisecond's it is. */
let newest = 0;

/**
 * A message's id: a UUID of version 7 (RFC 9562, 5.7) in lower case, greater than every one that this
 * page made before, also within a millisecond (6.2, method 1) and when the clock is set back. In the
 * order of time ids stand together in the index of all, where random ones touch each of its pages.
 */
export function newId(): string {
	newest = Math.max(Date.now() * 1024, newest + 1);
	const time = Math.floor(newest / 1024).toString(16).padStart(12, "0");
	const count = (0x7000 + (newest % 1024)).toString(16);
	const rest = randomBytes(8);
	rest[0] = (rest[0]! & 0x3f) | 0x80;
	return (time + count + hex(rest)).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** A fresh Idempotency-Key. */
export function newKey(): string {
	return hex(randomBytes(16));
}
