// Random ids. getRandomValues, because randomUUID is missing on plain http pages.

function randomBytes(count: number): Uint8Array {
	return crypto.getRandomValues(new Uint8Array(count));
}

function hex(bytes: Uint8Array): string {
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A random UUID, version 4 (RFC 9562, 5.4), in lower case. */
export function newId(): string {
	const bytes = randomBytes(16);
	bytes[6] = (bytes[6]! & 0x0f) | 0x40;
	bytes[8] = (bytes[8]! & 0x3f) | 0x80;
	return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** A fresh Idempotency-Key. */
export function newKey(): string {
	return hex(randomBytes(16));
}
